"""Verdicts, numbers and sentences in plain words; the same on the terminal, in figures and in the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.compare.nested import MOST

CANNOT_TELL = "cannot tell yet"
BY_CONSTRUCTION = "no difference, by construction"
NONE_SEEN = "no difference in any replicate"
UNDEFINED = "undefined"
#: Of money, where one of the two spends nothing: that nothing costs less is no merit.
NO_PRICE = "no verdict, as one spends nothing"
#: What every verdict that is told in a sentence is bound to.
ASSUMING = "at these assumptions"


#: Below this, in points or in the unit itself, an end of an interval is told from 0 by its side alone.
JUST = 0.001


def arm_words(arm: str) -> str:
    """Return the name of an arm for a reader: ``training_mandate`` becomes ``training mandate``."""
    return arm.replace("_", " ")


def percent(share: float) -> str:
    """Write a share as whole per cent; only a share that is 0 or 1 is written as 0 % or 100 %."""
    if not np.isfinite(share):
        return "-"
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def number(value: float, unit: str, signed: bool = False) -> str:
    """Write a value in its unit: shares as per cent, differences of shares as points."""
    if not np.isfinite(value):
        return "-"
    plus = "+" if signed else ""
    if unit in ("share", "points"):
        tail = " %" if unit == "share" and not signed else " pts"
        text = f"{100 * value:{plus}.1f}"
        return ("0.0" if text in ("-0.0", "+0.0") else text) + tail
    if unit in ("money", "hours", "people"):
        size = abs(value)
        if size == 0:
            return "0"
        if size >= 10_000:
            return f"{value / 1000:{plus},.0f}k"
        text = f"{value:{plus},.{0 if size >= 100 else 1 if size >= 10 else 2}f}"
        return text
    text = f"{value:{plus}.2f}"
    text = "0.00" if text in ("+0.00", "-0.00") else text
    return f"{text} yr" if unit == "years" else text


def interval(low: float, high: float, unit: str) -> str:
    """Write an interval, e.g. ``+1.2 to +3.4``; a dash where there is none.

    An interval that leaves out 0 never shows it: the nearer end then has as many digits as that takes. So has one
    around 0 of which nothing else would be seen: ``0.0 to 0.0`` is said of no difference at all. Ends that differ
    are not written alike, unless they do so beyond the sixth decimal.
    """
    if not (np.isfinite(low) and np.isfinite(high)):
        return "-"
    fine = low > 0.0 or high < 0.0 or (_nothing(low, unit) and _nothing(high, unit))
    ends = _end(low, unit, fine), _end(high, unit, fine)
    if ends[0] == ends[1] and low != high:
        usual = 0 if "k" in ends[0] else len(ends[0].partition(".")[2]) + 1
        ends = _finer(low, high, unit, usual) or ends
    return f"{ends[0]} to {ends[1]}"


def _finer(low: float, high: float, unit: str, first: int) -> tuple[str, str] | None:
    """Return two ends with the decimals, from so many on, that tell them apart; None where six do not."""
    scale = 100.0 if unit in ("share", "points") else 1.0
    texts = ((f"{scale * low:+,.{k}f}", f"{scale * high:+,.{k}f}") for k in range(first, 7))
    pair = next((pair for pair in texts if pair[0] != pair[1]), None)
    return None if pair is None else (_plain(pair[0]), _plain(pair[1]))


def _plain(text: str) -> str:
    """Return a number without the sign of one that reads 0."""
    return text if text.strip("+-0.,") else text[1:]


def _nothing(value: float, unit: str) -> bool:
    """Tell whether nothing but zeros is seen of a value in its usual digits."""
    return number(value, unit, True).split(" ")[0].strip("+-0.") == ""


def _end(value: float, unit: str, fine: bool) -> str:
    if not fine or value == 0.0 or not _nothing(value, unit):
        return number(value, unit, True).split(" ")[0]
    shown = 100 * value if unit in ("share", "points") else value
    if abs(shown) < JUST:
        return "just above 0" if shown > 0.0 else "just below 0"
    return f"{shown:+.1g}"


def verdict_words(row: Any) -> str:
    """Say who is better in one row of ``differences`` (attributes verdict, arm, reference)."""
    arm, reference = arm_words(str(row.arm)), arm_words(str(row.reference))
    said = {
        "better": f"{arm} is better",
        "worse": f"{reference} is better",
        "higher": f"{arm} is higher",
        "lower": f"{reference} is higher",
    }
    return said.get(str(row.verdict), str(row.verdict))


def better_words(row: Any) -> str:
    """Name the better arm of one row, or say why none is named; short, for a column."""
    arm, reference = arm_words(str(row.arm)), arm_words(str(row.reference))
    said = {
        "better": arm,
        "worse": reference,
        "higher": "-",
        "lower": "-",
        UNDEFINED: "-",
        NONE_SEEN: "none seen",
        NO_PRICE: "no verdict",
    }
    return said.get(str(row.verdict), str(row.verdict))


def places(count: int, own: bool) -> str:
    """Count districts, or drawings of the reader's own: what its table does not hold is another in each."""
    return f"{count:,} {_places(count, own)}"


