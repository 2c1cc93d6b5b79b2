"""A target: a stylised fact as a virtual experiment in a file of ``conf/target`` (CONTRACT.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.load import load, target_values
from diffusion_sim.settings.registry import options
from diffusion_sim.settings.settings import Settings


@dataclass(frozen=True)
class Target:
    """One file of ``conf/target``.

    Attributes
    ----------
    id : str
        Name of the file, ``T03``.
    statement : str
        The stylised fact in a sentence.
    source : str
    grade : str
        A to C as EVIDENCE.md grades it.
    measure : str
        Function of :mod:`diffusion_sim.fit.measures` that computes the readings.
    calibrates : bool
        Whether parameters were set with it; the others are only reported.
    bands : mapping of reading to (low, high)
    overrides : tuple of str
        Settings of the experiment.
    arms : mapping of arm to overrides
        Strategies that are run, each with its own overrides.
    options : mapping of str to float
        Numbers that the measure reads (weeks, levels, cut-offs).
    """

    id: str
    statement: str
    source: str
    grade: str
    measure: str
    calibrates: bool
    bands: Mapping[str, tuple[float, float]]
    overrides: tuple[str, ...] = ()
    arms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, float] = field(default_factory=dict)

    def settings(self) -> dict[str, Settings]:
        """Return the settings of each arm."""
        return {name: load(overrides=[*self.overrides, *own]) for name, own in self.arms.items()}


def target_names() -> tuple[str, ...]:
    """Return the ids of all targets."""
    return options("target")


def read_target(name: str) -> Target:
    """Return a target by its id.

    Raises
    ------
    BadInput
        If there is no such file, or it has a key that a target does not have.
    """
    values = target_values(name)
    known = set(Target.__dataclass_fields__) - {"id"}
    for key in values:
        if key not in known:
            raise unknown(f"conf/target/{name}.yaml: key target.", key, known)
    for key in ("statement", "source", "grade", "measure", "calibrates", "bands"):
        if key not in values:
            raise BadInput(f"conf/target/{name}.yaml has no key target.{key}; allowed: {', '.join(sorted(known))}.")
    return Target(
        id=name, statement=str(values["statement"]), source=str(values["source"]), grade=str(values["grade"]),
        measure=str(values["measure"]), calibrates=bool(values["calibrates"]),
        bands={k: (float(v[0]), float(v[1])) for k, v in values["bands"].items()},
        overrides=tuple(values.get("overrides") or ()),
        arms={k: tuple(v or ()) for k, v in (values.get("arms") or {}).items()},
        options={k: float(v) for k, v in (values.get("options") or {}).items()},
    )  # fmt: skip
