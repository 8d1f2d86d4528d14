"""Durations from right-censored data: product-limit, competing events, accelerated failure time.

Kaplan and Meier (1958); Aalen and Johansen (1978); the log-location-scale model log T = x'b + s·e of Kalbfleisch and
Prentice, *The Statistical Analysis of Failure Time Data*, ch. 3. Checked in the tests against ``lifelines``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Aft",
    "Family",
    "Survival",
    "cumulative_hazard",
    "cumulative_incidence",
    "fit_aft",
    "kaplan_meier",
    "log_time_at",
    "normal_score",
]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
STEPS: Final = 40
LEAST: Final = 1e-300


class Family(StrEnum):
    """The law of e: Gumbel of least values (T is Weibull), normal (lognormal), logistic (log-logistic).

    Between the first two lies the generalised gamma (Prentice, 1974) with Q = 1/2: e = 2 log(G/4), G a gamma of shape
    4, which is how a stage of several steps one after another lasts.
    """

    WEIBULL = "weibull"
    GAMMA = "gamma"
    LOGNORMAL = "lognormal"
    LOGLOGISTIC = "loglogistic"


@dataclass(frozen=True, slots=True)
class Survival:
    """``share``: S(t) from each of ``times`` on, 1 before the first. Times of events only, ascending."""

    times: Floats
    share: Floats

    def at(self, time: Floats) -> Floats:
        """S at any times."""
        place = np.searchsorted(self.times, time, side="right")
        found: Floats = np.concatenate(([1.0], self.share))[place]
        return found


def _tally(time: Floats, event: Flags, weight: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Distinct event times, events at each, at risk just before each."""
    w = np.ones_like(time) if weight is None else weight
    times = np.unique(time[event])
    place = np.searchsorted(times, time[event])
    deaths = np.bincount(place, weights=w[event], minlength=len(times))
    order = np.argsort(time)
    beyond = np.concatenate((np.cumsum(w[order][::-1])[::-1], [0.0]))
    risk = beyond[np.searchsorted(time[order], times, side="left")]
    return times, np.asarray(deaths, np.float64), np.asarray(risk, np.float64)


def kaplan_meier(time: Floats, event: Flags, weight: Floats | None = None) -> Survival:
    """The product-limit estimate S(t) = Π (1 − d/n). Censored at an event time counts as at risk there."""
    times, deaths, risk = _tally(time, event, weight)
    share = np.cumprod(1.0 - deaths / np.maximum(risk, LEAST)).astype(np.float64)
    return Survival(times, share)


def cumulative_incidence(time: Floats, cause: NDArray[np.int64], of: int) -> Survival:
    """Aalen–Johansen: the probability that ``of`` has happened by t where other causes compete.

    ``cause``: 0 censored, else which event ended the spell (1 met, 2 merged away). ``share`` holds the incidence,
    which begins at 0; one minus Kaplan–Meier would count what merged away as still to come.
    """
    times, deaths, risk = _tally(time, cause > 0, None)
    before = np.concatenate(([1.0], np.cumprod(1.0 - deaths / np.maximum(risk, LEAST))[:-1]))
    own = np.bincount(np.searchsorted(times, time[cause == of]), minlength=len(times)).astype(float)
    return Survival(times, np.cumsum(before * own / np.maximum(risk, LEAST)))


def log_erfc(x: Floats) -> Floats:
    """log erfc(x), relative error of erfc below 1.2e-7 everywhere (Numerical Recipes, 2nd ed., 6.2: ``erfcc``)."""
    t = 1.0 / (1.0 + 0.5 * np.abs(x))
    terms = (
        0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807,
        -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223,
    )  # fmt: skip
    poly = np.zeros_like(t)
    for term in terms:
        poly = poly * t + term
    tail = np.log(t) - x * x + poly
    found: Floats = np.where(x >= 0, tail, np.log(np.maximum(2.0 - np.exp(np.minimum(tail, 0.69)), LEAST)))
    return found


def _steps(z: Floats) -> Floats:
    """G of :class:`Family` at e = z."""
    found: Floats = 4.0 * np.exp(np.clip(z, -300.0, 300.0) / 2.0)
    return found


