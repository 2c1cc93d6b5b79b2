"""Whether an interval rests on few units: then it may miss a rare kind of district that it has hardly met."""

from __future__ import annotations

import numpy as np

from diffusion_sim.sequential.mixture import F8

#: The units looked at: this share of all, those furthest from the median. Of normal values they carry 44 % of the
#: variance, of heavy tails (t, 3 df) 65 %; where one unit in twenty differs, all but all of it.
FURTHEST = 0.1
#: Share of the variance above which an interval is said to rest on them.
MOST = 0.9


def carried(value: F8) -> float:
    """Return the share of the squared distances from the median that the furthest tenth of the units carry.

    Parameters
    ----------
    value : float64 (n,)
        One value per unit, no NaN.

    Returns
    -------
    float
        NaN for fewer than 10 units, or where all are alike.
    """
    if len(value) < 1 / FURTHEST:
        return float("nan")
    far = np.sort((value - np.median(value)) ** 2)
    whole = float(far.sum())
    return float(far[-round(FURTHEST * len(value)) :].sum()) / whole if whole > 0 else float("nan")


def hint(share: float, bounded: bool) -> str:
    """Say that an interval rests on few units, and what to ask for; empty if it does not.

    Parameters
    ----------
    share : float
        From :func:`carried`.
    bounded : bool
        Whether the outcome has bounds, so that ``--interval bounded`` can be asked for.
    """
    if not share > MOST:
        return ""
    said = f"a tenth of the districts carry {100 * share:.0f} % of the variance, and the interval may miss more often"
    return f"{said} than stated{': ask for --interval bounded' if bounded else ''}."
