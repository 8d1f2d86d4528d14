"""A return is received: its bytes, as they came, with the act that acknowledges them."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.standing import StepKind, require_citable
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.origin import NewOrigin, introduce_within
from diaban.store.actions.rows import BATCH, raise_all
from diaban.store.mapping import unit_number
from diaban.store.queries.standings import PERIOD, standings_of
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["Receipt", "Tally", "keep_file", "receive", "return_row"]

LARGEST_FILE: Final = 20 * 1024 * 1024
"""Bytes of a file that is kept: those of the largest return that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What reading a return came to: its lines, the digest of what they say (``intake.paper.data_digest``); errors of
    the file itself (``faults``); all findings, by severity."""

    digest: str
    lines: int
    faults: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The act that acknowledged a return, and its number; ``again``: the same bytes had been received before."""

    act: Any
    number: int
    again: bool = False


class _Before(Exception):  # noqa: N818  # no error: it leaves the transaction with what was there already
    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def receive(
    *,
    form: str,
    version: date,
    unit: UnitId,
    period: ReportingPeriod,
    origin: NewOrigin,
    data: bytes,
    name: str,
    media: str,
    reading: Tally,
    covers: Collection[UnitId],
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    corrects: int | None = None,
    keep_until: date | None = None,
) -> Receipt:
    """Keep the file that ``unit`` sent for a period of a form, and acknowledge it. Nothing else changes.

    The same bytes for the same form, unit and period are the same return: its receipt comes back, ``again``.
    ``covers``: the units its lines speak of. ``corrects``: the accepted return that this one is to replace.
    RefusedError ``file-empty``, ``file-too-large``, ``unit-unknown``, ``text-unstorable``, ``return-unknown``,
    ``correction-elsewhere``, ``return-not-accepted``, ``return-corrected``; ForbiddenError ``not-your-unit``.
    """
    by.require_writer({unit, *covers})
    sha256 = hashlib.sha256(data).hexdigest()
    where = {"form": form, "unit_id": unit_number(unit) or 0, "rule": period.rule.value}
    where |= {"calendar": period.calendar.value, "key": period.key}
    try:
        with acting(
            "receive-return", by=by, at=at, reason=reason, request=request, check=_not_before(where, sha256)
        ) as act:
            raise_all(
                finding("text-unstorable", place=Place(column=field), field=field)
                for field, text in (("form", form), ("period", period.key), ("file", name), ("media", media))
                if not is_storable(text) or not text.strip()
            )
            numbers = {each: unit_number(each) or 0 for each in sorted({unit, *covers})}
            there = set(models.Unit.objects.filter(id__in=numbers.values()).values_list("id", flat=True))
            raise_all(finding("unit-unknown", unit=each) for each, one in numbers.items() if one not in there)
            introduce_within(act, (), [origin])
            last = models.Return.objects.order_by("-id").values_list("id", flat=True).first()
            new = models.Return(
                **where,
                id=(last or 0) + 1,
                version=version,
                start=period.start,
                end=period.period.end,
                origin=models.Origin.objects.get(key=origin.key),
                corrects_id=corrects,
                digest=reading.digest,
                lines=reading.lines,
                faults=reading.faults,
                errors=reading.errors,
                warnings=reading.warnings,
                notes=reading.notes,
                act=act,
            )
            if corrects is not None:
                _require_cited(act, new, corrects)
            new.file = keep_file(act, data, sha256=sha256, name=name, media=media, keep_until=keep_until)
            models.Return.objects.bulk_create([new])
            models.ReturnUnit.objects.bulk_create(
                [models.ReturnUnit(of=new, unit_id=numbers[each]) for each in sorted(set(covers))], batch_size=BATCH
            )
            models.ReturnStep.objects.create(of=new, kind=StepKind.RECEIVED.value, unit_id=where["unit_id"], act=act)
    except _Before as before:
        row = return_row(before.number)
        return Receipt(row.act, row.id, again=True)
    return Receipt(act, new.id)


def keep_file(act: Any, data: bytes, *, sha256: str, name: str, media: str, keep_until: date | None) -> Any:
    """Keep bytes within an act. RefusedError ``file-empty``, ``file-too-large``."""
    if not data:
        raise RefusedError(finding("file-empty"))
    if len(data) > LARGEST_FILE:
        raise RefusedError(finding("file-too-large", size=len(data), limit=LARGEST_FILE))
    file = models.StoredFile.objects.create(
        sha256=sha256, size=len(data), media=media, name=name, keep_until=keep_until, act=act
    )
    models.FileContent.objects.create(file=file, content=data, act=act)
    return file


def return_row(number: int) -> Any:
    """The row of a return. RefusedError ``return-unknown``."""
    row = models.Return.objects.select_related("act").filter(id=number if 0 < number < 2**63 else 0).first()
    if row is None:
        raise RefusedError(finding("return-unknown", number=str(number)))
    return row


def _not_before(where: dict[str, Any], sha256: str) -> Callable[[], None]:
    """Whether the same bytes came before is asked under the lock. One whose receipt was undone did not come."""

    def check() -> None:
        kept = {**where, "file__sha256": sha256}
        there = models.Return.objects.filter(
            **kept, steps__kind=StepKind.RECEIVED.value, steps__closed_by=None
        ).order_by("-id")
        number = there.values_list("id", flat=True).first()
        if number is not None:
            raise _Before(number)

    return check


def _require_cited(act: Any, new: Any, corrects: int) -> None:
    cited = return_row(corrects)
    if any(getattr(cited, name) != getattr(new, name) for name in PERIOD):
        raise RefusedError(finding("correction-elsewhere", number=str(corrects)))
    require_citable(standings_of(act.id, cited)[0])
