"""Sparse polynomial chaos: a surrogate of a response over many inputs, few of which matter, with exact indices.

The response over [0, 1]^d is written as a sum of products of orthonormal Legendre polynomials (Xiu &
Karniadakis 2002). Of all terms of low degree few are kept, chosen one by one by orthogonal matching pursuit;
how many is decided by cross-validation in which the choice itself is repeated on every fold (Blatman & Sudret
2011, "Adaptive sparse polynomial chaos expansion based on least angle regression", for the idea of a sparse
basis). First- and total-order Sobol indices are sums of squared coefficients (Sudret 2008): no further sampling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
#: (input, degree) of each factor of a term, sorted by input.
Term = tuple[tuple[int, int], ...]
#: Highest degree of a term of one input.
DEGREE = 6
#: Terms at most: an eighth of the points, and never more than this.
MOST, POINTS_PER_TERM = 60, 8
#: Inputs that are looked at more closely: those with at least this total order in the first round.
CLOSER, CLOSEST = 0.02, 6
FOLDS = 10
#: How often the inputs that matter are looked at more closely; an input may come to matter through another.
ROUNDS = 3


@dataclass(frozen=True)
class Chaos:
    """A fitted surrogate.

    Attributes
    ----------
    terms : tuple of Term
    constant : float
    coefficients : float64 (terms,)
    inputs : int
    r2 : float
        Share of the variance of the responses that is predicted, by ten-fold cross-validation.
    """

    terms: tuple[Term, ...]
    constant: float
    coefficients: F8
    inputs: int
    r2: float

    @property
    def variance(self) -> float:
        """Variance of the surrogate over the inputs."""
        return float((self.coefficients**2).sum())

    def first_order(self) -> F8:
        """Return the share of the surrogate's variance that each input has alone, (inputs,); NaN if there is none."""
        return self._share([term if len(term) == 1 else () for term in self.terms])

    def total_order(self) -> F8:
        """Return the share of the surrogate's variance that each input has a part in, (inputs,)."""
        return self._share(self.terms)

    def predict(self, x: F8) -> F8:
        """Return the surrogate at points ``x`` in [0, 1], (points, inputs)."""
        return self.constant + basis(x, self.terms) @ self.coefficients

    def _share(self, counted: Sequence[Term]) -> F8:
        found = np.zeros(self.inputs)
        for term, value in zip(counted, self.coefficients**2, strict=True):
            for k, _ in term:
                found[k] += value
        return found / self.variance if self.variance > 0 else np.full(self.inputs, np.nan)


def fit(x: F8, y: F8) -> Chaos:
    """Fit the surrogate.

    Parameters
    ----------
    x : float64 (points, inputs)
        In [0, 1], evenly spread.
    y : float64 (points,)
        Responses, with or without noise; no NaN.

    Returns
    -------
    Chaos
    """
    start = candidates = first_terms(x.shape[1])
    picked, r2 = _choose(basis(x, candidates), y)
    best = refit(x, y, tuple(candidates[j] for j in picked), r2)
    for _ in range(ROUNDS):
        wider = [*start, *_closer(best, set(start))]
        if set(wider) <= set(candidates):
            break
        candidates = wider
        picked, r2 = _choose(basis(x, candidates), y)
        # Judged on the same folds: more candidates are kept only where they predict better.
        if r2 <= best.r2:
            break
        best = refit(x, y, tuple(candidates[j] for j in picked), r2)
    return best


def refit(x: F8, y: F8, terms: tuple[Term, ...], r2: float) -> Chaos:
    """Return the least-squares surrogate on given terms."""
    B = np.column_stack([np.ones(len(x)), basis(x, terms)])
    c = np.linalg.lstsq(B, y, rcond=None)[0]
    return Chaos(terms, float(c[0]), np.asarray(c[1:], dtype=np.float64), x.shape[1], r2)


def chosen(B: F8, y: F8, candidates: tuple[Term, ...], count: int, inputs: int) -> Chaos:
    """Return the surrogate with the best ``count`` of candidate terms, whose values ``B`` holds; for resampling."""
    columns = _pursuit(B, y, count)
    c = np.linalg.lstsq(np.column_stack([np.ones(len(y)), B[:, columns]]), y, rcond=None)[0]
    terms = tuple(candidates[j] for j in columns)
    return Chaos(terms, float(c[0]), np.asarray(c[1:], dtype=np.float64), inputs, float("nan"))


def first_terms(inputs: int) -> list[Term]:
    """Return every term of one input up to :data:`DEGREE`, and every product of two inputs."""
    alone: list[Term] = [((k, p),) for k in range(inputs) for p in range(1, DEGREE + 1)]
    return [*alone, *(((i, 1), (j, 1)) for i, j in combinations(range(inputs), 2))]


