"""Level of Use (CBAM), and what moves a person up the ladder or off it.

0 nonuse, 1 orientation, 2 preparation, 3 mechanical, 4 routine (IVA), 5 refinement (IVB), 6 integration (V),
7 renewal (VI).

ODD: each week a person may step up one level, or end use. What moves a step depends on the level (Frank et al. 2011):
below use, five channels add up to a drive (own belief, colleagues, coach, training, pressure), scaled by the ease of
the practice, room, readiness of the school and the principal's backing; mechanical use becomes routine with skill and
room to experiment; above routine, belief and know-how offered by colleagues lift. Doubt ends use; a practice that gives
next to nothing is given up by the convinced too. A step with odds o happens when the odds of this week's draw lie
below o.
"""

from __future__ import annotations

from diffusion_sim.rules.shape import positive, saturate


def will(belief: float, doubt_holds: float) -> float:
    """Return how far belief moves one: at ``doubt_holds`` 1 its cube (half belief moves an eighth), at 0 itself."""
    return belief * (1.0 - doubt_holds + doubt_holds * (belief * belief))


def own_drive(
    level: float, own_conviction: float, message: float, outside_news: float, doubt_holds: float
) -> float:
    """Return what moves a person without colleagues: news and leaders' messages at nonuse, then one's own belief."""
    return outside_news + message if level < 1.0 else will(own_conviction, doubt_holds)


def peer_drive(
    level: float,
    belief: float,
    own_drive: float,
    peer_pull: float,
    peer_news: float,
    observability: float,
    peer_odds_ratio: float,
    doubt_holds: float,
) -> float:
    """Return what colleagues add: news of a practice that can be seen; then lent belief and the example of users.

    From orientation on, the odds of a step with all contacts in use against none are ``peer_odds_ratio`` to 1.
    """
    moved = will(belief, doubt_holds)
    lent = positive(moved - own_drive)
    return observability * peer_news if level < 1.0 else lent + moved * (peer_odds_ratio - 1.0) * peer_pull


def coach_drive(coaching: float, coach_quality: float, coaching_drive: float) -> float:
    """Return what this week's coaching adds."""
    return coaching * coach_quality * coaching_drive


def workshop_drive(training: float, training_drive: float) -> float:
    """Return what this week's training adds (focused training moves non-users)."""
    return training * training_drive


def mandate_drive(
    pressure: float, backing: float, openness: float, refusers: float, pressure_drive: float
) -> float:
    """Return what pressure adds, as far as the principal stands behind it; the least open refuse or are exempt."""
    return 0.0 if openness < refusers else pressure * backing * pressure_drive


def ease(
    level: float,
    room: float,
    readiness: float,
    backing: float,
    complexity: float,
    trialability: float,
    orientation_odds: float,
    preparation_odds: float,
    use_odds: float,
    readiness_effect: float,
) -> float:
    """Return the weekly odds of a step below use per unit of drive."""
    base = orientation_odds if level < 1.0 else (preparation_odds if level < 2.0 else use_odds)
    practice = (0.5 + trialability) / (1.0 + complexity)
    place = room * (1.0 + readiness_effect * (readiness - 0.5)) * backing
    return base * practice * place


def knowhow_offered(
    peer_help: float, cohort: float, cohort_knowhow: float, coaching: float, coach_quality: float
) -> float:
    """Return know-how within reach this week: colleagues', the cohort's and the coach's."""
    return peer_help + saturate(cohort * cohort_knowhow + coaching * coach_quality)


def climb_odds(
    level: float,
    compliance: float,
    belief: float,
    skill: float,
    room: float,
    knowhow_offered: float,
    complexity: float,
    compliance_learning: float,
    routine_weeks_simple: float,
    routine_weeks_complex: float,
    routine_skill: float,
    experiment_effect: float,
    deepen_odds: float,
    upper_rungs: float,
    knowhow_effect: float,
) -> float:
    """Return the weekly odds of a step up for a person in use (0 at the top of the ladder).

    The median weeks from mechanical to routine hold for a user of skill ``routine_skill`` in middling room.
    """
    willing = compliance_learning if compliance > 0.0 else 1.0
    median = routine_weeks_simple + complexity * (routine_weeks_complex - routine_weeks_simple)
    space = (1.0 + experiment_effect * room) / (1.0 + 0.5 * experiment_effect)
    to_routine = 0.6931 / median * (skill / routine_skill) * space
    rung = deepen_odds if level < 5.0 else deepen_odds * upper_rungs
    deeper = rung * 2.0 * belief * skill * (1.0 + knowhow_effect * knowhow_offered)
    return willing * (to_routine if level < 4.0 else (deeper if level < 7.0 else 0.0))


