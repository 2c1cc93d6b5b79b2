"""The moving picture: where the staff stand, week by week; its last frame stands without any script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.plots import bands, captions, style
from diffusion_sim.tables import LEVEL_NAMES, YEAR

_LEFT, _WIDTH, _BAR, _STEP = 190, 650, 30, 46
_CURVE = 170
_SOFT = "fill='#57606a'"


def film(weeks: pd.DataFrame, comparison: Comparison, support: Mapping[str, int]) -> tuple[str, str]:
    """Return the picture (HTML with the final frame drawn) and its frames (JSON).

    Parameters
    ----------
    weeks : DataFrame
        The table ``weeks``.
    comparison : Comparison
    support : mapping of arm to int
        Teaching weeks of support.
    """
    mean = bands.shares(weeks).groupby(["arm", "week"])[["use", "deep"]].mean()
    levels = {arm: bands.levels(weeks, arm) for arm in comparison.names}
    index = sorted(set.intersection(*(set(frame.index) for frame in levels.values())))
    horizon = index[-1] + 1
    when = [f"Year {w // YEAR + 1}, week {w % YEAR + 1}" for w in index]
    arms = []
    for arm in comparison.names:
        # Permille, the deepest level first, so that the coloured part of a bar is the share in use.
        frames = np.rint(1000 * levels[arm].loc[index].to_numpy()[:, ::-1]).astype(int)
        rows = mean.loc[arm].loc[index]
        text = [f"{100 * u:.0f} % in use, {100 * d:.0f} % deep" for u, d in rows.to_numpy()]
        arms.append({"levels": frames.tolist(), "text": text})
    place = [round(_LEFT + _WIDTH * (w + 1) / horizon, 1) for w in index]
    data = {"when": when, "left": _LEFT, "scale": _WIDTH / 1000, "place": place, "arms": arms}
    frames_text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    picture = _bars(comparison, arms) + _curves(comparison, mean, support, horizon)
    return _wrap(comparison, picture, when[-1], len(index) - 1), frames_text


def _wrap(comparison: Comparison, picture: str, when: str, last: int) -> str:
    bars = 30 + _STEP * len(comparison.names)
    height = bars + 2 * (_CURVE + 60) + 10
    legend = "".join(
        f"<span style='white-space:nowrap'><svg width='14' height='14' style='width:14px;display:inline;"
        f"vertical-align:-2px'><rect width='14' height='14' fill='{c}' stroke='#999' /></svg> "
        f"{escape(n)}</span> &nbsp; "
        for c, n in zip(style.LEVEL_COLOURS[::-1], LEVEL_NAMES[::-1], strict=True)
    )
    return (
        "<div class='controls' id='controls' hidden><button id='play' type='button'>Play</button>"
        f"<input id='week' type='range' min='0' max='{last}' value='{last}' aria-label='week'></div>"
        f"<p><span id='when'>{when}</span></p>"
        f"<figure><svg viewBox='0 0 1080 {height}' role='img' aria-label='Staff at each Level of Use, and "
        f"the curves of use and deep use' font-size='15' font-family='inherit'>{picture}</svg>"
        f"<figcaption>Mean of all replicates. Bars: staff at each Level of Use, deepest first. "
        f"{escape(captions.UPPER)} {escape(captions.SUMMER)} {legend}"
        "</figcaption></figure>"
    )


def _bars(comparison: Comparison, arms: list[dict[str, list[object]]]) -> str:
    out = []
    for k, (arm, data) in enumerate(zip(comparison.names, arms, strict=True)):
        y, x = 10 + _STEP * k, float(_LEFT)
        out.append(
            f"<text x='{_LEFT - 10}' y='{y + 20}' text-anchor='end'>{escape(words.arm_words(arm))}</text>"
        )
        final = data["levels"][-1]
        assert isinstance(final, list)
        for level, share in enumerate(final):
            width = share * _WIDTH / 1000
            out.append(
                f"<rect id='r{k}_{level}' x='{x:.1f}' y='{y}' width='{width:.1f}' height='{_BAR}' "
                f"fill='{style.LEVEL_COLOURS[7 - level]}' stroke='white' stroke-width='0.6' />"
            )
            x += width
        out.append(f"<text id='t{k}' x='{_LEFT + _WIDTH + 14}' y='{y + 20}'>{data['text'][-1]}</text>")
    return "".join(out)


def _curves(comparison: Comparison, mean: pd.DataFrame, support: Mapping[str, int], horizon: int) -> str:
    out = []
    for panel, (what, title) in enumerate((("use", "in use"), ("deep", "in deep use"))):
        base = 30 + _STEP * len(comparison.names) + panel * (_CURVE + 60) + _CURVE + 30
        top = _round_up(float(mean[what].max()) * 1.05)
        out.append(_frame(base, top, title, support, horizon))
        ends: dict[str, float] = {}
        for arm in comparison.names:
            rows = mean.loc[arm]
            across = _LEFT + _WIDTH * (rows.index.to_numpy(dtype=float) + 1) / horizon
            down = base - _CURVE * rows[what].to_numpy(dtype=float) / top
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
            tint = style.colours(comparison.names)[arm]
            out.append(f"<polyline points='{points}' fill='none' stroke='{tint}' stroke-width='2.4' />")
            ends[arm] = float(base - _CURVE * rows[what].iloc[-1] / top)
        for arm, place in zip(ends, style.apart(list(ends.values()), 18.0), strict=True):
            name, tint = escape(words.arm_words(arm)), style.colours(comparison.names)[arm]
            out.append(f"<text x='{_LEFT + _WIDTH + 14}' y='{place + 5:.0f}' fill='{tint}'>{name}</text>")
        x = _LEFT + _WIDTH
        out.append(f"<line class='now' x1='{x}' x2='{x}' y1='{base - _CURVE}' y2='{base}' stroke='black' />")
    return "".join(out)


def _round_up(share: float) -> float:
    """Return the next round share, so that the axis has round marks at its half and its top."""
    return next((top for top in (0.02, 0.04, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8) if share <= top), 1.0)


def _frame(base: int, top: float, title: str, support: Mapping[str, int], horizon: int) -> str:
    grid = "stroke='#e3e6ea'"
    out = [
        f"<text x='{_LEFT - 10}' y='{base - _CURVE - 14}' text-anchor='end' font-weight='600'>{title}</text>"
    ]
    for k in range(3):
        y = base - _CURVE * k / 2
        out.append(f"<line x1='{_LEFT}' x2='{_LEFT + _WIDTH}' y1='{y}' y2='{y}' {grid} />")
        mark = f"{100 * top * k / 2:.0f} %"
        out.append(f"<text x='{_LEFT - 10}' y='{y + 5}' text-anchor='end' {_SOFT}>{mark}</text>")
    step = max(1, round(horizon / YEAR / 12))
    for year in range(0, horizon // YEAR + 1, step):
        x = _LEFT + _WIDTH * year * YEAR / horizon
        out.append(f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{base - _CURVE}' y2='{base}' {grid} />")
        out.append(f"<text x='{x:.1f}' y='{base + 18}' text-anchor='middle' {_SOFT}>{year}</text>")
    out.append(
        f"<text x='{_LEFT - 22}' y='{base + 22}' text-anchor='end' font-size='13' {_SOFT}>school years</text>"
    )
    for k, week in enumerate(sorted(set(support.values()))):
        x = _LEFT + _WIDTH * min(week, horizon) / horizon
        ends = f"x1='{x:.1f}' x2='{x:.1f}' y1='{base - _CURVE}' y2='{base}'"
        out.append(f"<line {ends} stroke='#555' stroke-dasharray='3 3' />")
        spot = f"x='{x - 6:.1f}' y='{base - _CURVE - 6}'"
        if k == 0:
            out.append(f"<text {spot} text-anchor='end' font-size='13'>support ends</text>")
    return "".join(out)