def log_survival(family: Family, z: Floats) -> Floats:
    """log P(e > z)."""
    match family:
        case Family.WEIBULL:
            found: Floats = -np.exp(np.minimum(z, 300.0))
        case Family.LOGNORMAL:
            found = log_erfc(z / np.sqrt(2.0)) - np.log(2.0)
        case Family.GAMMA:
            u = _steps(z)
            few = u**4 / 24.0 * np.exp(-u) * (1.0 + u / 5.0 + u * u / 30.0)
            found = np.where(u < 0.03, -few, np.log1p(u + u * u / 2.0 + u**3 / 6.0) - u)
        case _:
            found = -np.logaddexp(0.0, z)
    return found


def log_density(family: Family, z: Floats) -> Floats:
    """log of the density of e at z."""
    match family:
        case Family.WEIBULL:
            found: Floats = z - np.exp(np.minimum(z, 300.0))
        case Family.LOGNORMAL:
            found = -0.5 * z * z - 0.5 * np.log(2.0 * np.pi)
        case Family.GAMMA:
            u = _steps(z)
            found = 4.0 * np.log(u) - u - np.log(12.0)
        case _:
            found = z - 2.0 * np.logaddexp(0.0, z)
    return found


def _slopes(family: Family, z: Floats, event: Flags) -> tuple[Floats, Floats]:
    """First and second derivative by z of each spell's part of the log-likelihood."""
    match family:
        case Family.WEIBULL:
            e = np.exp(np.minimum(z, 300.0))
            return np.where(event, 1.0 - e, -e), -e
        case Family.LOGNORMAL:
            first, second = -z, np.full_like(z, -1.0)
            late = z[~event]
            hazard = np.exp(log_density(family, late) - log_survival(family, late))
            first[~event], second[~event] = -hazard, -hazard * (hazard - late)
            return first, second
        case Family.GAMMA:
            u = _steps(z)
            hazard = np.exp(log_density(family, z) - log_survival(family, z))
            first = np.where(event, 2.0 - u / 2.0, -hazard)
            return first, np.where(event, -u / 4.0, -hazard * (2.0 - u / 2.0 + hazard))
        case Family.LOGLOGISTIC:
            p = 1.0 / (1.0 + np.exp(-np.clip(z, -300.0, 300.0)))
            q = p * (1.0 - p)
            return np.where(event, 1.0 - 2.0 * p, -p), np.where(event, -2.0 * q, -q)


@dataclass(frozen=True, slots=True)
class Aft:
    """A fitted model: log T = x'``beta`` + ``sigma``·e. ``loglik`` of the data in log time, without the prior.

    ``covariance``: of the coefficients and log sigma, from the curvature at the greatest (penalised) likelihood.
    """

    family: Family
    beta: Floats
    sigma: float
    loglik: float
    covariance: Floats


