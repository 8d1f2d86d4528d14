"""A measure: what is counted, in which unit, and how it crosses a change of units; a file each, in ``measures/``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from diaban.basis.catalogue import Language
from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.finding import Finding
from diaban.coverage.item import read_items
from diaban.registers.files import register_named
from diaban.units.crosswalk import CarryRule

__all__ = ["SHIPPED_MEASURES", "Measure", "MeasureKind", "read_measures"]

SHIPPED_MEASURES: Final = Path(__file__).with_name("measures")


class MeasureKind(StrEnum):
    """Numbers of things, đồng, yes or no, or a share of something named."""

    COUNT = "count"
    MONEY = "money"
    TRUTH = "truth"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as its file has it. ``register``: the register it is read from, None where none holds it yet.

    ``items``: codes of the kinds that the register tells apart, with their ``titles``; none where it tells none apart.
    ``field``: the column that is added up, empty: the rows are counted; ``where``: only rows with these values (``*``:
    stated at all); ``by``: the column by which it may be told apart. A share is ``part`` of ``whole``, measures by
    their ids.
    """

    definition: Definition
    kind: MeasureKind
    unit: Mapping[Language, str]
    carry_rule: CarryRule
    register: str | None
    items: tuple[str, ...]
    titles: Mapping[str, Mapping[Language, str]] = field_(default_factory=dict, compare=False)
    field: str = ""
    where: tuple[tuple[str, str], ...] = ()
    by: str = ""
    part: str = ""
    whole: str = ""

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.definition.id


def read_measures(folders: Iterable[Path] = (SHIPPED_MEASURES,)) -> tuple[dict[str, Measure], list[Finding]]:
    """Measures by id, and every fault of every file."""
    read = read_definitions(folders)
    measures: dict[str, Measure] = {}
    for key, (definition, reader) in read.files.items():
        before = len(read.findings)
        kind, unit = reader.choice("kind", MeasureKind), reader.bilingual("unit")
        rule, register = reader.choice("carry_rule", CarryRule), reader.string("register", optional=True)
        if rule is not None and kind is not None and rule.is_truth != (kind is MeasureKind.TRUTH):
            reader.refuse("carry_rule", rule.value, "any | all for truth, another rule for numbers")
        if kind is MeasureKind.SHARE and rule is not CarryRule.NONE:
            reader.refuse("carry_rule", str(rule), "none: a share is worked out again from its counts")
        items = read_items(reader, optional=True)
        added = _added(reader, register)
        reader.done()
        if kind is not None and rule is not None and len(read.findings) == before:
            measures[key] = Measure(definition, kind, unit, rule, register, tuple(items), items, **added)
    return measures, read.findings


def _added(reader: Reader, register: str | None) -> dict[str, Any]:
    """How it is added up: ``field``, ``where``, ``by``; or, of a share, ``part`` and ``whole``."""
    columns = _columns(register)
    found: dict[str, Any] = {}
    for name in ("field", "by"):
        value = reader.string(name, optional=True) or ""
        if value and columns is not None and value not in columns:
            reader.refuse(name, value, " | ".join(sorted(columns)))
        found[name] = value
    table = reader.table("where", optional=True)
    if table is not None:
        names = [name for name in sorted(columns or ()) if table.has(name)]
        found["where"] = tuple((name, table.string(name) or "") for name in names)
        table.done()
    for name in ("part", "whole"):
        found[name] = reader.string(name, optional=True) or ""
    return found


def _columns(register: str | None) -> set[str] | None:
    """Columns of a register of counts; None where it is none of the tables that are read by rows."""
    known = None if register is None else register_named(register)
    return None if known is None else set(known.fact.__dataclass_fields__)
