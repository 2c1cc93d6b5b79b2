"""Composed presets on disk: the same values as Hydra's, without loading it, and never an old default."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diffusion_sim.settings import registry, remembered, shelf
from diffusion_sim.settings.composed import Composed, put_by_hydra, put_plainly
from diffusion_sim.settings.load import load

ASKED = ["strategy=trailblazer", "run.replicates=3", "strategy.selection.spread=false", "practice.about=new"]
COMPOSED = Composed({"run": {"seed": 1, "workers": None}, "strategy": {"support": {}}, "names": [1, 2]}, {})
TEXTS = st.one_of(
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.from_regex(r"[-+]?[0-9]{1,3}(\.[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["true", "True", "null", "Null", "nan", "inf", "[]", "[a,b]", "[1,'x y',null]", "'it is'", "a,b"]),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True),
    st.from_regex(r"'[ -~]{0,8}'", fullmatch=True),
)
KEYS = st.sampled_from(
    ["run.seed", "run.workers", "run.new", "strategy.support.plc.hours", "names", "run", "run.seed.a"]
)


@given(KEYS, TEXTS)
@example("run.seed", "1_000")
@example("run.seed", "007")
@example("names", "[1,2]")
@example("run.seed", "'${run.workers}'")
def test_what_is_put_in_plainly_is_what_hydra_puts_in(key: str, text: str) -> None:
    plainly = put_plainly(COMPOSED, [f"++{key}={text}"])
    if plainly is not None:
        hydra = put_by_hydra(COMPOSED, [f"++{key}={text}"])
        assert hydra is not None
        # repr: 1, 1.0 and True are equal, and -0.0 is 0.0
        assert repr(plainly.values) == repr(hydra.values)
    assert COMPOSED.values["run"] == {"seed": 1, "workers": None}


def loads_hydra(folder: Path) -> tuple[str, bool]:
    code = f"""
import sys
from diffusion_sim.settings.load import load
print(repr(load(overrides={ASKED!r}).canonical(load(overrides={ASKED!r}).arms[0])))
print("hydra" in sys.modules or "omegaconf" in sys.modules)
"""
    env = {**os.environ, "DIFFUSION_SIM_CACHE": str(folder)}
    out = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True)
    text, answer = out.stdout.splitlines()
    return text, answer == "True"


def test_another_process_composes_the_same_without_hydra(tmp_path: Path) -> None:
    first, second = loads_hydra(tmp_path), loads_hydra(tmp_path)
    assert first[1] and not second[1]
    assert first[0] == second[0]


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert loads_hydra(tmp_path / "file" / "cache")[1]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with nothing in it, and a process that remembers nothing."""
    monkeypatch.setenv("DIFFUSION_SIM_CACHE", str(tmp_path))
    monkeypatch.setattr(remembered, "_KEPT", {})
    return tmp_path


def test_an_edited_default_is_never_answered_with_the_old_one(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arm = load(overrides=["strategy=trailblazer"]).arms[0]
    (file,) = (empty / shelf.FOLDER).iterdir()
    name = file.relative_to(empty)
    held = shelf.taken(name)
    assert held is not None
    cls = type(arm.selection)
    usual = registry.plain
    edited = {**usual(cls()), "spread": 0.9}
    monkeypatch.setattr(registry, "plain", lambda v: edited if isinstance(v, cls) else usual(v))
    assert shelf.taken(name) is None


def test_a_part_that_is_added_is_composed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shelf.place(["strategy=trailblazer"], [])
    assert shelf.place(["strategy=trailblazer"], []) == before
    listed = registry.part_names
    monkeypatch.setattr(registry, "part_names", lambda g: (*listed(g), "more") if g == "sequence" else listed(g))
    assert shelf.place(["strategy=trailblazer"], []) != before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"values": 1, "choices": {}, "defaults": {}}'])
def test_a_damaged_file_is_composed_anew(empty: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load(overrides=["strategy=mandate"])
    (file,) = (empty / shelf.FOLDER).iterdir()
    whole = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(remembered, "_KEPT", {})
    assert load(overrides=["strategy=mandate"]) == plan
    assert file.read_text(encoding="utf-8") == whole


def test_only_so_many_are_kept(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 2)
    for k, name in enumerate(("one", "two", "three")):
        shelf.put(Path(shelf.FOLDER) / f"{name}.json", replace(COMPOSED, choices={"k": k}))
        os.utime(empty / shelf.FOLDER / f"{name}.json", (k, k))
    shelf.put(Path(shelf.FOLDER) / "four.json", COMPOSED)
    assert {f.stem for f in (empty / shelf.FOLDER).iterdir()} == {"three", "four"}


def test_a_value_that_json_would_change_is_not_kept(empty: Path) -> None:
    shelf.put(Path("a.json"), Composed({"numbers": {1: 2}}, {}))
    shelf.put(Path("b.json"), Composed({"number": float("nan")}, {}))
    assert not list(empty.iterdir())