def fit_aft(
    family: Family,
    log_time: Floats,
    event: Flags,
    x: Floats,
    *,
    offset: Floats | None = None,
    beta_prior: tuple[Floats, Floats] | None = None,
    log_sigma_prior: tuple[float, float] = (-0.7, 0.0),
) -> Aft:
    """Greatest (penalised) likelihood by Newton's method with halved steps.

    ``x``: spells × covariates; ``offset`` is added to x'b. ``beta_prior``: means and precisions of normal priors on the
    coefficients; ``log_sigma_prior`` likewise on log sigma: precision 0, the default, is none.
    """
    n, k = x.shape
    base = np.zeros(n) if offset is None else offset
    mean, precision = (np.zeros(k), np.zeros(k)) if beta_prior is None else beta_prior
    centre, weight = log_sigma_prior
    events = float(event.sum())

    ended, running = np.flatnonzero(event), np.flatnonzero(~event)

    def value(theta: Floats) -> float:
        z = (log_time - base - x @ theta[:-1]) / np.exp(theta[-1])
        return float(log_density(family, z[ended]).sum() - events * theta[-1] + log_survival(family, z[running]).sum())

    def penalty(theta: Floats) -> float:
        off = theta[:-1] - mean
        return float(0.5 * (precision * off * off).sum() + 0.5 * weight * (theta[-1] - centre) ** 2)

    if not events and weight > 0:
        # Nothing ended: spells that run say next to nothing of two unknowns, and what is believed beforehand stands.
        theta = np.append(mean, centre)
        sure = np.diag(1.0 / np.maximum(np.append(precision, weight), LEAST))
        return Aft(family, mean, float(np.exp(centre)), value(theta), sure)
    if n and k > 1:
        theta = np.append(np.linalg.lstsq(x, log_time - base, rcond=None)[0], centre)
    else:
        theta = np.append(mean, centre)
    now = value(theta) - penalty(theta)
    hessian = np.zeros((k + 1, k + 1))
    for _ in range(STEPS):
        sigma = np.exp(theta[-1])
        z = (log_time - base - x @ theta[:-1]) / sigma
        first, second = _slopes(family, z, event)
        gradient = np.append(-(x.T @ first) / sigma, -(z * first).sum() - events)
        hessian[:k, :k] = (x.T * second) @ x / sigma**2
        hessian[:k, k] = hessian[k, :k] = x.T @ (first + z * second) / sigma
        hessian[k, k] = (z * first + z * z * second).sum()
        gradient -= np.append(precision * (theta[:-1] - mean), weight * (theta[-1] - centre))
        hessian -= np.diag(np.append(precision, weight))
        step = _ascent(-hessian, gradient)
        size, there, then = 1.0, theta, now
        while size > 1e-6:
            there = theta + size * step
            then = value(there) - penalty(there) if abs(there[-1]) < 12 else -np.inf
            if then >= now:
                break
            size /= 2
        else:
            break
        theta, gain, now = there, then - now, then
        if gain < 1e-8 * (1.0 + abs(now)):
            break
    covariance = np.linalg.pinv(-hessian, hermitian=True)
    return Aft(family, theta[:-1], float(np.exp(theta[-1])), value(theta), covariance)


def _ascent(curvature: Floats, gradient: Floats) -> Floats:
    """The Newton step, the curvature lifted until it is positive definite."""
    lift = 1e-9
    while True:
        try:
            root = np.linalg.cholesky(curvature + lift * np.eye(len(gradient)))
        except np.linalg.LinAlgError:
            lift = max(10 * lift, 1e-6)
            continue
        return np.linalg.solve(root.T, np.linalg.solve(root, gradient))


def cumulative_hazard(family: Family, z: Floats) -> Floats:
    """−log S at z."""
    return -log_survival(family, z)


def log_time_at(family: Family, hazard: Floats) -> Floats:
    """The z at which the cumulative hazard is ``hazard``: what :func:`cumulative_hazard` undoes."""
    match family:
        case Family.WEIBULL:
            return np.log(np.maximum(hazard, LEAST))
        case Family.LOGNORMAL:
            return normal_score(hazard)
        case Family.GAMMA:
            return _gamma_score(hazard)
        case Family.LOGLOGISTIC:
            return np.log(np.expm1(np.maximum(hazard, 1e-12)))


def _gamma_score(hazard: Floats) -> Floats:
    """Newton on the logarithm of the cumulative hazard, which is concave: from below it never oversteps."""
    h = np.clip(hazard, 1e-12, 700.0)
    z = 2.0 * np.log(np.maximum((24.0 * h) ** 0.25, h) / 4.0)
    for _ in range(8):
        tail = log_survival(Family.GAMMA, z)
        slope = np.exp(log_density(Family.GAMMA, z) - tail) / -tail
        z = z + (np.log(h) - np.log(-tail)) / slope
    return z


def normal_score(hazard: Floats) -> Floats:
    """The standard normal quantile whose upper tail is exp(−hazard).

    Abramowitz and Stegun 26.2.23 for a first guess, then Newton on the logarithm of the tail.
    """
    h = np.clip(hazard, 1e-12, 700.0)
    low = -np.log(-np.expm1(-h))
    upper = h >= low
    t = np.sqrt(2.0 * np.maximum(h, low))
    guess = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    z = np.where(upper, guess, -guess)
    for _ in range(2):
        # From the side whose tail is small, where the logarithm is well behaved.
        side = np.where(upper, z, -z)
        tail = log_survival(Family.LOGNORMAL, side)
        slope = np.exp(log_density(Family.LOGNORMAL, side) - tail)
        side = side + (tail + np.maximum(h, low)) / np.maximum(slope, 1e-12)
        z = np.where(upper, side, -side)
    return z
