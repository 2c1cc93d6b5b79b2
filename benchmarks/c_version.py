"""The C version: ``frame.c`` with the lines of the printed week, compiled by the machine's own gcc."""

from __future__ import annotations

import ast
import ctypes
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from diffusion_sim.engines.columns import Block
from diffusion_sim.engines.layout import Layout, groups
from diffusion_sim.engines.memory import zeros
from diffusion_sim.engines.sweep import SweepText, parameter_order, summaries_read
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import PLACE, SUPPORT

FRAME = Path(__file__).with_name("frame.c")
#: IEEE arithmetic as written; the last two say that nobody looks at exceptions or errno: choices vectorise.
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-trapping-math", "-fno-math-errno")
#: The advice sums that ``frame.c`` has written out.
ADVICE = (
    ("peer_word", "shown"), ("peer_knowhow", "knowhow"), ("peer_using", "using"), ("peers_credible", "credible"),
)  # fmt: skip


def missing() -> str | None:
    """Return why there is no C version here, or None."""
    return None if shutil.which("gcc") else "no gcc on this machine"


SIGNS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.BitAnd: "*", ast.BitOr: "+",
}  # fmt: skip


class _ToC(ast.NodeVisitor):
    """One expression of the woven text as C."""

    def visit_Expression(self, node: ast.Expression) -> str:
        return str(self.visit(node.body))

    def visit_BinOp(self, node: ast.BinOp) -> str:
        sides = [self.visit(side) for side in (node.left, node.right)]
        if isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            # as numbers: gcc 12 does not vectorise a loop that joins truth values
            sides = [f"({side} ? 1.0 : 0.0)" for side in sides]
            return f"({sides[0]} {SIGNS[type(node.op)]} {sides[1]} > 0.5)"
        return f"({sides[0]} {SIGNS[type(node.op)]} {sides[1]})"

    def visit_Compare(self, node: ast.Compare) -> str:
        return f"({self.visit(node.left)} {SIGNS[type(node.ops[0])]} {self.visit(node.comparators[0])})"

    def visit_UnaryOp(self, node: ast.UnaryOp) -> str:
        return f"({'!' if isinstance(node.op, ast.Not) else '-'}{self.visit(node.operand)})"

    def visit_Call(self, node: ast.Call) -> str:
        if ast.unparse(node.func) != "select":
            raise ValueError(f"no C for {ast.unparse(node)}")
        condition, yes, no = (self.visit(a) for a in node.args)
        return f"({condition} ? {yes} : {no})"

    def visit_Name(self, node: ast.Name) -> str:
        return node.id

    def visit_Constant(self, node: ast.Constant) -> str:
        return repr(node.value)

    def generic_visit(self, node: ast.AST) -> str:
        raise ValueError(f"no C for {ast.unparse(node)}")


def rules_in_c(sweep: SweepText) -> list[str]:
    """Return the loads, lines and stores of the week as C statements."""
    known: set[str] = {"v_u_move"}
    out = [_statement(line, known) for line in sweep.load_text()]
    out += [_statement(line, known) for line in sweep.rule_text()]
    return [*out, *(f"{line};" for line in sweep.store_text())]


def _statement(line: str, known: set[str]) -> str:
    if line.startswith("#"):
        return f"/* {line[2:]} */"
    name, text = line.split(" = ", 1)
    column = re.fullmatch(r"c_\w+\[i\]", text)
    value = text if column else _ToC().visit(ast.parse(text, mode="eval"))
    kind = "" if name in known else "double "
    known.add(name)
    return f"{kind}{name} = {value};"


def source(rules: RuleSet) -> str:
    """Return the C source of a rule set.

    Raises
    ------
    ValueError
        For rules that ``frame.c`` does not cover: other advice sums, other draws, lines without text.
    """
    taken = [s for s in summaries_read(rules) if s.over == "advice"]
    if tuple((s.name, s.column) for s in taken) != ADVICE:
        raise ValueError("frame.c has other advice sums than the schedule")
    sweep = SweepText("week", rules.week, rules)
    if sweep.draws != ("u_move",) or sweep.district:
        raise ValueError("frame.c has other draws than the schedule")
    order, summaries = parameter_order(rules), summaries_read(rules)
    spots = {name: f"S + {k} * n" for k, name in enumerate(rules.state)}
    spots |= {name: f"(double *)place + {k} * n" for k, name in enumerate(PLACE)}
    spots |= {name: f"(double *)support + {k} * n" for k, name in enumerate(SUPPORT)}
    spots |= {s.name: f"C + {k} * n" for k, s in enumerate(summaries)}
    parts = {
        "COLUMNS": ", ".join(f"double *restrict c_{n}" for n in sweep.columns),
        "GIVEN": ", ".join(f"c_{n}" for n in sweep.columns),
        "SETTINGS": "\n    ".join(f"double v_{n} = P[{order.index(n)}];" for n in sweep.settings),
        "RULES": "\n        ".join(rules_in_c(sweep)),
        "DECLARE": "\n    ".join(f"double *c_{n} = {spot};" for n, spot in spots.items()),
        "SUMMARIES": "\n        ".join(_summary(s) for s in summaries if s.over != "advice"),
    }
    text = FRAME.read_text(encoding="utf-8")
    head, body = text.split("*/", 1)
    return f"{head}*/" + re.sub(r"\b[A-Z]{5,}\b", lambda m: parts.get(m.group(), m.group()), body)


