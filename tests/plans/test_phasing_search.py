"""The search against trying every plan; what the checker refuses; what arithmetic says where nothing fits."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaban.basis.error import FaultError, RefusedError
from diaban.engines.highs import Highs
from diaban.plans.phasing.answer import Answer, Status
from diaban.plans.phasing.check import check, verified_bound
from diaban.plans.phasing.clash import Loosened, clashes, loosened
from diaban.plans.phasing.criteria import read_criteria
from diaban.plans.phasing.engine import Effort, Solved
from diaban.plans.phasing.facts import BILLION, OUT, Limit, Pin, Question, Resource, Year
from diaban.plans.phasing.greedy import greedy
from diaban.plans.phasing.model import Model, model_of, within
from diaban.plans.phasing.search import find, value_of
from tests.plans.phasings import best, fits, money, plans, question, questions, works, worth

ENGINE, EFFORT = Highs(), Effort(seconds=20)
SAID = {
    *("plan-infeasible", "plan-pin-impossible", "plan-pin-order"),
    *("plan-pins-above", "plan-least-beyond", "plan-limit-overdrawn"),
}
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(questions())
def test_the_search_finds_what_trying_every_plan_finds(asked: Question) -> None:
    top = best(asked)
    if top is None:
        with pytest.raises(RefusedError) as refused:
            find(asked, ENGINE, EFFORT)
        assert {one.code for one in refused.value.findings} <= SAID
        return
    found = find(asked, ENGINE, EFFORT)
    assert (found.answer.value, found.answer.status) == (top, Status.OPTIMAL)
    assert fits(asked, found.answer.begins)
    assert found.verdict.sound
    assert found.verdict.bound is None or found.verdict.bound >= found.answer.value - 1e-6
    if found.greedy_value is not None:
        assert found.greedy_value <= found.answer.value


@FEW
@given(questions(most=4), st.data())
def test_the_checker_agrees_with_another_hand_on_any_plan(asked: Question, data: st.DataObject) -> None:
    plan = data.draw(st.sampled_from(list(plans(asked))))
    verdict = check(asked, Answer(plan, worth(asked, plan), None, Status.STOPPED, ""))
    assert verdict.sound == fits(asked, plan)
    assert verdict.value == worth(asked, plan) == value_of(asked, plan)


@FEW
@given(questions(most=4), st.data())
def test_whatever_the_prices_the_bound_of_the_checker_holds(asked: Question, data: st.DataObject) -> None:
    top = best(asked)
    numbers = st.floats(-20, 20, allow_nan=False)
    prices = {one.key: data.draw(numbers) / (BILLION if one.resource is Resource.MONEY else 1) for one in asked.limits}
    order = {
        (one.works, before, at.year): data.draw(numbers)
        for one in asked.works
        for before in one.after
        for at in asked.years
    }
    bound = verified_bound(asked, Answer({}, 0, None, Status.STOPPED, "", 0, prices, order))
    if top is not None and bound is not None:
        assert bound >= top - 1e-6


HELD = question(
    works("a", 4, 10),
    works("b", 3, 9, after=("a",)),
    works("c", 2, 5, months=24),
    works("d", 5, 4, ready=date(2028, 3, 1)),
    works("e", None, 9),
    works("f", 1, 1, unit_ends=date(2028, 1, 1)),
    money(2027, 6),
    money(2028, 8),
    Limit(key="sup", resource=Resource.SUPERVISION, year=2028, most=3),
    Limit(key="few", resource=Resource.WORKS, phase=2, least=1),
    Pin("c", phase=1),
)
PLAN = {"a": 2027, "b": 2028, "c": 2027, "d": 2028, "e": OUT, "f": OUT}
BROKEN: tuple[tuple[str, dict[str, int], dict[str, Any]], ...] = (
    ("plan-works-unknown", {"z": 2027}, {}),
    ("plan-year", {"d": 2035}, {}),
    ("plan-not-plannable", {"e": 2027}, {}),
    ("plan-before-ready", {"d": 2027}, {}),
    ("plan-unit-ended", {"f": 2028}, {}),
    ("plan-pin-broken", {"c": 2028}, {}),
    ("plan-pin-broken", {"c": OUT}, {}),
    ("plan-order-broken", {"a": OUT}, {}),
    ("plan-order-broken", {"b": 2027}, {}),
    ("plan-above", {"f": 2027}, {}),
    ("plan-below", {"b": OUT, "d": OUT}, {}),
    ("plan-value", {}, {"value": 50}),
    ("plan-bound", {}, {"bound": 10.0}),
    ("plan-bound", {}, {"bound": float("nan")}),
)


@pytest.mark.parametrize(("code", "changed", "more"), BROKEN)
def test_every_condition_that_is_broken_is_found(code: str, changed: dict[str, int], more: dict[str, Any]) -> None:
    sound = Answer(PLAN, 43, 60.0, Status.STOPPED, "")
    assert check(HELD, sound).findings == ()
    plan = PLAN | changed
    known = {key: year for key, year in plan.items() if key in HELD.by_key and year in (2027, 2028)}
    answer = replace(sound, **{"begins": plan, "value": value_of(HELD, known), **more})
    codes = {one.code for one in check(HELD, answer).findings}
    assert code in codes
    if not changed:
        assert codes == {code}


def test_works_that_the_plan_says_nothing_of_are_found() -> None:
    plan = {key: year for key, year in PLAN.items() if key != "e"}
    verdict = check(HELD, Answer(plan, 43, 60.0, Status.STOPPED, ""))
    assert [one.code for one in verdict.findings] == ["plan-works-missing"]


def test_an_amount_that_is_a_bound_is_charged_with_its_most_else_its_least() -> None:
    asked = question(
        works("at-most", least=None, most=3 * BILLION),
        works("at-least", least=2 * BILLION, most=None),
        works("between", least=BILLION, most=4 * BILLION),
        money(2027, 9),
    )
    found = find(asked, ENGINE, EFFORT)
    assert found.verdict.use == {"2027": 9 * BILLION}
    assert [one.bound for one in asked.works] == [True, True, True]
    less = find(asked.with_limits((money(2027, 8.99),)), ENGINE, EFFORT)
    assert len(less.answer.chosen()) == 3
    assert less.verdict.use["2027"] < 9 * BILLION


def test_nothing_and_one_works() -> None:
    nothing = find(question(money(2027, 5)), ENGINE, EFFORT)
    assert (nothing.answer.begins, nothing.answer.value, nothing.answer.status) == ({}, 0, Status.OPTIMAL)
    one = find(question(works("a", 5, 7), money(2027, 5)), ENGINE, EFFORT)
    assert (one.answer.begins, one.answer.value) == ({"a": 2027}, 14)
    dear = find(question(works("a", 5, 7), money(2027, 4.999_999_999), money(2028, 0)), ENGINE, EFFORT)
    assert dear.answer.begins == {"a": OUT}


class Wrong:
    """An engine that lets everything begin in the first column it finds."""

    name = "wrong"

    def solve(self, model: Model, effort: Effort, **_: Any) -> Solved:
        return Solved(Status.OPTIMAL, 99.0, 99.0, np.ones(len(model.columns)), None)


def test_an_answer_that_is_wrong_is_refused_whoever_gives_it() -> None:
    asked = question(works("a", 5, 7), works("b", 5, 7), money(2027, 5), money(2028, 5))
    with pytest.raises(FaultError) as refused:
        find(asked, Wrong(), EFFORT)
    assert [one.code for one in refused.value.findings] == ["plan-refused", "plan-above"]


def test_greedy_takes_the_neediest_and_is_beaten() -> None:
    asked = question(
        works("dear", 9, 10), works("one", 5, 8), works("two", 5, 8), money(2027, 10), years=(Year(2027, 1),)
    )
    assert greedy(asked) == {"dear": 2027, "one": OUT, "two": OUT}
    found = find(asked, ENGINE, EFFORT)
    assert (found.answer.value, found.greedy_value) == (16, 10)


def test_pins_that_alone_cost_more_than_the_ceiling_are_told_by_arithmetic() -> None:
    asked = question(
        works("a", 9), works("b", 5), works("c", 1), money(2027, 10), Pin("a", phase=1), Pin("b", year=2027)
    )
    (told,) = clashes(asked)
    assert (told.code, dict(told.values)) == (
        "plan-pins-above",
        {"limit": "2027", "pins": ["a", "b"], "use": 14 * BILLION, "most": 10 * BILLION, "over": 4 * BILLION},
    )
    with pytest.raises(RefusedError, match="plan-pins-above"):
        find(asked, ENGINE, EFFORT)
    criteria, _ = read_criteria()
    assert loosened(asked, ENGINE, EFFORT, criteria["need"].slack_prices()) == (
        Loosened("2027", Resource.MONEY, 4 * BILLION, False),
    )


CLASHING: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("plan-pin-impossible", (works("a", ready=date(2028, 2, 1)), Pin("a", phase=1))),
    ("plan-pin-impossible", (works("a", None), Pin("a", year=2027))),
    ("plan-pin-impossible", (works("a"), Pin("a", phase=7))),
    ("plan-pin-order", (works("a"), works("b", after=("a",)), Pin("b", year=2027))),
    ("plan-pin-order", (works("a", after=("gone",)), Pin("a", year=2028))),
    ("plan-least-beyond", (works("a"), Limit(key="l", resource=Resource.WORKS, year=2027, least=2))),
    ("plan-limit-overdrawn", (works("a"), replace(money(2028, 4), taken=5 * BILLION))),
)


@pytest.mark.parametrize(("code", "given_"), CLASHING)
def test_what_cannot_be_is_seen_before_any_search(code: str, given_: tuple[Any, ...]) -> None:
    assert [one.code for one in clashes(question(*given_, money(2027, 10)))] == [code]


def test_where_sums_do_not_tell_the_cheapest_way_out_does() -> None:
    # Each least can be reached by itself, not both with the money there is.
    least = [Limit(key=name, resource=Resource.WORKS, phase=1, region=name, least=1) for name in ("A", "B")]
    asked = question(works("a", 6), works("b", 6, region="B"), *least, money(2027, 10))
    assert clashes(asked) == []
    with pytest.raises(RefusedError, match="plan-infeasible"):
        find(asked, ENGINE, EFFORT)
    prices = dict.fromkeys(Resource, 1_000.0) | {Resource.MONEY: 0.1}
    assert loosened(asked, ENGINE, EFFORT, prices) == (Loosened("2027", Resource.MONEY, 2 * BILLION, False),)
    prices[Resource.MONEY] = 1_000.0
    assert loosened(asked, ENGINE, EFFORT, prices) in (
        (Loosened("A", Resource.WORKS, 1, True),),
        (Loosened("B", Resource.WORKS, 1, True),),
    )


def test_a_part_of_a_large_model_keeps_the_columns_nearest_to_being_chosen() -> None:
    asked = question(works("a", 1, 9), works("b", 9, 1), works("c", 5, 5), money(2027, 5), money(2028, 5))
    model = model_of(asked)
    relaxed = ENGINE.solve(model, replace(EFFORT, relaxed=True))
    assert relaxed.prices is not None
    part = within(model, relaxed.prices, 3)
    assert len(part.shut) == len(model.columns) - 3
    left = {model.columns[number] for number in range(len(model.columns)) if number not in part.shut}
    assert ("a", 2027) in left
    solved = ENGINE.solve(part, EFFORT)
    assert solved.values is not None
    assert all(solved.values[number] == 0 for number in part.shut)
