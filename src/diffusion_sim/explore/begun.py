"""The folder of a study: what is run is written down before anything runs; a folder of something else is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from diffusion_sim.disk import final_name, whole_file
from diffusion_sim.errors import BadInput
from diffusion_sim.explore.design import Design, beside, read_design, write_design

#: Names within the folder; those of files in the order in which they are written.
LINK, DESIGN, ABOUT, PARTS = "points.parquet", "design.csv", "study.json", "parts"
FILES = (LINK, DESIGN, beside(Path(DESIGN)).name, ABOUT)
_WORDS = {"outcomes": "outcomes", "base": "settings of the plan"}


def begin(folder: Path, design: Design, about: Mapping[str, Any], link: pd.DataFrame) -> None:
    """Write down what is run; a folder of the same design is continued, another shard may be at this very step.

    Parameters
    ----------
    folder : Path
        Made if missing.
    design : Design
    about : mapping
        What :data:`ABOUT` says; ``outcomes`` and ``base`` must be those that were begun.
    link : DataFrame
        Plan of every point and arm.

    Raises
    ------
    BadInput
        If something else was begun there, the folder holds other files, or it cannot be written.
    """
    if (folder / ABOUT).is_file():
        _, before, known = read(folder)
        for key, words in _WORDS.items():
            if known[key] != about[key]:
                raise BadInput(f"{folder} holds a design with other {words}; allowed: another folder, or the same.")
        _refuse_other(folder, before, link)
    elif folder.is_dir():
        if not _is_ours(folder):
            raise BadInput(f"{folder} holds other files; allowed: a new or empty folder, or one of the same design.")
        _refuse_other(folder, _written_link(folder), link)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / LINK) as part:
            link.to_parquet(part, index=False)
        write_design(design, folder / DESIGN)
        with whole_file(folder / ABOUT) as part:
            part.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror}); allowed: a folder that can be made.") from None


def read(folder: Path) -> tuple[Design, pd.DataFrame, dict[str, Any]]:
    """Return what was written down: the design, the link to the plans, and what is said about it.

    Raises
    ------
    BadInput
        If a file of it is missing.
    """
    for name in (DESIGN, LINK, ABOUT):
        if not (folder / name).is_file():
            raise BadInput(f"{folder} holds no design ({name} is missing); allowed: a folder that design run made.")
    about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return read_design(folder / DESIGN), pd.read_parquet(folder / LINK), about


def _refuse_other(folder: Path, before: pd.DataFrame | None, link: pd.DataFrame) -> None:
    if before is not None and not before.equals(link):
        raise BadInput(
            f"{folder} holds another design, or one run by other sources; allowed: another folder, or the same "
            "design and program (more replicates may be asked for)."
        )


def _is_ours(folder: Path) -> bool:
    """Return whether a folder holds nothing but what a study writes, maybe another shard's that begins just now."""
    names = {final_name(path.name) for path in folder.iterdir()}
    if (folder / LINK).is_file():
        return names <= {*FILES, PARTS}
    # The link is written first: without it, a design is the user's own and parts are those of a comparison.
    return names <= {LINK, PARTS} and not any((folder / PARTS).glob("*"))


def _written_link(folder: Path) -> pd.DataFrame | None:
    """Return the link, or None if there is none or the machine stopped while it was written."""
    try:
        return pd.read_parquet(folder / LINK)
    except (OSError, pa.ArrowException):
        return None
