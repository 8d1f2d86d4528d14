"""The model fitted to its batch: few pairs leave it alone, many move it, a number used by two does not; patterns."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.duplicates import _of_number
from diaban.quality.linkage.adapt import FEWEST, MARK, adapted
from diaban.quality.linkage.compare import COMPARISONS, NUMBER, Compared
from diaban.quality.linkage.model import shipped_model
from diaban.quality.linkage.patterns import BITS, gathered, packed

MODEL = shipped_model()
SAME, APART = NUMBER.index("same"), NUMBER.index("different")


def pairs(*kinds: tuple[int, str, dict[str, str]]) -> Compared:
    """So many pairs each, by the level of the number and of what is told; the rest is missing."""
    number = np.concatenate([np.full(n, NUMBER.index(level), np.uint8) for n, level, _ in kinds])
    levels = {
        name: np.concatenate([np.full(n, names.index(told.get(name, names[0])), np.uint8) for n, _, told in kinds])
        for name, names in COMPARISONS.items()
    }
    return Compared(levels, number)


def fitted(found: Compared) -> float:
    """The weight of one sex, after the fit; the stored one where nothing was fitted."""
    model = adapted(MODEL, gathered([found]), np.ones(len(found.number), bool))
    return model.weights["sex"]["same"] - model.weights["sex"]["different"]


ALIKE, OTHER = {"given": "same", "rest": "same", "sex": "same"}, {"given": "different", "sex": "different"}


def test_few_pairs_leave_the_stored_model_alone() -> None:
    for same, apart in ((FEWEST - 1, 500), (500, FEWEST - 1)):
        found = gathered([pairs((same, "same", ALIKE), (apart, "different", OTHER))])
        assert adapted(MODEL, found, np.ones(same + apart, bool)) is MODEL
    seen = gathered([pairs((500, "same", ALIKE), (500, "different", OTHER))])
    assert adapted(MODEL, seen, np.zeros(1_000, bool)) is MODEL, "pairs that the number itself found teach nothing"


def test_many_pairs_move_the_weights_and_not_what_the_number_is_worth() -> None:
    # In this batch sex is written at random: it says nothing, whatever it says elsewhere.
    mixed = [(400, level, one | {"sex": sex}) for level, one in (("same", ALIKE), ("different", OTHER)) for sex in
             ("same", "different")]  # fmt: skip
    found = pairs(*mixed)
    model = adapted(MODEL, gathered([found]), np.ones(len(found.number), bool))
    assert model.version == MODEL.version + MARK
    assert (model.number, model.same, model.review) == (MODEL.number, MODEL.same, MODEL.review)
    before = MODEL.weights["sex"]["same"] - MODEL.weights["sex"]["different"]
    assert abs(fitted(found)) < abs(before)
    told = pairs((800, "same", ALIKE), (800, "different", OTHER))
    assert fitted(told) > fitted(found)


def test_a_number_used_by_two_people_teaches_nothing() -> None:
    kinds = ((800, "same", ALIKE), (800, "different", OTHER))
    used = fitted(pairs(*kinds, (5, "same", OTHER)))
    assert used == pytest.approx(fitted(pairs(*kinds)), abs=0.05)


LEVELS = st.tuples(*(st.integers(0, len(names) - 1) for names in (*COMPARISONS.values(), NUMBER)))


@given(st.lists(st.lists(LEVELS, max_size=6), min_size=1, max_size=4))
def test_patterns_give_back_every_pair(slices: list[list[tuple[int, ...]]]) -> None:
    names = tuple(COMPARISONS)
    parts = []
    for rows in slices:
        columns = np.array(rows, np.uint8).reshape(len(rows), len(names) + 1)
        parts.append(Compared({name: columns[:, at] for at, name in enumerate(names)}, columns[:, -1]))
    found = gathered(parts)
    every = [row for rows in slices for row in rows]
    back = [(*(int(found.told.levels[name][of]) for name in names), int(found.told.number[of])) for of in found.of]
    assert back == every
    assert len(found.told.number) == len(set(every)), "each pattern once"
    which = np.arange(len(every)) % 2 == 0
    assert found.times(which).sum() == which.sum()


def test_no_comparison_has_more_levels_than_a_pattern_holds() -> None:
    assert all(len(names) <= 1 << BITS for names in COMPARISONS.values())
    last = Compared({name: np.array([len(names) - 1], np.uint8) for name, names in COMPARISONS.items()},
                    np.array([len(NUMBER) - 1], np.uint8))  # fmt: skip
    assert packed(last)[0] > 0, "a whole number of 64 bits holds them all"


@pytest.mark.parametrize(
    ("number", "year", "sex", "foreign"),
    [(22080000001, 1980, 1, 0), (22080000001, 1981, 1, 1), (22080000001, 1980, 2, 1), (22080000001, 0, 0, 0),
     (22280000001, 2080, 1, 0), (22280000001, 1980, 1, 1), (22880000001, 1980, 1, 0), (-1, 1980, 1, 0)],
)  # fmt: skip
def test_a_number_is_foreign_to_a_form_that_it_contradicts(number: int, year: int, sex: int, foreign: int) -> None:
    told = _of_number(np.array([number]), np.array([year]), np.array([sex]))
    assert told["foreign"].tolist() == [foreign]


def test_a_foreign_number_beside_a_clean_one_may_be_one_persons_and_beside_another_not() -> None:
    bare = {"given": "same", "rest": "same", "birth": "same", "parents": "both", "place": "household"}
    odds = {level: float(MODEL.log_odds(pairs((1, level, bare)))[0]) for level in ("different", "foreign", "missing")}
    assert odds["different"] < odds["foreign"] < odds["missing"]
    said = {level: MODEL.decided(np.array([50.0]), pairs((1, level, bare)))[0] for level in ("different", "foreign")}
    assert said == {"different": 1, "foreign": 2}


def test_twins_registered_one_after_the_other_are_a_question() -> None:
    twins = {"given": "twin-marks", "rest": "same", "birth": "same", "parents": "both", "place": "household"}
    for level, decision in (("near", 1), ("old-near", 1), ("missing", 1), ("same", 2), ("part-wrong", 2)):
        assert MODEL.decided(np.array([50.0]), pairs((1, level, twins)))[0] == decision, level
    assert replace(MODEL, same=0.5).decided(np.array([-50.0]), pairs((1, "same", twins)))[0] == 0
