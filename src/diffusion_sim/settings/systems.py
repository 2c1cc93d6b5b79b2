"""Named systems: what the documents say a district did, as a scenario that runs (``conf/system``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.build import build
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.places import conf_dir, yaml_options

#: What a comparison of systems is, in the words that the command line prints.
WHAT_IT_IS = (
    "Each system stands for what it did, not for itself: all of them are carried out in one and the same district "
    "(yours, or the default one), with the same people, luck, practice and budget per post, so that differences are "
    "those of the strategies. system=NAME runs one of them at its own size; results of districts of different size "
    "and people are not a comparison of strategies."
)


@dataclass(frozen=True)
class System:
    """A named system.

    Attributes
    ----------
    name, about, source : str
    says, assumed : tuple of str
        What the document says, and what had to be assumed.
    strategy : tuple of str
        Overrides that make the arm.
    schools : int or None
        Schools, where the document tells them.
    practice : str or None
        Preset of the practice, where the document tells it.
    """

    name: str
    about: str
    source: str
    says: tuple[str, ...]
    assumed: tuple[str, ...]
    strategy: tuple[str, ...] = field(default=())
    schools: int | None = None
    practice: str | None = None

    @property
    def staff(self) -> int | None:
        """Staff at the default district's number per school."""
        usual = DistrictSettings()
        return None if self.schools is None else round(self.schools * usual.staff / usual.schools)

    @property
    def world(self) -> tuple[str, ...]:
        """Overrides of the district and the practice, as far as they are told."""
        size = () if self.schools is None else (f"district.schools={self.schools}", f"district.staff={self.staff}")
        return (*size, *(() if self.practice is None else (f"practice={self.practice}",)))


def read_system(name: str, own: Path | None = None) -> System:
    """Return a system of ``conf/system``, or of a user's own folder.

    Raises
    ------
    BadInput
        For an unknown name, or a file that is not a system.
    """
    if name not in yaml_options("system", own):
        raise unknown("System", name, yaml_options("system", own))
    from omegaconf import OmegaConf

    from diffusion_sim.settings.compose import translated

    folder = own if own is not None and (own / "system" / f"{name}.yaml").is_file() else conf_dir()
    with translated():
        values = OmegaConf.to_container(OmegaConf.load(folder / "system" / f"{name}.yaml"))
    if not isinstance(values, dict):
        raise BadInput(f"conf/system/{name}.yaml is not a mapping; allowed: about, source, says, assumed, strategy.")
    return build(System, {"name": name, **values}, f"conf/system/{name}.yaml: system")


@dataclass(frozen=True)
class Named:
    """What ``system=`` and ``systems=`` ask for: overrides of the world, the arms by name, and a line on each."""

    tokens: tuple[str, ...]
    arms: dict[str, list[str]]
    about: dict[str, str]
    single: bool


def named(tokens: Sequence[str], own: Path | None = None) -> Named:
    """Take ``system=NAME`` and ``systems=[a,b]`` out of the overrides.

    ``system`` brings its own district and practice, as far as the user sets neither; ``systems`` brings strategies
    only, for one district.

    Raises
    ------
    BadInput
        For an unknown system, or several where one is allowed.
    """
    kept: list[str] = []
    names: list[str] = []
    single = False
    for text in tokens:
        key, _, value = str(text).partition("=")
        if key.strip().lstrip("+") not in ("system", "systems"):
            kept.append(str(text))
            continue
        asked = [n.strip() for n in value.strip().removeprefix("[").removesuffix("]").split(",") if n.strip()]
        single = key.strip().lstrip("+") == "system"
        if not asked or names or (single and len(asked) > 1) or len(set(asked)) < len(asked):
            raise BadInput(f"{text} is not allowed; allowed: system=NAME, or systems=[a,b] with each name once.")
        names = asked
    systems = [read_system(name, own) for name in names]
    world = [t for s in systems if single for t in s.world if not _set_by_user(t.partition(".")[0], kept)]
    arms, about = {s.name: list(s.strategy) for s in systems}, {s.name: s.about for s in systems}
    return Named((*world, *kept), arms, about, single)


def _set_by_user(section: str, tokens: Sequence[str]) -> bool:
    """Whether the user says which district, or which practice, there is."""
    section = section.partition("=")[0]
    keys = (section, *(f"{section}.{key}" for key in ("table", "edges", "schools", "staff")))
    return any(token.lstrip("+").partition("=")[0] in keys for token in tokens)
