"""The calendar of returns: a table written by hand, and what must hold for any returns whatever."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diaban
from diaban.intake.expected import IN, Expected, Grid, Owed, PeriodName, ReturnStatus, Sent, SentBy, grid, owing
from diaban.intake.form import Form
from diaban.intake.form_file import read_forms
from diaban.intake.reporting import Calendar, PeriodRule, ReportingPeriod, parse_period, periods_between
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Level

FORMS, _ = read_forms()
STAFFING = FORMS["staffing"]
MARCH = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-03")
FIRST_OF = {date(2025, 3, 17): 100, date(2025, 3, 21): 200}
"""The first return that came on a day: one with a lower number was there the evening before."""


@cache
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


def last(day: date) -> int:
    return next((number - 1 for first, number in FIRST_OF.items() if day < first), 999)


def by_period(sents: Iterable[Sent]) -> SentBy:
    found: dict[tuple[str, PeriodName], dict[str, list[Sent]]] = {}
    for one in sents:
        found.setdefault((one.form, one.period), {}).setdefault(one.unit, []).append(one)
    return found


def sent(number: int, state: str, corrects: int | None = None, **more: object) -> Sent:
    given: dict[str, object] = {
        "unit": "u",
        "form": "staffing",
        "period": ("monthly", "administrative", "2025-03"),
        **more,
    }
    return Sent(number=number, state=state, corrects=corrects, **given)  # type: ignore[arg-type]  # built from a table


def march(sents: Iterable[Sent], today: date, units: Iterable[str] = ("u",)) -> Expected:
    made = grid([(STAFFING, [MARCH])], lambda _form, _day: list(units), by_period(sents), last, today)
    return made.columns[0]


TABLE: list[tuple[str, list[Sent], date, ReturnStatus, bool]] = [
    ("not there, day not past", [], date(2025, 3, 16), ReturnStatus.EXPECTED, False),
    ("not there, day past", [], date(2025, 3, 17), ReturnStatus.MISSING, True),
    ("withdrawn is not there", [sent(1, "withdrawn")], date(2025, 3, 20), ReturnStatus.MISSING, True),
    ("in time on the day itself", [sent(1, "received")], date(2025, 4, 1), ReturnStatus.RECEIVED, False),
    ("a day late", [sent(101, "received")], date(2025, 4, 1), ReturnStatus.LATE, True),
    ("late and accepted", [sent(101, "accepted")], date(2025, 4, 1), ReturnStatus.ACCEPTED, True),
    ("approved", [sent(1, "approved")], date(2025, 4, 1), ReturnStatus.APPROVED, False),
    ("reopened", [sent(1, "reopened")], date(2025, 4, 1), ReturnStatus.REOPENED, False),
    ("sent back, may still come", [sent(1, "sent-back")], date(2025, 3, 16), ReturnStatus.SENT_BACK, False),
    ("sent back, day past", [sent(1, "sent-back")], date(2025, 3, 17), ReturnStatus.SENT_BACK, True),
    (
        "sent back, then late",
        [sent(1, "sent-back"), sent(102, "received")],
        date(2025, 4, 1),
        ReturnStatus.LATE,
        True,
    ),
    (
        "a correction is as punctual as what it corrects",
        [sent(1, "corrected"), sent(205, "accepted", 1)],
        date(2025, 6, 1),
        ReturnStatus.CORRECTED,
        False,
    ),
    (
        "a correction of a correction",
        [sent(101, "corrected"), sent(105, "corrected", 101), sent(109, "accepted", 105)],
        date(2025, 6, 1),
        ReturnStatus.CORRECTED,
        True,
    ),
    (
        "a correction that waits takes nothing away",
        [sent(1, "approved"), sent(102, "received", 1)],
        date(2025, 6, 1),
        ReturnStatus.APPROVED,
        False,
    ),
    (
        "an approved correction",
        [sent(1, "corrected"), sent(102, "approved", 1)],
        date(2025, 6, 1),
        ReturnStatus.APPROVED,
        False,
    ),
    (
        "the province sends for its communes until its own day",
        [sent(150, "received", level=Level.PROVINCE)],
        date(2025, 6, 1),
        ReturnStatus.RECEIVED,
        False,
    ),
]


@pytest.mark.parametrize(("what", "sents", "today", "status", "late"), TABLE, ids=[row[0] for row in TABLE])
def test_what_became_of_a_return(what: str, sents: list[Sent], today: date, status: ReturnStatus, late: bool) -> None:
    for order in (sents, sents[::-1]):
        owed = march(order, today).of("u")
        assert (owed.status, owed.late) == (status, late), what


def test_a_correction_that_waits_is_named() -> None:
    owed = march([sent(1, "accepted"), sent(2, "received", 1)], date(2025, 6, 1)).of("u")
    assert (owed.sent and owed.sent.number, owed.pending and owed.pending.number) == (1, 2)


def test_returns_of_another_form_or_period_are_passed_over() -> None:
    calendar = sent(3, "accepted", period=("monthly", "calendar", "2025-03"))
    other = [
        calendar,
        sent(1, "accepted", form="premises"),
        sent(2, "accepted", period=("monthly", "administrative", "2025-02")),
    ]
    assert march(other, date(2025, 4, 1)).of("u") == Owed(ReturnStatus.MISSING, late=True)


def test_a_return_from_outside_the_frame_is_listed_and_not_counted() -> None:
    column = march([sent(1, "accepted"), sent(2, "accepted", unit="x")], date(2025, 4, 1))
    assert column.share() == 100
    assert [one.unit for one in column.outside] == ["x"]
    assert column.of("x").status is ReturnStatus.NOT_OWED
    made = grid(
        [(STAFFING, [MARCH])],
        lambda _form, _day: ["u"],
        by_period([sent(2, "accepted", unit="x")]),
        last,
        date(2025, 4, 1),
    )
    assert made.units == ("u", "x")


@pytest.mark.parametrize(
    ("sents", "today", "status"),
    [
        ([], date(2025, 3, 16), ReturnStatus.EXPECTED),
        ([], date(2025, 3, 17), ReturnStatus.ELSEWHERE),
        ([sent(1, "withdrawn")], date(2025, 3, 17), ReturnStatus.ELSEWHERE),
        ([sent(1, "sent-back")], date(2025, 3, 17), ReturnStatus.SENT_BACK),
        ([sent(1, "received")], date(2025, 3, 17), ReturnStatus.RECEIVED),
    ],
)
def test_what_is_held_without_a_return_is_neither_missing_nor_in(
    sents: list[Sent], today: date, status: ReturnStatus
) -> None:
    asked: list[str] = []

    def elsewhere(form: Form, period: ReportingPeriod) -> set[str]:
        asked.append(f"{form.id} {period.key}")
        return {"u", "stranger"}

    frame = ["u", "v"] if sents == [] else ["u"]
    made = grid([(STAFFING, [MARCH])], lambda _form, _day: frame, by_period(sents), last, today, elsewhere=elsewhere)
    (column,) = made.columns
    assert set(column.frame) == set(frame)
    assert column.of("u").status is status
    assert column.of("v").status is not ReturnStatus.ELSEWHERE
    assert column.share() == (100 if status is ReturnStatus.RECEIVED else 0)
    # Registers are read only where a return is missing.
    assert asked == (["staffing 2025-03"] if status is ReturnStatus.ELSEWHERE else [])


def test_nobody_owes_nothing_in_no_per_cent() -> None:
    assert march([], date(2025, 4, 1), units=()).share() is None


# -- whatever is sent -------------------------------------------------------------------------------------

UNITS = [f"u{number}" for number in range(8)]
STATES = ["received", "sent-back", "accepted", "approved", "reopened", "corrected", "withdrawn"]
SENTS = st.lists(
    st.builds(
        Sent,
        number=st.integers(1, 60),
        unit=st.sampled_from([*UNITS, "stranger"]),
        form=st.sampled_from(["staffing", "premises"]),
        period=st.sampled_from([("monthly", "administrative", key) for key in ("2025-02", "2025-03")]),
        state=st.sampled_from(STATES),
        corrects=st.none() | st.integers(1, 60),
        level=st.sampled_from([Level.COMMUNE, Level.PROVINCE]),
    ),
    unique_by=lambda one: one.number,
    max_size=40,
)
PERIODS = periods_between(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, date(2025, 1, 20), date(2025, 3, 14))


@given(SENTS, st.sets(st.sampled_from(UNITS)), st.dates(date(2025, 2, 1), date(2025, 5, 1)), st.integers(0, 60))
def test_every_unit_of_the_frame_is_in_one_state(sents: list[Sent], frame: set[str], today: date, there: int) -> None:
    made: Grid = grid(
        [(STAFFING, PERIODS)], lambda _form, _day: sorted(frame), by_period(sents), lambda _day: there, today
    )
    for column in made.columns:
        assert set(column.frame) == frame
        counts = column.counts()
        assert set(counts) == set(ReturnStatus)
        assert sum(counts.values()) == len(frame)
        assert counts[ReturnStatus.NOT_OWED] == 0
        states = {status: set(column.units(status)) for status in ReturnStatus}
        assert sum(map(len, states.values())) == len(set().union(*states.values())) == len(frame)
        share, those = column.share(), sum(counts[status] for status in IN)
        assert share is None or 0 <= share <= 100
        assert (share == 100) == (those == len(frame) > 0)
        for unit, owed in column.frame.items():
            own = [one for one in sents if (one.unit, one.form, one.period[2]) == (unit, "staffing", column.period.key)]
            stands = [one for one in own if one.state != "withdrawn"]
            assert (owed.sent is None) == (owed.status in (ReturnStatus.EXPECTED, ReturnStatus.MISSING)) == (not stands)
            assert owed.sent is None or owed.sent in stands
            assert not (owed.status is ReturnStatus.MISSING and today <= column.due)
            assert not (owed.status is ReturnStatus.EXPECTED and today > column.due)
            assert owed.status is not ReturnStatus.LATE or (owed.sent is not None and owed.sent.number > there)
        assert all(one.unit not in frame for one in column.outside)
    assert set(made.units) >= frame
    assert all(len(cells) == len(made.columns) for _, cells in made.rows())


# -- the frame --------------------------------------------------------------------------------------------


def frame_of(form: Form, day: date, border: Iterable[str] = ()) -> list[str]:
    units = edition().atlas.in_force(day, Level.COMMUNE)
    return owing(form, day, units, edition().service, set(border))


def code(unit: str, day: date) -> str:
    return edition().atlas.by_id(unit, day).code


def test_every_commune_with_a_police_unit_owes_the_staffing_return() -> None:
    """3,319 commune police units in 3,321 communes since 1 July 2025 (press; DOMAIN)."""
    assert len(frame_of(STAFFING, date(2025, 7, 14))) == 3319


@pytest.mark.parametrize(("key", "old", "new"), [("2025-06", True, False), ("2025-07", False, True)])
def test_a_merged_commune_owes_nothing_after_its_last_day(key: str, old: bool, new: bool) -> None:
    """Bắc Sơn (06727) in Quảng Ninh ended on 30 June 2025, within the period that closes on 14 July."""
    atlas, period = edition().atlas, parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, key)
    before, after = atlas.by_code("06727", date(2025, 6, 30)), atlas.by_code("06724", date(2025, 7, 1))
    assert before.name == "Bắc Sơn"
    assert after.name == "Hải Sơn"
    frame = frame_of(STAFFING, period.cut_off)
    assert (before.id in frame, after.id in frame) == (old, new)


def test_premises_were_owed_by_communes_and_townships_only() -> None:
    before = {
        edition().atlas.by_id(unit, date(2025, 6, 14)).type.value
        for unit in frame_of(FORMS["premises"], date(2025, 6, 14))
    }
    after = {
        edition().atlas.by_id(unit, date(2025, 7, 14)).type.value
        for unit in frame_of(FORMS["premises"], date(2025, 7, 14))
    }
    assert before == {"xã", "thị trấn"}
    assert after == {"xã", "phường", "đặc khu"}


def test_only_border_communes_owe_patrols() -> None:
    day = date(2025, 7, 14)
    here = edition().atlas.by_code("06724", day).id
    assert frame_of(FORMS["patrols"], day) == []
    assert frame_of(FORMS["patrols"], day, [here, "nowhere"]) == [here]


def test_before_the_first_form_nobody_owes() -> None:
    assert frame_of(STAFFING, date(2018, 12, 31)) == []


def test_one_missing_of_a_nation_is_not_a_hundred_per_cent() -> None:
    """3,318 of 3,319 is 99.9 %, by hand 99.97."""
    day = date(2025, 7, 14)
    frame = frame_of(STAFFING, day)
    period = ReportingPeriod(MARCH.rule, MARCH.calendar, MARCH.period, MARCH.key)
    sents = [
        Sent(number, unit, "staffing", ("monthly", "administrative", period.key), "approved")
        for number, unit in enumerate(frame[1:], 1)
    ]
    column = grid(
        [(STAFFING, [period])], lambda _form, _day: frame, by_period(sents), last, day + timedelta(30)
    ).columns[0]
    assert column.share() == Decimal("99.9")
    assert column.units(ReturnStatus.MISSING) == frame[:1]
