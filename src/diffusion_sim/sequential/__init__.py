"""Stop when sure: a paired difference with an interval that holds however often one looks.

:func:`until_sure` adds replicates until every difference is settled or the budget is spent. The interval is a
confidence sequence (:mod:`.mixture`); ``verification/`` shows by simulation how often it misses.
"""

from diffusion_sim.sequential.order import Order
from diffusion_sim.sequential.rule import OPEN, SIGN, WIDTH, Rule
from diffusion_sim.sequential.source import FromStore
from diffusion_sim.sequential.until_sure import SureResult, until_sure

__all__ = ["OPEN", "SIGN", "WIDTH", "FromStore", "Order", "Rule", "SureResult", "until_sure"]
