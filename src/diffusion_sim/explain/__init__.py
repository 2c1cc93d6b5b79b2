"""Why: one person's weeks in words, and what would not have happened without one person or one coach.

From Python::

    from diffusion_sim import load
    from diffusion_sim.explain import explain, ranking, twins

    settings = load(overrides=["strategy=trailblazer"])
    print(explain(settings, "S0002:p0008"))
    print(twins(settings, without="S0005:p0011"))
    print(ranking(settings, lucks=20))
"""

from diffusion_sim.explain.effects import EFFECTS
from diffusion_sim.explain.ranks import Ranking, ranking
from diffusion_sim.explain.story import Story, explain
from diffusion_sim.explain.twin import Twins, twins

__all__ = ["EFFECTS", "Ranking", "Story", "Twins", "explain", "ranking", "twins"]
