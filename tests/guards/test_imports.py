"""The core stands alone: no framework, engine, solver or terminal library; reading units never loads Django."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from tests.guards.code_base import CORE, ROOT, SRC

FRAMEWORK_AND_ENGINES = ("django", "duckdb", "splink", "pyspark", "highspy", "ortools", "pyvrp")
TERMINAL = ("click", "rich")
ROOMS = tuple(name for name in CORE if (SRC / name).is_dir())

REFUSE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(f"blocked: {{name}}")
        return None

sys.meta_path.insert(0, Refuse())
"""

IMPORT_ALL = """
import importlib, pkgutil
package = importlib.import_module({name!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""

RUN = """
import runpy
sys.argv = ["diaban", "units", "count", "--as-of", "2025-07-01", "--json"]
runpy.run_module("diaban", run_name="__main__", alter_sys=True)
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ROOMS)
def test_a_core_room_imports_with_framework_engines_and_terminal_blocked(name: str) -> None:
    code = REFUSE.format(blocked=FRAMEWORK_AND_ENGINES + TERMINAL) + IMPORT_ALL.format(name=f"diaban.{name}")
    done = run(code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", FRAMEWORK_AND_ENGINES + TERMINAL)
def test_the_blocker_blocks(name: str) -> None:
    done = run(REFUSE.format(blocked=(name,)) + f"import {name}")
    assert f"blocked: {name}" in done.stderr


def test_counting_units_never_loads_django_or_an_engine() -> None:
    done = run(REFUSE.format(blocked=FRAMEWORK_AND_ENGINES) + RUN)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["commune"] == 3321


def test_every_room_that_exists_is_under_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [layer for contract in contracts if contract["type"] == "layers" for layer in contract["layers"]]
    listed = {name.strip() for layer in layers for name in layer.split("|")}
    present = {path.parent.name for path in SRC.glob("*/__init__.py")}
    assert present <= listed, "a room that exists stands without parentheses"
    assert {name.strip("()") for name in listed} >= set(CORE)
    for contract in contracts:
        if contract["type"] == "forbidden" and contract["source_modules"] != ["diaban"]:
            covered = {name.removeprefix("diaban.") for name in contract["source_modules"]}
            # "Only reports writes …": a library of one room, forbidden to every other.
            owner = re.match(r"Only (\w+) (?:reads|writes)", contract["name"])
            assert covered == (present - {owner[1]} if owner else set(ROOMS)), contract["name"]
