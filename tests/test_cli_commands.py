"""The command line: what is printed, which exit code, and that help comes at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.cli.candidates import candidates, keys
from diffusion_sim.cli.commands.show import TOPICS
from diffusion_sim.cli.plan import Job, jobs, output_folder
from diffusion_sim.cli.screen import PAGE, screen
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.registry import SECTIONS
from diffusion_sim.settings.sweep import combinations

#: Too heavy to be loaded before they are needed.
HEAVY = ("numpy", "pandas", "matplotlib", "mesa", "hydra", "numba", "pyarrow", "scipy", "rich")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def program(*arguments: str, **more):
    command = [sys.executable, "-m", "diffusion_sim.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **more)


def test_help_teaches_and_names_every_command(capsys):
    code, out, err = run(capsys, "--help")
    assert code == 0 and err == ""
    for name in cli.command_names():
        assert f"\n  {name} " in out
    assert "Exit codes" in out and "KEY=VALUE" in out
    assert max(len(line) for line in out.splitlines()) <= 102


@pytest.mark.parametrize("name", cli.command_names())
def test_each_command_has_examples_and_fits(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    code, out, _ = run(capsys, "help", name)
    assert code == 0
    assert "examples" in out
    assert max(len(line) for line in out.splitlines()) <= 101


def test_nothing_heavy_is_loaded_for_help():
    code = (
        "import sys; from diffusion_sim.cli.main import main; main(['--help']); main(['help', 'compare'])\n"
        f"heavy = [m for m in {HEAVY!r} if m in sys.modules]\nassert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_help_needs_no_heavy_library():
    heavy = "numpy", "pandas", "numba", "hydra", "matplotlib", "dask", "SALib"
    look = f"print(*(m for m in {heavy} if m in sys.modules))"
    code = f"import sys; from diffusion_sim.cli.main import overview; overview(); {look}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_version(capsys):
    import diffusion_sim

    assert run(capsys, "--version") == (0, f"diffusion-sim {diffusion_sim.__version__}\n", "")


SENTENCES = [
    (("compre",), "Command 'compre' does not exist", "Did you mean 'compare'"),
    (("help", "shwo"), "Command 'shwo' does not exist", "Did you mean 'show'"),
    (("compare", "--replicats", "5"), "Option '--replicats'", "Did you mean '--replicates'"),
    (("compare", "--shard", "3/2"), "run.shard='3/2' is not allowed", "k/N with k from 1 to N"),
    (("run", "--replicate", "200"), "run.replicate=200 is not one of the 200 replicates", "0 to 199"),
    (("compare", "--seed"), "--seed: expected one argument", "--help"),
    (("compare", "--replicates", "0"), "run.replicates=0", "1 or more"),
    (("compare", "--multirun", "run.seed=1"), "--multirun found no key with several values", "KEY=A,B,C"),
    (("compare", "--conf", "nowhere"), "configuration folder 'nowhere' does not exist", "laid out like conf"),
    (("compare", "practise=a"), "Key 'practise' does not exist", "Did you mean 'practice'"),
    (("show",), "show needs a topic", "district, strategies"),
    (("show", "distrct"), "Topic 'distrct' does not exist", "Did you mean 'district'"),
    (("show", "trailblazer"), "Topic 'trailblazer' does not exist", "Did you mean 'show strategies trailblazer'"),
    (("show", "chicago_il"), "Topic 'chicago_il' does not exist", "Did you mean 'show systems chicago_il'"),
    (("compare", "strategies=[hybrid,", "a,", "b]"), "[hybrid, a, b]' is a list with spaces", "=[hybrid,a,b]"),
    (("show", "district", "foo", "bar"), "No school matches 'foo bar'", "words of a school's name or id, or KEY=VALUE"),
    (("show", "schedule", "foo"), "No line matches 'foo'", "words of a line's name"),
    (("show", "schedule", "levl"), "No line matches 'levl'", "Did you mean 'level'"),
    (("show", "strategies", "trailblazr"), "no part matches 'trailblazr'", "Did you mean 'trailblazer'"),
    (("show", "strategies", "frend_nomination"), "no part matches", "Did you mean 'friend_nomination'"),
    (("compare", "--replicates", "5", "run.replicates=6"), "--replicates 5 and run.replicates=6", "one of the two"),
    (("show", "practices", "simpl_act"), "No practice matches 'simpl_act'", "Did you mean 'simple_act'"),
    (("show", "schedule", "use", "--mermaid"), "'use' has no effect beside --mermaid", "one of the two"),
    (("show", "parameters", "coaching", "--csv"), "'coaching' has no effect beside --csv", "one of the two"),
    (("show", "pathway", "pace", "--figure", "a.png"), "'pace' has no effect beside --figure", "one of the two"),
    (("show", "parameters", "zzz"), "No parameter matches 'zzz'", "words of a key"),
    (("show", "outcomes", "zzz"), "No outcome matches 'zzz'", "words of a name"),
    (("show", "practices", "--csv"), "Option of show practices: '--csv'", "no option"),
    (("show", "parameters", "--mermaid"), "'--mermaid' does not exist", "--csv"),
    (("completion", "ksh"), "Shell 'ksh' does not exist", "bash, fish, zsh"),
]


@pytest.mark.parametrize(
    ("arguments", "found", "allowed"), SENTENCES, ids=[" ".join(s[0]) for s in SENTENCES]
)
def test_bad_input_is_one_sentence_and_code_2(arguments, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("diffusion-sim: ") and err.count("\n") == 1
    assert found in err
    assert allowed in err
    assert list(tmp_path.iterdir()) == [], "nothing half-written"


def test_names_that_people_try_are_topics_too(capsys):
    code, out, err = run(capsys, "show", "dial", "pace")
    assert (code, err) == (0, "") and out == run(capsys, "show", "pathway", "pace")[1]
    assert "fast: momentum, " in out and "slow: rigour, " in out, "the ends by name: the table has no left and right"
    assert "5 waves over 1 year (" in out and "3 waves over 0.5 years (" in out
    assert run(capsys, "show", "parts", "tours") == run(capsys, "show", "strategies", "tours")


def test_a_page_has_its_width_wherever_it_is_written(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert screen().width == PAGE
    monkeypatch.setenv("COLUMNS", "80")
    assert screen().width == 80
    out = " ".join(run(capsys, "show", "dial", "pace")[1].split())
    assert "fast: momentum, " in out and "slow: rigour, " in out, "a narrow terminal breaks lines, not sentences"


def test_the_district_explains_its_columns_and_counts_one_as_one(capsys):
    _, out, _ = run(capsys, "show", "district", "district.schools=1", "district.staff=20", "district.coach_schools=1")
    assert "1 principal, 1 coach " in out
    for column in ("level", "need", "readiness", "climate", "turnover"):
        assert f"{column}: " in out
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 100


def test_what_is_drawn_does_not_stand_beside_the_schools_of_a_table_and_all_can_be_listed(tmp_path, capsys):
    file = tmp_path / "own.csv"
    file.write_text("school,school_name,classroom_teachers\n" + "".join(f"{i},Oak {i},9\n" for i in range(41)))
    _, out, _ = run(capsys, "show", "district", f"district.table={file}")
    assert "Not shown: readiness and climate" in out and "  readiness: " not in out and "1 more; --csv" in out
    _, out, _ = run(capsys, "show", "district", f"district.table={file}", "--csv")
    lines = out.splitlines()
    assert lines[0] == "school,name,level,staff,teachers,coaches,need,turnover" and len(lines) == 42
    _, some, _ = run(capsys, "show", "district", f"district.table={file}", "--csv", "Oak 40")
    assert some.splitlines() == [lines[0], lines[41]]


def test_exit_code_of_the_program_itself(tmp_path):
    done = program("compare", "strategy=nobdy", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_error_keeps_its_traceback_and_code_1():
    code = (
        "import diffusion_sim.cli.commands.completion as c, sys\nfrom diffusion_sim.cli.main import main\n"
        "c.execute = lambda args: 1 / 0\nsys.exit(main(['completion', 'bash']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_a_reader_that_stops_early_is_no_error():
    command = f"{sys.executable} -m diffusion_sim.cli.main show parameters --csv | head -n 1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.stdout.startswith("key,part,value")
    assert done.stderr == ""


def test_options_stand_for_keys_and_mix_with_them():
    parser = cli._parser("compare")
    args = parser.read(
        ["run.budget=2", "--replicates", "7", "practice=simple_act", "--out", "there", "--csv"]
    )
    assert jobs(args) == [
        Job(("run.budget=2", "practice=simple_act", "run.replicates=7", "run.folder=there", "run.csv=true"))
    ]


def test_hydras_name_of_the_output_folder_is_that_of_out():
    for name in ("compare", "run", "robust"):
        there = cli._parser(name).read(["run.budget=2", "hydra.run.dir=a=b c"])
        assert there == cli._parser(name).read(["run.budget=2", "--out", "a=b c"])
    with pytest.raises(BadInput, match="hydra.run.dir=x and --out both name the output folder; allowed: one of them"):
        cli._parser("compare").read(["--out", "y", "hydra.run.dir=x"])


@pytest.mark.parametrize("topic", TOPICS)
def test_a_table_of_schools_without_its_key_is_refused_with_the_key(topic, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schools.csv").write_text("school\na\n")
    said = "diffusion-sim: 'schools.csv' is not of the form KEY=VALUE; did you mean district.table=schools.csv?\n"
    assert run(capsys, "show", topic, "schools.csv") == (2, "", said)


def test_multirun_is_every_combination():
    found = combinations(
        ["practice=simple_act,ai_assistant", "run.seed=range(1,3)", "district.name=New Town (a)"]
    )
    assert found == [
        [f"practice={p}", f"run.seed={s}", "district.name=New Town (a)"]
        for p in ("simple_act", "ai_assistant")
        for s in (1, 2)
    ]
    assert combinations(["strategies=[a,b],[c,d]"]) == [["strategies=[a,b]"], ["strategies=[c,d]"]]
    assert combinations(["strategies=a,b", "run.seed=1,2"])[0] == ["strategies=a,b", "run.seed=1"]
    args = cli._parser("compare").read(["--multirun", "run.seed=1,2"])
    assert [job.name for job in jobs(args)] == ["0", "1"]


def test_output_folder_is_judged_before_the_work(tmp_path):
    one = Job(())
    assert output_folder(str(tmp_path / "new"), one, None) == tmp_path / "new"
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="is a file; allowed: the name of a folder"):
        output_folder(str(tmp_path / "file"), one, None)
    with pytest.raises(BadInput, match="holds other files; allowed: a new or empty folder"):
        output_folder(str(tmp_path), one, None)
    (tmp_path / "manifest.json").touch()
    assert output_folder(str(tmp_path), one, None) == tmp_path
    assert output_folder(None, one, None).parts[0] == "outputs"
    assert output_folder(None, Job((), "3"), tmp_path / "base").name == "3"


def complete(*line: str) -> list[str]:
    return candidates(["diffusion-sim", *line])


def test_completion_knows_commands_options_groups_and_keys():
    assert complete("com") == ["compare", "completion"]
    assert complete("show", "par") == ["parameters"]
    assert "--replicates" in complete("compare", "--re")
    assert "practice=" in complete("compare", "prac")
    assert complete("compare", "practice=ai") == ["practice=ai_assistant"]
    assert complete("compare", "behaviour.peer_be") == ["behaviour.peer_belief="]
    assert "district.columns.from=" in complete("compare", "district.columns.f")
    assert complete("compare", "run.seed=") == []
    assert complete("nonsense", "x") == []
    assert set(SECTIONS) <= {k.partition(".")[0] for k in keys()}


def test_completion_of_strategies_goes_on_after_a_comma():
    from diffusion_sim.settings.registry import options

    names = options("strategy")
    assert complete("compare", "strategies=") == [f"strategies={n}" for n in names]
    if len(names) > 1:
        assert f"strategies={names[0]},{names[1]}" in complete("compare", f"strategies={names[0]},")
        assert f"strategies={names[0]},{names[0]}" not in complete("compare", f"strategies={names[0]},")


def test_bash_completes_through_the_printed_script(tmp_path):
    program_file = tmp_path / "diffusion-sim"
    program_file.write_text(f'#!/bin/sh\nexec {sys.executable} -m diffusion_sim.cli.main "$@"\n')
    program_file.chmod(0o755)
    script = (
        'eval "$(diffusion-sim completion bash)"\n'
        'try() { COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDBREAKS=" ="; _diffusion_sim 2>/dev/null; '
        'echo "${COMPREPLY[@]}"; }\n'
        'try "diffusion-sim sho"; try "diffusion-sim compare practice=ai"; try "diffusion-sim show "'
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=env, check=True)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["show", "ai_assistant"]
    assert "parameters" in lines[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell, capsys):
    code, out, _ = run(capsys, "completion", shell)
    assert code == 0
    assert "__complete" in out
