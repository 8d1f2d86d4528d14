"""How long stages take, learnt from a register: accelerated failure time with partial pooling and a reference class.

log T(works, stage) = level(stage) + covariates + group + share·score(works) + sigma(stage)·e. Every spell that still
runs counts as censored. The law of e is weighed between two families by likelihood, then its hazard is bent towards
the one the residuals show (Nelson–Aalen), more so the more there are: what no family fits is not forced into one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.clock import BIN, Clock, clock_of, steady
from diaban.coverage.forecast.covariate import covariates
from diaban.coverage.forecast.reference import ReferenceClass
from diaban.coverage.forecast.standing import STAGES, Spells, Standing
from diaban.coverage.forecast.survival import Aft, Family, cumulative_hazard, fit_aft, log_time_at, normal_score
from diaban.coverage.forecast.wait import HAZARDS, Wait, wait_of
from diaban.coverage.forecast.waiting import gap_before, starts

__all__ = ["Durations", "Law", "durations_of"]

Floats = NDArray[np.float64]
SHORTEST: Final = 0.5
LATEST: Final = 120.0
"""Days by which no report lags without being asked for."""
TRUSTED: Final = 60.0
"""Residuals at which their own hazard weighs as much as the family's."""
BENT: Final = 2.5
"""The cumulative hazard (92 % gone) up to which residuals can bend the family's."""
SCORES: Final = 80.0
"""Pairs of stages of one works at which their correlation is believed by half,"""
USUAL: Final = 0.2
"""and the correlation that is believed where there are none: a slow owner or contractor is slow more than once."""
TEMPERED: Final = 0.5
"""How much of a difference in likelihood is believed: spells that share shocks tell less than they seem to."""
CLUSTERED: Final = 1.5
"""By how much variances are greater than independent works let expect: they share contractors, owners and officials."""
PLAIN: Final = np.tile(HAZARDS, (STAGES, 1))
"""A hazard that is not bent."""
UNLEARNT: Final = np.tile(np.diag([0.3, 0.25]), (STAGES, 1, 1))
"""Errors of level and log sigma of a stage of which the register shows next to nothing."""
LEAST_WEIGHT: Final = 0.03
ROUNDS: Final = 2
ENDLESS: Final = 20.0
"""A cumulative hazard that one in 500 million outlives."""
LOG_SIGMA: Final = (-0.8, 8.0)
"""The prior of log sigma before the stages are told apart: mean and precision."""
LATE: Final = 4
"""The stage from which one contractor is in charge."""
WEIGHED: Final = (Family.WEIBULL, Family.GAMMA, Family.LOGNORMAL)
"""The families weighed. The log-logistic's tail falls as a power, and alone would draw the last of many units."""
SPREAD: Final = {
    Family.WEIBULL: np.pi / np.sqrt(6.0),
    Family.GAMMA: 1.0655,
    Family.LOGNORMAL: 1.0,
    Family.LOGLOGISTIC: np.pi / np.sqrt(3.0),
}
"""Standard deviation of e."""


@dataclass(frozen=True, slots=True)
class Law:
    """One family with its weight.

    ``level``: works × stage, ``sigma``: stage; ``bend``: stage × the family's hazard at which the bent hazard is each
    of ``HAZARDS``; ``share``: the part of the variance that a works keeps over its stages, ``score`` and ``doubt``:
    works, mean and standard deviation of that part, ``since``: the first stage it is kept in; ``others``: of each spell
    learnt from, the mean of that part by the other spells of its works; ``loose``: stage × (level, log sigma), a root
    of their covariance.
    """

    family: Family
    weight: float
    level: Floats
    sigma: Floats
    bend: Floats
    share: float
    score: Floats
    doubt: Floats
    since: int
    others: Floats
    loose: Floats

    def drawn(self, rng: np.random.Generator) -> "Law":
        """The law as it may be as well: levels and sigmas moved within their errors."""
        moved = np.einsum("sij,sj->si", self.loose, rng.standard_normal((STAGES, 2)))
        return replace(self, level=self.level + moved[:, 0], sigma=self.sigma * np.exp(moved[:, 1]))

    def carried(self, stage: NDArray[np.int64]) -> Floats:
        """By how much one unit of a works' own part lengthens log T of a stage: nothing before ``since``."""
        spread = self.sigma[stage] * SPREAD[self.family]
        found: Floats = np.where(stage >= self.since, spread, 0.0)
        return found

    def tables(self) -> Floats:
        """Stage × z at each of ``HAZARDS``: log T = level + sigma·z. Beyond ``BENT`` the tail is the family's."""
        return log_time_at(self.family, self.bend)


