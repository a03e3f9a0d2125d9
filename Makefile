# Sets everything up in .venv/ and runs the two commands; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
NODE_STAMP := node_modules/.ready

.PHONY: help site public serve check test lint bench clean

help:  ## List these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

site: $(STAMP)  ## Build the site into output/
	@$(BIN)/reflectory build

public: $(STAMP)  ## Build the site for its public address (publishconf.py), and see that nothing private is in it
	@$(BIN)/reflectory build --public
	@$(BIN)/reflectory check --private

serve: $(STAMP)  ## Preview the site, drafts included, and rebuild on change
	@$(BIN)/reflectory serve

check: $(STAMP)  ## Read everything and say what is wrong, without writing
	@$(BIN)/reflectory check --strict

test: $(VENV)/.ready-test $(NODE_STAMP)  ## Lint, check types and run all tests
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python tests/together.py

lint: $(VENV)/.ready-test  ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(VENV)/.ready-bench  ## Measure builds against stock Pelican and Hugo (takes a while), into docs/performance.md
	@$(BIN)/python tests/bench/bench.py --chart docs/bench.svg --docs docs/performance.md
	@$(BIN)/python tests/bench/searching.py --docs docs/performance.md
	@$(BIN)/python tests/bench/arrivals.py --docs docs/performance.md

clean:  ## Remove everything that was built or installed here
	rm -rf $(VENV) .cache output output.new node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Reflectory needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name one with: make PYTHON=python3.12 site")'
	@$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[packs]'
	@touch $@

$(VENV)/.ready-test: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/.ready-bench: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

# axe, Ace (which finds its own browser otherwise) and the Nu HTML checker; tests that need them say so where npm is missing.
$(NODE_STAMP): package.json
	@if command -v npm >/dev/null 2>&1; then PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-audit --no-fund --no-package-lock >/dev/null && touch $@; fi
