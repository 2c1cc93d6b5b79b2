"""Scenario discovery: in which worlds is an arm ahead? Boxes by PRIM and a tree by CART, of the EMA workbench.

PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010) peels a box from the cube of worlds until most of what is
left is of interest; of its trajectory the box is taken that holds the most such worlds at the density asked
for. A restriction that chance could have made as well (quasi-p of Bryant & Lempert above .05) is dropped.
Nothing is told where the tree, grown without some worlds, tells those no better than chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.explore.design import Design
from diffusion_sim.explore.unseen import Unseen, unseen

if TYPE_CHECKING:
    from rich.console import RenderableType

F8 = NDArray[np.float64]
#: Share of the worlds in a box that must be of interest; smallest share of all worlds in a box or leaf.
DENSITY, MASS = 0.8, 0.05
#: Quasi-p above which a restriction is dropped; leaves of the tree at most.
CHANCE, LEAVES = 0.05, 8


@dataclass(frozen=True)
class Discovery:
    """What was found.

    Attributes
    ----------
    boxes : DataFrame
        One row per box and restricted parameter: ``box``, ``parameter``, ``low``, ``high``, ``p_low``,
        ``p_high`` (quasi-p of the two ends; NaN where an end is not moved).
    stats : DataFrame
        One row per box: ``box``, ``coverage`` (share of the worlds of interest that lie in it), ``density``
        (share of its worlds that are of interest), ``mass`` (share of all worlds).
    leaves : DataFrame
        One row per leaf of the tree: ``rule``, ``coverage``, ``density``, ``mass``.
    share : float
        Share of all worlds that are of interest.
    points : int
        Worlds that were looked at.
    unseen : Unseen
        How well the tree tells worlds it has not seen. Where it is no better than chance, the tables are empty.
    """

    boxes: pd.DataFrame
    stats: pd.DataFrame
    leaves: pd.DataFrame
    share: float
    points: int
    unseen: Unseen


def discover(
    design: Design, response: F8, threshold: float = 0.0, boxes: int = 2, density: float = DENSITY
) -> Discovery:
    """Describe the worlds in which a response is above a threshold.

    Parameters
    ----------
    design : Design
        Its numeric columns are searched.
    response : float64 (points,)
        NaN is left out.
    threshold : float
    boxes : int
        At most so many, one after the other.
    density : float
        Least share of the worlds in a box that are of interest, in (0, 1].

    Raises
    ------
    BadInput
        If the response is above the threshold everywhere or nowhere, or the EMA workbench is not installed.
    """
    prim, cart = _workbench()
    known = ~np.isnan(response)
    x = design.points.loc[known, list(design.keys)].select_dtypes("number").astype(float).reset_index(drop=True)
    y = np.asarray(response[known] > threshold)
    if y.all() or not y.any():
        which = "every" if len(y) and y.all() else "no"
        raise BadInput(f"{design.source}: {which} world is above {threshold:g}; allowed: a response that differs.")
    foretold = unseen(_tree(len(x)), x.to_numpy(), y)
    limits, stats = _boxes(prim, x, y, boxes if foretold.better else 0, density)
    leaves = _leaves(cart, x, y)
    return Discovery(limits, stats, leaves if foretold.better else leaves.head(0), float(y.mean()), len(y), foretold)


def _workbench() -> tuple[Any, Any]:
    import logging
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cart, prim = (import_module(f"ema_workbench.analysis.{name}") for name in ("cart", "prim"))
    except ImportError:
        raise BadInput(
            "Scenario discovery needs the EMA workbench; allowed: pip install 'diffusion-sim[explore]'."
        ) from None
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return prim, cart


def _boxes(
    prim: Any, x: pd.DataFrame, y: NDArray[np.bool_], count: int, density: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    search = prim.Prim(x, y, threshold=float(min(density, max(y.mean(), 1e-9))), mass_min=MASS)
    limits, stats = [], []
    for number in range(1, count + 1):
        box = search.find_box()
        if box is None or len(box.peeling_trajectory) < 2:
            break
        box.select(_along(box.peeling_trajectory, density))
        _drop_chance(box)
        found = box.peeling_trajectory.iloc[box._cur_box]
        if found["density"] < min(density, 1.5 * float(y.mean())):
            break
        limits += _restrictions(number, box, x)
        stats.append((number, found["coverage"], found["density"], found["mass"]))
    return (
        pd.DataFrame(limits, columns=["box", "parameter", "low", "high", "p_low", "p_high"]),
        pd.DataFrame(stats, columns=["box", "coverage", "density", "mass"]),
    )


def _along(path: pd.DataFrame, density: float) -> int:
    """Return the step of the trajectory that covers most at the density asked for, else the densest."""
    dense = path["density"] >= density
    if not dense.any():
        return int(path["density"].to_numpy().argmax())
    return int(np.flatnonzero(dense)[path.loc[dense, "coverage"].to_numpy().argmax()])


def _drop_chance(box: Any) -> None:
    """Drop restrictions one by one while the least certain of them could be chance."""
    while True:
        values = {name: max(p for p in both if p >= 0) for name, both in box.qp[box._cur_box].items()}
        worst = max(values, key=lambda name: values[name], default=None)
        if worst is None or values[worst] <= CHANCE or len(values) == 1:
            return
        box.drop_restriction(worst)


def _restrictions(number: int, box: Any, x: pd.DataFrame) -> list[tuple[int, str, float, float, float, float]]:
    lims, found = box.box_lims[box._cur_box], []
    for name, both in box.qp[box._cur_box].items():
        p = [float(v) if v >= 0 else float("nan") for v in both]
        found.append((number, str(name), float(lims[name].iloc[0]), float(lims[name].iloc[1]), p[0], p[1]))
    return found


def _tree(worlds: int) -> Any:
    """Return the tree, not grown; the workbench's own breaks ties by an unseeded draw."""
    grow = import_module("sklearn.tree").DecisionTreeClassifier
    return grow(min_samples_leaf=max(2, int(MASS * worlds)), max_leaf_nodes=LEAVES, random_state=0)


