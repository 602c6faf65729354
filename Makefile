# The verbs of this project. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types contracts unit snapshots docs bench lock format clean

help: ## list the verbs
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) node_modules/.package-lock.json ## virtual environment and node modules, pinned and locked

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "flowlog needs Python 3.11 or later, this is %s. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version.split()[0])'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python has no ensurepip. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@test -x $(BIN)/python || { echo "Creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the locked Python packages (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or later (nodejs.org)"; exit 1; }
	@echo "Installing the locked CDK command line"
	@npm ci --silent --no-progress
	@touch $@

demo: setup ## the whole pipeline on this machine, with no AWS account; ROUTE=firehose, s3 or lambda for another way, FILE=… for another file
	@$(BIN)/flowlog local demo $(if $(FILE),--file "$(FILE)") $(foreach route,$(ROUTE),--route $(route))

test: setup ## set up and run everything CI runs
	@$(MAKE) --no-print-directory check

check: lint types contracts unit ## the same without the set-up

lint:
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	@$(BIN)/mypy

contracts:
	@$(BIN)/lint-imports

unit:
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

snapshots: setup ## write the snapshots anew; read the diff before you commit it
	@$(BIN)/python -m pytest tests/schema tests/aggregator tests/synth --snapshot-update -q

docs: setup ## write the generated references anew
	@$(BIN)/python -m flowlog_config.schema.reference

bench: setup ## speed as ratios against a baseline in the same run
	@npm ci --silent --no-progress --prefix benchmarks/peers
	@$(BIN)/python benchmarks/run.py --write

format: ## let ruff format and fix
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: ## resolve and lock the dependencies anew (needs uv: pip install uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -o requirements.lock
	npm install --package-lock-only

clean: ## remove what was installed and generated
	rm -rf $(VENV) node_modules cdk.out .flowlog
