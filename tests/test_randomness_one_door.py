"""No other source of randomness anywhere in the package: not numpy's, not the library's, not the clock's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "diffusion_sim"
MODULES = {"random", "secrets", "uuid", "numpy.random"}
NAMES = {"urandom", "getrandbits", "default_rng", "RandomState", "SystemRandom", "random_state", "shuffle_do"}
NAMES |= {"rvs", "LatinHypercube", "PoissonDisk", "MultinomialQMC", "MultivariateNormalQMC"}
#: Point sets that are fixed when they are not scrambled.
SCRAMBLED = {"Sobol", "Halton"}
CLOCKS = {"time", "time_ns", "perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "now", "getpid"}
#: Arguments and targets through which a seed or a key would be set.
SEEDS = {"seed", "key", "luck", "rng", "random_state"}


def dotted(node: ast.AST) -> str:
    """Return ``a.b.c`` for an attribute chain, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    return ""


def doors(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, what) for everything that could bring in chance from elsewhere."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import):
            yield from ((line, a.name) for a in node.names if a.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{a.name}" for a in node.names}
            names = {a.name for a in node.names}
            if node.level == 0 and (node.module in MODULES or whole & MODULES or names & NAMES):
                yield line, f"from {node.module} import {', '.join(sorted(names))}"
        elif isinstance(node, ast.Attribute):
            name = dotted(node)
            if name.startswith(("np.random", "numpy.random", "random.")) or node.attr in NAMES:
                yield line, name
        elif isinstance(node, ast.Call):
            if dotted(node.func).split(".")[-1] in SCRAMBLED and not _unscrambled(node):
                yield line, f"{dotted(node.func)} without scramble=False"
            if any(k.arg in SEEDS and _clock(k.value) for k in node.keywords):
                yield line, "a seed from a clock"
        elif isinstance(node, ast.Assign) and _clock(node.value):
            names = {dotted(target).split(".")[-1] for target in node.targets}
            yield from ((line, f"{name} = a clock") for name in sorted(names & SEEDS))


def _unscrambled(node: ast.Call) -> bool:
    given = {k.arg: k.value for k in node.keywords}.get("scramble")
    return isinstance(given, ast.Constant) and given.value is False


def _clock(value: ast.AST) -> bool:
    return any(isinstance(n, ast.Call) and dotted(n.func).split(".")[-1] in CLOCKS for n in ast.walk(value))


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_there_is_something_to_look_at() -> None:
    assert len(files()) > 80


@pytest.mark.parametrize("file", files(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_other_source_of_randomness(file: Path) -> None:
    found = list(doors(ast.parse(file.read_text(encoding="utf-8"))))
    assert not found, f"{file.relative_to(SOURCE)}: chance from elsewhere: {found}"


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from random import random",
        "import numpy as np\nx = np.random.default_rng(1)",
        "from numpy.random import default_rng",
        "from numpy import random",
        "import secrets",
        "import os\nos.urandom(8)",
        "import time\nseed = time.time_ns()",
        "f(seed=int(time.time()))",
        "import uuid",
        "agents.shuffle_do('step')",
        "norm.rvs(3)",
        "qmc.Sobol(2)",
        "qmc.Sobol(2, scramble=True, seed=1)",
        "from scipy.stats.qmc import LatinHypercube\nLatinHypercube(2)",
        "frame.sample(3, random_state=1)\nx.random_state",
    ],
)
def test_the_search_finds_each_kind(text: str) -> None:
    assert list(doors(ast.parse(text)))


@pytest.mark.parametrize("text", ["qmc.Sobol(2, scramble=False)", "t = perf_counter()", "key = f(1)"])
def test_the_search_leaves_the_rest_alone(text: str) -> None:
    assert not list(doors(ast.parse(text)))


def test_draws_do_not_depend_on_the_state_of_other_generators() -> None:
    import random

    import numpy as np

    from diffusion_sim.draws import draws

    posts = np.arange(5, dtype=np.uint64)
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    first = draws(3, "move", posts)
    random.seed(2)
    np.random.seed(2)  # noqa: NPY002
    assert np.array_equal(first, draws(3, "move", posts))
