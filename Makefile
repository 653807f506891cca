# paraprotein: `make run` and `make test` need Python >= 3.11 and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export MPLBACKEND := Agg

.DEFAULT_GOAL := help
.PHONY: help run test shapes lint docs bench calibration interruptions integrity mutations parts exposure lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.made:
	@echo "paraprotein: making a virtual environment in $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "paraprotein needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	@echo "paraprotein: installing pinned dependencies (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
	@echo "paraprotein: installing the package itself ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "paraprotein: installing what tests and linters need (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

run: $(VENV)/.run ## run the 2007 imatinib trial and write its report to runs/imatinib-wm-2007
	$(BIN)/paraprotein run imatinib-wm-2007 --out runs/imatinib-wm-2007

test: $(VENV)/.dev ## run the tests
	$(BIN)/pytest -n 2 --dist worksteal

shapes: $(VENV)/.dev ## check the shape of every array in the tests of rules and numerics
	$(BIN)/pytest --shapes -n 2 --dist worksteal tests/arrays tests/dosing tests/pharmacology tests/simulation/numerics tests/stopping tests/toxicity

lint: $(VENV)/.dev ## format, lint, types, imports
	$(BIN)/ruff format --check src tests benchmarks validation
	$(BIN)/ruff check src tests benchmarks validation
	$(BIN)/lint-imports
	$(BIN)/mypy

docs: $(VENV)/.dev ## build the documentation into site/
	$(BIN)/mkdocs build --strict --quiet

bench: $(VENV)/.dev ## measure speed; writes benchmarks/results
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/accelerator.py
	$(BIN)/python benchmarks/designs.py

calibration: $(VENV)/.dev ## calibrate the founding trial again and prove it (resumes; up to an hour)
	$(BIN)/paraprotein calibrate imatinib-wm-2007 --simulations 100000 --seed 1 --out runs/calibration
	cp runs/calibration/populations/* src/paraprotein/cases/imatinib-wm-2007/populations/
	$(BIN)/python validation/calibration_results.py runs/calibration
	$(BIN)/python validation/calibration.py runs/calibration
	$(BIN)/python validation/no_drug.py
	$(BIN)/python validation/holdouts.py

interruptions: $(VENV)/.dev ## kill real runs at random moments and compare every byte; writes validation/interruptions.md
	$(BIN)/python validation/interruptions.py

integrity: $(VENV)/.dev ## kill every verb at every change of the disk, flip bits, mutate files; writes validation/integrity.md (hours)
	$(BIN)/python validation/integrity.py --moments 0 --random 100 --columns 0 --mutants 5000

mutations: $(VENV)/.dev ## change the rules one comparison at a time and see whether the tests notice; writes validation/mutations.md
	$(BIN)/python validation/mutations.py

parts: $(VENV)/.dev ## list what an installation consists of, with licences; writes validation/bill_of_materials
	$(BIN)/python validation/bill_of_materials.py

exposure: $(VENV)/.dev ## compare daily-average with within-day exposure; writes validation/exposure_modes
	$(BIN)/python validation/exposure_modes.py

lock: ## pin dependencies anew (needs uv)
	cd requirements && uv pip compile ../pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header --no-annotate --group ../pyproject.toml:build --output-file run.txt
	cd requirements && uv pip compile ../pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header --no-annotate --group ../pyproject.toml:build --group ../pyproject.toml:dev --extra cluster --extra inference --output-file dev.txt

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache site
