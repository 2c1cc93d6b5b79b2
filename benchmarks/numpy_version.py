"""The vectorised NumPy version: lines of the week as array arithmetic, advice sums by scipy's sparse matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from diffusion_sim.draws import purpose_number
from diffusion_sim.engines.columns import Block
from diffusion_sim.engines.layout import groups, tie_weights
from diffusion_sim.engines.passes import CONTACT_BLOCK, TALLY
from diffusion_sim.engines.sweep import SweepText, parameter_order, summaries_read
from diffusion_sim.schedule import PLACE, SUPPORT
from diffusion_sim.settings.behaviour import Behaviour

F8 = NDArray[np.float64]
U8 = NDArray[np.uint64]
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(ids: U8, c2: U8 | int, c3: U8 | int, key: int) -> list[U8]:
    """Return the four words of the addressed draws of many ids."""
    c = [ids & LOW, ids >> HALF, np.uint64(c2), c3 if isinstance(c3, np.ndarray) else np.uint64(c3)]
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    for _ in range(10):
        p0, p1 = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(p1 >> HALF) ^ c[1] ^ np.uint64(k0), p1 & LOW, (p0 >> HALF) ^ c[3] ^ np.uint64(k1), p0 & LOW]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c


def unit(words: U8) -> F8:
    """Turn words into numbers between 0 and 1."""
    return np.asarray((words.astype(np.float64) + 0.5) * 2.0**-32)


class NumpyWeeks:
    """The weeks of one replicate on whole arrays; made once, then :meth:`run`."""

    def __init__(self, block: Block, behaviour: Behaviour) -> None:
        rules, district = block.rules, block.layout.district
        self.sweep = SweepText("week", rules.week, rules)
        self.code = compile("\n".join(self.sweep.rule_text()), "<the week in NumPy>", "exec")
        self.settings = {f"v_{n}": float(block.P[parameter_order(rules).index(n)]) for n in self.sweep.settings}
        self.summaries = summaries_read(rules)
        ties, n = district.ties, block.layout.n
        weight = tie_weights(district, behaviour)
        self.active = csr_array((weight.copy(), ties.to.astype(np.int32), ties.start), shape=(n, n))
        self.all = csr_array((np.ones(len(ties)), ties.to.astype(np.int32), ties.start), shape=(n, n))
        degree = np.diff(ties.start)
        self.scale = np.where(degree > 0, 1.0 / np.maximum(degree, 1), 0.0)
        self.keys, self.weight, self.meets = ties.key, weight, np.zeros((4, len(ties)))
        self.group_of = {"team": district.staff.team, "school": district.staff.school}

    def run(self, block: Block, weeks: int) -> None:
        """Advance a block of one replicate."""
        block.counts = np.zeros((1, weeks, len(groups()), TALLY), dtype=np.int32)
        block.hours = np.zeros((1, weeks, len(groups())))
        for k in range(weeks):
            v = dict(self.settings)
            v |= {f"v_{name}": block.S[0, i] for i, name in enumerate(block.rules.state)}
            v |= {f"v_{name}": block.layout.place[i] for i, name in enumerate(PLACE)}
            v |= {f"v_{name}": block.support[0, i] for i, name in enumerate(SUPPORT)}
            self._listen(block, v, k == 0)
            self._draw(block, v)
            v["select"] = np.where
            exec(self.code, v)
            for name in self.sweep.kept:
                block.S[0, block.rules.state.index(name)] = v[f"v_{name}"]
            self._write_down(block, v, k)
            block.week += 1

    def _listen(self, block: Block, v: dict[str, Any], first: bool) -> None:
        week = block.week
        if first or week % 4 == 0:
            words = philox(self.keys, week // 4, CONTACT_BLOCK << 20, int(block.keys[0]))
            self.meets = np.stack([np.where(unit(w) < block.contact, self.weight, 0.0) for w in words])
        self.active.data = self.meets[week % 4]
        for s in self.summaries:
            v[f"v_{s.name}"] = self._summary(block, s, v[f"v_{s.column}"])

    def _summary(self, block: Block, s: Any, column: F8) -> F8:
        start, inverse, principal = block.layout.people[2], block.layout.people[3], block.layout.people[4]
        if s.how == "active_sum":
            return np.asarray(self.active @ column)
        if s.over == "advice":
            return np.asarray((self.all @ column) * (self.scale if s.how == "share" else 1.0))
        if s.over == "principal":
            return np.repeat(column[principal], np.diff(start))
        if s.over == "cohort":
            return self._cohort(block, column)
        team = s.over == "team"
        starts, by_size = (block.layout.people[0], block.layout.people[1]) if team else (start, inverse)
        total = np.bincount(self.group_of[s.over], column)
        size = np.diff(starts)
        return (np.repeat(total, size) - column) * np.repeat(by_size, size)

    @staticmethod
    def _cohort(block: Block, column: F8) -> F8:
        out, cohort = np.zeros(len(column)), block.cohort[0]
        inside = np.flatnonzero(cohort >= 0) if block.groups[0] > 0 else np.empty(0, dtype=np.int64)
        if len(inside):
            g = cohort[inside]
            total, count = np.bincount(g, column[inside]), np.bincount(g).astype(float)
            others = np.where(count > 1.0, count - 1.0, np.inf)
            out[inside] = np.where(count[g] > 1.0, (total[g] - column[inside]) / others[g], 0.0)
        return out

    def _draw(self, block: Block, v: dict[str, Any]) -> None:
        occupant = v["v_occupant"].astype(np.uint64)
        for name in self.sweep.draws:
            number = purpose_number(name.removeprefix("u_"))
            c3 = np.uint64((number // 4) << 20) | occupant
            v[f"v_{name}"] = unit(philox(block.layout.post, block.week, c3, int(block.keys[0]))[number % 4])

    def _write_down(self, block: Block, v: dict[str, Any], k: int) -> None:
        group, level, complies = (
            block.layout.people[5],
            v["v_level"].astype(np.int64),
            v["v_compliance"] > 0.0,
        )
        count, size = block.counts[0, k], len(groups())
        count[:, :8] = np.bincount(group * 8 + level, minlength=size * 8).reshape(size, 8)
        masks = ((level >= 3) & complies, (level >= 5) & ~complies, v["v_load"] > 1.0)
        for column, mask in enumerate(masks, 8):
            count[:, column] = np.bincount(group[mask], minlength=size)
        hours = v["v_coaching"] + v["v_cohort"] + v["v_training"]
        block.hours[0, k] = np.bincount(group, hours, minlength=size)
        self._spells(block, v, level >= 3)

    @staticmethod
    def _spells(block: Block, v: dict[str, Any], uses: NDArray[np.bool_]) -> None:
        opened, spells, used = block.opened[0], block.spells[0], int(block.used[0])
        ended = np.flatnonzero(~uses & (opened >= 0))
        spells[opened[ended], 7] = 1
        opened[ended] = -1
        begun = np.flatnonzero(uses & (opened < 0))
        opened[begun] = np.arange(used, used + len(begun))
        columns = (begun, v["v_occupant"][begun], np.full(len(begun), block.week))
        for field, values in enumerate(columns):
            spells[opened[begun], field] = values
        spells[opened[begun], 6] = v["v_cause"][begun]
        block.used[0] = used + len(begun)
        now = np.flatnonzero(uses)
        spells[opened[now], 3] = block.week
        spells[opened[now], 4] = v["v_top_level"][now]
        spells[opened[now], 5] = v["v_compliance"][now]
