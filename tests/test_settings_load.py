"""Settings: what is composed, and one sentence for each mistake."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.settings import compose, places, registry
from diffusion_sim.settings.load import load, target_values
from diffusion_sim.settings.settings import Settings, part_name
from settings_parts import make_part, make_world

NUMBERS = itertools.count()


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A conf of its own with small strategies; returns its path."""
    from hydra.core.config_store import ConfigStore

    package = f"parts_{next(NUMBERS)}"
    conf = make_world(tmp_path, package, places.conf_dir())
    monkeypatch.setattr(registry, "STRATEGIES", package)
    for module in (places, compose):
        monkeypatch.setattr(module, "conf_dir", lambda: conf)
    store = ConfigStore.instance()
    monkeypatch.setattr(store, "repo", {k: v for k, v in store.repo.items() if k != "strategy"})
    caches = (registry.register, registry.part_class)
    for cached in caches:
        cached.cache_clear()
    yield conf
    for cached in caches:
        cached.cache_clear()
    sys.path.remove(str(tmp_path))


def experiment(conf: Path, text: str, name: str = "mine", group: str = "experiment") -> str:
    (conf / group).mkdir(exist_ok=True)
    (conf / group / f"{name}.yaml").write_text(f"# @package _global_\n{text}")
    return name


def names(settings: Settings) -> list[str]:
    return [arm.name for arm in settings.arms]


