"""What a return changes: hand-written answers for each kind of table, and days counted one by one."""

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diaban.basis.finding import Place
from diaban.basis.period import Period
from diaban.intake.form import Dates
from diaban.registers.campaign import FormCount
from diaban.registers.difference import Change, Difference, Effect, difference
from diaban.registers.fact import Fact
from diaban.registers.files import register_of
from diaban.registers.premises import Equipment
from diaban.registers.staffing import Posting, Title

FIRST = date(2025, 1, 1)
CUT = 10
FAR = 30


def span(start: int | None, end: int | None) -> Period:
    return Period(*(None if day is None else FIRST + timedelta(days=day) for day in (start, end)))


def posting(start: int, end: int | None, title: Title = Title.MEMBER, unit: str = "u1", **more: object) -> Posting:
    given_: dict[str, object] = {"origin": "xa", "source": "bc", "officer": "CB-1", **more}
    return Posting(period=span(start, end), unit=unit, title=title, **given_)  # type: ignore[arg-type]  # of the test's own making


def equipment(start: int, end: int | None, number: int = 8, kind: str = "camera", **more: object) -> Equipment:
    given_: dict[str, object] = {"origin": "xa", "source": "bc", "unit": "u1", **more}
    return Equipment(period=span(start, end), kind=kind, number=number, working=number, **given_)  # type: ignore[arg-type]  # of the test's own making


def forms(start: int, end: int, collected: int, unit: str = "u1", **more: object) -> FormCount:
    given_: dict[str, object] = {"origin": "xa", "source": "bc", **more}
    return FormCount(period=span(start, end), unit=unit, collected=collected, checked=0, **given_)  # type: ignore[arg-type]  # of the test's own making


def held(
    dates: Dates,
    given_: list[Fact],
    standing: list[Fact],
    *,
    until: int | None = None,
    units: set[str] | None = None,
) -> Difference:
    return difference(
        register_of(type((given_ or standing)[0])),
        given_,
        [Place(row=number) for number in range(2, 2 + len(given_))],
        standing,
        dates=dates,
        day=FIRST + timedelta(days=CUT),
        origin="xa",
        until=None if until is None else FIRST + timedelta(days=until),
        listed=None if units is None else partial(in_export, units),
    )


def in_export(units: set[str], fact: Fact) -> bool:
    return FIRST + timedelta(days=CUT) in fact.period and getattr(fact, "unit", None) in units


def told(found: Difference) -> list[tuple[object, ...]]:
    return [
        (change.kind.value, change.before, change.after, change.fields, change.place.row) for change in found.changes
    ]


# -- counts -----------------------------------------------------------------------------------------------


def test_a_count_is_new_the_same_or_replaced() -> None:
    old = forms(0, 10, 5)
    found = held(
        Dates.COUNT, [forms(0, 10, 5), forms(0, 10, 7, "u2"), forms(0, 10, 9, "u3")], [old, forms(0, 10, 8, "u3")]
    )
    assert [(change.kind.value, change.fields) for change in found.changes] == [
        ("same", ()),
        ("addition", ()),
        ("update", ("collected",)),
    ]
    assert found.kinds == {Effect.ADDITION, Effect.UPDATE}
    assert (found.left, found.findings) == ((), ())


def test_a_count_over_another_period_is_refused() -> None:
    found = held(Dates.COUNT, [forms(0, 30, 50)], [forms(0, 10, 5), forms(10, 20, 6), forms(30, 40, 7)])
    assert [(one.code, one.place.row) for one in found.findings] == [("count-other-period", 2)] * 2
    assert found.left == (forms(30, 40, 7),)


def test_a_count_no_longer_listed_in_an_export_of_the_whole_is_taken_back() -> None:
    standing: list[Fact] = [forms(5, 15, 1), forms(5, 15, 2, "u2"), forms(5, 15, 3, "u9"), forms(0, 5, 4, "u2")]
    rows: list[Fact] = [forms(5, 15, 1)]
    assert held(Dates.COUNT, rows, standing).kinds == set()
    found = held(Dates.COUNT, rows, standing, units={"u1", "u2"})
    assert told(found)[1:] == [("end", standing[1], None, (), None)]
    assert set(found.left) == {standing[2], standing[3]}


