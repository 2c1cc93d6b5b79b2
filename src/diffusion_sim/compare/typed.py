"""What to type so that another command has the settings of a batch: from its manifest, held against the defaults."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import SECTIONS, options
from diffusion_sim.settings.settings import NOT_IDENTITY


def typed(manifest: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...] | None:
    """Return the overrides that make the settings of a batch, the arms first.

    Parameters
    ----------
    manifest : mapping
    names : sequence of str
        The arms that are asked for, all of the batch or some.

    Returns
    -------
    tuple of str or None
        Ready for a terminal. None where no such words make the same: an arm of one's own, or one with changed parts.
    """
    wanted = manifest.get("settings")
    if not wanted or not {*SECTIONS, "arms"} <= set(wanted) or not set(names) <= set(options("strategy")):
        return None
    words = [f"strategies=[{','.join(names)}]"]
    practice = wanted["practice"]["name"]
    try:
        if practice != load(overrides=words).practice.name:
            words.append(f"practice={practice}")
        words += _changed(load(overrides=words).to_dict(), wanted)
        made = load(overrides=words).to_dict()
    except BadInput:
        return None
    return tuple(map(_quoted, words)) if _identity(made, names) == _identity(wanted, names) else None


def _changed(usual: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """Yield KEY=VALUE of what differs and can change a number."""
    for section in SECTIONS:
        for key, value in wanted[section].items():
            if (section == "run" and key in NOT_IDENTITY) or value == usual[section].get(key):
                continue
            if not isinstance(value, Mapping):
                yield f"{section}.{key}={_text(value)}"
                continue
            for inner, one in value.items():
                if one != usual[section][key].get(inner):
                    yield f"{section}.{key}.{inner.rstrip('_')}={_text(one)}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _identity(values: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return all that decides a number of some arms, as a manifest that was read back holds it."""
    sections = {key: dict(values[key]) for key in SECTIONS}
    sections["run"] = {key: value for key, value in sections["run"].items() if key not in NOT_IDENTITY}
    arms = sorted((arm for arm in values["arms"] if arm["name"] in names), key=lambda arm: str(arm["name"]))
    return json.loads(json.dumps([sections, arms]))


def _quoted(word: str) -> str:
    """Put a word in quotation marks where a terminal would take it apart."""
    if re.fullmatch(r"[\w.,:=/+\[\]-]+", word):
        return word
    return shlex.quote(word) if re.search(r'["$`\\]', word) else f'"{word}"'
