# Every target sets up what it needs in .venv; a second time it starts at once, without a network.
# Paths here are relative, so that the folder may have spaces in its name.
# ARGS goes to the command: make test ARGS="tests/lab -k networks".

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile
CODE := src tests tools benchmarks notebooks/*.py script.py

.PHONY: serve test test-all lint check-generated report notebooks slides decks docs release bench clean

serve: .venv/base
	$(BIN)/digits serve $(ARGS)

# What a small change needs.
test: lint .venv/browser
	$(PYTEST) -m "not slow and not release" $(ARGS)

# And what trains networks or builds documents, packages and slides.
test-all: test
	$(PYTEST) -m "slow or release" $(ARGS)

lint: .venv/all check-generated
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy

check-generated: .venv/all
	$(BIN)/python -m tools.documents --check
	$(BIN)/python -m tools.slide_figures --check
	$(BIN)/python -m tools.notebooks --check

# Everything that is generated from models and results: run it after a new model.
report: .venv/all
	$(BIN)/python -m tools.web_data
	$(BIN)/python -m tools.documents
	$(BIN)/python -m tools.notebooks
	$(BIN)/python -m tools.slide_figures

notebooks: .venv/all
	$(BIN)/python -m tools.notebooks $(ARGS)

slides: .venv/all
	$(BIN)/python -m tools.slide_figures
	$(MAKE) --no-print-directory decks

DECKS ?= build/slides
MARP := npx --yes @marp-team/marp-cli@4.5.1

# The pictures go along, because the HTML names them by relative paths.
decks:
	mkdir -p $(DECKS)
	cp -R slides/deck.*.md slides/drawings slides/figures slides/pictures $(DECKS)
	$(MARP) $(DECKS)/deck.*.md --theme-set slides/theme.css --html
	$(MARP) $(DECKS)/deck.*.md --theme-set slides/theme.css --html --allow-local-files --pdf
	rm $(DECKS)/deck.*.md

docs: .venv/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict $(ARGS)

release: .venv/all check-generated
	$(BIN)/python -m tools.release

# The project beside its rivals; the tables are written even where a limit is missed.
bench: .venv/all .venv/rivals/engines/made .venv/rivals/gradio/made
	$(BIN)/python -m benchmarks $(ARGS); status=$$?; $(BIN)/python -m tools.documents && exit $$status

clean:
	rm -rf .venv build dist site

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python3 -m venv failed: on Debian, apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/base: .venv/python pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

.venv/all: .venv/base
	$(PIP) --editable '.[lab,dev]'
	@touch $@

.venv/docs: .venv/base
	$(PIP) --editable '.[docs]'
	@touch $@

# Rivals have environments of their own, because some need other versions of the same packages.
.venv/rivals/%/made: benchmarks/rivals/%.txt .venv/python
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.venv/browser: .venv/all
	$(BIN)/python tests/browser/chromium.py
	@touch $@