def sentence(*overrides: str, name: str | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        load(name, overrides)
    text = str(caught.value)
    assert "\n" not in text and "Traceback" not in text and len(text) < 500
    return text


def test_default_plan_has_the_arms_of_the_default_experiment(world):
    settings = load()
    assert names(settings) == ["trailblazer", "training_mandate", "laissez_faire"]
    assert settings.practice.name == "classroom_technique"
    first = settings.arms[0]
    assert first.selection.share == 0.1, "the preset's value wins over the part's default"
    assert [part_name(p) for p in first.support] == ["coaching", "meetings"]
    assert [p.hours for p in first.support[:1]] == [2]
    assert settings.arms[2].support == ()
    with pytest.raises(FrozenInstanceError):
        settings.run = None


def test_the_default_experiment_answers_to_its_plain_name_too(world):
    assert load("experiment") == load("default") == load()
    assert names(load("experiment", ["strategies=[laissez_faire,trailblazer]"])) == ["laissez_faire", "trailblazer"]


def test_strategy_means_one_arm_or_against_the_reference(world):
    assert names(load(["strategy=trailblazer"])) == ["trailblazer"]
    assert names(load(["strategy=trailblazer"], against="laissez_faire")) == ["laissez_faire", "trailblazer"]
    assert names(load(["strategies=[trailblazer,training_mandate]"], against="laissez_faire")) == [
        "trailblazer",
        "training_mandate",
    ]
    assert names(load(["strategies=training_mandate,trailblazer"])) == ["training_mandate", "trailblazer"]
    assert names(load(["experiment=null"])) == ["trailblazer"]


def test_overrides_reach_the_arms_that_have_the_key(world):
    settings = load(overrides=["strategy.selection.share=0.3", "strategy.stance.pressure=0.5"])
    assert settings.arms[0].selection.share == 0.3
    assert settings.arms[1].stance.pressure == 0.5
    assert load(["strategy=trailblazer", "strategy.support.coaching.hours=3"]).arms[0].support[0].hours == 3


def test_a_part_can_be_replaced_and_the_presets_values_for_it_go(world):
    arm = load(["strategy=trailblazer", "strategy/selection=everyone"]).arms[0]
    assert part_name(arm.selection) == "everyone"
    arm = load(["strategy=trailblazer", "strategy/support=[meetings]"]).arms[0]
    assert [part_name(p) for p in arm.support] == ["meetings"]
    assert load(["strategy=trailblazer", "strategy/support=[]"]).arms[0].support == ()


def test_a_new_part_is_one_file(world, tmp_path):
    make_part(tmp_path / registry.STRATEGIES, "sequence", "spiral", "turns: int = 7")
    arm = load(["strategy=trailblazer", "strategy/sequence=spiral", "strategy.sequence.turns=9"]).arms[0]
    assert (part_name(arm.sequence), arm.sequence.turns) == ("spiral", 9)


def test_a_part_file_without_a_part_is_named(world, tmp_path):
    file = make_part(tmp_path / registry.STRATEGIES, "sequence", "empty")
    file.write_text('"""Nothing here."""\n')
    assert "strategies/sequence/empty.py holds 0 parts" in sentence()


def test_experiment_with_described_arms(world):
    experiment(
        world,
        "defaults:\n  - override /practice: ai_assistant\n"
        "arms:\n  small: [strategy=trailblazer, strategy.selection.share=0.05]\n"
        "  all: [strategy=trailblazer, strategy/selection=everyone]\nrun: {replicates: 7}\n",
    )
    settings = load("mine", overrides=["run.seed=5"])
    assert names(settings) == ["small", "all"]
    assert settings.arms[0].selection.share == 0.05
    assert part_name(settings.arms[1].selection) == "everyone"
    assert (settings.practice.name, settings.run.replicates, settings.run.seed) == ("ai_assistant", 7, 5)


def test_a_target_is_read_as_values_and_is_no_plan(world):
    (world / "target" / "T99.yaml").write_text("options: {week: 36}\narms: {a: [run.seed=2]}\n")
    assert target_values("T99") == {"options": {"week": 36}, "arms": {"a": ["run.seed=2"]}}
    assert "'T99' is a calibration target" in sentence(name="T99")
    assert "'T99' is a calibration target" in sentence("target=T99")
    with pytest.raises(BadInput, match="'T98' does not exist.*Did you mean 'T99'"):
        target_values("T98")


def test_own_conf_folder_adds_presets(world, tmp_path):
    own = tmp_path / "own conf"
    (own / "practice").mkdir(parents=True)
    (own / "practice" / "greeting.yaml").write_text("name: greeting\ncomplexity: 0.05\n")
    settings = load(["practice=greeting", "strategy=trailblazer"], conf=own)
    assert settings.practice.complexity == 0.05
    with pytest.raises(BadInput, match="configuration folder .* does not exist"):
        load(conf=tmp_path / "nowhere")


def test_texts_need_no_quotes(world):
    settings = load(["district.table=my data/a,b (1).csv", "district.name=Winston Salem / Forsyth: (NC)"])
    assert settings.district.table == "my data/a,b (1).csv"
    assert settings.district.name == "Winston Salem / Forsyth: (NC)"
    assert load(["district.name=5"]).district.name == "5"
    assert load(["district.name=null"]).district.name is None
    assert load(["district.name=it's"]).district.name == "it's"


def test_whole_numbers_and_numbers(world):
    assert load(["run.replicates=2e2"]).run.replicates == 200
    assert isinstance(load(["run.budget=2"]).run.budget, float)
    assert load(["run.csv=true"]).run.csv is True


def test_canonical_text_knows_what_changes_a_number(world):
    base = load(["strategy=trailblazer"])
    text = base.canonical()
    assert json.loads(text)["behaviour"]["contagion"] == "complex"
    for same in ("run.replicates=7", "run.folder=elsewhere", "run.workers=2", "run.csv=true"):
        assert load(["strategy=trailblazer", same]).canonical() == text
    for other in ("run.seed=2", "practice.complexity=0.9", "strategy.selection.share=0.2", "run.budget=2"):
        assert load(["strategy=trailblazer", other]).canonical() != text
    both = load(["strategies=[trailblazer,laissez_faire]"])
    assert both.canonical(both.arms[0]) == text


def test_column_named_from_survives(world):
    settings = load(["district.columns.from=asker"])
    assert settings.district.columns.from_ == "asker"
    assert settings.to_dict()["district"]["columns"]["from"] == "asker"


def test_threads_may_load_at_once(world):
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda seed: load(["strategy=laissez_faire", f"run.seed={seed}"]).run.seed, range(8))
        )
    assert found == list(range(8))


