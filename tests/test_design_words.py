"""What ``design indices`` and ``design discover`` say of studies whose values are given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diffusion_sim import draws
from diffusion_sim.cli import main as cli
from diffusion_sim.cli.commands import design as command
from diffusion_sim.explore import Axis, Design, Values, sample


class Told:
    """A study of two arms, a and b, whose paired difference is given."""

    outcomes = ("use_end",)

    def __init__(self, folder: Path, design: Design, gap: np.ndarray):
        self.folder, self.design, self.gap = folder, design, gap

    def values(self, outcome: str, arm: str | None = None) -> Values:
        value = np.zeros_like(self.gap) if arm == "b" else self.gap
        return Values(np.arange(len(value)), value, np.arange(value.shape[1]) % 4)


def axes(count: int) -> tuple[Axis, ...]:
    return tuple(Axis(f"behaviour.x{k}", 0.0, 1.0) for k in range(count))


def noise(points: int, key: int = 5) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(draws.draws(key, "pick", np.arange(points * 8, dtype=np.uint64))).reshape(points, 8)


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch):
    def asked(step: str, design: Design, gap: np.ndarray) -> tuple[int, str]:
        monkeypatch.setattr(command, "_study", lambda args: Told(tmp_path, design, gap))
        monkeypatch.setenv("COLUMNS", "100")
        code = cli.main(["design", step, "folder", "--arm", "a", "--against", "b"])
        out, err = capsys.readouterr()
        return code, out + err

    return asked


def test_indices_of_noise_are_not_told_as_a_ranking(ask, tmp_path):
    design = sample(axes(20), 128, "sobol")
    code, said = ask("indices", design, noise(128))
    assert code == 0
    assert "Cannot tell which parameters decide" in said and "behaviour.x" not in said
    assert (tmp_path / "indices_use_end.csv").is_file()


def test_indices_name_the_one_parameter_that_decides(ask):
    design = sample(axes(20), 128, "sobol")
    code, said = ask("indices", design, design.unit()[:, [7]] + 0.1 * noise(128))
    assert code == 0
    assert "What decides most: behaviour.x7 (" in said
    assert "come out at 0; their order says nothing" in said and "resamples" not in said


def test_discovery_explains_the_decided_worlds_alone(ask):
    pytest.importorskip("ema_workbench")
    design = sample(axes(8), 256, "lhs", seed=2)
    x = design.unit()
    known = np.where((x[:, 1] > 0.5) & (x[:, 4] < 0.7), 1.0, -1.0)
    tied = x[:, 6] < 0.3
    gap = np.where(tied[:, None], 0.0, known[:, None] + 0.2 * noise(256))
    code, said = ask("discover", design, gap)
    assert code == 0, said
    assert f"{int(tied.sum())} of 256 worlds are left out: their interval holds 0." in said
    assert "Box 1" in said and "behaviour.x1" in said and "behaviour.x4" in said
    assert "behaviour.x6" not in said, "ties are no losses"
    assert "of worlds it has not seen the tree tells" in said.lower()


def test_discovery_tells_no_box_of_two_arms_equal_in_distribution(ask):
    pytest.importorskip("ema_workbench")
    design = sample(axes(12), 1024, "lhs", seed=3)
    code, said = ask("discover", design, noise(1024))
    assert code == 0, said
    assert "no better than chance: no box and no tree is told" in said.replace("\n", " ")
    assert "behaviour.x" not in said and "Box" not in said


def test_discovery_refuses_where_hardly_a_world_is_decided(ask):
    pytest.importorskip("ema_workbench")
    code, said = ask("discover", sample(axes(4), 64, "lhs"), np.zeros((64, 8)))
    assert code == 2
    assert "0 of 64 worlds are decided" in said and "allowed: 20 or more" in said and said.count("\n") == 1
