"""One look for every table on the terminal."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.table import Table


def make_table(title: str, **more: Any) -> Table:
    """Return an empty table with the title on the left and no vertical lines."""
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1), **more
    )


def number(value: object) -> str:
    """Write a number shortly: 600, 0.35, 105,000; other values as in YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:g}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(number(v) for v in value) + "]"
    return str(value)
