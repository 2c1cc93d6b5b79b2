"""The tidy tables: what each column is, checked on the way out, and written whole or not at all.

Five tables tell everything about a batch: ``runs`` (one row per run and outcome), ``weeks`` (counts per
week, role and need group), ``people`` (one row per spell of use), ``schools`` (yearly snapshots) and
``ledger`` (hours and money per line). Outcomes, comparison, plots and report read these tables and nothing
else.
"""

from diffusion_sim.tables.check import check
from diffusion_sim.tables.files import read, whole_file, write, write_manifest
from diffusion_sim.tables.schemas import (
    CHANNELS,
    KEYS,
    LEVEL_NAMES,
    LEVELS,
    NEEDS,
    REPLICATE,
    ROLES,
    SCHEMAS,
    YEAR,
    HasTables,
    Tables,
    empty,
)

__all__ = [
    "CHANNELS",
    "KEYS",
    "LEVELS",
    "LEVEL_NAMES",
    "NEEDS",
    "REPLICATE",
    "ROLES",
    "SCHEMAS",
    "YEAR",
    "HasTables",
    "Tables",
    "check",
    "empty",
    "read",
    "whole_file",
    "write",
    "write_manifest",
]
