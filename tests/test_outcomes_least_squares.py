"""MINPACK by itself gives the bits of SciPy's own function, and leaves SciPy as it finds it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import leastsq

from diffusion_sim.outcomes import least_squares as module
from diffusion_sim.outcomes.bass import curve
from diffusion_sim.outcomes.least_squares import FOUND, least_squares

T = np.arange(9, 217, 9) / 36


@pytest.mark.parametrize("start", [(0.05, 0.8, 0.5), (3.0, 0.01, 0.9), (1e-3, 5.0, 0.2), (0.0, 0.0, 0.0)])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_the_bits_are_those_of_leastsq(start: tuple[float, ...], noise: float) -> None:
    wave = noise * np.sin(7 * T)

    def residuals(v: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return curve(T, v[0], v[1], v[2], 0.01) - curve(T, 0.03, 0.9, 0.7, 0.01) + wave

    x, *_, flag = leastsq(residuals, np.array(start), full_output=True, maxfev=300)
    found = least_squares(residuals, np.array(start), 300)
    if flag in FOUND:
        assert found is not None and np.array_equal(found.view(np.int64), x.view(np.int64))
    else:
        assert found is None


def test_too_few_calls_find_nothing() -> None:
    assert least_squares(lambda v: np.exp(v) - np.arange(3.0), np.full(3, 5.0), 4) is None


def test_leastsq_answers_where_the_module_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = least_squares(lambda v: v * v - 2.0, np.ones(2), 100)
    monkeypatch.setattr(module, "_lmdif", lambda: None)
    found = least_squares(lambda v: v * v - 2.0, np.ones(2), 100)
    assert wanted is not None and found is not None and np.array_equal(wanted, found)


def test_scipy_optimize_is_not_loaded_and_can_be_loaded_afterwards() -> None:
    code = """
import sys
import numpy as np
from diffusion_sim.outcomes.least_squares import _lmdif, least_squares
assert least_squares(lambda v: v - 1.0, np.zeros(1), 50) is not None and _lmdif() is not None
assert "scipy.optimize" not in sys.modules
from scipy.optimize import curve_fit
print(round(float(curve_fit(lambda x, a: a * x, np.arange(4.0), 3 * np.arange(4.0))[0][0]), 6))
"""
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "3.0"
