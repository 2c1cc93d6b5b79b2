"""Which parameters decide, in sentences for a terminal."""

from __future__ import annotations

from diffusion_sim.compare.words import upper_first
from diffusion_sim.explore.indices import Indices


def untold(found: Indices | None, between: str) -> str:
    """Say why it cannot be told which parameters decide; empty if it can.

    Parameters
    ----------
    found : Indices or None
        None where there are too few points for any.
    between : str
        What the points are called.
    """
    if found is None:
        return f"cannot tell which parameters decide: too few {between}"
    if not found.believed:
        return (
            f"cannot tell which parameters decide: the surrogate predicts {100 * found.predicted:.0f} % "
            f"of what differs between {between} beside the noise"
        )
    if found.leading.empty:
        return "cannot tell which parameters decide: none has an interval above 0 and counts for more than noise"
    return ""


def deciding(found: Indices) -> list[str]:
    """Say which parameters decide, or why they cannot be told, and how many come out at nothing."""
    why = untold(found, "points")
    said = [f"{upper_first(why)}."]
    if not why:
        what = "Morris's mu*, noise taken out" if found.method == "morris" else "total-order index"
        said = [f"What decides most: {' and '.join(found.leading['parameter'])} (largest {what})."]
    if not found.believed:
        return said
    nothing = int((found.table.iloc[:, 1] == 0).sum())
    if nothing:
        said.append(f"{nothing} of {len(found.table)} parameters come out at 0; their order says nothing.")
    return said
