"""How a return stands: the steps taken with it, in their order, and what may be done next.

A return is received, perhaps sent back, accepted into the registers, then approved level by level. Approval locks the
period: a correction (a new return that cites the old) is accepted only after the approval was lifted with a reason.
Nothing here is stored: the state follows from the steps that stand, so that undoing an act undoes its step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from diaban.basis.catalogue import Say
from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.finding import Finding, finding
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitId

__all__ = [
    "LEVELS",
    "ApprovalLevel",
    "ReturnState",
    "Standing",
    "Step",
    "StepKind",
    "current",
    "province_over",
    "require_acceptable",
    "require_accepted",
    "require_approvable",
    "require_citable",
    "require_here",
    "require_open",
    "require_returnable",
    "state_after",
]


class StepKind(StrEnum):
    """What is done with a return."""

    RECEIVED = "received"
    SENT_BACK = "sent-back"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REOPENED = "reopened"


class ApprovalLevel(StrEnum):
    """Who approves, the lowest first."""

    PROVINCE = "province"
    MINISTRY = "ministry"

    def worded(self, say: Say) -> str:
        """The word of the catalogue."""
        return say(f"approval-level.{self.value}")


LEVELS: Final = tuple(ApprovalLevel)


class ReturnState(StrEnum):
    """Where a return is. ``withdrawn``: its receipt was undone; ``corrected``: an accepted return cites it."""

    RECEIVED = "received"
    SENT_BACK = "sent-back"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    def worded(self, say: Say) -> str:
        """The word of the catalogue."""
        return say(f"return-state.{self.value}")


AFTER: Final = {
    StepKind.RECEIVED: ReturnState.RECEIVED,
    StepKind.SENT_BACK: ReturnState.SENT_BACK,
    StepKind.ACCEPTED: ReturnState.ACCEPTED,
    StepKind.APPROVED: ReturnState.APPROVED,
    StepKind.REOPENED: ReturnState.REOPENED,
}


def state_after(kinds: Sequence[StepKind], *, corrected: bool) -> ReturnState:
    """Where a return is after steps of these kinds, in their order; ``corrected``: an accepted one cites it."""
    if not kinds or kinds[0] is not StepKind.RECEIVED:
        return ReturnState.WITHDRAWN
    return ReturnState.CORRECTED if corrected else AFTER[kinds[-1]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step that stands. ``level``: of an approval or its lifting. ``by``: the account, None once blanked."""

    kind: StepKind
    level: ApprovalLevel | None
    act: int
    by: str | None
    moment: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One return among those of its form, unit and period.

    ``steps``: those that stand, in the order of their acts. ``faults``: errors of the file itself, which no change of
    the registers mends. ``corrects``: the return it cites; ``corrected_by``: the accepted one that cites it.
    """

    number: int
    steps: tuple[Step, ...]
    faults: int = 0
    corrects: int | None = None
    corrected_by: int | None = None

    @property
    def state(self) -> ReturnState:
        """Where it is."""
        return state_after([step.kind for step in self.steps], corrected=self.corrected_by is not None)

    @property
    def acceptance(self) -> Step | None:
        """The step by which it went into the registers."""
        return next((step for step in self.steps if step.kind is StepKind.ACCEPTED), None)

    @property
    def lock(self) -> Step | None:
        """The highest approval that was not lifted since."""
        held: list[Step] = []
        for step in self.steps:
            if step.kind is StepKind.REOPENED:
                held.clear()
            elif step.kind is StepKind.APPROVED and step.level is not None:
                held.append(step)
        return max(held, key=lambda step: LEVELS.index(step.level or ApprovalLevel.PROVINCE), default=None)


def require_acceptable(one: Standing, others: Iterable[Standing]) -> None:
    """Whether ``one`` may go into the registers; ``others``: of the same form, unit and period.

    ConflictError ``return-accepted``, ``period-accepted`` (another was, and this one does not cite it),
    ``return-locked`` (it was, and is approved); RefusedError ``return-withdrawn``, ``return-sent-back``,
    ``return-faulty``.
    """
    done = one.acceptance
    if done is not None:
        raise ConflictError(finding("return-accepted", number=str(one.number), act=str(done.act), by=done.by or "—"))
    require_here(one)
    if one.state is ReturnState.SENT_BACK:
        raise RefusedError(finding("return-sent-back", number=str(one.number), act=str(one.steps[-1].act)))
    if one.faults:
        raise RefusedError(finding("return-faulty", number=str(one.number), count=one.faults))
    now = current(others)
    if now is not None and now.number != one.corrects:
        raise ConflictError(_taken(now, one))
    if now is not None and now.lock is not None:
        raise ConflictError(_locked(now, now.lock))


def require_approvable(one: Standing, level: ApprovalLevel, first: ApprovalLevel) -> None:
    """Whether ``one`` may be approved at ``level``; ``first``: the lowest that approves it at all.

    ConflictError ``return-approved``; RefusedError ``return-not-accepted``, ``return-corrected``, ``approval-order``.
    """
    require_accepted(one)
    if one.state is ReturnState.CORRECTED:
        raise RefusedError(finding("return-corrected", number=str(one.number), other=str(one.corrected_by)))
    lock = one.lock
    if LEVELS.index(level) < LEVELS.index(first):
        raise RefusedError(finding("approval-order", number=str(one.number), level=level, first=first))
    if lock is not None and lock.level is not None and LEVELS.index(lock.level) >= LEVELS.index(level):
        raise ConflictError(
            finding("return-approved", number=str(one.number), level=lock.level, act=str(lock.act), by=lock.by or "—")
        )
    needed = LEVELS[LEVELS.index(level) - 1] if level is not first else None
    if needed is not None and (lock is None or lock.level is not needed):
        raise RefusedError(finding("approval-order", number=str(one.number), level=level, first=needed))


def require_open(one: Standing) -> ApprovalLevel:
    """The level at which the approval of ``one`` was given, that is: at which it may be lifted.

    RefusedError ``return-not-locked``, ``return-corrected``.
    """
    if one.state is ReturnState.CORRECTED:
        raise RefusedError(finding("return-corrected", number=str(one.number), other=str(one.corrected_by)))
    if one.lock is None or one.lock.level is None:
        raise RefusedError(finding("return-not-locked", number=str(one.number), state=one.state))
    return one.lock.level


def require_returnable(one: Standing) -> None:
    """Whether ``one`` may be sent back. ConflictError ``return-accepted``; RefusedError ``return-withdrawn``,
    ``return-sent-back``."""
    done = one.acceptance
    if done is not None:
        raise ConflictError(finding("return-accepted", number=str(one.number), act=str(done.act), by=done.by or "—"))
    require_here(one)
    if one.state is ReturnState.SENT_BACK:
        raise RefusedError(finding("return-sent-back", number=str(one.number), act=str(one.steps[-1].act)))


def require_citable(one: Standing) -> None:
    """Whether a correction may cite ``one``. RefusedError ``return-not-accepted``, ``return-corrected``."""
    require_accepted(one)
    if one.state is ReturnState.CORRECTED:
        raise RefusedError(finding("return-corrected", number=str(one.number), other=str(one.corrected_by)))


def require_here(one: Standing) -> None:
    """RefusedError ``return-withdrawn`` where the receipt of ``one`` was undone."""
    if one.state is ReturnState.WITHDRAWN:
        raise RefusedError(finding("return-withdrawn", number=str(one.number)))


def require_accepted(one: Standing) -> None:
    """RefusedError ``return-not-accepted`` where ``one`` is not in the registers."""
    require_here(one)
    if one.acceptance is None:
        raise RefusedError(finding("return-not-accepted", number=str(one.number), state=one.state))


def current(others: Iterable[Standing]) -> Standing | None:
    """The one of some returns about the same that is in the registers and was not corrected since."""
    held: Sequence[Standing] = [one for one in others if one.acceptance is not None and one.corrected_by is None]
    return held[-1] if held else None


def _taken(now: Standing, one: Standing) -> Finding:
    done = now.acceptance
    act, by = (str(done.act), done.by or "—") if done else ("—", "—")
    return finding("period-accepted", number=str(one.number), other=str(now.number), act=act, by=by)


def _locked(now: Standing, lock: Step) -> Finding:
    return finding("return-locked", other=str(now.number), level=lock.level, act=str(lock.act), by=lock.by or "—")


def province_over(atlas: Atlas, sender: UnitId, end: date | None) -> UnitId | None:
    """Which province decides about a return of ``sender`` for a period until ``end``: that of the period's last day; of
    a unit that had ended, of its own last day. None where there is none."""
    versions = atlas.versions(sender)
    days = [one for one in versions if one.period.start is None or end is None or one.period.start < end]
    above: Unit | None = (days or versions)[-1]
    while above is not None and above.level is not Level.PROVINCE:
        parent = above.parent_id
        above = atlas.versions(parent)[-1] if parent is not None else None
    return None if above is None else above.id
