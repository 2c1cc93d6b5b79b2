"""Whether a rule of one's own is plain: of numbers, with the same bits in Python and compiled, and without chance.

The bytecode is read, not the text, so that a rule made on the fly is judged as one in a file is.
"""

from __future__ import annotations

import builtins
import dis
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from keyword import iskeyword
from math import isfinite
from numbers import Real
from types import CellType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.schedule import Line

#: The model's own rules need no look.
SHIPPED = "diffusion_sim.rules."
#: In place of a name's value where there is none.
MISSING = object()
#: What a rule may call beside plain functions: exact, and the same in Python and compiled.
CALLS = (abs, bool, float, int, max, min)
ALLOWED = "numbers, + - * /, comparisons, x if c else y, min, max, abs and functions that hold to the same"
#: Operators of which the bits differ, or that are not of numbers.
OPERATORS = ("**", "@", "<<", ">>")
#: Beginning of an operation's name -> what stands in the rule.
OPERATIONS = {
    "FOR_ITER": "a loop", "GET_ITER": "a loop", "YIELD": "yield", "RETURN_GENERATOR": "yield or async",
    "RAISE": "raise or assert", "LOAD_ASSERTION": "raise or assert", "PUSH_EXC": "try", "BEFORE_WITH": "with",
    "STORE_GLOBAL": "global", "STORE_DEREF": "nonlocal", "STORE_ATTR": "an attribute", "CALL_FUNCTION_EX": "f(*x)",
    "BUILD_TUPLE": "a tuple", "BUILD_LIST": "a list", "BUILD_SET": "a set", "BUILD_MAP": "a dict", "FORMAT_": "a text",
    "BUILD_CONST_KEY_MAP": "a dict", "BINARY_SUBSCR": "an index", "BINARY_SLICE": "an index", "STORE_S": "an index",
}  # fmt: skip


def check_extra(extra: Mapping[str, float]) -> None:
    """Refuse own coefficients that are not finite numbers with a name that a parameter can have.

    Raises
    ------
    BadInput
        Naming the coefficient.
    """
    for name, value in extra.items():
        _check_name("coefficient", name)
        if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
            raise BadInput(f"extra {name}={value!r} is not a number; allowed: a finite number, such as 0.1.")


def check_line(title: str, line: Line) -> None:
    """Refuse a line whose name is no identifier, or whose own rule is not plain.

    Raises
    ------
    BadInput
        Naming the line, what was found and what is allowed.
    """
    _check_name(f"line of the {title}", line.name)
    said = f"Line {line.name!r} of the {title}"
    if _is_shipped(line.rule):
        return
    if _inner(line.rule) is None:
        raise BadInput(f"{said} has the rule {line.rule!r}, which is not a plain function; allowed: def or lambda.")
    found = found_in(line.rule)
    if found is not None:
        raise BadInput(f"{said} has a rule that is not plain: it holds {found}; allowed: {ALLOWED}.")


def found_in(rule: Callable[..., Any], within: tuple[FunctionType, ...] = ()) -> str | None:
    """Return the first thing in a function, or in one that it calls, that is not plain; None if there is none."""
    inner = _inner(rule)
    if inner is None:
        return repr(rule)
    if inner in within:
        return f"{inner.__name__}, which calls itself"
    code = inner.__code__
    names = _names(inner, (*within, inner))
    return next(chain(_within(code), _operations(code), names, _constants(code)), None)


def _check_name(what: str, name: object) -> None:
    if not isinstance(name, str) or not name.isidentifier() or iskeyword(name):
        raise BadInput(f"{name!r} is no name for a {what}; allowed: letters, digits and _, such as own_drive.")


def _inner(rule: object) -> FunctionType | None:
    """Return the Python function of a rule, also of a compiled one; None for anything else that can be called."""
    inner = getattr(rule, "py_func", rule)
    return inner if isinstance(inner, FunctionType) else None


def _is_shipped(function: object) -> bool:
    return str(getattr(function, "__module__", "")).startswith(SHIPPED)


def _within(code: CodeType) -> Iterator[str]:
    """Yield the functions that a function makes; a comprehension is one."""
    for name in (const.co_name for const in code.co_consts if isinstance(const, CodeType)):
        yield "a function within it" if name == "<lambda>" or name.isidentifier() else "a loop"


def _operations(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if "BACKWARD" in step.opname:
            yield "a loop"
        elif step.opname == "IMPORT_NAME":
            yield f"import {step.argval}"
        elif step.opname == "BINARY_OP" and step.argrepr.removesuffix("=") in OPERATORS:
            yield step.argrepr
        else:
            yield from (word for start, word in OPERATIONS.items() if step.opname.startswith(start))


def _names(function: FunctionType, within: tuple[FunctionType, ...]) -> Iterator[str]:
    """Yield the names from outside that stand neither for a number nor for something that may be called."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    outside = {**vars(builtins), **function.__globals__}
    for step, following in _pairs(function.__code__):
        name = str(step.argval)
        if step.opname == "LOAD_DEREF" and name in cells:
            yield from _judged(name, _content(cells[name]), following, within)
        elif step.opname == "LOAD_GLOBAL":
            yield from _judged(name, outside.get(name, MISSING), following, within)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            yield f"the attribute {name}"


def _judged(name: str, value: object, following: dis.Instruction, within: tuple[FunctionType, ...]) -> Iterator[str]:
    if isinstance(value, Real) or any(value is call for call in CALLS):
        return
    inner = _inner(value)
    if value is MISSING:
        yield f"{name}, which does not exist"
    elif isinstance(value, ModuleType):
        yield f"{name}.{following.argval}"
    elif inner is None:
        yield name
    elif not _is_shipped(inner):
        found = found_in(inner, within)
        yield from (f"{found} (in {name})",) if found else ()


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return MISSING


def _pairs(code: CodeType) -> Iterator[tuple[dis.Instruction, dis.Instruction]]:
    """Yield every instruction with the one after it."""
    steps = list(dis.get_instructions(code))
    return zip(steps, [*steps[1:], steps[-1]], strict=True)


def _constants(code: CodeType) -> Iterator[str]:
    for step, following in _pairs(code):
        if step.opname not in ("LOAD_CONST", "RETURN_CONST") or isinstance(step.argval, Real):
            continue
        if following.opname == "CALL_KW":
            continue  # names of arguments
        yield "nothing to return" if step.argval is None else repr(step.argval)
