# make demo   sets up .venv and runs the whole job over sample_data/: the only step before work with a project
# make test   sets up what the tests need, system packages included, and runs every test
# make check  style, types and import rules        make bench  speed beside bare pymarc, and a county's delivery
# make bench-match   one million records matched, beside a Gold Rush key and Splink; RECORDS=200000 for fewer
# make ui     Dagster on http://127.0.0.1:3000     make lock   new lock files (needs uv)

PYTHON ?=
PROJECT ?= sample_data
BIBS ?= 50000
RECORDS ?= 1000000
COUNTY ?= 1200000
TESTS ?=
export PYTHON

.PHONY: demo test check bench bench-match ui lock clean

demo:
	@scripts/environment.sh runtime
	@.venv/bin/grenselos --project sample_data run

test:
	@scripts/system-packages.sh
	@scripts/environment.sh dev
	.venv/bin/pytest -n auto --dist loadfile $(TESTS)

check:
	@scripts/environment.sh dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/pytest tests/unit/test_imports.py

bench:
	@scripts/environment.sh dev
	.venv/bin/python benchmarks/run.py --bibs $(BIBS)
	.venv/bin/python benchmarks/delivery.py --bibs $(COUNTY)

bench-match:
	@scripts/environment.sh dev
	.venv/bin/python benchmarks/match.py --records $(RECORDS)

ui:
	@scripts/environment.sh runtime
	@GRENSELOS_PROJECT=$${GRENSELOS_PROJECT:-$(PROJECT)} scripts/ui.sh

# In this order: the build's lock agrees with the others.
lock:
	uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --all-extras $(LOCK) -o requirements-dev.lock
	uv pip compile pyproject.toml --extra deploy $(LOCK) -o deploy/requirements.lock
	uv pip compile requirements-build.in -c requirements-dev.lock $(LOCK) -o requirements-build.lock

LOCK = --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Leaves projects alone but for what a run over sample_data/ makes.
clean:
	rm -rf .venv .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis
	cd sample_data && rm -rf staging.db* deliveries reports .dagster .grenselos.key
