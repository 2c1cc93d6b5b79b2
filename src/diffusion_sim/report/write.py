"""Write the results of a comparison: page, figures, tables, and the manifest last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from diffusion_sim import tables
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.errors import BadInput
from diffusion_sim.plots import pictures, save
from diffusion_sim.report.page import page
from diffusion_sim.tables import YEAR, HasTables, whole_file


def support_windows(manifest: Mapping[str, Any], arms: tuple[str, ...]) -> dict[str, int]:
    """Return the teaching weeks of support of each arm, as the manifest says.

    Read from ``support_weeks`` (a number, or one per arm), else from ``settings.run.support_years``.

    Raises
    ------
    BadInput
        If the manifest says neither, or leaves out an arm.
    """
    found = manifest.get("support_weeks")
    if found is None:
        run = _run_settings(manifest)
        if "support_years" not in run:
            raise BadInput(
                "the manifest has no support_weeks; allowed: a number of weeks, or one for every arm."
            )
        found = round(YEAR * float(run["support_years"]))
    if not isinstance(found, Mapping):
        return dict.fromkeys(arms, int(found))
    missing = [arm for arm in arms if arm not in found]
    if missing:
        raise BadInput(f"the manifest's support_weeks leaves out the arm {missing[0]!r}; allowed: every arm.")
    return {arm: int(found[arm]) for arm in arms}


def _run_settings(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    settings = manifest.get("settings") or {}
    return settings.get("run") or {}


def write(
    batch: HasTables,
    comparison: Comparison,
    folder: Path | str,
    csv: bool | None = None,
    names: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write everything about a comparison.

    Parameters
    ----------
    batch : HasTables
        The tables and the manifest.
    comparison : Comparison
    folder : Path
        Made if missing; files of the same name are replaced.
    csv : bool, optional
        Write the five tables as CSV too; default: as ``settings.run.csv`` of the manifest says.
    names : mapping of str to str, optional
        Names of the schools by code, for the CSV files.

    Returns
    -------
    list of Path
        ``report.html``, ``figures/NAME.png`` and ``.svg``, ``comparison.csv`` and ``.parquet``, ``arms.csv``,
        the tables, and ``manifest.json`` last.

    Raises
    ------
    BadInput
        Before anything is written, if a table breaks its schema or the manifest hides when support ends.
    """
    for name in tables.SCHEMAS:
        tables.check(name, getattr(batch, name))
    if csv is None:
        csv = bool(_run_settings(batch.manifest).get("csv", False))
    support = support_windows(batch.manifest, comparison.names)
    weeks = batch.weeks[batch.weeks["arm"].isin(comparison.names)]
    drawn = pictures(batch, comparison, support)
    text = page(weeks, batch.manifest, comparison, support, drawn, batch.schools, batch.ledger)
    folder = Path(folder)
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    paths = [path for picture in drawn for path in save(picture, folder / "figures")]
    with whole_file(folder / "report.html") as part:
        part.write_text(text, encoding="utf-8")
    paths.insert(0, folder / "report.html")
    frame = comparison.to_frame()
    paths += [_csv(frame, folder / "comparison.csv"), _csv(comparison.arms, folder / "arms.csv")]
    with whole_file(folder / "comparison.parquet") as part:
        frame.to_parquet(part, index=False, compression="zstd")
    paths.append(folder / "comparison.parquet")
    return [*paths, *tables.write(batch, folder, csv, names)]


def _csv(frame: pd.DataFrame, path: Path) -> Path:
    with whole_file(path) as part:
        frame.to_csv(part, index=False)
    return path
