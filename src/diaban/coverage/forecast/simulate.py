"""The Monte Carlo: on which day each unit meets the standard, many times over, all at once and from one seed.

A works is drawn as what is left of the stage it is in, given the days it has spent there, and the sum of the stages to
come. Those sums are drawn once for each place in the life cycle and scaled to the works: the shape of a sum of stages
is the same for all, its length is not. What the whole programme shares is drawn once a run: its speed in the months to
come, and how wrong the levels may be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.clock import AHEAD, BIN
from diaban.coverage.forecast.duration import Durations, Law
from diaban.coverage.forecast.standing import Standing
from diaban.coverage.forecast.trust import Trust
from diaban.coverage.forecast.wait import HAZARDS, Wait, looked_up

__all__ = ["Place", "Start", "runs", "start_of"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
SUMS: Final = 2048
LONGEST: Final = np.float32(10.5)
"""The log of a hundred years in days."""
VARIANTS: Final = 24
"""How many times the laws are moved within their errors."""
UNPLANNED: Final = 10_000
"""The batch of a works without a planned start."""
BATCH: Final = 2_000_000
"""Draws (runs × works) held at a time: about 60 MB of arrays."""
FURTHEST: Final = float(AHEAD * BIN)
LAGS: Final = 8
"""Lags of report that are weighed for each works."""
BELIED: Final = 0.05
"""The part of the stages told as running when they had ended from which on such a report is no proof of running."""
DRIFT: Final = (0.06, 0.25)
"""What is left takes longer or shorter than the past shows, in logs: its variance over programmes is the square of the
first, and the second for each unit of variance between months of the programme.