def _summary(s: Any) -> str:
    if s.over == "cohort":
        return f"if (groups > 0) cohort_mean(n, cohort, groups, c_{s.column}, c_{s.name});"
    if s.over == "principal":
        return f"principal_value(schools, school_start, principal, c_{s.column}, c_{s.name});"
    return f"group_mean({s.over}s, {s.over}_start, {s.over}_inverse, c_{s.column}, c_{s.name});"


def compile_c(rules: RuleSet, *more: str) -> Callable[[Block, int], None]:
    """Compile the week with gcc and return a function that advances a block of one replicate."""
    folder = Path(tempfile.mkdtemp(prefix="diffusion_sim_c_"))
    try:
        (folder / "week.c").write_text(source(rules), encoding="utf-8")
        command = ["gcc", *FLAGS, *more, "-std=c11", "-shared", "-fPIC", "week.c", "-o", "week.so", "-lm"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        library = ctypes.CDLL(str(folder / "week.so"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rooms: dict[int, Room] = {}

    def run(block: Block, weeks: int) -> None:
        if id(block) not in rooms:
            rooms[id(block)] = Room(block)
        _run(library.run_weeks, block, weeks, rooms[id(block)])

    return run


class Room:
    """What the C version keeps for itself, as it goes through the whole district at once and not tile by tile."""

    def __init__(self, block: Block) -> None:
        # keeps the block alive, so that its id stands for no other
        self.block, lay = block, block.layout
        self.to = asked_rows(lay)
        self.colleagues = zeros((len(summaries_read(block.rules)), lay.n))
        self.active = zeros((4, len(self.to)))


def asked_rows(lay: Layout) -> np.ndarray:
    """Return the row of the person asked on each tie, in the layout's order of ties."""
    to, far, asked, tiles = lay.ties[0], lay.ties[6], lay.ties[7], lay.tiles
    size = np.repeat(np.diff(tiles[:, 0]), np.diff(tiles[:, 4]))
    rows = to + np.repeat(tiles[:-1, 0], np.diff(tiles[:, 4]))
    rows[to >= size] = asked[far]
    return np.ascontiguousarray(rows.astype(np.uint32))


def widths() -> list[tuple[str, ...]]:
    """Return the sets of flags worth trying: gcc's own choice of vector width, and the widest."""
    return [(), ("-mprefer-vector-width=512",)] if platform.machine() in ("x86_64", "AMD64") else [()]


def _run(function: Any, block: Block, weeks: int, room: Room) -> None:
    lay, long, double = block.layout, ctypes.c_long, ctypes.c_double
    to, (weight, key, perm, degree, length) = room.to, lay.ties[1:6]
    team_start, team_inverse, school_start, school_inverse, principal, group = lay.people
    block.counts = np.zeros((1, weeks, len(groups()), block.counts.shape[3]), dtype=np.int32)
    block.hours = np.zeros((1, weeks, len(groups())))
    sizes = (lay.n, len(to), len(degree), len(team_start) - 1, len(school_start) - 1, len(groups()))
    room.colleagues[:] = 0.0
    function(
        *map(long, sizes), _p(block.S), _p(lay.place), _p(block.support), _p(block.cohort),
        long(int(block.groups[0])), _p(block.P), ctypes.c_uint64(int(block.keys[0])), _p(lay.post), _p(to),
        _p(weight), _p(key), _p(perm), _p(degree), _p(length), _p(team_start), _p(team_inverse),
        _p(school_start), _p(school_inverse), _p(principal), _p(group), _p(room.colleagues), _p(room.active),
        double(block.contact), block.week, block.week + weeks, _p(block.counts), _p(block.hours),
        _p(block.spells), _p(block.used), _p(block.opened),
    )  # fmt: skip
    block.week += weeks


def _p(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
