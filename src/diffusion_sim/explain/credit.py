"""The credit tree: through whom each lost adoption hung on what was removed.

Every person who would not have adopted, or only later, gets one source. A candidate is anybody this person hears whose
example differs between the two worlds before the adoption, or the removed support itself. Each candidate is tried by a
re-run of this one person: everything as it was, but this candidate's example (and nothing else) as in the other world.

- ``alone``: with only this source changed, the person would not have begun in that week. The source with the longest
  delay is named (several may qualify: ``needed`` counts them).
- ``together``: no single source mattered alone; the one that moved chances, belief and skill most is named.
- ``enough``: in the other world, this source alone as it was would have brought the adoption back in the same week.

A source that is not itself a lost adopter (its use changed in depth or results) is traced on in the same way. Sources
differ strictly earlier than those they move, so that the edges form a tree with what was removed as its root.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from diffusion_sim.compare.words import rows as each
from diffusion_sim.explain.history import History
from diffusion_sim.explain.trials import HIRING, LOST, ROOT, Node, Source, Trees, begins
from diffusion_sim.explain.who import address

NOT_TRACED = -3
COLUMNS = (
    "person", "occupant", "row", "effect", "week", "source", "source_occupant", "source_row", "channel", "how",
    "needed", "enough", "delay", "generation",
)  # fmt: skip


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
    open_nodes = [Node(int(p.row), int(p.occupant), int(p.start_with), str(p.effect)) for p in each(lost)]
    known = {(node.row, node.occupant) for node in open_nodes}
    rows: list[dict[str, Any]] = []
    while open_nodes:
        node = open_nodes.pop(0)
        row, source = _edge(trees, node)
        rows.append(row)
        if source is not None and source.row >= 0 and (source.row, source.occupant) not in known:
            known.add((source.row, source.occupant))
            open_nodes.append(Node(source.row, source.occupant, source.differs - 1, ""))
    return _generations(pd.DataFrame(rows, columns=list(COLUMNS)))


def _edge(trees: Trees, node: Node) -> tuple[dict[str, Any], Source | None]:
    """Return the row of the tree for one person, and the source that it names."""
    tried = [trees.trial(node, source) for source in trees.candidates(node)]
    district, lost = trees.fact.world.layout.district, node.effect in LOST
    row: dict[str, Any] = {
        "person": address(district, node.row), "occupant": node.occupant, "row": node.row, "effect": node.effect,
        "week": node.week, "source": "", "source_occupant": 0, "source_row": NOT_TRACED, "channel": "",
        "how": "not traced", "needed": 0, "enough": False, "delay": 0, "generation": 0,
    }  # fmt: skip
    if not tried:
        return row, None
    best = max(tried, key=lambda t: (t.delay, t.moved))
    source = best.source
    titles = {ROOT: trees.twin.removal.title, HIRING: "hiring within the district"}
    row |= {
        "source": titles.get(source.row) or address(district, source.row), "source_row": source.row,
        "source_occupant": source.occupant, "channel": source.channel, "delay": best.delay,
        "needed": sum(t.delay > 0 for t in tried),
        "how": ("alone" if best.delay else "together") if lost else "passes on",
    }  # fmt: skip
    if lost:
        row["enough"] = begins(trees.rerun(node, source, node.week, back=True), node.occupant) == node.week
    return row, source


def _generations(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill in how many hands lie between each person and what was removed, and sort by it."""
    parent = {(r.row, r.occupant): (r.source_row, r.source_occupant) for r in each(frame)}

    def depth(key: tuple[Any, Any]) -> int:
        steps = 0
        while key in parent:
            key, steps = parent[key], steps + 1
        return steps if key[0] == ROOT else 0

    frame["generation"] = [depth((r.row, r.occupant)) for r in each(frame)]
    return frame.sort_values(["generation", "week", "row"], kind="stable").reset_index(drop=True)
