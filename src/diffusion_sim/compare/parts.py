"""What a reader must know where a part of a strategy was exchanged, as its name does not tell it any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from diffusion_sim.compare import words
from diffusion_sim.settings.places import conf_dir, yaml_options

#: Composed from its dials, which say themselves where they stand.
CHARTED = "pathway"


def on_parts(manifest: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Say which parts a shipped strategy does not have from its own file.

    Parameters
    ----------
    manifest : mapping
        Its ``settings`` hold the arms.
    names : sequence of str
        The arms that are compared.
    """
    arms = {arm["name"]: arm for arm in (manifest.get("settings") or {}).get("arms", ())}
    other: dict[str, list[str]] = {}
    for name in names:
        if name not in arms or name == CHARTED or name not in yaml_options("strategy"):
            continue
        for group, own in shipped(name).items():
            has = _part(arms[name].get(group))
            if has is not None and has != own:
                other.setdefault(f"strategy/{group}={has}", []).append(words.arm_words(name))
    return tuple(f"{words.upper_first(words.listed(who))} with {what}, not as shipped." for what, who in other.items())


def why_equal(manifest: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Say of each arm that has the parts of the reference by another name what made the two the same.

    Parameters
    ----------
    manifest : mapping
        Its ``settings`` hold the arms.
    names : sequence of str
        The arms that are compared, the reference first.
    """
    arms = {arm["name"]: arm for arm in (manifest.get("settings") or {}).get("arms", ())}
    bare = {name: {k: v for k, v in arms[name].items() if k not in ("name", "about")} for name in names if name in arms}
    first, *others = names
    return {arm: _why(arms[arm], first) for arm in others if arm in bare and bare[arm] == bare.get(first)}


def _why(arm: Mapping[str, Any], reference: str) -> str:
    """Name the parts that an override gave to both, which differ as shipped; without these that they are the same."""
    name = str(arm["name"])
    who = words.upper_first(f"{words.arm_words(name)} and {words.arm_words(reference)}")
    if not {name, reference} <= set(yaml_options("strategy")):
        return (
            f"{who} are not compared: they consist of the same parts, by their files or by a part that is typed and "
            "holds for every strategy (docs/own_part.md)."
        )
    own, other = shipped(name), shipped(reference)
    typed = [f"strategy/{g}={_part(arm.get(g))}" for g in dict.fromkeys((*own, *other)) if own.get(g) != other.get(g)]
    what = words.listed(typed) if typed else "what is typed"
    verb = "hold" if len(typed) > 1 else "holds"
    return (
        f"{who} are not compared: {what} {verb} for every strategy, so that they are the same. To hold one part "
        "against another, give it to a strategy of your own (docs/own_part.md)."
    )


@cache
def shipped(name: str) -> dict[str, str]:
    """Return the parts that a strategy's file names, by group; several as on the command line."""
    import yaml

    values = yaml.safe_load((conf_dir() / "strategy" / f"{name}.yaml").read_text(encoding="utf-8"))
    named = [entry for entry in values["defaults"] if isinstance(entry, Mapping)]
    return {group: _listed(part) for entry in named for group, part in entry.items()}


def _part(held: object) -> str | None:
    """Return the name of the part, or of the parts, that an arm has."""
    if isinstance(held, Mapping):
        return str(held["part"])
    return _listed([part["part"] for part in held]) if isinstance(held, Sequence) else None


def _listed(part: object) -> str:
    if isinstance(part, str) or not isinstance(part, Sequence):
        return str(part)
    return f"[{','.join(str(p) for p in part)}]"
