"""From names and overrides to :class:`Settings`: what the command line and a notebook both call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.arms import build_arm, check_used
from diffusion_sim.settings.beside import check_beside
from diffusion_sim.settings.build import build
from diffusion_sim.settings.charts import STRATEGY, asks, check_wanted, dialled, is_charted
from diffusion_sim.settings.compose import Composer, composer
from diffusion_sim.settings.overrides import ARM_KEYS, Request, read
from diffusion_sim.settings.places import own_conf
from diffusion_sim.settings.registry import SECTIONS, options, section_class
from diffusion_sim.settings.settings import Settings
from diffusion_sim.settings.systems import Named, named

#: Keys of a composed configuration beside the sections.
BESIDE = (*ARM_KEYS, "arms", "target", "about", "pathway")


def load(
    name: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    *,
    against: str | None = None,
    conf: str | Path | None = None,
) -> Settings:
    """Compose and check the settings of a plan.

    Parameters
    ----------
    name : str, optional
        An experiment (``conf/experiment``); a list is read as overrides.
    overrides : sequence of str
        ``"group=option"`` or ``"section.key=value"``, as on the command line.
    against : str, optional
        The reference to put first when ``strategy=NAME`` asks for a single arm.
    conf : path, optional
        A folder of your own, laid out like ``conf``, whose presets are offered as well.

    Returns
    -------
    Settings

    Raises
    ------
    BadInput
        One sentence that names the key or file, what was found and what is allowed.

    Examples
    --------
    >>> plan = load(overrides=["strategy=trailblazer", "run.replicates=20"])  # doctest: +SKIP
    """
    own = own_conf(conf)
    typed = _tokens(name, overrides, own)
    systems = named(typed, own)
    request = read(systems.tokens, own)
    for token in request.tokens:
        if token.key == "target" and token.value != "null":
            raise _no_plan(token.value)
    try:
        settings = _loaded(request, against, own, systems)
    except BadInput as error:
        raise _placed(error, request) from None
    check_beside(typed, settings.district, own)
    return settings


def _loaded(request: Request, against: str | None, own: Path | None, systems: Named) -> Settings:
    with composer(own) as compose:
        wanted = _systems(request, against, own, systems) or _wanted(compose, request, against, own)
        check_wanted(request, wanted)
        wanted, about = _charted(compose, request, wanted)
        about |= systems.about
        composed = {arm: compose(_hydra_tokens(request, more)) for arm, more in wanted.items()}
    arms = tuple(
        build_arm(arm, c.values.get("strategy"), _for_arm(request, wanted[arm]))
        for arm, c in composed.items()
    )
    check_used(arms, request)
    arms = tuple(replace(arm, about=about[arm.name]) if arm.name in about else arm for arm in arms)
    values = next(iter(composed.values())).values
    _check_top(values)
    made = {section: build(section_class(section), values.get(section), section) for section in SECTIONS}
    return Settings(**made, arms=arms)


def _charted(
    compose: Composer, request: Request, wanted: dict[str, list[str]]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Put what the dials set in front of the overrides of arms that are composed from them; return words for those."""
    made, about = dict(wanted), {}
    for arm, tokens in wanted.items():
        if is_charted(tokens):
            swapped = _for_arm(request, tokens).swapped
            made[arm], about[arm] = dialled(compose, tokens, _hydra_tokens(request), swapped)
    return made, about


def _placed(error: BadInput, request: Request) -> BadInput:
    """Add the files to look in, when the mistake is not in a key that the user typed."""
    files = [f"conf/{t.key}/{t.value}.yaml" for t in request.tokens if t.is_group and t.value != "null"]
    typed = [t.key for t in request.tokens if not t.is_group]
    if not files or any(key in str(error) for key in typed) or ".yaml" in str(error) or ".py" in str(error):
        return error
    return BadInput(f"{error} (look in {' or '.join(files)})")


def target_values(name: str, conf: str | Path | None = None) -> dict[str, Any]:
    """Return the keys below ``target`` of a target file (week, denominator, band, ...), as plain values."""
    own = own_conf(conf)
    if name not in options("target", own):
        raise unknown("target=", name, options("target", own))
    with composer(own) as compose:
        values = compose([f"target={name}", "~experiment"]).values.get("target")
    return dict(values) if isinstance(values, Mapping) else {}


