"""A folder for a few tables and pictures of a single look: new or empty, and written whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli.plan import writing
from diffusion_sim.errors import BadInput
from diffusion_sim.tables.files import whole_file

if TYPE_CHECKING:
    import pandas as pd

    from diffusion_sim.plots.style import Picture


def fresh_folder(wanted: str | None) -> Path | None:
    """Return the folder, checked before the work starts; nothing is made yet.

    Raises
    ------
    BadInput
        If the name is taken by a file or by a folder with contents.
    """
    if wanted is None:
        return None
    folder = Path(wanted).expanduser()
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"--out {str(folder)!r} is a file; allowed: the name of a folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise BadInput(f"--out {str(folder)!r} holds files already; allowed: a new or empty folder.")
    return folder


def write_all(
    folder: Path, tables: Mapping[str, pd.DataFrame], pictures: Sequence[Picture], texts: Mapping[str, str]
) -> str:
    """Write tables as CSV, pictures as PNG and SVG, and texts; return a line that says so."""
    from diffusion_sim.plots.style import save

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            with whole_file(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False)
        for picture in pictures:
            save(picture, folder)
        for name, text in texts.items():
            with whole_file(folder / name) as part:
                part.write_text(text + "\n", encoding="utf-8")
    names = [*(f"{n}.csv" for n in tables), *(f"{p.name}.png" for p in pictures), *texts]
    return f"\nWritten to {folder}: {', '.join(names)}."
