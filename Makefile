# run: the whole hub on this machine · test: everything · check: seconds · demo: one exchange against a running sandbox · bench [ONLY=page]: the budgets
# verify-audit [FROM=2026-11-01 UNTIL=2026-11-30]: the audit trail, of the running sandbox or of the stage that HUB_TABLE_PREFIX names
# slo [FROM= UNTIL=]: how long deliveries took, of the same · cost: docs/cost.md from counted calls and list prices
# package, diff, deploy STAGE=recette [ALARMS=address] [DOMAIN=…] [ZONE=…] [TURN=…] [ORIGIN_TURN=…] [CLAMD=host:port SUBNETS=… GROUPS=…]: AWS, as docs/runbook.md tells
PYTHON ?= python3
PORT ?= 8000
# Télédossiers that "make run" puts into each town hall's list while it runs; 0: none; 500: a long list for one of them.
HUB_SAMPLES ?= 20
BIN := .venv/bin
# An empty DOMAIN is one that was given: the distribution's own name. One of the environment is somebody else's.
DEPLOYMENT = $(if $(ALARMS),--alarms "$(ALARMS)") $(if $(findstring command line,$(origin DOMAIN)),--domain "$(DOMAIN)") $(if $(ZONE),--zone "$(ZONE)") $(if $(TURN),--turn "$(TURN)") $(if $(ORIGIN_TURN),--origin-turn "$(ORIGIN_TURN)") \
	$(if $(CLAMD),--clamd "$(CLAMD)") $(if $(SUBNETS),--clamd-subnets "$(SUBNETS)") $(if $(GROUPS),--clamd-groups "$(GROUPS)")
export PORT
# The hub runs without its portal on a machine that cannot build it, and says so.
HAS_NODE := $(shell node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm)
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test test-portal check check-python check-portal demo bench verify-audit slo cost openapi conformance package diff deploy stage-is-told format portal-if-possible clean

run: .venv/.installed portal-if-possible
	@HUB_SAMPLES="$(HUB_SAMPLES)" exec $(BIN)/python -m infra.sandbox

# A worker keeps a file's tests: they share its hub or its sandbox.
test: .venv/.installed .venv-lint/.installed $(if $(HAS_NODE),portal/dist/index.html)
	@$(MAKE) --no-print-directory --jobs 2 check $(if $(HAS_NODE),test-portal)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	@$(if $(HAS_NODE),:,echo "THE PORTAL WAS NOT TESTED: no Node 20 and npm on this machine." >&2)

check: check-python $(if $(HAS_NODE),check-portal)

check-python: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m infra.openapi --check
	$(BIN)/python -m infra.conformance --check
	$(BIN)/python -m infra.cost --check

check-portal: portal/node_modules/.installed
	cd portal && npm run lint --silent && npm run types --silent

test-portal: check-portal
	cd portal && npm test --silent

demo: .venv/.installed
	@$(BIN)/python -m infra.sandbox.demo

bench: .venv/.installed portal-if-possible $(if $(HAS_NODE),tests/bench/lighthouse/node_modules/.installed)
	PYTHONPATH=client $(BIN)/python -m tests.bench $(ONLY)

verify-audit: .venv/.installed
	@$(BIN)/python -m infra.verify_audit $(if $(FROM),--from $(FROM)) $(if $(UNTIL),--until $(UNTIL))

slo: .venv/.installed
	@$(BIN)/python -m infra.slo $(if $(FROM),--from $(FROM)) $(if $(UNTIL),--until $(UNTIL))

cost: .venv/.installed
	$(BIN)/python -m infra.cost

package diff deploy: stage-is-told

stage-is-told:
	@$(if $(STAGE),:,echo "STAGE=recette, preprod or prod" >&2; exit 2)

package: .venv/.installed
	@$(BIN)/python -m infra.package $(STAGE)

diff: .venv/.installed
	@$(BIN)/python -m infra.deploy $(STAGE) --diff $(DEPLOYMENT)

deploy: .venv/.installed portal/dist/index.html
	@$(BIN)/python -m infra.deploy $(STAGE) $(DEPLOYMENT)

openapi: .venv/.installed
	$(BIN)/python -m infra.openapi

conformance: .venv/.installed
	$(BIN)/python -m infra.conformance

format: .venv/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/.installed: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv-lint/.installed: infra/lint/requirements.txt
	$(PYTHON) -m venv .venv-lint
	.venv-lint/bin/pip install --quiet --disable-pip-version-check -r infra/lint/requirements.txt
	@touch $@

portal-if-possible:
	@$(if $(HAS_NODE),$(MAKE) --no-print-directory portal/dist/index.html,false) || \
	echo "No portal: $(if $(HAS_NODE),it could not be built,this machine has no Node 20 with npm). The hub starts without it." >&2

portal/node_modules/.installed: portal/package.json portal/package-lock.json
	cd portal && npm ci --no-progress --loglevel=error
	@touch $@

tests/bench/lighthouse/node_modules/.installed: tests/bench/lighthouse/package.json
	cd tests/bench/lighthouse && npm install --no-package-lock --no-progress --loglevel=error
	@touch $@

portal/dist/index.html: portal/node_modules/.installed openapi.json $(shell find portal/src portal/public portal/index.html portal/vite.config.ts -type f -not -name schema.d.ts 2>/dev/null)
	cd portal && npm run build --silent -- --logLevel warn

clean:
	rm -rf .venv .venv-lint .sandbox out portal/node_modules portal/dist tests/bench/lighthouse/node_modules
