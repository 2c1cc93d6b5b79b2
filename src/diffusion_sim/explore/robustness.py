"""Robustness: in what share of plausible worlds does A beat B, and which two parameters decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from diffusion_sim.batch.pool import Executor
from diffusion_sim.compare.nested import estimate
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.explore.axes import ledger_axes
from diffusion_sim.explore.design import Design
from diffusion_sim.explore.indices import RESAMPLES, Indices, indices
from diffusion_sim.explore.moves import moves
from diffusion_sim.explore.points import Worlds
from diffusion_sim.explore.posterior import fitted
from diffusion_sim.explore.ranks import sides
from diffusion_sim.explore.samplers import sample
from diffusion_sim.explore.share import mean_over_worlds, share_in_favour
from diffusion_sim.explore.study import Progress, Study, Values, district_means, run_study
from diffusion_sim.explore.telling import untold
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.settings.settings import Settings


@dataclass(frozen=True)
class Robustness:
    """How one arm does against another over plausible worlds.

    Attributes
    ----------
    arm, reference : str
        The arm asked about, and the one it is held against.
    outcome : str
    share : float
        Share of the decided worlds in which the arm is better (higher, where no direction is better);
        NaN if no world is decided.
    share_low, share_high : float
        Its interval: Wilson's for the worlds, widened by what the few districts do to all worlds alike.
    undecided : float
        Share of worlds whose interval of the paired difference holds 0.
    effects : DataFrame
        One row per world: ``point``, the parameters, ``difference`` (arm minus reference), ``low``, ``high``,
        ``replicates`` and ``sign`` (+1 the arm is better, -1 worse, 0 undecided).
    deciding : DataFrame
        At most two parameters, those with the largest total-order indices of the paired difference: ``parameter``,
        ``total_order``, ``low``, ``high``; empty where nothing can be told apart (:attr:`.Indices.leading`).
    indices : Indices or None
        All indices with the fit of the surrogate; None with fewer worlds than indices need.
    level : float
        Of all intervals.
    failed : int
        Worlds with a run that failed or an undefined value; they count neither way.
    mean, mean_low, mean_high : float
        Mean difference over the worlds, and its interval.
    sides : DataFrame
        Parameters that tell the worlds in which the arm is ahead from those in which it is behind, by rank
        (:func:`diffusion_sim.explore.ranks.sides`).
    by_chance : float
        How many worlds would be decided if the arms were equal in all that move at all.
    moves : DataFrame
        The two parameters with which the lead of the arm moves most, by rank, told whether it may be chance or not
        (:func:`diffusion_sim.explore.moves.moves`).
    """

    arm: str
    reference: str
    outcome: str
    share: float
    share_low: float
    share_high: float
    undecided: float
    effects: pd.DataFrame
    deciding: pd.DataFrame
    indices: Indices | None
    level: float
    failed: int
    mean: float
    mean_low: float
    mean_high: float
    sides: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_chance: float = 0.0
    moves: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def points(self) -> int:
        """Worlds with a value."""
        return len(self.effects)

    @property
    def decided(self) -> int:
        """Worlds whose interval excludes 0."""
        return int((self.effects["sign"] != 0).sum())

    @property
    def beyond_chance(self) -> bool:
        """Whether clearly more worlds are decided than chance would decide; without it the share says nothing.

        A binomial bound, as if worlds were independent. All met the same few districts, so it is the least to ask.
        """
        from scipy.stats import binom

        chance = 1.0 - self.level
        return self.decided > binom.ppf(self.level, round(self.by_chance / chance), chance)

    @property
    def which(self) -> str:
        """The two parameters that decide in words, or why they cannot be told."""
        return untold(self.indices, "worlds") or " and ".join(self.deciding["parameter"])


def robustness(
    settings: Settings,
    outcome: str = HEADLINE,
    points: int = 512,
    replicates: int = 8,
    folder: Path | str | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    *,
    arm: str | None = None,
    reference: str | None = None,
    districts: int | None = None,
    only: Sequence[str] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    fit: bool = False,
    level: float = 0.95,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Robustness:
    """Hold one arm against another in many plausible worlds, on the same replicates.

    Parameters
    ----------
    settings : Settings
        With two arms or more. The first is held against the second unless ``arm`` and ``reference`` say else.
    outcome : str
    points : int
        Worlds: independent points over every ledger row of class assumption or derived.
    replicates : int
        Paired replicates per arm and world, two lucks per district unless ``districts`` says else.
    folder : Path, optional
        Where the runs are kept, to be continued after a stop; thrown away if left out.
    seed : int
        Of the points and of resampling.
    progress : callable, optional
        Called as ``progress(done, total, step)``.
    only, ranges
        Which parameters vary, and own ranges; see :func:`diffusion_sim.explore.axes.ledger_axes`.
    fit : bool
        Whether the worlds fit the evidence: what calibration moved is taken from its posterior sample
        (:mod:`diffusion_sim.explore.posterior`), and deciding parameters are sought among the others.
    workers, executor
        As in :func:`diffusion_sim.batch.execute.run_units`.

    Raises
    ------
    BadInput
        For fewer than two arms, an unknown arm, outcome or parameter, or a range that is not allowed.
    """
    found = many(settings, (outcome,), points, replicates, folder, seed, progress, arm=arm, reference=reference,
                 districts=districts, only=only, ranges=ranges, fit=fit, level=level, workers=workers,
                 executor=executor)  # fmt: skip
    return found[0]


def many(
    settings: Settings, outcomes: Sequence[str], points: int = 512, replicates: int = 8,
    folder: Path | str | None = None, seed: int = 1, progress: Progress | None = None, *,
    arm: str | None = None, reference: str | None = None, districts: int | None = None,
    only: Sequence[str] | None = None, ranges: Mapping[str, tuple[float, float]] | None = None,
    fit: bool = False, level: float = 0.95, workers: int | None = None, executor: Executor | None = None,
) -> list[Robustness]:  # fmt: skip
    """Return :func:`robustness` of several outcomes from the same runs; every pair with the arm where none is named."""
    names = [a.name for a in settings.arms]
    for name in (arm, reference):
        if name is not None and name not in names:
            raise unknown("arm", name, names)
    if len(names) < 2:
        raise BadInput(f"There is one arm, {names[0]!r}, and nothing to hold it against; allowed: strategies=[a,b].")
    arm = names[0] if arm is None else arm
    kept = (arm, reference if reference is not None else next(n for n in names if n != arm))
    if kept[0] == kept[1]:
        raise BadInput(f"arm and reference are both {arm!r}; allowed: two different arms.")
    spread = replace(settings.run, replicates=replicates, districts=districts)
    base = replace(settings, run=spread)
    axes = ledger_axes(base, only, ranges)
    design = fitted(axes, points, seed) if fit else sample(axes, points, seed=seed)
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory())) / "study" if folder is None else Path(folder)
        study = run_study(design, Worlds(base), place, outcomes, workers, progress=progress, executor=executor)
        return [judge(study, outcome, kept[0], kept[1], level, seed) for outcome in outcomes]


def judge(
    study: Study, outcome: str, arm: str, reference: str, level: float = 0.95, seed: int = 1,
    resamples: int = RESAMPLES,
) -> Robustness:  # fmt: skip
    """Read the robustness of one contrast off a study that was run; without deciding parameters if ``resamples`` is 0.

    Raises
    ------
    BadInput
        For an unknown arm or outcome.
    """
    gap = study.values(outcome, arm) - study.values(outcome, reference)
    better = -1.0 if describe(outcome).better == "lower" else 1.0
    whole = ~np.isnan(gap.value).any(axis=1)
    if not whole.any():
        raise BadInput(f"{study.folder}: {outcome} has no value at any point; allowed: another outcome.")
    effects = pd.DataFrame(_effects(study.design, gap, better, level)[whole]).reset_index(drop=True)
    sign = effects["sign"].to_numpy()
    units = district_means(gap.value[whole], gap.district)
    # With one district its lucks are the units, as they are for every world.
    share, low, high = share_in_favour(effects, units if units.shape[1] > 1 else gap.value[whole], level, better)
    enough = resamples and study.design.axes and int(whole.sum()) >= 20 and bool(effects["difference"].std() > 0)
    found = indices(study.design, gap, level, resamples, seed) if enough else None
    columns = ["parameter", "total_order", "low", "high"]
    told = found is not None and "total_order" in found.leading
    deciding = found.leading[columns] if found is not None and told else pd.DataFrame(columns=columns)
    mean = mean_over_worlds(gap.value[whole], gap, level)
    return Robustness(
        arm, reference, outcome, share, low, high, float((sign == 0).mean()), effects, deciding, found, level,
        int((~whole).sum()), *mean, sides(effects, _parameters(study.design), level),
        (1.0 - level) * float(((effects["high"] > effects["low"]) | (effects["difference"] != 0.0)).sum()),
        moves(effects.assign(difference=better * effects["difference"]), _parameters(study.design), level),
    )  # fmt: skip


def _parameters(design: Design) -> list[str]:
    return [name for name in design.points.columns if name != "point"]


def _effects(design: Design, gap: Values, better: float, level: float) -> pd.DataFrame:
    """Return the difference at every point with its interval over districts."""
    rows = []
    for value in gap.value:
        ok = ~np.isnan(value)
        found = estimate(value[ok], gap.district[ok], level)
        sign = int(np.sign(better * found.mean)) if found.told_apart else 0
        rows.append((found.mean, found.low, found.high, int(ok.sum()), sign))
    names = ["difference", "low", "high", "replicates", "sign"]
    return pd.concat([design.points.reset_index(drop=True), pd.DataFrame(rows, columns=names)], axis=1)
