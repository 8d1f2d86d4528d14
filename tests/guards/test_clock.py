"""No clock below the doors: the day and the moment are arguments. Ruff bans the names; this reads what they mean."""

import ast

import pytest

from tests.guards.code_base import DOORS, SRC, modules, place, room

CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.db.models.functions.Now",
}
METHODS = {"now", "utcnow", "today"}


def names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return known.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value, known)}.{attr}"
        case _:
            return "?"


def clocks(tree: ast.Module) -> list[int]:
    """Lines that name a clock, called or handed on, or call a method that only a clock has (``type(day).today()``)."""
    known = names(tree)
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node, known) in CLOCKS:
            lines.add(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            lines.add(node.lineno)
    return sorted(lines)


def test_no_clock_below_the_doors() -> None:
    found = [place(path, line) for path, _, tree in modules(SRC) if room(path) not in DOORS for line in clocks(tree)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime as d\nx = d.now()",
        "import time as t\nx = t.time()",
        "from time import time\nx = time()",
        "import datetime\nclock = datetime.date.today",
        "x = type(day).today()",
    ],
)
def test_the_guard_sees_a_clock(code: str) -> None:
    assert clocks(ast.parse(code))
