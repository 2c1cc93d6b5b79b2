"""The theory's numbers: every coefficient of the rules, with unit, range, source and class.

Names are the parameter names of the rule functions in :mod:`diffusion_sim.rules`; a rule that names one reads it.
Values marked "calibrated" were set by ``experiments/calibrate.py`` against the targets of ``conf/target`` only.
"""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges, parameter

CONTAGION = ("complex", "simple", "similarity", "none")
CALIBRATED = "calibrated on the targets of conf/target (experiments/calibrate.py)"


@dataclass(frozen=True)
class Behaviour:
    """Coefficients of the rules. ``contagion`` switches how colleagues' example works; ``none`` is the null model."""

    contagion: str = "complex"

    # time and load
    support_hours_slack: float = parameter(
        1.0, 1.0, 8.0, "hours per week", "assumption",
        "RAND 2018 (31 % have enough time to collaborate); " + CALIBRATED,
        "Slack of a person of middle availability that new work can use before load exceeds 1.",
    )  # fmt: skip
    use_hours: float = parameter(
        0.69, 0.5, 6.0, "hours per week", "assumption", CALIBRATED,
        "Extra hours per week of mechanical use of a practice of complexity 1.",
    )  # fmt: skip
    unreleased: float = parameter(
        0.3, 0.0, 1.0, "share", "assumption", "no source found (ALP: coaching without piling on extra hours)",
        "Share of coaching hours that comes on top of the working week.",
    )  # fmt: skip
    other_load: float = parameter(
        0.3, 0.0, 1.0, "load", "assumption", "EdWeek RC 2017: 58 % say too many reforms (size assumed)",
        "Load from other initiatives before this practice adds any.",
    )  # fmt: skip
    post_load: float = parameter(
        0.15, 0.0, 0.5, "load per post", "assumption", "no source found (size)", "Load that each leadership post adds."
    )
    load_speed: float = parameter(
        0.25, 0.05, 1.0, "share per week", "assumption", "no source found", "How fast felt load follows demand."
    )
    # colleagues
    contact_chance: float = parameter(
        0.35, 0.15, 0.6, "chance per tie and week", "derived", "RAND 2018: about 30 % meet once or twice a week",
        "Chance that an advice tie is active in a week.",
    )  # fmt: skip
    same_role_weight: float = parameter(
        2.0, 1.0, 4.0, "ratio", "assumption", "direction: NewSchools/Gallup; BenYishay & Mobarak (size assumed)",
        "Weight of a colleague of the same role against another role.",
    )  # fmt: skip
    below_threshold: float = parameter(
        0.25, 0.0, 1.0, "share", "assumption", "form: Eckles et al. (noisy threshold); size assumed",
        "Share of colleagues' influence that works below one's threshold (complex contagion).",
    )  # fmt: skip
    credible_needed: float = parameter(
        2.0, 1.0, 4.0, "colleagues", "derived", "Beaman et al. 2021: many need two informed contacts",
        "Colleagues in use that a person needs before their example fully counts (complex contagion).",
    )  # fmt: skip
    peer_odds_ratio: float = parameter(
        2.0, 1.0, 3.5, "odds ratio", "derived", "EVIDENCE s.5: all contacts using against none, 1.0-3.5",
        "Odds of a step towards use when all contacts use against none.",
    )  # fmt: skip
    peer_belief: float = parameter(
        0.087, 0.0, 0.15, "share per week", "assumption", CALIBRATED, "Weight of colleagues' shown results in belief."
    )
    climate_effect: float = parameter(
        0.5, 0.0, 1.0, "ratio", "assumption", "direction: RAND 2018 (collaboration less helpful at high poverty)",
        "How much the school's climate scales what colleagues' example does.",
    )  # fmt: skip
    accept_floor: float = parameter(
        0.25, 0.0, 1.0, "share", "assumption", "no source found (ALP: invitation to trailblaze)",
        "Chance that the least open person accepts an invitation; the most open always do.",
    )  # fmt: skip
    seen_reliability: float = parameter(
        0.6, 0.3, 0.9, "share of variance", "assumption", "CONTRACT: .6, range .3-.9",
        "How true the indicators are that a district sees (self-rating, nomination, principal's judgement).",
    )  # fmt: skip
    # belief
    own_belief: float = parameter(
        0.01, 0.01, 0.2, "share per week", "assumption", CALIBRATED,
        "Weight of one's own pupils' results in belief (Guskey 1986: belief follows practice).",
    )  # fmt: skip
    message_belief: float = parameter(
        0.0082, 0.0, 0.03, "share per week", "assumption", CALIBRATED,
        "Weight of leaders' messages, scaled by the principal's backing.",
    )  # fmt: skip
    pressure_belief: float = parameter(
        0.0, -0.02, 0.02, "share per week", "assumption",
        "disputed sign: reactance (-.1 SD) or legitimacy; CONTRACT: range holds both and no effect",
        "What pressure does to the belief of the unconvinced: below 0 reactance, above 0 legitimacy.",
    )  # fmt: skip
    principal_spread: float = parameter(
        0.3, 0.0, 0.5, "belief", "assumption", "no source found", "Spread of principals' belief around the district's."
    )
    # skill
    practice_skill: float = parameter(
        0.06, 0.005, 0.06, "share per week", "assumption", CALIBRATED, "Skill gained by a week of willing use."
    )
    compliance_learning: float = parameter(
        0.6, 0.2, 1.0, "ratio", "assumption", "CONTRACT: .2-1.0 of voluntary", "Learning under compliance."
    )
    coaching_skill: float = parameter(
        0.01, 0.0, 0.06, "share per hour", "assumption", CALIBRATED,
        "Skill gained per hour of coaching at quality 1 (Kraft et al. 2018 fix the size of the effect on use).",
    )  # fmt: skip
    training_skill: float = parameter(
        0.018, 0.0, 0.04, "share per hour", "derived", "Joyce & Showers 2002 (range); " + CALIBRATED,
        "Skill gained per hour of workshop.",
    )  # fmt: skip
    cohort_skill: float = parameter(
        0.006, 0.0, 0.03, "share per hour", "assumption", "no source found; no target tells (none has cohort meetings)",
        "Skill gained per hour of cohort meeting from members' own know-how and shared practice.",
    )  # fmt: skip
    peer_skill: float = parameter(
        0.02, 0.0, 0.02, "share per week", "assumption", "Penuel et al. 2012 (direction); " + CALIBRATED,
        "Skill gained per week from colleagues' know-how.",
    )  # fmt: skip
    decay_unused: float = parameter(
        0.087, 0.02, 0.1, "share per calendar week", "derived",
        "Goldschmidt & Phelps 2007, Liu & Phelps 2020 (range); " + CALIBRATED,
        "Skill lost per calendar week without use.",
    )  # fmt: skip
    decay_in_use: float = parameter(
        0.003, 0.0, 0.01, "share per calendar week", "assumption",
        "sign: effects largely persist (MATCH); size assumed",
        "Skill lost per calendar week while in use.",
    )  # fmt: skip
    complexity_slows: float = parameter(
        0.51, 0.0, 3.0, "ratio", "assumption", CALIBRATED, "Slow-down of learning at complexity 1."
    )
    # results of use
    use_effort: float = parameter(
        0.023, 0.02, 0.3, "result", "assumption", CALIBRATED, "Standing cost of using the practice at all."
    )
    dip_depth: float = parameter(
        0.15, 0.0, 0.35, "result", "assumption", "Fullan 2001 (implementation dip; no numbers)", "Depth of the dip."
    )
    dip_weeks: float = parameter(
        8.0, 4.0, 20.0, "weeks", "assumption", "Fullan 2001 (implementation dip; no numbers)", "Length of the dip."
    )
    result_speed: float = parameter(
        0.3, 0.03, 0.4, "share per week", "assumption", CALIBRATED, "How fast results follow skill."
    )
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
    experiment_effect: float = parameter(
        2.8, 0.0, 3.0, "ratio", "assumption", "Frank et al. 2011 (direction); " + CALIBRATED,
        "How strongly room to experiment scales the step from mechanical to routine.",
    )  # fmt: skip
    deepen_odds: float = parameter(
        0.05, 0.002, 0.05, "odds per week", "assumption", CALIBRATED,
        "Steps IVA to IVB and above at full belief and skill."
    )
    knowhow_effect: float = parameter(
        2.5, 0.0, 3.0, "ratio", "assumption", "Frank et al. 2011 (direction); " + CALIBRATED,
        "How strongly colleagues' know-how scales steps above routine.",
    )  # fmt: skip
    # ending use
    disappointment_odds: float = parameter(
        0.13, 0.005, 0.3, "odds per week", "assumption", CALIBRATED, "Odds of ending use at belief 0."
    )
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

    # further means of strategies, read by the wide rule set only
    adapt_reach: float = parameter(
        0.3, -0.2, 0.8, "share", "assumption",
        "disputed: adapting helps use, and loses fidelity (Durlak & DuPre 2008; size assumed)",
        "Share of the misfit to a school that fully adapting the practice removes; below 0 adapting harms.",
    )  # fmt: skip
    release_kept: float = parameter(
        0.7, 0.0, 1.0, "share", "assumption", "no source found", "Share of hours set free that becomes slack for it."
    )
    incentive_drive: float = parameter(
        3.0, 0.0, 12.0, "drive", "assumption", "direction: BenYishay & Mobarak (small incentives raise adoption)",
        "Drive that a full incentive adds; the range is that of pressure.",
    )  # fmt: skip
    incentive_belief: float = parameter(
        0.0, -0.02, 0.02, "share per week", "assumption",
        "disputed: Deci et al. 1999 (crowding out) against Cameron & Pierce 1994",
        "What a full incentive does to belief: below 0 it crowds conviction out, above 0 it lends the practice weight.",
    )  # fmt: skip
    relief_effect: float = parameter(
        0.4, 0.0, 0.8, "share", "assumption", "no source found (Middletown: no evaluation for two years)",
        "How much freedom from evaluation lowers disappointment while use is mechanical.",
    )  # fmt: skip
    failure_knowhow: float = parameter(
        0.5, 0.0, 1.5, "share per unit of struggle", "assumption", "direction: Edmondson 1999; TLA (size assumed)",
        "Know-how that colleagues can take from struggle that is shared openly.",
    )  # fmt: skip
    doubt_tempered: float = parameter(
        0.4, 0.0, 0.8, "share", "assumption", "direction: TLA (trust; size assumed)",
        "How much less doubt a struggle spreads when its reasons are told.",
    )  # fmt: skip
    choice_apart: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "bounds: all leave out the same components (0), or each at random (1)",
        "How far people who leave out components leave out different ones.",
    )  # fmt: skip
    components_together: float = parameter(
        0.25, 0.0, 0.8, "share", "assumption", "direction: TLA (prix fixe: coherence; size assumed)",
        "Part of the gain of a component that is lost where all others are left out.",
    )  # fmt: skip
    vocabulary_effect: float = parameter(
        0.15, -0.2, 0.5, "ratio", "assumption",
        "disputed: shared vocabulary against diversity of ideas (TLA; size assumed)",
        "How much more of colleagues' know-how is of use with a common vocabulary.",
    )  # fmt: skip
    spotlight_reach: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "direction: Rogers 2003 (observability); size assumed",
        "Share of what cannot be seen of a person's use that a full spotlight shows.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("behaviour", self)
        if self.contagion not in CONTAGION:
            raise BadInput(f"behaviour.contagion={self.contagion!r} is unknown; allowed: {', '.join(CONTAGION)}.")
