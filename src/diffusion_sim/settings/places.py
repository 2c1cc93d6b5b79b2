"""Where the configuration files are, and which options they offer."""

from __future__ import annotations

from pathlib import Path

from diffusion_sim.errors import BadInput

PACKAGE = Path(__file__).resolve().parents[1]


def conf_dir() -> Path:
    """Return the absolute path of ``conf``: beside ``src`` in a checkout, inside the package in a wheel.

    Raises
    ------
    BadInput
        If the installation holds no ``conf``.
    """
    for place in (PACKAGE / "conf", PACKAGE.parents[1] / "conf"):
        if (place / "config.yaml").is_file():
            return place
    raise BadInput(
        "The folder conf with config.yaml is missing from this installation; install diffusion_sim again."
    )


def own_conf(folder: str | Path | None) -> Path | None:
    """Return the absolute path of a user's own configuration folder, checked to exist."""
    if folder is None:
        return None
    path = Path(folder).expanduser().resolve()
    if not path.is_dir():
        raise BadInput(
            f"The configuration folder {str(folder)!r} does not exist; allowed: a folder laid out like conf."
        )
    return path


def yaml_options(group: str, own: Path | None = None) -> tuple[str, ...]:
    """Return the names of the YAML presets of a group, sorted; ``own`` adds a user's own folder."""
    folders = [conf_dir(), *([own] if own else [])]
    return tuple(sorted({f.stem for folder in folders for f in (folder / group).glob("*.yaml")}))
