"""Where each works stands on the day of the forecast, as arrays; and how far what was reported could be trusted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.stage import TO_STANDARD, Observation, Stage, Trait

__all__ = ["STAGES", "Spells", "Standing", "standing_of"]

Days = NDArray[np.float64]
STAGES: Final = len(TO_STANDARD)
AT: Final = {stage: place for place, stage in enumerate(TO_STANDARD)}
MOVED: Final = 3
"""Days by which an end must be moved to later before it counts as withdrawn: less is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Spells:
    """Durations in days, right-censored: ``event`` False where the spell still ran when it was last seen."""

    days: Days
    event: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, bool]]) -> "Spells":
        """From pairs of days and event."""
        return cls(np.array([days for days, _ in pairs], float), np.array([event for _, event in pairs], bool))


@dataclass(frozen=True, slots=True)
class Standing:
    """The register as of ``as_of``. Days are counted from ``as_of`` (negative: before it), NaN where there is none.

    ``units``: the frame. ``unit``: of each works its place in ``units``. ``planned``, ``actual``: works × stage ×
    (start, end); ``promised``: works, the end of the handover as it was first planned. ``seen``: works × stage, when
    the stage was last reported. ``reopened``: works, the day a handover that had ended was re-opened. ``claimed``:
    works, when the last end was reported. ``unknown``: places in ``units`` of which nothing is known. ``lags``: days
    from an event to its report. ``belied``: the part of the ended stages that had ended before a report still told them
    as running. ``claims``: from the report of an end to its withdrawal; ``redo``: from withdrawal to
    the true end. ``traits``: works.
    """

    as_of: date
    units: tuple[str, ...]
    works: tuple[str, ...]
    unit: NDArray[np.int64]
    planned: Days
    actual: Days
    promised: Days
    seen: Days
    reopened: Days
    claimed: Days
    unknown: tuple[int, ...]
    lags: Days
    belied: float
    claims: Spells
    redo: Spells
    traits: tuple[Trait, ...] = field(default=())

    @property
    def met(self) -> Days:
        """Works: the day its handover ended, NaN while it has not or is re-opened."""
        return self.actual[:, -1, 1]


class _Trust:
    """What became of reported ends, over all works."""

    def __init__(self) -> None:
        self.lags: list[float] = []
        self.claims: list[tuple[float, bool]] = []
        self.redo: list[tuple[float, bool]] = []
        self.belied: list[bool] = []

    def ended(self, stage: "_Stage", end: float, day: float, withdrawn: float | None) -> None:
        """An end is reported, for the first time or after one that was withdrawn."""
        self.lags.append(day - end)
        if withdrawn is not None:
            self.redo.append((max(end - withdrawn, 1.0), True))
        elif not np.isnan(stage.actual[0]):
            self.belied.append(end < stage.seen < day)


@dataclass(slots=True)
class _Stage:
    """One stage of one works as its observations follow one another."""

    planned: list[float]
    actual: list[float]
    promised: float = np.nan
    seen: float = np.nan
    reopened: float = np.nan
    claimed: float = np.nan

    def plan(self, *days: float) -> None:
        """A later plan; what it leaves out still stands."""
        self.planned = [old if np.isnan(new) else new for old, new in zip(self.planned, days, strict=True)]
        if np.isnan(self.promised):
            self.promised = self.planned[1]