def _places(count: int, own: bool) -> str:
    many = "" if count == 1 else "s"
    return f"drawing{many} of your district" if own else f"district{many}"


def needed_words(row: Any, own: bool = False) -> str:
    """Say which replicates are still needed, or nothing where the verdict stands.

    Parameters
    ----------
    row : row of ``differences`` (attributes as its columns)
    own : bool
        Whether the districts are drawings of the reader's own.
    """
    if row.verdict != CANNOT_TELL:
        return ""
    if row.needed_kind == "too many":
        return f"over {MOST:,} more replicates: close to nothing"
    if row.needed_kind == "unknown":
        return "at least one more replicate"
    if row.needed_kind == "districts":
        return f"about {row.needed:,} more {_places(row.needed, own)}"
    return f"about {row.needed:,} more luck{'' if row.needed == 1 else 's'} per {'drawing' if own else 'district'}"


def needed_settings(row: Any, ran: int = 0) -> str:
    """Return the settings that give what is still needed, or nothing where it is no number.

    More replicates alone spread over the same districts; more districts need both keys.

    Parameters
    ----------
    row : row of ``differences`` (attributes as its columns)
    ran : int
        Districts that were run; those with a value if left out. Where some had none, some of the further will have
        none either, and as many more are run.
    """
    if row.verdict != CANNOT_TELL or row.needed_kind not in ("districts", "lucks per district"):
        return ""
    valued = int(row.districts)
    pairs, districts = int(row.replicates + row.undefined), max(ran, valued)
    if row.needed_kind == "lucks per district":
        total = f"run.replicates={pairs + districts * row.needed}"
        return total if districts == 1 else f"run.districts={districts} {total}"
    wanted = districts + -(-int(row.needed) * districts // valued)
    return f"run.districts={wanted} run.replicates={-(-wanted * pairs // districts)}"


def headline(row: Any, level: float, own: bool = False, ran: int = 0) -> str:
    """Say the headline of one contrast in two or three sentences.

    Parameters
    ----------
    row : row of ``differences`` (attributes as its columns)
    level : float
        Confidence level of the interval.
    own : bool
        Whether the districts are drawings of the reader's own.
    ran : int
        Districts that were run; those with a value if left out.
    """
    arm, reference = arm_words(str(row.arm)), arm_words(str(row.reference))
    if row.verdict == UNDEFINED:
        return f"{arm} against {reference}: {lower_first(row.label)} is undefined here (see the definition)."
    a, b = number(row.mean_arm, row.unit), number(row.mean_reference, row.unit)
    start = f"{row.label}: {a} with {arm}, {b} with {reference}."
    if row.verdict in (BY_CONSTRUCTION, NONE_SEEN, NO_PRICE):
        return f"{start} {row.verdict.capitalize()}."
    span = interval(row.low, row.high, row.unit)
    unit = " points" if row.unit in ("share", "points") else " years" if row.unit == "years" else ""
    gap = number(row.difference, row.unit, True).split(" ")[0]
    leader, ahead = (arm, row.p_better) if row.p_better >= 0.5 else (reference, 1 - row.p_better)
    middle = (
        f"Difference {gap}{unit} ({percent(level)} interval {span}); {leader} is ahead in "
        f"{percent(ahead)} of {row.replicates} paired replicates{_ties(ahead * row.replicates)}."
    )
    if span == "-":
        middle = f"Difference {gap}{unit}; paired replicates: {row.replicates}, too few for an interval."
    end = f"{upper_first(verdict_words(row))} {ASSUMING}."
    if row.verdict == CANNOT_TELL:
        typed = needed_settings(row, ran)
        end = f"Cannot tell yet; still needed: {needed_words(row, own)}{f', by {typed}' if typed else ''}."
    return f"{start} {middle} {end}"


def _ties(ahead: float) -> str:
    """Say how ties count where the number of replicates ahead is not whole."""
    return "" if abs(ahead - round(ahead)) < 1e-6 else " (a tie counts half)"


def upper_first(text: str) -> str:
    """Return the text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return the text with a small first letter, the rest untouched."""
    return text[:1].lower() + text[1:]


def listed(texts: Sequence[str]) -> str:
    """Join texts as in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(part for part in (", ".join(texts[:-1]), *texts[-1:]) if part)


def rows(frame: pd.DataFrame) -> list[Any]:
    """Return the rows of a frame as named tuples."""
    return list(frame.itertuples(index=False))
