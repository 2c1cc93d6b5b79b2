"""Random small worlds, and the model once more without an engine: plain lists, scalar draws, plain sums."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import strategies as st

from diffusion_sim import draws
from diffusion_sim.district.build import build_district
from diffusion_sim.district.district import PRINCIPAL, District
from diffusion_sim.engines.columns import parameter_vector
from diffusion_sim.engines.layout import Layout, layout
from diffusion_sim.rules.colleagues import SUMMARIES
from diffusion_sim.ruleset import RuleSet, rule_set
from diffusion_sim.schedule import DISTRICT, DISTRICT_SETTINGS, PLACE, SUPPORT, TRAITS, Line
from diffusion_sim.settings.behaviour import CONTAGION, Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.geography import Geography
from diffusion_sim.settings.practice import Practice
from diffusion_sim.widen import widen


def eager(level: float, belief: float, memory: float, u_week_1: float) -> float:
    """Return a rule of one's own that reads a draw and a column of its own."""
    return belief if u_week_1 < 0.5 else 0.5 * (level + memory) / (1.0 + level)


def memory(memory: float, belief: float, forgetting: float) -> float:
    """Return a rule of one's own with a state column of its own."""
    return memory * (1.0 - forgetting) + forgetting * belief


def lonely(school_using: float, team_credible: float) -> float:
    """Return a pull that reads summaries that the model itself leaves alone."""
    return school_using if team_credible > 0.2 else 0.5 * school_using


def own_rules(rules: RuleSet) -> RuleSet:
    """Return rules with two lines replaced and one added, which has a coefficient and a state of its own."""
    grown = rules.add_rule("memory", memory, after="load", extra={"forgetting": 0.2})
    return grown.replace_rule("own_drive", eager).replace_rule("peer_pull", lonely)


class World:
    """One random small world: a district, a practice, a behaviour and a rule set."""

    def __init__(
        self, settings: DistrictSettings, practice: Practice, behaviour: Behaviour, own: bool, key: int,
        wide: bool = False,
    ) -> None:  # fmt: skip
        self.settings, self.practice, self.behaviour, self.key = settings, practice, behaviour, key
        self.rules = own_rules(rule_set(behaviour)) if own else rule_set(behaviour)
        self.rules = widen(self.rules) if wide else self.rules
        self.district: District = build_district(settings, key)
        self.layout: Layout = layout(self.district, practice, behaviour)
        self.P = parameter_vector(self.rules, practice, behaviour, settings)

    def start(self, engine: Any, lucks: list[int]) -> Any:
        """Return a block of an engine at week 0."""
        keys = np.array(lucks, dtype=np.uint64)
        return engine.start(self.rules, self.layout, self.P, self.behaviour, self.key, keys)


def within_ranges(cls: type) -> st.SearchStrategy[dict[str, float]]:
    """Draw every parameter of a settings class within the range of its ledger row."""
    rows = [f for f in fields(cls) if "unit" in f.metadata]
    return st.fixed_dictionaries({f.name: _number(f.metadata["low"], f.metadata["high"]) for f in rows})


def _number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(float(low), float(high), allow_subnormal=False)


@st.composite
def worlds(draw: Any) -> World:
    """Draw a world with every number anywhere in its range."""
    schools = draw(st.integers(1, 4))
    staff = draw(st.integers(3 * schools, 14 * schools))
    settings = DistrictSettings(
        schools=schools, staff=staff, initial_use=draw(st.sampled_from([0.0, 0.1, 0.5, 1.0])),
        principal_backing=draw(st.floats(0.0, 1.0)), **draw(within_ranges(Geography)),
    )  # fmt: skip
    contagion, own = draw(st.sampled_from([*((name, False) for name in CONTAGION), ("complex", True)]))
    behaviour = Behaviour(contagion=contagion, **draw(within_ranges(Behaviour)))
    practice = Practice(**draw(within_ranges(Practice)))
    return World(settings, practice, behaviour, own, draw(st.integers(0, 2**64 - 1)), draw(st.booleans()))


def random_support(block: Any, seed: int) -> None:
    """Fill a block's support with anything a strategy could give, and some that it would not."""
    rng = np.random.default_rng(seed)
    shape = block.support[:, 0].shape
    scale = {
        "coaching": 2.0,
        "coach_quality": 1.5,
        "cohort": 2.0,
        "training": 6.0,
        "pressure": 1.0,
        "message": 1.0,
    }
    for k, name in enumerate(SUPPORT):
        block.support[:, k] = rng.random(shape) * scale[name] * (rng.random(shape) < 0.5)
    for name in block.rules.support[len(SUPPORT) :]:
        low, high = FURTHER_RANGES[name]
        block.given(name)[:] = (low + rng.random(shape) * (high - low)) * (rng.random(shape) < 0.6)
    block.groups[:] = rng.integers(0, 4, size=shape[0])
    meets = rng.integers(-1, np.maximum(block.groups, 1)[:, None], size=shape)
    block.cohort[:] = np.where(rng.random(shape) < 0.2, -2 - rng.integers(0, shape[1], size=shape), meets)


#: What a strategy can write into the further columns.
FURTHER_RANGES = {
    "adaptation": (0.0, 1.0), "release": (-3.0, 3.0), "incentive": (0.0, 1.0), "relief": (0.0, 1.0),
    "candour": (-1.0, 1.0), "scope": (0.0, 0.99), "common": (-1.0, 1.0), "spotlight": (0.0, 1.0),
}  # fmt: skip


