"""The one way in: settings and a key give a district."""

from __future__ import annotations

from diffusion_sim.district.check import check
from diffusion_sim.district.district import District
from diffusion_sim.district.generator import generate
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings


def build_district(settings: DistrictSettings, key: int) -> District:
    """Build a district from a survey, a school table, or from nothing.

    Parameters
    ----------
    settings : DistrictSettings
        ``edges`` and ``roster`` choose the survey, ``table`` the school table, neither the generator.
    key : int
        ``stream_key("district", seed, index)``.

    Raises
    ------
    BadInput
        One sentence that names file, row or key, what was found and what is allowed.
    """
    # readers of files are imported where a file is read: the embedded district starts without them
    if settings.edges is not None:
        from diffusion_sim.district.survey_district import from_survey

        return check(from_survey(settings, key))
    if settings.table is not None:
        from diffusion_sim.district.table import from_table

        return check(from_table(settings, key))
    if settings.name is not None:
        raise BadInput(
            f"district.name={settings.name!r} names a district of no file; "
            "allowed: with district.table=FILE, or neither for the embedded district."
        )
    return check(generate(settings, key))
