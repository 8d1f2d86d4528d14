"""What a forecast says of small frames, and what it refuses to say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from diaban.coverage.forecast.answer import Forecast
from diaban.coverage.forecast.forecast import forecast_of
from diaban.coverage.forecast.stage import TO_STANDARD, Observation, Stage, Trait

AS_OF = date(2025, 2, 28)
DAYS = {
    Stage.POLICY: 60,
    Stage.SITE: 60,
    Stage.DESIGN: 60,
    Stage.DECISION: 30,
    Stage.CONTRACTOR: 40,
    Stage.WORKS: 200,
    Stage.ACCEPTANCE: 20,
    Stage.HANDOVER: 15,
}


def works(unit: str, begin: date, slower: float = 1.0, until: date = AS_OF) -> Iterator[Observation]:
    """A works that passes through all stages, as far as it had come by ``until``; each day known on the day itself."""
    day = begin
    for stage in TO_STANDARD:
        planned = (day, day + timedelta(days=DAYS[stage]))
        end = day + timedelta(days=round(DAYS[stage] * slower))
        if day > until:
            yield Observation(unit, "w", stage, *planned, reported_on=begin)
        else:
            done = end if end <= until else None
            yield Observation(unit, "w", stage, *planned, day, done, done or until)
        day = end


def programme(n: int = 24) -> list[Observation]:
    """Works begun over two years, of different speeds."""
    rng = np.random.default_rng(5)
    return [
        one
        for at in range(n)
        for one in works(f"u{at:02d}", date(2022, 9, 1) + timedelta(days=30 * at), float(rng.uniform(0.8, 1.4)))
    ]


UNITS = [f"u{at:02d}" for at in range(24)]


def told(observations: list[Observation], units: list[str] = UNITS, **more: object) -> Forecast:
    return forecast_of(observations, units, AS_OF, standard="handover", simulations=400, seed=3, **more)  # type: ignore[arg-type]  # the keywords of forecast_of, whichever a test names


def test_the_same_seed_gives_the_same_answer_and_quantiles_ascend() -> None:
    once, again = told(programme()), told(programme())
    assert once.as_dict(None) == again.as_dict(None)
    assert once.answer is not None
    for share in (90, 95, 99, 100):
        assert (np.diff(once.answer.curve[share]) >= 0).all()
    medians = [once.answer.curve[share][49] for share in (90, 95, 99, 100)]
    assert medians == sorted(medians)


def test_the_json_is_that_of_the_issue() -> None:
    document = told(programme(), promise=date(2025, 12, 31)).as_dict(None)
    assert list(document) == (
        "as_of cutoff standard frame stated why_not p_by_promise quantiles tail conditional baselines seed".split()
    )
    assert document["stated"] is True
    quantiles = document["quantiles"]
    assert isinstance(quantiles, dict)
    assert {share: list(days) for share, days in quantiles.items()} == {
        share: ["p10", "p50", "p80", "p90"] for share in ("90", "95", "99", "100")
    }


def test_with_unknown_units_it_is_not_stated_and_the_rest_is_told_beside_it() -> None:
    found = told(programme(), [*UNITS, "x1", "x2"])
    document = found.as_dict("…")
    assert (document["stated"], document["p_by_promise"], document["quantiles"]) == (False, None, None)
    tail = document["tail"]
    assert isinstance(tail, list)
    assert tail[:2] == [{"unit": unit, "p": None, "months": None} for unit in ("x1", "x2")]
    assert tail[2]["p"] > 0
    conditional = document["conditional"]
    assert isinstance(conditional, dict)
    assert conditional["frame"]["size"] == 24
    assert {"p_by_promise", "quantiles"} <= conditional.keys()
    alone = told(programme())
    assert conditional["quantiles"] == alone.as_dict(None)["quantiles"]


def test_where_every_unit_is_unknown_the_condition_has_its_keys_and_no_days() -> None:
    told_json = told([], ["a", "b"]).as_dict("x")
    condition = told_json["conditional"]
    assert isinstance(condition, dict)
    assert (condition["frame"]["size"], condition["p_by_promise"], condition["quantiles"]) == (0, None, None)
    assert told_json["tail"] == [{"unit": unit, "p": None, "months": None} for unit in ("a", "b")]


def test_a_row_that_says_nothing_leaves_its_unit_unknown() -> None:
    silent = [Observation("x1", "", None), Observation("x2", "w", Stage.POLICY)]
    assert told([*programme(), *silent], [*UNITS, "x1", "x2"]).frame.unknown == ("x1", "x2")
    reported = Observation("x1", "w", Stage.POLICY, reported_on=date(2025, 1, 1))
    assert told([*programme(), reported], [*UNITS, "x1"]).frame.unknown == ()


def test_what_was_reported_later_is_not_known() -> None:
    later = Observation("u23", "w", Stage.HANDOVER, None, None, AS_OF, AS_OF, date(2025, 3, 1))
    assert told([*programme(), later]).as_dict(None) == told(programme()).as_dict(None)


def test_a_second_handover_opens_the_unit_again() -> None:
    met = told(programme()).frame.met
    again = Observation("u00", "w", Stage.HANDOVER, None, None, date(2025, 2, 1), None, date(2025, 2, 2))
    assert met > 0
    assert told([*programme(), again]).frame.met == met - 1


def test_a_frame_that_is_done_says_the_day_it_was_done() -> None:
    done = [one for unit in UNITS[:5] for one in works(unit, date(2022, 1, 1))]
    found = told(done, UNITS[:5], promise=date(2025, 3, 31))
    assert found.answer is not None
    assert found.answer.p_by_promise == pytest.approx(1.0, abs=0.05)
    assert found.answer.quantile(100, 50) == date(2022, 1, 1) + timedelta(days=sum(DAYS.values()))


def test_the_unit_that_has_hardly_begun_decides_the_tail() -> None:
    slow = list(works("late", date(2025, 2, 1)))
    found = told([*programme(10), *slow], [*UNITS[:10], "late"])
    assert found.tail[0].unit == "late"
    assert found.tail[0].p is not None
    assert found.tail[0].p > 0.9
    assert found.tail[0].months is not None
    assert found.tail[0].months > 3


def test_a_unit_that_is_merged_away_is_not_waited_for() -> None:
    slow = list(works("late", date(2025, 2, 1)))
    with_it = told([*programme(10), *slow], [*UNITS[:10], "late"])
    without = told([*programme(10), *slow], [*UNITS[:10], "late"], leaves={"late": date(2025, 7, 1)})
    assert with_it.answer is not None
    assert without.answer is not None
    assert without.answer.curve[100][49] < with_it.answer.curve[100][49]


def test_an_open_obstacle_lengthens_what_is_left() -> None:
    slow = list(works("late", date(2025, 2, 1)))
    free = told([*programme(10), *slow], [*UNITS[:10], "late"])
    hindered = told([*programme(10), *slow], [*UNITS[:10], "late"], traits={("late", "w"): Trait(obstacle=True)})
    assert free.answer is not None
    assert hindered.answer is not None
    assert hindered.answer.curve[100][49] > free.answer.curve[100][49]


def test_nothing_but_a_plan_leaves_the_reference_class() -> None:
    planned = [Observation("a", "w", stage, reported_on=AS_OF) for stage in TO_STANDARD]
    found = told(planned, ["a"])
    assert found.answer is not None
    months = found.answer.curve[100] / 30.4
    assert 6 < months[9] < months[49] < months[89] < 120


def test_ends_without_starts_are_enough() -> None:
    with_starts = told(programme())
    without = told([replace(one, actual_start=None) for one in programme()])
    assert with_starts.answer is not None
    assert without.answer is not None
    # Stages follow one another without a day between, so nothing is lost but the first one's length.
    assert abs(with_starts.answer.curve[100][49] - without.answer.curve[100][49]) < 60


def test_an_empty_frame_is_not_stated() -> None:
    found = told([], [])
    assert not found.stated
    assert found.reason is not None


def test_a_promise_in_a_frame_that_ends_before_its_day_is_unverifiable() -> None:
    found = told(programme(), promise=date(2025, 12, 31), frame_ends=date(2025, 7, 1))
    assert [note.key for note in found.notes] == ["forecast.note.unverifiable"]
    assert told(programme(), promise=date(2025, 6, 30), frame_ends=date(2025, 7, 1)).notes == ()
