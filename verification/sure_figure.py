"""The figure of ``docs/stop_when_sure.md``, from the committed tables.

``python verification/sure_figure.py`` writes ``docs/figures/sure_coverage.png`` and ``.svg``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from diffusion_sim.plots import save, style

HERE = Path(__file__).parent
LIMIT = "one district in twenty differs"


def rows() -> pd.DataFrame:
    """Return one row per stream or kind without a difference: false alarms of both intervals, in per cent."""
    made = pd.read_csv(HERE / "sure_coverage.csv").query("true_difference == 0 and settle == 'sign'")
    names = made["stream"] + made["interval"].map({"mixture": "", "bounded": ", bounded interval"})
    one = pd.DataFrame({"name": names, "sure": made["missed"], "low": made["missed_low"], "high": made["missed_high"],
                        "plain": made["t_missed"]})  # fmt: skip
    real = pd.read_csv(HERE / "false_alarms_summary.csv")
    who = real["kind"].map({"design": "simulator: lots drawn anew", "luck": "simulator: own lots and own luck"})
    two = pd.DataFrame({"name": who, "sure": real["alarms"], "low": real["alarms_low"], "high": real["alarms_high"],
                        "plain": real["t_alarms_any_look"]})  # fmt: skip
    return pd.concat([two, one], ignore_index=True)


def figure() -> style.Picture:
    """Draw how often each interval says that equal arms differ."""
    table = rows()
    inside = table[table["name"] != LIMIT]
    finding = (
        f"Looking until sure tells equal arms apart in at most {100 * inside['sure'].max():.0f} % of experiments, save "
        f"where rare districts differ; t intervals do in {100 * inside['plain'].min():.0f} to "
        f"{100 * inside['plain'].max():.0f} %"
    )
    with style.look():
        sheet = style.sheet(12, 1.7 + 0.36 * len(table), finding)
        axes = sheet.subplots()
        for y, row in enumerate(table.itertuples()):
            axes.plot([100 * row.low, 100 * row.high], [y, y], color=style.PALETTE[0], linewidth=2)
        axes.plot(100 * table["sure"], range(len(table)), "o", color=style.PALETTE[0], markersize=8,
                  label="stop when sure (with 95 % interval)")  # fmt: skip
        axes.plot(100 * table["plain"], range(len(table)), "s", color=style.PALETTE[1], markersize=7,
                  markerfacecolor="white", markeredgewidth=1.8, label="t interval at the same looks")  # fmt: skip
        axes.axvline(5, color="#555555", linewidth=1, linestyle=(0, (2, 2)))
        axes.set_yticks(range(len(table)), table["name"])
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.set_xlim(0, None)
        axes.set_xlabel("experiments without a difference in which one is found, per cent (dashed: 5 %)")
        sheet.legend(loc="outside lower left", ncols=2)
    about = "False alarms under optional stopping, of the confidence sequence and of ordinary t intervals."
    return style.finish("sure_coverage", finding, about, sheet)


if __name__ == "__main__":
    save(figure(), HERE.parent / "docs" / "figures")
