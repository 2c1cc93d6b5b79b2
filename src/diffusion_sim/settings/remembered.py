"""What a choice of presets composes to is remembered: Hydra needs half a second for what every plan repeats.

Only the groups' options decide which files are read; single values are put into a copy of what they compose to.
Whatever does not fit this (a sweep, a mistake) is composed by Hydra in full, so that every refusal is Hydra's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from diffusion_sim.settings import shelf
from diffusion_sim.settings.composed import Composed, put_by_hydra, put_plainly
from diffusion_sim.settings.registry import groups

#: Choices of presets that are kept; a plan has a few.
MOST = 64
_KEPT: dict[tuple[Any, ...], Composed] = {}


def remembered(
    overrides: Sequence[str], folders: Sequence[Path | None], compose: Callable[[list[str]], Composed]
) -> Composed | None:
    """Return the composed configuration from the remembered choice of presets, or ``None`` where that will not do.

    ``folders`` are those that presets are read from.
    """
    presets = [t for t in overrides if is_preset(t)]
    values = [t for t in overrides if not is_preset(t)]
    try:
        kept = _kept(presets, folders, compose)
        return put_plainly(kept, values) or put_by_hydra(kept, values)
    except (ValueError, OSError):
        return None
    except Exception as error:
        from hydra.errors import HydraException
        from omegaconf.errors import OmegaConfBaseException

        if isinstance(error, (HydraException, OmegaConfBaseException)):
            return None
        raise


def _kept(
    presets: list[str], folders: Sequence[Path | None], compose: Callable[[list[str]], Composed]
) -> Composed:
    """Return what presets compose to: known to this process, left by an earlier one, or composed now."""
    key = (tuple(presets), shelf.parts_home(), *(stamp(folder) for folder in folders))
    if key not in _KEPT:
        if len(_KEPT) >= MOST:
            _KEPT.pop(next(iter(_KEPT)))
        place = shelf.place(presets, folders)
        found = shelf.taken(place)
        if found is None:
            found = compose(presets)
            shelf.put(place, found)
        _KEPT[key] = found
    return _KEPT[key]


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
