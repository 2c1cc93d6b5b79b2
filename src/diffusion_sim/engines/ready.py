"""Compiles a rule set's sweeps when it is asked to, not at their first call: so a progress bar can say so."""

from __future__ import annotations

from typing import Any

from numba import types

from diffusion_sim.collector import held_off
from diffusion_sim.engines.cache import is_compiled
from diffusion_sim.engines.weave import weave
from diffusion_sim.ruleset import RuleSet

_F8, _I4, _I8, _U1, _U4, _U8 = types.float64, types.int32, types.int64, types.uint8, types.uint32, types.uint64


def _array(kind: Any, dimensions: int) -> Any:
    return types.Array(kind, dimensions, "C")


def _one(*kinds: Any) -> Any:
    return types.Tuple([_array(k, 1) for k in kinds])


def _signatures() -> dict[str, tuple[Any, ...]]:
    """Return the argument types with which :mod:`diffusion_sim.engines.columns` calls the sweeps."""
    f1, f2, f3, i1, u1 = _array(_F8, 1), _array(_F8, 2), _array(_F8, 3), _array(_I8, 1), _array(_U8, 1)
    i2, spells = _array(_I4, 2), _array(_I4, 3)
    ties = _one(_U4, _F8, _U8, _U4, _U4, _I8, _U4, _U4)
    people = _one(_I8, _F8, _I8, _F8, _I8, _I4)
    tiles, met = _array(_I8, 2), _array(_U1, 1)
    span = (_F8, _I8, _I8, _I8, types.boolean, types.boolean)
    book = (_array(_I4, 4), f3, spells, i1, i2)
    return {
        "run_start": (f3, f2, f1, f2, u1, u1),
        "run_weeks": (f3, f2, f3, i2, i1, f1, f2, u1, u1, ties, people, tiles, f2, f1, f2, met, *span, *book),
        "run_year_end": (f3, f2, f1, f2, u1, u1, _I8, spells, i2),
    }


def is_ready(rules: RuleSet) -> bool:
    """Return whether a rule set has been compiled before: in this process or, on disk, by an earlier one."""
    return is_compiled(weave(rules), _signatures())


def make_ready(rules: RuleSet) -> None:
    """Compile the sweeps of a rule set, or load them from the cache; their first call then costs nothing extra."""
    with held_off():
        for name, given in _signatures().items():
            getattr(weave(rules), name).compile(given)