def _tokens(name: str | Sequence[str] | None, overrides: Sequence[str], own: Path | None) -> list[str]:
    if isinstance(overrides, str):
        raise BadInput(
            f"overrides={overrides!r} is one text; allowed: a list of texts such as ['run.replicates=50']."
        )
    if name is None:
        return list(overrides)
    if not isinstance(name, str):
        return [*name, *overrides]
    if "=" in name:
        return [name, *overrides]
    if name in options("experiment", own):
        return [f"experiment={name}", *overrides]
    if name in options("target", own):
        raise _no_plan(name)
    raise unknown("Experiment", name, options("experiment", own))


def _no_plan(target: str) -> BadInput:
    """Build the sentence for a target used as a plan: its arms may differ in more than their strategy."""
    return BadInput(
        f"{target!r} is a calibration target, whose arms are several plans; "
        "allowed: an experiment (diffusion_sim.fit.target reads targets, make calibrate runs them)."
    )


def _hydra_tokens(request: Request, more: Sequence[str] = ()) -> list[str]:
    """Return the overrides of one arm, its own (``more``) first."""
    tokens = [t.text for t in request.tokens]
    return [*more, *tokens]


def _systems(request: Request, against: str | None, own: Path | None, systems: Named) -> dict[str, list[str]]:
    """Return the arms of named systems, after strategies that are named beside them; none where no system is asked."""
    if not systems.arms:
        return {}
    first = [against] if systems.single and against is not None and not request.arms else request.arms
    return {n: [f"strategy={n}"] for n in first} | _described(systems.arms, own)


def _wanted(
    compose: Composer, request: Request, against: str | None, own: Path | None
) -> dict[str, list[str]]:
    """Return the arms by name, each with the overrides that make it."""
    if request.arms or (asks(request) and not request.names_group("experiment")):
        names, single = list(request.arms or [STRATEGY]), not request.listed
    else:
        base = compose(_hydra_tokens(request))
        if base.values.get("arms"):
            return _described(base.values["arms"], own)
        listed = base.values.get("strategies")
        names = _listed(listed, own) if listed else [str(base.choices["strategy"])]
        single = not listed
    if single and against is not None and against not in names:
        names = [against, *names]
    return {name: [f"strategy={name}"] for name in names}


def _listed(names: object, own: Path | None) -> list[str]:
    if not isinstance(names, list) or not names:
        raise BadInput(f"strategies={names!r} is not a list of names; allowed: strategies: [a, b].")
    for name in names:
        if name not in options("strategy", own):
            raise unknown("Strategy", name, options("strategy", own))
    if len(set(names)) < len(names):
        raise BadInput(f"strategies=[{','.join(names)}] names a strategy twice; allowed: each name once.")
    return [str(n) for n in names]


def _described(arms: object, own: Path | None) -> dict[str, list[str]]:
    """Read ``arms: {name: [strategy=..., strategy.selection.share=...]}`` of an experiment."""
    if not isinstance(arms, Mapping) or not all(isinstance(v, list) for v in arms.values()):
        raise BadInput(
            "arms is not a mapping of names to lists; allowed: arms: {small: [strategy=trailblazer]}."
        )
    wanted = {}
    for name, tokens in arms.items():
        own_request = read([str(t) for t in tokens], own)
        if len(own_request.arms) != 1:
            raise BadInput(
                f"arms.{name} names {len(own_request.arms)} strategies; allowed: one strategy=NAME."
            )
        for token in own_request.tokens:
            if not token.key.startswith(("strategy.", "strategy/", "pathway")):
                raise BadInput(
                    f"arms.{name} sets {token.key}; allowed: keys of strategy only (or pathway), the world is shared."
                )
        if asks(own_request) and own_request.arms != (STRATEGY,):
            raise BadInput(
                f"arms.{name} sets {asks(own_request)[0]}, but its strategy is {own_request.arms[0]!r}; "
                "allowed: strategy=pathway, which is composed from the dials."
            )
        wanted[str(name)] = [f"strategy={own_request.arms[0]}", *(t.text for t in own_request.tokens)]
    return wanted


def _for_arm(request: Request, more: Sequence[str]) -> Request:
    """Return the request with the arm's own part swaps: preset values of a replaced part are left out."""
    swaps = read([t for t in more if t.startswith("strategy/")]).tokens
    return Request(request.arms, (*request.tokens, *swaps), request.listed)


def _check_top(values: Mapping[str, Any]) -> None:
    for key in values:
        if key not in SECTIONS and key not in BESIDE:
            raise unknown("Key", key, [*SECTIONS, *BESIDE])
