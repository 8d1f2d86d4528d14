"""A return is accepted: what it says enters the registers, all of it or nothing, in one act."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.standing import Standing, StepKind, require_acceptable
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.actions.origin import NewSource, introduce_within
from diaban.store.actions.receive import ReturnRow, received_now, return_row, source_key
from diaban.store.actions.record import require_still_open, supersede_within
from diaban.store.actions.rows import closing, insert, raise_all
from diaban.store.held import forget
from diaban.store.mapping import public_id, shape
from diaban.store.prepared import Prepared
from diaban.store.queries.known import known
from diaban.store.queries.standings import standings_of
from diaban.store.viewer import Right, Viewer

__all__ = ["Changed", "accept"]


class Changed(Protocol):
    """One difference between what a return says and what is held: what was, what will be, and where it was written.

    ``kind``: ``addition``, ``update``, ``end`` (``after`` is what is left of ``before``, None: nothing) or ``same``.
    """

    @property
    def kind(self) -> str: ...
    @property
    def before(self) -> Fact | None: ...
    @property
    def after(self) -> Fact | None: ...
    @property
    def place(self) -> Place: ...


class _Done(Exception):  # noqa: N818  # no error: it leaves the transaction with the act that is there already
    def __init__(self, act: int) -> None:
        super().__init__(act)
        self.act = act


def accept(
    *,
    number: int,
    changes: Iterable[Changed],
    since: int,
    title: str,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    findings: Sequence[Finding] = (),
) -> Any:
    """Write what return ``number`` changes into the registers, citing it as a source. Returns the act.

    ``changes``: as decided by whoever knew the acts up to ``since``; ``findings``: what they found, none of which may
    be an error. ``title``: of the source. Asked again with the same ``request`` that did it, the act of then comes
    back. ConflictError ``return-accepted``, ``period-accepted``, ``return-locked``, ``row-closed``,
    ``changed-meanwhile``; RefusedError ``return-unknown``, ``return-withdrawn``, ``return-sent-back``,
    ``return-faulty``, the errors among ``findings``, those of ``supersede``; ForbiddenError ``not-your-unit``,
    ``right-missing``.
    """
    given = [change for change in changes if change.kind != "same"]
    by.require_rights(())
    known_row: list[ReturnRow] = []
    try:
        check = _acceptable(number, request, known_row)
        with acting("accept-return", by=by, at=at, reason=reason, request=request, check=check, remembers=True) as act:
            (row,) = known_row
            by.require_writer({public_id(row.unit_id)})
            raise_all(found for found in findings if found.severity is Severity.ERROR)
            key = source_key(number)
            introduce_within(act, [_source(row, key, title)], (), as_is=True)
            _write(act, by, given, key, row.origin, since)
            step = {"of_id": row.id, "kind": StepKind.ACCEPTED.value, "level": "", "unit_id": row.unit_id}
            insert(models.ReturnStep, act, [step])
            forget(ReturnRow)
    except _Done as done:
        return models.Act.objects.get(id=done.act)
    return act


def _acceptable(number: int, request: str, known_row: list[ReturnRow]) -> Callable[[], None]:
    """Who was first is asked under the lock; what is read for that is handed on."""

    def check() -> None:
        now = received_now(number)
        if now is not None:
            known_row.append(now[0])
            require_acceptable(now[1], ())
            return
        row = return_row(number)
        known_row.append(row)
        own, others = standings_of(known(None).act, row)
        if request and (before := _by_request(own, request)) is not None:
            raise _Done(before)
        require_acceptable(own, others)

    return check


def _by_request(own: Standing, request: str) -> int | None:
    step = own.acceptance
    if step is None or not models.Act.objects.filter(id=step.act, request=request).exists():
        return None
    return step.act


def _source(row: ReturnRow, key: str, title: str) -> NewSource:
    # What came a moment ago has no paper yet.
    told = () if received_now(row.id) else _PAPER.ask(row.id)
    (published,) = next(iter(told), (None,))
    return NewSource(key=key, title=title, published=published, sha256=row.sha256)


_PAPER: Final = Prepared(
    lambda number: models.ReturnPaper.objects.filter(of_id=number, closed_by=None).order_by("id").values_list("day")
)


def _write(act: Any, by: Viewer, given: list[Changed], key: str, origin: str, since: int) -> None:
    """Ends close their row and write what is left of it; additions and updates go over what the origin said before."""
    standing = require_still_open(by, (change.before for change in given if change.before is not None))
    ending = [change.before for change in given if change.kind == "end" and change.before is not None]
    whole: dict[type[Any], set[int]] = {}
    for fact in ending:
        whole.setdefault(shape(type(fact)).model, set()).add(fact.row)
    # What it lacks is told at once; what an addition really is, is found out as it is written.
    by.require_rights(right for right in (Right.UPDATE, Right.END) if any(one.kind == right for one in given))
    if any(fact.origin != origin for fact in ending):
        raise RefusedError(finding("ends-of-another", origin=origin))
    kept = [change for change in given if change.after is not None]
    gone = {id(change.before) for change in kept}
    for model, rows in standing.items():
        # What ends without anything left of it is closed; all else is closed by what replaces it.
        closing(model, act, {fact.row for fact in ending if id(fact) not in gone and fact.row in rows})
    facts = [replace(change.after, source=key, origin=origin, row=0) for change in kept if change.after is not None]
    if facts:
        supersede_within(act, by, facts, [change.place for change in kept], whole=whole, since=since)
