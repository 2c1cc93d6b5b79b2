"""The search of ``where_each_wins.py`` as a crossover map and a summary in plain words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm
from matplotlib.patches import Patch

from diffusion_sim.outcomes import HEADLINE, REGISTRY
from diffusion_sim.plots import style
from diffusion_sim.tables import whole_file

ARM, REFERENCE, NOBODY = "trailblazer", "training_mandate", "cannot tell"
AT_END = "deep_use_support_end"
SHOWN = ((HEADLINE, "three years after support ends"), (AT_END, "when support ends"))
#: Blue and vermilion of Okabe & Ito: told apart by all common kinds of colour vision, and by light and dark.
BLUE, RED = "#0072B2", "#D55E00"
WORDS = {ARM: "the trailblazer cohort", REFERENCE: "training under a mandate"}
#: A difference below this (in points of all staff) may be sure and still matter to nobody.
SMALL = 0.01
#: Below this share on both sides the question who wins is idle.
FEW = 0.005


def write(table: pd.DataFrame, folder: Path, cells: int) -> list[Path]:
    """Write ``results.csv``, the map and ``summary.md``.

    Parameters
    ----------
    table : DataFrame
        One row per cell and outcome.
    folder : Path
    cells : int
        Cells of the whole grid, to say how many are missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "results.csv") as part:
        table.to_csv(part, index=False, float_format="%.6g", na_rep="nan")
    drawn = style.save(draw(table), folder)
    with whole_file(folder / "summary.md") as part:
        part.write_text(summary(table, cells), encoding="utf-8")
    return [folder / "results.csv", *drawn, folder / "summary.md"]


def counts(table: pd.DataFrame, outcome: str) -> dict[str, int]:
    """Return in how many cells each side is ahead by its interval, and in how many nobody."""
    found = table.loc[table["outcome"] == outcome, "winner"].value_counts()
    return {who: int(found.get(who, 0)) for who in (ARM, REFERENCE, NOBODY)}


def deserted(rows: pd.DataFrame) -> pd.Series:
    """Return in which worlds next to nobody gets there on either side (both means below :data:`FEW`)."""
    return rows[[ARM, REFERENCE]].max(axis=1) < FEW


def finding(table: pd.DataFrame) -> str:
    """Return the title: the count on the headline outcome."""
    n = counts(table, HEADLINE)
    total = sum(n.values())
    return (
        f"Deep use three years after support ends: the trailblazer cohort is ahead in {n[ARM]} of {total} worlds, "
        f"training under a mandate in {n[REFERENCE]}, and {n[NOBODY]} cannot be told."
    )


def draw(table: pd.DataFrame) -> style.Picture:
    """Draw the crossover map: a panel per practice (columns) and outcome (rows)."""
    practices = list(dict.fromkeys(table["practice"]))
    largest = max(0.01, float(table.loc[table["outcome"].isin([o for o, _ in SHOWN]), "difference"].abs().max()))
    norm = TwoSlopeNorm(0.0, -100 * largest, 100 * largest)
    with style.look():
        figure = style.sheet(14, 8.6, finding(table))
        grid = figure.subplots(2, len(practices), sharex=True, sharey=True, squeeze=False)
        for row, (outcome, when) in enumerate(SHOWN):
            for column, practice in enumerate(practices):
                axes = grid[row, column]
                cells = table[(table["outcome"] == outcome) & (table["practice"] == practice)]
                _panel(axes, cells, norm)
                if row == 0:
                    axes.set_title(practice.replace("_", " "))
                else:
                    axes.set_xlabel("years of support", fontsize=11)
                if column == 0:
                    axes.set_ylabel(f"{when}\nprincipals' backing, mean", fontsize=11)
        figure.legend(handles=_legend(), loc="outside lower left", ncols=4)
    about = "Paired difference in deep use (points of all staff), trailblazer cohort less training under a mandate."
    return style.finish("map", finding(table), about, figure)


def _panel(axes: Axes, cells: pd.DataFrame, norm: Normalize) -> None:
    colours = LinearSegmentedColormap.from_list("sides", [RED, "#FFFFFF", BLUE])
    wide = cells.pivot(index="backing", columns="support_years", values="difference").sort_index()
    won = cells.pivot(index="backing", columns="support_years", values="winner").sort_index()
    empty = cells.assign(none=deserted(cells)).pivot(index="backing", columns="support_years", values="none")
    empty = empty.sort_index()
    axes.imshow(100 * wide.to_numpy(), cmap=colours, norm=norm, origin="lower", aspect="auto")
    axes.set_xticks(range(wide.shape[1]), [f"{y:g}" for y in wide.columns])
    axes.set_yticks(range(wide.shape[0]), [f"{b:g}" for b in wide.index])
    axes.grid(False)
    for (i, j), value in np.ndenumerate(wide.to_numpy()):
        if not np.isfinite(value):
            continue
        # Black is legible on every shade of vermilion, and on blue up to the middle of the scale.
        dark = value > 0.6 * (norm.vmax or 1.0) / 100.0
        mark = "~0" if empty.iloc[i, j] else "?" if won.iloc[i, j] == NOBODY else f"{100 * value:+.1f}"
        axes.text(
            j, i, mark.replace("-", "\N{MINUS SIGN}"), ha="center", va="center", fontsize=11,
            color="white" if dark else "#111111",
        )  # fmt: skip