@dataclass(frozen=True, slots=True)
class Durations:
    """``used``: the stages the register knows, handover last; ``gaps``: the wait before each, by its place in ``used``;
    ``slip``: from the planned to the actual start of a works; ``idle``: from the programme's first day (``begun``) to
    that of a works without a plan. ``lags``: days by which reports lagged. ``events``: how many ended stages all this
    rests on."""

    used: NDArray[np.int64]
    laws: tuple[Law, ...]
    gaps: tuple[Wait, ...]
    slip: Wait
    idle: Wait
    begun: float
    clock: Clock
    lags: Floats
    events: int


@dataclass(frozen=True, slots=True)
class _Spent:
    """Spells of stages: works, stage, first and last day, whether it ended."""

    works: NDArray[np.int64]
    stage: NDArray[np.int64]
    start: Floats
    end: Floats
    event: NDArray[np.bool_]

    def log_time(self, clock: Clock) -> Floats:
        found: Floats = np.log(np.maximum(clock.at(self.end) - clock.at(self.start), SHORTEST))
        return found


def durations_of(standing: Standing, reference: ReferenceClass, families: Sequence[Family] = WEIGHED) -> Durations:
    """Everything that is learnt; a register without a single end leaves the reference class.

    ``families``: the laws that are weighed.
    """
    actual, planned = standing.actual, standing.planned
    silent = (
        np.isnan(actual).all(axis=(0, 2)) & np.isnan(planned).all(axis=(0, 2)) & np.isnan(standing.seen).all(axis=0)
    )
    used = np.flatnonzero(~silent | (np.arange(STAGES) == STAGES - 1))
    late = float(np.clip(np.median(standing.lags), 0.0, LATEST)) if len(standing.lags) else 0.0
    spent = _spent(standing, late)
    first = float(np.nanmin(actual[:, :, 0])) if len(actual) and not np.isnan(actual[:, :, 0]).all() else -BIN
    spent, instant = _lasting(spent)
    x, mean, precision = covariates(standing, reference, used, instant)
    clock = steady(min(first, -BIN))
    # The clock needs no more than a fair idea of the durations; they are learnt anew once it runs as it did.
    rough = fit_aft(
        Family.LOGLOGISTIC,
        spent.log_time(clock),
        spent.event,
        x[spent.works, spent.stage],
        beta_prior=(mean, precision),
        log_sigma_prior=LOG_SIGMA,
    )
    clock = _speed(spent, _plain(standing, rough, 1.0, x, len(spent.works)), clock)
    laws = _laws(standing, spent, clock, x, mean, precision, used, families)
    gaps = tuple(gap_before(standing, used, at, reference, late) for at in range(len(used)))
    slip, idle = starts(standing, used, first, late, reference)
    return Durations(
        used, laws, gaps, slip, idle, first, clock, np.clip(standing.lags, 0.0, LATEST), int(spent.event.sum())
    )


def _spent(standing: Standing, late: float) -> _Spent:
    """Stages that began and are known to have ended, or to run on. One left open by later stages tells nothing."""
    start, end = standing.actual[:, :, 0], standing.actual[:, :, 1]
    later = np.zeros_like(start, bool)
    for s in range(STAGES - 2, -1, -1):
        later[:, s] = later[:, s + 1] | ~np.isnan(start[:, s + 1]) | ~np.isnan(end[:, s + 1])
    seen = np.minimum(np.fmax(standing.seen, -late), 0.0)
    ended = ~np.isnan(start) & ~np.isnan(end)
    # A handover that was opened again is measured elsewhere (``redo``).
    later[:, -1] = ~np.isnan(standing.reopened)
    running = ~np.isnan(start) & np.isnan(end) & ~later & (seen > start)
    works, stage = np.nonzero(ended | running)
    event = ended[works, stage]
    last = np.where(event, np.nan_to_num(end[works, stage]), seen[works, stage])
    return _Spent(works, stage, start[works, stage], last, event)


def _lasting(spent: _Spent) -> tuple[_Spent, NDArray[np.bool_]]:
    """The spells without those of stages that never lasted (a register tells one day of a handover, not two), and which
    stages these are: so many durations of nothing would make the spread of all stages nothing."""
    short = spent.event & (spent.end - spent.start < SHORTEST)
    of = np.bincount(spent.stage[spent.event], minlength=STAGES)
    instant = (of > 0) & (np.bincount(spent.stage[short], minlength=STAGES) == of)
    keep = ~(instant[spent.stage] & spent.event)
    kept = (spent.works[keep], spent.stage[keep], spent.start[keep], spent.end[keep], spent.event[keep])
    return _Spent(*kept), instant


