"""Levenberg-Marquardt by MINPACK, as ``scipy.optimize.leastsq`` calls it, without loading all of ``scipy.optimize``.

The package takes as long to load as everything else that a first curve needs; the compiled module with MINPACK in it
takes nothing. Where it cannot be had by itself, ``leastsq`` is called: it is the same routine with the same bits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]
#: The tolerances of ``leastsq``: relative error of the sum of squares and of the solution.
TOLERANCE = 1.49012e-8
#: Answers of MINPACK that are solutions.
FOUND = (1, 2, 3, 4)
MODULE = "scipy.optimize._minpack"


def least_squares(residuals: Callable[[F8], F8], start: F8, most: int) -> F8 | None:
    """Return the parameters with the least sum of squared residuals, or ``None`` where the search fails.

    Parameters
    ----------
    residuals : callable
        Parameters, shape (n,), to residuals, shape (m,), with m at least n.
    start : float64 (n,)
        Where the search starts.
    most : int
        Calls of ``residuals`` after which it is given up.
    """
    lmdif = _lmdif()
    if lmdif is None:
        from scipy.optimize import leastsq

        found = leastsq(residuals, start, full_output=True, maxfev=most)
    else:
        step = float(np.finfo(np.float64).eps)
        found = lmdif(residuals, start, (), True, TOLERANCE, TOLERANCE, 0.0, most, step, 100, None)
    return np.asarray(found[0]) if found[-1] in FOUND else None


@cache
def _lmdif() -> Any:
    """Return MINPACK's routine from SciPy's compiled module, ``None`` where that does not answer as expected."""
    try:
        import scipy

        module = sys.modules.get(MODULE) or _alone(Path(str(scipy.__file__)).parent / "optimize")
        lmdif = module._lmdif
        line = lmdif(lambda p: p * 2.0 - 4.0, np.ones(1), (), True, TOLERANCE, TOLERANCE, 0.0, 50, 1e-16, 100, None)
        return lmdif if line[-1] in FOUND and abs(float(line[0][0]) - 2.0) < 1e-6 else None
    except Exception:  # another version of SciPy; the public function will do
        return None


def _alone(folder: Path) -> Any:
    spec = PathFinder.find_spec(MODULE, [str(folder)])
    if spec is None or spec.loader is None:
        raise ImportError(MODULE)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop(MODULE, None)  # SciPy's own import, should there be one, finds things as it expects them
    return module
