# The same few commands at the desk and in CI. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
UV ?= uv
UPGRADE ?=
# How long each test of `make faults` that tries again and again may take; 0: as often as it would.
MINUTES ?= 5

VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
MANUAL := build/manual

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_REQUIRE_VIRTUALENV := 1
# Where compiled code may not be kept, every one of the many processes compiles all of ours anew: over a second each.
unexport PYTHONDONTWRITEBYTECODE

PIP_LOCKED := $(BIN)/python -m pip install --quiet --require-hashes
# The build backend is locked too, so nothing is fetched here and nothing is resolved.
PIP_EDITABLE := $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

# pip compiles ten thousand files one after the other, packages' own tests too. A file that no Python can read is theirs.
BYTE_CODE := $(BIN)/python -m compileall -q -j 0 -x /tests/ $(VENV)/lib > /dev/null 2>&1 || true

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo test check fix serve bench faults docs reference lock clean

help: ## Liệt kê các lệnh · list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(DEV) ## Dựng .venv với công cụ phát triển · build .venv with the development tools

demo: $(RUNTIME) ## Cài đặt rồi chạy phần trình diễn · set up and run the demonstration
	@PORT=$(PORT) $(BIN)/diaban demo

test: $(DEV) ## Cài đặt rồi chạy mọi kiểm thử · set up and run every test
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(DEV) ## Soát mã: kiểu, luật, các phòng · lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(DEV) ## Sửa những gì máy sửa được · let the machine fix what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.definitions_page --write
	$(BIN)/python -m tools.forms_page --write
	$(BIN)/python -m tools.rules_page --write
	$(BIN)/python -m tools.manual --write

serve: $(RUNTIME) ## Mở các trang tại 127.0.0.1:PORT · serve the pages at 127.0.0.1:PORT
	@$(BIN)/diaban serve --port $(PORT)

bench: $(DEV) ## Đo tốc độ và bộ nhớ · measure speed and memory
	$(BIN)/python -m benchmarks

faults: $(DEV) ## Chạy kiểm thử đầu vào phá hoại, chậm · run the slow hostile-input tests
	$(BIN)/python -m pytest -m faults --minutes $(MINUTES)

docs: $(DEV) ## Dựng sổ tay, mọi cảnh báo là lỗi · build the manual, every warning an error
	$(BIN)/python -m sphinx -W --keep-going --quiet --builder html docs $(MANUAL)

reference: $(DEV) ## Dựng lại đơn vị tham chiếu · rebuild the reference units
	$(BIN)/python -m tools.reference --second-opinion $(or $(DIABAN_SHARED),../shared)/units $(ARGS)

# uv is needed here only, never to set up or run. dev comes first: the other two take its versions.
COMPILE := $(UV) pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

lock: ## Khoá lại phiên bản và mã băm (cần uv) · lock versions and hashes again (needs uv)
	$(COMPILE) --extra dev --extra reference --extra linkage --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/base.txt pyproject.toml
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/build.txt requirements/build.in

clean: ## Xoá mọi thứ dựng được lại · remove everything that can be built again
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(MADE):
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Cần Python 3.11 trở lên; $(PYTHON) là %d.%d. Needs Python 3.11 or newer: make PYTHON=python3.12" % v[:2])'
	@rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): requirements/base.txt requirements/build.txt pyproject.toml | $(MADE)
	$(PIP_LOCKED) -r requirements/base.txt -r requirements/build.txt
	$(PIP_EDITABLE)
	@touch $@

# The development set holds the runtime set, version for version.
$(DEV): requirements/dev.txt pyproject.toml | $(MADE)
	$(PIP_LOCKED) --no-compile -r requirements/dev.txt
	@$(BYTE_CODE)
	$(PIP_EDITABLE)
	@touch $(RUNTIME) $@