SENTENCES = [
    ("practise=ai_assistant", "'practise' does not exist", "Did you mean 'practice'"),
    ("practice=ai_asistant", "practice preset 'ai_asistant'", "Did you mean 'ai_assistant'"),
    ("practice.advantge=0.4", "'practice.advantge' does not exist", "Did you mean 'practice.advantage'"),
    ("run.replicats=5", "; allowed: run.replicates, run.replicate", "run.districts or another of the "),
    ("run.zzzzzz=5", "; allowed: one of the ", "that diffusion-sim show parameters lists."),
    ("+practice.advantge=0.4", "'practice.advantge' does not exist", "Did you mean 'practice.advantage'"),
    ("advantage=0.4", "'advantage' does not exist", "Did you mean 'practice.advantage'"),
    ("behavior.peer_belief=0.1", "'behavior.peer_belief'", "Did you mean 'behaviour.peer_belief'"),
    ("behaviour.peer_beleif=0.1", "'behaviour.peer_beleif'", "Did you mean 'behaviour.peer_belief'"),
    ("practice.advantage=2", "practice.advantage=2", "from 0 to 1"),
    ("practice.advantage=high", "practice.advantage='high'", "allowed: a number"),
    ("practice.advantage=", "practice.advantage=''", "allowed: a number"),
    ("practice.advantage=nan", "practice.advantage=nan", "from 0 to 1"),
    ("practice.advantage=[1", "'practice.advantage=[1' cannot be read", "allowed: a number"),
    ("practice.advantage=${nope}", "practice.advantage refers to a key that does not exist", "nope"),
    ("practice={a: 1}", "practice preset", "allowed: ai_assistant"),
    ("run.replicates=0", "run.replicates=0", "1 or more"),
    ("run.replicates=1.5", "run.replicates=1.5", "a whole number"),
    ("run.replicats=5", "'run.replicats'", "Did you mean 'run.replicates'"),
    ("run.budget=-1", "run.budget=-1", "from 0 to"),
    ("run.csv=flase", "run.csv='flase'", "Did you mean 'false'"),
    ("run.seed=1,2", "'run.seed=1,2' gives several values", "--multirun"),
    ("run.districts=x", "run.districts='x'", "a whole number or null"),
    ("district=schools.csv", "district=schools.csv is not a preset", "district.table=FILE"),
    ("district.columns=5", "district.columns=5", "a mapping"),
    ("district.columns.frm=a", "'district.columns.frm'", "Did you mean 'district.columns.from'"),
    ("behaviour.contagion=complx", "behaviour.contagion='complx'", "complex, simple, similarity, none"),
    ("strategy=trailblaser", "Strategy 'trailblaser' does not exist", "Did you mean 'trailblazer'"),
    ("strategy=a,b", "strategy=a,b is not one name", "strategies=[a,b]"),
    ("strategies=[trailblazer,trailblazer]", "names a strategy twice", "each name once"),
    ("strategies=[trailblazer,nobdy]", "Strategy 'nobdy' does not exist", "allowed: laissez_faire"),
    ("strategy/selection=nobdy", "strategy/selection part 'nobdy'", "Did you mean 'nobody'"),
    ("strategy/selecton=nobody", "Group 'strategy/selecton'", "Did you mean 'strategy/selection'"),
    ("strategy/selection=[nobody,everyone]", "is not one name", "allowed: one of"),
    ("strategy/support=[coachin]", "strategy/support part 'coachin'", "Did you mean 'coaching'"),
    ("strategy.selection.shre=1", "'strategy.selection.shre'", "Did you mean 'strategy.selection.share'"),
    ("strategy.selection.share=7", "strategy.selection.share=7", "from 0.01 to 1"),
    (
        "strategy.support.coching.hours=1",
        "'strategy.support.coching.hours'",
        "strategy.support.coaching.hours",
    ),
    ("experiment=nope", "experiment preset 'nope'", "allowed: default"),
    ("trailblazer", "'trailblazer' is not of the form KEY=VALUE", "Did you mean 'strategy=trailblazer'"),
    ("~practice", "'~practice' would delete a setting", "allowed: KEY=VALUE"),
    ("hydra.run.dir=x", "'hydra.run.dir' does not exist", "allowed: behaviour"),
]


@pytest.mark.parametrize(("override", "found", "allowed"), SENTENCES, ids=[s[0] for s in SENTENCES])
def test_each_mistake_ends_in_its_sentence(world, override, found, allowed):
    text = sentence(override)
    assert found in text
    assert allowed in text


@pytest.mark.parametrize("before", ["strategies=trailblazer", "strategies=[trailblazer]", "strategy=trailblazer"])
def test_a_strategy_by_itself_after_others_belongs_into_their_list(before):
    with pytest.raises(BadInput, match=r"'mandate' stands by itself .* allowed: strategies=\[trailblazer,mandate\]"):
        load(overrides=[before, "mandate"])


FILES = [
    ("practise: {a: 1}", "Key 'practise' does not exist", "Did you mean 'practice'"),
    ("practice: {a: 1", "mine.yaml, line", "cannot be read as YAML"),
    ("run: {replicats: 1}", "'run.replicats'", "conf/experiment/mine.yaml"),
    ("strategies: [trailblazer, nobodyy]", "Strategy 'nobodyy'", "conf/experiment/mine.yaml"),
    ("strategies: trailblazer", "strategies='trailblazer' is not a list", "strategies: [a, b]"),
    ("strategies: [trailblazer, trailblazer]", "names a strategy twice", "each name once"),
    ("defaults:\n  - override /practice: ai_asistant", "practice preset 'ai_asistant'", "'ai_assistant'"),
    ("arms: [a]", "arms is not a mapping", "allowed: arms:"),
    ("arms:\n  a: [run.seed=2]", "arms.a names 0 strategies", "one strategy=NAME"),
    ("arms:\n  a: [strategy=trailblazer, run.seed=2]", "arms.a sets run.seed", "keys of strategy only"),
    ("arms:\n  a: [strategy=trailblazer, strategy.selection.shre=2]", "'strategy.selection.shre'", "share"),
    ("strategy: {selection: {shre: 3}}", "'strategy.selection.shre'", "conf/experiment/mine.yaml"),
]


