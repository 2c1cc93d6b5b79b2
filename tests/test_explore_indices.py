"""Indices of known functions are recovered, with noise in the replicates, among many inputs that do nothing."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim import draws
from diffusion_sim.errors import BadInput
from diffusion_sim.explore import Axis, Design, Values, indices, sample
from diffusion_sim.explore.chaos import fit
from diffusion_sim.explore.indices import noise_share

A = np.array([0.0, 0.5, 1.0, 3.0, 9.0, 99.0])


def axes(count: int) -> tuple[Axis, ...]:
    return tuple(Axis(f"x.{k}", 0.0, 1.0) for k in range(count))


def g(x: np.ndarray) -> np.ndarray:
    """Sobol's g-function of the first six inputs."""
    return np.prod((np.abs(4 * x[:, : len(A)] - 2) + A) / (1 + A), axis=1)


def g_total() -> np.ndarray:
    part = 1 / 3 / (1 + A) ** 2
    return part * np.prod(1 + part) / (1 + part) / (np.prod(1 + part) - 1)


def ishigami(x: np.ndarray) -> np.ndarray:
    z = np.pi * (2 * x - 1)
    return np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0])


ISHIGAMI = np.array([0.558, 0.442, 0.244])


def noisy(design: Design, y: np.ndarray, ratio: float, lucks: int = 2, districts: int = 4) -> Values:
    """Add noise to every replicate, so that the mean over them has ``ratio`` of the response's SD."""
    from scipy.special import ndtri

    n, r = len(y), lucks * districts
    z = ndtri(draws.draws(7, "pick", np.arange(n * r, dtype=np.uint64)))
    value = y[:, None] + ratio * y.std() * np.sqrt(r) * z.reshape(n, r)
    return Values(np.arange(n), value, np.arange(r) % districts)


@pytest.mark.parametrize(
    ("function", "true", "ratio"), [(g, g_total(), 0.4), (ishigami, ISHIGAMI, 0.1)], ids=["g", "ishigami"]
)
def test_the_surrogate_recovers_total_order_among_sixty_inputs(function, true, ratio):
    design = sample(axes(60), 512, "sobol", seed=2)
    found = indices(design, noisy(design, function(design.unit()), ratio), resamples=20)
    table = found.table.set_index("parameter")
    for k, value in enumerate(true[:3]):
        assert table.loc[f"x.{k}", "total_order"] == pytest.approx(value, abs=0.1)
        assert table.loc[f"x.{k}", "low"] - 0.05 <= value <= table.loc[f"x.{k}", "high"] + 0.05
    assert table.drop([f"x.{k}" for k in range(6)], errors="ignore")["total_order"].max() < 0.05
    assert set(found.table["parameter"].head(2)) == {"x.0", "x.1"}
    assert found.believed and found.predicted > 0.7
    assert found.noise == pytest.approx(ratio**2 / (1 + ratio**2), abs=0.05)


def test_the_surrogate_predicts_points_it_never_saw():
    seen, fresh = (sample(axes(20), 256, "lhs", seed=s).unit() for s in (1, 2))
    model = fit(seen, g(seen))
    error = np.mean((model.predict(fresh) - g(fresh)) ** 2) / g(fresh).var()
    assert 1 - error == pytest.approx(model.r2, abs=0.08)


def test_noise_alone_decides_nothing():
    design = sample(axes(40), 256, "sobol")
    found = indices(design, noisy(design, np.zeros(256) + 1e-9 * design.unit()[:, 0], 1e6), resamples=10)
    assert not found.believed
    assert found.r2 < 0.1


@pytest.mark.parametrize("ratio", [0.0, 0.3])
def test_an_input_that_does_nothing_never_leads_beside_the_one_that_decides_alone(ratio):
    design = sample(axes(30), 128, "sobol", seed=1)
    found = indices(design, noisy(design, design.unit()[:, 17], ratio), resamples=20)
    assert list(found.leading["parameter"]) == ["x.17"]
    assert list(found.leading.columns) == ["parameter", "total_order", "low", "high"]
    assert np.isnan(found.together), "ties between inputs that do nothing are no agreement"


