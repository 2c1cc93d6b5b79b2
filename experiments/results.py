"""The published comparisons: ``docs/results.md``, its figure, and the blocks of the README that hold figures.

``python experiments/results.py`` runs every practice at half, once and twice the default budget, and every strategy
for the default practice, at publication size (200 paired replicates in 20 districts), and keeps the contrasts in
``experiments/results/``. ``--page`` writes the pages from what is kept and runs nothing. With other settings it is a
trial, which writes to ``experiments/results/trial`` and touches no page of the project. No figure of a result stands
in the project that this script, ``targets.py``, ``where_each_wins.py`` or ``python -m benchmarks`` has not written.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

import pandas as pd
from version import unchanged

from diffusion_sim.compare import Comparison, compare, words
from diffusion_sim.errors import BadInput
from diffusion_sim.identity import sources
from diffusion_sim.outcomes import HEADLINE, REGISTRY
from diffusion_sim.plots import adoption, save
from diffusion_sim.report.write import support_windows
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import options
from diffusion_sim.simulate import run_batch

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "experiments" / "results"
TRIAL = KEPT / "trial"
DOCS = ROOT / "docs"
PRACTICES = ("simple_act", "classroom_technique", "ai_assistant", "whole_school_blended")
BUDGETS = (0.5, 1.0, 2.0)
#: As ``diffusion-sim compare`` has them by default; the reference first.
MAIN = ("trailblazer", "training_mandate", "laissez_faire")
DEFAULT = ("classroom_technique", 1.0)
SHOWN = (
    HEADLINE,
    "use_support_end",
    "use_end",
    "deep_among_users_end",
    "users_kept_3y",
    "ownership_peer",
    "use_gap_end",
)


def run(replicates: int, districts: int, more: tuple[str, ...]) -> None:
    """Run all comparisons and keep their contrasts, sentences and the figure."""
    folder, pages = (TRIAL, TRIAL) if more else (KEPT, DOCS)
    size = [f"run.replicates={replicates}", f"run.districts={districts}", *more]
    frames, said, version = [], {}, sources()
    for practice in PRACTICES:
        for budget in BUDGETS:
            began = time.perf_counter()
            plan = [f"strategies=[{','.join(MAIN)}]", f"practice={practice}", f"run.budget={budget}", *size]
            found = _compared(plan, pages / "figures" if (practice, budget) == DEFAULT else None)
            unchanged(version)
            frames.append(_contrasts(found).assign(study="practices", practice=practice, budget=budget))
            if (practice, budget) == DEFAULT:
                said = {"sentences": found.sentences(), "notes": list(found.notes), "more": list(more)}
            print(f"{practice}, budget x {budget:g}: {time.perf_counter() - began:.1f} s", flush=True)
    everything = ["trailblazer", *(s for s in options("strategy") if s != "trailblazer")]
    found = _compared([f"strategies=[{','.join(everything)}]", *size], None)
    unchanged(version)
    frames.append(_contrasts(found).assign(study="strategies", practice=DEFAULT[0], budget=DEFAULT[1]))
    folder.mkdir(parents=True, exist_ok=True)
    pd.concat(frames).to_csv(folder / "contrasts.csv", index=False, float_format="%.6g", na_rep="nan")
    text = json.dumps({**said, "sources": version}, indent=1)
    (folder / "headline.json").write_text(text + "\n", encoding="utf-8")


def _compared(overrides: list[str], figures: Path | None) -> Comparison:
    batch = run_batch(load(overrides=overrides))
    found = compare(batch)
    if figures is not None:
        drawn = adoption(batch.weeks, found, support_windows(batch.manifest, found.names))
        figures.mkdir(parents=True, exist_ok=True)
        save(drawn, figures)
    return found


def _contrasts(found: Comparison) -> pd.DataFrame:
    frame = found.to_frame()
    columns = [
        "arm", "reference", "outcome", "unit", "better", "mean_arm", "mean_reference", "difference", "low", "high",
        "p_better", "verdict", "words", "replicates", "districts", "variance_ratio",
    ]  # fmt: skip
    return frame.loc[frame["outcome"].isin((*SHOWN, "budget_spent")), columns]


def kept(folder: Path = KEPT) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Return the contrasts and the sentences of the default comparison.

    Raises
    ------
    BadInput
        If nothing has been kept yet.
    """
    path = folder / "contrasts.csv"
    if not path.is_file():
        raise BadInput("experiments/results/contrasts.csv is not there; allowed: run this without --page first.")
    return pd.read_csv(path), json.loads((folder / "headline.json").read_text(encoding="utf-8"))


