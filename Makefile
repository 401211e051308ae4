# Footbridge. "make help" lists what you can ask for.
# Written for GNU make 3.81 and newer, so that the make of a Mac will do.

SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --use-pep517
FLASK := $(PYTHON) -m flask --app app
SERVER := sh tools/with-worker '$(FLASK) worker' $(PYTHON) -m gunicorn --no-control-socket --worker-class gthread --workers 2 --threads 4
NODE := sh tools/with-node
PORT ?= 5000
ADDRESS := 127.0.0.1

# A stamp is an empty file that says when a step was last done.
RUN_PACKAGES := $(VENV)/.run-packages
DEV_PACKAGES := $(VENV)/.dev-packages
NODE_PACKAGES := node_modules/.installed
ASSETS := crm/static/.built

.PHONY: help run serve setup test lint check bench assets secret port format locks clean
.NOTPARALLEL:
.DEFAULT_GOAL := help

help:
	@echo 'make run     make everything ready and serve http://$(ADDRESS):$(PORT) with demonstration data'
	@echo 'make test    run every test, on SQLite and PostgreSQL, browser included'
	@echo '             ARGS="-k visit tests/engagement" runs some; SKIP_POSTGRES=1 and SKIP_BROWSER=1 leave some out'
	@echo 'make setup   install what developing needs, and build the styles and scripts'
	@echo 'make serve   serve for real use: needs SECRET_KEY, adds no data; a worker runs beside'
	@echo 'make lint    check format, style, types, imports, templates and lock files'
	@echo 'make check   lint, then test'
	@echo 'make format  put Python and templates into the agreed format'
	@echo 'make bench   measure against the budgets'
	@echo 'make assets  build the styles and scripts'
	@echo 'make locks   work out the lock files again from requirements*.in'
	@echo 'make clean   remove what was built and installed here; the data in instance/ stays'

run: export FOOTBRIDGE_ENV := development
run: port $(RUN_PACKAGES) assets
	@echo 'Preparing the database'
	@$(FLASK) db upgrade
	@$(FLASK) seed reference
	@$(if $(wildcard seed/demo*),$(FLASK) seed demo)
	@echo 'Serving http://$(ADDRESS):$(PORT) (stop with Ctrl-C)'
	@exec $(SERVER) --bind $(ADDRESS):$(PORT) --log-level warning app:app

serve: export FOOTBRIDGE_ENV := production
serve: secret port $(RUN_PACKAGES) assets
	@$(FLASK) db upgrade
	@exec $(SERVER) --bind $(ADDRESS):$(PORT) app:app

setup: $(DEV_PACKAGES) assets
	@echo 'Ready. "make run" serves, "make test" tests.'

test: $(DEV_PACKAGES) assets
	@$(PYTHON) -m tests.support.run $(ARGS)

lint: $(DEV_PACKAGES)
	$(PYTHON) -m ruff format --check --quiet .
	$(PYTHON) -m ruff check --quiet .
	$(PYTHON) -m mypy
	$(PYTHON) $(VENV)/bin/lint-imports --no-logo
	$(PYTHON) -m djlint --quiet --check templates
	$(PYTHON) -m djlint --quiet --lint templates
	$(PYTHON) tools/check_locks.py

format: $(DEV_PACKAGES)
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m djlint --quiet --reformat templates

check: lint test

bench: $(DEV_PACKAGES) assets
	@$(PYTHON) -m bench $(ARGS)

assets: $(ASSETS)

secret:
	@test -n "$$SECRET_KEY" || { echo 'Set SECRET_KEY to a long random text and keep it: it signs sessions and is' \
	    'part of every password. With another one nobody can sign in.' >&2; exit 1; }

# On a Mac, port 5000 may belong to AirPlay: hence a clear word before any long work.
port:
	@sh tools/with-python tools/check_port.py $(ADDRESS) $(PORT)

$(PYTHON):
	@sh tools/make-venv $(VENV)

$(RUN_PACKAGES): requirements.txt | $(PYTHON)
	@echo 'Installing the Python packages'
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV_PACKAGES): requirements-dev.txt | $(PYTHON)
	@echo 'Installing the Python packages for development'
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(NODE_PACKAGES): package.json package-lock.json .npmrc requirements-node.txt | $(PYTHON)
	@echo 'Installing the packages for styles and scripts'
	@$(NODE) npm ci --no-progress --loglevel=error
	@touch $@

# Folders are listed too: their time changes when a file is taken away.
$(ASSETS): $(NODE_PACKAGES) $(shell find frontend 2>/dev/null)
	@echo 'Building the styles and scripts'
	@$(NODE) npm run --silent build
	@touch $@

LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header
locks: | $(PYTHON)
	@$(PYTHON) -m pip install --quiet uv
	@$(PYTHON) -m $(LOCK) -o requirements.txt requirements.in
	@$(PYTHON) -m $(LOCK) -o requirements-dev.txt requirements-dev.in
	@$(PYTHON) -m $(LOCK) -o requirements-node.txt requirements-node.in
	@$(PYTHON) tools/check_locks.py

clean:
	rm -rf $(VENV) node_modules $(ASSETS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