@pytest.mark.parametrize(("text", "found", "allowed"), FILES, ids=[f[0] for f in FILES])
def test_each_mistake_in_a_file_names_the_file_or_key(world, text, found, allowed):
    said = sentence(name=experiment(world, text))
    assert found in said
    assert allowed in said


PRESET = "defaults:\n  - selection: volunteers\n  - sequence: all_at_once\n  - support: [meetings]\n"
STRATEGIES = [
    ("defaults:\n  - selection: volunteers\n", "names no part for 'sequence'", "all_at_once, waves"),
    (
        f"{PRESET}  - stance: voluntary\n  - capacity: inside\n  - _self_\nselecton: {{a: 1}}\n",
        "'selecton'",
        "selection",
    ),
    (
        f"{PRESET}  - stance: voluntary\n  - capacity: inside\n  - _self_\n"
        "support: {coaching: {hours: 1}}\n",
        "names no support part 'coaching'",
        "allowed: meetings",
    ),
]


@pytest.mark.parametrize(("text", "found", "allowed"), STRATEGIES, ids=["group", "key", "support"])
def test_each_mistake_in_a_strategy_names_its_file(world, text, found, allowed):
    (world / "strategy" / "mine.yaml").write_text(text)
    said = sentence("strategy=mine")
    assert "conf/strategy/mine.yaml" in said
    assert found in said
    assert allowed in said


def test_load_refuses_what_is_no_list_and_no_name(world):
    with pytest.raises(BadInput, match="allowed: a list of texts"):
        load(overrides="run.replicates=5")
    with pytest.raises(BadInput, match="Experiment 'defalt' does not exist.*Did you mean 'default'"):
        load("defalt")


def test_missing_conf_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "a" / "b" / "c")
    with pytest.raises(BadInput, match="folder conf with config.yaml is missing"):
        places.conf_dir()


def test_conf_is_found_inside_an_installed_package(monkeypatch, tmp_path):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").touch()
    monkeypatch.setattr(places, "PACKAGE", tmp_path)
    assert places.conf_dir() == tmp_path / "conf"


def test_config_is_a_defaults_list_only():
    import yaml

    assert list(yaml.safe_load((places.conf_dir() / "config.yaml").read_text())) == ["defaults"]


def test_importing_a_subpackage_does_not_hide_the_function():
    code = (
        "import diffusion_sim.compare\nfrom diffusion_sim import compare, load\n"
        "assert callable(compare) and callable(load)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


PRESETS = [(g, o) for g in ("district", "practice", "behaviour", "run") for o in registry.options(g)]


@pytest.mark.parametrize(("group", "option"), PRESETS, ids=[f"{g}={o}" for g, o in PRESETS])
def test_every_preset_that_ships_can_be_composed(world, group, option):
    assert load([f"{group}={option}", "strategy=laissez_faire"]).to_dict()[group]


def test_what_is_remembered_of_a_choice_of_presets_changes_no_value(monkeypatch):
    asked = [
        ["strategies=[trailblazer,mandate]", "practice=ai_assistant", "behaviour.peer_belief=0.03", "run.replicates=3"],
        ["strategy=trailblazer", "strategy/selection=sceptics", "strategy.support.coaching.coach_time=0.3"],
        ["strategy=pathway", "pathway.pace=4", "strategy/stance=mandate", "strategy.stance.pressure=0.5"],
    ]
    again = [load(overrides=overrides) for overrides in asked + asked]
    monkeypatch.setattr("diffusion_sim.settings.compose.remembered", lambda *_: None)
    assert again == [load(overrides=overrides) for overrides in asked + asked]


def test_an_edited_preset_is_read_again(tmp_path):
    (tmp_path / "practice").mkdir()
    preset = tmp_path / "practice" / "own.yaml"
    text = (places.conf_dir() / "practice" / "simple_act.yaml").read_text(encoding="utf-8")
    seen = []
    for name in ("one", "another"):
        preset.write_text(re.sub("(?m)^name:.*", f"name: {name}", text), encoding="utf-8")
        seen.append(load(overrides=["practice=own"], conf=tmp_path).practice.name)
    assert seen == ["one", "another"]
