"""A finding is a value: what was found, where, what is allowed and what to do (DESIGN "Findings and errors")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = ["NOWHERE", "Finding", "Place", "Severity", "finding"]


class Severity(StrEnum):
    """How much a finding weighs: an error stops or falsifies something, a warning wants a look, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. ``row`` counts from 1 as a spreadsheet does, the heading included.

    ``column`` is the heading of the column (or its name in a plain file), ``cell`` its place in a sheet: ``D7``.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    unit: str | None = None
    cell: str | None = None

    def as_dict(self) -> dict[str, str | int]:
        """The parts that are known, for JSON."""
        parts = {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "unit": self.unit,
        }
        return {key: value for key, value in parts.items() if value is not None}


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. Its sentences stand in the catalogue under its code; ``values`` fill them in."""

    code: str
    severity: Severity
    place: Place
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)


def finding(code: str, *, place: Place = NOWHERE, severity: Severity = Severity.ERROR, **values: object) -> Finding:
    """Write a finding down. ``code`` is a literal, so that a guard test can hold it against the catalogue."""
    return Finding(code, severity, place, MappingProxyType(values))