def up_odds(
    level: float,
    ease: float,
    own_drive: float,
    peer_drive: float,
    coach_drive: float,
    workshop_drive: float,
    mandate_drive: float,
    climb_odds: float,
) -> float:
    """Return the weekly odds of one step up."""
    drive = own_drive + peer_drive + coach_drive + workshop_drive + mandate_drive
    return ease * drive if level < 3.0 else climb_odds


def down_odds(
    level: float,
    compliance: float,
    belief: float,
    load: float,
    pressure: float,
    advantage: float,
    disappointment_odds: float,
    least_advantage: float,
    release_odds: float,
    lapse_odds: float,
) -> float:
    """Return the weekly odds of ending use (discontinuance): disappointment, pressure that ended, or plain lapse.

    Who does not believe in it is disappointed; where the practice gives next to nothing, so is whoever did
    (disenchantment, Rogers 2003, ch. 5).
    """
    unconvinced = positive(1.0 - 2.0 * belief)
    nothing = positive(least_advantage - advantage) / (least_advantage + 1e-12)
    doubt = unconvinced if unconvinced > nothing else nothing
    disappointed = disappointment_odds * doubt * (1.0 + load)
    complying = (disappointed + release_odds) * (1.0 - pressure)
    ending = lapse_odds + (complying if compliance > 0.0 else disappointed)
    return ending if level >= 3.0 else 0.0


def step(draw_odds: float, up_odds: float, down_odds: float) -> float:
    """Return +1, -1 or 0 from one draw: low draws step up, high draws end use."""
    falls = -1.0 if down_odds * draw_odds > 1.0 else 0.0
    return 1.0 if draw_odds < up_odds else falls


def starts(level: float, step: float) -> float:
    """Return 1 in the week in which use begins, else 0."""
    return 1.0 if (level == 2.0 and step > 0.0) else 0.0


def needed(draw_odds: float, up_odds: float, ease: float, drive: float) -> float:
    """Return 1 if removing this drive under the same draw would have stopped the step."""
    return 1.0 if draw_odds >= up_odds - ease * drive else 0.0


def cause(
    cause: float,
    starts: float,
    draw_odds: float,
    up_odds: float,
    ease: float,
    own_drive: float,
    peer_drive: float,
    coach_drive: float,
    workshop_drive: float,
    mandate_drive: float,
) -> float:
    """Return the channels that a step into use needed, as a sum: peer 1, coach 2, training 4, pressure 8, own 16.

    0 means joint: no single channel was needed (CONTRACT.md, ownership).
    """
    channels = (
        needed(draw_odds, up_odds, ease, peer_drive)
        + 2.0 * needed(draw_odds, up_odds, ease, coach_drive)
        + 4.0 * needed(draw_odds, up_odds, ease, workshop_drive)
        + 8.0 * needed(draw_odds, up_odds, ease, mandate_drive)
        + 16.0 * needed(draw_odds, up_odds, ease, own_drive)
    )
    return channels if starts > 0.0 else cause


def compliance(
    compliance: float,
    starts: float,
    step: float,
    belief: float,
    draw_odds: float,
    up_odds: float,
    ease: float,
    mandate_drive: float,
) -> float:
    """Return 1 while use is by compliance: begun only because of pressure, and not (yet) convinced."""
    pressed = needed(draw_odds, up_odds, ease, mandate_drive)
    mode = pressed if starts > 0.0 else (0.0 if step < 0.0 else compliance)
    return mode if belief < 0.5 else 0.0


def level(level: float, step: float) -> float:
    """Return the Level of Use after this week's step; ending use leads back to orientation."""
    return level + 1.0 if step > 0.0 else (1.0 if step < 0.0 else level)


def weeks_at_level(weeks_at_level: float, step: float) -> float:
    """Return weeks at the present level, 0 in the week of a step."""
    return weeks_at_level + 1.0 if step == 0.0 else 0.0


def top_level(top_level: float, starts: float, level: float) -> float:
    """Return the highest level of the present (or last) spell of use."""
    highest = level if level > top_level else top_level
    return 3.0 if starts > 0.0 else (highest if level >= 3.0 else top_level)
