"""What acts on a person: load, colleagues, belief, skill, and what use brings; coefficients with their ranges.

The first part of :class:`diffusion_sim.settings.behaviour.Behaviour`.
"""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter

#: Ways in which colleagues' example works.
CONTAGION = ("complex", "simple", "similarity", "none")
CALIBRATED = "calibrated on the targets of conf/target (experiments/calibrate.py)"


# made as a part of the whole only, so methods of its own would never be used
@dataclass(frozen=True, init=False, repr=False, eq=False)
class Influences:
    """Coefficients of load, colleagues, belief, skill and results."""

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
    routine_effort: float = parameter(
        0.4, 0.0, 1.0, "share", "assumption", "no source found", "Extra hours of routine use, against mechanical use."
    )
    unreleased: float = parameter(
        0.3, 0.0, 1.0, "share", "assumption", "no source found (ALP: coaching without piling on extra hours)",
        "Share of coaching hours that comes on top of the working week.",
    )  # fmt: skip
    meetings_unreleased: float = parameter(
        0.0, 0.0, 1.0, "share", "assumption", "substitutes and meeting time are charged, so none by default",
        "Share of hours of training and meetings that comes on top of the working week nevertheless.",
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
    same_grade_weight: float = parameter(
        1.0, 1.0, 3.0, "ratio", "assumption", "no size found beyond the choice of advisers (district.or_grade)",
        "Weight of a colleague of the same grade or subject group against others.",
    )  # fmt: skip
    same_school_weight: float = parameter(
        1.0, 0.5, 3.0, "ratio", "assumption", "no size found; the range holds both signs (weak ties bring what is new)",
        "Weight of a colleague of the same school against one elsewhere.",
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
        0.01, 0.0, 0.2, "share per week", "assumption", CALIBRATED,
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
        0.06, 0.0, 0.06, "share per week", "assumption", CALIBRATED, "Skill gained by a week of willing use."
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
        0.023, 0.0, 0.3, "result", "assumption", CALIBRATED, "Standing cost of using the practice at all."
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
