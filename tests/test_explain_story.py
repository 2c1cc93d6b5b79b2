"""A person's story: who is meant, lines that draws are held against, events that match the weeks, and the commands."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.explain import Story, explain
from diffusion_sim.explain.events import why_use_ended
from diffusion_sim.explain.lines import threshold
from diffusion_sim.explain.who import address, find_person
from diffusion_sim.replicates import Replicate, district_key
from diffusion_sim.simulate import district_of, simulate_block
from small_runs import TINY, plan, refused

LONG = ("run.horizon_years=4", "run.support_years=2", "strategy=trailblazer", "district.initial_use=0.1")


@lru_cache(maxsize=64)
def story(who: str) -> Story:
    return explain(plan(*LONG), who)


def people() -> list[str]:
    district = district_of(plan(*LONG).district, district_key(plan(*LONG), 0))
    return [address(district, row) for row in range(0, district.n, 6)]


def test_people_by_every_name() -> None:
    district = district_of(plan().district, district_key(plan(), 0))
    row = district.n - 1
    assert find_person(district, address(district, row)) == row
    assert find_person(district, str(int(district.staff.post[row]))) == row
    with pytest.raises(BadInput, match=r"'p0001' exists in 2 schools; allowed: SCHOOL:PERSON, such as S0001:p0001"):
        find_person(district, "p0001")
    with pytest.raises(BadInput, match=r"Person 'S0001:p001' does not exist.*Did you mean 'S0001:p0"):
        find_person(district, "S0001:p001")


def test_draws_and_lines_decide_every_step() -> None:
    for who in people():
        weeks = story(who).weeks
        up = weeks["u_move"] < weeks["up_line"]
        down = ~up & (weeks["u_move"] > weeks["down_line"])
        assert ((weeks["step"] == 1) == up).all()
        assert ((weeks["step"] == -1) == down).all()


def test_events_are_those_of_the_weeks_and_of_the_table_people() -> None:
    settings = plan(*LONG)
    tables = simulate_block(settings, settings.arms[0], [Replicate(0, 0, 0)])
    for who in people():
        found = story(who)
        weeks, events = found.weeks, found.events
        steps = events[events["kind"].isin(["up", "use begins", "use ends"])]
        assert sorted(steps["week"]) == weeks.loc[weeks["step"] != 0, "week"].tolist()
        spells = tables.people[tables.people["post"] == found.post]
        begun = spells[spells["cause"] != "initial"]["start_week"]
        assert set(events.loc[events["kind"] == "use begins", "week"]) <= set(begun)
        misses = events[(events["kind"] == "near miss") & events["text"].str.contains("steps up")]
        assert (misses["draw"] >= misses["line"]).all() and (misses["draw"] < 1.25 * misses["line"]).all()
        assert found.who in found.text and "Skill went" in found.text


def test_the_line_of_leaving_is_found_from_the_rule() -> None:
    assert abs(threshold(lambda u: u < 0.29) - 0.29) < 1e-9
    left = [e for who in people() for e in story(who).events.itertuples() if e.kind == "year end"]
    assert left and all(0.0 < e.draw < e.line < 1.0 for e in left)


def test_what_was_heard_adds_up_to_what_the_rules_read() -> None:
    """Weight times results shown, over the advice ties that were active, is ``peer_word``."""
    checked = 0
    for who in people():
        found = story(who)
        advice = found.heard[found.heard["channel"] == "advice"]
        said = (advice["weight"] * advice["shown"]).groupby(advice["week"]).sum()
        read = found.weeks.set_index("week")["peer_word"]
        assert np.allclose(said.reindex(read.index, fill_value=0.0), read, atol=1e-12)
        checked += int((read != 0.0).sum())
    assert checked > 20


def test_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "one"
    assert cli.main(["explain", "S0001:p0005", *TINY, "--weeks", "3:6", "--out", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "S0001:p0005" in out and "up_line" in out
    assert {p.name for p in folder.iterdir()} == {
        "weeks.csv", "heard.csv", "events.csv", "life.png", "life.svg", "story.txt",
    }  # fmt: skip
    assert len(pd.read_csv(folder / "weeks.csv")) == 36
    both = tmp_path / "two"
    tiny = [*TINY, "strategy=trailblazer", "--no-progress"]
    assert cli.main(["twins", "--each", "--lucks", "1", *tiny, "--out", str(both)]) == 0
    assert "anecdote" in capsys.readouterr().out
    member = pd.read_csv(both / "members.csv")["person"][0]
    assert cli.main(["twins", "--without", member, *tiny, "--out", str(tmp_path / "three")]) == 0
    assert "Same draws" in capsys.readouterr().out
    assert (tmp_path / "three" / "credit.png").is_file()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["explain"], "explain needs one person (found none)"),
        (["explain", "a", "b"], "explain needs one person (found 2: a, b)"),
        (["explain", "S0001:p0001", "--weeks", "30:10"], "--weeks '30:10' is not allowed"),
        (["explain", "S0001:p0001", "--weeks", "x"], "allowed: A:B, such as 10:30"),
        (["explain", "S0001:p0001", "--replicate", "-1"], "--replicate"),
        (["explain", "S0001:p9999"], "Person 'S0001:p9999' does not exist"),
        (["twins"], "twins needs something to remove"),
        (["twins", "--each", "--without", "S0001:p0001"], "not both"),
        (["twins", "--without", "S0001:p0001", "--lucks", "3"], "--lucks goes with --each"),
        (["twins", "S0001:p0001"], "twins does not know 'S0001:p0001'"),
        (["twins", "--each", "--lucks", "none"], "--lucks 'none' is not allowed"),
    ],
)
def test_mistakes_end_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert sentence in refused(tmp_path, capsys, *words)


def test_a_folder_with_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = refused(tmp_path, capsys, "explain", "S0001:p0005", *TINY, "--out", str(tmp_path))
    assert "holds files already" in said
    assert "is a file" in refused(
        tmp_path, capsys, "explain", "S0001:p0005", *TINY, "--out", str(tmp_path / "mine.txt")
    )


def test_the_convinced_who_give_up_what_gives_nothing_did_not_lapse() -> None:
    week = {"compliance_before": 0.0, "belief": 0.7, "load": 0.5, "pressure": 0.0, "down_odds": 0.2}
    assert why_use_ended(week) == "it gives next to nothing, though belief .70"
    assert why_use_ended({**week, "down_odds": 0.0005}) == "a lapse, though belief .70"
    assert why_use_ended({**week, "belief": 0.4}).startswith("disappointed")
