"""Every combination of several values per key, in Hydra's notation: ``a,b,c``, ``range(1,4)``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from diffusion_sim.errors import BadInput


def combinations(overrides: Sequence[str]) -> list[list[str]]:
    """Return one list of overrides per combination, the last key varying fastest.

    Raises
    ------
    BadInput
        If a value cannot be read or no key has several values.

    Examples
    --------
    >>> combinations(["practice=simple_act,ai_assistant", "run.seed=1,2"])[1]
    ['practice=simple_act', 'run.seed=2']
    """
    axes = [_values(text) for text in overrides]
    if all(len(axis) == 1 for axis in axes):
        raise BadInput("--multirun found no key with several values; allowed: KEY=A,B,C or KEY=range(1,4).")
    return [list(chosen) for chosen in product(*axes)]


def _values(text: str) -> list[str]:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    key, _, value = text.partition("=")
    if key == "strategies" and "[" not in value:
        return [text]  # the arms of one comparison, not several comparisons
    try:
        override = OverridesParser.create().parse_override(text)
        if not override.is_sweep_override():
            return [text]
        return [f"{key}={one}" for one in override.sweep_string_iterator()]
    except HydraException:
        # Text that Hydra's grammar cannot read (a file name with a blank) is one value; load() judges it.
        return [text]
