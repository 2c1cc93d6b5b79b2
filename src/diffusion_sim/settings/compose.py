"""The only place that knows Hydra: overrides in, plain values out, Hydra's errors in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from diffusion_sim.collector import held_off
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.composed import Composed, resolved
from diffusion_sim.settings.places import conf_dir
from diffusion_sim.settings.registry import UNNAMED, register
from diffusion_sim.settings.remembered import remembered

#: Hydra keeps global state: composing in two threads at once fails, so that one waits for the other.
_ONE_AT_A_TIME = Lock()


class Composer:
    """Composes configurations while it is open; made by :func:`composer`."""

    def __init__(self, own: Path | None, until_closed: ExitStack) -> None:
        self._own = own
        self._until_closed = until_closed
        self._open = False
        self._done: dict[tuple[str, ...], Composed] = {}

    def __call__(self, overrides: list[str]) -> Composed:
        """Compose one configuration from Hydra overrides."""
        key = tuple(overrides)
        if key not in self._done:
            with translated():
                found = remembered(overrides, (conf_dir(), self._own), self._by_hydra)
                self._done[key] = found or resolved(self._by_hydra(overrides))
        return self._done[key]

    def _by_hydra(self, overrides: list[str]) -> Composed:
        """Compose by Hydra, which is loaded and opened when it is first needed."""
        with held_off():
            from hydra import compose
            from omegaconf import OmegaConf

            self._open_hydra()
        extra = [f"hydra.searchpath=[{_quoted(f'file://{self._own}')}]"] if self._own else []
        config = _composed(compose, [*overrides, *extra])
        choices = OmegaConf.to_container(config.hydra.runtime.choices)
        names = [str(k) for k in config if k != "hydra"]
        values = OmegaConf.to_container(OmegaConf.masked_copy(config, names))
        assert isinstance(choices, dict) and isinstance(values, dict)
        return Composed({str(k): v for k, v in values.items()}, {str(k): v for k, v in choices.items()})

    def _open_hydra(self) -> None:
        from hydra import initialize_config_dir

        if not self._open:
            register()
            self._until_closed.enter_context(initialize_config_dir(str(conf_dir()), version_base="1.3"))
            self._open = True


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
    """Open ``conf`` (and a user's own folder of the same layout) for the length of a ``with``."""
    with _ONE_AT_A_TIME, ExitStack() as until_closed:
        yield Composer(own, until_closed)


@contextmanager
def translated() -> Iterator[None]:
    """Turn an error of Hydra, OmegaConf or YAML into one sentence."""
    try:
        yield
    except BadInput:
        raise
    except Exception as error:
        raise _translation(error) from error


def _translation(error: Exception) -> Exception:
    """Return the sentence for an error; one that is of none of the three comes back as it is."""
    from hydra.errors import ConfigCompositionException, HydraException, MissingConfigException
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    if isinstance(error, MissingConfigException):
        return _missing(error)
    if isinstance(error, YAMLError):
        return _yaml(error)
    if isinstance(error, (ConfigCompositionException, HydraException, OmegaConfBaseException, ValueError)):
        return BadInput(_sentence(error))
    return error


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
