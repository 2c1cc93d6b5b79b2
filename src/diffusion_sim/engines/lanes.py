"""What all show, side by side: one person's values lie together in memory and are copied and summed as one vector.

The compiler does not find this by itself, and a colleague who is far away then costs one wait instead of one for every
column. Lanes are independent of each other, so that every sum has the bits of a plain loop.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

_F8, _I8, _I4 = ir.DoubleType(), ir.IntType(64), ir.IntType(32)


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return context.make_array(kind)(context, builder, array).data


def _person(builder: Any, values: Any, person: Any, lanes: Any) -> Any:
    """Return the place of a person's values."""
    start = builder.mul(person, _I8(lanes.count))
    return builder.bitcast(builder.gep(values, [start]), lanes.as_pointer())


def _put(typing: Any, near: Any, person: Any, values: Any) -> Any:
    """Write a person's values."""
    lanes = ir.VectorType(_F8, len(values))

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = ir.Constant(lanes, ir.Undefined)
        for k in range(lanes.count):
            vector = builder.insert_element(vector, builder.extract_value(arguments[2], k), _I4(k))
        data = _data(context, builder, signature.args[0], arguments[0])
        builder.store(vector, _person(builder, data, arguments[1], lanes), align=8)
        return context.get_dummy_value()

    return types.void(near, types.uint64, values), write


def _ask(typing: Any, width: Any, near: Any, to: Any, weight: Any, met: Any, week: Any, first: Any, count: Any) -> Any:
    """Return sums over ``count`` ties from ``first`` on: weighted and met in a week of four, then plain sums of all."""
    lanes = ir.VectorType(_F8, width.literal_value)

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        near, to, weight, met = (
            _data(context, builder, kind, a) for kind, a in zip(signature.args[1:5], arguments[1:5], strict=True)
        )
        zero = ir.Constant(lanes, [0.0] * lanes.count)
        weighted, plain = (cgutils.alloca_once_value(builder, zero) for _ in range(2))
        with cgutils.for_range(builder, arguments[7], intp=_I8) as loop:
            tie = builder.add(arguments[6], loop.index)
            person = builder.zext(builder.load(builder.gep(to, [tie])), _I8)
            values = builder.load(_person(builder, near, person, lanes), align=8)
            active = _active(builder, weight, met, arguments[5], tie)
            product = builder.fmul(_spread(builder, active, lanes), values)
            builder.store(builder.fadd(builder.load(weighted), product), weighted)
            builder.store(builder.fadd(builder.load(plain), values), plain)
        sums = [builder.extract_element(builder.load(s), _I4(k)) for s in (weighted, plain) for k in range(lanes.count)]
        return context.make_tuple(builder, signature.return_type, sums)

    number = types.uint64
    given = (width, near, to, weight, met, number, number, number)
    return types.UniTuple(types.float64, 2 * lanes.count)(*given), write


def _active(builder: Any, weight: Any, met: Any, week: Any, tie: Any) -> Any:
    """Return the weight of a tie if the two met, else 0: times 1 or 0, as a choice becomes a branch nobody foresees."""
    weeks = builder.zext(builder.load(builder.gep(met, [tie])), _I8)
    times = builder.sitofp(builder.and_(builder.lshr(weeks, week), _I8(1)), _F8)
    return builder.fmul(builder.load(builder.gep(weight, [tie])), times)


def _spread(builder: Any, value: Any, lanes: Any) -> Any:
    """Return a vector with the same value in every lane."""
    one = builder.insert_element(ir.Constant(lanes, ir.Undefined), value, _I4(0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(_I4, lanes.count), [0] * lanes.count))


put: Any = intrinsic(_put)
ask: Any = intrinsic(prefer_literal=True)(_ask)
