"""The only place that knows Hydra: overrides in, plain values out, Hydra's errors in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from diffusion_sim.collector import held_off
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.places import conf_dir
from diffusion_sim.settings.registry import UNNAMED, register
from diffusion_sim.settings.remembered import Choice, remembered

#: Hydra keeps global state: composing in two threads at once fails, so that one waits for the other.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Composed:
    """Plain values by section, and the option that was chosen in each group."""

    values: dict[str, Any]
    choices: dict[str, Any]


class Composer:
    """Composes configurations while it is open; made by :func:`composer`."""

    def __init__(self, own: Path | None) -> None:
        self._own = own
        self._done: dict[tuple[str, ...], Composed] = {}

    def __call__(self, overrides: list[str]) -> Composed:
        """Compose one configuration from Hydra overrides."""
        with held_off():
            from hydra import compose
            from omegaconf import OmegaConf

        key = tuple(overrides)
        if key in self._done:
            return self._done[key]
        extra = [f"hydra.searchpath=[{_quoted(f'file://{self._own}')}]"] if self._own else []

        def composed(tokens: list[str]) -> Choice:
            config = _composed(compose, [*tokens, *extra])
            choices = OmegaConf.to_container(config.hydra.runtime.choices)
            assert isinstance(choices, dict)
            names = [str(k) for k in config if k != "hydra"]
            return Choice(OmegaConf.masked_copy(config, names), {str(k): v for k, v in choices.items()})

        with translated():
            chosen = remembered(overrides, (conf_dir(), self._own), composed) or composed(overrides)
            values = OmegaConf.to_container(chosen.config, resolve=True)
        assert isinstance(values, dict)
        done = Composed({str(k): v for k, v in values.items()}, chosen.choices)
        self._done[key] = done
        return done


def _composed(compose: Any, overrides: list[str]) -> Any:
    """Compose; a part of a group that the strategy does not name is put in (Hydra's ``+``), a named one replaced."""
    from hydra.errors import ConfigCompositionException

    late = [f"strategy/{group}" for group in UNNAMED]
    tokens = list(overrides)
    while True:
        try:
            return compose("config", overrides=tokens, return_hydra_config=True)
        except ConfigCompositionException as error:
            text = f"{error}{error.__cause__ or ''}"
            refused = next((g for g in late if f"'{g}'" in text or f"{g}@" in text), None)
            if refused is None or "No match in the defaults list" not in text:
                raise
            late.remove(refused)
            tokens = [f"+{t}" if t.startswith(f"{refused}=") else t for t in tokens]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@contextmanager
def composer(own: Path | None = None) -> Iterator[Composer]:
    """Open Hydra on ``conf`` (and a user's own folder of the same layout) for the length of a ``with``."""
    with held_off():
        from hydra import initialize_config_dir

    with _ONE_AT_A_TIME:
        with held_off():
            register()
        with initialize_config_dir(str(conf_dir()), version_base="1.3"):
            yield Composer(own)


@contextmanager
def translated() -> Iterator[None]:
    """Turn an error of Hydra, OmegaConf or YAML into one sentence."""
    from hydra.errors import ConfigCompositionException, HydraException, MissingConfigException
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    try:
        yield
    except MissingConfigException as error:
        raise _missing(error) from error
    except YAMLError as error:
        raise _yaml(error) from error
    except (ConfigCompositionException, HydraException, OmegaConfBaseException, ValueError) as error:
        raise BadInput(_sentence(error)) from error


def _missing(error: Any) -> BadInput:
    group, _, name = str(error.missing_cfg_file).rpartition("/")
    found = re.match(r"In '([^']+)'", str(error))
    where = f"conf/{found.group(1)}.yaml: " if found and found.group(1) != "config" else ""
    return unknown(f"{where}{group} preset", name, error.options or ())


def _yaml(error: Any) -> BadInput:
    mark = getattr(error, "problem_mark", None)
    name = Path(str(getattr(mark, "name", "a file of conf"))).name
    line = f", line {mark.line + 1}" if mark is not None else ""
    problem = getattr(error, "problem", None) or "it is not YAML"
    return BadInput(f"{name}{line} cannot be read as YAML: {problem}.")


def _sentence(error: Exception) -> str:
    text = str(error.__cause__ or error).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0].rstrip(".") if lines else type(error).__name__
    if "interpolation" in first.lower():
        found = re.search(r"full_key: (\S+)", text)
        return f"{found.group(1) if found else 'A value'} refers to a key that does not exist: {first}."
    if "multirun" in text.lower() or first.startswith("Ambiguous value"):
        token = first.rpartition("argument ")[2].strip("'").lstrip("+")
        return f"{token!r} gives several values; allowed: one value, a list [a,b], or --multirun to run each."
    for cause in (error, error.__cause__):
        if type(cause).__name__ == "OverrideParseException":
            key = str(getattr(cause, "override", "") or "an override").lstrip("+")
            allowed = "a number, a word, a list [a,b] or a 'quoted text'"
            return f"{key!r} cannot be read ({first}); allowed: {allowed}."
    return f"The configuration cannot be composed: {first}."
