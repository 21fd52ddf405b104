# Every target is one call; what it does stands in webapp/bootstrap/targets.py.
# Needed: Python >= 3.11 with venv and pip, make, and a package index. `make PYTHON=python3.12 demo` names another Python.
PYTHON ?= python3
ASSAY = @$(PYTHON) -m webapp.bootstrap

.DEFAULT_GOAL := help
.PHONY: help demo serve install test check e2e smoke fix types clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## install what is missing, start everything with the demo project, print address and accounts; Ctrl-C stops all of it
	$(ASSAY) demo

serve: ## the same without the demo project
	$(ASSAY) serve

install: ## install everything and start nothing; `make demo` then works with the network down
	$(ASSAY) install

test: ## all tests and checks: Python, front end, browser, worker
	$(ASSAY) test

check: ## format, lint, types, import contracts and the fast Python tests: before every commit
	$(ASSAY) check

e2e: ## the browser tests alone
	$(ASSAY) e2e

smoke: ## start the demo as a stranger would, sign in, wait for scores, stop; twice
	$(ASSAY) smoke

fix: ## format, and repair what the linters can
	$(ASSAY) fix

types: ## describe the API and write the front end's types from that
	$(ASSAY) types

clean: ## remove ASSAY_HOME (database, uploads, logs), builds and caches; installed packages stay
	$(ASSAY) clean
