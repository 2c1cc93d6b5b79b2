"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: What a terminal announces of itself changes line breaks and colours; the tests look at one page, wherever they run.
for announced in ("COLUMNS", "LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
    os.environ.pop(announced, None)

#: A busy machine is slow to draw examples; that is no fault of what is tested.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of the small synthetic files, one in each input format."""
    return DATA


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real data sets; skips, with the reason, where they are not at hand."""
    folder = Path(os.environ.get("DIFFUSION_SIM_DATA", ROOT.parent / "shared" / "data"))
    for needed in ("school_advice/edges.csv", "school_advice/nodes.csv", "districts/nc_schools_2017.csv"):
        if not (folder / needed).is_file():
            pytest.skip(f"real data missing: {needed} (set DIFFUSION_SIM_DATA to the folder that holds it)")
    return folder
