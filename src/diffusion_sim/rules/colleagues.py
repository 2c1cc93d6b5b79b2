"""What a person shows, and what colleagues' summaries are: earned (and negative) peer credibility.

ODD: at the end of a week every person shows four things: whether he or she uses the practice, what it visibly
achieves, whether that is credible, and what know-how there is to share. Next week's colleagues read summaries of
these, computed once from last week's columns. Credibility of j for i = standing x what j visibly achieves x likeness
(same role, grade or school, in the tie's weight); it is negative for a colleague who visibly struggles.
Source: MODEL.md; Berebitsky & Andrews-Larson 2017; Frank et al. 2004, 2011.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


def using(level: float) -> float:
    """Return 1 at Level of Use III or higher, else 0."""
    return 1.0 if level >= 3.0 else 0.0


def shown(using: float, success: float, standing: float, observability: float) -> float:
    """Return what colleagues see: results of use, scaled by observability and by esteem (0.5 to 1.5)."""
    return using * observability * (0.5 + standing) * success


def credible(using: float, success: float) -> float:
    """Return 1 for a person whose use visibly works, else 0."""
    return using if success > 0.0 else 0.0


def knowhow(using: float, skill: float) -> float:
    """Return the know-how a user can offer, 0 to 1."""
    return using * skill


def likeness(
    same_role: float,
    same_grade: float,
    same_school: float,
    same_role_weight: float,
    same_grade_weight: float,
    same_school_weight: float,
) -> float:
    """Return the weight of a tie by likeness: a colleague of the same role, grade or school counts so much more."""
    role = same_role_weight if same_role > 0.0 else 1.0
    grade = same_grade_weight if same_grade > 0.0 else 1.0
    return role * grade * (same_school_weight if same_school > 0.0 else 1.0)


Over = Literal["advice", "team", "school", "cohort", "principal"]
How = Literal["active_sum", "share", "count", "mean", "value"]


@dataclass(frozen=True)
class Summary:
    """One colleague summary, computed for every person from last week's column.

    Attributes
    ----------
    name : str
        Name that rules read.
    column : str
        State column of the colleagues that is summed.
    over : {"advice", "team", "school", "cohort", "principal"}
        Whose columns: those one asks for advice, one's team, school or cohort group (without oneself; for a guest in
        somebody's classroom, session or tour the host alone), or the school's principal.
    how : {"active_sum", "share", "count", "mean", "value"}
        ``active_sum``: weighted sum over ties that were active this week; ``share``: share over all ties;
        ``count``: plain sum over all ties; ``mean``: mean over the other members; ``value``: the principal's own.
    """

    name: str
    column: str
    over: Over
    how: How


#: Every summary that a rule may read; those that no rule of the schedule reads are not computed.
SUMMARIES: tuple[Summary, ...] = (
    Summary("peer_word", "shown", "advice", "active_sum"),
    Summary("peer_knowhow", "knowhow", "advice", "active_sum"),
    Summary("peer_using", "using", "advice", "share"),
    Summary("peers_credible", "credible", "advice", "count"),
    Summary("team_word", "shown", "team", "mean"),
    Summary("team_knowhow", "knowhow", "team", "mean"),
    Summary("team_using", "using", "team", "mean"),
    Summary("team_credible", "credible", "team", "mean"),
    Summary("school_using", "using", "school", "mean"),
    Summary("cohort_word", "shown", "cohort", "mean"),
    Summary("cohort_knowhow", "knowhow", "cohort", "mean"),
    Summary("principal_belief", "belief", "principal", "value"),
)
