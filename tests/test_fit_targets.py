"""Every target loads, its measure exists, and at tiny size it gives a reading for each of its bands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.fit import target as targets
from diffusion_sim.fit.measures import MEASURES, readings
from diffusion_sim.fit.reading import Reading
from diffusion_sim.fit.search import Judge
from diffusion_sim.fit.target import Target, read_target, target_names
from diffusion_sim.settings.settings import Settings

NAMES = target_names()
#: CONTRACT: calibrate on 1-6, 8, 21, 25 and also 7, 13, 22 and the peer odds ratio.
CALIBRATE = {"T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T13", "T21", "T22", "T25", "peer_odds"}


@cache
def loaded(name: str) -> dict[str, Settings]:
    """Compose a target's arms, once."""
    return read_target(name).settings()


def tiny(target: Target) -> tuple[Target, dict[str, Settings]]:
    """Return a target with its arms in a small district, few replicates and few years."""

    def small(s: Settings) -> Settings:
        run = replace(s.run, replicates=4, districts=2, workers=1)
        arms = tuple(
            replace(a, selection=replace(a.selection, size=min(a.selection.size, 30))) if a.selection.size else a
            for a in s.arms
        )
        return replace(s, run=run, district=replace(s.district, schools=4, staff=160), arms=arms)

    options = {k: min(v, 3.0) if k == "years" else v for k, v in target.options.items()}
    if "schools" in options:
        options["schools"] = 12.0
    return replace(target, options=options), {k: small(s) for k, s in loaded(target.id).items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_target_loads_and_is_complete(name):
    target = read_target(name)
    assert target.measure in MEASURES
    assert target.statement and target.source and target.grade in "ABC"
    assert target.bands and all(low < high for low, high in target.bands.values())
    arms = loaded(name)
    # A measure runs the first strategy; an arm with several would leave some out in silence. Networks run none.
    assert arms and (target.measure == "advice_networks" or all(len(s.arms) == 1 for s in arms.values()))


def test_calibration_uses_the_targets_that_were_named_beforehand_and_no_other(monkeypatch):
    assert {n for n in NAMES if read_target(n).calibrates} == CALIBRATE
    composed = {n: loaded(n) for n in NAMES}
    monkeypatch.setattr(Target, "settings", lambda self: composed[self.id])
    held = {t.id for t, _ in Judge(2, 1).targets}
    assert held == CALIBRATE - {"T01", "T02", "T25"}, "networks, turnover and prices have coefficients of their own"


@pytest.mark.parametrize("name", NAMES)
def test_every_band_gets_a_reading(name):
    target, arms = tiny(read_target(name))
    found = readings(target, arms)
    assert all(isinstance(r, Reading) for r in found)
    names = [r.name for r in found]
    assert len(set(names)) == len(names)
    assert set(target.bands) <= set(names)


@pytest.mark.parametrize("name", ["T03", "T08"])
def test_a_target_run_twice_reads_the_same(name):
    target, arms = tiny(read_target(name))
    first, again = (np.array([r.value for r in readings(target, arms)]) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_shares_are_shares_and_turnover_leaves_what_it_says():
    target, arms = tiny(read_target("T02"))
    at = {r.name: r.value for r in readings(target, arms)}
    assert at["at_16"] == pytest.approx(0.84**3, abs=0.08)
    assert at["at_29"] == pytest.approx(0.71**3, abs=0.08)


def test_a_stronger_mandate_reads_higher_and_the_untouched_arm_does_not_move():
    target, arms = tiny(read_target("T07"))

    def shares(drive: float) -> dict[str, float]:
        pushed = {k: replace(s, behaviour=replace(s.behaviour, pressure_drive=drive)) for k, s in arms.items()}
        return {r.name: r.value for r in readings(target, pushed)}

    weak, strong = shares(0.0), shares(12.0)
    assert strong["mandated"] > weak["mandated"] + 0.05
    assert strong["neither"] == weak["neither"]
    assert strong["promoted"] == weak["promoted"]


def test_a_misspelt_key_and_a_missing_one_end_in_a_sentence(monkeypatch):
    whole = {
        "statement": "s", "source": "s", "grade": "A", "measure": "share_in_use", "calibrates": True,
        "bands": {"x": [0, 1]},
    }  # fmt: skip
    monkeypatch.setattr(targets, "target_values", lambda name: {**whole, "mesure": "x"})
    with pytest.raises(BadInput, match=r"conf/target/T99.yaml: key target\. 'mesure' does not exist.*'measure'"):
        read_target("T99")
    monkeypatch.setattr(targets, "target_values", lambda name: {k: v for k, v in whole.items() if k != "bands"})
    with pytest.raises(BadInput, match=r"conf/target/T99.yaml has no key target.bands; allowed: "):
        read_target("T99")


def test_an_unknown_measure_and_an_unknown_target_end_in_a_sentence():
    target = replace(read_target("T03"), measure="share_in_us")
    with pytest.raises(BadInput, match=r"T03.yaml: target.measure 'share_in_us' does not exist.*'share_in_use'"):
        readings(target, {})
    with pytest.raises(BadInput, match=r"'T9' does not exist; allowed: .*T03"):
        read_target("T9")
