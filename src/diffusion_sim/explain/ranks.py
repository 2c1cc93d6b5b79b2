"""How much hangs on each trailblazer, on average over lucks: the honest number beside one run's tree.

For every luck the strategy is run once, and then every member's place is left empty in turn, all else the same. A
member's number is the mean, over the lucks in which this post took part, of the lasting deep users that are lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from diffusion_sim.compare.nested import Estimate, estimate
from diffusion_sim.district.district import ROLES
from diffusion_sim.errors import BadInput
from diffusion_sim.explain.removal import Removal
from diffusion_sim.explain.replay import finish, given, world
from diffusion_sim.explain.story import replicate_of
from diffusion_sim.explain.twin import members
from diffusion_sim.explain.who import address
from diffusion_sim.replicates import DISTRICTS, Replicate, district_count
from diffusion_sim.settings.settings import Settings

Progress = Callable[[float, float, str], None]
LEVEL = 0.95
#: Fewest lucks of a post from which its own mean gets an interval. Lucks differ more where more hangs on a member, and
#: the pooled variance knows nothing of that: a single large loss would get an interval far too narrow.
FEWEST = 5


@dataclass(frozen=True)
class Ranking:
    """Members by what hangs on them.

    Attributes
    ----------
    arm : str
    replicates : tuple of Replicate
        One district, several lucks.
    people : DataFrame
        One row per post that took part: person, role, post, lucks (in how many it took part), lost_deep (mean number of
        posts in deep use in the last week that are lost with this place, the own one included), low and high (95 % t
        interval, variance between lucks pooled over members; empty below 5 lucks of a post), lost_deep_others
        (without the own post), lost_use (posts that ever began to use it), shrunk (lost_deep drawn towards the mean
        of all as far as it is luck: the best linear guess) with shrunk_low and shrunk_high (95 %); in falling order of
        ``shrunk``.
    runs : DataFrame
        One row per luck and member: luck, person, post, lost_deep, lost_deep_others, lost_use.
    mean, low, high : float
        Mean of a place over all members, and its 95 % interval over lucks.
    signal : float
        Share of the variance of the members' means that is not luck, 0 to 1; empty where it cannot be told.
    """

    arm: str
    replicates: tuple[Replicate, ...]
    people: pd.DataFrame
    runs: pd.DataFrame
    mean: float
    low: float
    high: float
    signal: float

    def __str__(self) -> str:
        from diffusion_sim.explain.twin_words import tell_ranking

        return tell_ranking(self)


def lucks_of(settings: Settings, replicate: int, lucks: int) -> tuple[Replicate, ...]:
    """Return replicates of one district with different lucks: this one and those that follow it in a batch."""
    many = replace(settings, run=replace(settings.run, replicates=max(DISTRICTS, settings.run.districts or 1)))
    # a batch meets district k mod D in replicate k
    return tuple(replicate_of(settings, replicate + k * district_count(many)) for k in range(lucks))


def ranking(
    settings: Settings, lucks: int = 20, replicate: int = 0, arm: str | None = None, progress: Progress | None = None
) -> Ranking:
    """Leave every member's place empty in turn, under several lucks.

    Parameters
    ----------
    settings : Settings
        From :func:`diffusion_sim.load`.
    lucks : int
        How many, 1 or more; the cost is lucks times members runs.
    replicate : int
        The first; the others are the later replicates of the same district.
    arm : str, optional
        Name of one of the settings' strategies; the first if left out.
    progress : callable, optional
        Called as ``progress(done, total, step)``.

    Raises
    ------
    BadInput
        For fewer than one luck, or a strategy in which nobody takes part.
    """
    if lucks < 1:
        raise BadInput(f"--lucks {lucks} is not allowed; allowed: a whole number, 1 or more.")
    chosen, parts = lucks_of(settings, replicate, lucks), []
    for k, rep in enumerate(chosen):
        if progress is not None:
            progress(k, lucks, "Leaving one place empty at a time")
        parts.append(_one(settings, rep, arm))
    runs = pd.concat(parts, ignore_index=True)
    name = world(settings, chosen[0], arm).arm.name
    if runs.empty:
        raise BadInput(
            f"Nobody is given anything under {name!r}; allowed: a strategy with coaching, meetings or training."
        )
    overall = _over_lucks(runs)
    people, signal = _people(runs, (overall.high - overall.low) / 2.0)
    return Ranking(name, chosen, people, runs.drop(columns="role"), overall.mean, overall.low, overall.high, signal)


def _one(settings: Settings, rep: Replicate, arm: str | None) -> pd.DataFrame:
    """Return what is lost with each member's place under one luck."""
    place = world(settings, rep, arm)
    spans = given(place)
    rows = np.flatnonzero(members(spans, place.n))
    nothing = Removal.nothing(place.n)
    removals = [nothing, *(Removal("", np.arange(place.n) == row, nothing.uncoached) for row in rows)]
    ends = finish(place, spans, removals)
    own = np.arange(1, len(removals))
    district = place.layout.district
    lost = ends.deep[0].sum() - ends.deep[1:].sum(axis=1)
    return pd.DataFrame({
        "luck": rep.luck, "person": [address(district, int(r)) for r in rows],
        "role": [ROLES[int(district.staff.role[r])] for r in rows], "post": district.staff.post[rows],
        "lost_deep": lost, "lost_deep_others": lost - (ends.deep[0, rows].astype(int) - ends.deep[own, rows]),
        "lost_use": ends.used[0].sum() - ends.used[1:].sum(axis=1),
    })  # fmt: skip


