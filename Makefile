# run: the whole hub on this machine · test: everything · check: seconds · demo: one exchange against a running sandbox · bench: the budgets
# verify-audit [FROM=2026-11-01 UNTIL=2026-11-30]: the audit trail, of the running sandbox or of the stage that HUB_TABLE_PREFIX names
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PORT
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test check demo bench verify-audit openapi conformance format portal-if-possible clean

run: .venv/.installed portal-if-possible
	@exec $(BIN)/python -m infra.sandbox

test: .venv/.installed check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m infra.openapi --check
	$(BIN)/python -m infra.conformance --check

demo: .venv/.installed
	@$(BIN)/python -m infra.sandbox.demo

bench: .venv/.installed
	$(BIN)/python -m tests.bench

verify-audit: .venv/.installed
	@$(BIN)/python -m infra.verify_audit $(if $(FROM),--from $(FROM)) $(if $(UNTIL),--until $(UNTIL))

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

# The hub runs without its portal on a machine that cannot build it, and says so.
HAS_NODE := $(shell node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm)

portal-if-possible: $(if $(HAS_NODE),portal/dist/index.html)
	@$(if $(HAS_NODE),:,echo "No Node 20 and npm on this machine: the hub starts without its portal." >&2)

portal/node_modules/.installed: portal/package.json portal/package-lock.json
	cd portal && npm ci --no-progress --loglevel=error
	@touch $@

portal/dist/index.html: portal/node_modules/.installed openapi.json $(shell find portal/src portal/public portal/index.html portal/vite.config.ts -type f -not -name schema.d.ts 2>/dev/null)
	cd portal && npm run build --silent

clean:
	rm -rf .venv .sandbox portal/node_modules portal/dist
