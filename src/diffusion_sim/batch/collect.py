"""From a store to the tables of a comparison, in the order in which a batch in memory has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from diffusion_sim.batch.parts import Unreadable
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.writer import writer
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import district_key
from diffusion_sim.settings.restore import restored
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import TABLES, Batch, district_of, manifest

#: Parts in a row that may turn out to be damaged before a batch gives up.
DAMAGED = 20


def wanted_runs(store: Store, settings: Settings) -> pd.DataFrame:
    """Return the rows of what is there for the arms of the settings, in the order of arms and replicates."""
    order = {arm.name: k for k, arm in enumerate(settings.arms)}
    done = store.done()
    done = done[done["arm"].isin(list(order))]
    return done.assign(place=done["arm"].map(order)).sort_values(["place", "luck", "design"]).drop(columns="place")


def latest_settings(store: Store) -> Settings:
    """Return the settings with the most arms among those that the store's runs were asked for with.

    Raises
    ------
    BadInput
        If nothing was ever asked for.
    """
    plans = store.plans()
    if plans.empty:
        raise BadInput(f"{store.folder} holds no plan; allowed: a folder that a batch wrote.")
    texts = plans["settings"].drop_duplicates()
    return max((restored(json.loads(text)) for text in texts), key=lambda s: len(s.arms))


def batch(store: Store, settings: Settings, runs: pd.DataFrame) -> Batch:
    """Return the five tables of some runs (rows of :meth:`Store.done`, in order) and the manifest.

    Raises
    ------
    BadInput
        If a table is not kept, or a part cannot be read.
    """
    order = runs["run"].tolist()
    tables = {name: store.table(name, order) for name in TABLES}
    posts = district_of(settings.district, district_key(settings, 0)).n
    failed = store.failures()
    run = replace(settings.run, replicates=int(runs["luck"].nunique()) or settings.run.replicates)
    told = manifest(replace(settings, run=run), posts)
    return Batch(**tables, manifest={**told, "failed": int(failed["arm"].isin([a.name for a in settings.arms]).sum())})


def mended(store: Store, again: Callable[[], object], read: Callable[[], Batch]) -> Batch:
    """Read; a part that turns out to be damaged is set aside, its runs are run ``again``, and it is read anew."""
    for _ in range(DAMAGED):
        try:
            return read()
        except Unreadable as problem:
            home, name = problem.path.parent.parent, problem.path.stem
            with writer(home, tuple(store.about["keep"]), store.about["outcomes"]) as target:
                target.set_aside(name)
            again()
    return read()
