"""A return is received: its bytes, as they came, with the act that acknowledges them."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.standing import Standing, Step, StepKind, require_citable
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.lines import numbers_of, units_among
from diaban.store.actions.origin import ABSENT, NewOrigin, introduce_within
from diaban.store.actions.rows import insert, raise_all
from diaban.store.held import forget, held, is_held
from diaban.store.mapping import unit_number
from diaban.store.prepared import Prepared, added, filled
from diaban.store.queries.standings import PERIOD, standings_of
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = [
    "Coming",
    "Receipt",
    "ReturnRow",
    "Tally",
    "foresee",
    "keep_file",
    "receive",
    "received_now",
    "return_row",
    "source_key",
]

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
    where = dict(zip(PERIOD, _period(form, unit, period), strict=True))
    try:
        check = _not_before(where, sha256)
        with acting("receive-return", by=by, at=at, reason=reason, request=request, check=check, remembers=True) as act:
            raise_all(
                finding("text-unstorable", place=Place(column=field), field=field)
                for field, text in (("form", form), ("period", period.key), ("file", name), ("media", media))
                if not is_storable(text) or not text.strip()
            )
            numbers = {each: unit_number(each) or 0 for each in sorted({unit, *covers})}
            there = units_among(set(numbers.values()))
            raise_all(finding("unit-unknown", unit=each) for each, one in numbers.items() if one not in there)
            last = held(models.Return).get(models.Return) or next(iter(_LAST.ask()), (0,))[0]
            row = {
                **where,
                "id": last + 1,
                "version": version,
                "start": period.start,
                "end": period.period.end,
                "origin_id": _origin(act, origin),
                "corrects_id": corrects,
                **asdict(reading),
            }
            if corrects is not None:
                _require_cited(act, row, corrects)
            row["file_id"] = keep_file(act, data, sha256=sha256, name=name, media=media, keep_until=keep_until).id
            insert(models.Return, act, [row])
            insert(
                models.ReturnUnit,
                None,
                ({"of_id": row["id"], "unit_id": numbers[each]} for each in sorted(set(covers))),
            )
            step = {"of_id": row["id"], "kind": StepKind.RECEIVED.value, "level": "", "unit_id": where["unit_id"]}
            insert(models.ReturnStep, act, [step])
            _remember(act, by, row, origin.key, sha256)
    except _Before as before:
        kept = return_row(before.number)
        return Receipt(models.Act.objects.get(id=kept.act_id), kept.id, again=True)
    return Receipt(act, row["id"])


def _origin(act: Any, origin: NewOrigin) -> int:
    """The number of the origin, made known with the act where it is new."""
    for _ in range(2):
        known = numbers_of(models.Origin, {origin.key})
        if known:
            return known[origin.key]
        introduce_within(act, (), [origin])
    raise LookupError(origin.key)


def keep_file(act: Any, data: bytes, *, sha256: str, name: str, media: str, keep_until: date | None) -> Any:
    """Keep bytes within an act. RefusedError ``file-empty``, ``file-too-large``."""
    if not data:
        raise RefusedError(finding("file-empty"))
    if len(data) > LARGEST_FILE:
        raise RefusedError(finding("file-too-large", size=len(data), limit=LARGEST_FILE))
    row = models.StoredFile(sha256=sha256, size=len(data), media=media, name=name, keep_until=keep_until, act=act)
    file = added(row)
    insert(models.FileContent, act, [{"file_id": file.id, "content": data}])
    return file


class ReturnRow(NamedTuple):
    """A return as actions look at it."""

    id: int
    form: str
    unit_id: int
    rule: str
    calendar: str
    key: str
    end: date
    origin: str
    digest: str
    file_id: int
    sha256: str
    act_id: int


def return_row(number: int) -> ReturnRow:
    """A return by its number. RefusedError ``return-unknown``."""
    found = _ROW.ask(number if 0 < number < 2**63 else 0)
    if not found:
        raise RefusedError(finding("return-unknown", number=str(number)))
    return ReturnRow(*found[0])


def source_key(number: int) -> str:
    """The key of the source that a return becomes once it is accepted."""
    return f"return-{number}"


@dataclass(frozen=True, slots=True)
class Coming:
    """What of a return is known before it is received: whose, of which period of which form, and its bytes."""

    form: str
    unit: UnitId
    period: ReportingPeriod
    data: bytes


def foresee(returns: Iterable[Coming]) -> None:
    """Look up at once which of these returns, or others of their periods, are there: before many are received under one
    lock, each of which would ask for itself. Only there; elsewhere nothing is done."""
    if not is_held():
        return
    sums: set[str] = set()
    senders: dict[tuple[str, str, str, str], set[int]] = {}
    for one in returns:
        sums.add(hashlib.sha256(one.data).hexdigest())
        form, unit, *period = _period(one.form, one.unit, one.period)
        senders.setdefault((form, *period), set()).add(unit)
    units_among({unit for units in senders.values() for unit in units})
    (last,) = next(iter(_LAST.ask()), (0,))
    keys = {source_key(number) for number in range(last + 1, last + 1 + len(sums))}
    held(ABSENT).update(dict.fromkeys(keys - numbers_of(models.Source, keys).keys(), True))
    kept = {sha256 for (sha256,) in _KEPT.ask(*filled(sorted(sums)))} if sums else set()
    held(_BYTES).update({sha256: sha256 in kept for sha256 in sums})
    for (form, *period), units in senders.items():
        there = {unit for (unit,) in _SENT.ask(form, *period, *filled(sorted(units)))}
        held(_SENT).update({(form, unit, *period): unit in there for unit in units})


def received_now(number: int) -> tuple[ReturnRow, Standing] | None:
    """A return that came under this very lock, the only one of its period, and how it stands; None: who knows."""
    known: tuple[ReturnRow, Standing] | None = held(ReturnRow).get(number)
    return known


def _remember(act: Any, by: Viewer, row: dict[str, Any], origin: str, sha256: str) -> None:
    """For whoever acts next under this lock."""
    number, period = row["id"], tuple(row[name] for name in PERIOD)
    held(models.Return)[models.Return] = number
    held(_BYTES)[sha256] = True
    if held(_SENT).get(period) is False and row["corrects_id"] is None:
        said = {**row, "origin": origin, "sha256": sha256, "act_id": act.id}
        step = Step(StepKind.RECEIVED, None, act.id, by.name, act.moment, act.reason)
        standing = Standing(number, (step,), row["faults"])
        held(ReturnRow)[number] = (ReturnRow(**{name: said[name] for name in ReturnRow._fields}), standing)
    else:
        # Others of its period stand otherwise now.
        forget(ReturnRow)
    held(_SENT)[period] = True


def _period(form: str, unit: UnitId, period: ReportingPeriod) -> tuple[Any, ...]:
    """The values of ``PERIOD``."""
    return form, unit_number(unit) or 0, period.rule.value, period.calendar.value, period.key


_PATHS: Final = {"origin": "origin__key", "sha256": "file__sha256"}
_ROW: Final = Prepared(
    lambda number: models.Return.objects.filter(id=number).values_list(
        *(_PATHS.get(name, name) for name in ReturnRow._fields)
    )
)
_LAST: Final = Prepared(lambda: models.Return.objects.order_by("-id").values_list("id")[:1])
_SAME: Final = Prepared(
    lambda sha256, *period: (
        models.Return.objects.filter(
            file__sha256=sha256,
            steps__kind=StepKind.RECEIVED.value,
            steps__closed_by=None,
            **dict(zip(PERIOD, period, strict=True)),
        )
        .order_by("-id")
        .values_list("id")
    )
)


_BYTES: Final = "bytes"
"""Whether bytes are kept, by checksum."""
_KEPT: Final = Prepared(lambda *sums: models.StoredFile.objects.filter(sha256__in=sums).values_list("sha256"))
_SENT: Final = Prepared(
    lambda form, rule, calendar, key, *units: (
        models.Return.objects.filter(form=form, rule=rule, calendar=calendar, key=key, unit_id__in=units)
        .values_list("unit_id")
        .distinct()
    )
)


def _not_before(where: dict[str, Any], sha256: str) -> Callable[[], None]:
    """Whether the same bytes came before is asked under the lock. One whose receipt was undone did not come."""

    def check() -> None:
        if held(_BYTES).get(sha256) is False:
            return
        there = _SAME.ask(sha256, *(where[name] for name in PERIOD))
        if there:
            raise _Before(there[0][0])

    return check


def _require_cited(act: Any, new: dict[str, Any], corrects: int) -> None:
    cited = return_row(corrects)
    if any(getattr(cited, name) != new[name] for name in PERIOD):
        raise RefusedError(finding("correction-elsewhere", number=str(corrects)))
    require_citable(standings_of(act.id, cited)[0])
