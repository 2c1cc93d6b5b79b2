"""A synthetic district: nothing to download, realistic spread of size, need, turnover and experience."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district.advice import advice_ties
from diffusion_sim.district.assemble import assemble
from diffusion_sim.district.crossing import cross_ties
from diffusion_sim.district.district import District, Schools, Staff, Ties
from diffusion_sim.district.people import coach_counts, generate_staff
from diffusion_sim.district.schools import generate_schools
from diffusion_sim.settings.district import DistrictSettings


def generate_ties(settings: DistrictSettings, key: int, schools: Schools, staff: Staff) -> Ties:
    """Make all ties of a district whose people are known and whose networks are not."""
    inside = advice_ties(settings, key, schools, staff)
    return assemble(staff, inside, cross_ties(settings, key, schools, staff, len(inside.seeker)))


def generate(settings: DistrictSettings, key: int, sizes: NDArray[np.int64] | None = None) -> District:
    """Make a synthetic district.

    Parameters
    ----------
    settings : DistrictSettings
        ``schools`` and ``staff`` give the size.
    key : int
        District stream key.
    sizes : int64, optional
        Staff of each school, in place of drawn sizes.
    """
    schools, sizes, shares = generate_schools(settings, key, sizes)
    staff = generate_staff(settings, key, schools, sizes, coach_counts(settings, key, schools, sizes), shares)
    ties = generate_ties(settings, key, schools, staff)
    return District(settings.name or "synthetic", schools, staff, ties, "generator")
