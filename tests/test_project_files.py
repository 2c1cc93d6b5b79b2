"""The project as a whole: what a newcomer gets from a fresh clone, and what no file may hold."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text().splitlines()


def tracked() -> list[Path]:
    """Files under version control; without git (an unpacked archive) every file of the usual folders."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]
    return [p for top in ("src", "conf", "tests") for p in (ROOT / top).rglob("*") if p.is_file()]


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9_.-]+", r) for r in requirements)
    return {m.group(0).lower().replace("_", "-") for m in found if m}


def test_lock_holds_every_requirement_and_no_address():
    extras = [r for group in PROJECT["optional-dependencies"].values() for r in group]
    wanted = names([*PROJECT["dependencies"], *extras, "editables", "hatchling"]) - {PROJECT["name"]}
    assert wanted <= names(LOCK)
    for line in LOCK:
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.+!]+( ; .+)?", line), line


def test_lock_fits_every_python():
    mesa = [line for line in LOCK if line.startswith("mesa==")]
    assert any("python_full_version < '3.12'" in line and "3.3." in line for line in mesa)
    assert PROJECT["requires-python"] == ">=3.11,<3.14"


def test_no_file_names_a_registry():
    hosts = re.compile(r"https?://[a-z0-9.]*(pypi|pythonhosted|npmjs|debian)\.")
    for file in tracked():
        if (
            file.suffix in (".py", ".toml", ".lock", ".yaml", ".md", ".cff", ".cfg", "")
            and file.name != Path(__file__).name
        ):
            assert not hosts.search(file.read_text(encoding="utf-8", errors="ignore")), file


def test_no_python_file_is_long():
    for file in tracked():
        if file.suffix == ".py":
            assert len(file.read_text().splitlines()) <= 400, file


def test_citation_is_valid():
    import yaml

    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(cff)
    assert cff["cff-version"] == "1.2.0"
    assert cff["license"] == "MIT" == PROJECT["license"]
    assert cff["authors"] == [{"name": "diffusion_sim contributors"}]
    import diffusion_sim

    assert str(cff["version"]) == diffusion_sim.__version__


def test_licence_holder():
    assert "diffusion_sim contributors" in (ROOT / "LICENSE").read_text()


def test_make_targets_are_there():
    made = (ROOT / "Makefile").read_text()
    for target in ("run", "test", "check", "benchmark", "calibrate", "clean"):
        assert re.search(rf"^{target}:", made, re.M), target


def test_make_says_in_one_sentence_that_python_is_too_old(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.1"\nexit 1\n')
    old.chmod(0o755)
    command = ["make", f"PYTHON={old}", "--assume-new=pyproject.toml", "--no-print-directory", "test"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    first = done.stderr.splitlines()[0]
    assert "needs Python 3.11, 3.12 or 3.13" in first and "Python 3.9.1" in first


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    if not (ROOT / "README.md").is_file():
        pytest.skip("README.md is not written yet, and a wheel needs it")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_conf_and_runs_from_it(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        archive.extractall(tmp_path)
    for file in (ROOT / "conf").rglob("*.yaml"):
        assert f"diffusion_sim/conf/{file.relative_to(ROOT / 'conf').as_posix()}" in inside
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import diffusion_sim; from diffusion_sim.settings.places import conf_dir\n"
        f"assert diffusion_sim.__file__.startswith({str(tmp_path)!r})\n"
        f"assert str(conf_dir()).startswith({str(tmp_path)!r}), conf_dir()\n"
        "from diffusion_sim import load\n"
        "print(len(load().arms))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 2
