"""The ODD description of the model, put together from the program's own texts (Grimm et al. 2020).

``python -m diffusion_sim.show.odd`` prints it; ``--write`` writes ``docs/odd.md`` and ``docs/parameters.md`` of a
checkout. Only what no docstring, schedule or ledger can tell stands in ``odd_template.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from string import Template
from typing import Any

from diffusion_sim.district.district import Schools, Staff, Ties
from diffusion_sim.fit.target import read_target, target_names
from diffusion_sim.outcomes import HEADLINE, REGISTRY
from diffusion_sim.rules import mechanisms
from diffusion_sim.rules.colleagues import SUMMARIES
from diffusion_sim.ruleset import rule_set, table
from diffusion_sim.schedule import FURTHER, LASTING, SUPPORT, TRAITS
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.ledger import ledger
from diffusion_sim.settings.practice import Practice
from diffusion_sim.settings.registry import options
from diffusion_sim.settings.run import RunSettings
from diffusion_sim.show import parts, source
from diffusion_sim.tables import YEAR

TEMPLATE = Path(__file__).with_name("odd_template.md")
Rows = Iterable[Sequence[object]]


def markdown_table(head: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table; bars inside cells are escaped."""
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    lines += ["| " + " | ".join(str(c).replace("|", "\\|") for c in row) + " |" for row in rows]
    return "\n".join(lines)


def odd() -> str:
    """Return the whole description as Markdown."""
    rows = table(rule_set())
    defaults = DistrictSettings()
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        patterns=_patterns(),
        staff=_attributes(Staff),
        state=_state(rows),
        schools=_attributes(Schools),
        ties=_attributes(Ties),
        practices=", ".join(f"`{n}`" for n in options("practice")),
        practice=markdown_table(("attribute", "what it is"), _parameters(Practice)),
        parts=parts.in_full(),
        year=YEAR,
        support=f"{RunSettings().support_years:g}",
        horizon=f"{RunSettings().horizon_years:g}",
        default_schools=defaults.schools,
        default_staff=defaults.staff,
        support_columns="`, `".join(SUPPORT),
        summaries=markdown_table(
            ("summary", "of the column", "over", "how"),
            ((f"`{s.name}`", f"`{s.column}`", s.over, s.how.replace("_", " ")) for s in SUMMARIES),
        ),
        further_columns="`, `".join(FURTHER),
        lasting="`, `".join(LASTING),
        week=_lines(rows, "week"),
        further=_lines(further_lines(), "week"),
        year_end=_lines(rows, "year end"),
        start=_lines(rows, "start"),
        start_odd=source.about("start"),
        outcomes=_outcomes(),
        generator=markdown_table(("parameter", "what it is"), _parameters(DistrictSettings)),
        ledger_counts=_counts(),
        submodels="\n\n".join(source.submodel(name) for name in source.rooms()),
    )


def further_lines() -> list[dict[str, Any]]:
    """Return the lines that the wide rule set puts into the week, as rows of its schedule."""
    return [row for row in table(rule_set(wide=True)) if row["rule"].startswith(mechanisms.__name__)]


def _patterns() -> str:
    found = [read_target(n) for n in target_names()]
    use = ("looked at only", "coefficients were set with it")
    return markdown_table(
        ("target", "pattern", "grade", "use", "source"),
        ((t.id, t.statement, t.grade, use[t.calibrates], t.source) for t in found),
    )


def _attributes(cls: type[Any]) -> str:
    return markdown_table(("column", "kind", "meaning"), ((f"`{n}`", k, m) for n, k, m in source.attributes(cls)))


def _state(rows: list[dict[str, Any]]) -> str:
    """Return every state column with what it is and where it is written."""
    state = rule_set().state
    whole = []
    for name in state:
        own = [r for r in rows if r["name"] == name]
        when = ", ".join(dict.fromkeys(str(r["when"]) for r in own)) or "start"
        traits = "district, year end" if name in TRAITS else when
        whole.append((f"`{name}`", source.meaning(name, own), traits))
    return markdown_table(("column", "meaning", "written by"), whole)


def _lines(rows: list[dict[str, Any]], when: str) -> str:
    return markdown_table(
        ("", "writes", "rule", "what it says", "reads"),
        (
            (r["line"], f"`{r['name']}`", source.short(r["rule"]), source.plain(r["about"]), r["reads"] or "-")
            for r in rows
            if r["when"] == when
        ),
    )


def _parameters(cls: type[Any]) -> list[tuple[str, str]]:
    return [(f"`{f.name}`", f.metadata["about"]) for f in fields(cls) if "unit" in f.metadata]


def _outcomes() -> str:
    return markdown_table(
        ("outcome", "in words", "definition", "unit"),
        (
            (f"`{o.name}`" + (" (headline)" if o.name == HEADLINE else ""), o.label, o.definition, o.unit)
            for o in REGISTRY.values()
        ),
    )


def _counts() -> str:
    kinds = [r.kind for r in ledger()]
    said = ", ".join(f"{kinds.count(k)} {k}" for k in ("measured", "derived", "assumption"))
    return f"Of {len(kinds)} parameters by class: {said}."


def documents() -> dict[str, str]:
    """Return the generated documents: file name in ``docs`` -> text."""
    from diffusion_sim.show.parameter_page import parameter_page

    return {"odd.md": odd(), "parameters.md": parameter_page()}


def main(arguments: Sequence[str]) -> int:
    """Print the description, or write both documents."""
    if list(arguments) == ["--write"]:
        folder = Path(__file__).resolve().parents[3] / "docs"
        for name, text in documents().items():
            (folder / name).write_text(text, encoding="utf-8")
            print(f"docs/{name} is written.")
    elif not arguments:
        print(odd())
    else:
        print(f"Option {' '.join(arguments)!r} does not exist; allowed: --write, or nothing.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