What moves a programme is more than what its register shows. Both were set where the intervals hold over invented
programmes of several laws, not of one.
"""


class Place:
    """Where a works stands, by number."""

    IDLE, WAITING, RUNNING, REOPENED, MET = range(5)


@dataclass(frozen=True, slots=True)
class Start:
    """What is drawn, one entry a works.

    ``at``: place in ``used`` of the stage that runs or is waited for; ``since``: the day on which it began to run or
    wait; ``told``: the day on which that was last reported, NaN if never; ``doubt``: see ``Trust``; ``batch``: month of
    the planned start.
    """

    place: NDArray[np.int64]
    at: NDArray[np.int64]
    since: Floats
    told: Floats
    doubt: Floats
    batch: NDArray[np.int64]


def start_of(standing: Standing, durations: Durations, trust: Trust) -> Start:
    """Where each works stands."""
    used, actual = durations.used, standing.actual[:, durations.used, :]
    n = len(standing.works)
    rows = np.arange(n)
    begun, ended = ~np.isnan(actual[:, :, 0]), ~np.isnan(actual[:, :, 1])
    last = len(used) - 1
    furthest = np.where(begun | ended, np.arange(len(used)), -1).max(axis=1, initial=-1)
    done = (furthest >= 0) & ended[rows, np.maximum(furthest, 0)]
    met = ended[:, last]
    reopened = ~np.isnan(standing.reopened) & ~met
    place = np.full(n, Place.IDLE)
    place[furthest >= 0] = Place.RUNNING
    place[done] = Place.WAITING
    place[reopened] = Place.REOPENED
    place[met] = Place.MET
    at = np.minimum(np.where(done, furthest + 1, np.maximum(furthest, 0)), last)
    since = np.full(n, np.nan)
    running, waiting = place == Place.RUNNING, place == Place.WAITING
    since[running] = actual[rows, at, 0][running]
    since[waiting] = actual[rows, np.maximum(at - 1, 0), 1][waiting]
    since[reopened] = standing.reopened[reopened]
    since[met] = standing.met[met]
    plan = standing.planned[:, used[0], 0]
    idle = place == Place.IDLE
    since[idle] = np.where(np.isnan(plan), durations.begun, plan)[idle]
    seen = standing.seen[:, used]
    # A works that waits is known to wait as long as the stage it waits for is reported as not begun. One that runs is
    # known to run on the day it is reported to, unless this register tells a start when the end had come as well.
    told = np.where(idle | (running & (standing.belied > BELIED)), np.nan, seen[rows, at])
    batch = np.where(idle & ~np.isnan(plan), np.round(np.nan_to_num(plan) / BIN), UNPLANNED).astype(np.int64)
    return Start(place, at, since, told, trust.doubt, batch)


def runs(
    standing: Standing, durations: Durations, trust: Trust, simulations: int, seed: int
) -> Iterator[tuple[NDArray[np.int64], Singles]]:
    """Batches of runs × works: days from ``as_of`` on which the works that are not settled are handed over.

    The first part says which works the columns are; every other one is met for good. The batches together are
    ``simulations`` runs; the same seed gives the same days.
    """
    rng = np.random.default_rng(seed)
    start = start_of(standing, durations, trust)
    columns = np.flatnonzero((start.place != Place.MET) | (start.doubt > 1e-4))
    # Works in one place lie side by side, so that a slice is drawn from one table.
    columns = columns[np.lexsort((start.batch[columns] == UNPLANNED, start.at[columns], start.place[columns]))]
    roads = durations.clock.paths(rng)
    shares = np.array([law.weight for law in durations.laws])
    counts = np.floor(np.cumsum(shares / shares.sum()) * simulations + 0.5).astype(int)
    for law, count in zip(durations.laws, np.diff(counts, prepend=0), strict=True):
        parts = min(max(round(VARIANTS * law.weight), 1), int(count))
        for part in range(parts):
            n = int(count) * (part + 1) // parts - int(count) * part // parts
            draw = _Draw(durations, trust, law.drawn(rng), start, columns, rng, roads)
            size = max(BATCH // max(len(columns), 1), 1)
            for first in range(0, n, size):
                yield columns, draw.days(min(size, n - first))


class _Draw:
    """What the runs under one variant of a law have in common."""

    def __init__(
        self,
        durations: Durations,
        trust: Trust,
        law: Law,
        start: Start,
        columns: NDArray[np.int64],
        rng: np.random.Generator,
        paths: Floats,
    ) -> None:
        self.durations, self.trust, self.law, self.start = durations, trust, law, start
        self.columns, self.rng, self.paths = columns, rng, paths
        tables = law.tables()
        self.z = tables.astype(np.float32)
        self.tables = tables
        place, at, used = start.place[columns], start.at[columns], durations.used
        # Sums are held by the first stage in them; after a stage that runs comes the wait before that one too.
        first = np.where(place == Place.RUNNING, at + 1, np.where(place <= Place.WAITING, at, len(used)))
        self.parts = [
            (int(place[here[0]]), int(at[here[0]]), int(first[here[0]]), slice(int(here[0]), int(here[-1]) + 1))
            for here in _runs_of(place * len(used) + at, start.batch[columns] == UNPLANNED)
        ]
        self.begun, self.waited, mean = self._sums()
        self.factor, self.doubt = self._to_come(first, mean)
        self.level, self.sigma = self._present()
        self.seen, self.borne, self.spent = self._so_far()

    def _sums(self) -> tuple[list[Singles], list[Singles], Floats]:
        """For each place in ``used``: draws of its stage, all after it and the waits between; the same with the wait
        before it; mean stage lengths."""
        used, law, rng = self.durations.used, self.law, self.rng
        mean_level = law.level[:, used].mean(axis=0)
        nothing = np.zeros(SUMS, np.float32)
        begun, waited = [nothing], [nothing]
        means = np.zeros(len(used))
        for at in range(len(used) - 1, -1, -1):
            z = looked_up(self.z[used[at]], rng.standard_exponential(SUMS, np.float32))
            length = np.exp(np.minimum(np.float32(mean_level[at]) + np.float32(law.sigma[used[at]]) * z, LONGEST))
            means[at] = float(length.mean())
            begun.append(np.maximum(length + waited[-1], np.float32(0.5)))
            wait = looked_up(self.durations.gaps[at].value, rng.standard_exponential(SUMS, np.float32))
            waited.append(np.maximum(wait + begun[-1], np.float32(0.5)))
        return begun[::-1], waited[::-1], means

    def _to_come(self, first: NDArray[np.int64], mean: Floats) -> tuple[Floats, Floats]:
        """What the sums of stages to come are multiplied by for each works, in logs, and how sure that is."""
        law, used = self.law, self.durations.used
        level = law.level[self.columns][:, used]
        after = np.where(np.arange(len(used)) >= first[:, None], mean, 0.0)
        whole = np.maximum(after.sum(axis=1), 1e-9)
        # The length of what is to come against that of a works with the mean levels: its own plan scales it.
        longer = (after * np.exp(level - law.level[:, used].mean(axis=0))).sum(axis=1) / whole
        kept = (after * law.carried(used)).sum(axis=1) / whole
        factor = np.log(np.where(first < len(used), np.maximum(longer, 1e-6), 1.0)) + kept * law.score[self.columns]
        return factor, kept * law.doubt[self.columns]

    def _present(self) -> tuple[Floats, Floats]:
        """Of each works that runs level and sigma of its present stage."""
        columns, law = self.columns, self.law
        level, sigma = np.zeros(len(columns)), np.ones(len(columns))
        for place, at, _, here in self.parts:
            if place == Place.RUNNING:
                s = self.durations.used[at]
                own = law.carried(np.array([s]))[0] * law.score[columns[here]]
                level[here] = law.level[columns[here], s] + own
                # How slow a works is by itself is not known for sure, and spreads its present stage the more.
                unsure = law.doubt[columns[here]] if s >= law.since else np.zeros(here.stop - here.start)
                sigma[here] = law.sigma[s] * np.sqrt(1.0 + unsure**2)
        return level, sigma

    def _so_far(self) -> tuple[Floats, Floats, Floats]:
        """Of each works the day up to which it is known to be where it is, the hazard it has borne there by then, and
        the days spent.

        What has ended may not be reported yet: the report of each is as late as one of those that came, drawn by how
        probably it would then still be out.
        """
        start, columns, clock, rng = self.start, self.columns, self.durations.clock, self.rng
        lags = self.durations.lags if len(self.durations.lags) else np.zeros(1)
        seen = np.minimum(np.fmax(start.told[columns], -rng.choice(lags, (LAGS, len(columns)))), 0.0)
        since = start.since[columns]
        borne, spent = np.zeros_like(seen), np.zeros_like(seen)
        for place, at, _, here in self.parts:
            if place == Place.RUNNING:
                seen[:, here] = np.maximum(seen[:, here], since[here])
                spent[:, here] = np.maximum(clock.at(seen[:, here]) - clock.at(since[here]), 0.0)
                z = (np.log(np.maximum(spent[:, here], 0.5)) - self.level[here]) / self.sigma[here]
                borne[:, here] = np.interp(z, self.tables[self.durations.used[at]], HAZARDS)
            elif place != Place.MET:
                spent[:, here] = seen[:, here] - since[here]
                borne[:, here] = self._wait(place, at, here).hazard_at(spent[:, here])
        chance = np.cumsum(np.exp(borne.min(axis=0) - borne), axis=0)
        chosen = (chance < rng.random(len(columns)) * chance[-1]).sum(axis=0), np.arange(len(columns))
        return seen[chosen], borne[chosen], spent[chosen]

    def _wait(self, place: int, at: int, here: slice) -> Wait:
        """What a works that is in no stage waits for."""
        if place == Place.WAITING:
            return self.durations.gaps[at]
        if place == Place.IDLE:
            planned = self.start.batch[self.columns[here.start]] != UNPLANNED
            return self.durations.slip if planned else self.durations.idle
        return self.trust.redo

    def days(self, n: int) -> Singles:
        """``n`` runs × works."""
        rng, columns, start = self.rng, self.columns, self.start
        gone = np.empty((len(columns), n), np.float32)
        for place, at, first, here in self.parts:
            rows = here.stop - here.start
            if place == Place.MET:
                gone[here] = 0.0
                continue
            hazard = rng.standard_exponential((rows, n), np.float32)
            if place == Place.IDLE:
                self._together(start.batch[columns[here]], hazard)
            hazard += self.borne[here, None].astype(np.float32)
            if place == Place.RUNNING:
                part = looked_up(self.z[self.durations.used[at]], hazard)
                part *= self.sigma[here, None].astype(np.float32)
                part += self.level[here, None].astype(np.float32)
                np.minimum(part, LONGEST, out=part)
                np.exp(part, out=part)
            else:
                part = looked_up(self._wait(place, at, here).value, hazard)
            part -= self.spent[here, None].astype(np.float32)
            np.maximum(part, np.float32(0.0), out=part)
            if first < len(self.durations.used):
                part += self._sum(self.waited[first] if place == Place.RUNNING else self.begun[first], here, n)
            gone[here] = part
        stray = np.sqrt(DRIFT[0] ** 2 + DRIFT[1] * self.durations.clock.spread)
        gone *= np.exp(rng.normal(0.0, stray, size=n)).astype(np.float32)
        days = np.ascontiguousarray(gone.T)
        self._calendar(days)
        days += self.seen.astype(np.float32)
        self._withdrawn(days)
        return days

    def _sum(self, sums: Singles, here: slice, n: int) -> Singles:
        """The stages after the present one, scaled to each works and by what it keeps over its stages."""
        rows = here.stop - here.start
        come = sums.take(self.rng.integers(0, SUMS, (rows, n), np.int32))
        factor = self.factor[here, None].astype(np.float32)
        if self.law.share > 0.02:
            doubt = self.rng.standard_normal((rows, n), np.float32)
            doubt *= self.doubt[here, None].astype(np.float32)
            doubt += factor
            come *= np.exp(doubt, out=doubt)
        else:
            come *= np.exp(factor)
        return come

    def _together(self, batch: NDArray[np.int64], hazard: Singles) -> None:
        """Works that are planned to start in one month start late together, in half of the runs."""
        n = hazard.shape[1]
        for month in np.unique(batch[batch != UNPLANNED]):
            shared = self.rng.standard_exponential((n,), np.float32)
            for row in np.flatnonzero(batch == month):
                joined = self.rng.random(n, np.float32) < 0.5
                hazard[row, joined] = shared[joined]

    def _calendar(self, days: Singles) -> None:
        """From the programme's clock to the calendar, each run along one of the paths, in place."""
        months = np.arange(self.paths.shape[1]) * BIN
        chosen = self.rng.integers(0, len(self.paths), len(days))
        for run, path in enumerate(chosen):
            days[run] = np.interp(days[run], months, self.paths[path], right=FURTHEST)

    def _withdrawn(self, days: Singles) -> None:
        """Ends that are reported and not yet true: what is met may not be, what is under way may stand a stage back."""
        doubt = self.start.doubt[self.columns].astype(np.float32)
        met = np.flatnonzero(self.start.place[self.columns] == Place.MET)
        if len(met):
            # They lie side by side: what is met comes last.
            days[:, met[0] :] = self.start.since[self.columns[met]].astype(np.float32)
        runs_, works = np.nonzero(self.rng.random(days.shape, np.float32) < doubt)
        more = looked_up(self.trust.redo.value, self.rng.standard_exponential(len(runs_), np.float32))
        days[runs_, works] = np.maximum(days[runs_, works], np.float32(0.0)) + more


def _runs_of(key: NDArray[np.int64], apart: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Places of equal neighbours."""
    if not len(key):
        return []
    cut = np.flatnonzero((np.diff(key) != 0) | (np.diff(apart) != 0)) + 1
    return list(np.split(np.arange(len(key)), cut))
