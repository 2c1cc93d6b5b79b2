"""Pages and figures from results that were written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from diffusion_sim.claims import pages as written_pages
from diffusion_sim.claims.claim import claim, claim_ids
from diffusion_sim.claims.result import Result, read_result
from diffusion_sim.claims.spread import filled
from diffusion_sim.claims.took import read_took
from diffusion_sim.errors import BadInput
from diffusion_sim.tables import whole_file


def written(results: Path) -> list[Result]:
    """Return the results in a folder, in the order of the claims; what they lack is read off their tables of worlds."""
    found = [read_result(results / f"{name}.json") for name in claim_ids() if (results / f"{name}.json").is_file()]
    return [filled(one, _effects(results / f"{one.id}_worlds.csv")) for one in found]


def _effects(table: Path) -> pd.DataFrame:
    """Return the differences in every world; nothing where they are not there."""
    try:
        return pd.read_csv(table)
    except (OSError, ValueError):
        return pd.DataFrame()


def write_pages(results: Path, docs: Path) -> list[Path]:
    """Write ``claims.md`` and a page with a figure for every claim that has a result.

    Parameters
    ----------
    results : Path
        Folder of the results.
    docs : Path
        Folder of the documents; pages lie in its folder ``claims``.

    Raises
    ------
    BadInput
        If no claim has a result there: a table of nothing would take the place of one that says something.
    """
    found = written(results)
    if not found:
        raise BadInput(f"{results} holds no result of a claim; allowed: the folder of a run of claims (--results DIR).")
    pages = docs / "claims"
    pages.mkdir(parents=True, exist_ok=True)
    paths = []
    for result in found:
        paths += _figure(result, results, pages)
        paths.append(_text(pages / f"{result.id}.md", written_pages.page(result)))
    paths.append(_text(docs / "claims.md", written_pages.table(found, publishable(found), read_took(results))))
    return paths


def publishable(found: Sequence[Result]) -> bool:
    """Return whether all results are of the size that a published verdict needs."""
    return all(r.publishable for r in found)


def _figure(result: Result, results: Path, pages: Path) -> list[Path]:
    from diffusion_sim.plots.claim import claim as drawn
    from diffusion_sim.plots.style import save

    table = results / f"{result.id}_worlds.csv"
    effects = _effects(table)
    if len(effects) and "worlds" not in effects:
        raise BadInput(f"{table.name} has no column 'worlds'; allowed: a file that this version's runner wrote.")
    picture = drawn(result, claim(result.id).claim, effects)
    png, svg = save(picture, pages)
    svg.unlink()
    fewer_colours(png)
    return [png]


def fewer_colours(png: Path) -> None:
    """Keep a figure of some thousand dots small: 64 colours are more than it shows.

    Chosen so that they cover every colour, since the rare ones (a dozen decided worlds) are what the figure is for.
    """
    from PIL import Image

    with Image.open(png) as picture:
        cover = Image.Quantize.MAXCOVERAGE
        plain = picture.convert("RGB").quantize(64, method=cover, dither=Image.Dither.NONE)
    with whole_file(png) as part:
        plain.save(part, format="PNG", optimize=True)


def _text(path: Path, text: str) -> Path:
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
    return path
