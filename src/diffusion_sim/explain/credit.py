"""The credit tree: through whom each lost adoption hung on what was removed.

Every person who would not have adopted, or only later, gets one source. A candidate is anybody this person hears whose
example differs between the two worlds before the adoption, or the removed support itself. Each candidate is tried by a
re-run of this one person: everything as it was, but this candidate's example (and nothing else) as in the other world.

- ``alone``: with only this source changed, the person would not have begun in that week. The source with the longest
  delay is named (several may qualify: ``needed`` counts them).
- ``together``: no single source mattered alone; the one that moved the person's chances, belief and skill most is named.
- ``enough``: in the other world, this source alone as it was would have brought the adoption back in the same week.

A source that is not itself a lost adopter (its use changed in depth or results) is traced on in the same way. Sources
differ strictly earlier than those they move, so that the edges form a tree with what was removed as its root.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.engines.columns import YEAR
from diffusion_sim.engines.weave import summaries_read
from diffusion_sim.explain.effects import EFFECTS
from diffusion_sim.explain.life import Ears, Life, Player
from diffusion_sim.explain.lines import up_line
from diffusion_sim.explain.replay import History
from diffusion_sim.explain.who import address

#: Effects that are credited.
LOST = EFFECTS[:2]
ROOT, HIRING = -1, -2
COLUMNS = (
    "person", "occupant", "row", "effect", "week", "source", "source_occupant", "source_row", "channel", "how", "needed",
    "enough", "delay", "generation",
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """Somebody whose course differs, and the week in which this shows first: of first use, or of another example."""

    row: int
    occupant: int
    week: int
    effect: str


@dataclass(frozen=True)
class Trial:
    """What one candidate source did in a re-run: weeks of delay (0: none) and how far chances moved."""

    row: int
    channel: str
    delay: int
    moved: float


@dataclass
class Trees:
    """Both worlds, and what has been worked out about them so far."""

    fact: History
    twin: History
    lives: dict[int, Life] = field(default_factory=dict)
    players: dict[int, Player] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.apart = (self.fact.shown != self.twin.shown).any(axis=1)
        self.touched = self.twin.removal.touched(self.fact.spans)
        self.over = {s.over for s in summaries_read(self.fact.world.rules)}
        spans = [s.week for s in self.fact.spans if self.twin.removal.touched([s]).any()]
        self.first_touch = spans[0] if spans else 0

    def life(self, row: int) -> Life:
        """Return a post's factual weeks."""
        if row not in self.lives:
            self.lives[row] = self.player(row).live(self.fact)
        return self.lives[row]

    def player(self, row: int) -> Player:
        """Return the player of a post."""
        if row not in self.players:
            self.players[row] = Player(self.fact.world, row)
        return self.players[row]

    def key(self, row: int, week: int) -> int | None:
        """Return the week in which the example of a post's occupant of ``week`` came to differ; None if it did not."""
        occupant = self.fact.occupant[:, row]
        year = int(np.argmax(occupant == occupant[week // YEAR]))
        since = year * YEAR
        found = np.flatnonzero(self.apart[since : week + 1, row])
        return since + int(found[0]) - 1 if found.size else None

    def candidates(self, node: Node) -> Iterator[tuple[int, str]]:
        """Yield (row, channel) of everybody heard who differs earlier, then the removed support, then hiring."""
        ears = Ears(self.fact.world, node.row)
        channels: dict[int, list[str]] = {}
        if "advice" in self.over:
            for j in ears.advisers.tolist():
                channels.setdefault(j, []).append("advice")
        for over in ("team", "school"):
            if over in self.over:
                rows = ears.mates(over)
                for j in range(rows.start, rows.stop):
                    channels.setdefault(j, []).append(over)
        if "principal" in self.over:
            channels.setdefault(ears.principal, []).append("principal")
        for j in self._mates(node) if "cohort" in self.over else ():
            channels.setdefault(j, []).append("cohort")
        for j, names in channels.items():
            gone = "cohort" in names and bool(self.twin.removal.places[j])
            key = self.key(j, node.week)
            if j != node.row and ((key is not None and key < node.week) or gone):
                yield j, "+".join(names)
        if self.touched[node.row] and self.first_touch <= node.week:
            yield ROOT, "support"
        if node.occupant > 0 and not np.array_equal(self.fact.district, self.twin.district):
            yield HIRING, "hiring"

    def _mates(self, node: Node) -> list[int]:
        mates: set[int] = set()
        for span in self.fact.spans:
            group = span.cohort[node.row]
            if span.week <= node.week and span.groups and group >= 0:
                mates |= set(np.flatnonzero(span.cohort == group).tolist())
            if span.week <= node.week and span.groups and group <= -2:
                mates.add(int(hosted_by(group)))
        return sorted(mates)

    def rerun(self, node: Node, source: int, channel: str, until: int | None = None, back: bool = False) -> Life:
        """Return a person's weeks with one source from the other world; ``back`` starts from the world without."""
        here, there = (self.twin, self.fact) if back else (self.fact, self.twin)
        player = self.player(node.row)
        if source == HIRING:
            return player.live(replace(here, district=there.district), until=until)
        if source == ROOT:
            return player.live(here, removal=there.removal, until=until)
        gone = "cohort" in channel and bool(self.twin.removal.places[source]) and not self.touched[node.row]
        if gone or back:
            return player.live(here, {source: there}, there.removal if gone else None, until)
        # until the source differs, weeks are as they were
        first = int(np.argmax(self.apart[:, source]))
        return player.live(here, {source: there}, None, until, (self.life(node.row), first))

    def trial(self, node: Node, source: int, channel: str) -> Trial:
        """Try one candidate source."""
        other = self.rerun(node, source, channel, node.week)
        moved = _moved(self.life(node.row), other, node.week)
        delay = 0
        if node.effect in LOST and begins(other, node.occupant) != node.week:
            full = begins(self.rerun(node, source, channel), node.occupant)
            delay = max(0, (self.fact.world.horizon if full is None else full) - node.week)
        return Trial(source, channel, delay, moved)


def begins(life: Life, occupant: int) -> int | None:
    """Return the week in which an occupant first uses the practice, None for never."""
    for week in life.weeks:
        if int(week["occupant_before"]) == occupant and week["level"] >= 3.0:
            return int(week["week"])
    return None


def _moved(a: Life, b: Life, until: int) -> float:
    """Return how far chances of a step up, belief and skill moved, summed over the weeks."""
    total = 0.0
    for x, y in zip(a.weeks[: until + 1], b.weeks, strict=False):
        total += abs(up_line(x) - up_line(y)) + abs(x["belief"] - y["belief"]) + abs(x["skill"] - y["skill"])
    return total


def credit(fact: History, twin: History, people: pd.DataFrame) -> pd.DataFrame:
    """Return the credit tree, one row per person and source.

    Returns
    -------
    DataFrame
        person, occupant, row, effect (empty for those in between), week (first use with; for those in between the week
        in which their example came to differ), source (``SCHOOL:PERSON``, or what was removed), source_occupant,
        source_row (-1: what was removed; -2: hiring within the district), channel (advice, team, school, cohort,
        principal joined by +, support, or hiring), how (alone, together; ``passes on`` for those in between), needed
        (how many sources each alone would have stopped it), enough, delay (weeks, to the horizon where use never
        begins), generation (1 = moved by the removal itself; 0: not reached from it).
    """
    trees = Trees(fact, twin)
    lost = people[people["effect"].isin(LOST)]
    todo = [Node(int(p.row), int(p.occupant), int(p.start_with), str(p.effect)) for p in lost.itertuples()]
    known = {(node.row, node.occupant) for node in todo}
    rows: list[dict[str, Any]] = []
    while todo:
        node = todo.pop(0)
        row = _edge(trees, node)
        rows.append(row)
        j = row["source_row"]
        key = (j, row["source_occupant"])
        if j >= 0 and key not in known:
            known.add(key)
            week = trees.key(j, node.week)
            todo.append(Node(j, key[1], trees.first_touch if week is None else week, ""))
    return _generations(pd.DataFrame(rows, columns=list(COLUMNS)))


def _edge(trees: Trees, node: Node) -> dict[str, Any]:
    """Return the row of the tree for one person."""
    tried = [trees.trial(node, source, channel) for source, channel in trees.candidates(node)]
    names = trees.fact.world.layout.district
    row: dict[str, Any] = {
        "person": address(names, node.row), "occupant": node.occupant, "row": node.row, "effect": node.effect,
        "week": node.week, "source": "", "source_occupant": 0, "source_row": HIRING - 1, "channel": "", "how": "not traced",
        "needed": 0, "enough": False, "delay": 0, "generation": 0,
    }  # fmt: skip
    if not tried:
        return row
    best = max(tried, key=lambda t: (t.delay, t.moved))
    row |= {"source_row": best.row, "channel": best.channel, "delay": best.delay}
    row["needed"] = sum(t.delay > 0 for t in tried)
    row["how"] = ("alone" if best.delay else "together") if node.effect in LOST else "passes on"
    if best.row >= 0:
        row["source"] = address(names, best.row)
        row["source_occupant"] = int(trees.fact.occupant[node.week // YEAR, best.row])
    else:
        row["source"] = trees.twin.removal.title if best.row == ROOT else "hiring within the district"
    if node.effect in LOST:
        back = trees.rerun(node, best.row, best.channel, node.week, back=True)
        row["enough"] = begins(back, node.occupant) == node.week
    return row


def _generations(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill in how many hands lie between each person and what was removed, and sort by it."""
    parent = {(r.row, r.occupant): (r.source_row, r.source_occupant) for r in frame.itertuples()}

    def depth(key: tuple[Any, Any]) -> int:
        steps = 0
        while key in parent:
            key, steps = parent[key], steps + 1
        return steps if key[0] == ROOT else 0

    frame["generation"] = [depth((r.row, r.occupant)) for r in frame.itertuples()]
    return frame.sort_values(["generation", "week", "row"], kind="stable").reset_index(drop=True)