def _leaves(cart: Any, x: pd.DataFrame, y: NDArray[np.bool_]) -> pd.DataFrame:
    tree = cart.CART(x, y.astype(int), mass_min=MASS)
    tree.clf = _tree(len(x))
    tree.clf.fit(x.to_numpy(), y.astype(int))
    ends = {str(name): (float(x[name].min()), float(x[name].max())) for name in x.columns}
    rows = [
        (_rule(box, ends), float(s["coverage"]), float(s["density"]), float(s["mass"]))
        for box, s in zip(tree.boxes, tree.stats, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["rule", "coverage", "density", "mass"])
    return table.sort_values("density", ascending=False, kind="stable", ignore_index=True)


def _rule(box: pd.DataFrame, ends: Mapping[str, tuple[float, float]]) -> str:
    said = []
    for name in box.columns:
        low, high = float(box[name].iloc[0]), float(box[name].iloc[1])
        if low > ends[name][0]:
            said.append(f"{name} > {low:.4g}")
        if high < ends[name][1]:
            said.append(f"{name} <= {high:.4g}")
    return " and ".join(said) or "everywhere"


def render(found: Discovery) -> RenderableType:
    """Return the page for a terminal: how well unseen worlds are told, boxes with their limits, leaves of the tree."""
    from rich.console import Group
    from rich.text import Text

    from diffusion_sim.show.style import make_table

    parts: list[RenderableType] = [
        Text(f"The arm is ahead in {100 * found.share:.0f} % of {found.points} worlds.", style="bold"),
        Text(foretold(found.unseen)),
    ]
    if not found.unseen.better:
        return Group(*parts)
    for row in found.stats.to_dict("records"):
        title = (
            f"Box {row['box']}: ahead in {100 * row['density']:.0f} % of its worlds; it holds "
            f"{100 * row['coverage']:.0f} % of all worlds in which the arm is ahead and "
            f"{100 * row['mass']:.0f} % of all worlds"
        )
        table = make_table(title)
        for name in ("parameter", "from", "to", "quasi-p"):
            table.add_column(name, justify="left" if name == "parameter" else "right")
        for limit in found.boxes[found.boxes["box"] == row["box"]].to_dict("records"):
            p = np.nanmax([limit["p_low"], limit["p_high"]])
            table.add_row(limit["parameter"], f"{limit['low']:.4g}", f"{limit['high']:.4g}", f"{p:.2g}")
        parts.append(table)
    if found.stats.empty:
        parts.append(Text("PRIM finds no box in which the arm is ahead clearly more often than elsewhere."))
    table = make_table("The same by a tree (CART)")
    for name in ("rule", "ahead in", "of worlds"):
        table.add_column(name, justify="left" if name == "rule" else "right")
    for row in found.leaves.to_dict("records"):
        table.add_row(row["rule"], f"{100 * row['density']:.0f} %", f"{100 * row['mass']:.0f} %")
    return Group(*parts, table)


def foretold(found: Unseen) -> str:
    """Say how well the tree tells worlds it has not seen."""
    same = f"saying the same of all is right in {100 * found.majority:.0f} %"
    if found.accuracy != found.accuracy:
        return f"One kind of world occurs once ({same}): no box and no tree is told."
    said = f"Of worlds it has not seen the tree tells {100 * found.accuracy:.0f} % rightly (cross-validation); {same}."
    return said if found.better else f"{said} That is no better than chance: no box and no tree is told."
