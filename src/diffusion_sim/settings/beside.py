"""Settings that have no effect beside the file of a district: told instead of dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.columns import SURVEY, TABLE
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.overrides import split
from diffusion_sim.settings.places import conf_dir, yaml_options

#: Keys of how large a generated district is.
SIZES = ("district.schools", "district.staff")
#: What else is read of each kind of file, and how the kind is asked for.
READ = {
    "table": tuple(f"district.columns.{key}" for key in TABLE),
    "edges": ("district.nonrespondents", "district.outsiders", *(f"district.columns.{key}" for key in SURVEY)),
}
KINDS = {"table": "a school table (district.table)", "edges": "a survey (district.edges and district.roster)"}


def check_beside(typed: Sequence[str], district: DistrictSettings, own: Path | None = None) -> None:
    """Refuse what the user sets of another kind of district than that of the file.

    Parameters
    ----------
    typed : sequence of str
        Overrides as the user gave them.
    district : DistrictSettings
    own : path, optional
        A folder of the user's own presets.

    Raises
    ------
    BadInput
        For a size beside a file, which says how large the district is, and for what is read of another kind of file.
    """
    file = next((k for k in READ if getattr(district, k) is not None), None)
    if file is None:
        return
    beside = f"has no effect beside district.{file}={getattr(district, file)}"
    for key, value in _keys(typed, district):
        if key in SIZES or (key == "district" and _only_sizes(value, own)):
            raise BadInput(
                f"{key}={value} {beside}, which says how large the district is; allowed: one of the two."
            )
        kinds = [kind for kind, keys in READ.items() if key in keys]
        if kinds and file not in kinds and value != "null":
            raise BadInput(f"{key}={value} {beside}; allowed: with {KINDS[kinds[0]]}.")


def _keys(typed: Sequence[str], district: DistrictSettings) -> Iterator[tuple[str, str]]:
    """Yield the user's keys and values, those of ``district.columns={need: x}`` one by one."""
    for key, value in map(split, typed):
        if key != "district.columns":
            yield key.removesuffix("_"), value
            continue
        for field in fields(district.columns):
            name = getattr(district.columns, field.name)
            if name is not None:
                yield f"{key}.{field.name.removesuffix('_')}", name


def _only_sizes(preset: str, own: Path | None) -> bool:
    """Whether a preset of ``conf/district`` says nothing but how large the district is."""
    if preset not in yaml_options("district", own):
        return False
    from omegaconf import OmegaConf

    from diffusion_sim.settings.compose import translated

    folders = (conf_dir(), *([own] if own is not None else []))
    file = next(f for f in (folder / "district" / f"{preset}.yaml" for folder in folders) if f.is_file())
    with translated():
        values = OmegaConf.to_container(OmegaConf.load(file))
    return isinstance(values, dict) and bool(values) and all("district." + str(key) in SIZES for key in values)
