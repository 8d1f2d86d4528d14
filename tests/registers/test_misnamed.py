"""A code beside the name of another unit, with codes that changed hands on 2025-07-01."""

from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

import diaban
from diaban.intake.plain_csv import Line
from diaban.registers.judging.misnamed import misnamed
from diaban.units.edition import open_edition

ATLAS = open_edition(Path(diaban.__file__).parent / "reference" / "units", 1).atlas


def told(code: str, name: str | None, day: str) -> list[str]:
    line = Line(5, MappingProxyType({"code": code, "unit_name": name}))
    return [found.code for found in misnamed([line], ATLAS, date.fromisoformat(day), file="x.xlsx")]


@pytest.mark.parametrize(
    ("code", "name", "day", "expected"),
    [
        ("26740", "phường Bến Nghé", "2025-06-30", []),
        ("26740", "phường Bến Nghé", "2025-07-01", ["unit-named-otherwise"]),
        ("26740", "phường Sài Gòn", "2025-07-01", []),
        ("26740", "Công an phường Sài Gòn", "2025-07-01", []),
        ("26740", "sai gon", "2025-07-01", []),
        ("26740", "SÀI GÒN", "2025-07-01", []),
        ("26740", "Gòn", "2025-07-01", ["unit-named-otherwise"]),
        ("26740", None, "2025-07-01", []),
        ("26740", "  ", "2025-07-01", []),
        ("99999", "phường Sài Gòn", "2025-07-01", []),
        ("06727", "xã Bắc Sơn", "2025-07-01", []),
    ],
)
def test_the_name_is_that_of_the_code_on_the_day(code: str, name: str | None, day: str, expected: list[str]) -> None:
    assert told(code, name, day) == expected


def test_where_it_stands() -> None:
    line = Line(7, MappingProxyType({"code": "26740", "unit_name": "phường Bến Nghé"}))
    (found,) = misnamed([line], ATLAS, date(2025, 7, 1), file="x.xlsx", sheet="Quân số")
    assert (found.place.row, found.place.column, found.place.sheet) == (7, "unit_name", "Quân số")