def _laws(
    standing: Standing,
    spent: _Spent,
    clock: Clock,
    x: Floats,
    mean: Floats,
    precision: Floats,
    used: NDArray[np.int64],
    families: Sequence[Family],
) -> tuple[Law, ...]:
    log_time = spent.log_time(clock)
    rows = x[spent.works, spent.stage]
    fits = {
        family: fit_aft(family, log_time, spent.event, rows, beta_prior=(mean, precision), log_sigma_prior=LOG_SIGMA)
        for family in families
    }
    best = max(fit.loglik for fit in fits.values())
    raw = {family: np.exp(max(TEMPERED * (fit.loglik - best), -50.0)) for family, fit in fits.items()}
    total = sum(raw.values())
    found = []
    for family, fit in fits.items():
        weight = raw[family] / total
        if weight < LEAST_WEIGHT:
            continue
        law = _by_stage(_plain(standing, fit, weight, x, len(spent.works)), spent, log_time, used)
        law = replace(law, level=law.level + _groups(standing, spent, log_time, law.level, law.sigma)[:, None])
        for _ in range(ROUNDS):
            law = _carried(law, spent, log_time)
            if not law.share:
                break
            # Slow works come late to the later stages, so those who have come are the fast ones: taken into account.
            law = _by_stage(law, spent, log_time, used)
        found.append(_bent(law, spent, log_time))
    return tuple(sorted(found, key=lambda law: -law.weight))


def _by_stage(law: Law, spent: _Spent, log_time: Floats, used: NDArray[np.int64]) -> Law:
    """The law with each stage's own level and spread, drawn to those of all stages."""
    level, sigma, loose = law.level.copy(), law.sigma.copy(), law.loose.copy()
    pooled = float(np.exp(np.log(law.sigma[used]).mean()))
    for s in used:
        here = spent.stage == s
        if spent.event[here].sum() < 3:
            continue
        works = spent.works[here]
        own = fit_aft(
            law.family,
            log_time[here],
            spent.event[here],
            np.ones((int(here.sum()), 1)),
            offset=level[works, s] + law.carried(np.full(len(works), s)) * law.others[here],
            beta_prior=(np.zeros(1), np.full(1, 2.0 / pooled**2)),
            log_sigma_prior=(np.log(pooled), 10.0),
        )
        level[:, s] += own.beta[0]
        # Greatest likelihood makes sigma too small where events are few.
        sigma[s] = own.sigma * (1.0 + 1.0 / spent.event[here].sum())
        loose[s] = _root(CLUSTERED * own.covariance)
    return replace(law, level=level, sigma=sigma, loose=loose)


def _root(covariance: Floats) -> Floats:
    """A matrix whose square is the covariance; no error is taken to be greater than where nothing is learnt."""
    if not np.isfinite(covariance).all():
        return np.array(UNLEARNT[0])
    spread, axes = np.linalg.eigh(covariance)
    found: Floats = axes * np.sqrt(np.clip(spread, 0.0, float(UNLEARNT.max()) ** 2))
    return found


def _plain(standing: Standing, fit: Aft, weight: float, x: Floats, spells: int) -> Law:
    """The law of a pooled fit: one spread for all stages, nothing kept by a works."""
    none, sigma = np.zeros(len(standing.works)), np.full(STAGES, fit.sigma)
    return Law(fit.family, weight, x @ fit.beta, sigma, PLAIN, 0.0, none, none, 0, np.zeros(spells), UNLEARNT)


def _groups(standing: Standing, spent: _Spent, log_time: Floats, level: Floats, sigma: Floats) -> Floats:
    """What a province or contractor adds to log T, drawn to 0 where it has few stages (Efron and Morris, 1975)."""
    names = sorted({trait.group for trait in standing.traits})
    added = np.zeros(len(standing.works))
    if len(names) < 2 or spent.event.sum() < 2:
        return added
    of = np.searchsorted(names, [trait.group for trait in standing.traits])
    rest = np.clip((log_time - level[spent.works, spent.stage]) / sigma[spent.stage], -3, 3)[spent.event]
    group, n = of[spent.works[spent.event]], len(names)
    count = np.bincount(group, minlength=n)
    mean = np.bincount(group, weights=rest - rest.mean(), minlength=n) / np.maximum(count, 1)
    here = count > 0
    between = max(float((mean[here] ** 2 - rest.var() / count[here]).mean()), 0.0) if here.any() else 0.0
    kept = mean * between / np.maximum(between + rest.var() / np.maximum(count, 1), 1e-9)
    found: Floats = kept[of] * float(np.exp(np.log(sigma).mean()))
    return found


def _residuals(law: Law, spent: _Spent, log_time: Floats) -> Floats:
    """The family's cumulative hazard at the end of each spell: exponential, censored with it, if the law holds."""
    own = law.level[spent.works, spent.stage] + law.carried(spent.stage) * law.others
    # What no law explains is not made to explain the law.
    found: Floats = np.minimum(cumulative_hazard(law.family, (log_time - own) / law.sigma[spent.stage]), ENDLESS)
    return found


