# Thin names over the commands that the README shows.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test check journeys chaos docs format bench

setup: ## virtual environment, packages, front-end assets
	@$(PYTHON) infra/setup

run: setup ## everything set up, then served; DEMO=0 for an empty register
	@$(BIN)/vacancy-register serve $(if $(filter 0,$(DEMO)),--no-demo,)

test: setup ## the tests that need nothing but this machine
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: setup ## format, lint, types, imports, migrations, docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -n auto --dist loadfile tests/architecture tests/integration/core/test_db.py

journeys: setup ## a person's whole tasks in a real browser; screenshots in build/screenshots
	@$(BIN)/python -m pytest -q tests/journeys

chaos: setup ## programs killed at random moments; CHAOS_ROUNDS says how often
	@$(BIN)/python -m pytest -q tests/chaos

docs: setup ## docs/reference.md from the code
	@$(BIN)/python -m tests.architecture.reference

format:
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## speeds as ratios, into build/bench.json
	@$(BIN)/python -m tests.benchmark
