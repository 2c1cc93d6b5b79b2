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
# # Trailblazers: against nothing, and against a mandate
#
# *For people who train leaders.* `python notebooks/page.py trainer` makes a page of it; or run it cell by cell in an
# editor that knows the percent format.
#
# A district has a new way of teaching, some money, and a choice. It can train everybody and require the practice. It
# can invite those who are curious and have room, give each a coach, let them meet, and trust that colleagues will
# look over their shoulders. The second way is called *trailblazers*. Its promise is that people learn from people
# like themselves, and that what they take up by conviction stays when the money has gone.
#
# A simulation cannot say whether that is true of your district. It can do something that no district can: run both
# ways, with the same money, in the same schools, with the same luck, and look six years ahead. Whatever comes out is
# shown, also where it is not what the promise says. Every number and every verdict in the text below was computed a
# moment ago; run it again with other settings and the sentences change with it.

# %%
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from IPython.display import SVG, Markdown, display

from diffusion_sim import compare, load, run_batch
from diffusion_sim.compare import estimate
from diffusion_sim.compare.words import arm_words, interval, number
from diffusion_sim.explore import Worlds, from_frame, run_study
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.plots import adoption, style

SMALL = bool(os.environ.get("DIFFUSION_SIM_SMALL"))
SIZE = ["run.replicates=3", "run.districts=3", "district.schools=2", "district.staff=60", "run.workers=1"]
SIZE = SIZE if SMALL else ["run.replicates=40", "run.districts=20", "district=small"]


def run(*overrides):
    """Run some strategies on the same districts and lucks."""
    return run_batch(load(overrides=[*overrides, *SIZE]))


def show(picture):
    display(SVG(picture.svg))


def say(text):
    display(Markdown(text))


def mean(found, arm, outcome):
    """Return the mean of one outcome, written in its unit."""
    row = found.arms[(found.arms["arm"] == arm) & (found.arms["outcome"] == outcome)].iloc[0]
    return number(row["mean"], "share")


def ahead(row):
    """Return +1 if the interval says that the arm is ahead, -1 the reference, 0 if it cannot tell."""
    return int(row["low"] > 0) - int(row["high"] < 0)


# %% [markdown]
# ## First: against nothing
#
# The fair first question is not who wins but whether a cohort does anything at all. So here is the same district
# twice: once left alone, once with a cohort for three years. *In use* means that a person does it with pupils at all,
# be it from day to day and by the manual. *Deep* means more: he or she adapts it for pupils, and does so by
# conviction. The dotted line is where support ends. What lies to the right of it costs nothing any more; that is
# where promises are kept or not.

# %%
alone = run("strategies=[laissez_faire,trailblazer]")
first = compare(alone, reference="laissez_faire")
show(adoption(alone.weeks, first, alone.manifest["support_weeks"]))

# %%
row = first.row("trailblazer")
verdict = {
    1: "A cohort of willing people moves a district that nobody else is pushing.",
    0: "With so few runs that cannot be told from luck.",
    -1: "The district does worse with the cohort than without it, which nobody promised.",
}[ahead(row)]
say(
    f"Left alone, **{mean(first, 'laissez_faire', HEADLINE)}** of the staff are in deep use three years after the end "
    f"of support; with a cohort it is **{mean(first, 'trailblazer', HEADLINE)}**, a difference of "
    f"{interval(row['low'], row['high'], 'share')} points. {verdict}\n\nOf all steps into use, "
    f"{mean(first, 'trailblazer', 'ownership_peer')} were owed to colleagues, and "
    f"{mean(first, 'trailblazer', 'ownership_coach')} to a coach: look at these two before you speak of contagion."
)

# %% [markdown]
# ## Then: against the usual way, for the same money
#
# Now the same dollars buy one training for everybody, and use is required while support lasts. Watch two things in
# the picture: how high the line is when support ends, and what it does afterwards.

# %%
rivals = run("strategies=[training_mandate,trailblazer,hybrid]")
second = compare(rivals, reference="training_mandate")
show(adoption(rivals.weeks, second, rivals.manifest["support_weeks"]))

