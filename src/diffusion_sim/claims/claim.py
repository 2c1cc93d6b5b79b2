"""A claim as its file states it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.settings.build import build
from diffusion_sim.settings.places import conf_dir, yaml_options

#: Sections of the documents in the order in which claims are run.
SECTIONS = ("A", "T", "P", "Q")


@dataclass(frozen=True)
class Contrast:
    """Two arms of a claim, and what its author expects of them.

    Attributes
    ----------
    arm, reference : str
        The arm that is expected to be better, and the one it is held against.
    outcome : str
    needed : bool
        Whether the verdict of the claim hangs on it; else it is reported beside (factorial arms of bundles).
    says : str
        What this contrast is about, in a few words; empty where the claim has one alone.
    """

    arm: str
    reference: str
    outcome: str = HEADLINE
    needed: bool = True
    says: str = ""


@dataclass(frozen=True)
class Claim:
    """One experiment.

    Attributes
    ----------
    id : str
    claim : str
        In one sentence.
    source : str
        Document it is taken from.
    arms : dict of str to list of str
        Name of each arm -> overrides as on the command line; the first is ``strategy=NAME``.
    contrasts : tuple of Contrast
    contradicted : str
        What would contradict it.
    outcome_why : str
        Why another outcome than the headline, where that is so.
    assumed : tuple of str
        What was assumed in translating the sentence.
    also : tuple of str
        Names of arms that are shown at the defaults beside those of contrasts, each over its own window.
    """

    id: str
    claim: str
    source: str
    arms: dict[str, Any]
    contrasts: tuple[Contrast, ...]
    contradicted: str
    outcome_why: str = ""
    assumed: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        where = f"conf/claim/{self.id}.yaml"
        if not self.contrasts:
            raise BadInput(f"{where} has no contrast; allowed: one or more of {{arm: a, reference: b}}.")
        for contrast in self.contrasts:
            _check_direction(where, contrast)
            for name in (contrast.arm, contrast.reference):
                if name not in self.arms:
                    raise unknown(f"{where}: arm", name, list(self.arms))
        for name in self.also:
            if name not in self.arms:
                raise unknown(f"{where}: arm", name, list(self.arms))
        for name, tokens in self.arms.items():
            _check_tokens(where, name, tokens)
        if not any(c.needed for c in self.contrasts):
            raise BadInput(f"{where} needs none of its contrasts; allowed: at least one with needed: true.")

    def overrides(self, arm: str) -> tuple[str, ...]:
        """Return the overrides that make an arm."""
        return tuple(str(token) for token in self.arms[arm])

    @property
    def contrasted(self) -> tuple[str, ...]:
        """Arms that some contrast reads, in order."""
        return tuple(dict.fromkeys(n for c in self.contrasts for n in (c.arm, c.reference)))


def _check_direction(where: str, contrast: Contrast) -> None:
    """Refuse an outcome of which neither more nor less is better: no sign of its difference could be a claim."""
    if describe(contrast.outcome).better == "neither":
        said = f"{where}: outcome {contrast.outcome} has no better side, so that nothing can be claimed of it"
        raise BadInput(f"{said}; allowed: an outcome of which more or less is better, such as deep_gap_size_end.")


def _check_tokens(where: str, name: str, tokens: object) -> None:
    if not isinstance(tokens, list) or not tokens or not str(tokens[0]).startswith("strategy="):
        raise BadInput(f"{where}: arms.{name} does not start with strategy=NAME; allowed: [strategy=trailblazer].")
    for token in tokens[1:]:
        if not str(token).startswith(("strategy.", "strategy/")):
            raise BadInput(f"{where}: arms.{name} sets {token}; allowed: keys of strategy only, the world is shared.")


def claim_ids() -> tuple[str, ...]:
    """Return the ids of all claims, in the order of the documents."""
    return tuple(sorted(yaml_options("claim"), key=_place))


def _place(name: str) -> tuple[int, int, str]:
    found = re.fullmatch(r"([A-Z])(\d+)(\w*)", name)
    if found is None or found.group(1) not in SECTIONS:
        raise BadInput(f"conf/claim/{name}.yaml is not named like a claim; allowed: A3, Q2a.")
    return SECTIONS.index(found.group(1)), int(found.group(2)), found.group(3)


@cache
def comparisons() -> int:
    """Return how many comparisons the files of all claims hold, those beside a verdict among them."""
    return sum(len(claim(name).contrasts) for name in claim_ids())


@cache
def claim(name: str) -> Claim:
    """Read a claim.

    Raises
    ------
    BadInput
        For an unknown claim, or a file that does not state one.
    """
    if name not in claim_ids():
        raise unknown("Claim", name, claim_ids())
    return read_claim(conf_dir() / "claim" / f"{name}.yaml")


def read_claim(path: Path) -> Claim:
    """Read a claim from a file.

    Raises
    ------
    BadInput
        If it cannot be read or does not state a claim.
    """
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = str(error).splitlines()[0]
        raise BadInput(f"conf/claim/{path.name} cannot be read ({said}); allowed: a YAML file of a claim.") from None
    if not isinstance(values, Mapping):
        raise BadInput(f"conf/claim/{path.name} is no mapping; allowed: the keys claim, source, arms, contrasts.")
    needed = ("claim", "source", "arms", "contrasts", "contradicted")
    missing = [key for key in needed if key not in values]
    if missing:
        raise BadInput(f"conf/claim/{path.name} lacks {missing[0]!r}; allowed: all of {', '.join(needed)}.")
    return build(Claim, {"id": path.stem, **values}, f"claim {path.stem}")
