"""A composed configuration as plain values, and the values that a user puts into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Composed:
    """Plain values by section, and the option that was chosen in each group."""

    values: dict[str, Any]
    choices: dict[str, Any]


_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_SCALAR = rf"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|{_WORD}|'[^'\"\\$]*'"
#: Overrides that mean the same to everybody: Hydra's grammar, which allows far more, is loaded for the others.
_LIST = rf"\[(?:(?:{_SCALAR})(?:,(?:{_SCALAR}))*)?\]"
_PLAIN = re.compile(rf"\+\+(?P<key>{_WORD}(?:\.{_WORD})*)=(?P<value>{_SCALAR}|{_LIST})")
_ONE = re.compile(_SCALAR)
_NAMED: dict[str, Any] = {"true": True, "false": False, "null": None}
#: Words that are numbers, or that mean the same in capitals.
_SPECIAL = (*_NAMED, "inf", "nan")


def put_plainly(composed: Composed, overrides: Sequence[str]) -> Composed | None:
    """Return a copy with values put in, or ``None`` where that takes Hydra's grammar or OmegaConf's way to merge."""
    values = deepcopy(composed.values)
    for text in overrides:
        found = _PLAIN.fullmatch(text)
        if found is None:
            return None
        try:
            _put(values, found["key"].split("."), _read(found["value"]))
        except ValueError:
            return None
    return None if _refers(values) else Composed(values, dict(composed.choices))


def put_by_hydra(composed: Composed, overrides: Sequence[str]) -> Composed | None:
    """Return a copy with values put in by Hydra's own function; ``None`` where an override stands for several."""
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from omegaconf import OmegaConf

    parsed = OverridesParser.create().parse_overrides(list(overrides))
    if any(o.is_sweep_override() for o in parsed):
        return None
    config = OmegaConf.create(composed.values)
    OmegaConf.set_struct(config, True)
    ConfigLoaderImpl._apply_overrides_to_config(parsed, config)
    values = OmegaConf.to_container(config)
    assert isinstance(values, dict)
    return resolved(Composed({str(k): v for k, v in values.items()}, dict(composed.choices)))


def resolved(composed: Composed) -> Composed:
    """Return a configuration in which every reference (``${key}``) has been replaced by what it refers to."""
    if not _refers(composed.values):
        return composed
    from omegaconf import OmegaConf

    values = OmegaConf.to_container(OmegaConf.create(composed.values), resolve=True)
    assert isinstance(values, dict)
    return Composed({str(k): v for k, v in values.items()}, composed.choices)


def _refers(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_refers, value.values()))
    if isinstance(value, list):
        return any(map(_refers, value))
    return isinstance(value, str) and "${" in value


def _put(values: dict[str, Any], path: list[str], value: Any) -> None:
    """Put a value in; a mapping is neither replaced nor passed over here."""
    *above, last = path
    node = values
    for name in above:
        if node.get(name) is None:
            node[name] = {}
        node = node[name]
        if not isinstance(node, dict):
            raise ValueError(name)
    if isinstance(node.get(last), dict):
        raise ValueError(last)
    node[last] = value


def _read(text: str) -> Any:
    if text.startswith("["):
        return [_scalar(one) for one in _ONE.findall(text[1:-1])]
    return _scalar(text)


def _scalar(text: str) -> Any:
    if text.startswith("'"):
        return text[1:-1]
    if text in _NAMED:
        return _NAMED[text]
    if text.lower() in _SPECIAL:
        raise ValueError(text)
    if text[0] in "+-0123456789":
        return float(text) if "." in text else int(text)
    return text
