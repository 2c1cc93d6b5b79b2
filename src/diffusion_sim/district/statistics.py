"""Statistics of in-school advice networks: validation target 1, on generated and on real schools alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from diffusion_sim.district.district import District

#: Target 1: bands of the means over schools of 20 to 75 staff.
BANDS: dict[str, tuple[float, float]] = {
    "out_degree": (2.5, 4.5),
    "reciprocity": (0.2, 0.45),
    "clustering": (0.3, 0.5),
    "transitivity": (0.3, 0.5),
    "in_dispersion": (2.0, 5.0),
    "grade_odds": (2.0, 4.0),
    "component": (0.95, 1.0),
    "names_nobody": (0.05, 0.42),
}
#: Size bands: the one that the target is about, and those that are reported beside it.
SIZES: tuple[tuple[int, int], ...] = ((3, 11), (12, 19), (20, 75), (76, 200))


@dataclass(frozen=True)
class SchoolNetwork:
    """Statistics of one school's advice network (ties inside the school only).

    Attributes
    ----------
    school : str
    n : int
        Staff.
    out_degree : float
        Mean number of colleagues asked.
    reciprocity : float
        Share of ties that are returned.
    clustering, transitivity : float
        Mean of the local clustering coefficients (0 for people with fewer than two contacts), and the share
        of connected triples that are closed; direction ignored.
    in_dispersion : float
        Variance of the in-degree over its mean (Poisson: 1).
    max_in : float
        Largest in-degree over ``n - 1``.
    component : float
        Share of staff in the largest weakly connected component.
    names_nobody, named_by_nobody : float
        Shares of staff.
    same_grade_ties, same_grade_pairs : int
        Ties and ordered pairs within the same grade.
    mh_top, mh_bottom : float
        The school's terms of the Mantel-Haenszel odds ratio of a tie within the same grade.
    """

    school: str
    n: int
    out_degree: float
    reciprocity: float
    clustering: float
    transitivity: float
    in_dispersion: float
    max_in: float
    component: float
    names_nobody: float
    named_by_nobody: float
    same_grade_ties: int
    same_grade_pairs: int
    mh_top: float
    mh_bottom: float


def _ratio(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom else float("nan")


def _clustering(linked: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean local clustering and the transitivity of an undirected 0/1 matrix."""
    degree = linked.sum(axis=1)
    closed = np.einsum("ij,ji->i", linked @ linked, linked)  # twice the triangles at each person
    triples = degree * (degree - 1)
    local = np.divide(closed, triples, out=np.zeros(len(degree)), where=triples > 0)
    return float(local.mean()), _ratio(closed.sum(), triples.sum())


def network_statistics(school: str, asks: NDArray[np.bool_], grade: NDArray[np.int16]) -> SchoolNetwork:
    """Compute the statistics of one school.

    Parameters
    ----------
    school : str
    asks : bool, shape (n, n)
        ``asks[i, j]``: i asks j; the diagonal is empty.
    grade : int, length n
        Grade or subject group.
    """
    n, ties = len(asks), int(asks.sum())
    mutual = asks & asks.T
    linked = (asks | asks.T).astype(np.float64)
    same = (grade[:, None] == grade[None, :]) & ~np.eye(n, dtype=np.bool_)
    pairs = n * (n - 1)
    a, b = int((asks & same).sum()), int((~asks & same).sum())
    c = ties - a
    d = pairs - a - b - c
    into = asks.sum(axis=0)
    local, transitivity = _clustering(linked)
    _, part = connected_components(csr_array(linked), directed=False)
    return SchoolNetwork(
        school=str(school), n=n, out_degree=ties / n, reciprocity=_ratio(mutual.sum(), ties),
        clustering=local, transitivity=transitivity,
        in_dispersion=_ratio(float(into.var(ddof=1)), float(into.mean())) if n > 1 else float("nan"),
        max_in=_ratio(float(into.max()), n - 1), component=float(np.bincount(part).max() / n),
        names_nobody=float((asks.sum(axis=1) == 0).mean()), named_by_nobody=float((into == 0).mean()),
        same_grade_ties=a, same_grade_pairs=a + b,
        mh_top=a * d / pairs if pairs else 0.0, mh_bottom=b * c / pairs if pairs else 0.0,
    )  # fmt: skip


def school_networks(district: District, observed_only: bool = True) -> pd.DataFrame:
    """Return the fields of :class:`SchoolNetwork`, one row per school.

    Parameters
    ----------
    district : District
    observed_only : bool
        Leave out people that the program added to a survey; of a school table no tie is observed, all are taken.
    """
    staff, ties = district.staff, district.ties
    added = staff.synthetic if observed_only and district.source == "survey" else np.zeros(len(staff), dtype=np.bool_)
    seeker = np.repeat(np.arange(len(staff)), np.diff(ties.start))
    adviser = ties.to.astype(np.int64)
    keep = ~added
    inside = (ties.layer == 0) & keep[seeker] & keep[adviser]
    seeker, adviser = seeker[inside], adviser[inside]
    first = np.searchsorted(staff.school, np.arange(len(district.schools) + 1))
    rows = []
    for s, name in enumerate(district.schools.id):
        low, high = int(first[s]), int(first[s + 1])
        own = slice(*np.searchsorted(seeker, [low, high]))
        asks = np.zeros((high - low, high - low), dtype=np.bool_)
        asks[seeker[own] - low, adviser[own] - low] = True
        here = keep[low:high]
        rows.append(network_statistics(name, asks[np.ix_(here, here)], staff.grade[low:high][here]))
    return pd.DataFrame([asdict(r) for r in rows])


def grade_odds(networks: pd.DataFrame) -> float:
    """Return the Mantel-Haenszel odds ratio of a tie within the same grade, pooled over schools."""
    return _ratio(float(networks["mh_top"].sum()), float(networks["mh_bottom"].sum()))


def size_table(networks: pd.DataFrame) -> pd.DataFrame:
    """Return the means of the statistics by size band, with target 1's band and whether it is met.

    Returns
    -------
    DataFrame
        Columns size, schools, statistic, mean, se (of the mean over schools; empty for the pooled odds
        ratio), low, high, met (empty outside 20-75 staff, where values are only reported).
    """
    rows = []
    for low, high in SIZES:
        some = networks[(networks["n"] >= low) & (networks["n"] <= high)]
        for statistic, band in BANDS.items():
            if some.empty:
                continue
            pooled = statistic == "grade_odds"
            mean = grade_odds(some) if pooled else float(some[statistic].mean())
            se = float("nan") if pooled else float(some[statistic].std() / np.sqrt(len(some)))
            met = band[0] <= mean <= band[1] if (low, high) == (20, 75) else None
            rows.append({"size": f"{low}-{high}", "schools": len(some), "statistic": statistic, "mean": mean,
                         "se": se, "low": band[0], "high": band[1], "met": met})  # fmt: skip
    return pd.DataFrame(rows)
