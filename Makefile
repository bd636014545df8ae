# Everything happens in .venv beside this file; nothing else on the machine is touched.
#   make play    set up and open the app
#   make test    set up and run the quick tests: what to run before each commit
#   make test-all   all tests, the slow ones too, with more random examples (docs/testing.md)
#   make lint    style, types and import contracts
#   make bench   what speed and memory claims rest on

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
# Asserts are rewritten when a test changes and not in every run, whatever the surroundings ask for.
export PYTHONDONTWRITEBYTECODE =

.PHONY: play test test-all lint bench clean

play: $(VENV)/.play-ready
	@$(BIN)/servicesim

test: $(VENV)/.test-ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

test-all: $(VENV)/.test-ready
	$(BIN)/python -m pytest -n auto --dist worksteal --hypothesis-profile=thorough

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test-ready
	$(BIN)/python bench/all.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "servicesim needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make a virtual environment (on Debian: install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/.play-ready: pyproject.toml | $(BIN)/python
	@echo "Setting up (once, about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test-ready: pyproject.toml | $(BIN)/python
	@echo "Setting up the tests (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.play-ready
