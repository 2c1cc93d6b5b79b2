"""Zeroed columns on large pages: fifty columns read side by side else exhaust the processor's page tables."""

from __future__ import annotations

import math
import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGE_PAGE = 2 << 20


def zeros(shape: tuple[int, ...], dtype: Any = np.float64) -> NDArray[Any]:
    """Return a zeroed array, on large pages if it fills one and the system has them."""
    kind = np.dtype(dtype)
    count = math.prod(shape)
    size = count * kind.itemsize
    if size < LARGE_PAGE or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.full(shape, 0, kind)
    # private: shared memory, which is what one gets unasked, has large pages only where a system allows them for it
    memory = mmap.mmap(-1, size + LARGE_PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_HUGEPAGE)
    whole = np.frombuffer(memory, dtype=np.uint8)
    skip = -whole.ctypes.data % LARGE_PAGE
    out = whole[skip : skip + size].view(kind).reshape(shape)
    out[...] = 0  # touch every page: pages never written share one zero page, which reads three times slower
    return out
