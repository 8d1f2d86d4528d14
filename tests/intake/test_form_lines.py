"""Rows of a sheet become lines of a register: which days, and by which code the commune is named."""

from datetime import date
from types import MappingProxyType

import pytest

from diaban.basis.finding import Place, Severity
from diaban.basis.period import Period
from diaban.intake.form import Dates, FormTable
from diaban.intake.form_lines import RegisterLines, register_lines
from diaban.intake.plain_csv import Line, Value
from diaban.intake.reporting import Calendar, PeriodRule, parse_period
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitType

MERGER = date(2025, 7, 1)
RECODED = date(2024, 1, 1)


def commune(id_: str, code: str, start: date | None, end: date | None) -> Unit:
    period = Period(start, end)
    return Unit(id_, code, id_, UnitType.XA, Level.COMMUNE, None, period, period)


# 06724 belonged to one commune until the merger and to another one after it, as most surviving codes did in 2025.
ATLAS = Atlas(
    [
        commune("old", "06724", None, MERGER),
        commune("gone", "06727", None, MERGER),
        commune("new", "06724", MERGER, None),
        commune("stays", "06730", date(2020, 1, 1), None),
        commune("recoded", "06101", date(2020, 1, 1), RECODED),
        commune("recoded", "06102", RECODED, None),
    ]
)
JULY = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-07")


def table(dates: Dates) -> FormTable:
    return FormTable("t", "r", {"vi": "t", "en": "t"}, dates, (), ())


def made_of(dates: Dates, **values: Value | None) -> RegisterLines:
    return register_lines(table(dates), [Line(7, MappingProxyType(values))], JULY, ATLAS)


def lines(dates: Dates, **values: Value | None) -> dict[str, Value | None]:
    (made,) = made_of(dates, **values).lines
    assert made.row == 7
    return dict(made.values)


def row(**values: Value | None) -> tuple[Value | None, ...]:
    """Code, first day and end of a row with days of its own."""
    made = lines(Dates.ROWS, **values)
    return made["code"], made["valid_from"], made["valid_to"]


def test_a_state_holds_from_the_cut_off_on() -> None:
    assert lines(Dates.STATE, code="06730", number=3, unit_name="xã A", note="x") == {
        "code": "06730",
        "number": 3,
        "valid_from": date(2025, 7, 14),
        "valid_to": None,
    }


def test_the_last_day_of_a_row_counts() -> None:
    made = lines(Dates.ROWS, officer="CB-1", valid_from=date(2025, 1, 1), last_day=date(2025, 6, 30))
    assert made == {"officer": "CB-1", "valid_from": date(2025, 1, 1), "valid_to": MERGER}
    assert lines(Dates.ROWS, valid_from=date(2025, 1, 1), last_day=None)["valid_to"] is None
    assert lines(Dates.ROWS, valid_from=date(2025, 1, 1), last_day=date.max)["valid_to"] is None


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("06730", date(2025, 6, 15), date(2025, 7, 15)),  # stood all the while
        ("06724", MERGER, date(2025, 7, 15)),  # came into being within the period: counts from its first day
        ("06727", date(2025, 6, 15), MERGER),  # merged away within the period: counts to its last
        ("99999", date(2025, 6, 15), date(2025, 7, 15)),  # nobody's: the register refuses it
        (None, date(2025, 6, 15), date(2025, 7, 15)),
    ],
)
def test_a_count_is_of_the_days_on_which_the_commune_stood(code: str | None, start: date, end: date) -> None:
    made = lines(Dates.COUNT, code=code, collected=5)
    assert (made["valid_from"], made["valid_to"]) == (start, end)


@pytest.mark.parametrize("since", [date(2023, 5, 1), date(2025, 2, 15), date(2025, 6, 30)])
def test_a_row_that_began_before_its_commune_begins_with_it_and_says_so(since: date) -> None:
    """06724 of July is the new commune: an officer of the old one is now in the new one, from its first day."""
    made = made_of(Dates.ROWS, code="06724", officer="CB-1", valid_from=since, last_day=None)
    assert dict(made.lines[0].values) == {"code": "06724", "officer": "CB-1", "valid_from": MERGER, "valid_to": None}
    (note,) = made.findings
    assert (note.code, note.severity, note.place) == (
        "row-begins-with-unit",
        Severity.NOTE,
        Place(row=7, column="valid_from"),
    )
    assert dict(note.values) == {"unit": "xã new", "start": since, "first": MERGER}


def test_a_row_that_begins_after_the_period_is_asked_about() -> None:
    """2062 for 2026: nothing else would tell."""
    made = made_of(Dates.ROWS, code="06730", officer="CB-1", valid_from=date(2052, 7, 1), last_day=None)
    (warning,) = made.findings
    assert (warning.code, warning.severity) == ("row-begins-after-period", Severity.WARNING)
    assert dict(warning.values) == {"start": date(2052, 7, 1), "cut_off": date(2025, 7, 14)}
    assert made_of(Dates.ROWS, code="06730", valid_from=date(2025, 7, 14), last_day=None).findings == ()


@pytest.mark.parametrize(
    ("code", "since", "last", "made"),
    [
        # A row that is over is about the commune of its last day.
        ("06724", date(2025, 2, 15), date(2025, 6, 30), ("06724", date(2025, 2, 15), MERGER)),
        ("06727", date(2025, 2, 15), date(2025, 6, 30), ("06727", date(2025, 2, 15), MERGER)),
        # The register reads a code on the row's first day.
        ("06102", date(2022, 3, 1), None, ("06101", date(2022, 3, 1), None)),
        ("06102", date(2024, 3, 1), None, ("06102", date(2024, 3, 1), None)),
        # Nobody's on the cut-off, or on any day: left to the register.
        ("06727", date(2025, 2, 15), None, ("06727", date(2025, 2, 15), None)),
        ("99999", date(2025, 2, 15), None, ("99999", date(2025, 2, 15), None)),
        # Days that contradict themselves are left to the register, too.
        ("06730", date(2025, 3, 1), date(2025, 2, 1), ("06730", date(2025, 3, 1), date(2025, 2, 2))),
    ],
)
def test_a_row_names_the_commune_by_the_code_of_its_first_day(
    code: str, since: date, last: date | None, made: tuple[Value | None, ...]
) -> None:
    assert row(code=code, valid_from=since, last_day=last) == made
    assert made_of(Dates.ROWS, code=code, valid_from=since, last_day=last).findings == ()


def test_a_return_of_a_commune_that_ended_since_says_nothing_of_later_days() -> None:
    """A return of June, read when the merger is known."""
    june = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-06")
    told = {"code": "06727", "valid_from": date(2024, 1, 1), "last_day": None}
    for dates, start in ((Dates.ROWS, date(2024, 1, 1)), (Dates.STATE, date(2025, 6, 14))):
        (made,) = register_lines(table(dates), [Line(1, MappingProxyType(told))], june, ATLAS).lines
        assert (made.values["valid_from"], made.values["valid_to"]) == (start, MERGER)


def test_a_row_without_a_day_or_a_commune_is_left_as_it_is() -> None:
    assert row(code="06724", valid_from=None, last_day=None) == ("06724", None, None)
    assert made_of(Dates.ROWS, officer="CB-1", valid_from=MERGER, last_day=None).findings == ()
