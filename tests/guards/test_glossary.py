"""The code obeys the glossary: every value of an enumeration of the first rooms has its row."""

import enum
import importlib
import inspect
import pkgutil
import re

import pytest

from diaban.basis.catalogue import shipped
from diaban.basis.figure import Step
from diaban.coverage.claims.claim import Modality
from diaban.coverage.state import State
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


@pytest.mark.parametrize("room", ["basis", "units", "intake", "registers", "quality", "coverage", "plans"])
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


@pytest.mark.parametrize(("kind", "texts"), [(State, "state"), (Step, "step"), (Modality, "claim.modality")])
def test_the_screen_uses_the_words_of_the_glossary(kind: type[enum.Enum], texts: str) -> None:
    """What stands in brackets explains; the word before it is the word."""
    for lang, column in (("vi", 0), ("en", 1)):
        words = {member: rows()[f"{kind.__name__}.{member.name}"][column].partition(" (")[0] for member in kind}
        assert {member: shipped().text(f"{texts}.{member.value}", lang) for member in kind} == words


def test_one_thing_has_one_word_and_one_kind_of_quotation_marks() -> None:
    """A standard is *tiêu chí*, a line of the journal *lần ghi*, whoever makes a statement *nơi cung cấp*."""
    pages = [path for folder in ("docs", "docs/en") for path in (ROOT / folder).glob("*.md")]
    for path in [ROOT / "src/diaban/basis/texts.toml", ROOT / "README.md", ROOT / "GLOSSARY.md", *pages]:
        text = path.read_text("utf-8")
        found = [
            word for word in ("«", "»", "hành vi số", "tiêu chuẩn {", "chọn một bên", "mức xác nhận") if word in text
        ]
        assert found == [], path.name
