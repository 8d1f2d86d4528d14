"""Events that forms cannot know of: counted by the days on which forms were filled in, and never more than known."""

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from diaban.quality.live import EVENTS, SOON, Events, Waiting, grows_old, stale_next, waiting, waiting_together
from diaban.quality.reference import answer
from diaban.quality.rule import read_rules

DAY = date(2026, 11, 28)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def happened(first: date, number: int, days: int = 1, unit: str = "u1") -> Events:
    return Events(unit, first, first + timedelta(days=days - 1), dict.fromkeys(EVENTS, number))


def test_of_the_events_of_a_day_the_share_of_older_forms_waits() -> None:
    filled = {date(2026, 9, 1): 300, date(2026, 11, 1): 100}
    told = waiting([happened(date(2026, 10, 1), 20)], filled, DAY)
    assert told == dict.fromkeys(EVENTS, Waiting(known=20, waiting=15, surely=0))
    after = waiting([happened(date(2026, 11, 2), 4)], filled, DAY)
    assert after == dict.fromkeys(EVENTS, Waiting(4, 4, 4))
    same = waiting([happened(date(2026, 11, 1), 4)], filled, DAY)
    assert same is not None
    assert same["births"] == Waiting(4, 3, 0), "a form of the day itself may know"
    before = waiting([happened(date(2026, 8, 31), 9)], filled, DAY)
    assert before is not None
    assert before["deaths"].waiting == 0


def test_a_period_is_spread_over_its_days() -> None:
    told = waiting([happened(date(2026, 10, 1), 31, days=31)], {date(2026, 10, 16): 10}, DAY)
    assert told is not None
    assert told["births"] == Waiting(31, 15, 15)


def test_nothing_is_told_of_nothing() -> None:
    assert waiting([], {DAY: 3}, DAY) is None
    assert waiting([happened(DAY, 3)], {}, DAY) is None
    assert waiting([happened(DAY + timedelta(days=1), 3)], {DAY: 3}, DAY) is None, "not yet over"
    assert waiting_together([None, None]) is None


@given(st.dictionaries(DAYS, st.integers(1, 50), max_size=8), st.lists(st.tuples(DAYS, st.integers(0, 40))), DAYS)
def test_it_agrees_with_counting_form_by_form(
    filled: dict[date, int], events: list[tuple[date, int]], as_of: date
) -> None:
    told = waiting([happened(day, number) for day, number in events], filled, as_of)
    seen = [(day, number) for day, number in events if day <= as_of]
    forms = [day for day, count in filled.items() for _ in range(count)]
    if not seen or not forms:
        assert told is None
        return
    assert told is not None
    one = told["arrivals"]
    expected = sum(number * sum(form < day for form in forms) / len(forms) for day, number in seen)
    assert one.known == sum(number for _, number in seen)
    assert abs(one.waiting - expected) <= 0.51
    assert one.surely == sum(number for day, number in seen if day > max(forms))
    assert 0 <= one.surely <= one.waiting <= one.known


def test_the_share_is_what_a_drawing_of_events_gives() -> None:
    """Events that strike forms at random: those whose form is older than the event wait."""
    rng = Random(5)
    forms = [DAY - timedelta(days=rng.randrange(400)) for _ in range(3_000)]
    events = [DAY - timedelta(days=rng.randrange(300)) for _ in range(4_000)]
    waits = sum(rng.choice(forms) < day for day in events)
    filled = {day: forms.count(day) for day in set(forms)}
    told = waiting([happened(day, events.count(day)) for day in set(events)], filled, DAY)
    assert told is not None
    assert abs(told["deaths"].waiting - waits) < 3 * (4_000 / 4) ** 0.5


def test_what_grows_old_next_is_what_the_rule_will_flag() -> None:
    rule = read_rules()[0]["form-old"]
    for day in (date(2024, 11, 28), date(2024, 11, 29), date(2024, 12, 28), date(2024, 2, 29), date(2025, 11, 28)):
        old = grows_old(day)
        for at, flagged in ((old - timedelta(days=1), False), (old, True)):
            assert answer(rule.test, {"filled": day, "today": at}) is flagged, day
    filled = {date(2024, 11, 28): 1, date(2024, 11, 29): 2, date(2025, 1, 10): 4, date(2025, 11, 28): 8, DAY: 16}
    assert stale_next(filled, DAY) == dict(zip(SOON, (2, 6, 14), strict=True))


def test_communes_add_up() -> None:
    one = waiting([happened(date(2026, 10, 1), 20)], {date(2026, 9, 1): 1}, DAY)
    assert waiting_together([one, None, one]) == dict.fromkeys(EVENTS, Waiting(40, 40, 40))