def standing_of(
    observations: Iterable[Observation],
    units: Sequence[str],
    as_of: date,
    traits: Mapping[tuple[str, str], Trait] | None = None,
) -> Standing:
    """The standing on ``as_of`` of what was reported by then. A unit without a works that says anything is unknown.

    ``units``: the frame, in order; observations of others are left out. ``traits`` by (unit, works).
    """
    zero = as_of.toordinal()
    place = {unit: at for at, unit in enumerate(units)}
    groups: dict[tuple[str, str], dict[int, list[Observation]]] = {}
    for one in observations:
        known = one.reported_on is None or one.reported_on <= as_of
        if known and one.unit in place and not one.is_silent and one.stage in AT:
            groups.setdefault((one.unit, one.works), {}).setdefault(AT[one.stage], []).append(one)
    n = len(groups)
    shape = (n, STAGES)
    planned, actual = np.full((*shape, 2), np.nan), np.full((*shape, 2), np.nan)
    seen, claimed = np.full(shape, np.nan), np.full(shape, np.nan)
    promised, reopened = np.full(n, np.nan), np.full(n, np.nan)
    trust = _Trust()
    for w, stages in enumerate(groups.values()):
        for s, found in stages.items():
            stage = _followed(found, zero, trust)
            planned[w, s], actual[w, s], seen[w, s], claimed[w, s] = (
                stage.planned,
                stage.actual,
                stage.seen,
                stage.claimed,
            )
            if s == AT[Stage.HANDOVER]:
                promised[w], reopened[w] = stage.promised, stage.reopened
    _without_starts(actual)
    spoken = {unit for unit, _ in groups}
    last = np.full(n, np.nan)
    any_claim = ~np.isnan(claimed).all(axis=1) if n else np.zeros(0, bool)
    last[any_claim] = np.nanmax(claimed[any_claim], axis=1)
    return Standing(
        as_of=as_of,
        units=tuple(units),
        works=tuple(works for _, works in groups),
        unit=np.array([place[unit] for unit, _ in groups], np.int64),
        planned=planned,
        actual=actual,
        promised=promised,
        seen=seen,
        reopened=reopened,
        claimed=last,
        unknown=tuple(at for at, unit in enumerate(units) if unit not in spoken),
        lags=np.array(trust.lags, float),
        belied=float(np.mean(trust.belied)) if trust.belied else 0.0,
        claims=Spells.of(trust.claims),
        redo=Spells.of(trust.redo),
        traits=tuple((traits or {}).get(key, Trait()) for key in groups),
    )


def _without_starts(actual: Days) -> None:
    """A stage whose start nobody reported began when the one before it ended: for those that ended, and, where a
    register tells no start of a stage at all, for those that still run."""
    for s in range(1, STAGES):
        start, end, before = actual[:, s, 0], actual[:, s, 1], actual[:, s - 1, 1]
        silent = np.isnan(start) & ~np.isnan(before)
        fill = silent if np.isnan(start).all() and not np.isnan(end).all() else silent & ~np.isnan(end)
        actual[fill, s, 0] = np.minimum(before[fill], np.where(np.isnan(end[fill]), before[fill], end[fill]))


def _followed(found: list[Observation], zero: int, trust: _Trust) -> _Stage:
    """The observations of one stage in the order they became known; the last of them holds."""
    if len(found) > 1:
        found = sorted(found, key=lambda one: ((one.reported_on or date.min), one.row))
    stage = _Stage([np.nan, np.nan], [np.nan, np.nan])
    claim: tuple[float, float] | None = None
    withdrawn: float | None = None
    for one in found:
        day = np.nan if one.reported_on is None else float(one.reported_on.toordinal() - zero)
        start, end = _since(one.actual_start, zero), _since(one.actual_end, zero)
        stage.plan(_since(one.planned_start, zero), _since(one.planned_end, zero))
        if np.isnan(start) and not np.isnan(end) and withdrawn is None and stage.actual[0] <= end:
            # Who reports an end alone does not take back the start that was reported before.
            start = stage.actual[0]
        if claim is not None and (np.isnan(end) or end > claim[0] + MOVED):
            trust.claims.append((max(day - claim[1], 1.0), True))
            withdrawn = start if start > claim[0] else day
            stage.reopened = withdrawn
            claim = None
        if claim is None and not np.isnan(end):
            claim = (end, day)
            trust.ended(stage, end, day, withdrawn)
            withdrawn, stage.reopened = None, np.nan
        elif np.isnan(stage.actual[0]) and not np.isnan(start):
            trust.lags.append(day - start)
        stage.actual = [start, end]
        stage.seen = day
    if claim is not None:
        stage.claimed = claim[1]
        trust.claims.append((max(-claim[1], 1.0), False))
    if withdrawn is not None:
        trust.redo.append((max(-withdrawn, 1.0), False))
    return stage


def _since(day: date | None, zero: int) -> float:
    return np.nan if day is None else float(day.toordinal() - zero)
