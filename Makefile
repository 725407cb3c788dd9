# Nuannan: `make help` explains itself.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock
BY ?= +0s
export NUANNAN_PORT ?= 8400

.DEFAULT_GOAL := help
.PHONY: help run clock code replay load-district download-district try-rules redrive recount reindex restore-erasures reset test prove audit lint bench package deploy destroy

help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Nuannan needs Python 3.11 or newer. Install it, or say make PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch . 2>/dev/null && mkdir -p $(VENV) 2>/dev/null || { echo "This folder cannot be written to. Give yourself the right, or move the project."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $(STAMP)

run: $(STAMP) ## run the platform on this machine until Ctrl-C; data is kept in .local (SET="MapTileUrl=https://…" for pictures under the maps)
	@exec $(BIN)/python -m infra.local.run $(if $(SET),--set $(SET))

clock: $(STAMP) ## move the local time: make clock BY=+3d (INTERIM=2026-11 also makes that month's page)
	@$(BIN)/python -m infra.local.clock --by=$(BY) $(if $(INTERIM),--interim=$(INTERIM))

code: $(STAMP) ## the second factor of a demo person: make code LOGIN=grid
	@$(BIN)/python -m infra.local.code $(or $(LOGIN),grid)

replay: $(STAMP) ## play lives of N petitions on the running stage: make replay FILE=petitions.csv N=200 SEED=1 (LEDGER=only)
	@$(BIN)/python -m infra.replay $(if $(FILE),--file "$(FILE)") $(if $(N),--n $(N)) $(if $(SEED),--seed $(SEED)) $(if $(filter only,$(LEDGER)),--ledger-only)

load-district: $(STAMP) ## check and load a district's folder: make load-district DIR=infra/districts/shinan (DRY=yes, STAGE=prod)
	@$(if $(DIR),,echo "Say which folder: make load-district DIR=infra/districts/shinan"; exit 1)
	@$(BIN)/python -m infra.load_district "$(DIR)" $(if $(STAGE),--stage $(STAGE)) $(if $(filter yes,$(DRY)),--dry-run)

download-district: $(STAMP) ## write what counts, with what was changed at the desk, into a district's folder: make download-district DIR=infra/districts/shinan (CODE=370202 for a new folder, STAGE=prod)
	@$(if $(DIR),,echo "Say which folder: make download-district DIR=infra/districts/shinan"; exit 1)
	@$(BIN)/python -m infra.download_district "$(DIR)" $(if $(CODE),--code $(CODE)) $(if $(STAGE),--stage $(STAGE))

try-rules: $(STAMP) ## what a folder's rules would change of past petitions: make try-rules DIR=infra/districts/shinan (STAGE=prod)
	@$(if $(DIR),,echo "Say which folder: make try-rules DIR=infra/districts/shinan"; exit 1)
	@$(BIN)/python -m infra.try_rules "$(DIR)" $(if $(STAGE),--stage $(STAGE))

redrive: $(STAMP) ## take up again what ended in the dead-letter queues (STAGE=prod for one in AWS)
	@$(BIN)/python -m infra.redrive $(if $(STAGE),--stage $(STAGE))

recount: $(STAMP) ## build all counters anew from the petitions and switch over; shows what differs: make recount FROM=2026-01 TO=2026-11 (PROCESSES=4, STAGE=prod)
	@$(BIN)/python -m infra.recount $(if $(PROCESSES),--processes $(PROCESSES)) $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO)) $(if $(STAGE),--stage $(STAGE))

reindex: $(STAMP) ## put every petition under its words and into its lists, as one of an earlier release may lack them (STAGE=prod, A_SECOND=100)
	@$(BIN)/python -m infra.reindex $(if $(A_SECOND),--a-second $(A_SECOND)) $(if $(STAGE),--stage $(STAGE))

restore-erasures: $(STAMP) ## after a backup was restored, erase in it again what was erased since: make restore-erasures TABLE=… CONTACTS=… (STAGE=prod)
	@$(BIN)/python -m infra.restore_erasures $(if $(STAGE),--stage $(STAGE)) $(if $(TABLE),--table $(TABLE)) $(if $(CONTACTS),--contacts $(CONTACTS))

reset: ## forget everything that make run kept
	@rm -rf .local && echo "Forgotten."

test: $(STAMP) ## all tests but the long proofs; browser tests where Chromium is found
	@command -v chromium >/dev/null || echo "Chromium is not here, so browser tests are skipped. On Debian: apt install chromium fonts-noto-cjk"
	@$(BIN)/python -m frontend.catalogues compile
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

prove: $(STAMP) ## the audit, long proofs (races, faults, replayed lives), then the figures
	@$(BIN)/python -m frontend.catalogues compile
	@$(MAKE) --no-print-directory audit
	@$(BIN)/python -m pytest -q -m slow
	@$(MAKE) --no-print-directory bench

audit: $(STAMP) ## every page before Chromium, axe, html-validate, vnu and Lighthouse; 17 planted faults must be caught
	@if command -v npm >/dev/null; then mkdir -p .local/audit && cp tests/audit/package.json .local/audit/ && \
	  PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix .local/audit --no-audit --no-fund --ignore-scripts --silent; \
	  else echo "npm is not here: axe, html-validate, vnu and Lighthouse are left out. On Debian: apt install npm default-jre-headless"; fi
	@$(BIN)/python -m tests.audit

lint: $(STAMP) ## ruff, mypy --strict, the import rule, cfn-lint
	@$(BIN)/ruff check functions infra frontend tests
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_imports.py
	@$(BIN)/python -m infra.package
	@$(BIN)/cfn-lint .local/package/sam.json

bench: $(STAMP) ## figures: tests/bench, printed
	@failed=0; for file in tests/bench/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || failed=1; echo; done; exit $$failed

package: $(STAMP) ## the deployment package, its size and digest
	@$(BIN)/python -m infra.package

deploy: $(STAMP) ## deploy to AWS: make deploy STAGE=prod (SET="OpsEmail=ops@example.org Domain=…", kept from then on)
	@$(if $(STAGE),,echo "Say which stage: make deploy STAGE=prod"; exit 1)
	@$(BIN)/python -m infra.stack --stage $(STAGE) $(if $(ORIGIN),--origin $(ORIGIN)) $(if $(DISTRICT),--district $(DISTRICT)) $(if $(SET),--set $(SET))

destroy: $(STAMP) ## delete a stage; refuses while data would be lost: make destroy STAGE=prod ERASE=yes
	@$(if $(STAGE),,echo "Say which stage: make destroy STAGE=test"; exit 1)
	@$(BIN)/python -m infra.destroy --stage $(STAGE) $(if $(filter yes,$(ERASE)),--erase)
