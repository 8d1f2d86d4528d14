"""Households drawn, not people: intervals hold the truth as often as they say, where people of a house err together."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

from diaban.quality.recheck import Design, Difference, coverage, difference
from diaban.quality.survey import alone, student

NAMES, SHARES = ("a", "b", "c"), np.array([0.5, 0.3, 0.2])
DRAWS = 150
LEAST, MOST = 0.90, 0.995
"""Of 150 intervals at 95 per cent, fewer or more hold the truth once in a hundred runs or less."""


def asked(
    rng: np.random.Generator, error: float, households: int, communes: int
) -> tuple[list[tuple[str, str]], Design]:
    """Answers of people whose household errs as one: a share of error of its own, near 0 or near 1."""
    pairs, house, commune = [], [], []
    for at in range(households * communes):
        own = rng.beta(0.4, 0.4 * (1 - error) / error)
        for _ in range(1 + rng.poisson(2.5)):
            true = int(rng.choice(3, p=SHARES))
            form = (true + int(rng.integers(1, 3))) % 3 if rng.random() < own else true
            pairs.append((NAMES[form], NAMES[true]))
            house.append(at)
        commune.append(at % communes)
    return pairs, Design(house, commune, [1.0] * len(commune))


def drawn(error: float, households: int, communes: int) -> Iterator[tuple[Difference, Difference]]:
    rng = np.random.default_rng(11)
    for _ in range(DRAWS):
        pairs, design = asked(rng, error, households, communes)
        by_house = difference("sex", pairs, answers=True, design=design)
        by_person = difference("sex", pairs, answers=True)
        assert by_house is not None
        assert by_person is not None
        yield by_house, by_person


@pytest.mark.parametrize(("error", "households", "communes"), [(0.2, 10, 5), (0.08, 15, 4)])
def test_intervals_by_household_hold_the_truth(error: float, households: int, communes: int) -> None:
    form = SHARES * (1 - error) + (1 - SHARES) * error / 2
    index, net = error / (1 - float(form @ SHARES)), float(form[0] - SHARES[0])
    held = {"gross": 0, "index": 0, "net": 0}
    one_by_one = 0
    for by_house, by_person in drawn(error, households, communes):
        held["gross"] += by_house.gross.low <= error <= by_house.gross.high
        assert by_house.index is not None
        held["index"] += by_house.index.low <= index <= by_house.index.high
        rate = next(one.rate for one in by_house.net if one.answer == "a")
        held["net"] += rate.low <= net <= rate.high
        one_by_one += by_person.gross.low <= error <= by_person.gross.high
        assert math.isclose(by_house.gross.value, by_person.gross.value), "the estimate is the same"
    assert all(LEAST <= count / DRAWS <= MOST for count in held.values()), held
    assert one_by_one / DRAWS < 0.93, "people taken one by one say too much"


def test_the_dual_system_by_household_holds_the_truth() -> None:
    """Households that are missed whole by the forms, and others by the re-check."""
    rng, held, plain, people = np.random.default_rng(3), 0, 0, 400
    for _ in range(DRAWS):
        size = 4
        rates = rng.beta(4, 1, people // size).repeat(size), rng.beta(9, 1, people // size).repeat(size)
        has, met = (rng.random(people) < rate for rate in rates)
        either = np.flatnonzero(has | met)
        design = Design([int(one) // size for one in either], [0] * (people // size), [1.0] * (people // size))
        counts = {"forms": int(has.sum()), "found": int(met.sum()), "matched": int((has & met).sum())}
        lists = {"has_form": has[either].tolist(), "met": met[either].tolist()}
        told, alone_ = coverage(**counts, design=design, **lists), coverage(**counts)
        assert told.error >= alone_.error
        held += told.rate.low <= 0.8 <= told.rate.high
        plain += alone_.rate.low <= 0.8 <= alone_.rate.high
    assert LEAST <= held / DRAWS <= MOST
    assert plain < held


def test_a_design_by_hand() -> None:
    # Two communes of two households; weights 1 and 3; people with the flag: 2 of 2, 0 of 1 | 1 of 2, 0 of 2.
    design = Design([0, 0, 1, 2, 2, 3, 3], [0, 0, 1, 1], [1.0, 1.0, 3.0, 3.0])
    share, error = design.share([1, 1, 0, 1, 0, 0, 0])
    assert math.isclose(share.value, (2 + 3) / (3 + 12))
    parts = np.array([2 - 2 / 3, 0 - 1 / 3, 3 - 2, 0 - 2]) / 15
    by_hand = 2 * sum(((rows - rows.mean()) ** 2).sum() for rows in (parts[:2], parts[2:]))
    assert math.isclose(error**2, by_hand)
    assert (design.households, round(design.t, 4)) == (4, round(float(stats.t.ppf(0.975, 2)), 4))


def test_people_drawn_one_by_one_are_a_design_too() -> None:
    share, error = alone(100).share([1.0] * 20 + [0.0] * 80)
    assert math.isclose(error**2, 0.2 * 0.8 / 99)
    assert share.low < 0.2 < share.high


def test_a_commune_with_one_household_is_put_together_with_others() -> None:
    one = Design([0, 1, 2], [0, 1, 2], [1.0] * 3)
    assert one.share([1, 0, 0])[1] > 0
    mixed = Design([0, 1, 2], [0, 0, 2], [1.0] * 3)
    assert mixed.households == 3
    assert mixed.share([1, 0, 1])[1] > 0
    with pytest.raises(ValueError, match="nobody"):
        Design([], [], []).share([])


def test_student_agrees_with_another_hand() -> None:
    for freedom in (1, 2, 3, 4, 5, 6, 8, 12, 30, 200, 10_000):
        assert math.isclose(student(freedom), float(stats.t.ppf(0.975, freedom)), rel_tol=2e-3)


def test_nobody_differs_and_the_interval_counts_households() -> None:
    design = Design([at // 5 for at in range(100)], [0] * 20, [1.0] * 20)
    told = difference("sex", [("a", "a")] * 50 + [("b", "b")] * 50, answers=True, design=design)
    assert told is not None
    assert told.index is not None
    assert (told.gross.value, told.effect, told.households, told.index.value) == (0, None, 20, 0)
    assert 0.1 < told.gross.high < 0.25, "as of twenty, not of a hundred"
