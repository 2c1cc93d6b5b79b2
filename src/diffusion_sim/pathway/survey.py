"""The reference pathway: where 89 leaders of 60 systems stood, and which dials they called a top priority."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.pathway.pathway import Pathway

#: Avishai & Rabbitt 2018, appendix: leaders and systems of the survey.
LEADERS, SYSTEMS = 89, 60
SOURCE = f"survey of {LEADERS} leaders of {SYSTEMS} systems (Look Both Ways, 2018)"


@dataclass(frozen=True)
class Answers:
    """What the survey found on one dial: median and mean position, and the share who called it a top priority."""

    median: float
    mean: float
    priority: float


SURVEY: dict[str, Answers] = {
    "control": Answers(3.0, 2.8, 0.58),
    "pace": Answers(4.0, 3.6, 0.45),
    "allocation": Answers(4.0, 3.3, 0.52),
    "capacity": Answers(4.0, 3.3, 0.45),
    "flexibility": Answers(4.0, 3.7, 0.22),
    "comprehensiveness": Answers(4.0, 3.2, 0.38),
    "sharing": Answers(2.0, 2.4, 0.28),
}
MEAN = Pathway(**{name: answers.mean for name, answers in SURVEY.items()})
