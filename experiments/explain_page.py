"""``docs/explain.md`` and its figures: one person's story, a pair of twins and a ranking, as the program tells them.

``python experiments/explain_page.py`` chooses, in replicate 0 of the trailblazer strategy at default settings, the
member without whose place most people would not have begun, tells this person's story and the twins, and ranks all
members over 10 lucks of the district. ``--lucks N`` takes another number.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from version import unchanged

from diffusion_sim.explain import Ranking, Story, Twins, explain, ranking, twins
from diffusion_sim.identity import sources
from diffusion_sim.plots.credit import credit, ranked
from diffusion_sim.plots.life import life
from diffusion_sim.plots.style import Picture, save
from diffusion_sim.settings.load import load
from diffusion_sim.tables import whole_file

ROOT = Path(__file__).resolve().parents[1]
PAGE = """\
# Why: one person's weeks, and counterfactual twins

Written by `python experiments/explain_page.py`; do not edit by hand. Program version {version}; default settings,
strategy trailblazer, replicate 0; the person is the member without whose place most people would not have begun in
this run.

## One person's weeks

`diffusion-sim explain {who}` goes through the printed lists of the week for one person, with the bits of the
engines, and tells what moved when: every step with its draw and the line that the draw was held against (a draw of
.31 against .29: just missed), why use began (the channels without which the same draw would have been no step) and
why it ended, hours received, who was heard, and who left and came.

```text
{story}
```

![Level of Use, belief, skill and support of one person]({life})

`--weeks 10:30` prints these weeks as a table; `--out DIR` writes the figure and three CSV files: `weeks.csv` (every
name of the week's list), `heard.csv` (who was heard, through which channel, and what they showed) and `events.csv`.

## Counterfactual twins

`diffusion-sim twins --without {who}` runs the replicate again with the same draws and this one place in the cohort
empty; `--without-coach SCHOOL` takes one school's coaching away. What is held as it was: every draw, and what
everybody else is given week by week (places, meeting groups, coaching cycles). The money set free is not spent, and
a strategy that would have reacted does not. The person stays at the post, hears leaders' messages like everybody,
and may adopt as others do.

```text
{twins}
```

![Who passed it on to whom]({credit})

**What the tree claims.** For each person who would not have adopted (or only later) every candidate source is tried
by a re-run of this one person: everything as it was, but one colleague's example in the weeks of that colleague's
tenure as in the other world. "Alone" means that this exchange by itself stops the adoption in that week; where
several would, the one with the longest delay is drawn and the column `needed` counts them. "Together" means that
none did by itself; the one that moved chances, belief and skill most is drawn. `enough` tells whether, the other
way round, this example alone as it was would have brought the adoption back in the other world. The list of people
is exact for the run; the tree is one way of telling it.

## What hangs on a member, on average

One run's tree is an anecdote. `diffusion-sim twins --each --lucks {lucks}` leaves every member's place empty in
turn, under several lucks of the same district:

```text
{ranking}
```

![Members by what hangs on their place]({ranked})

The intervals pool the variance between lucks over members (one-way random effects); a post that took part under fewer
than five lucks gets none for its own mean. The best guess draws each mean towards that of all by the share of variance
that is luck. Who stands on top of the plain means of a few lucks is mostly chance; the best guess says how much. Its
interval holds the doubt about the mean of all, too, to which it is drawn.

From Python: `explain(settings, person)`, `twins(settings, without=...)`, `twins(settings, without_coach=...)` and
`ranking(settings, lucks=...)` of `diffusion_sim.explain` return frozen dataclasses of tidy tables.
"""


def page(story: Story, pair: Twins, found: Ranking, files: dict[str, str]) -> str:
    """Return the page."""
    return PAGE.format(
        version=sources(), who=story.who, story=story, twins=pair, ranking=found, lucks=len(found.replicates), **files
    )


def picture(made: Picture, name: str) -> str:
    """Save a picture among the figures of the documents under a name; return its address from the page."""
    from dataclasses import replace

    save(replace(made, name=name), ROOT / "docs" / "figures")
    return f"figures/{name}.png"


def main() -> None:
    """Write the page and its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lucks", type=int, default=10)
    lucks = parser.parse_args().lucks
    settings = load(overrides=["strategy=trailblazer"])
    start = sources()
    found = ranking(settings, lucks=lucks)
    first = found.runs[found.runs["luck"] == 0].sort_values(["lost_use", "lost_deep"], ascending=False, kind="stable")
    who = str(first["person"].iloc[0])
    story, pair = explain(settings, who), twins(settings, without=who)
    files = {
        "life": picture(life(story), "explain_life"), "credit": picture(credit(pair), "explain_credit"),
        "ranked": picture(ranked(found), "explain_ranking"),
    }  # fmt: skip
    unchanged(start)
    with whole_file(ROOT / "docs" / "explain.md") as name:
        name.write_text(page(story, pair, found, files), encoding="utf-8")


if __name__ == "__main__":
    main()
