# Two commands are all it takes: `make run` shows the first comparison, `make test` runs the tests.
# The environment in .venv is rebuilt whenever requirements.lock or pyproject.toml changes.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: run test check benchmark matrix calibrate clean lock

run: $(STAMP)
	$(BIN)/diffusion-sim compare

test: $(STAMP)
	$(BIN)/python -m pytest -n auto

check: $(STAMP)
	$(BIN)/ruff check src tests
	$(BIN)/mypy

benchmark: $(STAMP)
	$(BIN)/python -m benchmarks

# Equal results with every Python and Mesa that is allowed; the environments are kept in .matrix.
matrix: $(STAMP)
	cd tests && ../$(BIN)/python -m matrix

calibrate: $(STAMP)
	$(BIN)/python experiments/calibrate.py

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else 1)' 2>/dev/null || \
	  { echo "diffusion_sim needs Python 3.11, 3.12 or 3.13, but $(PYTHON) is $$($(PYTHON) --version 2>&1); name another one with: make PYTHON=python3.12 $(or $(firstword $(MAKECMDGOALS)),run)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(STAMP)

# For maintainers: write the lock anew from pyproject.toml (one file for every system and Python version).
lock: pyproject.toml
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --output-file requirements.lock
