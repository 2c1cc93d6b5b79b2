# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own schools, in six cells
#
# *For people who lead a district.* You have a table with a row per school: how many teachers, how many leave in a
# year, how experienced they are, how many pupils are poor. That is enough to ask how a practice would spread through
# schools *like yours*. Change the two names in the first cell to your own file; nothing else has to change. The file
# used here is made up.
#
# What your table cannot say is who asks whom for advice; that is drawn anew in every run, in the way of real schools
# that were surveyed. So this is no forecast of next year. It is a rehearsal: the same plan, many times, before it is
# tried once on real people.
#
# ## 1. The table

# %%
import os
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import SVG, Markdown, display

from diffusion_sim import compare, load, run_batch
from diffusion_sim.compare.nested import estimate, units, unless_few_agree
from diffusion_sim.compare.words import arm_words, interval, number
from diffusion_sim.district.build import build_district
from diffusion_sim.district.summary import describe
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.plots import adoption, style
from diffusion_sim.tables import YEAR

ROOT = next(p for p in (Path.cwd(), *Path.cwd().parents) if (p / "conf").is_dir())
TABLE, DISTRICT = ROOT / "tests" / "data" / "schools.csv", "river_county"

SMALL = bool(os.environ.get("DIFFUSION_SIM_SMALL"))
SIZE = ["run.replicates=4", "run.districts=2", "run.workers=1"] if SMALL else ["run.replicates=60", "run.districts=20"]
MINE = [f"district.table={TABLE}", f"district.name={DISTRICT}", *SIZE]
district = build_district(load(overrides=MINE).district, 1)
schools = describe(district)
schools[["name", "level", "staff", "need", "turnover", "novices"]].round(2)

# %% [markdown]
# Look at this table as you would at a class list. Where many are new and many leave, whatever you start has to be
# started again; where few leave, it has time. Turnover is not what your file says but what is expected to last of it;
# how, and what else was read, added and drawn, is said below.

# %%
hard = schools.loc[schools["turnover"].idxmax()]
display(Markdown(
    f"{len(schools)} schools, {schools['staff'].sum()} staff. Most leave **{hard['name']}**: about "
    f"{number(hard['turnover'], 'share')} a year in the long run, so that after three years about "
    f"{number((1 - hard['turnover']) ** 3, 'share')} of those who were trained at the start are still there.\n\n"
    + "\n".join(f"- {note}" for note in district.notes)
))  # fmt: skip

# %% [markdown]
# ## 2. The plans
#
# Four ways to spend the same money over three years. Put your own in their place: `diffusion-sim show strategies`
# lists them, and any part of one can be changed.

# %%
PLANS = ("training_mandate", "trailblazer", "hybrid", "laissez_faire")
plan = load(overrides=[f"strategies=[{','.join(PLANS)}]", *MINE])
batch = run_batch(plan)
found = compare(batch)
display(Markdown("\n".join(f"- **{arm_words(arm.name)}**: {arm.about}" for arm in plan.arms)))

# %% [markdown]
# ## 3. What came out
#
# The outcome was fixed beforehand: who is in deep use, by conviction, three years after the money has gone. Behind
# every other plan stands how far it is behind the first, in points: 60 out of 100 staff are ten points more than 50.

# %%
means = found.arms[found.arms["outcome"] == HEADLINE].set_index("arm")["mean"]
order = means.sort_values(ascending=False).index.tolist()
again = compare(batch, reference=order[0])
told = []
for arm in order[1:]:
    row = again.row(arm)
    sure = row["high"] < 0
    behind = f"behind the first by {interval(-row['high'], -row['low'], 'share').replace('+', '')} points"
    told.append(
        f"- {arm_words(arm)}: {number(means[arm], 'share')}, "
        + (f"{behind} ({100 * again.level:g} % interval)." if sure else "not to be told from the first.")
    )
first = f"First: **{arm_words(order[0])}**, with {number(means[order[0]], 'share')} of the staff."
display(Markdown("\n".join([first, "", *told])))
display(SVG(adoption(batch.weeks, found, batch.manifest["support_weeks"]).svg))

# %% [markdown]
# ## 4. School by school
#
# A mean can hide a school. Here is use at the end, school by school, under the first and the second of the plans; a
# bar holds the mean over luck and draws of who asks whom. A school is named only if its bar stands clear of all
# others: that one is to be visited before you start. Where bars overlap, the order of schools is chance.

# %%
called = schools["name"].where(schools["name"] != "", schools["school"])
called = called.mask(called.duplicated(keep=False), called + " (" + schools["school"] + ")")
label = dict(zip(schools["school"], called + ", " + schools["staff"].astype(str) + " staff", strict=True))