def test_two_inputs_that_decide_lead_together_and_nothing_leads_without_belief():
    design = sample(axes(10), 128, "sobol", seed=1)
    x = design.unit()
    found = indices(design, noisy(design, 2 * x[:, 3] + x[:, 6] + 0.1 * x[:, 1], 0.1), resamples=20)
    assert list(found.leading["parameter"]) == ["x.3", "x.6"] and found.together == 1.0
    assert found.table.set_index("parameter").loc["x.1", "total_order"] < 0.03
    noise = indices(design, noisy(design, x[:, 0], 30.0), resamples=10)
    assert noise.leading.empty and np.isnan(noise.together)


def test_saltelli_with_noise_is_not_inflated_by_it():
    design = sample(axes(6), 512, "saltelli", seed=3)
    values = noisy(design, g(design.unit()), 0.6)
    found = indices(design, values, resamples=30)
    table = found.table.set_index("parameter")
    for k, value in enumerate(g_total()):
        assert table.loc[f"x.{k}", "total_order"] == pytest.approx(value, abs=0.09)
    raw = indices(design, Values(values.point, values.value.mean(axis=1, keepdims=True), np.zeros(1, int)), resamples=2)
    assert raw.table.set_index("parameter").loc["x.5", "total_order"] > 0.15
    assert table.loc["x.5", "total_order"] < 0.09


def test_morris_ranks_the_inputs():
    design = sample(axes(6), 60, "morris", seed=1)
    found = indices(design, noisy(design, design.unit() @ np.array([5.0, 3, 1, 0.2, 0, 0]), 0.05), resamples=20)
    assert list(found.table["parameter"][:3]) == ["x.0", "x.1", "x.2"]
    assert found.table["mu_star"].iloc[0] == pytest.approx(5, rel=0.15)
    assert (found.table["low"] <= found.table["mu_star"]).all()
    assert (found.table["mu_star"] <= found.table["high"]).all()


def test_morris_without_noise_is_as_published():
    from SALib.analyze import morris

    from diffusion_sim.explore.samplers import problem

    design = sample(axes(6), 20, "morris", seed=4)
    x = design.unit()
    found = indices(design, noisy(design, g(x), 0.0), resamples=5).table.set_index("parameter")
    known = morris.analyze(problem(6), x, g(x), num_levels=4, num_resamples=2, seed=0)
    for name in ("mu_star", "sigma", "mu"):
        ours = found.loc[[f"x.{k}" for k in range(6)], name].to_numpy()
        assert ours == pytest.approx(np.asarray(known[name]), abs=1e-9)


def test_noise_of_replicates_makes_no_elementary_effect():
    false, still, large = [], [], []
    for seed in range(1, 9):
        design = sample(axes(8), 40, "morris", seed=seed)
        found = indices(design, noisy(design, design.unit() @ np.array([5.0, 3, 0, 0, 0, 0, 0, 0]), 0.4), resamples=40)
        table = found.table.set_index("parameter")
        idle = table.loc[[f"x.{k}" for k in range(2, 8)]]
        false += list(idle["low"] > 0)
        still += list(idle["mu_star"])
        large.append(table.loc["x.0", "mu_star"])
        assert list(found.leading["parameter"]) == ["x.0", "x.1"]
    assert np.mean(false) <= 0.05
    # With an SD of 1.25 the effects of noise alone have a mean absolute value of 1.1.
    assert np.mean(still) < 0.4
    assert np.mean(large) == pytest.approx(5.0, abs=0.2)


def test_what_all_points_share_is_no_noise_between_them():
    signal = np.arange(50.0)[:, None] * np.ones(4)
    assert noise_share(signal + np.array([0.0, 100.0, -50.0, 7.0])) == pytest.approx(0.0, abs=1e-9)


def test_indices_refuse_a_design_without_ranges_and_gaps_in_a_structure():
    with pytest.raises(BadInput, match="no ranges"):
        grid = Design.of({"run.budget": [1.0, 2.0]}, (), "factorial", 0)
        indices(grid, Values(np.arange(2), np.ones((2, 1)), np.zeros(1, int)))
    design = sample(axes(2), 8, "saltelli")
    value = np.ones((32, 2))
    value[3] = np.nan
    with pytest.raises(BadInput, match="1 of 32 points"):
        indices(design, Values(np.arange(32), value, np.zeros(2, int)))
