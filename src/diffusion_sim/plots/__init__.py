"""Figures: tables in, pictures out. Titles state the finding; bands say what they are."""

from __future__ import annotations

from collections.abc import Mapping

from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.plots.adoption import adoption, by_group
from diffusion_sim.plots.cost import cost_and_depth
from diffusion_sim.plots.flow import flow
from diffusion_sim.plots.forest import forest
from diffusion_sim.plots.style import Picture, save
from diffusion_sim.tables import HasTables

__all__ = ["Picture", "adoption", "by_group", "cost_and_depth", "flow", "forest", "pictures", "save"]


def pictures(batch: HasTables, comparison: Comparison, support: Mapping[str, int]) -> list[Picture]:
    """Draw every figure of a comparison.

    Parameters
    ----------
    batch : HasTables
        ``weeks`` and ``runs`` are read.
    comparison : Comparison
    support : mapping of arm to int
        Teaching weeks of support.

    Returns
    -------
    list of Picture
        adoption, by_role, by_need, level_of_use, cost_and_depth, differences; by_need only where schools
        differ in need.
    """
    weeks = batch.weeks[batch.weeks["arm"].isin(comparison.names)]
    return [
        adoption(weeks, comparison, support),
        by_group(weeks, comparison, support, "role"),
        *([] if comparison.no_gap else [by_group(weeks, comparison, support, "need_group")]),
        flow(weeks, comparison, support),
        cost_and_depth(batch.runs, comparison),
        forest(comparison),
    ]
