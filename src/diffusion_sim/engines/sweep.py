"""The loop of one printed list as text: load the columns that are read, work out the lines, store what is kept.

The rules are the very functions of :mod:`diffusion_sim.rules`, written into the loop
(:mod:`diffusion_sim.engines.inline`); nothing of the theory is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from diffusion_sim import draws
from diffusion_sim.engines.inline import Writer
from diffusion_sim.rules.colleagues import SUMMARIES, Summary
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import DISTRICT, Line, setting_names

#: Draw blocks whose address is the arriving occupant, one more than the present one.
ARRIVAL_BLOCKS = (3, 4)


def parameter_order(rules: RuleSet) -> tuple[str, ...]:
    """Return the order of the settings vector that the compiled sweeps read."""
    return (*setting_names(), *rules.extra)


def summaries_read(rules: RuleSet) -> tuple[Summary, ...]:
    """Return the colleague summaries that some line of the week reads; the others are not computed."""
    read = {name for ln in rules.week for name in ln.reads}
    return tuple(s for s in SUMMARIES if s.name in read)


def _address(name: str) -> tuple[int, int]:
    number = draws.purpose_number(name.removeprefix("u_"))
    return number // 4, number % 4


class SweepText:
    """The loop of one list: which columns it takes and the text of its body."""

    def __init__(self, title: str, lines: tuple[Line, ...], rules: RuleSet) -> None:
        self.title, self.lines, self.rules = title, lines, rules
        written = [ln.name for ln in lines]
        read: list[str] = []
        for k, ln in enumerate(lines):
            read += [n for n in ln.reads if n not in written[:k]]
        self.read = tuple(dict.fromkeys(read))
        state = set(rules.state)
        self.kept = tuple(dict.fromkeys(n for n in written if n in state))
        self.draws = tuple(n for n in self.read if n.startswith("u_"))
        self.settings = tuple(n for n in self.read if n in parameter_order(rules))
        self.district = tuple(n for n in self.read if n in DISTRICT)
        scalars = {*self.draws, *self.settings, *self.district}
        self.loads = tuple(n for n in self.read if n not in scalars)
        numbered = ("occupant",) if self.draws and title != "start" else ()
        self.columns = tuple(dict.fromkeys((*self.loads, *self.kept, *numbered)))

    def text(self) -> str:
        """Return the source of the sweep."""
        span = ("first", "last") if self.title == "week" else ()
        arguments = ", ".join(("P", "D", "key", "week", "post", *span, *(f"c_{n}" for n in self.columns)))
        out = ["", "@njit(**INNER)", f"def sweep_{self.title}({arguments}):"]
        order = parameter_order(self.rules)
        out += [f"    v_{n} = P[{order.index(n)}]" for n in self.settings]
        out += [f"    v_{n} = D[{DISTRICT.index(n)}]" for n in self.district]
        out += ["    k0, k1 = low32(key), high32(key)", "    w = uint32(week)"]
        out += ["    wide()", f"    for k in range({'last - first' if span else 'post.shape[0]'}):"]
        out.append(f"        i = {'uint64(first) + uint64(k)' if span else 'k'}")
        # what is heard from colleagues is kept for the people of one tile only
        near = {s.name: "k" for s in summaries_read(self.rules)} if span else {}
        body = (*self.draw_text(), *self.load_text(near), *self.rule_text(), *self.store_text())
        out += [f"        {line}" for line in body]
        return "\n".join(out) + "\n"

    def draw_text(self) -> list[str]:
        """Return the lines that make this week's draws."""
        blocks = sorted({_address(n)[0] for n in self.draws})
        out = [] if not blocks else ["p0, p1 = low32(post[i]), high32(post[i])"]
        if blocks:
            out.append("o = uint32(0)" if self.title == "start" else "o = uint32(int32(c_occupant[i]))")
        for b in blocks:
            who = "uint32(o + uint32(1))" if b in ARRIVAL_BLOCKS else "o"
            words = ", ".join(f"x{b}_{k}" for k in range(4))
            where = f"uint32(uint32({b << draws.OCCUPANT_BITS}) | {who})"
            out.append(f"{words} = philox(p0, p1, w, {where}, k0, k1)")
        out += [f"v_{n} = unit(x{_address(n)[0]}_{_address(n)[1]})" for n in self.draws]
        return out

    def load_text(self, index: Mapping[str, str] = MappingProxyType({})) -> list[str]:
        """Return the lines that load columns: at ``i`` where ``index`` names no other place."""
        return [f"v_{n} = c_{n}[{index.get(n, 'i')}]" for n in self.loads]

    def rule_text(self) -> list[str]:
        """Return the rules' own text, line by line; a call where the text cannot be taken."""
        out, writer = [], Writer()
        for k, ln in enumerate(self.lines):
            arguments = [f"v_{n}" for n in ln.reads]
            inlined = writer.lines(ln.rule, arguments, f"v_{ln.name}")
            out.append(f"# {ln.name}: {ln.rule.__module__.rpartition('.')[2]}.{ln.rule.__name__}")
            out += inlined or [f"v_{ln.name} = r_{self.title}_{k}({', '.join(arguments)})"]
        return out

    def store_text(self) -> list[str]:
        """Return the lines that keep what was worked out."""
        return [f"c_{n}[i] = v_{n}" for n in self.kept]
