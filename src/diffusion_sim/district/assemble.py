"""Ties in compressed rows, in an order that does not depend on row numbers."""

from __future__ import annotations

import numpy as np

from diffusion_sim.district.advice import Pairs
from diffusion_sim.district.district import Staff, Ties
from diffusion_sim.draws import pair_id


def assemble(staff: Staff, *layers: Pairs) -> Ties:
    """Join ties and sort them by seeker and, within a person, by the adviser's post id.

    Parameters
    ----------
    staff : Staff
    *layers : Pairs
        Ties of any kind; the layer of a tie follows from the schools of the two people. No pair twice.
    """
    seeker = np.concatenate([p.seeker for p in layers])
    adviser = np.concatenate([p.adviser for p in layers])
    order = np.lexsort((staff.post[adviser], seeker))
    seeker, adviser = seeker[order], adviser[order]
    start = np.zeros(len(staff) + 1, dtype=np.int64)
    np.cumsum(np.bincount(seeker, minlength=len(staff)), out=start[1:])
    return Ties(
        start=start,
        to=adviser.astype(np.uint32),
        weight=np.ones(len(adviser)),
        key=pair_id(staff.post[seeker], staff.post[adviser]),
        layer=(staff.school[seeker] != staff.school[adviser]).astype(np.int8),
    )
