"""Stage histories out of the premises register: three moments, and nothing made up between."""

from datetime import date

from diaban.basis.period import Period
from diaban.coverage.forecast.premises import observations_of
from diaban.coverage.forecast.stage import Stage
from diaban.coverage.forecast.standing import standing_of
from diaban.coverage.rule import PremisesRule
from diaban.coverage.standard import read_standards
from diaban.registers.premises import Building, Headquarters, Progress, Tenure

AS_OF = date(2025, 2, 28)


def rule() -> PremisesRule:
    found = read_standards()[0]["independent-headquarters"].rule
    assert isinstance(found, PremisesRule)
    return found


def fact(progress: Progress, start: date, unit: str = "u1", tenure: Tenure | None = None) -> Headquarters:
    own = Tenure.INDEPENDENT if progress is Progress.FINISHED else Tenure.IN_COMMITTEE
    return Headquarters(
        unit=unit,
        period=Period(start, None),
        origin="x",
        source="x",
        tenure=tenure or own,
        building=Building.PERMANENT,
        progress=progress,
        capacity=None,
        floor_m2=None,
        land_m2=None,
        year=None,
    )


LIFE = [
    fact(Progress.NO_SITE, date(2023, 1, 1)),
    fact(Progress.IN_PROCEDURES, date(2023, 6, 1)),
    fact(Progress.BEING_BUILT, date(2024, 4, 1)),
    fact(Progress.FINISHED, date(2024, 12, 1)),
]


def told(facts: list[Headquarters], as_of: date = AS_OF) -> dict[Stage, tuple[date | None, date | None]]:
    return {
        one.stage: (one.actual_start, one.actual_end)
        for one in observations_of(rule(), facts, (), as_of)
        if one.stage is not None
    }


def test_the_buckets_become_procedures_works_and_handover() -> None:
    assert told(LIFE) == {
        Stage.POLICY: (date(2023, 6, 1), date(2024, 4, 1)),
        Stage.WORKS: (date(2024, 4, 1), date(2024, 12, 1)),
        Stage.HANDOVER: (date(2024, 12, 1), date(2024, 12, 1)),
    }


def test_what_happens_later_is_not_known() -> None:
    assert told(LIFE, date(2024, 6, 1)) == {
        Stage.POLICY: (date(2023, 6, 1), date(2024, 4, 1)),
        Stage.WORKS: (date(2024, 4, 1), None),
    }


def test_a_record_that_begins_in_the_middle_tells_no_start() -> None:
    assert told(LIFE[2:])[Stage.WORKS] == (None, date(2024, 12, 1))


def test_a_finished_building_of_the_wrong_tenure_is_not_met() -> None:
    borrowed = [*LIFE[:3], fact(Progress.FINISHED, date(2024, 12, 1), tenure=Tenure.BORROWED)]
    assert Stage.HANDOVER not in told(borrowed)


def test_a_building_lost_again_opens_the_unit() -> None:
    lost = observations_of(rule(), [*LIFE, fact(Progress.BEING_BUILT, date(2025, 1, 15))], (), AS_OF)
    standing = standing_of(lost, ["u1"], AS_OF)
    assert standing.reopened[0] == (date(2025, 1, 15) - AS_OF).days
    assert not standing.met[0] <= 0


def test_units_in_no_known_state_stay_silent() -> None:
    assert observations_of(rule(), LIFE, ["u1"], AS_OF) == []
    assert standing_of([], ["u1"], AS_OF).unknown == (0,)
