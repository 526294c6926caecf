# make demo   try it on bundled articles      make test   everything that must hold and is soon told
# make test-long   the tests marked long: random, in terminals, training, installing; and the random ones with more examples
# make test-wheel  the files of the built wheel, and two dozen commands of it installed into an environment of its own
# make test-oldest   all tests but the long ones, with the oldest versions that pyproject.toml allows
# make test-encoder  what needs PyTorch and transformers (the extra encoder-train)
# make bench  what is measured, not asserted  make clean  away with all that was made
# make reference  docs/commands.md anew       make snapshots  pictures, guesses, tables that tests compare, anew
# make lock  requirements*.lock anew: the newest versions of all dependencies, with the checksums of their files
# make fuzz SECONDS=60 SEED=1 TARGETS="readers drawing"   broken and hostile inputs for all that reads from outside
# make mutants FOLDERS="core store" COUNT=50 SEED=1 WORKERS=1   random single faults; prints which the tests let live

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Where Python may not write bytecode (PYTHONDONTWRITEBYTECODE), every start would compile the package: 50 ms. Every
# process that collects the tests would compile all of them, 12 s each: once will do. What fails there fails in `tests`.
COMPILED := $(BIN)/python -m compileall -q annotator
TESTS_COMPILED := $(BIN)/python -m pytest -q --collect-only >/dev/null 2>&1 || true
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test tests test-long test-wheel test-oldest test-encoder lint types walls bench fuzz mutants lock reference snapshots picture clean

demo: $(VENV)/.installed
	@$(BIN)/annotator demo

# Types and walls take one core, and the tests wait now and then: at the same time.
test: lint
	@$(MAKE) --no-print-directory --jobs 3 types walls tests

tests: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 3 --dist worksteal -m "not long"

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 3 --dist worksteal -m "long or hypothesis" --hypothesis-profile=many

# Without the checkout's annotator/ in sight: what the wheel forgot to pack would be found nowhere else.
test-wheel: $(VENV)/.dev
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet build/wheel/quote_annotator-*.whl
	$(BIN)/python -m tests.wheel_smoke build/wheel/quote_annotator-*.whl build/wheel/venv/bin/annotator

# What asks for `>=` of what it needs was tried with these versions.
OLDEST := import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
	print(*(needs.partition(';')[0].partition(',')[0].replace('>=', '==') for needs in project['dependencies']), sep='\n')
test-oldest: $(VENV)/.dev
	rm -rf build/oldest && mkdir -p build/oldest
	$(BIN)/python -c "$(OLDEST)" > build/oldest/constraints.txt
	$(PYTHON) -m venv build/oldest/venv
	build/oldest/venv/bin/python -m pip install --quiet --constraint build/oldest/constraints.txt --editable '.[dev]'
	build/oldest/venv/bin/python -m pytest -q -n 3 --dist worksteal -m "not long"

test-encoder: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[encoder-train]'
	$(BIN)/python -m pytest -q tests/suggest/learn/encoder

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

walls: $(VENV)/.dev
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	@for script in suggest_speed export topics; do \
		echo "== $$script"; $(BIN)/python -m tests.benchmarks.$$script || exit 1; done
	@gold=../shared/corpora/seed-gold.jsonl; test ! -f $$gold || \
		{ echo "== oracle"; $(BIN)/python -m tests.benchmarks.oracle $$gold && \
		echo "== formats" && $(BIN)/python -m tests.benchmarks.formats $$gold; }

fuzz: $(VENV)/.dev
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) --seed $(or $(SEED),1) $(TARGETS)

mutants: $(VENV)/.dev
	@$(BIN)/python -m tests.mutation --count $(or $(COUNT),50) --workers $(or $(WORKERS),1) \
		$(if $(SEED),--seed $(SEED)) $(or $(FOLDERS),core store exchange suggest/quotes suggest/cast)

LOCK = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-annotate --no-header --no-emit-index-url pyproject.toml

lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --output-file requirements-dev.lock

reference: $(VENV)/.dev
	$(BIN)/python -m tests.cli.command_reference

snapshots: $(VENV)/.dev
	$(BIN)/python -m pytest -q $(addprefix tests/,tui core/test_carried.py core/session/test_guesses.py cli/data store/log \
		store/test_answers.py suggest/quotes/test_as_before.py suggest/cast/test_as_before.py) --snapshot-update

picture: $(VENV)/.dev
	$(BIN)/python -m tests.tui.pictures

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "annotator needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What is installed is what was tested: each file has the checksum that stands in the lock file. All that is needed stands
# there, so pip looks for nothing else: it would want the newest of what is needed with an extra, and refuse it (pip 9644).
$(VENV)/.installed: pyproject.toml requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@$(COMPILED)
	@touch $@

$(VENV)/.dev: pyproject.toml requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@$(BIN)/python -m pip check
	@$(COMPILED)
	@$(TESTS_COMPILED)
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
