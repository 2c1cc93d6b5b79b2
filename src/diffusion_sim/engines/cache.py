"""Where compiled rules are kept, under a name that changes whenever anything that they depend on changes.

numba's own cache stamps only the file of the cached function, so an edited rule in another file would
silently run old. Here the whole sweep is one generated file whose folder is named by a hash of everything
in it: the text, the rules' bytecode with the constants and helpers that they reach, the shared passes, and
the versions.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numba
import numpy as np

from diffusion_sim.disk import cache_folder


def function_text(function: Callable[..., Any], seen: set[int] | None = None) -> str:
    """Return everything that decides what a rule computes: bytecode, constants, and what its names reach."""
    seen = set() if seen is None else seen
    inner = getattr(function, "py_func", function)
    if id(inner) in seen or not isinstance(inner, FunctionType):
        return getattr(inner, "__name__", repr(inner))
    seen.add(id(inner))
    code = inner.__code__
    cells = dict(zip(code.co_freevars, (c.cell_contents for c in inner.__closure__ or ()), strict=True))
    reached = {name: inner.__globals__[name] for name in _names(code) if name in inner.__globals__} | cells
    parts = [_code_text(code), repr(inner.__defaults__)]
    for name, value in sorted(reached.items()):
        plain = "" if isinstance(value, ModuleType) else repr(value)
        text = function_text(value, seen) if callable(value) else plain
        parts.append(f"{name}={text}")
    return "\n".join(parts)


def _names(code: CodeType) -> set[str]:
    return set(code.co_names).union(*(_names(c) for c in code.co_consts if isinstance(c, CodeType)))


def _code_text(code: CodeType) -> str:
    consts = [_code_text(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts[:]]
    docless = consts[1:] if code.co_consts and isinstance(code.co_consts[0], str) else consts
    return f"{code.co_code.hex()} {docless} {code.co_names} {code.co_varnames}"


def digest(*texts: str) -> str:
    """Return a 20-character hash of texts and of the versions of Python, numba, numpy and the processor."""
    system = f"{platform.machine()} {sys.platform}"
    versions = f"{sys.version_info[:3]} {numba.__version__} {np.__version__} {system}"
    return hashlib.sha256("\x1e".join((versions, *texts)).encode()).hexdigest()[:20]


def module_from_text(write: Callable[[], str], name: str, given: dict[str, Any]) -> ModuleType:
    """Return a module made of a text, kept as a file so that numba can cache what it compiles.

    Parameters
    ----------
    write : callable
        Returns the source of the module; asked only where no file is kept.
    name : str
        Name of the folder: a hash of all that the text depends on.
    given : dict
        Objects that the text uses by name.
    """
    full = f"diffusion_sim_woven_{name}"
    if full in sys.modules:
        return sys.modules[full]
    path = cache_folder() / name / "week.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"week.{os.getpid()}.tmp")
        fresh.write_text(write(), encoding="utf-8")
        os.replace(fresh, path)
    text = path.read_text(encoding="utf-8")
    module = ModuleType(full)
    module.__file__ = str(path)
    module.__dict__.update(given)
    sys.modules[full] = module
    exec(compile(text, str(path), "exec"), module.__dict__)
    return module


def is_compiled(module: ModuleType, functions: Iterable[str]) -> bool:
    """Return whether these functions of a woven module have been compiled before, here or by an earlier process."""
    made = [getattr(module, f) for f in functions]
    kept = {p.name.split("-")[0] for p in Path(str(module.__file__)).parent.glob("__pycache__/*.nbc")}
    return all(bool(f.signatures) or f"week.{f.__name__}" in kept for f in made)
