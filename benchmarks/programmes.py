"""Invented programmes with a known end: what a forecast is held against where nobody knows the future.

Each law makes whole histories; only what was reported by the day of the forecast is handed on. They are written from
descriptions of how such programmes go wrong, with parameters that the forecast knows nothing of.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.stage import TO_STANDARD, Observation

__all__ = [
    "FIRST",
    "LAWS",
    "MEDIANS",
    "YEAR",
    "History",
    "Law",
    "Programme",
    "S",
    "planned",
    "programme",
    "run",
    "stops",
    "wet",
]

Floats = NDArray[np.float64]
FIRST: Final = date(2022, 1, 10)
MEDIANS: Final = np.array([55, 80, 65, 35, 50, 210, 25, 15], float)
S: Final = len(MEDIANS)
YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Programme:
    """``observations``: reported by ``as_of``; ``truth``: by unit, the day it really met the standard."""

    law: str
    observations: tuple[Observation, ...]
    units: tuple[str, ...]
    as_of: date
    promise: date
    truth: dict[str, date]

    def day(self, share: int) -> date:
        """The day on which ``share`` per cent of the units had met the standard."""
        return sorted(self.truth.values())[-(-share * len(self.units) // 100) - 1]


@dataclass(frozen=True, slots=True)
class History:
    """What truly happens, in days from FIRST: works × stage, and how it is reported. ``every``: reports come together
    at the end of so many days; 0: each by itself."""

    start: Floats
    end: Floats
    planned_start: Floats
    planned_end: Floats
    lag: float
    false: float
    early: tuple[float, float]
    caught: tuple[float, float]
    false_from: int
    every: float = 0.0


def programme(law: str, seed: int, laws: "Mapping[str, Law] | None" = None) -> Programme:
    """One programme under a law of ``laws`` (None: of those of this module)."""
    known = LAWS if laws is None else laws
    rng = np.random.default_rng([sorted(known).index(law), seed])
    n = int(rng.integers(40, 121))
    history = known[law](rng, n)
    done = np.sort(history.end[:, -1])
    share = rng.uniform(0.3, 0.85)
    cut = float(done[int(share * n)]) + float(rng.uniform(0, 20))
    units = tuple(f"u{at:03d}" for at in range(n))
    rows = [row for at, unit in enumerate(units) for row in _reports(rng, unit, history, at)]
    as_of = _day(cut)
    told = tuple(row for row in rows if row.reported_on is not None and row.reported_on <= as_of)
    truth = {unit: _day(history.end[at, -1]) for at, unit in enumerate(units)}
    return Programme(law, told, units, as_of, _day(float(history.planned_end[:, -1].max())), truth)


def _day(offset: float) -> date:
    return FIRST + timedelta(days=int(np.ceil(offset)))


def _reports(rng: np.random.Generator, unit: str, history: History, at: int) -> list[Observation]:
    """The plan at first, then each start and end when it became known; some ends are claimed before they are true."""
    rows = []
    for s, stage in enumerate(TO_STANDARD):
        plan = (_day(history.planned_start[at, s]), _day(history.planned_end[at, s]))
        start, end = history.start[at, s], history.end[at, s]
        rows.append(Observation(unit, f"{unit}-1", stage, *plan, None, None, FIRST))

        def told(day: float) -> date:
            known = day + rng.exponential(history.lag)
            return _day(np.ceil(known / history.every) * history.every if history.every else known)

        first = told(start)
        rows.append(Observation(unit, f"{unit}-1", stage, *plan, _day(start), None, first))
        if s >= history.false_from and rng.random() < history.false:
            claim = max(end - rng.uniform(*history.early), start + 1)
            said = max(told(claim), first)
            rows.append(Observation(unit, f"{unit}-1", stage, *plan, _day(start), _day(claim), said))
            withdrawn = said + timedelta(days=int(rng.uniform(*history.caught)))
            if withdrawn < _day(end):
                rows.append(Observation(unit, f"{unit}-1", stage, *plan, _day(start), None, withdrawn))
            rows.append(
                Observation(unit, f"{unit}-1", stage, *plan, _day(start), _day(end), max(told(end), withdrawn, said))
            )
        else:
            rows.append(Observation(unit, f"{unit}-1", stage, *plan, _day(start), _day(end), max(told(end), first)))
    return rows


def planned(rng: np.random.Generator, begin: Floats, optimism: float, spread: float) -> tuple[Floats, Floats]:
    """Plans shorter than the truth by ``optimism``, stage after stage without a gap."""
    length = MEDIANS / optimism * rng.lognormal(0, spread, (len(begin), S))
    end = begin[:, None] + np.cumsum(length, axis=1)
    return end - length, end


def run(begin: Floats, length: Floats, gap: Floats, halts: Sequence[tuple[float, float]] = ()) -> tuple[Floats, Floats]:
    """First and last days of the stages one after another; a halt of all lengthens what runs then by what it takes."""
    start, end = np.empty_like(length), np.empty_like(length)
    now = begin.copy()
    for s in range(S):
        start[:, s] = now + gap[:, s]
        end[:, s] = start[:, s] + length[:, s]
        for first, last in halts:
            inside = (start[:, s] < last) & (end[:, s] > first)
            end[:, s] = np.where(inside, end[:, s] + (last - np.maximum(first, start[:, s])), end[:, s])
        now = end[:, s]
    return start, end


def stops(rng: np.random.Generator, every: float, low: float, high: float) -> list[tuple[float, float]]:
    """Standstills of the whole programme, in order."""
    found, day = [], float(rng.exponential(every))
    while day < 20 * YEAR:
        long = float(rng.uniform(low, high))
        found.append((day, day + long))
        day += long + float(rng.exponential(every))
    return found


def wet(start: Floats, length: Floats, slower: float) -> Floats:
    """Site works stretched by the part of them that lies in May to October."""
    season = (start + FIRST.timetuple().tm_yday + length / 2) % YEAR
    return length * np.where((season > 121) & (season < 304), 1 + slower, 1.0)


def weibull_shocks(rng: np.random.Generator, n: int) -> History:
    """The planted truth: Weibull stages, contractors, wet seasons, budget standstills, optimistic plans and reports."""
    shape = rng.uniform(1.4, 2.6)
    scale = MEDIANS * rng.uniform(0.8, 1.5) * rng.lognormal(0, 0.1, S)
    length = scale * rng.weibull(shape, (n, S))
    contractor = rng.integers(0, 8, n)
    length[:, 4:] *= rng.lognormal(0, 0.2, 8)[contractor][:, None]
    begin = rng.uniform(0, 300, n)
    length[:, 5] = wet(begin + length[:, :5].sum(axis=1), length[:, 5], 0.3)
    start, end = run(begin, length, rng.exponential(6, (n, S)), stops(rng, 500, 40, 110))
    plans = planned(rng, begin - rng.uniform(0, 30, n), rng.uniform(1.2, 1.7), 0.1)
    return History(start, end, *plans, 12.0, 0.06, (10.0, 60.0), (20.0, 90.0), 5)


def lognormal(rng: np.random.Generator, n: int) -> History:
    """Long right tails, and some works slow in all their stages."""
    slow = rng.lognormal(0, 0.2, (n, 1))
    length = MEDIANS * rng.uniform(0.7, 1.6) * slow * rng.lognormal(0, rng.uniform(0.35, 0.7), (n, S))
    begin = np.abs(rng.normal(0, 150, n))
    start, end = run(begin, length, rng.exponential(12, (n, S)))
    plans = planned(rng, begin - rng.exponential(25, n), rng.uniform(1.0, 1.5), 0.2)
    return History(start, end, *plans, 20.0, 0.0, (0.0, 1.0), (0.0, 1.0), S)


def stop_and_go(rng: np.random.Generator, n: int) -> History:
    """Works that halt, each for itself, and money that stops for all."""
    length = MEDIANS * rng.uniform(0.7, 1.2) * rng.gamma(6, 1 / 6, (n, S))
    halted = rng.random((n, S)) < rng.uniform(0.08, 0.2)
    length += np.where(halted, rng.exponential(rng.uniform(60, 150), (n, S)), 0.0)
    begin = rng.uniform(0, 400, n)
    start, end = run(begin, length, rng.exponential(10, (n, S)), stops(rng, 300, 20, 90))
    plans = planned(rng, begin, rng.uniform(1.0, 1.4), 0.05)
    return History(start, end, *plans, 15.0, 0.0, (0.0, 1.0), (0.0, 1.0), S)


def over_reported(rng: np.random.Generator, n: int) -> History:
    """Ends are claimed long before they are true, the more the nearer the standard, and withdrawn late."""
    length = MEDIANS * rng.uniform(0.8, 1.4) * rng.weibull(2.0, (n, S)) * 1.1
    begin = rng.uniform(0, 365, n)
    start, end = run(begin, length, rng.exponential(8, (n, S)))
    plans = planned(rng, begin - 15, rng.uniform(1.2, 1.8), 0.1)
    return History(start, end, *plans, 10.0, rng.uniform(0.1, 0.3), (20.0, 120.0), (30.0, 150.0), 6)


def clustered(rng: np.random.Generator, n: int) -> History:
    """Starts come in batches, one a year's money; the later batches slip together."""
    batch = rng.integers(0, 3, n)
    late = np.array([0.0, rng.gamma(2, 40), rng.gamma(2, 70)])
    plan = batch * rng.uniform(200, 330) + rng.uniform(0, 30, n)
    begin = plan + late[batch] + rng.exponential(20, n)
    length = MEDIANS * rng.uniform(0.7, 1.3) * rng.gamma(4, 1 / 4, (n, S))
    start, end = run(begin, length, rng.exponential(8, (n, S)), stops(rng, 600, 30, 80))
    plans = planned(rng, plan, rng.uniform(1.1, 1.5), 0.1)
    return History(start, end, *plans, 12.0, 0.03, (10.0, 40.0), (20.0, 60.0), 6)


Law = Callable[[np.random.Generator, int], History]
LAWS: Final[dict[str, Law]] = {
    "weibull-shocks": weibull_shocks,
    "lognormal": lognormal,
    "stop-and-go": stop_and_go,
    "over-reported": over_reported,
    "clustered": clustered,
}