def _bent(law: Law, spent: _Spent, log_time: Floats) -> Law:
    """The law with its hazard bent to that of the residuals, before and from the contractor on apart."""
    bend = law.bend.copy()
    residuals = _residuals(law, spent, log_time)
    for stages in (slice(0, LATE), slice(LATE, STAGES)):
        here = (spent.stage >= stages.start) & (spent.stage < stages.stop)
        if spent.event[here].sum() >= 10:
            bend[stages] = _bend(Spells(residuals[here], spent.event[here]))
    return replace(law, bend=bend)


def _bend(residuals: Spells) -> Floats:
    """The family's hazards at which that of the residuals, drawn to the family's, is each of ``HAZARDS``."""
    n = int(residuals.event.sum())
    own = wait_of(residuals, np.array([0.2, 0.7, 1.6]), 3.0)
    # `own` tells the family's hazard at which the residuals' is each step; mixed on the family's side.
    trust = n / (n + TRUSTED)
    mixed = (1.0 - trust) * HAZARDS + trust * own.value.astype(float)
    stop = int(np.searchsorted(HAZARDS, BENT))
    bend = np.where(HAZARDS <= BENT, mixed, mixed[stop] + HAZARDS - HAZARDS[stop])
    found: Floats = np.maximum.accumulate(bend + 1e-9 * HAZARDS)
    return found


def _carried(law: Law, spent: _Spent, log_time: Floats) -> Law:
    """The law with what each works keeps from stage to stage, over all of them or over those from the contractor on,
    whichever the pairs of stages show more of."""
    z = (log_time - law.level[spent.works, spent.stage]) / law.sigma[spent.stage]
    hazard = cumulative_hazard(law.family, z)
    # A spell that still runs has borne its hazard and, on average, one more to come.
    score = np.clip(normal_score(np.maximum(hazard + ~spent.event, 1e-6)), -3.0, 3.0)
    best = law
    for first in (0, LATE):
        here = spent.stage >= first
        share, mean, doubt, rest = _shared(score[here], spent.event[here], spent.works[here], len(law.score))
        if share > best.share + 0.01:
            others = np.zeros(len(here))
            others[here] = rest
            best = replace(law, share=share, score=mean, doubt=doubt, since=first, others=others)
    return best


def _shared(
    score: Floats, event: NDArray[np.bool_], works: NDArray[np.int64], n: int
) -> tuple[float, Floats, Floats, Floats]:
    """Correlation of the stages of one works by pairs of ended ones, each works' own part given all it has spent, and
    that part given all spells but one, for each.

    One-way random effects; a spell that runs counts as half of one that ended.
    """
    centred = score - score[event].mean() if event.any() else score
    count = np.bincount(works[event], minlength=n).astype(float)
    total = np.bincount(works[event], weights=centred[event], minlength=n)
    squares = np.bincount(works[event], weights=centred[event] ** 2, minlength=n)
    pairs = float((count * (count - 1) / 2).sum())
    variance = max(float(score[event].var()), 0.1) if event.any() else 1.0
    share = float(np.clip(float(((total**2 - squares) / 2).sum()) / max(pairs, 1.0) / variance, 0.0, 0.7))
    share = (share * pairs + USUAL * SCORES) / (pairs + SCORES)
    weight = np.where(event, 1.0, 0.5)
    count = np.bincount(works, weights=weight, minlength=n)
    total = np.bincount(works, weights=weight * score, minlength=n)
    heavier = share / (1.0 + np.maximum(count - 1.0, 0.0) * share)
    # A spell must not explain itself: what is left over would be too small.
    spared = share / (1.0 + np.maximum(count[works] - weight - 1.0, 0.0) * share)
    rest = spared * (total[works] - weight * score)
    return share, heavier * total, np.sqrt(np.maximum(share * (1.0 - heavier * count), 0.0)), rest


def _speed(spent: _Spent, law: Law, clock: Clock) -> Clock:
    """Ends of each month against those that the works under way let expect."""
    edges = clock.edges
    level, sigma = law.level[spent.works, spent.stage], law.sigma[spent.stage]
    observed = np.histogram(spent.end[spent.event], edges)[0].astype(float)
    before = np.zeros(len(level))
    expected = np.zeros(len(edges) - 1)
    for at, edge in enumerate(edges[1:]):
        run = np.log(np.maximum(np.minimum(edge, spent.end) - spent.start, SHORTEST / 4))
        now = np.where(edge > spent.start, cumulative_hazard(law.family, (run - level) / sigma), 0.0)
        expected[at] = (now - before).sum()
        before = now
    return clock_of(float(edges[0]), observed, expected)
