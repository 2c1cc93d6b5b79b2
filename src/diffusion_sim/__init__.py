"""How a practice spreads through a school district, and which rollout strategy does what.

From Python::

    from diffusion_sim import compare, load, run_batch

    plan = load(overrides=["strategies=[trailblazer,training_mandate]", "run.replicates=50"])
    print(compare(run_batch(plan)))

The names below are imported when they are first used, so that the command line starts at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from diffusion_sim.collector import held_off

__version__ = "0.1.0"

if TYPE_CHECKING:
    from diffusion_sim.compare import Comparison, compare
    from diffusion_sim.district.district import District
    from diffusion_sim.errors import BadInput
    from diffusion_sim.settings.load import load
    from diffusion_sim.settings.settings import Settings
    from diffusion_sim.simulate import Batch, run_batch

#: Public name -> the module that holds it.
_HOMES = {
    "BadInput": "diffusion_sim.errors",
    "Batch": "diffusion_sim.simulate",
    "Comparison": "diffusion_sim.compare",
    "District": "diffusion_sim.district.district",
    "Settings": "diffusion_sim.settings.settings",
    "compare": "diffusion_sim.compare",
    "load": "diffusion_sim.settings.load",
    "run_batch": "diffusion_sim.simulate",
}
__all__ = [
    "BadInput",
    "Batch",
    "Comparison",
    "District",
    "Settings",
    "__version__",
    "compare",
    "load",
    "run_batch",
]


class _Package(ModuleType):
    """The package, in which importing the sub-package ``compare`` does not hide the function ``compare``."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with held_off():
        value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
