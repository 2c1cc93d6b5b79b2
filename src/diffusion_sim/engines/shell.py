"""A Mesa model stepped on the compiled sweep: the speed of columns, with people when somebody asks for them.

``model.agents`` is made on first use; each person is then a view that reads the columns as they are::

    model = SweptModel.from_settings(load(overrides=["district=large"]))
    model.step()
    model.agents_by_type[Teacher].agg("belief", max)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import mesa
import numpy as np

from diffusion_sim.engines import columns
from diffusion_sim.engines.columns import Block
from diffusion_sim.engines.people import Counters, told
from diffusion_sim.engines.rollout import FIRST, Rollout
from diffusion_sim.errors import nearest
from diffusion_sim.replicates import Replicate
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import PLACE
from diffusion_sim.settings.settings import Settings


class PersonView(mesa.Agent):
    """One row of the columns, read when asked: state columns, facts of the place and support by name."""

    _ids: ClassVar[Counters] = Counters()
    model: SweptModel

    def __init__(self, model: SweptModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> float:
        if name.startswith("_") or name == "model":
            raise AttributeError(name)
        return self.model.value(name, self.row)

    def __repr__(self) -> str:
        return told(self, self.model.block.layout.district)


class Teacher(PersonView):
    """A teacher."""


class Principal(PersonView):
    """A principal."""


class Coach(PersonView):
    """A coach on the staff of a school."""


KINDS: tuple[type[PersonView], ...] = (Teacher, Principal, Coach)


class SweptModel(mesa.Model):
    """A district under a strategy as a Mesa model, at the speed of the columns engine.

    Attributes
    ----------
    rollout : Rollout
        The strategy at work and the block of columns (``block``).
    datacollector : mesa.DataCollector
        Collects ``week``, ``spread`` and ``depth`` at the start and after every step.
    """

    def __init__(self, rollout: Rollout) -> None:
        # Mesa wants a generator of its own; nothing here ever asks it
        super().__init__(rng=int(rollout.block.keys[0]))
        self.rollout = rollout
        self.shown = False
        self.datacollector = mesa.DataCollector(
            model_reporters={"week": "week", "spread": lambda m: m.spread, "depth": lambda m: m.depth}
        )
        self.datacollector.collect(self)

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        arm: str | None = None,
        replicate: Replicate = FIRST,
        rules: RuleSet | None = None,
    ) -> SweptModel:
        """Return a model to be stepped; see :meth:`.model.DistrictModel.from_settings`."""
        return cls(Rollout(columns, settings, arm, replicate, rules))

    def step(self) -> None:
        """Run one teaching week under the strategy."""
        self.rollout.step()
        self.running = not self.rollout.over
        self.datacollector.collect(self)

    @property
    def block(self) -> Block:
        """The columns, one replicate."""
        return self.rollout.block

    @property
    def week(self) -> int:
        """Teaching weeks that have passed, 36 a year."""
        return self.rollout.week

    @property
    def spread(self) -> float:
        """Share of staff who use the practice."""
        return float(np.count_nonzero(self.block.column("level")[0] >= 3.0)) / self.block.layout.n

    @property
    def depth(self) -> float:
        """Share of staff in deep use (Level of Use IVB or higher, by conviction)."""
        deep = (self.block.column("level")[0] >= 5.0) & (self.block.column("compliance")[0] == 0.0)
        return float(np.count_nonzero(deep)) / self.block.layout.n

    def value(self, name: str, row: int) -> float:
        """Return one person's number.

        Raises
        ------
        AttributeError
            For a name that is no state column, fact of the place or support.
        """
        block = self.block
        for names, table in (
            (block.rules.state, block.S[0]),
            (PLACE, block.layout.place),
            (block.rules.support, block.support[0]),
        ):
            if name in names:
                return float(table[names.index(name), row])
        known = (*block.rules.state, *PLACE, *block.rules.support)
        raise AttributeError(f"a person has no {name!r}.{nearest(name, known)}")

    @property
    def agents(self) -> Any:
        """Everybody as views, made on first use."""
        self._show()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Teachers, principals and coaches as views, made on first use."""
        self._show()
        return super().agents_by_type

    @property
    def agent_types(self) -> Iterable[type]:
        """Teacher, Principal and Coach, as far as there are any."""
        self._show()
        return super().agent_types

    def _show(self) -> None:
        if self.shown:
            return
        self.shown = True
        role = self.block.layout.district.staff.role
        for number, kind in enumerate(KINDS):
            rows = np.flatnonzero(role == number).tolist()
            if rows:
                kind.create_agents(self, len(rows), rows)
