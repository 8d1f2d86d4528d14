"""Many returns at once: each judged by itself, each its own two acts; the memory is read once and written in batches.

Files are read and judged while nobody waits for it; the lock is held only while a batch is written. What another file
of the batch, or somebody else, changed meanwhile is noticed there: that return is then judged anew, alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from diaban.basis.error import ConflictError, DiabanError
from diaban.intake.ahead import Pending, reading_ahead
from diaban.intake.form import Form
from diaban.intake.told import Told
from diaban.registers.files import register_named
from diaban.store.actions.acting import At, together
from diaban.store.actions.receive import Coming, Receipt, foresee
from diaban.store.queries.around import Stock
from diaban.store.queries.known import known
from diaban.store.receiving.beside import kinds_around
from diaban.store.receiving.way import (
    Ground,
    Judged,
    accept_return,
    judge_kept,
    judge_read,
    judge_return,
    receive_return,
)
from diaban.store.viewer import Viewer

__all__ = ["Incoming", "Outcome", "judged_together", "take_in"]

BATCH: Final = 50
"""Returns written in one transaction: enough that its commit costs each of them little, and others wait briefly."""
BYTES: Final = 64 * 1024 * 1024
"""Bytes after which a batch is written, however few its files are."""
ENOUGH: Final = 8
"""From so many files on, reading the memory once is less work than asking it for each."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that came, and what was said beside it."""

    name: str
    data: bytes
    told: Told


@dataclass(slots=True)
class Outcome:
    """What became of a file: how it was judged, its receipt, the act that accepted it; the error that stopped it."""

    judged: Judged | None = None
    receipt: Receipt | None = None
    accepted: Any = None
    error: DiabanError | None = None


def take_in(
    files: Iterable[Incoming],
    *,
    ground: Ground,
    today: date,
    accept: bool,
    by: Viewer,
    at: At,
    reason: str,
) -> Iterator[tuple[Incoming, Outcome]]:
    """Judge, receive and, where nothing is an error, accept files, in their order. A file is answered only once what
    was done with it is committed; one that is refused stops none of the others."""
    how: dict[str, Any] = {"by": by, "at": at, "reason": reason}
    stocked = None
    for batch, reading in _read_ahead(_batches(files), ground):
        if stocked is None:
            stocked = _stocked(ground, ground.forms.values()) if len(batch) >= ENOUGH else ground
        done = [_judged(one, stocked, pending) for one, pending in zip(batch, reading, strict=True)]
        _written(batch, done, today, accept, how)
        for one, outcome in zip(batch, done, strict=True):
            if accept and isinstance(outcome.error, ConflictError):
                _again(outcome, ground, how)
            yield one, outcome


def _batches(files: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    for one in files:
        batch.append(one)
        if len(batch) == BATCH or sum(len(each.data) for each in batch) >= BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_ahead(
    batches: Iterator[list[Incoming]], ground: Ground
) -> Iterator[tuple[list[Incoming], list[Pending | None]]]:
    """Batches, and for each of their files where it is being read; None: nowhere. While one batch is judged and written
    the next is read."""
    batch = next(batches, None)
    with reading_ahead(ground.forms) as ahead:
        reading: list[Pending | None] = [None] * len(batch or ())
        while batch is not None:
            following = next(batches, None)
            coming: list[Pending | None] = [None] * len(following or ())
            if following is not None and len(following) >= ENOUGH and ahead.useful:
                coming = [ahead.start(one.data, name=one.name, told=one.told) for one in following]
            yield batch, reading
            batch, reading = following, coming


def judged_together(files: Sequence[Incoming], *, ground: Ground) -> list[Outcome]:
    """Files judged as of the same moment, in their order; nothing is written."""
    named = [form for key in dict.fromkeys(one.told.form for one in files) if (form := ground.forms.get(key or ""))]
    whole = all(one.told.form for one in files)
    many = len(files) >= ENOUGH
    stocked = _stocked(ground, named if whole else ground.forms.values()) if many else ground
    return [_judged(one, stocked) for one in files]


def _stocked(ground: Ground, forms: Iterable[Form]) -> Ground:
    """``forms``: all that any of the files may be of."""
    tables = [table for form in forms for version in form.versions for table in version.tables]
    registers = [register for table in tables if (register := register_named(table.register)) is not None]
    now = known(None)
    return replace(ground, now=now, around=Stock(kinds_around(registers), ground.viewer, now))


def _judged(one: Incoming, ground: Ground, pending: Pending | None = None) -> Outcome:
    """``pending``: where the file is being read."""
    outcome = Outcome()
    try:
        if pending is None:
            outcome.judged = judge_return(one.data, name=one.name, told=one.told, ground=ground)
        else:
            outcome.judged = judge_read(pending.read(), told=one.told, ground=ground)
    except DiabanError as error:
        outcome.error = error
    return outcome


def _written(
    batch: Sequence[Incoming], done: Sequence[Outcome], today: date, accept: bool, how: dict[str, Any]
) -> None:
    """Receive and accept what was judged, in one transaction. Where that fails as a whole, nothing was done."""
    try:
        with together():
            foresee(
                Coming(judged.form.id, judged.unit.id, judged.period, one.data)
                for one, outcome in zip(batch, done, strict=True)
                if (judged := outcome.judged) is not None
            )
            for one, outcome in zip(batch, done, strict=True):
                if outcome.judged is not None:
                    _one(one, outcome, outcome.judged, today, accept, how)
    except DiabanError as error:
        for outcome in done:
            if outcome.judged is not None:
                outcome.receipt = outcome.accepted = None
                outcome.error = error


def _one(one: Incoming, outcome: Outcome, judged: Judged, today: date, accept: bool, how: dict[str, Any]) -> None:
    try:
        outcome.receipt = receive_return(judged, data=one.data, today=today, **how)
        if accept and judged.allowed:
            outcome.accepted = accept_return(outcome.receipt.number, judged, **how)
    except DiabanError as error:
        outcome.error = error


def _again(outcome: Outcome, ground: Ground, how: dict[str, Any]) -> None:
    """What changed meanwhile is seen now: the return is judged anew, as of this moment."""
    if outcome.receipt is None:
        return
    number, error = outcome.receipt.number, outcome.error
    try:
        judged = judge_kept(number, ground=Ground.of(ground.edition, ground.forms, ground.viewer))
        outcome.judged, outcome.error = judged, None
        if judged.allowed:
            outcome.accepted = accept_return(number, judged, **how)
    except ConflictError:
        # It is no matter of what was known: the first answer tells it best.
        outcome.error = error
    except DiabanError as other:
        outcome.error = other
