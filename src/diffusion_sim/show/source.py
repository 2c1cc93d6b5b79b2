"""What the program says of itself, for documents: docstrings, ``ODD:`` paragraphs, rules as they are computed."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

from diffusion_sim import rules

#: Shared shapes come last, where their names have been met.
LAST = ("shape",)
#: Meanings of columns whose writer's first line does not say what the column holds.
HELD = {
    "occupant": "How many people have held the post before",
    "leaving": "1 in the year end in which the occupant leaves",
    "compliance": "1 while use is by compliance, 0 by conviction or out of use",
    "level": "Level of Use, 0 to 7 for CBAM 0, I, II, III, IVA, IVB, V, VI",
    "belief": "Belief that the practice is worth it, 0 to 1; one half and above is conviction",
    "skill": "Know-how, 0 to 1",
    "load": "Felt load; 1 is all slack used",
    "success": "Visible success, -1 to 1",
    "cause": "Channels that the last step into use needed, as a sum",
    "availability": "Slack time as a percentile",
    "standing": "Esteem among peers as a percentile",
    "openness": "Innovativeness as a percentile among staff",
    "threshold": "Share of colleagues that must use the practice before their example fully counts",
    "leadership": "Number of leadership posts held",
    "years": "Years of experience",
}


def plain(text: object) -> str:
    """Return a docstring's line for a document: code marks of Markdown, no leading "Return"."""
    said = re.sub(r"``([^`]+)``", r"`\1`", str(text)).removeprefix("Return ")
    return said[:1].upper() + said[1:]


def short(rule: str) -> str:
    """Return ``belief.backing`` for ``diffusion_sim.rules.belief.backing``."""
    return ".".join(rule.split(".")[-2:])


def meaning(name: str, writers: list[dict[str, Any]]) -> str:
    """Return what a state column holds: as listed here, else as the rule that writes it for those who stay says."""
    own = [w for w in writers if not str(w["rule"]).endswith(".or_arrival")]
    return HELD.get(name) or (plain(own[-1]["about"]).rstrip(".") if own else "-")


def attributes(thing: object, section: str = "Attributes") -> list[tuple[str, str, str]]:
    """Return (names, kind, meaning) from the Attributes, or another, section of a numpy-style docstring."""
    text = inspect.getdoc(thing) or ""
    section = text.partition(f"{section}\n{'-' * len(section)}\n")[2].partition("\n\n")[0]
    found: list[tuple[str, str, str]] = []
    for line in section.splitlines():
        if line and not line.startswith(" "):
            names, _, kind = line.partition(" : ")
            found.append((names, kind, ""))
        elif line.strip() and found:
            names, kind, said = found[-1]
            found[-1] = (names, kind, f"{said} {line.strip()}".strip())
    return [(n, k, clean(m) or "-") for n, k, m in found]


def clean(text: str) -> str:
    """Return text with roles such as ``:func:`a.b.c``` reduced to their last name, in Markdown."""
    return re.sub(r"``([^`]+)``", r"`\1`", re.sub(r":\w+:`(?:[\w.]*\.)?(\w+)`", r"`\1`", text))


def rooms() -> tuple[str, ...]:
    """Return the modules of the rules, the shared shapes last."""
    names = [m.name for m in pkgutil.iter_modules(rules.__path__)]
    return (*(n for n in names if n not in LAST), *LAST)


def _module(name: str) -> ModuleType:
    return import_module(f"{rules.__name__}.{name}")


def about(name: str) -> str:
    """Return the ODD paragraph of a rules module, or its docstring where it has none."""
    text = inspect.getdoc(_module(name)) or ""
    _, mark, said = text.partition("ODD: ")
    said = clean(said if mark else text)
    return said[:1].upper() + said[1:]


def submodel(name: str) -> str:
    """Return a section of a document: title, ODD paragraph, every rule as it is computed."""
    module = _module(name)
    title = (inspect.getdoc(module) or name).split("\n\n")[0].replace("\n", " ")
    own = [
        f
        for _, f in inspect.getmembers(module, inspect.isfunction)
        if isinstance(f, FunctionType) and f.__module__ == module.__name__
    ]
    own.sort(key=lambda f: f.__code__.co_firstlineno)
    code = "\n\n".join([*_constants(module), *map(computed, own)])
    said = about(name).removeprefix(clean(title)).strip()
    said = f"{said}\n\n" if said else ""
    return f"### {name}: {clean(title)}\n\n{said}```python\n{code}\n```"


def _constants(module: ModuleType) -> list[str]:
    """Return the numbers that a module names, as one block of text."""
    named = [f"{k} = {v}" for k, v in vars(module).items() if k.isupper() and isinstance(v, (int, float))]
    return ["\n".join(named)] if named else []


def computed(function: FunctionType) -> str:
    """Return a rule as text: its first line as a comment, parameters without types, what it computes."""
    node = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(node, ast.FunctionDef)
    first = (inspect.getdoc(function) or "").split("\n")[0].replace("``", "")
    for argument in (*node.args.args, *node.args.kwonlyargs):
        argument.annotation = None
    node.returns = None
    node.body = node.body[1:] if ast.get_docstring(node) else node.body
    return f"# {first}\n{ast.unparse(node)}"
