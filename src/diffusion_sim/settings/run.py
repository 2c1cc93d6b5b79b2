"""How much is run, for how long, on which seeds."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges, parameter

ENGINES = ("columns", "agents")
EXECUTORS = ("local", "dask")


@dataclass(frozen=True)
class RunSettings:
    """Replicates, seeds, windows, workers.

    ``replicates`` is spread over ``districts`` generated districts (nested replication); a district read from
    a survey is one fixed district. ``districts: null`` means 20. ``shard: k/N`` runs the k-th of N parts of the
    plan, ``replicate: k`` that one alone; ``fail_fast`` stops at the first run that fails. ``executor: dask`` lets
    Dask do the work, with workers on this machine, those of ``scheduler`` or of a queue (``cluster``).
    """

    seed: int = 1
    replicates: int = 200
    districts: int | None = None
    design: int = 0
    engine: str = "columns"
    workers: int | None = None
    folder: str | None = None
    csv: bool = False
    shard: str | None = None
    replicate: int | None = None
    fail_fast: bool = False
    executor: str = "local"
    scheduler: str | None = None
    cluster: str | None = None
    support_years: float = parameter(
        3.0, 0.0, 25.0, "years", "assumption", "CONTRACT: support belongs to the comparison", "Years of support."
    )
    horizon_years: float = parameter(
        6.0, 0.25, 30.0, "years", "assumption", "CONTRACT: three years after support ends", "Years that are followed."
    )
    budget: float = parameter(
        1.0, 0.0, 20.0, "multiple of the default budget", "assumption", "CONTRACT: run at 0.5, 1 and 2", "Budget scale."
    )

    leaders_change: float = parameter(
        0.0, 0.0, 1.0, "chance per year", "assumption",
        "CONTRACT: support belongs to the comparison. Measured is 0.18 (Grissom & Andersen 2012, AERJ: of 215 "
        "superintendents 45 % left within three years)",
        "Leaders who change, and may end support early.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("run", self)
        for key in ("seed", "replicates", "design"):
            self._whole(key, getattr(self, key), 0 if key != "replicates" else 1)
        for key in ("districts", "workers", "replicate"):
            if getattr(self, key) is not None:
                self._whole(key, getattr(self, key), 0 if key == "replicate" else 1)
        if self.engine not in ENGINES:
            raise BadInput(f"run.engine={self.engine!r} is unknown; allowed: {', '.join(ENGINES)}.")
        self._executor()
        if self.support_years > self.horizon_years:
            raise BadInput(
                f"run.support_years={self.support_years:g} is longer than run.horizon_years={self.horizon_years:g}; "
                "allowed: at most the horizon."
            )

    def _executor(self) -> None:
        if self.executor not in EXECUTORS:
            raise BadInput(f"run.executor={self.executor!r} is unknown; allowed: {', '.join(EXECUTORS)}.")
        given = [key for key in ("scheduler", "cluster") if getattr(self, key) is not None]
        if given and self.executor != "dask":
            raise BadInput(f"run.{given[0]} says where Dask's workers are; allowed: with run.executor=dask.")
        if len(given) > 1:
            raise BadInput("run.scheduler and run.cluster are both given; allowed: one of them.")
        if self.cluster is not None and self.workers is None:
            raise BadInput(
                f"run.cluster={self.cluster!r} does not say how many workers to ask the queue for; "
                "allowed: with run.workers=N."
            )

    @staticmethod
    def _whole(key: str, value: object, low: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < low:
            raise BadInput(f"run.{key}={value!r} is not allowed; allowed: a whole number, {low} or more.")
