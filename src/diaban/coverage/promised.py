"""Where a promise stands: kept or not on the day it named, told by units that are accounted for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.coverage.frame import Scope, scope_named
from diaban.coverage.promise import Promise
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition
from diaban.units.restate import frame_of, restate
from diaban.units.unit import UnitId

__all__ = ["Account", "Outcome", "PromiseStanding", "binds", "outcome", "scope_on"]


class Outcome(StrEnum):
    """What can be said of a promise. ``unstated``: its day has come, and what is known does not decide it."""

    KEPT = "kept"
    NOT_KEPT = "not-kept"
    RUNNING = "running"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Account:
    """A promise's standard on a day: the answer of coverage, or None and the findings that say why there is none."""

    day: date
    result: CoverageResult | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseStanding:
    """Where a promise stands on ``day``.

    ``now``: its standard on ``day``. ``then``: on the day promised, None while that has not come. ``outcome`` rests on
    ``then`` alone: what was met late was not kept, what was lost later was. ``open``: units unaccounted for on which
    the outcome hangs, 0 unless ``unstated``.
    """

    promise: Promise
    day: date
    now: Account
    then: Account | None

    @property
    def outcome(self) -> Outcome:
        """Kept, not kept, running, or not to be stated."""
        if self.then is None:
            return Outcome.RUNNING
        result = self.then.result
        if result is None:
            return Outcome.UNSTATED
        met, unknown = len(result.units[State.MET]), len(result.units[State.UNACCOUNTED])
        return outcome(self.promise.share, met, unknown, result.size)

    @property
    def open(self) -> int:
        """Units whose states would decide it, and are not known."""
        if self.then is None or self.then.result is None or self.outcome is not Outcome.UNSTATED:
            return 0
        return len(self.then.result.units[State.UNACCOUNTED])

    @property
    def days_left(self) -> int:
        """Days until the day promised; negative: days past it."""
        return (self.promise.by - self.day).days

    def worded(self, say: Say) -> str:
        """The outcome in words, with the days left or past."""
        if self.outcome is Outcome.UNSTATED:
            word = say("promises.open", n=self.open) if self.open else say("promises.unanswered")
        else:
            word = say(f"promises.outcome.{self.outcome.value}")
        if self.days_left > 0:
            return say("promises.left", verdict=word, n=self.days_left)
        return word if not self.days_left else say("promises.past", verdict=word, n=-self.days_left)


def outcome(share: int, met: int, unknown: int, size: int) -> Outcome:
    """Whether ``share`` per cent of ``size`` units are met, ``met`` of them being so and ``unknown`` unaccounted for.

    Kept if those that are met suffice; not kept if they would not even with every unit unaccounted for; else, and of a
    frame without units, ``unstated``.
    """
    if not size:
        return Outcome.UNSTATED
    if 100 * met >= share * size:
        return Outcome.KEPT
    return Outcome.UNSTATED if 100 * (met + unknown) >= share * size else Outcome.NOT_KEPT


def scope_on(promise: Promise, edition: Edition, day: date) -> Scope:
    """What a promise speaks of, as of ``day``: its place, named on the promise's own day; once that unit has ended, or
    before it began, the ground it held on that day.

    RefusedError: those of ``scope_named``.
    """
    named = scope_named(edition.atlas, edition.names, promise.scope_text, promise.place_on)
    if named.unit is None:
        return named
    there = edition.atlas.find_id(named.unit.id, day)
    return named if there is None else Scope(there)


def binds(promise: Promise, edition: Edition, scope: Scope, day: date) -> bool:
    """Whether a promise speaks of ground of ``scope`` (as :func:`scope_named` reads it on ``day``).

    Where the ground of its day is not known (``before-records``), by the code of the scope's unit or of those above it.
    """
    if promise.place is None or scope.unit is None:
        return True
    try:
        place = scope_on(promise, edition, day)
        return bool(_ground(edition.atlas, place, day) & _ground(edition.atlas, scope, day))
    except RefusedError:
        above = edition.atlas.ancestors(scope.unit, scope.ground_of or day)
        return promise.place in {unit.code for unit in (scope.unit, *above)}


def _ground(atlas: Atlas, scope: Scope, day: date) -> frozenset[UnitId]:
    """The communes of ``day`` that hold ground of a scope."""
    frame = frame_of(atlas, scope.unit.id if scope.unit else None, (), scope.ground_of or day)
    return frozenset(part.unit.id for part in restate(atlas, frame, day))