# %%
row, also = second.row("trailblazer"), second.row("hybrid")
verdict = {
    1: "The cohort is ahead, three years after the money has gone.",
    0: "Nobody can tell them apart on this outcome, and that should be said to a room in these words.",
    -1: "Training under a mandate is ahead, and not by a trick of the clock: this is three years after anybody was "
    "made to. In this model, use that was required can turn into conviction; whether it does so among your people is "
    "the first thing to ask (`docs/fairness.md` says on which assumptions that rests).",
}[ahead(row)]
mixed = {
    1: "A hybrid, a cohort first and a requirement later, is ahead of the mandate.",
    0: "A hybrid, a cohort first and a requirement later, cannot be told from the mandate.",
    -1: "A hybrid, a cohort first and a requirement later, stays behind the mandate.",
}[ahead(also)]
added = compare(rivals, reference="trailblazer").row("hybrid")
mixed += f" Hybrid less cohort alone: {interval(added['low'], added['high'], 'share')} points."
say(
    f"When support ends, {mean(second, 'training_mandate', 'use_support_end')} use it under the mandate and "
    f"{mean(second, 'trailblazer', 'use_support_end')} around the cohort; of these users "
    f"{mean(second, 'training_mandate', 'compliance_among_users_support_end')} and "
    f"{mean(second, 'trailblazer', 'compliance_among_users_support_end')} do it only because they must. Three years "
    f"later {mean(second, 'training_mandate', HEADLINE)} and {mean(second, 'trailblazer', HEADLINE)} of all staff are "
    f"in deep use (cohort less mandate: {interval(row['low'], row['high'], 'share')} points). {verdict} {mixed}"
)

# %% [markdown]
# ## Whom to ask
#
# "Trailblazers" is also a claim about *who*. Same coaches, same hours, same number of places; only the list of names
# differs: those who look open and have room, the best connected, or names out of a hat. If the profile matters, this
# is where it must show.

# %%
names = run("strategies=[random_cohort,trailblazer,most_connected]")
third = compare(names, reference="random_cohort")
rows = {arm: third.row(arm) for arm in ("trailblazer", "most_connected")}
words = {1: "more than", 0: "not to be told from", -1: "less than"}
for arm, row in rows.items():
    say(
        f"- **{arm_words(arm)}**: {mean(third, arm, HEADLINE)} in deep use three years after, {words[ahead(row)]} "
        f"names out of a hat ({interval(row['low'], row['high'], 'share')} points)."
    )

# %% [markdown]
# ## Worlds
#
# One district proves nothing. Below, the cohort is put into worlds that differ in one thing each: an easy practice, a
# hard one, schools that people leave, principals who stand behind it or do not, one year of support instead of three,
# and a world in which colleagues do not matter at all. That last one takes the heart out of the argument: if nobody
# learns from a neighbour, trailblazers blaze no trail. Left, what the cohort adds to doing nothing; right, how it
# does against training under a mandate.

# %%
WORLDS = {
    "as above": {},
    "colleagues do not matter": {"behaviour": "no_peers"},
    "a simple, visible act": {"practice": "simple_act"},
    "whole-school blended learning": {"practice": "whole_school_blended"},
    "a third of the staff leave each year": {"district.turnover_mean": 0.33},
    "principals who do not back it": {"district.principal_backing": 0.1},
    "principals who do": {"district.principal_backing": 0.9},
    "one year of support": {"run.support_years": 1, "run.horizon_years": 4},
}
WORLDS = dict(list(WORLDS.items())[:3]) if SMALL else WORLDS
RIVALS = {"laissez_faire": "doing nothing", "training_mandate": "training under a mandate"}

rows = from_frame(pd.DataFrame(list(WORLDS.values())))
base = Worlds.load(["strategies=[trailblazer,laissez_faire,training_mandate]", *SIZE])
found = []
with TemporaryDirectory() as place:
    study = run_study(rows, base, Path(place) / "worlds", (HEADLINE,), workers=1 if SMALL else None)
    for rival in RIVALS:
        # The same districts and lucks in every world and arm: differences of differences are paired, too.
        gap = study.values(HEADLINE, "trailblazer") - study.values(HEADLINE, rival)
        for world, value in zip(WORLDS, gap.value, strict=True):
            one = estimate(value, gap.district)
            found.append((world, rival, one.mean, one.low, one.high, int(one.low > 0) - int(one.high < 0)))
        if rival == "laissez_faire":
            carried = estimate(gap.value[0] - gap.value[1], gap.district)
