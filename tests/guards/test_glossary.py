"""The code obeys the glossary: every value of an enumeration of the first rooms has its row."""

import enum
import importlib
import inspect
import pkgutil
import re

import pytest

from tests.guards.code_base import ROOT

ROW = re.compile(r"^\|(?P<vi>[^|]+)\|(?P<en>[^|]+)\|(?P<code>[^|]+)\|", re.MULTILINE)


def enumerations(room: str) -> set[type[enum.Enum]]:
    package = importlib.import_module(f"diaban.{room}")
    names = [module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    found = set()
    for name in [package.__name__, *names]:
        for _, member in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            if issubclass(member, enum.Enum) and member.__module__.startswith(package.__name__):
                found.add(member)
    return found


def rows() -> dict[str, tuple[str, str]]:
    """Identifier in code → its Vietnamese and English term."""
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")
    return {
        identifier: (row["vi"].strip(), row["en"].strip())
        for row in ROW.finditer(glossary)
        for identifier in re.findall(r"`([^`]+)`", row["code"])
    }


@pytest.mark.parametrize("room", ["basis", "units", "coverage"])
def test_every_value_of_an_enumeration_has_its_row(room: str) -> None:
    wanted = {f"{kind.__name__}.{member.name}" for kind in enumerations(room) for member in kind}
    assert wanted - rows().keys() == set()


def test_no_row_names_a_value_that_is_gone() -> None:
    kinds = {kind.__name__: kind for room in ("basis", "units", "coverage") for kind in enumerations(room)}
    gone = {
        identifier
        for identifier in rows()
        for kind, _, member in [identifier.partition(".")]
        if member and kind in kinds and member not in kinds[kind].__members__
    }
    assert gone == set()


def test_every_row_has_both_terms() -> None:
    lacking = [identifier for identifier, terms in rows().items() if not all(terms)]
    assert lacking == []
