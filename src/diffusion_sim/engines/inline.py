"""A rule's own text, written into the sweep: one large function compiles faster than a hundred small ones.

Only text that means the same on one line is taken: assignments, ``a if c else b``, ``if c: return a``,
``and``, ``or``, ``not``, comparisons, arithmetic, and calls of other such functions. Choices become
``select(c, a, b)``, which works out both sides and has no branch, so that the loop turns into vector
instructions. A rule that holds anything else (a loop, a closure, an array), or whose text is not the text
that runs, is compiled by itself and called instead.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Callable
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from numba import types
from numba.extending import intrinsic

BUILTINS = {"abs": abs, "min": min, "max": max, "float": float}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


class Beyond(Exception):
    """The text holds something that is not taken over."""


@intrinsic
def select(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` where the condition holds, else ``no``, without a branch."""
    number = types.float64

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return number(types.boolean, number, number), write


def text_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """Return the parsed text of a function, if it is plain and is the text that runs.

    Raises
    ------
    Beyond
        For closures, defaults, decorators, missing text, or text that differs from the running bytecode.
    """
    if not isinstance(function, FunctionType) or function.__closure__ or function.__defaults__:
        raise Beyond
    found = _parsed(function, function.__code__)
    if found is None:
        raise Beyond
    return found


@cache
def _parsed(function: FunctionType, code: CodeType) -> ast.FunctionDef | None:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return None
    found = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(found, ast.FunctionDef) or found.decorator_list or not _same_code(tree, code):
        return None
    a = found.args
    return None if a.vararg or a.kwarg or a.kwonlyargs or a.posonlyargs else found


def _same_code(tree: ast.Module, mine: CodeType) -> bool:
    """Return whether the text compiles to this bytecode (a file may change after it was loaded)."""
    whole = compile(tree, "<rule>", "exec", dont_inherit=True)
    codes = [c for c in whole.co_consts if isinstance(c, CodeType) and c.co_name == mine.co_name]
    return any((c.co_code, c.co_consts, c.co_names) == (mine.co_code, mine.co_consts, mine.co_names) for c in codes)


class Writer:
    """Writes rules as plain lines; one writer per sweep, so that helper names never meet."""

    def __init__(self) -> None:
        self._number = itertools.count()

    def lines(self, rule: Callable[..., Any], arguments: list[str], target: str) -> list[str] | None:
        """Return lines that set ``target`` to the rule's value, or None where the rule has to be called."""
        out: list[str] = []
        try:
            value = self._call(rule, arguments, out)
        except Beyond:
            return None
        return [*out, f"{target} = {value}"]

    def _call(self, function: Callable[..., Any], arguments: list[str], out: list[str]) -> str:
        text = text_of(function)
        parameters = [a.arg for a in text.args.args]
        if len(parameters) != len(arguments):
            raise Beyond
        scope = Scope(self, function, dict(zip(parameters, arguments, strict=True)), out)
        return scope.body(text.body)

    def keep(self, value: str, out: list[str], name: str = "t") -> str:
        """Give a value a name of its own."""
        fresh = f"{name}_{next(self._number)}"
        out.append(f"{fresh} = {value}")
        return fresh


class Scope:
    """One call of one function: what its names stand for."""

    def __init__(self, writer: Writer, function: Callable[..., Any], names: dict[str, str], out: list[str]) -> None:
        self.writer, self.function, self.names, self.out = writer, function, names, out

    def body(self, statements: list[ast.stmt]) -> str:
        """Return the value that a list of statements returns."""
        for i, s in enumerate(statements):
            if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) and isinstance(s.value.value, str):
                continue
            if isinstance(s, ast.Return) and s.value is not None:
                return self.value(s.value)
            if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name):
                name = s.targets[0].id
                self.names[name] = self.writer.keep(self.value(s.value), self.out, name)
            elif isinstance(s, ast.If):
                return self._choice(s, statements[i + 1 :])
            else:
                raise Beyond
        raise Beyond

    def _choice(self, s: ast.If, rest: list[ast.stmt]) -> str:
        condition = self.condition(s.test)
        before = dict(self.names)
        yes = self.body([*s.body, *rest])
        self.names = before
        return f"select({condition}, {yes}, {self.body([*s.orelse, *rest])})"

    def value(self, e: ast.expr) -> str:
        """Return the text of a number."""
        if isinstance(e, ast.Constant):
            return _number(e.value)
        if isinstance(e, ast.Name):
            return self._name(e.id)
        if isinstance(e, ast.BinOp) and isinstance(e.op, ARITHMETIC):
            return f"({self.value(e.left)} {_sign(e.op)} {self.value(e.right)})"
        if isinstance(e, ast.UnaryOp) and isinstance(e.op, ast.USub):
            return f"(-{self.value(e.operand)})"
        if isinstance(e, ast.IfExp):
            return f"select({self.condition(e.test)}, {self.value(e.body)}, {self.value(e.orelse)})"
        if isinstance(e, ast.Call) and isinstance(e.func, ast.Name) and not e.keywords:
            return self._call(e.func.id, e.args)
        raise Beyond

    def condition(self, e: ast.expr) -> str:
        """Return the text of a condition."""
        if isinstance(e, ast.Compare) and len(e.ops) == 1 and isinstance(e.ops[0], ORDER):
            return f"({self.value(e.left)} {_sign(e.ops[0])} {self.value(e.comparators[0])})"
        if isinstance(e, ast.BoolOp):
            joint = " & " if isinstance(e.op, ast.And) else " | "
            return f"({joint.join(self.condition(v) for v in e.values)})"
        if isinstance(e, ast.UnaryOp) and isinstance(e.op, ast.Not):
            return f"(not {self.condition(e.operand)})"
        raise Beyond

    def _name(self, name: str) -> str:
        if name in self.names:
            return self.names[name]
        return _number(self.function.__globals__.get(name))

    def _call(self, name: str, arguments: list[ast.expr]) -> str:
        values = [self.value(a) for a in arguments]
        known = self.function.__globals__.get(name, BUILTINS.get(name))
        if known in BUILTINS.values():
            return f"{name}({', '.join(values)})"
        if known is None or name in self.names:
            raise Beyond
        named = [v if v.isidentifier() or _plain(v) else self.writer.keep(v, self.out, name) for v in values]
        return self.writer.keep(self.writer._call(known, named, self.out), self.out, name)


def _plain(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 2.0**53:
        raise Beyond
    return repr(float(value))


def _sign(operator: ast.AST) -> str:
    signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
             ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}  # fmt: skip
    return signs[type(operator)]
