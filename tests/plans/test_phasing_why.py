"""Why in, why out against trying every set; few changes; the price of a billion; money against the day of 100 %."""

from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import HealthCheck, given, settings

from diaban.engines.highs import Highs
from diaban.plans.phasing.engine import Effort
from diaban.plans.phasing.facts import BILLION, OUT, Pin, Question, Year
from diaban.plans.phasing.further import changes, frontier, replanned, shadows
from diaban.plans.phasing.greedy import greedy
from diaban.plans.phasing.scenario import made, question_dict, question_from
from diaban.plans.phasing.search import find
from diaban.plans.phasing.why import why_in, why_out
from tests.plans.phasings import best, fits, money, plans, question, questions, works, worth

ENGINE, EFFORT = Highs(), Effort(seconds=20)
FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ONE_YEAR = (Year(2027, 1),)


def test_out_is_told_in_arithmetic() -> None:
    asked = question(
        works("b", 5, 9), works("c", 4, 8), works("d", 1.5, 2), works("x", 2, 1), money(2027, 11.3), years=ONE_YEAR
    )
    begins = find(asked, ENGINE, EFFORT).answer.begins
    (told,) = why_out(asked, begins)
    assert told.works == "x"
    (entry,) = told.entries
    assert entry.lacks == {"2027": 1.2 * BILLION}
    assert (entry.displaces, entry.loss, entry.gain, entry.proven) == (("d",), 2, 1, True)
    inside = {one.works: one for one in why_in(asked, begins)}
    assert (inside["d"].stand_in, inside["d"].stand_in_worth, inside["d"].worth) == ("x", 1, 2)


def test_works_that_another_waits_for_leave_with_it() -> None:
    asked = question(works("a", 4, 1), works("b", 1, 9, after=("a",)), works("x", 4, 3), money(2027, 4), money(2028, 2))
    begins = {"a": 2027, "b": 2028, "x": OUT}
    (told,) = why_out(asked, begins)
    entry = next(one for one in told.entries if one.year == 2027)
    assert (entry.displaces, entry.loss) == (("a", "b"), 2 + 9)
    assert why_in(asked, begins, ["a"])[0].worth == 11


@FEW
@given(questions(most=6, free=True))
def test_the_set_displaced_is_the_cheapest_of_all_sets(asked: Question) -> None:
    begins = greedy(asked)
    if not fits(asked, begins):
        return
    value = worth(asked, begins)
    for told in why_out(asked, begins):
        one = asked.by_key[told.works]
        assert set(told.barred) | {entry.year for entry in told.entries} == {at.year for at in asked.years}
        for entry in told.entries:
            assert entry.proven
            losses = []
            inside = [key for key, year in begins.items() if year != OUT]
            for size in range(len(inside) + 1):
                for gone in combinations(inside, size):
                    plan = {**begins, **dict.fromkeys(gone, OUT), told.works: entry.year}
                    if fits(asked, plan):
                        losses.append(value + asked.worth(one, entry.year) - worth(asked, plan))
            assert (entry.loss if entry.displaces is not None else None) == min(losses, default=None)


@FEW
@given(questions(most=4, free=True))
def test_the_stand_in_is_the_best_single_works(asked: Question) -> None:
    begins = greedy(asked)
    if not fits(asked, begins):
        return
    for told in why_in(asked, begins):
        without = {**begins, told.works: OUT}
        base = worth(asked, without)
        gains = [
            worth(asked, plan) - base
            for plan in plans(asked)
            if plan[told.works] == OUT
            and len(moved := changes(without, plan)) == 1
            and (without[moved[0]] == OUT or OUT != plan[moved[0]] < without[moved[0]])
            and fits(asked, plan)
        ]
        assert told.stand_in_worth == max([0, *gains])


@FEW
@given(questions(most=4, free=True))
def test_replanning_changes_as_few_works_as_can_be(asked: Question) -> None:
    before = {one.works: OUT if number % 2 else asked.years[0].year for number, one in enumerate(asked.works)}
    if best(asked) is None:
        return
    found = find(asked, ENGINE, EFFORT)
    answer, verdict = replanned(asked, found, before, ENGINE, EFFORT, 20)
    floor = -(-found.answer.value * 80 // 100)
    assert verdict.sound
    assert answer.value >= floor
    told = [plan for plan in plans(asked) if fits(asked, plan) and worth(asked, plan) >= floor]
    fewest = min(len(changes(before, plan)) for plan in told)
    assert len(changes(before, answer.begins)) == fewest
    assert answer.value == max(worth(asked, plan) for plan in told if len(changes(before, plan)) == fewest)
    assert answer.bound == found.answer.bound


def test_the_price_of_a_billion_is_what_a_new_search_gains() -> None:
    asked = question(works("a", 4, 5), works("b", 3, 6), works("c", 2, 3), money(2027, 5), money(2028, 1))
    found = find(asked, ENGINE, EFFORT)
    told = {one.limit: one for one in shadows(asked, found, ENGINE, EFFORT)}
    for year, more in (("2027", (money(2027, 6), money(2028, 1))), ("2028", (money(2027, 5), money(2028, 2)))):
        top = best(asked.with_limits(more))
        assert top is not None
        assert told[year].exact == top - found.answer.value
        assert told[year].price >= 0
    assert told["2027"].price > 0


def test_the_frontier_says_when_all_are_done_and_without_which() -> None:
    asked = question(
        *(works(f"w{n}", 2, 5) for n in range(6)),
        works("long", 1, 5, months=24),
        works("unready", 1, 5, ready=None),
        money(2027, 5),
        money(2028, 5),
    )
    points = {one.share: one for one in frontier(asked, ENGINE, EFFORT, (50, 100, 300))}
    # 13 billion at 5 a year are three years; with half of it one of the six fits in a year, and the long ones first.
    assert [points[share].done_by for share in (50, 100, 300)] == [
        date(2033, 12, 31),
        date(2029, 12, 31),
        date(2028, 12, 31),
    ]
    assert {one.left_out for one in points.values()} == {1}
    assert [points[share].money for share in (50, 100)] == [5 * BILLION, 10 * BILLION]
    values = [points[share].value or 0 for share in (50, 100, 300)]
    assert values == sorted(values)


def test_a_works_dearer_than_any_year_is_never_done() -> None:
    alone = question(works("a", 9, 1), money(2027, 5), years=ONE_YEAR)
    (point,) = frontier(alone, ENGINE, EFFORT, (100,))
    assert (point.value, point.begun, point.done_by) == (0, 0, None)
    (pinned,) = frontier(replace(alone, pins=(Pin("a", year=2027),)), ENGINE, EFFORT, (100,))
    assert (pinned.value, pinned.done_by) == (None, None)


@FEW
@given(questions(most=3))
def test_a_question_is_kept_and_read_again(asked: Question) -> None:
    import json

    assert question_from(json.loads(json.dumps(question_dict(asked)))) == asked


def test_a_scenario_tells_its_changes() -> None:
    asked = question(works("a", 4, 5), works("b", 4, 5), money(2027, 4), money(2028, 0))
    for key in ("a", "b"):
        before = {"a": OUT, "b": OUT, key: 2027}
        told = made(asked, ENGINE, EFFORT, before=before, give=0).as_dict()
        assert told["changes"] == []
        assert [one["works"] for one in told["works"] if one["year"]] == [key]
