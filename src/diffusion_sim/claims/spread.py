"""How differences spread over worlds, and where among them the difference at the default settings lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.claims.found import Found, OverWorlds
from diffusion_sim.claims.result import Result
from diffusion_sim.compare.words import arm_words, listed, percent

#: Beyond this share of the worlds that fit, a difference at the defaults is an outlier.
OUTLIER = 0.95
#: From so many worlds on: of fewer, one is more than the rest of a share of 95 %.
ENOUGH = 20


def spread(over: OverWorlds, difference: NDArray[np.float64], default: float | None) -> OverWorlds:
    """Return what worlds say with the spread of their differences.

    Parameters
    ----------
    over : OverWorlds
    difference : array
        Paired differences, one per world with a value.
    default : float or None
        The paired difference at the defaults.
    """
    known = difference[~np.isnan(difference)]
    if not len(known):
        return over
    p10, median, p90 = (_number(q) for q in np.quantile(known, (0.1, 0.5, 0.9)))
    below = None if default is None else _number(((known < default).sum() + (known == default).sum() / 2) / len(known))
    return replace(over, median=median, p10=p10, p90=p90, below=below)


def _number(value: float) -> float:
    return float(f"{value:.4g}")


def filled(result: Result, effects: pd.DataFrame) -> Result:
    """Return a result whose spreads, where an earlier version left them out, are those of its table of worlds."""
    if effects.empty or not {"worlds", "contrast", "difference"} <= set(effects):
        return result
    each = (effects[effects["contrast"] == k] for k in range(len(result.contrasts)))
    return replace(result, contrasts=tuple(_filled(f, t) for f, t in zip(result.contrasts, each, strict=True)))


def _filled(found: Found, table: pd.DataFrame) -> Found:
    def full(over: OverWorlds | None, kind: str) -> OverWorlds | None:
        if over is None or over.median is not None:
            return over
        return spread(over, table.loc[table["worlds"] == kind, "difference"].to_numpy(dtype=float), found.mean)

    return replace(found, plausible=full(found.plausible, "plausible"), fitted=full(found.fitted, "fitted"))


def outliers(result: Result) -> str:
    """Say of which needed comparisons the difference at the defaults lies beyond nearly all worlds that fit."""
    which: dict[str, list[str]] = {}
    for f in result.needed:
        share, where = beyond(f.fitted)
        if share > OUTLIER and f.fitted is not None and f.fitted.worlds >= ENOUGH:
            which.setdefault(where, []).append(f.says or f"{arm_words(f.arm)} against {arm_words(f.reference)}")
    many = len(result.needed) > 1
    said = "; ".join(f"{where}{f' ({listed(names)})' if many else ''}" for where, names in which.items())
    return f"The defaults are an outlier here: their difference lies {said}." if said else ""


def beyond(over: OverWorlds | None) -> tuple[float, str]:
    """Return beyond which share of worlds the difference at the defaults lies, and on which side in words."""
    if over is None or over.below is None:
        return 0.0, ""
    side, share = ("above", over.below) if over.below >= 0.5 else ("below", 1.0 - over.below)
    part = f"all {over.worlds}" if share == 1.0 else f"{percent(share)} of the {over.worlds}"
    return share, f"{side} that of {part} worlds that fit the evidence"
