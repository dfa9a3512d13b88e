# Every target sets up what it needs in .venv; a second time it starts at once, without a network.
# Paths here are relative, so that the folder may have spaces in its name.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: serve test quick lint bench notebooks slides decks docs documents release clean

serve: .venv/base
	$(BIN)/digits serve $(ARGS)

test: lint .venv/browser
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

# What needs neither a training framework nor the data sets nor a browser: minutes from a clone to the first green.
QUICK := tests/image tests/web $(addprefix tests/test_,$(addsuffix .py, \
	corrections ensemble gate inside metrics mnist numbers recognizer))

quick: .venv/test
	env -u CI -u DIGITS_DATA $(BIN)/python -m pytest --quiet -rf --numprocesses auto --dist loadfile $(QUICK) $(ARGS)

lint: .venv/all
	$(BIN)/ruff check src tests tools benchmarks release notebooks/*.py script.py
	$(BIN)/ruff format --check src tests tools benchmarks release notebooks/*.py script.py
	$(BIN)/mypy

notebooks: .venv/all
	$(BIN)/python -m tools.exploration $(ARGS)

slides: .venv/all
	$(BIN)/python -m tools.slide_figures
	$(MAKE) --no-print-directory decks

DECKS ?= build/slides
MARP := npx --yes @marp-team/marp-cli@4.5.1

# The pictures go along, because the HTML names them by relative paths.
decks:
	mkdir -p $(DECKS)
	cp -R slides/drawings slides/figures slides/pictures $(DECKS)
	for deck in deck.en deck.fr; do for type in html pdf; do \
		$(MARP) slides/$$deck.md --theme-set slides/theme.css --html --allow-local-files \
			--output $(DECKS)/$$deck.$$type || exit 1; \
	done; done

docs: .venv/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict $(ARGS)

documents: .venv/all
	$(BIN)/python -m tools.documents $(ARGS)

release: .venv/all
	$(BIN)/python -m release $(ARGS)

bench: .venv/all
	$(BIN)/python -m benchmarks $(ARGS)

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

.venv/test: .venv/base
	$(PIP) --editable '.[test]'
	@touch $@

.venv/all: .venv/test
	$(PIP) --editable '.[lab,dev]'
	@touch $@

.venv/docs: .venv/base
	$(PIP) --editable '.[docs]'
	@touch $@

.venv/browser: .venv/all
	$(BIN)/python tests/browser/chromium.py
	@touch $@
