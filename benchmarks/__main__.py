"""Measure the ratios and print one table.

Usage::

    python -m benchmarks                  all checks (some minutes)
    python -m benchmarks c                one group of checks; the other rows are kept from results.json
    python -m benchmarks peers            against NDlib, Starsim, agentpy, cynetdiff and plain Mesa
    python -m benchmarks --list           names of the groups
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import against, answer, peers, scale, use
from benchmarks.rows import Row, Unequal

RESULTS = Path(__file__).with_name("results.json")
GROUPS: dict[str, Callable[[], list[Row]]] = {
    "agents": against.against_agents,
    "c": against.against_c,
    "numpy": against.against_numpy,
    "strategies": scale.strategies,
    "workers": scale.workers,
    "size": scale.size,
    "million": scale.million,
    "shell": use.shell,
    "first_curve": use.first_curve,
    "variance": use.variance,
    "real": use.real_data,
    "peers": peers.peers,
    "answer": answer.answer,
}


def machine() -> dict[str, Any]:
    """Return what the figures were measured on, without anything that names the machine itself."""
    features = llvm.get_host_cpu_features()
    return {
        "cpu": llvm.get_host_cpu_name(), "avx512": bool(features.get("avx512f")), "cores": os.cpu_count(),
        "system": platform.system(), "python": platform.python_version(), "numba": numba.__version__,
        "numpy": np.__version__, "day": time.strftime("%Y-%m-%d"),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }  # fmt: skip


def earlier() -> dict[str, Any]:
    """Return the rows of ``results.json`` by name, none where there is no such file."""
    if not RESULTS.is_file():
        return {}
    return {row["name"]: row for row in json.loads(RESULTS.read_text(encoding="utf-8"))["rows"]}


def save(rows: dict[str, Any]) -> None:
    """Write ``results.json`` whole or not at all."""
    fresh = RESULTS.with_suffix(".tmp")
    text = json.dumps({"machine": machine(), "rows": list(rows.values())}, indent=1)
    fresh.write_text(text + "\n", encoding="utf-8")
    os.replace(fresh, RESULTS)


def show(rows: dict[str, Any], now: set[str]) -> None:
    """Print the table; rows of an earlier run are marked."""
    on = machine()
    title = (
        f"{on['cpu']}, {on['cores']} cores (load {on['load']}), Python {on['python']}, numba {on['numba']}; "
        "best of several"
    )
    table = Table(title=title, title_justify="left")
    for heading in ("check", "reached", "limit", "met", "note"):
        table.add_column(heading, justify="right" if heading == "reached" else "left")
    for row in map(_row, rows.values()):
        reached = "" if row.reached is None else f"{row.reached:.3g} {row.unit}"
        mark = "" if row.name in now else " (earlier run)"
        table.add_row(row.check + mark, reached, row.wanted(), row.met, row.note)
    Console(width=None if sys.stdout.isatty() else 170).print(table)


def _row(plain: dict[str, Any]) -> Row:
    return Row(**{k: v for k, v in plain.items() if k != "met"})


def main(arguments: list[str] | None = None) -> int:
    """Run the groups that were asked for; return 1 if a version differed or a limit was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed as ratios, in one table.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these groups")
    parser.add_argument("--only", action="append", metavar="NAME", help="the same, one at a time")
    parser.add_argument("--list", action="store_true", help="names of the groups")
    asked = parser.parse_args(arguments)
    if asked.list:
        print("\n".join(GROUPS))
        return 0
    only = [*asked.names, *(asked.only or ())]
    for name in only:
        if name not in GROUPS:
            parser.error(f"there is no group {name!r}; allowed: {', '.join(GROUPS)}")
    rows = earlier() if only else {}
    now: set[str] = set()
    for name in only or GROUPS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            made = GROUPS[name]()
        except Unequal as problem:
            made = [Row(name, str(problem), float("nan"), "", 0.0)]
        rows |= {row.name: row.plain() for row in made}
        now |= {row.name for row in made}
        save(rows)
    show(rows, now)
    return int(any(row["met"] == "no" for row in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
