"""What is said beside a file, and the file read as that: of which period of which form it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.form import Form
from diaban.intake.head import HEAD_SHEET, Head, head_in
from diaban.intake.json_document import JsonBook
from diaban.intake.paper_cells import paper_said
from diaban.intake.receiving import Received, read_opened
from diaban.intake.reporting import ReportingPeriod, parse_period
from diaban.intake.workbook import Opened, open_workbook

__all__ = ["Read", "Told", "read_told"]


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
class Read:
    """A file that was read as what it is said to be."""

    received: Received
    form: Form
    period: ReportingPeriod


def read_told(data: bytes, *, name: str, told: Told, forms: Mapping[str, Form]) -> Read:
    """Read a file as what it is said to be, or what its template says.

    RefusedError with the findings of a file that may not be kept (personal data, no workbook), ``paper-secret`` for one
    that says on its first sheet that it is secret; ``form-untold``, ``form-unknown``, ``form-not-in-force``,
    ``period-untold``, ``period-key``.
    """
    opened = open_workbook(data, name=name)
    head = None if told.form and told.period else _head_in(opened)
    form = _form(told.form or (head.form if head else None) or None, forms, name)
    key = told.period or (head.period if head and head.form == form.id else None) or None
    if key is None:
        raise RefusedError(finding("period-untold", place=Place(file=name), form=form.id))
    period = parse_period(form.rule, form.calendar, key)
    form.on(period.cut_off)
    received = read_opened(opened, form=form, period=period, head=head)
    if received.refused:
        raise RefusedError(*received.findings)
    if paper_said(received.paper).secret:
        raise RefusedError(finding("paper-secret", place=Place(file=name)))
    return Read(received, form, period)


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
    try:
        return head_in(sheet.rows())
    except RefusedError:
        # Whatever is wrong with the file is told when it is read.
        return None


def _form(name: str | None, forms: Mapping[str, Form], file: str) -> Form:
    if name is None:
        raise RefusedError(finding("form-untold", place=Place(file=file), forms=sorted(forms)))
    if name not in forms:
        raise RefusedError(finding("form-unknown", place=Place(file=file), form=name, forms=sorted(forms)))
    return forms[name]
