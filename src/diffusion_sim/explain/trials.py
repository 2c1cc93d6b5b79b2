"""Who may have passed it on: candidates for one person's adoption, each tried by a re-run of that person alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from diffusion_sim.engines.columns import YEAR
from diffusion_sim.engines.passes import hosted_by
from diffusion_sim.engines.weave import summaries_read
from diffusion_sim.explain.effects import EFFECTS
from diffusion_sim.explain.history import History
from diffusion_sim.explain.life import Life, Player, Swap
from diffusion_sim.explain.lines import up_line

#: Effects that are credited.
LOST = EFFECTS[:2]
ROOT, HIRING = -1, -2


@dataclass(frozen=True)
class Node:
    """Somebody whose course differs, and the week in which this shows first: of first use, or of another example."""

    row: int
    occupant: int
    week: int
    effect: str


@dataclass(frozen=True)
class Source:
    """A candidate: a post's occupant, how he or she is heard, and the weeks in which the example can be exchanged.

    ``differs`` is the first week before which the example came to differ; ``first`` and ``last`` hold the tenure.
    """

    row: int
    occupant: int
    channel: str
    differs: int
    first: int
    last: int


@dataclass(frozen=True)
class Trial:
    """What one candidate did in a re-run: weeks of delay (0: none) and how far chances moved."""

    source: Source
    delay: int
    moved: float


class Trees:
    """Both worlds, and what has been worked out about them so far."""

    def __init__(self, fact: History, twin: History) -> None:
        self.fact, self.twin = fact, twin
        self.lives: dict[int, Life] = {}
        self.players: dict[int, Player] = {}
        summaries = summaries_read(fact.world.rules)
        self.over = {s.over for s in summaries}
        unlike = fact.shown != twin.shown
        principals = {s.column for s in summaries if s.over == "principal"}
        others = {s.column for s in summaries if s.over != "principal"}
        # only of the principal is belief seen
        self.apart = unlike[:, [c in others for c in fact.columns]].any(axis=1)
        self.apart_principal = unlike[:, [c in principals | others for c in fact.columns]].any(axis=1)
        self.touched = twin.removal.touched(fact.spans)
        weeks = [s.week for s in fact.spans if twin.removal.touched([s]).any()]
        self.first_touch = weeks[0] if weeks else 0

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

    def candidates(self, node: Node) -> Iterator[Source]:
        """Yield everybody heard whose example differs earlier, then the removed support, then hiring."""
        for row, names in self._heard(node).items():
            gone = "cohort" in names and bool(self.twin.removal.places[row])
            apart = self.apart_principal if "principal" in names else self.apart
            for occupant, first, last in self._tenures(row, node.week):
                found = np.flatnonzero(apart[first : min(last, node.week) + 1, row])
                if found.size and first + int(found[0]) - 1 < node.week:
                    yield Source(row, occupant, "+".join(names), first + int(found[0]), first, last)
                elif gone and first <= self.first_touch <= last:
                    yield Source(row, occupant, "+".join(names), self.first_touch, first, last)
        if self.touched[node.row] and self.first_touch <= node.week:
            yield Source(ROOT, 0, "support", 0, 0, 0)
        if node.occupant > 0 and not np.array_equal(self.fact.district, self.twin.district):
            yield Source(HIRING, 0, "hiring", 0, 0, 0)

    def _heard(self, node: Node) -> dict[int, list[str]]:
        """Return row -> channels of everybody whom a person hears up to the week of the node."""
        ears = self.player(node.row).ears
        channels: dict[int, list[str]] = {}
        groups: list[tuple[str, list[int]]] = [("advice", ears.advisers.tolist())]
        for over in ("team", "school"):
            rows = ears.mates(over)
            groups.append((over, list(range(rows.start, rows.stop))))
        groups += [("principal", [ears.principal]), ("cohort", self._mates(node))]
        for over, rows_heard in groups:
            for j in rows_heard if over in self.over else ():
                if j != node.row:
                    channels.setdefault(j, []).append(over)
        return channels

    def _mates(self, node: Node) -> list[int]:
        mates: set[int] = set()
        for span in self.fact.spans:
            group = span.cohort[node.row]
            if span.week <= node.week and span.groups and group >= 0:
                mates |= set(np.flatnonzero(span.cohort == group).tolist())
            if span.week <= node.week and span.groups and group <= -2:
                mates.add(int(hosted_by(group)))
        return sorted(mates)

    def _tenures(self, row: int, week: int) -> Iterator[tuple[int, int, int]]:
        """Yield (occupant, first week, last week) of those who held a post up to a week."""
        years = self.fact.occupant[:, row]
        starts = [y for y in range(len(years)) if y == 0 or years[y] != years[y - 1]]
        for k, year in enumerate(starts):
            end = starts[k + 1] * YEAR - 1 if k + 1 < len(starts) else self.fact.world.horizon - 1
            if year * YEAR <= week:
                yield int(years[year]), year * YEAR, end

    def rerun(self, node: Node, source: Source, until: int | None = None, back: bool = False) -> Life:
        """Return a person's weeks with one source from the other world; ``back`` starts from the world without."""
        here, there = (self.twin, self.fact) if back else (self.fact, self.twin)
        player = self.player(node.row)
        if source.row == HIRING:
            return player.live(replace(here, district=there.district), until=until)
        if source.row == ROOT:
            return player.live(here, removal=there.removal, until=until)
        swap = {source.row: Swap(there, source.first, source.last)}
        gone = "cohort" in source.channel and bool(self.twin.removal.places[source.row]) and not self.touched[node.row]
        if gone or back:
            return player.live(here, swap, there.removal if gone else None, until)
        # until the source differs, weeks are as they were
        return player.live(here, swap, None, until, (self.life(node.row), source.differs))

    def trial(self, node: Node, source: Source) -> Trial:
        """Try one candidate source."""
        other = self.rerun(node, source, node.week)
        moved = _moved(self.life(node.row), other, node.week)
        delay = 0
        if node.effect in LOST and begins(other, node.occupant) != node.week:
            full = begins(self.rerun(node, source), node.occupant)
            delay = max(0, (self.fact.world.horizon if full is None else full) - node.week)
        return Trial(source, delay, moved)


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
