"""Prices and the default budget: the money side of the ledger that every strategy draws on."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import check_ranges, parameter


@dataclass(frozen=True)
class Costs:
    """Prices in dollars of ``price_year``; hours are working hours of staff."""

    budget_per_post: float = parameter(
        600.0, 0.0, 20000.0, "$ per staff post and year", "assumption",
        "about the cost of the larger one-off trainings per teacher; TNTP 2015 reports 18,000 for all development",
        "What the district may spend on this practice while support lasts.",
    )  # fmt: skip
    coach_fte: float = parameter(
        105_000.0, 85_000.0, 130_000.0, "$ per year", "derived",
        "NCES Digest 2022 t.211.70 teacher pay x 1.05-1.25 + 30 % benefits (EVIDENCE s.11)",
        "One full-time coach with benefits.",
    )  # fmt: skip
    least_per_coach: float = parameter(
        12.0, 6.0, 18.0, "people per year", "assumption",
        "6 a cycle (low end of caseloads: DLP, Digital Promise), two cycles each",
        "Fewest participants a full-time coach is hired for.",
    )  # fmt: skip
    trainer_day: float = parameter(
        250.0, 150.0, 500.0, "$ per teacher-day", "derived",
        "Knight 2012: traditional training about 270-870 per teacher (two days with substitutes)",
        "Workshop fee for one teacher and day (materials, trainer, room).",
    )  # fmt: skip
    substitute_day: float = parameter(
        150.0, 100.0, 250.0, "$ per day", "assumption", "EVIDENCE s.11: none read",
        "A substitute for a day out of class, with on-costs.",
    )  # fmt: skip
    leader_hour: float = parameter(
        70.0, 50.0, 100.0, "$ per hour", "assumption", "no source read (pay above a coach's, over 1,950 hours)",
        "An hour of a principal's or supervisor's time.",
    )  # fmt: skip
    price_year: float = parameter(
        2022.0, 2000.0, 2035.0, "year", "assumption", "year of the pay tables", "Year in which prices are stated."
    )
    deflator_2010: float = parameter(
        1.34, 1.0, 2.0, "ratio", "derived", "CPI-U annual averages: 2022 292.7 / 2010 218.1",
        "Dollars of the price year per dollar of 2010 (for target 25).",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("costs", self)
