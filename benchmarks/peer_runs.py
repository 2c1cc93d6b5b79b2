"""One cascade in one peer: run inside the peers' own environment, which has none of this project.

Usage: ``python peer_runs.py PEER TASK.npz ROUNDS`` prints one line of JSON: the version, seconds of processor time for
set-up and for the best run, and the curve. Only runs are compared, and objects are made once and
reset between runs where that can be done (``run.inner`` is the run without what has to be made anew); that favours
the peers, whose users would make everything anew.
"""

from __future__ import annotations

import json
import sys
import time
from array import array
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

Curve = list[int]
#: Runs the cascade from its start and returns the number in use at the end of weeks 0, 1, ...
Run = Callable[[], Curve]


class Task:
    """The graph, thresholds and first users; ``to[start[i]:start[i + 1]]`` are those whom i asks."""

    def __init__(self, file: str) -> None:
        with np.load(file) as kept:
            self.start, self.to = kept["start"], kept["to"]
            self.threshold, self.first, self.weeks = kept["threshold"], kept["first"], int(kept["weeks"])
        self.n = len(self.threshold)
        self.seeker = np.repeat(np.arange(self.n), np.diff(self.start))

    def asked(self) -> list[list[int]]:
        """Return the rows of those whom each person asks."""
        to = self.to.tolist()
        return [to[a:b] for a, b in zip(self.start.tolist(), self.start.tolist()[1:], strict=False)]


class Asking:
    """What an object of Mesa or agentpy does in a week: first look, then decide."""

    using: bool
    next: bool
    threshold: float
    asked: list[Any]

    def look(self) -> None:
        if self.using or not self.asked:
            return
        using = 0
        for other in self.asked:
            if other.using:
                using += 1
        self.next = using / len(self.asked) >= self.threshold

    def decide(self) -> None:
        self.using = self.next


def _introduce(people: list[Any], task: Task) -> None:
    for person, rows, threshold in zip(people, task.asked(), task.threshold.tolist(), strict=True):
        person.asked, person.threshold = [people[j] for j in rows], threshold


def _reset(people: list[Any], task: Task) -> None:
    for person, first in zip(people, task.first.tolist(), strict=True):
        person.using = person.next = first


def _weekly(people: list[Any], task: Task, week: Callable[[], None]) -> Run:
    def run() -> Curve:
        _reset(people, task)
        curve = [sum(p.using for p in people)]
        for _ in range(task.weeks):
            week()
            curve.append(sum(p.using for p in people))
        return curve

    return run


def plain_mesa(task: Task) -> Run:
    """Mesa agents that hold lists of those whom they ask; the AgentSet goes through them twice a week."""
    import mesa

    class Person(Asking, mesa.Agent):
        pass

    model = mesa.Model(rng=1)
    people = list(Person.create_agents(model, task.n))
    _introduce(people, task)

    def week() -> None:
        model.agents.do("look")
        model.agents.do("decide")

    return _weekly(people, task, week)


def agentpy(task: Task) -> Run:
    """Do the same with agentpy's agents and agent lists."""
    import agentpy as ap

    class Person(Asking, ap.Agent):  # type: ignore[misc]
        pass

    everybody = ap.AgentList(ap.Model(), task.n, Person)
    people = list(everybody)
    _introduce(people, task)

    def week() -> None:
        everybody.look()
        everybody.decide()

    return _weekly(people, task, week)


def ndlib(task: Task) -> Run:
    """NDlib's ThresholdModel on a networkx graph whose ties point from the asked to those who ask."""
    import networkx as nx
    from ndlib.models.epidemics import ThresholdModel
    from ndlib.models.ModelConfig import Configuration

    graph = nx.DiGraph()
    graph.add_nodes_from(range(task.n))
    graph.add_edges_from(zip(task.to.tolist(), task.seeker.tolist(), strict=True))
    model = ThresholdModel(graph)
    settings = Configuration()
    for i, threshold in enumerate(task.threshold.tolist()):
        settings.add_node_configuration("threshold", i, threshold)
    first = np.flatnonzero(task.first).tolist()
    settings.add_model_initial_configuration("Infected", first)
    model.set_initial_status(settings)

    def run() -> Curve:
        model.reset(first)
        seen = model.iteration_bunch(task.weeks + 1, node_status=False)
        return [week["node_count"][1] for week in seen]

    return run


def starsim(task: Task) -> Run:
    """Run a Starsim module with the rule in NumPy over the edges of a Starsim network; a run is a fresh Sim."""
    import starsim as ss

    degree = np.maximum(np.diff(task.start), 1)

    class Ties(ss.Network):  # type: ignore[misc]
        def init_post(self, *rest: Any, **more: Any) -> None:
            super().init_post(add_pairs=False)
            self.append(p1=ss.uids(task.to), p2=ss.uids(task.seeker), beta=np.ones(len(task.to)))

        def step(self) -> None:
            """Change nothing: ties stay."""

    class Cascade(ss.Module):  # type: ignore[misc]
        def init_post(self) -> None:
            super().init_post()
            self.using = task.first.copy()
            self.curve = [int(self.using.sum())]

        def step(self) -> None:
            ties = self.sim.networks[0].edges
            using = np.bincount(ties.p2, weights=self.using[ties.p1], minlength=task.n)
            self.using |= using / degree >= task.threshold
            self.curve.append(int(self.using.sum()))

    def run() -> Curve:
        # a Sim makes a step at its first and at its last date
        sim = ss.Sim(n_agents=task.n, start=0, dur=task.weeks - 1, dt=1, networks=Ties(), modules=Cascade(), verbose=0)
        sim.init()
        begin = time.process_time()
        sim.run()
        run.inner = time.process_time() - begin  # type: ignore[attr-defined]
        return list(next(m for m in sim.modules if isinstance(m, Cascade)).curve)

    return run


def cynetdiff(task: Task) -> Run:
    """cynetdiff's LinearThresholdModel, itself event-driven, in C++."""
    from cynetdiff.models import LinearThresholdModel

    order = np.argsort(task.to, kind="stable")
    start = np.searchsorted(task.to[order], np.arange(task.n))
    model = LinearThresholdModel(array("I", start.tolist()), array("I", task.seeker[order].tolist()))
    limits, first = array("f", task.threshold.tolist()), np.flatnonzero(task.first).tolist()

    def run() -> Curve:
        model.set_seeds(first)
        model._assign_thresholds(limits)
        curve, begin = [model.get_num_activated_nodes()], time.process_time()
        for _ in range(task.weeks):
            model.advance_model()
            curve.append(model.get_num_activated_nodes())
        run.inner = time.process_time() - begin  # type: ignore[attr-defined]
        return curve

    return run


#: Peer -> the name under which it is installed, and its run.
PEERS: dict[str, tuple[str, Callable[[Task], Run]]] = {
    "NDlib": ("ndlib", ndlib),
    "Starsim": ("starsim", starsim),
    "agentpy": ("agentpy", agentpy),
    "cynetdiff": ("cynetdiff", cynetdiff),
    "plain Mesa": ("mesa", plain_mesa),
}


def main(peer: str, file: str, rounds: int) -> None:
    """Run one peer and print what came out."""
    package, make = PEERS[peer]
    task, begin = Task(file), time.process_time()
    run = make(task)
    setup, best, curve = time.process_time() - begin, float("inf"), []
    for _ in range(rounds):
        begin = time.process_time()
        curve = run()
        best = min(best, getattr(run, "inner", time.process_time() - begin))
    plain = [int(x) for x in curve]
    print(json.dumps({"version": version(package), "setup": setup, "run": best, "curve": plain}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
