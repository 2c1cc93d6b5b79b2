"""The ledger as a document: every parameter with unit, default, range, class and source."""

from __future__ import annotations

from itertools import groupby

from diffusion_sim.settings.ledger import Row, ledger
from diffusion_sim.settings.registry import SECTIONS
from diffusion_sim.show.odd import markdown_table
from diffusion_sim.show.style import number

TITLES = {
    "district": "District: the generator of schools, people and ties",
    "practice": "Practice: attributes of what spreads (the defaults are those of a classroom technique)",
    "behaviour": "Behaviour: coefficients of the rules",
    "costs": "Costs: prices and the default budget",
    "run": "Run: windows and size of the budget",
}
HEAD = """\
# Every parameter

Written by `python -m diffusion_sim.show.odd --write` from the ledger in the program; do not edit by hand. On a
terminal: `diffusion-sim show parameters`, as CSV: `diffusion-sim show parameters --csv`. Change one with `KEY=VALUE`.

Class: *measured* was read or computed from data; *derived* follows from measured figures by plain steps; *assumption*
has no such source, whatever the source column says about direction or form. Ranges are what is plausible, and what is
allowed. "Calibrated" means: set by `experiments/calibrate.py` against the targets of `conf/target` only
([targets.md](targets.md)). EVIDENCE in a source is the project's review of the literature, CONTRACT its rules of
fairness ([fairness.md](fairness.md)), COMP a computation from public data, ALP the article on the trailblazer model.
"""


def parameter_page() -> str:
    """Return the page as Markdown."""
    rows = ledger()
    kinds = ("measured", "derived", "assumption")
    counts = [
        (k, sum(r.kind == k for r in rows), sum(r.kind == k and "calibrated" in r.source for r in rows)) for k in kinds
    ]
    out = [HEAD, markdown_table(("class", "parameters", "of these calibrated"), counts), ""]
    for section in SECTIONS:
        own = [r for r in rows if r.key.startswith(f"{section}.")]
        out += [f"## {TITLES[section]}", "", _table(own), ""]
    out += ["## Parts of strategies", ""]
    parts = [r for r in rows if r.part]
    for (where, part), group in groupby(parts, key=lambda r: (r.key.rpartition(".")[0], r.part)):
        title = where if where.endswith(part) else f"{where}, part {part}"
        out += [f"### {title}", "", _table(list(group)), ""]
    return "\n".join(out).rstrip() + "\n"


def _table(rows: list[Row]) -> str:
    return markdown_table(
        ("key", "default", "range", "unit", "what it is", "class", "source"),
        (
            (f"`{r.key}`", number(r.default), f"{number(r.low)} to {number(r.high)}", r.unit, r.about, r.kind, r.source)
            for r in rows
        ),
    )  # fmt: skip
