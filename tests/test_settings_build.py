"""Plain values into dataclasses: nothing lost, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.build import build, words
from diffusion_sim.settings.ledger import ledger, ledger_csv
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.settings.registry import plain


@dataclass(frozen=True)
class Inner:
    from_: str | None = None


@dataclass(frozen=True)
class Thing:
    amount: float = parameter(1.0, 0.0, 10.0, "h", "assumption", "s", "a")
    count: int = 1
    on: bool = False
    name: str | None = None
    kind: Literal["a", "bb"] = "a"
    names: tuple[str, ...] = ()
    pair: tuple[int, float] = (1, 2.0)
    inner: Inner = field(default_factory=Inner)


@given(
    amount=st.floats(0, 10),
    count=st.integers(-(10**9), 10**9),
    on=st.booleans(),
    name=st.none() | st.text(),
    names=st.lists(st.text(), max_size=4),
    column=st.none() | st.text(),
)
def test_plain_and_back_is_the_same(amount, count, on, name, names, column):
    thing = Thing(amount, count, on, name, names=tuple(names), inner=Inner(column))
    assert build(Thing, plain(thing), "thing") == thing


@given(st.floats(allow_nan=True, allow_infinity=True).filter(lambda x: not 0 <= x <= 10))
def test_out_of_range_is_refused(value):
    with pytest.raises(BadInput, match=r"thing\.amount=.* from 0 to 10"):
        build(Thing, {"amount": value}, "thing")


WRONG = [
    ({"amount": "x"}, r"thing\.amount='x' is not allowed; allowed: a number"),
    ({"amount": True}, r"thing\.amount=true"),
    ({"count": 1.5}, "a whole number"),
    ({"on": 1}, "true or false"),
    ({"name": [1]}, "a text or null"),
    ({"kind": "b"}, "Did you mean 'bb'"),
    ({"names": "a"}, r"written \[a,b\]"),
    ({"names": [["a"]]}, r"thing\.names\[0\]"),
    ({"pair": [1]}, "has 1 entries; allowed: 2"),
    ({"inner": {"form": "a"}}, r"thing\.inner\.form.*Did you mean 'thing.inner.from'"),
    ({"cuont": 1}, r"Did you mean 'thing\.count'"),
    ("text", "a mapping"),
]


@pytest.mark.parametrize(("values", "found"), WRONG)
def test_wrong_types_are_refused(values: Any, found: str):
    with pytest.raises(BadInput, match=found):
        build(Thing, values, "thing")


def test_words_for_every_type():
    assert words(int | None) == "a whole number or null"
    assert words(tuple[str, ...]) == "a list, each entry a text"
    assert words(Literal["a", "b"]) == "a, b"


def test_the_ledger_is_whole():
    rows = ledger()
    assert len({(r.key, r.part) for r in rows}) == len(rows)
    for row in rows:
        assert row.kind in ("measured", "derived", "assumption"), row.key
        assert row.low <= row.default <= row.high, row.key
        assert row.unit and row.source and row.about, row.key
    lines = ledger_csv().splitlines()
    assert len(lines) == len(rows) + 1
    assert lines[0] == "key,part,value,default,low,high,unit,kind,source,about"