# -- states -----------------------------------------------------------------------------------------------


def test_a_state_holds_from_the_cut_off_on() -> None:
    old = equipment(0, None)
    found = held(Dates.STATE, [equipment(CUT, None, 9)], [old])
    assert told(found) == [("update", old, equipment(CUT, None, 9), ("number", "working"), 2)]
    assert found.left == (equipment(0, CUT),)
    assert held(Dates.STATE, [equipment(CUT, None)], [old]).kinds == set()


@pytest.mark.parametrize("until", [None, 20])
def test_a_late_return_changes_nothing_of_what_was_reported_since(until: int | None) -> None:
    standing: list[Fact] = [equipment(0, 20), equipment(20, None, 9)] if until is None else [equipment(0, None)]
    found = held(Dates.STATE, [equipment(CUT, None, 7)], standing, until=until)
    assert [change.after for change in found.changes] == [equipment(CUT, 20, 7)]
    later = equipment(20, None, 9) if until is None else equipment(20, None)
    assert set(found.left) == {equipment(0, CUT), later}


def test_a_state_no_longer_listed_ends_on_the_cut_off() -> None:
    printer, radio = equipment(0, None, kind="printer"), equipment(CUT, None, kind="radio")
    other = equipment(0, None, kind="computer", unit="u2")
    past = equipment(0, 5, kind="motorcycle")
    found = held(Dates.STATE, [equipment(CUT, None)], [printer, radio, other, past], units={"u1"})
    assert told(found)[1:] == [
        ("end", printer, equipment(0, CUT, kind="printer"), ("valid_to",), None),
        ("end", radio, None, ("valid_to",), None),
    ]
    assert set(found.left) == {equipment(0, CUT, kind="printer"), other, past}


# -- rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "kind", "after", "fields", "left"),
    [
        (posting(5, None), "same", posting(5, None), (), []),
        (posting(7, None), "same", posting(7, None), (), [posting(5, 7)]),
        (posting(5, 9), "end", posting(5, 9), ("valid_to",), []),
        (posting(7, 9), "end", posting(5, 9), ("valid_to",), [posting(5, 7)]),
        (posting(2, None), "update", posting(2, None), ("valid_from",), []),
        (posting(5, None, Title.CHIEF), "update", posting(5, None, Title.CHIEF), ("title",), []),
        (
            posting(7, None, Title.CHIEF),
            "update",
            posting(7, None, Title.CHIEF),
            ("title", "valid_from"),
            [posting(5, 7)],
        ),
        (posting(0, 5), "addition", posting(0, 5), (), [posting(5, None)]),
    ],
)
def test_a_row_with_days_of_its_own(
    new: Posting, kind: str, after: Posting, fields: tuple[str, ...], left: list[Fact]
) -> None:
    old = posting(5, None)
    found = held(Dates.ROWS, [new], [old])
    assert told(found) == [(kind, None if kind == "addition" else old, after, fields, 2)]
    assert list(found.left) == left


def test_a_row_of_an_export_stands_for_the_whole_of_what_it_was() -> None:
    old = posting(0, None)
    found = held(Dates.ROWS, [posting(3, None, Title.DEPUTY)], [old], units={"u1"})
    assert [(change.kind.value, change.before, change.after) for change in found.changes] == [
        ("update", old, posting(3, None, Title.DEPUTY)),
        ("end", old, None),
    ]
    assert (found.left, found.kinds) == ((), {Effect.UPDATE, Effect.END})
    moved = held(
        Dates.ROWS,
        [posting(0, 4), posting(4, None, Title.CHIEF)],
        [posting(0, 6), posting(6, None, Title.CHIEF)],
        units={"u1"},
    )
    assert (moved.left, moved.kinds) == ((), {Effect.END, Effect.UPDATE})


def test_nothing_of_another_origin_is_changed() -> None:
    theirs = posting(0, None, origin="tinh")
    found = held(Dates.ROWS, [posting(0, None)], [theirs], units={"u1"})
    assert [change.kind for change in found.changes] == [Effect.ADDITION]
    assert found.left == (theirs,)