def _over_lucks(runs: pd.DataFrame) -> Estimate:
    """Return the mean of a place, lucks as units."""
    means = runs.groupby("luck")["lost_deep"].mean().to_numpy(dtype=float)
    return estimate(means, np.zeros(len(means), dtype=np.int64), LEVEL, fixed=True)


def _people(runs: pd.DataFrame, reach: float) -> tuple[pd.DataFrame, float]:
    """Return the table of members and the signal; ``reach`` is half the interval of the mean of all over lucks."""
    groups = runs.groupby(["person", "role", "post"], sort=True)
    people = groups.agg(
        lucks=("lost_deep", "size"), lost_deep=("lost_deep", "mean"), lost_deep_others=("lost_deep_others", "mean"),
        lost_use=("lost_use", "mean"),
    ).reset_index()  # fmt: skip
    between, within = variances(runs["lost_deep"].to_numpy(dtype=float), groups.ngroup().to_numpy())
    noise = within / people["lucks"].to_numpy(dtype=float)
    half = stats.t.ppf(0.5 + LEVEL / 2, max(len(runs) - len(people), 1)) * np.sqrt(noise)
    half = np.where(people["lucks"] >= FEWEST, half, np.nan)
    people["low"], people["high"] = people["lost_deep"] - half, people["lost_deep"] + half
    weight = between / (between + noise) if between > 0.0 else np.zeros(len(people))
    trust = 1.0 / (between + noise) if between > 0.0 else people["lucks"].to_numpy(dtype=float)
    centre = float(np.average(people["lost_deep"], weights=trust))
    people["shrunk"] = centre + weight * (people["lost_deep"] - centre)
    # what is left around a best guess, both variances taken as estimated: doubt about the member's own part, and about
    # the mean of all as far as the guess is drawn to it; where all is luck, the second alone is left
    own = stats.norm.ppf(0.5 + LEVEL / 2) * np.sqrt(weight * noise)
    left = np.hypot(own, (1.0 - weight) * reach)
    people["shrunk_low"], people["shrunk_high"] = people["shrunk"] - left, people["shrunk"] + left
    signal = float(np.mean(weight)) if np.isfinite(within) else float("nan")
    columns = ["person", "role", "post", "lucks", "lost_deep", "low", "high", "lost_deep_others", "lost_use", "shrunk"]
    columns += ["shrunk_low", "shrunk_high"]
    order = people[columns].sort_values(["shrunk", "lost_deep", "person"], ascending=[False, False, True])
    return order.reset_index(drop=True), signal


def variances(value: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """Return the variance between groups and within them (one-way random effects, analysis of variance estimator).

    Source: Searle, Casella & McCulloch 1992, ch. 3. Within is NaN and between 0 where no group has two values.
    """
    size = np.bincount(group)
    n, k = len(value), len(size)
    if n <= k or k < 2:
        return 0.0, float("nan")
    means = np.bincount(group, weights=value) / size
    within = float(((value - means[group]) ** 2).sum() / (n - k))
    mean_square = float((size * (means - value.mean()) ** 2).sum() / (k - 1))
    usual_size = (n - float((size**2).sum()) / n) / (k - 1)
    return max(0.0, (mean_square - within) / usual_size), within
