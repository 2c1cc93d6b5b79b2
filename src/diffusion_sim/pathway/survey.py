"""The reference pathway: where 89 leaders of 60 systems stood, and which dials they called a top priority."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.pathway.pathway import Pathway

#: Avishai & Rabbitt 2018, appendix: leaders and systems of the survey.
LEADERS, SYSTEMS = 89, 60
SOURCE = f"survey of {LEADERS} leaders of {SYSTEMS} systems (Look Both Ways, 2018)"


@dataclass(frozen=True)
class Answers:
    """What the survey found on one dial.

    Attributes
    ----------
    median, mean : float
        Position.
    priority : float
        Share who called it a top priority.
    left, right : float or None
        Share on the side of each end, where it is told.
    far_left, far_right : float or None
        Share at the end itself, where it is told.
    """

    median: float
    mean: float
    priority: float
    left: float | None = None
    right: float | None = None
    far_left: float | None = None
    far_right: float | None = None

    def leaning(self) -> tuple[str, str]:
        """Return the shares of the left and of the right side in words, empty where the survey does not tell them."""
        return _side(self.left, self.far_left), _side(self.right, self.far_right)


def _side(share: float | None, far: float | None) -> str:
    end = "" if far is None else f"{far:.0%} at the end"
    return end if share is None else f"{share:.0%} on this side" + (f", {end}" if end else "")


SURVEY: dict[str, Answers] = {
    "control": Answers(3.0, 2.8, 0.58),
    "pace": Answers(4.0, 3.6, 0.45, right=0.58, far_left=0.01, far_right=0.19),
    "allocation": Answers(4.0, 3.3, 0.52, left=0.26, right=0.54),
    "capacity": Answers(4.0, 3.3, 0.45, left=0.22, right=0.52),
    "flexibility": Answers(4.0, 3.7, 0.22, left=0.14, right=0.67),
    "comprehensiveness": Answers(4.0, 3.2, 0.38, left=0.27, right=0.51),
    "sharing": Answers(2.0, 2.4, 0.28, right=0.12),
}
MEAN = Pathway(**{name: answers.mean for name, answers in SURVEY.items()})
