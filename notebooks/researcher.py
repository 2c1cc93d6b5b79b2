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
# # One question, from claim to robustness
#
# *For people who do research.* The document says: choose the ready who have room (curious, open, available), not those
# who already hold several leading posts, who burn out. That sentence is claim A3, put to the model with its own
# comparators (`docs/claims/A3.md`). Districts often pick those whom colleagues ask most instead, and the question
# here is theirs: does a cohort chosen by profile leave more deep use than a cohort of the best connected, all else
# equal? It stands beside the verdict on A3 and decides nothing of it.
#
# The steps are those of an experiment. Write down the outcome, the contrast and what would contradict the claim,
# *then* run. Keep everything else the same, down to the draws. Say how sure. Then give up the comfort of one set of
# coefficients and ask in what share of plausible worlds the answer stands, and which parameters decide.

# %%
import os

import numpy as np
from IPython.display import SVG, Markdown, display

from diffusion_sim import compare, load, run_batch
from diffusion_sim.claims.verdict import verdict as by_thresholds
from diffusion_sim.compare.words import headline, interval, number, percent
from diffusion_sim.explore import robustness
from diffusion_sim.explore.words import decides, fit_words, verdict
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.outcomes import describe as outcome
from diffusion_sim.plots import forest
from diffusion_sim.plots.robustness import robustness as draw
from diffusion_sim.simulate import simulate_block

SMALL = bool(os.environ.get("DIFFUSION_SIM_SMALL"))
TINY = ["district.schools=2", "district.staff=60", "run.support_years=1", "run.horizon_years=4", "run.workers=1"]
SIZE = [*TINY, "run.replicates=4", "run.districts=4"] if SMALL else ["run.replicates=100", "run.districts=20"]
POINTS, REPLICATES = (12, 4) if SMALL else (128, 8)
ARM, REFERENCE = "trailblazer", "most_connected"


def say(text):
    display(Markdown(text))


# %% [markdown]
# ## The question, before the answer
#
# Both cohorts have the same places, coaches, meetings and money, and may decline in the same way. They differ in one
# part. The program prints what each part does; that is the whole contrast. The profile is ahead if the interval of the
# paired difference lies above zero, behind if it lies below, and the question is open if it holds zero.

# %%
plan = load(overrides=[f"strategies=[{REFERENCE},{ARM}]", *SIZE])
parts = {arm.name: {p.group: type(p).__name__ for p in arm.parts} for arm in plan.arms}
differ = [g for g in parts[ARM] if parts[ARM][g] != parts[REFERENCE][g]]
say(
    f"Outcome, fixed beforehand: **{outcome(HEADLINE).label.lower()}** ({outcome(HEADLINE).definition}).\n\n"
    f"The arms differ in: {', '.join(f'{g} ({parts[ARM][g]} against {parts[REFERENCE][g]})' for g in differ)}."
)

# %% [markdown]
# ## The answer at the default values
#
# Each replicate is a triple (district, luck, design); both arms meet the same triples, so that a person who would
# have moved away in one moves away in the other. The interval is over districts, with luck inside them.

# %%
batch = run_batch(plan)
found = compare(batch)
row = found.row(ARM)
say(headline(row, found.level))

# %%
sign = int(row["low"] > 0) - int(row["high"] < 0)
reading = {
    1: "At the default values the cohort chosen by profile leaves more deep use.",
    0: "At the default values neither can be said to be ahead: more replicates would be needed, or there is nothing to "
    "find.",
    -1: "At the default values the cohort of the best connected leaves more deep use.",
}[sign]
load_row = found.row(ARM, "overloaded_support")
burn = int(load_row["high"] < 0) - int(load_row["low"] > 0)
why = {
    1: "As for the reason that is given, staff are overloaded less often with the profile",
    0: "As for the reason that is given, a difference in overload cannot be seen in the staff as a whole",
    -1: "As for the reason that is given, staff are overloaded more often with the profile, against it",
}[burn]
ratio = float(row["variance_ratio"])
pairing = (
    f"Pairing was worth a factor of {ratio:.1f} in variance over independent seeds."
    if np.isfinite(ratio)
    else "What pairing was worth cannot be told from so few replicates."
)
say(
    f"{reading} The paired difference is {number(row['difference'], 'points', signed=True)} "
    f"({interval(row['low'], row['high'], 'share')}). {why} "
    f"({interval(load_row['low'], load_row['high'], 'share')} points). {pairing}"
)

# %% [markdown]
# One outcome was fixed beforehand; the others are for thinking, not for choosing among.

# %%
display(SVG(forest(found).svg))

# %% [markdown]
# ## How much hangs on the coefficients
#
# Most coefficients are assumptions within ranges. So the contrast is run again in many worlds, each a draw of every
# such parameter from its whole range. A world counts when its own paired interval excludes zero. The share of those
# in which the profile wins is the answer that a careful reader should quote, beside the share that is undecided.

# %%
robust = robustness(plan, HEADLINE, POINTS, REPLICATES, arm=ARM, reference=REFERENCE, workers=1 if SMALL else None)
display(SVG(draw(robust).svg))

# %%
say(f"**{verdict(robust)}** {decides(robust)}")
if robust.indices is not None:
    say(f"How far to trust this: {fit_words(robust.indices)}")
# Where no more worlds are decided than by chance, their share says nothing.
told = robust.share if robust.beyond_chance else float("nan")
judged = by_thresholds(float(row["low"]), float(row["high"]), told)
shares = (
    f"the profile is ahead in {percent(told)} of the decided worlds"
    if np.isfinite(told)
    else "no more worlds are decided than by chance, so that their share says nothing"
)
say(
    "By the thresholds to which every claim is held (`docs/claims.md`), that the profile leaves more is: "
    f"**{judged}**. At the default values the interval is {interval(row['low'], row['high'], 'share')} points; "
    f"{shares}, and {percent(robust.undecided)} of {robust.points} worlds decide nothing."
)

# %% [markdown]
# ## For the paper
#
# Say which program, which settings, and how to get one run back. Any replicate can be run by itself and gives the
# same bits.

# %%
from diffusion_sim.replicates import replicates

one = replicates(plan)[1]
arm = plan.arms[1]
alone = simulate_block(plan, arm, [one]).runs.set_index("outcome")["value"][HEADLINE]
mine = batch.runs[(batch.runs["arm"] == arm.name) & (batch.runs["luck"] == one.luck)]
kept = mine.set_index("outcome")["value"][HEADLINE]
say(
    f"diffusion_sim {batch.manifest['versions']['diffusion_sim']}, sources `{batch.manifest['sources']}`, seed "
    f"{plan.run.seed}, {batch.manifest['replicates']} replicates in {batch.manifest['districts']} districts. Replicate "
    f"{one.luck}, run again by itself: {float(alone)!r}; in the batch: {float(kept)!r}; "
    f"{'the same' if alone == kept else 'NOT the same'}."
)