def basis(x: F8, terms: list[Term] | tuple[Term, ...]) -> F8:
    """Return the values of terms, (points, terms)."""
    legendre = _legendre(x)
    out = np.ones((len(x), len(terms)))
    for j, term in enumerate(terms):
        for k, p in term:
            out[:, j] *= legendre[p][:, k]
    return out


def _legendre(x: F8) -> list[F8]:
    """Return Legendre polynomials, orthonormal on [0, 1], by the three-term recurrence; degree by degree."""
    u = 2.0 * x - 1.0
    plain = [np.ones_like(u), u]
    for k in range(1, DEGREE):
        plain.append(((2 * k + 1) * u * plain[k] - k * plain[k - 1]) / (k + 1))
    return [np.sqrt(2 * k + 1) * p for k, p in enumerate(plain)]


def _closer(rough: Chaos, known: set[Term]) -> list[Term]:
    """Return terms of higher degree in the inputs that matter, and of those with all others."""
    total = np.nan_to_num(rough.total_order())
    active = [int(k) for k in np.argsort(-total)[:CLOSEST] if total[k] >= CLOSER]
    found: set[Term] = set()
    for i in active:
        for j in range(rough.inputs):
            top = 5 if j in active else 3
            for p in range(1, top if j != i else 1):
                for q in range(1, top - p + 1):
                    first, second = sorted(((i, p), (j, q)))
                    found.add((first, second))
    degrees = [(p, q, r) for p in (1, 2) for q in (1, 2) for r in (1, 2)]
    for i, j, k in combinations(sorted(active), 3):
        found |= {((i, p), (j, q), (k, r)) for p, q, r in degrees}
    return sorted(found - known)


def _choose(B: F8, y: F8) -> tuple[list[int], float]:
    """Return the terms in the order of choice, as many as predict best, and R2 of the prediction."""
    n = len(y)
    spread = float(((y - y.mean()) ** 2).mean())
    if n < 2 * FOLDS or not spread > 0:
        return [], 0.0
    most = min(MOST, n // POINTS_PER_TERM, B.shape[1])
    # A stride over the sequence of points spreads every fold evenly over the cube.
    fold = np.arange(n) % FOLDS
    error = np.zeros((n, most + 1))
    for k in range(FOLDS):
        out = fold == k
        error[out] = _errors(B[~out], y[~out], B[out], y[out], most)
    mean = (error**2).mean(axis=0)
    count = _fewest(error**2, mean)
    return _pursuit(B, y, count), float(1.0 - mean[count] / spread)


def _fewest(squared: F8, mean: F8) -> int:
    """Return the fewest terms whose error is within one standard error of the least (Breiman et al. 1984)."""
    best = int(mean.argmin())
    slack = (squared[:, : best + 1] - squared[:, [best]]).std(axis=0, ddof=1) / np.sqrt(len(squared))
    return int(np.flatnonzero(mean[: best + 1] <= mean[best] + slack)[0])


def _errors(B: F8, y: F8, held: F8, true: F8, most: int) -> F8:
    """Return errors of prediction on held-out points with 0, 1, ... terms, (points, most + 1)."""
    taken = _pursuit(B, y, most)
    Q, R = np.linalg.qr(np.column_stack([np.ones(len(B)), B[:, taken]]))
    H = np.column_stack([np.ones(len(held)), held[:, taken]])
    # Columns of H R^-1 are the held-out values of the orthogonal basis, so that each term adds one column.
    ortho = np.linalg.solve(R.T, H.T).T
    found = np.cumsum(ortho * (Q.T @ y), axis=1)
    out = np.repeat(found[:, -1:], most + 1, axis=1)
    out[:, : found.shape[1]] = found
    return true[:, None] - out


def _pursuit(B: F8, y: F8, most: int) -> list[int]:
    """Return up to ``most`` columns in the order in which orthogonal matching pursuit takes them."""
    n, width = B.shape
    Q = np.empty((n, most + 1))
    Q[:, 0] = 1.0 / np.sqrt(n)
    mean = B.mean(axis=0)
    left = (B**2).sum(axis=0) - n * mean**2
    whole = left.copy()
    r = y - y.mean()
    match = B.T @ r
    free = np.ones(width, dtype=bool)
    taken: list[int] = []
    for k in range(1, most + 1):
        free &= left > 1e-6 * whole
        if not free.any():
            break
        score = np.where(free, match**2 / np.where(free, left, 1.0), -1.0)
        j = int(score.argmax())
        q = B[:, j] - Q[:, :k] @ (Q[:, :k].T @ B[:, j])
        q /= np.linalg.norm(q)
        Q[:, k] = q
        taken.append(j)
        free[j] = False
        along = B.T @ q
        left = left - along**2
        match = match - along * (q @ y)
    return taken
