"""Which parameters decide, in sentences for a terminal."""

from __future__ import annotations

from diffusion_sim.explore.indices import Indices


def deciding(found: Indices) -> list[str]:
    """Say which parameters decide, or why they cannot be told, and how many come out at nothing."""
    if not found.believed:
        return [
            "Cannot tell which parameters decide: the surrogate predicts "
            f"{100 * found.predicted:.0f} % of what differs between points beside the noise."
        ]
    lead = list(found.leading["parameter"])
    what = "Morris's mu*, noise taken out" if found.method == "morris" else "total-order index"
    if not lead:
        said = ["Cannot tell which parameters decide: none has an interval above 0 and counts for more than noise."]
    else:
        said = [f"What decides most: {' and '.join(lead)} (largest {what})."]
    nothing = int((found.table.iloc[:, 1] == 0).sum())
    if nothing:
        said.append(f"{nothing} of {len(found.table)} parameters come out at 0; their order says nothing.")
    return said
