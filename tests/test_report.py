"""The page stands alone, says the headline first, hides nothing, and is whole or not there."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from diffusion_sim import tables
from diffusion_sim.compare import compare
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import REGISTRY, outcomes
from diffusion_sim.report import page, support_windows, write
from diffusion_sim.tables import Tables
from make_tables import make

VOID = {"meta", "br", "input", "img", "hr", "link"}


@pytest.fixture(scope="module")
def batch() -> Tables:
    made = make(districts=3, lucks=2, people=60)
    money = {"trailblazer": 50 * 60 * 108.0, "training_mandate": 60 * 60 * 108.0, "laissez_faire": 0.0}
    note = {
        "command": "compare </script><b>x</b>",
        "settings": {"run": {"seed": 7, "csv": True}, "practice": {"complexity": 0.5}},
    }
    runs = outcomes(made, budget=money)
    return dataclasses.replace(made, runs=runs, manifest={**made.manifest, **note})


@pytest.fixture(scope="module")
def folder(batch, tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    (place / "report.html").write_text("of an earlier run")
    paths = write(batch, compare(batch), place)
    assert paths[-1].name == "manifest.json" and all(p.is_file() for p in paths)
    return place


@pytest.fixture(scope="module")
def text(folder) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Collects ids and addresses, and checks that elements are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self._look(attrs)

    def handle_startendtag(self, tag, attrs):
        self._look(attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def _look(self, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "xlink:href", "data", "action", "poster", "srcset"):
                self.links.append(value)


def test_everything_is_written_and_nothing_half(batch, folder):
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    figures = ("adoption", "by_role", "by_need", "level_of_use", "cost_and_depth", "differences")
    assert names == {
        "report.html",
        "comparison.csv",
        "comparison.parquet",
        "arms.csv",
        "manifest.json",
        *(f"{t}.{k}" for t in tables.SCHEMAS for k in ("parquet", "csv")),
        *(f"figures/{f}.{k}" for f in figures for k in ("png", "svg")),
    }
    frame = pd.read_csv(folder / "comparison.csv")
    assert len(frame) == 2 * len(REGISTRY) and frame["outcome"].iloc[0] == "deep_use_3y_after"
    assert len(tables.read(folder).runs) == len(batch.runs)


def test_the_page_is_whole_and_fetches_nothing(text):
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    assert all(link.startswith("#") for link in reader.links) and reader.links
    assert len(reader.ids) == len(set(reader.ids)), "pictures must not share ids"
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert {m[1:] for m in re.findall(r"url\((#[^)]*)\)", text)} <= set(reader.ids)
    for word in ("http:", "https:", "@import", "fetch(", "XMLHttpRequest", "src="):
        assert word not in text
    assert "default-src 'none'" in text


def test_the_headline_comes_first_in_words(batch, text):
    said = compare(batch).sentences()
    body = text[text.index("<body") :]
    places = [body.index(s.replace("'", "&#x27;")) for s in said]
    assert max(places) < body.index("<table") < body.index("id='play'") < body.index("adoption-")
    for note in compare(batch).notes:
        assert note.split(":")[0].replace("'", "&#x27;") in body


def test_cannot_tell_yet_is_shown_as_such(batch):
    found = compare(batch)
    unsure = found.differences.assign(verdict="cannot tell yet", needed_kind="districts", needed=12)
    doubt = dataclasses.replace(found, differences=unsure)
    text = page(batch.weeks, batch.manifest, doubt, dict.fromkeys(found.names, 108), [])
    assert "training mandate against trailblazer: cannot tell yet" in text.lower()
    assert "Cannot tell yet; still needed: about 12 more districts, by run.districts=15 run.replicates=30." in text
    assert "▲" not in text and "▼" not in text


def test_one_pair_is_one_and_ties_are_explained(batch, text):
    assert "a tie counts as half ahead." in text
    assert " of 6 pairs<" in text
    found = compare(batch)
    one = dataclasses.replace(found, differences=found.differences.assign(replicates=1, undefined=5))
    single = page(batch.weeks, batch.manifest, one, dict.fromkeys(found.names, 108), [])
    assert "of 1 pair; undefined in 5 pairs<" in single and "1 pairs" not in single


def test_the_script_is_short_and_the_last_frame_is_drawn_without_it(batch, text):
    script = text[text.rindex("<script>") + 8 : text.rindex("</script>")].strip()
    assert len(script.splitlines()) <= 15
    frames = json.loads(re.search(r'id="frames">(.*?)</script>', text, re.S)[1])
    arms = len(frames["arms"])
    assert arms == 3 and frames["when"][-1] == "Year 6, week 36"
    for k, arm in enumerate(frames["arms"]):
        last = arm["levels"][-1]
        widths = [float(w) for w in re.findall(rf"id='r{k}_\d' [^>]*? width='([\d.]+)'", text)]
        assert widths == pytest.approx([v * frames["scale"] for v in last], abs=0.06)
        assert f"<text id='t{k}'" in text and arm["text"][-1] in text
        assert all(sum(f) == pytest.approx(1000, abs=4) for f in arm["levels"])
    run = batch.weeks[(batch.weeks["arm"] == "trailblazer") & (batch.weeks["week"] == 215)]
    use = run[[f"level_{k}" for k in range(3, 8)]].sum().sum() / run["n"].sum()
    assert f"{100 * use:.0f} % in use" in frames["arms"][0]["text"][-1]


def test_settings_and_seeds_are_shown_and_escaped(text):
    assert "settings.practice.complexity" in text and "horizon_weeks" in text
    assert "<b>x</b>" not in text and "&lt;b&gt;x&lt;/b&gt;" in text


def test_the_window_comes_from_the_manifest():
    assert support_windows({"support_weeks": 72}, ("a", "b")) == {"a": 72, "b": 72}
    assert support_windows({"support_weeks": {"a": 36, "b": 72}}, ("a", "b")) == {"a": 36, "b": 72}
    assert support_windows({"settings": {"run": {"support_years": 2.0}}}, ("a",)) == {"a": 72}
    with pytest.raises(BadInput, match="leaves out the arm 'b'"):
        support_windows({"support_weeks": {"a": 36}}, ("a", "b"))


def test_a_broken_batch_leaves_nothing_behind(batch, tmp_path):
    found = compare(batch)
    with pytest.raises(BadInput, match="the manifest has no support_weeks"):
        write(dataclasses.replace(batch, manifest={}), found, tmp_path / "a")
    broken = dataclasses.replace(batch, schools=batch.schools.assign(need=2.0))
    with pytest.raises(BadInput, match="need is outside 0 to 1"):
        write(broken, found, tmp_path / "a")
    assert not (tmp_path / "a").exists()
