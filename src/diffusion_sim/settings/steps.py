"""What a person does: steps on the Level-of-Use ladder, ending use, leaving and arriving; coefficients with ranges.

The second part of :class:`diffusion_sim.settings.behaviour.Behaviour`.
"""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.influences import CALIBRATED, Influences
from diffusion_sim.settings.parameter import parameter

LEAVING = "NCES TFS 2021-22 (tfs2122_srt09): 20.1, 17.9, 14.0, 14.5 % over 16.0 %; range: rounding and one survey year"


# made as a part of the whole only, so methods of its own would never be used
@dataclass(frozen=True, init=False, repr=False, eq=False)
class Steps(Influences):
    """Coefficients of steps, of ending use and of the year's end, after those of what acts on a person."""

    # steps on the Level-of-Use ladder
    outside_news: float = parameter(
        0.13, 0.0, 0.3, "drive", "derived", "Bass p (order of size); " + CALIBRATED,
        "Drive towards orientation from outside the district.",
    )  # fmt: skip
    orientation_odds: float = parameter(
        0.37, 0.005, 0.6, "odds per week", "assumption", CALIBRATED, "Step 0 to I at full drive."
    )
    preparation_odds: float = parameter(
        0.16, 0.005, 0.6, "odds per week", "assumption", CALIBRATED, "Step I to II at full drive."
    )
    use_odds: float = parameter(
        0.16, 0.005, 0.6, "odds per week", "assumption", CALIBRATED, "Step II to III (first use) at full drive."
    )
    doubt_holds: float = parameter(
        1.0, 0.0, 1.0, "share", "assumption", "form assumed",
        "How much the doubtful are held back: at 0 belief moves as it is, at 1 as its cube.",
    )  # fmt: skip
    coaching_drive: float = parameter(
        2.6, 0.0, 3.0, "drive per hour and week", "assumption", CALIBRATED,
        "Drive that an hour of coaching a week adds."
    )
    training_drive: float = parameter(
        0.59, 0.0, 1.0, "drive per hour and week", "assumption", CALIBRATED,
        "Drive that an hour of workshop adds in its week (focused training moves non-users; Frank et al. 2011).",
    )  # fmt: skip
    pressure_drive: float = parameter(
        10.0, 0.0, 12.0, "drive", "assumption", CALIBRATED,
        "Drive that full pressure adds (CDC analogue: 90-98 % in a year)."
    )
    refusers: float = parameter(
        0.04, 0.0, 0.10, "share of staff", "measured",
        "CDC 2014-2020: 94.4-97.7 % under a requirement, so 2.3-5.6 % not",
        "Staff who stay out of use under any pressure (they refuse, or are exempt).",
    )  # fmt: skip
    readiness_effect: float = parameter(
        0.6, 0.0, 1.5, "ratio", "assumption", "no source found",
        "How much a school's readiness scales steps towards use."
    )
    backing_effect: float = parameter(
        1.5, 1.0, 2.5, "ratio", "assumption", "direction only (Loucks & Hall 1979; Kam 2003)",
        "Steps under a fully backing principal against a neutral one; the inverse under an opposing one.",
    )  # fmt: skip
    routine_weeks_simple: float = parameter(
        25.0, 18.0, 110.0, "weeks", "derived", "CBAM 1-3 years, weak source (range); " + CALIBRATED,
        "Median weeks III to IVA, complexity 0."
    )
    routine_weeks_complex: float = parameter(
        25.0, 18.0, 110.0, "weeks", "derived", "CBAM 3-5 years, weak source (range); " + CALIBRATED,
        "Median weeks III to IVA, complexity 1."
    )
    routine_skill: float = parameter(
        0.35, 0.2, 0.6, "skill", "assumption", "no source found", "Skill at which these median weeks hold."
    )
    experiment_effect: float = parameter(
        2.8, 0.0, 3.0, "ratio", "assumption", "Frank et al. 2011 (direction); " + CALIBRATED,
        "How strongly room to experiment scales the step from mechanical to routine.",
    )  # fmt: skip
    deepen_odds: float = parameter(
        0.05, 0.002, 0.05, "odds per week", "assumption", CALIBRATED,
        "Steps IVA to IVB and above at full belief and skill."
    )
    upper_rungs: float = parameter(
        1.0, 0.0, 1.0, "ratio", "assumption", "no source found; deep use counts from IVB on, so no target tells",
        "Odds of the steps to V and VI against those of the step to IVB.",
    )  # fmt: skip
    knowhow_effect: float = parameter(
        2.5, 0.0, 3.0, "ratio", "assumption", "Frank et al. 2011 (direction); " + CALIBRATED,
        "How strongly colleagues' know-how scales steps above routine.",
    )  # fmt: skip
    # ending use
    disappointment_odds: float = parameter(
        0.13, 0.005, 0.3, "odds per week", "assumption", CALIBRATED, "Odds of ending use at belief 0."
    )
    least_advantage: float = parameter(
        0.05, 0.0, 0.1, "0-1", "assumption",
        "direction: disenchantment (Rogers 2003, ch. 5); no size was found",
        "Relative advantage below which the convinced are disappointed too, as the unconvinced are at none.",
    )  # fmt: skip
    release_odds: float = parameter(
        0.05, 0.005, 0.4, "odds per week", "assumption",
        "no source found; no target tells (pressure lasts in all of them)",
        "Odds of ending mere compliance once pressure is gone.",
    )  # fmt: skip
    lapse_odds: float = parameter(
        0.0005, 0.0, 0.005, "odds per week", "derived", "Nese et al. 2016: 7 % of schools abandon in 5 years",
        "Odds of ending convinced use.",
    )  # fmt: skip
    # year end
    principal_turnover: float = parameter(
        0.20, 0.15, 0.30, "share per year", "measured", "NCES PFS 2021-22: 79.6 % stay", "Principals who leave a year."
    )
    experience_turnover: float = parameter(
        1.0, 0.0, 1.0, "ratio", "measured", "NCES TFS 2021-22 by experience (tfs2122_srt09)",
        "How far leaving depends on experience: 1 as measured, 0 the same for all.",
    )  # fmt: skip
    leaving_novice: float = parameter(
        1.256, 1.1, 1.4, "ratio", "measured", LEAVING, "Leaving below 4 years of experience, against the mean."
    )
    leaving_early: float = parameter(
        1.119, 1.0, 1.25, "ratio", "measured", LEAVING, "Leaving with 4 to 9 years of experience, against the mean."
    )
    leaving_middle: float = parameter(
        0.875, 0.75, 1.0, "ratio", "measured", LEAVING, "Leaving with 10 to 14 years of experience, against the mean."
    )
    leaving_veteran: float = parameter(
        0.906, 0.8, 1.0, "ratio", "measured", LEAVING, "Leaving from 15 years of experience on, against the mean."
    )
    hire_years: float = parameter(
        25.0, 10.0, 35.0, "years", "assumption", "no source found; median of arrivals a quarter of it",
        "Most years of experience that an arrival brings.",
    )  # fmt: skip
    burnout_turnover: float = parameter(
        0.5, 0.0, 2.0, "ratio per unit of load above 1", "assumption", "no source found", "Load's part in turnover."
    )
    within_district: float = parameter(
        0.25, 0.1, 0.4, "share of arrivals", "derived",
        "NCES TFS 2021-22: 4.0 of 16 leave for another school of the district",
        "Arrivals who come from inside the district, and bring its use with them.",
    )  # fmt: skip
    hire_uses: float = parameter(
        0.0, 0.0, 0.2, "share", "assumption", "no source found", "Outside hires who already use the practice."
    )
