"""Pathways in a plan: what ``pathway.`` keys mean for the arms that are composed from the dials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.build import build
from diffusion_sim.settings.overrides import Request, read
from diffusion_sim.settings.registry import section_class

if TYPE_CHECKING:
    from diffusion_sim.pathway.pathway import Pathway

#: The strategy that the dials compose.
STRATEGY = "pathway"


def asks(request: Request) -> tuple[str, ...]:
    """Return what the user set of a pathway, in words of the command line."""
    return tuple(f"{t.key}={t.value}" for t in request.tokens if t.key.partition(".")[0] == "pathway")


def is_charted(tokens: Iterable[str]) -> bool:
    """Whether an arm with these overrides is composed from the dials."""
    return f"strategy={STRATEGY}" in tokens


def pathway_of(overrides: Sequence[str], own: Path | None = None) -> Pathway:
    """Return the pathway that overrides ask for; dials that they leave out stand in the middle.

    Raises
    ------
    BadInput
        For a dial or a preset that does not exist, or a position off the dial.
    """
    from diffusion_sim.pathway.pathway import Pathway
    from diffusion_sim.settings.compose import composer

    asked = [t.text for t in read(overrides, own).tokens if t.key.partition(".")[0] == "pathway"]
    with composer(own) as compose:
        return build(Pathway, compose(asked).values.get("pathway"), "pathway")


def check_wanted(request: Request, wanted: Mapping[str, list[str]]) -> None:
    """Refuse a dial in a plan of which no strategy is composed from the dials."""
    asked = asks(request)
    if asked and not any(is_charted(tokens) for tokens in wanted.values()):
        raise BadInput(
            f"{asked[0]} changes no strategy of this plan ({', '.join(wanted)}); "
            "allowed: strategy=pathway, which is composed from the dials (compare takes it without being told)."
        )


def dialled(
    compose: Callable[[list[str]], Any], wanted: list[str], asked: list[str], swapped: Iterable[str]
) -> tuple[list[str], str]:
    """Return an arm's overrides with those that its dials set in front, and the pathway in words.

    Parameters
    ----------
    compose : callable
        Composes a configuration from overrides.
    wanted, asked : list of str
        Overrides of the arm and of the user; both come after the dials, so that any part can still be overridden.
    swapped : iterable of str
        Groups of parts that were exchanged; what the dials set there is left out.

    Raises
    ------
    BadInput
        For a dial that does not exist, or a position off the dial.
    """
    from diffusion_sim.pathway import Pathway, part_settings

    values = compose([*wanted, *asked]).values
    pathway = build(Pathway, values.get("pathway"), "pathway")
    run = build(section_class("run"), values.get("run"), "run")
    left_out = set(swapped)
    set_by_dials = [
        f"++{key}={value!r}"
        for key, value in part_settings(pathway, run.support_years).items()
        if key.split(".")[1] not in left_out
    ]
    return [*set_by_dials, *wanted], pathway.words()