worlds = pd.DataFrame(found, columns=["world", "rival", "gain", "low", "high", "sign"])

# %%
against = {rival: worlds[worlds["rival"] == rival].set_index("world") for rival in RIVALS}
won = {rival: int((table["sign"] > 0).sum()) for rival, table in against.items()}
title = (
    f"A trailblazer cohort is ahead of doing nothing in {won['laissez_faire']} of {len(WORLDS)} worlds, "
    f"and of training under a mandate in {won['training_mandate']}"
)
with style.look():
    figure = style.sheet(13, 5.2, title)
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (rival, table) in zip(panels, against.items(), strict=True):
        y = np.arange(len(table))[::-1]
        own = style.colours(["trailblazer", rival])
        tint = table["sign"].map({1: own["trailblazer"], -1: own[rival], 0: "#9A9A9A"}).tolist()
        axes.hlines(y, 100 * table["low"], 100 * table["high"], color=tint, linewidth=3)
        axes.scatter(100 * table["gain"], y, color=tint, s=50, zorder=3)
        axes.axvline(0, color="black", linewidth=1)
        axes.set_yticks(y, table.index)
        axes.set_title(f"against {RIVALS[rival]}")
        axes.set_xlabel("deep use, cohort less rival (points of all staff)")
        axes.set_ylim(-0.6, len(table) - 0.4)
show(style.finish("worlds", title, "Paired differences with 95 % intervals.", figure))

# %%
nothing, mandate = against["laissez_faire"], against["training_mandate"]
best, least = nothing["gain"].idxmax(), nothing["gain"].idxmin()
lost = nothing.index[nothing["sign"] <= 0].tolist()
empty = (
    f"In {len(lost)} of them it is not shown to be ahead of doing nothing: {'; '.join(lost)}."
    if lost
    else "It is ahead of doing nothing in all of them."
)
ties, alone = nothing.loc["as above"], nothing.loc["colleagues do not matter"]
trail = {
    1: "That is what the trail is worth: deep users who are there because others could be watched.",
    0: "What the trail itself is worth cannot be told from nothing here.",
    -1: "It adds more without colleagues, not less: the trail is not what carries it.",
}[int(carried.low > 0) - int(carried.high < 0)]
better = mandate.index[mandate["sign"] > 0].tolist()
worse = mandate.index[mandate["sign"] < 0].tolist()
said = [f"it is ahead of the mandate in: {'; '.join(better)}" if better else "it is ahead of the mandate in none"]
said += [f"behind it in: {'; '.join(worse)}" if worse else "and behind it in none"]
say(
    f"The cohort adds most in the world called *{best}* ({number(nothing.loc[best, 'gain'], 'points', signed=True)}) "
    f"and least in *{least}* ({number(nothing.loc[least, 'gain'], 'points', signed=True)}). {empty}\n\n"
    f"Take colleagues away, and what a cohort adds changes from {number(ties['gain'], 'points', signed=True)} to "
    f"{number(alone['gain'], 'points', signed=True)} (change of {interval(-carried.high, -carried.low, 'share')} "
    f"points). {trail}\n\nAgainst the mandate: {'; '.join(said)}."
)

# %% [markdown]
# ## What to take into a room
#
# - Ask *compared with what?* first. Against nothing and against a rival for the same money are two questions, and
#   they can have two answers.
# - Ask *when?* Who is ahead when support ends need not be ahead three years later, and of those who use a practice
#   then, some do it because they must. A report in the last month of the grant sees neither.
# - Ask *who says so?* If the answer above is not the one you hoped for, that is no error of the program, and neither is
#   it a proof. Say both to the room.
# - Ask *which world?* Let the room guess the worlds before you show the last picture, then change one of the
#   overrides and run the cell again.
# - Do not take the numbers home. Most coefficients are assumptions within ranges; the researcher's notebook shows in
#   what share of plausible worlds an answer of this kind survives. `experiments/crossover/summary.md` has the larger
#   maps.
