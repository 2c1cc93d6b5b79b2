"""Names of schools for tables that people open: the stored tables hold codes alone."""

from __future__ import annotations

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.settings import Settings


def school_names(settings: Settings) -> dict[str, str]:
    """Return the name of every school by its code; nothing where the file of the district is there no more.

    Parameters
    ----------
    settings : Settings
        Of a batch: in all its districts a code has the same name.
    """
    from diffusion_sim.district.build import build_district
    from diffusion_sim.draws import stream_key

    try:
        schools = build_district(settings.district, stream_key("district", settings.run.seed)).schools
    except BadInput:  # a stored batch is finished without it
        return {}
    return {str(code): str(name) for code, name in zip(schools.id, schools.name, strict=True)}