def page(table: pd.DataFrame, said: dict[str, list[str]]) -> str:
    """Return ``docs/results.md``."""
    first = table.iloc[0]
    trial = [f"**A trial of the script, with {' '.join(said['more'])}: no results.**", ""] if said["more"] else []
    lines = [
        "# Results",
        "",
        *trial,
        "Written by `python experiments/results.py`; do not edit by hand. "
        f"{first['replicates']} paired replicates in {first['districts']} districts per comparison, "
        f"program version {said['sources']}.",
        "",
        f"Outcome fixed beforehand: **{REGISTRY[HEADLINE].label.lower()}** (share of all posts). Intervals are 95 %,",
        "over districts and luck at the default coefficients; they do not hold the doubt about the coefficients. What",
        "the model meets and misses of the evidence: [targets.md](targets.md). Where either side wins over practices,",
        "horizons and principals' backing: [the studies](../experiments/README.md).",
        "",
        "## The default comparison",
        "",
        *(f"- {s}" for s in said["sentences"]),
        "",
        "![Adoption curves of the default comparison](figures/adoption.png)",
        "",
        "## Four practices, three budgets",
        "",
        *_practices(table[(table["study"] == "practices") & (table["arm"] == "training_mandate")]),
        "",
        "## Every strategy, default practice and budget, against the trailblazer cohort",
        "",
        "*Three years after support ends* is each strategy's own clock. All are followed until three years after the",
        "slowest one's support has ended; the columns at the horizon are of that one week, later than in the default",
        "comparison, and steps into use are counted up to it.",
        "",
        *_strategies(table[table["study"] == "strategies"]),
        "",
        "## How much pairing saves",
        "",
        "Variance of a difference between two arms with independent seeds, over its variance under addressed draws, on",
        "the outcome fixed beforehand: so many times fewer replicates give the same interval.",
        "",
        *_pairing(table[table["study"] == "strategies"]),
        "",
        "## What stands beside these figures",
        "",
        *(f"- {n}" for n in said["notes"]),
    ]
    return "\n".join(lines) + "\n"


def _gap(row: pd.Series) -> str:
    gap = words.number(row["difference"], row["unit"], True)
    return f"{gap} ({words.interval(row['low'], row['high'], row['unit'])})"


def _practices(table: pd.DataFrame) -> list[str]:
    out = ["Outcome fixed beforehand; the difference is training under a mandate less the trailblazer cohort.", ""]
    out += ["| practice | budget | training mandate | trailblazer | difference, 95 % interval | verdict |"]
    out += ["|---|---|---|---|---|---|"]
    for _, row in table[table["outcome"] == HEADLINE].iterrows():
        a, b = (words.number(row[k], row["unit"]) for k in ("mean_arm", "mean_reference"))
        name = str(row["practice"]).replace("_", " ")
        out.append(f"| {name} | x {row['budget']:g} | {a} | {b} | {_gap(row)} | {row['words']} |")
    return out


