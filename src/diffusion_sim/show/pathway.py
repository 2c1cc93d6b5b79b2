"""A pathway: what each position of the seven dials means, and Reflection Guide 2 drawn."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.pathway import DIALS, Pathway
from diffusion_sim.pathway.meaning import SCHOOLS, meaning
from diffusion_sim.pathway.survey import SOURCE, SURVEY
from diffusion_sim.settings.charts import pathway_of
from diffusion_sim.settings.settings import Settings
from diffusion_sim.show.style import make_table
from diffusion_sim.show.wanted import Wanted

FORMS = (".png", ".svg", ".pdf")


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print the dials, or draw the guide."""
    wanted.refuse("pathway", "figure", "current", "aspired")
    asked = pathway_of(wanted.overrides, wanted.conf)
    names = [name for name in DIALS if wanted.matches(name, DIALS[name].name, *DIALS[name].ends)]
    if not names:
        raise unknown("Dial", " ".join(wanted.words), list(DIALS))
    if wanted.figure is not None:
        wanted.refuse_words("figure")
        _draw(asked, wanted, console)
        return
    if wanted.current is not None or wanted.aspired is not None:
        raise BadInput("--current and --aspired belong to a figure; allowed: --figure FILE beside them.")
    for name in names:
        console.print(_dial(name, asked, settings.run.support_years))
    console.print(
        f"Waves are told for a district of {SCHOOLS} schools and {settings.run.support_years:g} years of support. The "
        "budget is the same at every position: what one thing costs more, fewer people get. Between two positions "
        "hours and shares move evenly, times of pace by equal ratios.\nEvery participant is coached besides. The "
        "strategy is called pathway: "
        "diffusion-sim run strategy=pathway pathway.pace=4; exchange any part with strategy/GROUP=PART.",
        highlight=False,
    )


def _dial(name: str, asked: Pathway, support_years: float) -> object:
    dial, answers = DIALS[name], SURVEY[name]
    table = make_table(f"pathway.{name}: {dial.name}", show_header=False, expand=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1)
    own = asked.positions[name]
    for position in sorted({1.0, 2.0, 3.0, 4.0, 5.0, own}):
        line = meaning(name, replace(asked, **{name: position}), support_years)
        end = {1.0: f" {dial.ends[0]}", 5.0: f" {dial.ends[1]}"}.get(position, "")
        mark = "> " if position == own else ""
        table.add_row(Text(f"{mark}{position:g}{end}", style="bold" if mark else ""), line)
    buys = "; ".join(f"{end}: {what}" for end, what in zip(dial.ends, dial.buys, strict=True))
    table.add_row("said to buy", Text(buys, style="dim"))
    told = "; ".join(f"{end}: {text}" for end, text in zip(dial.ends, answers.leaning(), strict=True) if text)
    survey = f"median {answers.median:g}, mean {answers.mean:g}, top priority for {answers.priority:.0%}: {SOURCE}"
    survey += f"\n{told}" if told else ""
    table.add_row("survey", Text(survey, style="dim"))
    return table


def _draw(asked: Pathway, wanted: Wanted, console: Console) -> None:
    path = Path(str(wanted.figure))
    if path.suffix.lower() not in FORMS:
        raise BadInput(f"--figure {path.name} has no known ending; allowed: {', '.join(FORMS)}.")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"--figure {path}: its folder does not exist; allowed: a file in a folder that is there.")
    current = asked if wanted.current is None else positions("--current", wanted.current)
    aspired = None if wanted.aspired is None else positions("--aspired", wanted.aspired)
    from diffusion_sim.plots.pathway import guide
    from diffusion_sim.tables import whole_file

    figure = guide(current, aspired)
    with whole_file(path) as part:
        figure.savefig(part, format=path.suffix.lower().removeprefix("."))
    console.print(f"Drawn: {path}", highlight=False)


def positions(option: str, text: str) -> Pathway:
    """Read seven positions, in the order of the guide.

    Raises
    ------
    BadInput
        If there are not seven numbers from 1 to 5.
    """
    names = [f.name for f in fields(Pathway)]
    try:
        values = [float(v) for v in text.split(",")]
    except ValueError:
        values = []
    if len(values) != len(names) or not all(1.0 <= v <= 5.0 for v in values):
        raise BadInput(
            f"{option} {text} is not seven positions; allowed: numbers from 1 to 5 for {', '.join(names)}, "
            "such as 2,3,4,3,2.5,3,2."
        )
    return Pathway(**dict(zip(names, values, strict=True)))
