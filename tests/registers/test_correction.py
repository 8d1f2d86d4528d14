"""A corrected return, against a model that knows days only: what each day says before and after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.finding import Place
from diaban.basis.period import Period
from diaban.registers.correction import corrected
from diaban.registers.files import REGISTERS
from diaban.registers.staffing import HeadCount

COUNTS = next(register for register in REGISTERS if register.name == "headcounts")
FIRST, FAR = date(2025, 1, 1), 15


def count(start: int, end: int | None, number: int, row: int = 0, origin: str = "xa", unit: str = "u1") -> HeadCount:
    period = Period(FIRST + timedelta(days=start), None if end is None else FIRST + timedelta(days=end))
    return HeadCount(period=period, origin=origin, source="bc", unit=unit, title=None, number=number, row=row)


def days(facts: list[HeadCount]) -> dict[tuple[str, str, int], int]:
    """What each day says, by origin and unit."""
    return {
        (fact.origin, fact.unit, day): fact.number
        for fact in facts
        for day in range(FAR)
        if FIRST + timedelta(days=day) in fact.period
    }


@st.composite
def returns(draw: st.DrawFn, first_row: int) -> list[HeadCount]:
    """Counts about up to two units, never overlapping."""
    found: list[HeadCount] = []
    for unit in ("u1", "u2"):
        edges = sorted(draw(st.sets(st.integers(0, FAR - 1), max_size=6)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        for start, end in pairs:
            found.append(count(start, end, draw(st.integers(7, 9)), first_row + len(found), unit=unit))
    return found


@given(returns(1), returns(0), st.booleans())
def test_against_a_count_of_days(old: list[HeadCount], new: list[HeadCount], whole: bool) -> None:
    other = [count(0, None, 5, 99, "tinh")]
    places = [Place(row=number) for number in range(2, 2 + len(new))]
    found = corrected(COUNTS, new, places, [*old, *other], whole=whole)
    before, said = days([*old, *other]), days(new)
    touched = {
        key
        for fact in old
        for key in days([fact])
        if any(one.unit == fact.unit and one.period.overlaps(fact.period) for one in new)
    }
    kept = {key: value for key, value in before.items() if not (whole and key in touched)}
    left = [fact for fact in found.left if isinstance(fact, HeadCount)]
    lines = [fact for fact in found.facts if isinstance(fact, HeadCount)]
    # The lines and what stands beside them never overlap, and say what the return says, elsewhere what was said.
    assert not days(left).keys() & said.keys()
    assert days(left) | said == kept | said
    # A line that is passed over says nothing that was not said.
    passed = [fact for fact in new if fact not in lines]
    assert days(passed).items() <= before.items()
    fresh = {one.place.row for one in found.findings if one.code == "correction-new"}
    assert fresh == {
        place.row for fact, place in zip(new, places, strict=True) if not days([fact]).keys() & days(old).keys()
    }


@pytest.mark.parametrize(
    ("line", "whole", "codes", "replaced", "left"),
    [
        (count(2, 5, 9), False, ["correction-rest"], [1], [(0, 2), (5, 10)]),
        (count(2, 5, 9), True, [], [1], []),
        (count(2, 5, 8), False, ["correction-unchanged", "correction-rest"], [], [(0, 2), (5, 10)]),
        (count(0, 5, 8), True, [], [1], []),
        (count(0, 10, 8), True, ["correction-unchanged"], [], []),
        (count(0, 10, 9), False, [], [1], []),
        (count(5, None, 9), False, [], [1], [(0, 5)]),
        (count(12, 14, 9), False, ["correction-new"], [], [(0, 10)]),
        (count(2, 5, 9, origin="tinh"), False, ["correction-new"], [], [(0, 10)]),
    ],
)
def test_one_line_against_one_row(
    line: HeadCount, whole: bool, codes: list[str], replaced: list[int], left: list[tuple[int, int]]
) -> None:
    found = corrected(COUNTS, [line], [Place(row=2)], [count(0, 10, 8, row=1)], whole=whole)
    assert [one.code for one in found.findings] == codes
    assert [one.row for one in found.replaced] == replaced
    assert [
        tuple((edge - FIRST).days for edge in (one.period.start, one.period.end) if edge) for one in found.left
    ] == left
