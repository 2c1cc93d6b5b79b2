"""A run that failed is a row: at which stage, which error, with which settings, and where the traceback is."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from diffusion_sim.batch.unit import Unit
from diffusion_sim.errors import BadInput

#: Function called by ``simulate_block`` -> stage of a failure within it.
STAGES = {
    "laid_out": "district",
    "start": "start",
    "__init__": "strategy",
    "prepare": "strategy",
    "run_weeks": "weeks",
    "end_year": "year end",
    "_tables": "outcomes",
    "check": "tables",
}
#: Stage of a run whose worker process died each time it was tried.
PROCESS = "process"
_WHOLE = pa.int64()
SCHEMA = pa.schema(
    [("run", pa.string()), ("arm", pa.string()), ("district", _WHOLE), ("luck", _WHOLE), ("design", _WHOLE),
     ("plan", pa.string()), ("stage", pa.string()), ("error", pa.string()), ("settings", pa.string()),
     ("traceback", pa.string())]
)  # fmt: skip


class BatchError(RuntimeError):
    """A batch that cannot go on; its text is one sentence for the user (exit code 1)."""


@dataclass(frozen=True)
class Failure:
    """One run that failed; columns as in :data:`SCHEMA`, ``traceback`` being the text itself."""

    run: str
    arm: str
    district: int
    luck: int
    design: int
    plan: str
    stage: str
    error: str
    settings: str
    traceback: str

    @property
    def refused(self) -> str:
        """The sentence, if the run ended because its input cannot be run; else ``""``."""
        kind, _, sentence = self.error.partition(": ")
        return sentence if kind == BadInput.__name__ else ""


def failure(unit: Unit, error: BaseException, stage: str | None = None) -> Failure:
    """Return the row of a unit of one replicate that raised ``error``."""
    rep = unit.reps[0]
    settings = json.dumps(unit.settings.to_dict(), sort_keys=True, ensure_ascii=False)
    text = "".join(traceback.format_exception(error))
    said = f"{type(error).__name__}: {error}"
    return Failure(
        unit.runs[0], unit.arm.name, rep.district, rep.luck, rep.design, unit.plan, stage or stage_of(error), said,
        settings, text,
    )  # fmt: skip


def stage_of(error: BaseException) -> str:
    """Return how far a run had come: the outermost function of :data:`STAGES` in the traceback, else ``"run"``."""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.name in STAGES and Path(frame.filename).parent != Path(__file__).parent:
            return STAGES[frame.name]
    return "run"
