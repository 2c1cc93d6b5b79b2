"""What a choice of presets composes to is remembered: Hydra needs a fifth of a second for what a plan repeats.

Only the groups' options decide which files are read; single values are put into a copy of what they compose to, by
Hydra's own function. Whatever does not fit this (a sweep, a mistake) is composed by Hydra in full, so that every
refusal is Hydra's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diffusion_sim.settings.registry import groups

#: Choices of presets that are kept; a plan has a few.
MOST = 64


@dataclass(frozen=True)
class Choice:
    """A composed configuration (OmegaConf) and the option of each group."""

    config: Any
    choices: dict[str, Any]


_KEPT: dict[tuple[Any, ...], Choice] = {}


def remembered(
    overrides: Sequence[str], folders: Sequence[Path | None], compose: Callable[[list[str]], Choice]
) -> Choice | None:
    """Return the composed configuration from the remembered choice of presets, or ``None`` where that will not do.

    ``folders`` are those that presets are read from.
    """
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    presets = [t for t in overrides if is_preset(t)]
    values = [t for t in overrides if not is_preset(t)]
    try:
        key = (tuple(presets), *(stamp(folder) for folder in folders))
        if key not in _KEPT:
            if len(_KEPT) >= MOST:
                _KEPT.pop(next(iter(_KEPT)))
            _KEPT[key] = compose(presets)
        parsed = OverridesParser.create().parse_overrides(values)
        if any(o.is_sweep_override() for o in parsed):
            return None
        config = deepcopy(_KEPT[key].config)
        OmegaConf.set_struct(config, True)
        ConfigLoaderImpl._apply_overrides_to_config(parsed, config)
    except (HydraException, OmegaConfBaseException, ValueError, OSError):
        return None
    return Choice(config, dict(_KEPT[key].choices))


def is_preset(token: str) -> bool:
    """Return whether an override chooses the option of a group, or speaks to Hydra."""
    name = token.lstrip("+~").partition("=")[0].partition("@")[0]
    return name in groups() or name.startswith("hydra")


def stamp(folder: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of every preset of a folder: an edited file is read again."""
    if folder is None:
        return ()
    found = sorted(folder.rglob("*.yaml"))
    return tuple((str(p), (s := p.stat()).st_mtime_ns, s.st_size) for p in found)
