"""An act is reversed by an act: what it wrote is closed, what it closed is written again."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Q

from diaban.basis.error import ForbiddenError, RefusedError
from diaban.basis.finding import NOWHERE, finding
from diaban.basis.period import Period
from diaban.store import models
from diaban.store.actions import overlap
from diaban.store.actions.acting import At, Done, acting
from diaban.store.actions.lines import Line
from diaban.store.actions.rows import BATCH, closing, copied, insert, require_placed
from diaban.store.invariants.rules import recorded
from diaban.store.mapping import about, public_id, stored
from diaban.store.viewer import Viewer

__all__ = ["IRREVERSIBLE", "undo"]

IRREVERSIBLE: Final = (
    *("found", "destroy", "blank-name", "change-password", "change-own-password", "end-sessions"),
    *("keep-forecast", "keep-plan", "give-out-table"),
)
ADMINISTERED: Final = (models.Edition, models.Frame, models.Access)
"""Tables that only an administrator of the nation writes, be it by undoing an undo."""
KEYED: Final[dict[type[Any], str]] = {
    models.Frame: "key",
    models.Claim: "claim_id",
    models.Access: "account_id",
    models.ReturnPaper: "of_id",
    models.Task: "number",
}
"""Tables of which one open row bears a key."""


def undo(*, act: int, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Reverse act number ``act``. Returns the act that does.

    RefusedError ``act-unknown``, ``act-irreversible``, ``act-reversed``, ``act-built-on`` (with the later acts);
    ForbiddenError ``not-your-unit``, ``administrator-only``.
    """
    number = act if 0 < act < 2**63 else 0
    with acting(
        "undo", by=by, at=at, reason=reason, request=request, reverses=number, check=lambda: _check(number, by)
    ) as new:
        for model in recorded():
            _reverse(model, number, new, by)
    return new


def _check(act: int, by: Viewer) -> None:
    target = models.Act.objects.filter(id=act).first()
    if target is None:
        raise RefusedError(finding("act-unknown", act=act))
    if target.action in IRREVERSIBLE:
        raise RefusedError(finding("act-irreversible", act=act, action=Done(target.action)))
    before = models.Act.objects.filter(reverses=target).first()
    if before is not None:
        raise RefusedError(finding("act-reversed", act=act, later=before.id))
    if any(model.objects.filter(Q(act_id=act) | Q(closed_by_id=act)).exists() for model in ADMINISTERED):
        by.require_administrator()
    later = {built for model in recorded() for built in _built_on(model, act)} | set(_rested_on(act))
    if later:
        raise RefusedError(finding("act-built-on", act=act, later=sorted(later)))


def _built_on(model: type[Any], act: int) -> Iterator[int]:
    """Acts that closed what the act wrote, or wrote where what it closed would come back."""
    written = model.objects.filter(act_id=act)
    yield from written.exclude(closed_by_id=None).values_list("closed_by_id", flat=True)
    if model is models.ReturnStep:
        yield from _later_steps(act)
    back = list(model.objects.filter(closed_by_id=act))
    if model in KEYED:
        key = KEYED[model]
        keys = [getattr(row, key) for row in back]
        taken = model.objects.filter(**{f"{key}__in": keys}, closed_by_id=None).exclude(act_id=act)
        yield from taken.values_list("act_id", flat=True)
    elif issubclass(model, models.Dated) and back:
        lines = [Line(model, copied(row), NOWHERE) for row in back]
        there = overlap.standing(model, {overlap.subject_of(model, line.values) for line in lines})
        others = {subject: [row for row in rows if row.act != act] for subject, rows in there.items()}
        for _, one, other in overlap.clashes(lines, others):
            yield from (span.row.act for span in (one, other) if span.row is not None)


def _later_steps(act: int) -> Iterator[int]:
    """Acts that took a further step with a return of which the act took one, or with one that cites it."""
    touched = models.ReturnStep.objects.filter(Q(act_id=act) | Q(closed_by_id=act)).values("of_id")
    others = models.ReturnStep.objects.filter(Q(of__in=touched) | Q(of__corrects__in=touched), closed_by_id=None)
    yield from others.filter(act_id__gt=act).values_list("act_id", flat=True).distinct()
    papers = models.ReturnPaper.objects.filter(of__in=models.Return.objects.filter(act_id=act).values("id"))
    yield from papers.filter(closed_by_id=None).values_list("act_id", flat=True)


def _rested_on(act: int) -> Iterator[int]:
    """Acts that destroyed, chose, proved or placed something that the act wrote."""
    yield from models.Tombstone.objects.filter(Q(written_by_id=act) | Q(closed_by_id=act)).values_list(
        "act_id", flat=True
    )
    for kind, model in models.REGISTERS.items():
        if not model.objects.filter(act_id=act).exists():
            continue
        written = model.objects.filter(act_id=act).values("id")
        proofs = models.Evidence.objects.filter(register=model.register(), about__in=written, closed_by_id=None)
        yield from proofs.exclude(act_id=act).values_list("act_id", flat=True)
        choices = models.Choice.objects.filter(attribute=model.register(), closed_by_id=None, act_id__gt=act)
        picked = list(choices.values_list("about", "origin__key", "start", "end", "act_id"))
        for row in stored(kind, model.objects.filter(act_id=act)) if picked else ():
            for told, origin, start, end, chosen in picked:
                if (told, origin) == (about(row), row.origin) and row.period.overlaps(Period(start, end)):
                    yield chosen
    if models.Unit.objects.filter(act_id=act).exists():
        for model in recorded():
            if any(field.related_model is models.Unit for field in model._meta.concrete_fields):
                placed = model.objects.filter(unit__act_id=act, closed_by_id=None)
                yield from placed.values_list("act_id", flat=True).distinct()
        framed = models.FrameUnit.objects.filter(unit__act_id=act, frame__closed_by=None)
        yield from framed.values_list("frame__act_id", flat=True).distinct()


def _reverse(model: type[Any], act: int, new: Any, by: Viewer) -> None:
    written = list(model.objects.filter(act_id=act, closed_by_id=None))
    back = list(model.objects.filter(closed_by_id=act).order_by("id"))
    if issubclass(model, models.RegisterRow):
        require_placed(by, model, written + back)
    elif model in (models.ReturnStep, models.ReturnPaper, models.Task):
        _require_over(by, written + back)
    closing(model, new, [row.id for row in written])
    for row in back if model is models.Frame else ():
        # A frame comes back with its units.
        again = model.objects.create(act=new, **copied(row))
        units = row.units.values_list("unit_id", flat=True)
        models.FrameUnit.objects.bulk_create(
            [models.FrameUnit(frame=again, unit_id=unit) for unit in units], batch_size=BATCH
        )
    if model is not models.Frame:
        insert(model, new, [copied(row) for row in back])


def _require_over(by: Viewer, rows: Iterable[Any]) -> None:
    """Whether ``by`` could have taken these steps: a unit's own, or, of those of the nation, all of it."""
    for row in rows:
        unit = row.of.unit_id if isinstance(row, models.ReturnPaper) else row.unit_id
        if unit is not None:
            by.require_writer([public_id(unit)])
        elif by.writes is not None:
            raise ForbiddenError(finding("approval-of-nation", name=by.name))