def _strategies(table: pd.DataFrame) -> list[str]:
    wide = table.pivot(index="arm", columns="outcome", values="mean_arm")
    reference = table.drop_duplicates("outcome").set_index("outcome")["mean_reference"]
    wide.loc[table["reference"].iloc[0]] = reference
    unit = table.drop_duplicates("outcome").set_index("outcome")["unit"]
    gaps = table[table["outcome"] == HEADLINE].set_index("arm").apply(_gap, axis=1)
    out = ["| strategy | " + " | ".join(REGISTRY[o].label for o in SHOWN) + " | difference in the first |"]
    out.append("|---" * (len(SHOWN) + 2) + "|")
    for arm, row in wide.sort_values(HEADLINE, ascending=False).iterrows():
        cells = [words.number(row[o], unit[o]) for o in SHOWN]
        out.append(f"| {str(arm).replace('_', ' ')} | " + " | ".join([*cells, gaps.get(arm, "reference")]) + " |")
    return out


def _pairing(table: pd.DataFrame) -> list[str]:
    own = table[(table["outcome"] == HEADLINE) & (table["variance_ratio"] > 0)]
    out = ["| trailblazer against | variance ratio |", "|---|---|"]
    return [*out, *(f"| {str(r['arm']).replace('_', ' ')} | {r['variance_ratio']:.3g} |" for _, r in own.iterrows())]


def speed() -> str:
    """Return the speed table of the README from ``benchmarks/results.json``."""
    found = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    on = found["machine"]
    lines = [
        f"Measured {on['day']} on {on['cores']} cores ({on['cpu']}, {'AVX-512' if on['avx512'] else 'no AVX-512'}), "
        f"Python {on['python']}, numba {on['numba']}, by `make benchmark`; ratios within one run, best of several.",
        "",
        "| check | reached | wanted | met |",
        "|---|---|---|---|",
    ]
    for row in found["rows"]:
        reached = "-" if row["reached"] is None else f"{row['reached']:.3g} {row['unit']}"
        sign = "at least" if row["at_least"] else "at most"
        wanted = "-" if row["limit"] is None else f"{sign} {row['limit']:g} {row['unit']}"
        lines.append(f"| {row['check']} | {reached} | {wanted} | {row['met']} |")
    return "\n".join(lines)


def blocks() -> dict[str, str]:
    """Return the blocks of the README that are written by machine; one without its source is left out."""
    made = {}
    if (KEPT / "headline.json").is_file():
        _, said = kept()
        made["headline"] = "\n".join(f"- {s}" for s in said["sentences"])
    if (ROOT / "benchmarks" / "results.json").is_file():
        made["speed"] = speed()
    return made


def filled(text: str, made: dict[str, str]) -> str:
    """Return a text whose blocks ``<!-- begin NAME -->`` to ``<!-- end NAME -->`` hold what was made."""
    for name, inside in made.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        if begin not in text or end not in text:
            raise BadInput(f"README.md has no block {begin} ... {end}; allowed: one for each of {', '.join(made)}.")
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        text = pattern.sub(lambda _, b=begin, i=inside, e=end: f"{b}\n{i}\n{e}", text)
    return text


def write(trial: bool) -> None:
    """Write the page and fill the README; of a trial the page alone, beside its figures."""
    if trial:
        (TRIAL / "results.md").write_text(page(*kept(TRIAL)), encoding="utf-8")
        print("experiments/results/trial/results.md is written.")
        return
    if (KEPT / "contrasts.csv").is_file():
        (DOCS / "results.md").write_text(page(*kept()), encoding="utf-8")
        print("docs/results.md is written.")
    readme = ROOT / "README.md"
    readme.write_text(filled(readme.read_text(encoding="utf-8"), blocks()), encoding="utf-8")
    print(f"README.md: {', '.join(blocks()) or 'no block'} filled.")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("more", nargs="*", metavar="KEY=VALUE", help="other settings, for a trial of the script")
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--districts", type=int, default=20)
    parser.add_argument("--page", action="store_true", help="write the pages from what is kept, run nothing")
    args = parser.parse_args()
    try:
        if not args.page:
            run(args.replicates, args.districts, tuple(args.more))
        write(bool(args.more) and not args.page)
    except BadInput as error:
        print(f"results: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
