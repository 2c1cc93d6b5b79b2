"""Run the matrix and print its table; exit code 1 if a result differs or an environment fails.

``python -m matrix`` within ``tests``, or ``make matrix``; ``--home`` is where the environments are kept,
``--source`` another checkout whose results are looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from matrix.cells import WANTED, Environment, NotMade, environments
from matrix.table import Row, judged, page

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run every cell that can be run here."""
    parser = argparse.ArgumentParser(description="Equal results on every Python and Mesa that is allowed.")
    parser.add_argument("--home", type=Path, default=ROOT / ".matrix", help="where the environments are kept")
    parser.add_argument("--source", type=Path, default=ROOT, help="the checkout to look at")
    args = parser.parse_args()
    home = args.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    with TemporaryDirectory(prefix="matrix_") as place:
        # A copy, so that whoever edits meanwhile does not give two cells two programs.
        source = Path(place)
        for part in ("src", "conf", "tests"):
            copytree(args.source / part, source / part, ignore=ignore_patterns("__pycache__", "data"))
        for python, environment in environments(home, ROOT):
            for mesa in WANTED[python]:
                rows.append(_row(python, mesa, environment, source))
                print(rows[-1].said, file=sys.stderr, flush=True)
    table = judged(rows)
    print(page(table))
    return int(table.bad)


def _row(python: str, mesa: str, environment: Environment | None, source: Path) -> Row:
    if environment is None:
        return Row(python, mesa)
    out = environment.home / f"python{python}-mesa{mesa}.json"
    try:
        environment.make()
        environment.with_mesa(mesa)
        environment.run(source, out)
    except NotMade as error:
        return Row(python, mesa, problem=str(error))
    found = json.loads(out.read_text())
    return Row(found["python"], found["mesa"], found["numpy"], found["cells"])


if __name__ == "__main__":
    sys.exit(main())
