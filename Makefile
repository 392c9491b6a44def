# `make demo` and `make test` set up everything they need. Python >= 3.11, git and make are enough.

PYTHON ?= python3
BIN := .venv/bin
LOCKED := requirements.txt tests/requirements.txt
IAC := .venv/iac
PIP := -m pip install -qq --disable-pip-version-check --require-hashes

.PHONY: setup demo test scenarios check bench run requirements docs clean

setup: .venv/ready  ## the environment, exactly as locked

.venv/ready: $(LOCKED) $(IAC)/ready | $(BIN)/python
	@echo "Setting up .venv (about a minute the first time)…"
	@$(BIN)/python $(PIP) $(LOCKED:%=-r %)
	@touch $@

$(IAC)/ready: checks/iac/requirements.txt | $(BIN)/python
	@echo "Setting up $(IAC), what infrastructure is judged with…"
	@$(BIN)/python -m venv --clear $(IAC)
	@$(IAC)/bin/python $(PIP) -r $<
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv

demo: setup  ## a real webhook, a real pull request, the review in the terminal and on a page
	@$(BIN)/python -m bot playground --demo

test: setup  ## all tests; what a machine lacks is skipped with a reason
	$(BIN)/python -m pytest -n auto --dist loadfile

scenarios: setup  ## what people do on a forge, on every forge: the table, scenario by forge
	$(BIN)/python -m tests.scenarios

check: setup  ## style, types, import rules, duplicate code, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pylint --disable=all --enable=duplicate-code --min-similarity-lines=8 bot checks
	$(BIN)/python -m checks.docs --check

bench: setup  ## speed and accuracy, beside the raw tools in the same run
	$(BIN)/python -m tests.bench

run: setup  ## the service, as app.yaml says
	$(BIN)/python -m bot serve

requirements: $(BIN)/python  ## locks what pyproject.toml and checks/iac/requirements.in ask for, with hashes
	@$(BIN)/python -m pip install -qq uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -c requirements.txt --group dev -o tests/requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url checks/iac/requirements.in -o checks/iac/requirements.txt

docs: setup  ## checks/README.md from the rules
	$(BIN)/python -m checks.docs

clean:
	rm -rf .venv .data build .mypy_cache .ruff_cache .pytest_cache