def spread(rows: pd.DataFrame) -> pd.Series:
    """Return the mean share of users of one school under one plan, with its interval."""
    share = (rows["n_use"] / rows["n"]).to_numpy(float)
    one = unless_few_agree(estimate(*units(share, rows["district"].to_numpy(), rows["luck"].to_numpy()), found.level))
    return pd.Series({"mean": one.mean, "low": one.low, "high": one.high})


two, last = order[:2], batch.schools[batch.schools["week"] == batch.schools["week"].max()]
use = last.groupby(["arm", "school"])[["n_use", "n", "district", "luck"]].apply(spread).loc[two]
own, years = use.loc[two[0]], batch.manifest["horizon_weeks"] / YEAR
fewest = own["mean"].idxmin()
clear = own.loc[fewest, "high"] < own["low"].drop(fewest).min(skipna=False)
title = (
    f"Fewest use it at {label[fewest]}, under {arm_words(two[0])}: {number(own.loc[fewest, 'mean'], 'share')}"
    if clear else f"Under {arm_words(two[0])}, no school can be told from all others as the one with the fewest users"
) + f", {years:g} years on"  # fmt: skip
with style.look():
    figure = style.sheet(9, 1.6 + 0.5 * len(own), title)
    axes = figure.subplots()
    y = np.arange(len(own))
    for k, (arm, marker) in enumerate(zip(two, "os", strict=True)):
        bars = 100 * use.loc[arm].loc[own.index]
        at, colour = y + 0.2 * k - 0.1, style.colours(PLANS)[arm]
        axes.hlines(at, bars["low"], bars["high"], color=colour, linewidth=2)
        axes.plot(bars["mean"], at, marker, color=colour, markersize=7, label=arm_words(arm))
    axes.set_yticks(y, [label[code] for code in own.index])
    axes.invert_yaxis()
    axes.set_xlabel(f"staff who use it at the horizon (%), with {100 * found.level:g} % intervals")
    figure.legend(loc="outside lower left", ncols=2)
display(Markdown(f"{title}."))
display(SVG(style.finish("schools", title, "Mean over replicates with its interval.", figure).svg))

# %% [markdown]
# ## 5. Half the money, twice the money
#
# Before you ask for more, ask what more would buy, and what less would cost.

# %%
MONEY = (0.5, 1.0, 2.0)
deep = {}
for scale in MONEY:
    tried = compare(run_batch(load(overrides=[f"strategies=[{two[0]},{two[1]}]", f"run.budget={scale}", *MINE])))
    deep[scale] = tried.arms[tried.arms["outcome"] == HEADLINE].set_index("arm")["mean"]
lines = [f"| money | {arm_words(two[0])} | {arm_words(two[1])} |", "|---|---|---|"]
lines += [f"| {s:g} times | {number(deep[s][two[0]], 'share')} | {number(deep[s][two[1]], 'share')} |" for s in MONEY]
gain, gone = deep[2.0] - deep[1.0], deep[1.0] - deep[0.5]
more = max(two, key=lambda arm: gain[arm])
display(Markdown("\n".join(lines)))
display(Markdown(
    f"Twice the money is worth most to {arm_words(more)}: {number(gain[more], 'points', signed=True)}. Half the "
    f"money costs {arm_words(two[0])} {number(gone[two[0]], 'points')} and {arm_words(two[1])} "
    f"{number(gone[two[1]], 'points')}. These are means of {tried.arms['replicates'].max()} replicates without "
    "intervals: a gap of a point or so says little."
))  # fmt: skip

# %% [markdown]
# ## 6. What it will feel like
#
# A new practice makes busy weeks first. Here is the share of staff whose load is above what they can carry, and what
# every lasting deep user cost (a plan that spends nothing has no price: "-").

# %%
rows = found.arms.set_index(["arm", "outcome"])["mean"]
display(Markdown("\n".join([
    "| plan | overloaded in an average week of support | in the worst week | use it only because they must, when "
    "support ends | dollars per lasting deep user |", "|---|---|---|---|---|",
    *(f"| {arm_words(a)} | {number(rows[a, 'overloaded_support'], 'share')} | "
      f"{number(rows[a, 'overloaded_peak'], 'share')} | "
      f"{number(rows[a, 'compliance_among_users_support_end'], 'share')} of users | "
      f"{number(price, 'money') if (price := rows[a, 'money_per_lasting_deep_user']) else '-'} |" for a in order),
])))  # fmt: skip

# %% [markdown]
# Which of these you prefer is not for a program to say. If two plans are close, choose by what you can carry through,
# by who in your schools is ready, and by what you could undo. To take it further: `diffusion-sim compare
# district.table=schools.csv district.name=NAME --out NAME` writes a page for your board.
