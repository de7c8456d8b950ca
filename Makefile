# make demo | test | check | bench: each sets everything up in .venv first.
PYTHON ?= python3
BIN := .venv/bin
export UV_LINK_MODE := copy

.PHONY: demo test check bench
.DEFAULT_GOAL := demo

.venv/.installed: pyproject.toml config/constraints.txt
	@if command -v uv >/dev/null; then \
	  uv venv -q --allow-existing --python $(PYTHON) .venv && \
	  uv pip install -q --python $(BIN)/python -c config/constraints.txt -e '.[dev,openai]'; \
	else \
	  $(PYTHON) -m venv .venv && $(BIN)/python -m pip install -q -c config/constraints.txt -e '.[dev,openai]'; \
	fi
	@$(BIN)/python -m compileall -q $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') || true
	@touch $@

test: .venv/.installed
	$(BIN)/python -m pytest

check: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
