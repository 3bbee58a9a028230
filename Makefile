# Two commands do all the set-up: `make report` (the main job, here or with REPO=/path) and `make test`.
PYTHON ?= python3
REPO ?= .
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: report test lint check docs tables bench soak clean

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or newer is needed, got %d.%d; hint: make PYTHON=/path/to/python3.11" % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

report: $(VENV)/installed
	@$(BIN)/ai-provenance report --repo $(REPO)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n auto

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/installed-dev
	$(BIN)/python docs/build_commands.py
	$(BIN)/python docs/build_methodology.py
	$(BIN)/python docs/build_rules.py

tables: $(VENV)/installed-dev
	$(BIN)/python tools/build_agents.py

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/reports.py --sizes 10000,100000 --peers $(BENCH)

soak: $(VENV)/installed-dev
	$(BIN)/python benchmarks/hooks/soak.py 1000

check: $(VENV)/installed
	$(BIN)/ai-provenance check

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
