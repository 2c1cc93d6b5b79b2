"""What the matrix found, as a table; what differs is named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One environment; without ``cells`` its interpreter is absent or, with ``problem``, it failed."""

    python: str
    mesa: str
    numpy: str = ""
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problem: str = ""

    @property
    def said(self) -> str:
        """One line on how it went."""
        state = f"failed: {self.problem}" if self.problem else "absent" if not self.cells else "done"
        return f"Python {self.python}, Mesa {self.mesa}: {state}"


@dataclass(frozen=True)
class Line:
    """One environment, engine and cut, compared with the first cell of all."""

    python: str
    mesa: str
    numpy: str
    cell: str
    tables: int
    hash: str
    differing: tuple[str, ...] = ()
    state: str = "equal"


@dataclass(frozen=True)
class Table:
    """All lines, and whether something is wrong."""

    lines: tuple[Line, ...]

    @property
    def bad(self) -> bool:
        """Whether a result differs, an environment failed, or nothing was compared."""
        states = {line.state for line in self.lines}
        return bool(states & {"DIFFERS", "failed"}) or "equal" not in states


def judged(rows: Sequence[Row]) -> Table:
    """Compare every cell with the first."""
    lines: list[Line] = []
    first: Mapping[str, str] = next((c for row in rows for c in row.cells.values()), {})
    for row in rows:
        if not row.cells:
            what = (row.problem, "failed") if row.problem else ("no such interpreter here", "absent")
            lines.append(Line(row.python, row.mesa, row.numpy, what[0], 0, "", state=what[1]))
        for cell, found in row.cells.items():
            other = tuple(sorted(k for k in {*first, *found} if first.get(k) != found.get(k)))
            whole = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()[:12]
            state = "DIFFERS" if other else "equal"
            lines.append(Line(row.python, row.mesa, row.numpy, cell, len(found), whole, other, state))
    return Table(tuple(lines))


def page(table: Table) -> str:
    """Return the table as text."""
    head = f"{'Python':<9}{'Mesa':<8}{'numpy':<9}{'engine, workers, blocks':<36}{'tables':>7}  {'hash':<14}result"
    text = [head, "-" * len(head)]
    for line in table.lines:
        what = f"{line.python:<9}{line.mesa:<8}{line.numpy:<9}{line.cell:<36}{line.tables or '':>7}  {line.hash:<14}"
        more = f": {', '.join(line.differing[:3])}{' ...' if len(line.differing) > 3 else ''}" if line.differing else ""
        text.append(what + line.state + more)
    counted = {state: sum(line.state == state for line in table.lines) for state in ("equal", "DIFFERS", "failed")}
    absent = sum(line.state == "absent" for line in table.lines)
    text.append(
        f"{counted['equal']} equal, {counted['DIFFERS']} different, {counted['failed']} failed, {absent} absent."
    )
    return "\n".join(text)
