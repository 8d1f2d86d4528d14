"""What a template says of itself on a hidden sheet: its form, unit and period, so that nobody need say them again.

The sheet holds pairs of texts, a key and its value, one pair a row. It is a convenience and no proof: whoever fills in
a template can change it, so that what it says is checked like anything else in the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from diaban.basis.period import parse_day
from diaban.intake.form import Form
from diaban.intake.reporting import Calendar, PeriodRule, ReportingPeriod
from diaban.intake.sheet import Row

__all__ = ["HEAD_SHEET", "LIST_SHEET", "PAPER_CELLS", "Head", "head_in", "head_of", "head_pairs", "read_head"]

HEAD_SHEET: Final = "_diaban"
LIST_SHEET: Final = "_danh_muc"
"""The hidden sheet with the words to choose from."""
PAPER_CELLS: Final = ("paper.number", "paper.day", "paper.signatory", "paper.secrecy")
"""Keys for the cells of the first sheet in which number and symbol, day, title and secrecy are written."""
LONGEST: Final = 200
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Head:
    """``unit``: the sender's code on the day of the cut-off; ``period``: the key; ``sheets``: names by id of the table;
    ``cells``: where the paper's own particulars stand (``PAPER_CELLS``), as ``B9`` of the first sheet. A document that
    is no workbook need not say ``version``, and says neither ``rule`` nor ``calendar``: None.

    ``export``: of a workbook with what the registers held, as of which act: its number and moment. Empty: no export.
    """

    form: str
    version: date | None
    unit: str
    period: str
    rule: PeriodRule | None
    calendar: Calendar | None
    origin: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    export: str = ""


def head_of(form: Form, period: ReportingPeriod, unit: str, *, origin: str = "", export: str = "") -> Head:
    """The head of a form for a period and a unit, without its sheets. RefusedError ``form-not-in-force``."""
    start = form.on(period.cut_off).start
    return Head(form.id, start, unit, period.key, period.rule, period.calendar, origin, export=export)


def head_pairs(head: Head) -> tuple[tuple[str, str], ...]:
    """The rows of the hidden sheet."""
    return (
        ("diaban", "1"),
        ("form", head.form),
        ("version", head.version.isoformat() if head.version else ""),
        ("unit", head.unit),
        ("period", head.period),
        ("rule", head.rule.value if head.rule else ""),
        ("calendar", head.calendar.value if head.calendar else ""),
        ("origin", head.origin),
        *([("export", head.export)] if head.export else []),
        *((f"sheet.{table}", name) for table, name in head.sheets.items()),
        *head.cells.items(),
    )


def head_in(rows: Iterable[Row]) -> Head | None:
    """The head that the hidden sheet of these rows states; no more of them are looked at than a sheet of ours holds."""
    pairs = ([row.cells[at].value if at in row.cells else "" for at in (1, 2)] for row in islice(rows, MOST))
    return read_head((str(key), "" if value is None else str(value)) for key, value in pairs)


def read_head(pairs: Iterable[tuple[str, str]]) -> Head | None:
    """The head that rows of the hidden sheet state; None where one of them is missing or is no head of ours.

    Keys that are not known, and more than a sheet of ours ever holds, are passed over: a later version may have more.
    """
    said: dict[str, str] = {}
    for at, (key, value) in enumerate(pairs):
        if at < MOST and len(key) <= LONGEST and len(value) <= LONGEST:
            said.setdefault(key.strip(), value.strip())
    if said.get("diaban") != "1":
        return None
    try:
        return Head(
            said["form"],
            parse_day(said["version"]),
            said["unit"],
            said["period"],
            PeriodRule(said["rule"]),
            Calendar(said["calendar"]),
            said.get("origin", ""),
            {key.removeprefix("sheet."): value for key, value in said.items() if key.startswith("sheet.")},
            {key: said[key] for key in PAPER_CELLS if key in said},
            said.get("export", ""),
        )
    except (KeyError, ValueError):
        return None
