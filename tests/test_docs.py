"""Documents: generated ones are up to date, links lead somewhere, and what a reader is told to type works."""

from __future__ import annotations

import re
import shlex
import sys
from functools import cache
from pathlib import Path

import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.rules import contagion
from diffusion_sim.ruleset import rule_set, table
from diffusion_sim.settings.ledger import ledger
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import PART_GROUPS, part_names
from diffusion_sim.show import odd, source

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "experiments" / "README.md", *DOCS.glob("*.md")])
BY_HAND = [p for p in PAGES if p.name not in ("odd.md", "parameters.md", "targets.md", "results.md")]
#: Pages and figures that a script writes after a long study; a link to one of them may lead nowhere until then.
WRITTEN_LATER = {"targets.md", "results.md", "claims.md", "adoption.png", "map.svg"}


@cache
def documents() -> dict[str, str]:
    return odd.documents()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """Every ``diffusion-sim ...`` that a page tells its reader to type, in a block or in a line."""
    found = []
    for page in BY_HAND:
        body = text(page)
        blocks = re.findall(r"^(?:\.venv/bin/)?(diffusion-sim [^\n]*)$", body, re.M)
        inline = re.findall(r"`(diffusion-sim [^`\n]+)`", body)
        found += [(page.name, c.strip()) for c in (*blocks, *inline)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", ["odd.md", "parameters.md"])
def test_a_generated_document_is_what_the_program_says_now(name):
    assert text(DOCS / name) == documents()[name], "write it anew: python -m diffusion_sim.show.odd --write"


def test_the_description_holds_every_rule_column_part_and_paragraph():
    said = documents()["odd.md"]
    rules = rule_set()
    for row in table(rules):
        assert f"`{row['name']}` | {source.short(row['rule'])} |" in said, row
    for name in rules.state:
        assert f"| `{name}` |" in said
    for group in PART_GROUPS:
        for name in part_names(group):
            assert f"**`{name}`**. " in said
    for lines in contagion.CONTAGION.values():
        for _, rule in lines:
            assert f"def {rule.__name__}(" in said
    for room in source.rooms():
        assert source.about(room) in said or room in ("traits", "shape")
    assert not re.search(r"\$[a-z_]", said), "a place of the template was left open"


def test_every_rule_in_the_description_computes_what_the_rule_computes():
    names: dict[str, object] = {}
    body = documents()["odd.md"].partition("## 7. Submodels")[2]
    for block in re.findall(r"```python\n(.*?)```", body, re.DOTALL):
        exec(block, names)
    numbers = [0.1 + 0.037 * k for k in range(20)]
    for row in rule_set().week + rule_set().year_end + rule_set().start:
        given = numbers[: len(row.reads)]
        assert names[row.rule.__name__](*given) == row.rule(*given), row.name  # type: ignore[operator]


def test_the_parameter_page_holds_the_whole_ledger():
    page = documents()["parameters.md"]
    for row in ledger():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{row.key}` |"))
        assert row.source.replace("|", "\\|") in page and row.kind in line and row.unit in line


def test_an_attribute_section_is_read_with_its_kinds_and_lines():
    class Thing:
        """A thing.

        Attributes
        ----------
        a, b : float
            First line,
            second line of :func:`some.where.name`.
        c : int
        """

    assert source.attributes(Thing) == [
        ("a, b", "float", "First line, second line of `name`."),
        ("c", "int", "-"),
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if target.startswith(("http", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        if place.name in WRITTEN_LATER and not place.exists():
            continue
        assert place.exists(), f"{page.name}: {target}"
        if anchor:
            titles = re.findall(r"^#+ (.+)$", text(place), re.M)
            assert anchor in {re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in titles}, target


@pytest.mark.parametrize(("page", "command"), commands())
def test_what_a_reader_is_told_to_type_is_understood(page, command):
    words = shlex.split(command, comments=True)[1:]
    if words == ["--help"] or any(re.search(r"(^|=)[A-Z]+$", w) for w in words):
        return  # a form, not a command: NAME stands for a name
    name, *rest = words
    args = cli._parser(name).read(rest)
    overrides = list(getattr(args, "overrides", [])) + [w for w in getattr(args, "words", []) if "=" in w]
    if not getattr(args, "multirun", False):
        assert load(None, overrides, against="laissez_faire").arms, f"{page}: {command}"


def test_there_are_commands_to_check():
    assert len(commands()) >= 10


def test_the_four_lines_of_python_and_the_replay_of_one_replicate():
    block = next(b for b in re.findall(r"```python\n(.*?)```", text(ROOT / "README.md"), re.DOTALL) if "print" in b)
    small = '"district.schools=3", "district.staff=45", "run.replicates=24", "run.districts=4", "run.workers=1"'
    names: dict[str, object] = {}
    exec(block.replace('"run.replicates=50"', f"{small}, 'run.horizon_years=4', 'run.support_years=1'"), names)
    from diffusion_sim.replicates import Replicate
    from diffusion_sim.simulate import run_batch, simulate_block

    plan = names["plan"]
    runs = run_batch(plan).runs  # type: ignore[arg-type]
    alone = simulate_block(plan, plan.arms[0], [Replicate(district=3, luck=23, design=23)]).runs  # type: ignore
    whole = runs[(runs["arm"] == plan.arms[0].name) & (runs["luck"] == 23)]  # type: ignore[attr-defined]
    assert list(whole["run"]) == list(alone["run"])
    assert whole["value"].equals(alone["value"].set_axis(whole.index))


def test_the_readme_shows_the_sentence_that_the_program_says(capsys):
    shown = re.search(r"\$ diffusion-sim (.+)\ndiffusion-sim: (.+) \.\.\.", text(ROOT / "README.md"))
    assert shown
    assert cli.main(shlex.split(shown[1])) == 2
    assert capsys.readouterr().err.startswith(f"diffusion-sim: {shown[2]}")


def test_machine_written_blocks_and_pages_are_those_of_the_kept_results(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    sys.modules.pop("results", None)
    import results

    readme = text(ROOT / "README.md")
    made = {k: v for k, v in results.blocks().items() if k != "speed"}
    assert results.filled(readme, made) == readme, "write it anew: python experiments/results.py --page"
    for name in ("headline", "speed"):
        assert readme.count(f"<!-- begin {name} -->") == readme.count(f"<!-- end {name} -->") == 1
    if not (results.KEPT / "contrasts.csv").is_file():
        pytest.skip("no results are kept yet (python experiments/results.py)")
    table, said = results.kept()
    assert not said["more"], "the kept results are those of a trial"
    assert text(DOCS / "results.md") == results.page(table, said)


def test_filling_a_block_touches_nothing_else(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    import results

    from diffusion_sim.errors import BadInput

    page = "before\n<!-- begin a -->\nold\n<!-- end a -->\nafter\n"
    new = results.filled(page, {"a": r"with \1 and $"})
    assert new == "before\n<!-- begin a -->\nwith \\1 and $\n<!-- end a -->\nafter\n"
    assert results.filled(new, {"a": r"with \1 and $"}) == new
    with pytest.raises(BadInput, match=r"no block <!-- begin b -->"):
        results.filled(page, {"b": "x"})


def test_figures_of_the_docs_are_small():
    for path in DOCS.rglob("*.png"):
        assert path.stat().st_size < 250_000, path
