"""A long study must not be half of one program and half of another: workers read the sources anew when they start."""

from __future__ import annotations

from diffusion_sim.errors import BadInput
from diffusion_sim.identity import sources


def unchanged(began: str) -> None:
    """Refuse to go on if a source that can change a number is another one than when the study began.

    Parameters
    ----------
    began : str
        What :func:`diffusion_sim.identity.sources` said at the beginning.

    Raises
    ------
    BadInput
    """
    now = sources.__wrapped__()
    if now != began:
        raise BadInput(
            f"The program was changed while the study ran (version {began} became {now}); nothing of it is kept; "
            "allowed: run it again."
        )