def _legend() -> list[Patch]:
    return [
        Patch(color=BLUE, label="+ trailblazer cohort ahead (points of all staff)"),
        Patch(color=RED, label="\N{MINUS SIGN} training under a mandate ahead"),
        Patch(facecolor="white", edgecolor="#777777", label="? the 95 % paired interval holds 0"),
        Patch(facecolor="white", edgecolor="#777777", label=f"~0 below {100 * FEW:g} % on both sides"),
    ]


def summary(table: pd.DataFrame, cells: int) -> str:
    """Return the summary in plain words; every number in it comes from the table."""
    head = table[table["outcome"] == HEADLINE]
    practices, years, levels = (head[k].nunique() for k in ("practice", "support_years", "backing"))
    lines = [
        "# Where a mandate wins, and where the trailblazer cohort wins",
        "",
        "Written by `python experiments/where_each_wins.py`; do not edit by hand.",
        "",
        f"Outcome fixed beforehand: {REGISTRY[HEADLINE].label.lower()} (share of all posts). Compared: the trailblazer",
        "cohort with one training for everybody under a mandate, for the same money, in the same districts, under the",
        f"same luck. Searched: {practices} practices x {years} lengths of support x {levels} levels of the principals'",
        f"backing; {_size(head)}. Nothing was adjusted afterwards.",
        "",
        "![map](map.svg)",
        "",
    ]
    if len(head) < cells:
        lines += [f"**Not complete: {len(head)} of {cells} worlds have been run.**", ""]
    for outcome, when in SHOWN:
        lines += [f"## Deep use {when}", "", *_said(table, outcome), ""]
    lines += ["## In use, deep or not, when support ends", "", *_said(table, "use_support_end"), ""]
    lines += ["## How to read this", "", *_reading(table)]
    return "\n".join(lines) + "\n"


def _size(head: pd.DataFrame) -> str:
    reps, districts = ("-".join(map(str, sorted(set(head[k])))) for k in ("replicates", "districts"))
    return f"{reps} paired replicates in {districts} districts in each of {len(head)} worlds"


def _said(table: pd.DataFrame, outcome: str) -> list[str]:
    rows = table[table["outcome"] == outcome]
    n = counts(table, outcome)
    out = [
        f"- Ahead by the 95 % paired interval: the trailblazer cohort in {n[ARM]} of {len(rows)} worlds, training "
        f"under a mandate in {n[REFERENCE]}; {n[NOBODY]} cannot be told."
    ]
    small = int(((rows["winner"] != NOBODY) & (rows["difference"].abs() < SMALL)).sum())
    if small:
        out.append(
            f"- In {small} of the decided worlds the difference is below {100 * SMALL:g} point: sure, and small."
        )
    few = int(deserted(rows).sum())
    if few:
        out.append(f"- In {few} worlds next to nobody gets there with either (below {100 * FEW:g} % with both).")
    for who in (ARM, REFERENCE):
        if not n[who]:
            out.append(f"- No world was found in which {WORDS[who]} wins. The search is the result.")
    years = sorted(set(rows["support_years"]))
    out += ["", "| practice | " + " | ".join(f"support {y:g} yr" for y in years) + " |"]
    out.append("|---" * (1 + len(years)) + "|")
    for practice, part in rows.groupby("practice", sort=False):
        by_years = [_where(own) for _, own in sorted(part.groupby("support_years"))]
        out.append(f"| {str(practice).replace('_', ' ')} | " + " | ".join(by_years) + " |")
    return out


def _where(rows: pd.DataFrame) -> str:
    """Return who wins at which backing, for one practice and length of support."""
    rows = rows.sort_values("backing")
    said = []
    for who, short in ((ARM, "cohort"), (REFERENCE, "mandate"), (NOBODY, "cannot tell")):
        own = rows[rows["winner"] == who]
        if len(own):
            at = "every backing" if len(own) == len(rows) else "backing " + ", ".join(f"{b:g}" for b in own["backing"])
            low, high = 100 * own["difference"].min(), 100 * own["difference"].max()
            span = f"{low:+.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:+.1f} to {high:+.1f}"
            said.append(f"{short} at {at} ({span.replace('+0.0', '0.0').replace('-0.0', '0.0')})")
    return "; ".join(said)


def _reading(table: pd.DataFrame) -> list[str]:
    head = table[table["outcome"] == HEADLINE]
    by_luck, nobody = 0.025 * len(head), 100 * head["laissez_faire"]
    return [
        "- Figures in brackets: lowest and highest paired difference over those worlds, cohort less mandate, in points",
        "  of all staff.",
        f"- Each interval stands alone. If the two never differed, about {by_luck:.0f} of {len(head)} worlds would be",
        "  counted for either side by chance, so a few isolated cells say little; runs of neighbours do.",
        "- The budget is per post and year of support, so longer support is also more money, for both sides alike.",
        f"- With nobody doing anything, deep use three years later is {nobody.min():.1f} to {nobody.max():.1f} %",
        "  (`laissez_faire` in `results.csv`, as are `mandate` without training, the share of the budget spent and the",
        "  spread at the horizon).",
        "- The intervals are over districts and luck at the default coefficients. They do not hold the doubt about the",
        "  coefficients themselves.",
    ]