# -- days, one by one -------------------------------------------------------------------------------------

spans = st.tuples(st.integers(0, 20), st.none() | st.integers(1, 21)).filter(lambda pair: (pair[1] or FAR) > pair[0])
titles = st.sampled_from([Title.MEMBER, Title.CHIEF])
postings = st.builds(lambda pair, title: posting(*pair, title=title), spans, titles)


def apart(facts: list[Posting]) -> list[Posting]:
    kept: list[Posting] = []
    for fact in facts:
        if not any(fact.period.overlaps(other.period) for other in kept):
            kept.append(fact)
    return kept


def by_day(facts: list[Fact]) -> dict[int, Title]:
    return {
        day: fact.title
        for fact in facts
        if isinstance(fact, Posting)
        for day in range(FAR)
        if FIRST + timedelta(days=day) in fact.period
    }


def accepted(found: Difference, standing: list[Posting]) -> list[Fact]:
    """As the store writes it: ends close their row and write what is left, all else goes over what was said before."""
    rows: list[Fact] = list(standing)
    ending = [change.before for change in found.changes if change.kind is Effect.END]
    kept = [change for change in found.changes if change.kind is not Effect.SAME and change.after is not None]
    rows = [row for row in rows if row not in ending]
    new = [change.after for change in kept if change.after is not None]
    cut = [
        Posting(period=left, origin="xa", source="bc", officer="CB-1", unit="u1", title=row.title)
        for row in rows
        if isinstance(row, Posting)
        for left in row.period.without([fact.period for fact in new])
    ]
    return [*cut, *new]


@given(standing=st.lists(postings, max_size=4).map(apart), rows=st.lists(postings, min_size=1, max_size=3).map(apart))
@example(standing=[posting(0, None)], rows=[posting(1, None), posting(0, 1)])
@example(standing=[posting(0, None)], rows=[posting(0, 1), posting(2, 3)])
@example(standing=[posting(0, None)], rows=[posting(0, 1, Title.CHIEF), posting(1, 2)])
@example(standing=[posting(0, None)], rows=[posting(2, 3, Title.CHIEF), posting(5, 6)])
def test_rows_are_what_the_days_say(standing: list[Posting], rows: list[Posting]) -> None:
    before, said = by_day(list(standing)), by_day(list(rows))
    found = held(Dates.ROWS, list(rows), list(standing))
    after = by_day(accepted(found, standing))
    # What a row says holds on its days, whatever else; days before it stay as they were.
    assert {day: after.get(day) for day in said} == said
    first = min(said)
    assert {day: title for day, title in after.items() if day < first} == {
        day: title for day, title in before.items() if day < first
    }
    # Beside the rows stands exactly what the store keeps.
    assert by_day([*found.left, *rows]) == after


@given(standing=st.lists(postings, max_size=4).map(apart), rows=st.lists(postings, min_size=1, max_size=3).map(apart))
def test_an_export_that_comes_back_says_all(standing: list[Posting], rows: list[Posting]) -> None:
    listed = [fact for fact in standing if FIRST + timedelta(days=CUT) in fact.period]
    found = held(Dates.ROWS, list(rows), list(standing), units={"u1"})
    after = by_day(accepted(found, standing))
    said = by_day(list(rows))
    assert {day: after.get(day) for day in said} == said
    lost = set(by_day(list(listed))) - set(said)
    assert {day for day in after if day in lost and day >= CUT} == set()
    assert by_day([*found.left, *rows]) == after


@given(standing=st.lists(postings, max_size=4).map(apart))
def test_what_is_sent_back_as_it_was_changes_nothing(standing: list[Posting]) -> None:
    found = held(Dates.ROWS, list(standing), list(standing), units={"u1"}) if standing else None
    assert found is None or (found.kinds == set() and found.left == ())


def test_changes_keep_the_order_of_the_rows() -> None:
    rows: list[Fact] = [forms(0, 10, 1, "u3"), forms(0, 10, 2, "u1"), forms(0, 10, 3, "u2")]
    changes: tuple[Change, ...] = held(Dates.COUNT, rows, [forms(0, 10, 9, "u1")]).changes
    assert [change.place.row for change in changes] == [2, 3, 4]
