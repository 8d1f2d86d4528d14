"""The forecast of a frame from its stage histories: what is known, learnt, drawn and said (DOMAIN "The date of 100 %").

The date of 100 % is a maximum: with independent units P(all by t) = Π F(t). Units are not independent, so the whole
frame is drawn many times over and the days on which 90, 95, 99 and 100 per cent are met are read off each run.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.answer import LEVELS, SHARES, Answer, Forecast, Frame, Remark, TailUnit
from diaban.coverage.forecast.baseline import baselines, needed
from diaban.coverage.forecast.clock import BIN
from diaban.coverage.forecast.duration import durations_of
from diaban.coverage.forecast.reference import shipped_reference
from diaban.coverage.forecast.simulate import runs
from diaban.coverage.forecast.stage import Observation, Trait
from diaban.coverage.forecast.standing import Standing, standing_of
from diaban.coverage.forecast.trust import trust_of

__all__ = ["SIMULATIONS", "first_promise", "forecast_of", "met_days", "probability", "unverifiable"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
SIMULATIONS: Final = 10_000
NAMED: Final = 20
"""Units of the tail that are named."""
LEVERS: Final = 5
LEVER_RUNS: Final = 1_000
"""Runs on which it is tried what helping a unit buys."""
LEAST: Final = 0.005
"""A unit that is the last more rarely than that is not named."""


def forecast_of(
    observations: Iterable[Observation],
    units: Sequence[str],
    as_of: date,
    *,
    standard: str,
    scope: str | None = None,
    promise: date | None = None,
    frame_ends: date | None = None,
    leaves: Mapping[str, date] | None = None,
    traits: Mapping[tuple[str, str], Trait] | None = None,
    simulations: int = SIMULATIONS,
    seed: int = 0,
) -> Forecast:
    """The forecast as of a day from what was reported by then.

    ``units``: the frame. ``promise``: the day promised; without one, the last day on which a handover was first planned
    to end. ``frame_ends``: the day from which other units take the place of these. ``leaves``: units that are merged
    away by an act already known, with the day: whoever has not met by then is no longer waited for. ``seed`` makes it
    repeatable.
    """
    told = list(observations)
    standing = standing_of(told, units, as_of, traits)
    reported = [one.reported_on for one in told if one.reported_on is not None and one.reported_on <= as_of]
    unknown = tuple(units[at] for at in standing.unknown)
    promised = promise or first_promise(standing)
    met = _unit_days(standing, standing.met)
    there = met[~np.isnan(met)]
    frame = Frame(len(units), len(there), unknown, ends=frame_ends)
    answer = None
    if len(unknown) < len(units):
        answer = _answered(standing, promised, simulations, seed, leaves or {})
    return Forecast(
        as_of=as_of,
        cutoff=max(reported, default=None),
        standard=standard,
        scope=scope,
        frame=frame,
        promise=promised,
        answer=None if unknown or answer is None else answer,
        conditional=answer if unknown else None,
        reason=_reason(len(unknown), len(units)),
        baselines=baselines(as_of, there, len(units) - len(unknown), promised),
        seed=seed,
        simulations=simulations,
        conditional_frame=Frame(len(units) - len(unknown), len(there), (), ends=frame_ends) if unknown else None,
        notes=unverifiable(promised, frame_ends),
    )


def _reason(unknown: int, size: int) -> Remark | None:
    if unknown:
        return Remark("forecast.why.unknown", {"n": unknown})
    return None if size else Remark("forecast.why.empty", {})


def unverifiable(promised: date | None, ends: date | None) -> tuple[Remark, ...]:
    """A promise whose frame ends before its day can be kept by nobody that was promised to, and checked by none."""
    if promised is None or ends is None or ends > promised:
        return ()
    return (Remark("forecast.note.unverifiable", {"ends": ends, "promise": promised}),)


def probability(days: Singles, by: int) -> float:
    """The share of runs that are done by a day.

    None or all of the runs is no certainty: half a run is kept back, unless all say one day or the day has passed.
    """
    share = float((days <= by + 0.5).mean())
    if days.min() == days.max() or (by < 0 and share == 0):
        return share
    return float(np.clip(share, 0.5 / len(days), 1.0 - 0.5 / len(days)))


def first_promise(standing: Standing) -> date | None:
    """The last day on which a handover was to end when it was first planned; None without a plan."""
    days = standing.promised[~np.isnan(standing.promised)]
    return standing.as_of + timedelta(days=int(days.max())) if len(days) else None


def met_days(observations: Iterable[Observation], units: Sequence[str], as_of: date) -> list[float]:
    """The days (0 is ``as_of``) since which units meet the standard, of those that do."""
    standing = standing_of(observations, units, as_of)
    met = _unit_days(standing, standing.met)
    return [float(day) for day in met[~np.isnan(met)]]


def _unit_days(standing: Standing, days: Floats) -> Floats:
    """The last day of the works of each unit; NaN while one of them has none, or where there is none."""
    found = np.full(len(standing.units), -np.inf)
    np.maximum.at(found, standing.unit, np.where(np.isnan(days), np.inf, days))
    return np.where(np.isfinite(found), found, np.nan)


def _answered(
    standing: Standing, promised: date | None, simulations: int, seed: int, leaves: Mapping[str, date]
) -> Answer:
    """The distribution for the units that are known."""
    known = len(standing.units) - len(standing.unknown)
    durations = durations_of(standing, shipped_reference())
    trust = trust_of(standing)
    ends = np.array([(leaves[unit] - standing.as_of).days if unit in leaves else np.inf for unit in standing.units])
    by = {share: np.empty(simulations, np.float32) for share in SHARES}
    last, gain = np.zeros(len(standing.units)), np.zeros(len(standing.units))
    sample: list[Singles] = []
    places = np.zeros(0, np.int64)
    filled = 0
    for columns, days in runs(standing, durations, trust, simulations, seed):
        settled = np.setdiff1d(np.arange(len(standing.works)), columns)
        places, by_unit, fixed = _by_unit(standing, columns, days, settled)
        np.minimum(by_unit, ends[places].astype(np.float32), out=by_unit)
        here = slice(filled, filled + len(by_unit))
        _ranked(by_unit, fixed, known, {share: out[here] for share, out in by.items()})
        if by_unit.shape[1]:
            top = by_unit.argmax(axis=1)
            # Were it done at once, the frame would wait for the second, or be done today.
            second = np.partition(by_unit, -2, axis=1)[:, -2] if by_unit.shape[1] > 1 else np.zeros(len(by_unit))
            saved = np.maximum(by_unit.max(axis=1) - np.maximum(second, 0.0), 0.0)
            last += np.bincount(places[top], minlength=len(last))
            gain += np.bincount(places[top], weights=saved, minlength=len(gain))
            # Every run under each variant of the laws would tell the same: a part of them does.
            sample.append(by_unit[: 1 + LEVER_RUNS * len(by_unit) // simulations])
        filled += len(by_unit)
    curve = {share: np.quantile(days, LEVELS).astype(float) for share, days in by.items()}
    p = None if promised is None else probability(by[100], (promised - standing.as_of).days)
    levers = _levers(standing, places, np.concatenate(sample)) if sample else ()
    return Answer(standing.as_of, p, curve, _tail(standing, last / simulations, gain / simulations), levers)


def _levers(standing: Standing, places: NDArray[np.int64], days: Singles) -> tuple[TailUnit, ...]:
    """The units to help first: each the one that is the last most often once those before it are done, with the months
    that the frame would then gain in all."""
    left = np.maximum(days, np.float32(0.0))
    whole = float(left.max(axis=1).mean())
    found = []
    for _ in range(min(LEVERS, left.shape[1])):
        last = np.bincount(left.argmax(axis=1), minlength=left.shape[1])
        at = int(last.argmax())
        left[:, at] = 0.0
        months = (whole - float(left.max(axis=1).mean())) / BIN
        found.append(TailUnit(standing.units[places[at]], float(last[at] / len(left)), months))
    return tuple(found)


def _by_unit(
    standing: Standing, columns: NDArray[np.int64], days: Singles, settled: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Singles, Floats]:
    """Runs × units that are not settled, their places in the frame, and the days of those that are."""
    open_units = np.unique(standing.unit[columns])
    done = standing.met[settled]
    if len(open_units) != len(columns):
        merged = np.full((len(days), len(open_units)), -np.inf, np.float32)
        for j, works in enumerate(columns):
            at = int(np.searchsorted(open_units, standing.unit[works]))
            np.maximum(merged[:, at], days[:, j], out=merged[:, at])
        for works in settled:
            at = int(np.searchsorted(open_units, standing.unit[works]))
            if at < len(open_units) and open_units[at] == standing.unit[works]:
                np.maximum(merged[:, at], np.float32(standing.met[works]), out=merged[:, at])
        places, table = open_units, merged
    else:
        places, table = standing.unit[columns], days
    fixed = np.full(len(standing.units), -np.inf)
    np.maximum.at(fixed, standing.unit[settled], done)
    fixed[open_units] = -np.inf
    return places, table, np.sort(fixed[np.isfinite(fixed)])


def _ranked(days: Singles, fixed: Floats, known: int, into: Mapping[int, Singles]) -> None:
    """The day on which each share of ``known`` units is met, run by run."""
    places = {share: needed(share, known) - 1 for share in into}
    open_places = sorted({place - len(fixed) for place in places.values() if place >= len(fixed)})
    ordered = np.partition(days, open_places, axis=1) if open_places else days
    for share, place in places.items():
        if place >= len(fixed):
            # A unit whose handover may be withdrawn can be earlier than one that is settled; by days, not by months.
            into[share][:] = ordered[:, place - len(fixed)]
            if len(fixed):
                np.maximum(into[share], np.float32(fixed[-1]), out=into[share])
        else:
            into[share][:] = fixed[place]


def _tail(standing: Standing, last: Floats, gain: Floats) -> tuple[TailUnit, ...]:
    order = np.lexsort((-last, -gain))[:NAMED]
    return tuple(
        TailUnit(standing.units[at], float(last[at]), float(gain[at] / BIN)) for at in order if last[at] >= LEAST
    )
