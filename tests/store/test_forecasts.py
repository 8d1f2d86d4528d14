"""Forecasts kept: once, with their cut-off, never changed, and scored when the outcome is known."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.coverage.forecast.answer import Forecast
from diaban.coverage.forecast.forecast import forecast_of
from diaban.coverage.forecast.stage import Observation, Stage
from diaban.coverage.standard import read_standards
from diaban.registers.premises import Building, Headquarters, Progress, Tenure
from diaban.store.viewer import Role, Viewer
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, during, how

AS_OF = date(2024, 6, 30)
UNITS = [f"u{number:05d}" for number in range(1, 11)]
STANDARD = "independent-headquarters"


def forecast(units: list[str] = UNITS, **more: Any) -> Forecast:
    """Of ten units eight were handed over, a month apart; two are being built."""
    told = []
    for at, unit in enumerate(UNITS):
        start = date(2023, 1, 1) + timedelta(days=30 * at)
        end = start + timedelta(days=240) if at < 8 else None
        told.append(Observation(unit, "", Stage.WORKS, actual_start=start, actual_end=end, reported_on=end or start))
        if end is not None:
            told.append(Observation(unit, "", Stage.HANDOVER, actual_start=end, actual_end=end, reported_on=end))
    given = {"standard": STANDARD, "promise": date(2024, 12, 31), "simulations": 200, "seed": 1, **more}
    return forecast_of(told, units, AS_OF, **given)


def keep(clock: Clock, found: Forecast, **more: Any) -> Any:
    from diaban.store.actions import keep_forecast

    return keep_forecast(forecast=found, units=UNITS, why_not=None, **{**how(clock, "họp giao ban"), **more})


def headquarters(unit: str, progress: Progress, start: str, end: str | None = None) -> Headquarters:
    done = progress is Progress.FINISHED
    return Headquarters(
        unit=unit,
        period=during(start, end),
        origin="xa",
        source="bc",
        tenure=Tenure.INDEPENDENT if done else Tenure.IN_COMMITTEE,
        building=Building.PERMANENT,
        progress=progress,
        capacity=None,
        floor_m2=None,
        land_m2=None,
        year=None,
    )


def test_a_kept_forecast_says_what_was_printed_and_cannot_be_kept_twice(memory: Memory) -> None:
    from diaban.store.queries import kept_forecasts

    clock = Clock()
    begin(clock)
    found = forecast()
    act = keep(clock, found)
    (kept,) = kept_forecasts(viewer=ADMIN)
    assert (kept.act, kept.standard, kept.as_of, kept.cutoff) == (act.id, STANDARD, AS_OF, found.cutoff)
    assert kept.document == found.as_dict(None)
    assert kept.units == tuple(UNITS)
    with pytest.raises(RefusedError, match="forecast-kept"):
        keep(clock, found)
    assert keep(clock, forecast(seed=2)).id == act.id + 1


def test_the_database_changes_and_deletes_no_forecast(memory: Memory) -> None:
    from diaban.store import models

    clock = Clock()
    begin(clock)
    keep(clock, forecast())
    row = models.Forecast.objects.get()
    row.promise = date(2030, 1, 1)
    with pytest.raises(DatabaseError, match="changed"), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError, match="deleted"), transaction.atomic():
        models.Forecast.objects.all().delete()
    assert models.Forecast.objects.get().promise == date(2024, 12, 31)


def test_a_forecast_is_undone_by_no_act(memory: Memory) -> None:
    from diaban.store.actions import undo

    clock = Clock()
    begin(clock)
    act = keep(clock, forecast())
    with pytest.raises((RefusedError, ConflictError)):
        undo(act=act.id, **how(clock))


def test_nothing_drawn_is_nothing_to_keep_and_a_reader_keeps_none(memory: Memory) -> None:
    clock = Clock()
    begin(clock)
    with pytest.raises(RefusedError, match="forecast-nothing-drawn"):
        keep(clock, forecast_of([], ["u00001"], AS_OF, standard=STANDARD))
    with pytest.raises(ForbiddenError):
        keep(clock, forecast(), by=Viewer("đọc", Role.READER))


def test_it_is_scored_once_the_outcome_is_known_and_not_before(memory: Memory) -> None:
    from diaban.store.actions import record
    from diaban.store.queries import kept_forecasts, scored_forecasts

    clock = Clock()
    begin(clock)
    keep(clock, forecast())
    standards, _ = read_standards()
    told = []
    for at, unit in enumerate(UNITS):
        finish = date(2023, 8, 29) + timedelta(days=30 * at) if at < 8 else date(2024, 9, 10)
        told.append(headquarters(unit, Progress.BEING_BUILT, "2023-01-01", finish.isoformat()))
        told.append(headquarters(unit, Progress.FINISHED, finish.isoformat()))
    record(facts=told, **how(clock))
    ((_, before),) = scored_forecasts(standards=standards, today=date(2024, 9, 1), viewer=ADMIN)
    assert before[100] is None
    ((kept, after),) = scored_forecasts(standards=standards, today=date(2024, 12, 1), viewer=ADMIN)
    score = after[100]
    assert score is not None
    assert score.truth == (date(2024, 9, 10) - AS_OF).days
    assert score.promise == (date(2024, 12, 31) - date(2024, 9, 10)).days
    assert score.error == pytest.approx(kept.curve[100][49] - score.truth)
    # What a viewer may not read in part is not told at all.
    assert kept_forecasts(viewer=Viewer("huyện", Role.READER, frozenset(UNITS[:3]))) == []


def test_a_kept_forecast_is_shown_as_it_was_and_the_last_one_of_a_scope_is_found(memory: Memory) -> None:
    from diaban.store.queries import kept_forecasts, last_forecast

    clock = Clock()
    begin(clock)
    found = forecast()
    keep(clock, found)
    (kept,) = kept_forecasts(viewer=ADMIN)
    again = kept.forecast
    assert again.as_dict(None) == found.as_dict(None)
    assert again.simulations == found.simulations == 200
    later = keep(clock, forecast(seed=2))
    asked: dict[str, Any] = {"standard": STANDARD, "scope": None, "viewer": ADMIN}
    last = last_forecast(day=AS_OF, **asked)
    assert last is not None
    assert last.act == later.id
    assert last_forecast(day=AS_OF - timedelta(days=1), **asked) is None
    assert last_forecast(day=AS_OF, **{**asked, "scope": "u00001"}) is None
    part = Viewer("huyện", Role.READER, frozenset(UNITS[:3]))
    assert last_forecast(day=AS_OF, **{**asked, "viewer": part}) is None


def test_one_that_could_not_be_stated_is_shown_with_its_condition(memory: Memory) -> None:
    from diaban.store.queries import kept_forecasts

    clock = Clock()
    begin(clock)
    found = forecast([*UNITS, "u00011"])
    keep(clock, found)
    (kept,) = kept_forecasts(viewer=ADMIN)
    again = kept.forecast
    assert (again.stated, again.frame.unknown) == (False, ("u00011",))
    assert again.conditional_frame == found.conditional_frame
    assert again.reason == found.reason
    assert again.as_dict("vì sao") == found.as_dict("vì sao")


def test_a_share_that_was_met_already_is_not_scored(memory: Memory) -> None:
    from diaban.store.queries import scored_forecasts

    clock = Clock()
    begin(clock)
    # Nine of ten handed over before the day: nothing was forecast of 90 per cent.
    told = [
        Observation(unit, "", Stage.HANDOVER, actual_start=day, actual_end=day, reported_on=day)
        for at, unit in enumerate(UNITS[:9])
        for day in (date(2023, 1, 1) + timedelta(days=30 * at),)
    ]
    told.append(Observation(UNITS[9], "", Stage.WORKS, actual_start=date(2024, 1, 1), reported_on=date(2024, 1, 1)))
    given: dict[str, Any] = {"standard": STANDARD, "simulations": 200, "seed": 1}
    keep(clock, forecast_of(told, UNITS, AS_OF, **given))
    standards, _ = read_standards()
    ((_, scores),) = scored_forecasts(standards=standards, today=date(2024, 12, 1), viewer=ADMIN)
    assert 90 not in scores
    assert scores[100] is None
