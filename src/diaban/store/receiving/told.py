"""Who sent a file, and of which period of which form it speaks: as told beside it, else as its template says."""

from collections.abc import Mapping
from dataclasses import dataclass

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.form import Form
from diaban.intake.head import HEAD_SHEET, Head, read_head
from diaban.intake.json_document import JsonBook
from diaban.intake.paper_cells import paper_said
from diaban.intake.receiving import Received, read_opened
from diaban.intake.reporting import ReportingPeriod, parse_period
from diaban.intake.workbook import Opened, open_workbook
from diaban.store.receiving.sender import sender_of
from diaban.units.edition import Edition
from diaban.units.unit import Unit

__all__ = ["Addressed", "Told", "addressed"]

HEAD_ROWS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said beside a file: the form's id, the sender's name or code, the key of the period, the origin's key,
    the number of the return that it corrects. What is not told is taken from the file, or found out."""

    form: str | None = None
    unit: str | None = None
    period: str | None = None
    origin: str | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """A file that was read, with its form, its period, and its sender as it was on the day of the cut-off."""

    received: Received
    form: Form
    period: ReportingPeriod
    unit: Unit
    findings: tuple[Finding, ...]


def addressed(data: bytes, *, name: str, told: Told, forms: Mapping[str, Form], edition: Edition) -> Addressed:
    """Read a file as what it is said to be.

    RefusedError with the findings of a file that may not be kept (personal data, no workbook), ``paper-secret`` for one
    that says on its first sheet that it is secret; ``form-untold``,
    ``form-unknown``, ``form-not-in-force``, ``period-untold``, ``period-key``, ``sender-untold``, ``form-sender``,
    those of a unit that is not found.
    """
    opened = open_workbook(data, name=name)
    head = None if told.form and told.period else _head_in(opened)
    form = _form(told.form or (head.form if head else None) or None, forms, name)
    key = told.period or (head.period if head and head.form == form.id else None) or None
    if key is None:
        raise RefusedError(finding("period-untold", place=Place(file=name), form=form.id))
    period = parse_period(form.rule, form.calendar, key)
    form.on(period.cut_off)
    received = read_opened(opened, form=form, period=period)
    if received.refused:
        raise RefusedError(*received.findings)
    if paper_said(received.paper).secret:
        raise RefusedError(finding("paper-secret", place=Place(file=name)))
    unit = sender_of(told.unit, received, period, edition)
    if unit.level not in form.sent_by:
        levels = [_Level(level.value) for level in form.sent_by]
        raise RefusedError(finding("form-sender", unit=unit.full_name, form=form.id, levels=levels))
    return Addressed(received, form, period, unit, tuple(_differing(received, form, period, unit)))


def _head_in(opened: Opened) -> Head | None:
    """What the template says of itself on its hidden sheet, a document in its fields; None where there is nothing.
    RefusedError for what cannot be opened."""
    if opened.book is None:
        raise RefusedError(*opened.findings)
    if isinstance(opened.book, JsonBook):
        return opened.book.head
    sheet = next((one for one in opened.sheets if one.name == HEAD_SHEET), None)
    if sheet is None:
        return None
    pairs = []
    try:
        for row in sheet.rows():
            key, value = (row.cells[at].value if at in row.cells else "" for at in (1, 2))
            pairs.append((str(key), "" if value is None else str(value)))
            if len(pairs) >= HEAD_ROWS:
                break
    except RefusedError:
        # Whatever is wrong with the file is told when it is read.
        return None
    return read_head(pairs)


def _form(name: str | None, forms: Mapping[str, Form], file: str) -> Form:
    if name is None:
        raise RefusedError(finding("form-untold", place=Place(file=file), forms=sorted(forms)))
    if name not in forms:
        raise RefusedError(finding("form-unknown", place=Place(file=file), form=name, forms=sorted(forms)))
    return forms[name]


def _differing(received: Received, form: Form, period: ReportingPeriod, unit: Unit) -> list[Finding]:
    """Where the template says something else than was told beside it: perhaps the wrong file was sent."""
    head = received.head
    if head is None:
        return []
    pairs = ((head.form, form.id), (head.period, period.key), (head.unit, unit.code))
    return [
        finding("head-differs", place=Place(file=received.file), severity=Severity.WARNING, found=said, told=told)
        for said, told in pairs
        if said and said != told
    ]


@dataclass(frozen=True, slots=True)
class _Level:
    level: str

    def worded(self, say: Say) -> str:
        """The word of the catalogue."""
        return say(f"level.{self.level}")
