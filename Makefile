# Two commands do all the set-up: `make report` (the main job, here or with REPO=/path) and `make test`.
PYTHON ?= python3
REPO ?= .
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: report test coverage lint hooks check docs samples site lock tables bench compare soak dist clean

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or newer is needed, got %d.%d; hint: make PYTHON=/path/to/python3.11" % sys.version_info[:2])'
	@echo "building $(VENV) and installing the project: half a minute, once" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "installing what the tests need: a minute, once" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

report: $(VENV)/installed
	@$(BIN)/ai-provenance report --repo $(REPO)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n auto --dist worksteal

# The floor is in pyproject.toml, under [tool.coverage.report].
coverage: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n auto --dist worksteal --cov --cov-report=term

# ruff, the spelling check, mypy, the import contracts and our own secret scan, as .pre-commit-config.yaml has them.
lint: $(VENV)/installed-dev
	$(BIN)/pre-commit run --all-files --show-diff-on-failure

hooks: $(VENV)/installed-dev
	$(BIN)/pre-commit install

docs: $(VENV)/installed-dev
	$(BIN)/python docs/build_api.py
	$(BIN)/python docs/build_commands.py
	$(BIN)/python docs/build_man.py
	$(BIN)/python docs/build_methodology.py
	$(BIN)/python docs/build_rules.py
	$(BIN)/python docs/build_schemas.py

# The documentation as a site, in build/site; a broken link or an unknown page ends it.
site: $(VENV)/installed-dev
	$(BIN)/mkdocs build --strict --quiet --site-dir build/site

# What the Action and the image install, by hash, with what builds the package.
lock: $(VENV)/installed-dev
	@echo '# What the Action and the image install, by hash. Written by `make lock` from pyproject.toml.' > requirements.lock
	@echo hatchling | $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet \
	  pyproject.toml - >> requirements.lock

# The samples of README.md and docs/ as the program prints them now.
samples: $(VENV)/installed-dev
	AI_PROVENANCE_UPDATE_SAMPLES=1 $(BIN)/python -m pytest -q -n auto tests/integration/test_code_blocks.py -k typed

tables: $(VENV)/installed-dev
	$(BIN)/python tools/build_agents.py

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/reports.py --sizes 10000,100000 --peers $(BENCH)

# Speed of this checkout against that of BASE, a revision, by ratio.
compare: $(VENV)/installed-dev
	@test -n "$(BASE)" || { echo "name a revision to compare with; hint: make compare BASE=main" >&2; exit 2; }
	@git worktree add --quiet --detach build/base "$(BASE)"
	@$(BIN)/python benchmarks/compare.py build/base . ; status=$$?; git worktree remove --force build/base; exit $$status

soak: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -m soak
	$(BIN)/python benchmarks/hooks/soak.py 1000

check: $(VENV)/installed
	$(BIN)/ai-provenance check

dist: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check build
	$(BIN)/python -m build --outdir dist .

clean:
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