class Plain:
    """The model on plain lists, from the schedule alone: line by line over everybody, or person by person.

    Draws are scalar, sums are loops; nothing is shared with either engine but the rules and the district.
    """

    def __init__(self, world: World, luck: int, by: str) -> None:
        self.world, self.luck, self.by, self.week = world, luck, by, 0
        staff, schools = world.district.staff, world.district.schools
        fit = np.clip(world.practice.compatibility + world.practice.compatibility_sd * schools.fit, 0.0, 1.0)
        place = {"role": staff.role, "fit": fit[staff.school]}
        place |= {name: getattr(schools, name)[staff.school] for name in PLACE[2:]}
        traits = {name: getattr(staff, name) for name in TRAITS}
        self.v = {name: [float(x) for x in column] for name, column in (place | traits).items()}
        self.n = len(staff)
        for name in world.rules.support:
            self.v[name] = [0.0] * self.n
        for s in (world.practice, world.behaviour):
            self.v |= {
                f.name: [float(getattr(s, f.name))] * self.n for f in fields(s) if "unit" in f.metadata
            }
        self.v |= {name: [float(getattr(world.settings, name))] * self.n for name in DISTRICT_SETTINGS}
        self.v |= {name: [float(x)] * self.n for name, x in world.rules.extra.items()}
        self.walk(world.rules.start, world.key)

    def walk(self, lines: tuple[Line, ...], key: int) -> None:
        """Go through a list, rule by rule or person by person."""
        who = [int(x) for x in self.v.get("occupant", [0] * self.n)]
        posts = self.world.district.staff.post.tolist()
        for name in {n for ln in lines for n in ln.reads if n.startswith("u_")}:
            purpose = name.removeprefix("u_")
            arriving = draws.purpose_number(purpose) // 4 in (3, 4)
            addresses = zip(posts, [o + arriving for o in who], strict=True)
            self.v[name] = [draws.draw(key, purpose, post, self.week, o) for post, o in addresses]
        for line in lines:
            self.v.setdefault(line.name, [0.0] * self.n)
        jobs = [(line, i) for line in lines for i in range(self.n)]
        if self.by == "person":
            jobs.sort(key=lambda job: job[1])
        for line, i in jobs:
            self.v[line.name][i] = line.rule(*(self.v[name][i] for name in line.reads))

    def run_week(self, support: np.ndarray, cohort: np.ndarray, meetings: int) -> None:
        """Run one teaching week under this support."""
        for name, column in zip(self.world.rules.support, support.tolist(), strict=True):
            self.v[name] = column
        self._summaries(cohort.tolist() if meetings > 0 else [-1] * self.n)
        self.walk(self.world.rules.week, self.luck)
        self.week += 1

    def end_year(self, found: np.ndarray) -> None:
        """End the year, given the district summaries (whose sums over everybody are numpy's)."""
        for name, x in zip(DISTRICT, found.tolist(), strict=True):
            self.v[name] = [x] * self.n
        self.walk(self.world.rules.year_end, self.luck)

    def state(self) -> np.ndarray:
        """Return the state columns."""
        return np.array([self.v[name] for name in self.world.rules.state])

    def _summaries(self, cohort: list[int]) -> None:
        staff, ties = self.world.district.staff, self.world.district.ties
        word = draws.PURPOSES[4 + self.week % 4]
        heads = {int(staff.school[i]): i for i in range(self.n) if staff.role[i] == PRINCIPAL}
        numbers = {"team": staff.team.tolist(), "school": staff.school.tolist(), "cohort": cohort}
        new: dict[str, list[float]] = {}
        for s in SUMMARIES:
            shown = self.v[s.column]
            if s.over == "principal":
                new[s.name] = [shown[heads[int(k)]] for k in staff.school]
            elif s.over == "advice":
                new[s.name] = [self._advice(i, shown, s.how, ties, word) for i in range(self.n)]
            else:
                new[s.name] = [self._others(i, shown, numbers[s.over], s.over) for i in range(self.n)]
        self.v |= new

    def _advice(self, i: int, shown: list[float], how: str, ties: Any, word: str) -> float:
        total = 0.0
        for e in range(int(ties.start[i]), int(ties.start[i + 1])):
            j = int(ties.to[e])
            if how != "active_sum":
                total += shown[j]
            elif draws.draw(self.luck, word, int(ties.key[e]), self.week // 4) < self.world.behaviour.contact_chance:
                total += float(ties.weight[e]) * self._alike(i, j) * shown[j]
        degree = int(ties.start[i + 1] - ties.start[i])
        return (total * (1.0 / degree) if degree else 0.0) if how == "share" else total

    def _alike(self, i: int, j: int) -> float:
        staff, how_we = self.world.district.staff, self.world.behaviour
        role = how_we.same_role_weight if staff.role[i] == staff.role[j] else 1.0
        grade = how_we.same_grade_weight if staff.team[i] == staff.team[j] else 1.0
        return role * grade * (how_we.same_school_weight if staff.school[i] == staff.school[j] else 1.0)

    def _others(self, i: int, shown: list[float], number: list[int], over: str) -> float:
        if number[i] <= -2:
            return shown[-2 - number[i]]
        mates = [j for j in range(self.n) if number[j] == number[i]]
        if number[i] < 0 or len(mates) < 2:
            return 0.0
        total = 0.0
        for j in mates:
            total += shown[j]
        rest = len(mates) - 1
        return (total - shown[i]) / rest if over == "cohort" else (total - shown[i]) * (1.0 / rest)
