# Two commands: `make build` compiles the reference course, `make test` runs every test. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PLAYER_SOURCES := $(shell find templates/player/src templates/theme -type f 2>/dev/null) templates/player/package.json

.PHONY: build test docs check format requirements bench clean

build: $(VENV)/.installed templates/player/dist/theme.css
	@$(BIN)/scormpack build course/synthetic-data --target scorm12 --out dist
	@echo
	@echo "Upload the zip to Moodle (Add an activity: SCORM package) or to Canvas (its SCORM page), see README.md."
	@echo "Look at it first: unzip it and open index.html. Nothing is recorded then, and everything works."
	@echo "The command is $(BIN)/scormpack; try: $(BIN)/scormpack inspect course/synthetic-data"

test: $(VENV)/.installed-tests templates/player/dist/theme.css
	@$(BIN)/python -m tests.prepare
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadgroup

# The pages of docs/ as a web site, in docs/_build/html/.
docs: $(VENV)/.installed-tests
	@$(BIN)/python -m docs.site

check: $(VENV)/.installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-tests templates/player/dist/theme.css
	$(BIN)/python -m benchmarks.run

# The pinned requirements, with hashes and without index URLs, for every Python and platform at once.
requirements: $(VENV)/.installed-tests
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra proxy --extra proxy-redis --group build --group test --group docs --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-test.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "scormpack needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.txt pyproject.toml hatch_build.py $(VENV)/bin/python
	@echo "Installing what scormpack needs (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-tests: requirements-test.txt $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

templates/player/dist/theme.css: $(VENV)/.installed $(PLAYER_SOURCES)
	@$(BIN)/python -c 'import pathlib, hatch_build; hatch_build.bundle_player(pathlib.Path("templates/player"))'
	@touch $@

clean:
	rm -rf $(VENV) build dist/*.zip templates/player/dist templates/player/node_modules tests/node_modules docs/_build
