"""The page: one file, nothing fetched, the headline in words before any number."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.compare.terminal import ABOUT_DISTRICT
from diffusion_sim.compare.told import TITLE, Told
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.plots.style import Picture
from diffusion_sim.report.about import strategies, subject
from diffusion_sim.report.film import film
from diffusion_sim.report.glossary import meanings
from diffusion_sim.report.inline import inline_svg
from diffusion_sim.report.table import css_class, main_names, outcome_table
from diffusion_sim.tables import YEAR


def page(
    weeks: pd.DataFrame,
    manifest: Mapping[str, Any],
    comparison: Comparison,
    support: Mapping[str, int],
    pictures: Sequence[Picture],
    schools: pd.DataFrame | None = None,
    ledger: pd.DataFrame | None = None,
) -> str:
    """Return the whole page as text.

    Parameters
    ----------
    weeks : DataFrame
        The table ``weeks``.
    manifest : mapping
        Settings, seeds and versions as plain values.
    comparison : Comparison
    support : mapping of arm to int
        Teaching weeks of support.
    pictures : sequence of Picture
    schools, ledger : DataFrame, optional
        The tables of that name: how many schools there are, and who goes on after support has ended.
    """
    moving, frames = film(weeks, comparison, support)
    names = main_names(comparison)
    rest = [n for n in REGISTRY if n not in names and n in set(comparison.arms["outcome"])]
    more = f"<div class='scroll'>{outcome_table(comparison, rest)}</div>"
    every = f"<details><summary>All other outcomes</summary>{more}</details>"
    return Template(_part("page.html")).substitute(
        title=escape(title(comparison)),
        subject=escape(subject(manifest, schools)),
        where=escape(_where(weeks, comparison, support)),
        style=_part("style.css"),
        verdicts="\n".join(_verdicts(comparison)),
        strategies=_strategies(manifest, comparison),
        notes="\n".join(f"<li>{escape(note)}</li>" for note in _notes(comparison)),
        legend=escape(_legend(comparison)),
        table=outcome_table(comparison, names) + every,
        film=moving,
        figures="\n".join(_figure(p) for p in pictures),
        assumed=_assumed(comparison, names, meanings(int(weeks["week"].max()) + 1, support, comparison.names, ledger)),
        systems=_systems(comparison.systems),
        origin=_origin(manifest),
        frames=frames,
        script=_part("play.js"),
    )


def title(comparison: Comparison) -> str:
    """Return the title of the page: the strategies that are compared."""
    names = [words.arm_words(arm) for arm in comparison.names]
    if len(names) > 3:
        return words.upper_first(f"{names[0]} and {len(names) - 1} other strategies compared")
    return words.upper_first(f"{', '.join(names[:-1])} and {names[-1]} compared")


def _part(name: str) -> str:
    return files("diffusion_sim.report").joinpath(name).read_text(encoding="utf-8")


def _where(weeks: pd.DataFrame, comparison: Comparison, support: Mapping[str, int]) -> str:
    posts = weeks[weeks["week"] == 0].groupby("run")["n"].sum()
    size = f"{posts.min():,}" if posts.min() == posts.max() else f"{posts.min():,} to {posts.max():,}"
    years = sorted({support[a] / YEAR for a in comparison.names})
    spans = " or ".join(f"{y:g}" for y in years)
    followed = (int(weeks["week"].max()) + 1) / YEAR
    return f"{size} staff posts; support for {spans} school years; followed for {followed:g} school years"


def _strategies(manifest: Mapping[str, Any], comparison: Comparison) -> str:
    """Return what each strategy is, in a sentence each; nothing where the manifest does not say."""
    said = strategies(manifest, comparison.names)
    rows = "".join(f"<dt>{escape(words.upper_first(name))}</dt><dd>{escape(about)}</dd>" for name, about in said)
    return f"<dl class='strategies'>{rows}</dl>" if rows else ""


def _verdicts(comparison: Comparison) -> list[str]:
    out = []
    for arm, sentence in zip(comparison.names[1:], comparison.sentences(), strict=True):
        row = comparison.row(arm)
        about = f"{words.upper_first(words.arm_words(arm))} against {words.arm_words(comparison.reference)}"
        said = words.verdict_words(row)
        out.append(
            f"<li class='{css_class(str(row['verdict']))}'><strong>{escape(about)}: {escape(said)}</strong>"
            f"{escape(sentence)}</li>"
        )
    return out


def _notes(comparison: Comparison) -> list[str]:
    """Return the notes, and what was read of the district and what was added to it as one more."""
    about = [f"{ABOUT_DISTRICT}: {' '.join(comparison.district_notes)}"] if comparison.district_notes else []
    return [*comparison.notes, *about]


def _legend(comparison: Comparison) -> str:
    star = " * spent less than 95 % of its budget." if comparison.flagged else ""
    return (
        f"Large: mean over replicates. Small: for the reference, the {words.percent(comparison.level)} "
        "interval of the mean; for the others the difference from it, with interval and verdict; pts = "
        f"percentage points; a tie counts as half ahead.{star}"
    )


def _figure(picture: Picture) -> str:
    about = f"<figcaption>{escape(picture.about)}</figcaption>"
    return f"<figure><div class='scroll'>{inline_svg(picture)}</div>{about}</figure>"


def _assumed(comparison: Comparison, names: Sequence[str], meant: Sequence[tuple[str, str]]) -> str:
    said = "".join(f"<tr><th scope='row'>{escape(w)}</th><td>{escape(t)}</td></tr>" for w, t in meant)
    defined = "".join(
        f"<tr><th scope='row'>{escape(REGISTRY[n].label)}</th><td>{escape(REGISTRY[n].definition)}</td></tr>"
        for n in names
    )
    several = "several drawings of your district, what differs" if comparison.own else "several districts, the variety"
    return (
        "<p>These are results of a model, not measurements. They say what follows from its rules and "
        "settings for districts like the simulated ones; they do not predict one week in one school. "
        f"The intervals cover chance and, with {several} between them; they do not "
        "cover doubt about the model's rules and parameters, many of which are assumptions with a stated "
        "range.</p>"
        f"<div class='scroll'><table><tbody>{said}</tbody></table></div>"
        "<details><summary>Definitions of the outcomes</summary>"
        f"<div class='scroll'><table><tbody>{defined}</tbody></table></div></details>"
    )


def _systems(systems: Sequence[Told]) -> str:
    """Return what is told and assumed of named systems, in a list for each; nothing where there is none."""
    said = []
    for one in systems:
        lines = [("told", line) for line in one.told] + [("assumed", line) for line in one.assumed]
        items = "".join(f"<li>{kind}: {escape(line)}</li>" for kind, line in lines)
        said.append(f"<h4>{escape(words.upper_first(one.name) or 'All of them')}</h4><ul class='notes'>{items}</ul>")
    return f"<h3>{TITLE}</h3>{''.join(said)}" if said else ""


def _flat(value: Any, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        return [
            row for key, item in value.items() for row in _flat(item, f"{name}.{key}" if name else str(key))
        ]
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return [(name, text)]


def _origin(manifest: Mapping[str, Any]) -> str:
    def table(rows: Sequence[tuple[str, str]]) -> str:
        cells = "".join(
            f"<tr><th scope='row'>{escape(k)}</th><td><code>{escape(v)}</code></td></tr>" for k, v in rows
        )
        return f"<div class='scroll'><table><tbody>{cells}</tbody></table></div>"

    first = [row for key, value in manifest.items() if key != "settings" for row in _flat(value, str(key))]
    shown, more = first[:30], [*first[30:], *_flat(manifest.get("settings", {}), "settings")]
    out = table(shown)
    if len(more) > 1:
        out += f"<details><summary>All settings ({len(more)} rows)</summary>{table(more)}</details>"
    return out
