"""Overlaps, gaps and disagreement, against a count of days that shares nothing with the code."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.finding import Place
from diaban.basis.period import Period
from diaban.registers.against import disagreements, findings
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS
from diaban.registers.staffing import HeadCount

COUNTS = next(register for register in REGISTERS if register.name == "headcounts")
FIRST = date(2025, 1, 1)
FAR = 15


def count(start: int, end: int | None, number: int = 8, origin: str = "xa", unit: str = "u00001") -> HeadCount:
    period = Period(FIRST + timedelta(days=start), None if end is None else FIRST + timedelta(days=end))
    return HeadCount(period=period, origin=origin, source="bc", unit=unit, title=None, number=number)


def days(fact: Fact) -> set[int]:
    start, end = fact.period.start, fact.period.end
    assert start is not None
    return set(range((start - FIRST).days, FAR if end is None else (end - FIRST).days))


def judged(given: list[HeadCount], standing: list[HeadCount]) -> list[tuple[str, int | None]]:
    places = [Place(row=number) for number in range(2, 2 + len(given))]
    return [(found.code, found.place.row) for found in findings(COUNTS, given, places, standing)]


ends = st.tuples(st.integers(0, 9), st.none() | st.integers(1, 10)).filter(lambda ends: (ends[1] or FAR) > ends[0])
counts = st.builds(
    lambda pair, number, unit: count(*pair, number=number, unit=unit),
    ends,
    st.integers(7, 8),
    st.sampled_from(["u00001", "u00002"]),
)


@given(given_=st.lists(counts, min_size=1, max_size=5), other=st.lists(counts, max_size=3))
def test_against_a_count_of_days(given_: list[HeadCount], other: list[HeadCount]) -> None:
    theirs = [count((f.period.start - FIRST).days, None, f.number, "tinh", f.unit) for f in other if f.period.start]
    codes = {code for code, _ in judged(given_, theirs)}
    pairs = [(a, b) for n, a in enumerate(given_) for b in given_[n + 1 :] if a.unit == b.unit]
    assert ("overlaps-file" in codes) == any(days(a) & days(b) for a, b in pairs)
    shared = [(a, b) for a in given_ for b in theirs if a.unit == b.unit and days(a) & days(b)]
    disagree = [(a, b) for a, b in shared if a.number != b.number]
    assert ("origins-disagree" in codes) == bool(disagree)
    assert len([a for a, b in disagreements(COUNTS, [*given_, *theirs])]) == len(disagree)
    covered = {unit: [days(fact) for fact in given_ if fact.unit == unit] for unit in ("u00001", "u00002")}
    gaps = [
        unit
        for unit, sets in covered.items()
        if sets and set().union(*sets) != set(range(min(set().union(*sets)), max(set().union(*sets)) + 1))
    ]
    assert ("gap" in codes) == bool(gaps)


def test_what_is_recorded_counts_too() -> None:
    assert judged([count(0, 5)], [count(4, 9)]) == [("overlaps-register", 2)]
    assert judged([count(0, 4)], [count(4, 9)]) == []
    assert judged([count(0, 3)], [count(4, 9)]) == [("gap", 2)]
    assert judged([count(5, 6)], [count(0, None)]) == [("overlaps-register", 2)]
    assert judged([], [count(0, None)]) == []


def test_two_recorded_rows_are_nobody_elses_mistake() -> None:
    assert judged([count(9, 10)], [count(0, 3), count(5, 9)]) == []


def test_an_open_end_reaches_over_everything_after() -> None:
    assert judged([count(0, None), count(2, 3), count(5, 6)], []) == [("overlaps-file", 3), ("overlaps-file", 4)]
