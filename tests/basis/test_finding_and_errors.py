"""Findings are values; errors carry them and say by their kind who must act."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from diaban.basis.error import ConflictError, DiabanError, FaultError, ForbiddenError, RefusedError
from diaban.basis.finding import NOWHERE, Finding, Place, Severity, finding


def test_a_finding_is_an_error_nowhere_in_particular_unless_said_otherwise() -> None:
    found = finding("before-records", day=date(2024, 1, 1))
    assert (found.code, found.severity, found.place) == ("before-records", Severity.ERROR, NOWHERE)
    assert dict(found.values) == {"day": date(2024, 1, 1)}


def test_a_finding_cannot_be_changed_once_written() -> None:
    found = finding("unknown-code", unit_code="1")
    with pytest.raises(FrozenInstanceError):
        found.code = "other"
    with pytest.raises(TypeError):
        found.values["unit_code"] = "2"


def test_equal_findings_are_one_value() -> None:
    one = finding("unknown-code", place=Place(row=2), unit_code="1")
    assert one == finding("unknown-code", place=Place(row=2), unit_code="1")
    assert one != finding("unknown-code", place=Place(row=3), unit_code="1")
    assert len({one, finding("unknown-code", place=Place(row=2), unit_code="1")}) == 1


def test_a_place_shows_only_the_parts_that_are_known() -> None:
    place = Place(file="quan-so.csv", row=2, column="value")
    assert place.as_dict() == {"file": "quan-so.csv", "row": 2, "column": "value"}
    assert Place(sheet="Quân số", row=7, column="Số người", cell="D7", unit="00004").as_dict() == {
        "sheet": "Quân số",
        "row": 7,
        "column": "Số người",
        "cell": "D7",
        "unit": "00004",
    }
    assert NOWHERE.as_dict() == {}


def test_an_error_carries_all_its_findings_at_once() -> None:
    one, other = finding("unknown-code", unit_code="1"), finding("before-records")
    error = RefusedError(one, other)
    assert error.findings == (one, other)
    assert str(error) == "unknown-code, before-records"


def test_an_error_is_made_from_any_iterable_and_keeps_its_kind() -> None:
    error = ConflictError.of(Finding(code, Severity.ERROR, NOWHERE) for code in ("a", "b"))
    assert type(error) is ConflictError
    assert [found.code for found in error.findings] == ["a", "b"]


def test_an_error_without_a_finding_does_not_exist() -> None:
    with pytest.raises(ValueError, match="tells nobody what to do"):
        RefusedError()


@pytest.mark.parametrize("kind", [RefusedError, ForbiddenError, ConflictError, FaultError])
def test_each_kind_of_error_stands_directly_under_the_one_root(kind: type[DiabanError]) -> None:
    assert kind.__bases__ == (DiabanError,)
