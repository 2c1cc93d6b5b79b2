"""Partly adaptive: reviews of any strength, with coaching hours that may also follow need."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.learning._means import by_need
from diffusion_sim.strategies.learning.adaptive import Adaptive
from diffusion_sim.strategies.review import Review


@dataclass(frozen=True)
class PartlyAdaptive(Adaptive):
    """The means of ``adaptive`` and the weights of ``support_by_need`` together, each as strong as its keys say.

    Weights of coaching hours by lag and by need are multiplied; hours in all stay as they are. With ``need`` 0 it is
    ``adaptive``; with the other means at 0 it is ``support_by_need``; with all at 0 it is ``fixed``. Source: Look Both
    Ways (fixed and adaptive; need and readiness); sizes are assumptions.
    """

    need: float = parameter(
        0.0, 0.0, 3.0, "weight per share of poverty", "assumption", "as of support by need",
        "How far coaching hours follow need; 0: not at all.",
    )  # fmt: skip

    def review(self, review: Review) -> None:
        """Review as when adaptive, then weight the hours by need."""
        super().review(review)
        need = by_need(review.view, self.need)
        if need is not None:
            review.dose = need if review.dose is None else review.dose * need
