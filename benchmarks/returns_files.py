"""The files of invented returns, made before any clock starts: a province's workbook with mistakes in it, a workbook of
each commune as its template comes back, and files at the limits."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.size import SEED
from diaban.basis.period import Period
from diaban.basis.speech import Speech
from diaban.intake.form import Form
from diaban.intake.limits import LIMITS
from diaban.intake.reporting import parse_period
from diaban.registers.staffing import Post, Posting, Title
from diaban.units.edition import Edition
from diaban.units.unit import Level, Unit

__all__ = [
    "KEY",
    "LARGE",
    "MERGED",
    "MISTAKES",
    "ROWS",
    "USUAL",
    "WORDS",
    "WORKBOOK",
    "double",
    "posts",
    "province",
    "write_all",
]

ROWS: Final = 10_000
USUAL: Final = 1_000
"""Rows of it that the usual way is timed on: it goes row by row, and all of them take it a minute and more."""
FEW: Final = 250
"""As many as hold each kind of mistake once."""
WORKBOOK: Final = "bo-tri.xlsx"
LARGE: Final = {"xlsx": "lon.xlsx", "csv": "lon.csv"}
KEY: Final = "2026-10"
MERGED: Final = date(2025, 7, 1)
DAY: Final = date(2026, 10, 1)
EVERY: Final = 50
"""Of so many rows of the workbook one holds a mistake."""
MISTAKES: Final = ("unit", "title", "day", "twice", "elsewhere")
WORDS: Final = {"Trưởng Công an": Title.CHIEF, "Phó Trưởng Công an": Title.DEPUTY, "Công an viên": Title.MEMBER}
ASSIGNED: Final = {Title.CHIEF: 1, Title.DEPUTY: 4, Title.MEMBER: 200}
HEADING: Final = ("Mã đơn vị", "Tên đơn vị", "Mã cán bộ", "Chức danh", "Từ ngày", "Đến hết ngày", "Ghi chú")
LETTERS: Final = str.maketrans("0123456789", "ghiklmnopq")
"""Long numbers would be refused as personal ones."""
PACKED: Final = 0.9
"""Share of the greatest size that the file at the limits comes to."""


def province(edition: Edition) -> Unit:
    """The province with the most communes."""
    provinces = edition.atlas.in_force(DAY, Level.PROVINCE)
    return max(provinces, key=lambda unit: (len(edition.atlas.below(unit.id, DAY)), unit.id))


def posts(units: Sequence[Unit]) -> Iterator[Post]:
    """Posts assigned to communes, three titles each."""
    for unit in units:
        for title, number in ASSIGNED.items():
            about: dict[str, Any] = {"unit": unit.id, "title": title, "number": number, "document": "01/QĐ"}
            yield Post(period=Period(MERGED, None), origin="to-chuc", source="quyet-dinh", **about)


def double(edition: Edition) -> Iterator[Posting]:
    """Officers whom the workbook names by mistake: each serves in another unit, as another origin says."""
    units = edition.atlas.below(province(edition).id, DAY)
    for at, kind in _mistakes():
        if kind == "elsewhere":
            other = units[(_commune(at, len(units)) + 1) % len(units)]
            about: dict[str, Any] = {"officer": _officer(at), "unit": other.id, "title": Title.MEMBER}
            yield Posting(period=Period(MERGED, None), origin="can-bo", source="quyet-dinh", **about)


def write_all(folder: Path, edition: Edition, communes: Sequence[Unit], form: Form, *, small: bool) -> None:
    """Everything into ``folder``. ``small``: only to see that it runs."""
    _workbook(folder / WORKBOOK, edition, FEW if small else ROWS)
    (folder / "returns").mkdir()
    _templates(folder / "returns", communes, form)
    rows = 2_000 if small else LIMITS.rows - 10
    _large(folder, edition, rows, 100_000 if small else int(LIMITS.size * PACKED))


def _mistakes() -> Iterator[tuple[int, str]]:
    return ((at, MISTAKES[at // EVERY % len(MISTAKES)]) for at in range(EVERY - 1, ROWS, EVERY))


def _commune(at: int, communes: int) -> int:
    return at * communes // ROWS


def _officer(at: int) -> str:
    return f"CB-{at:06d}"


def _row(at: int, units: Sequence[Unit], mistake: str | None) -> list[Any]:
    unit = units[_commune(at, len(units)) % len(units)]
    first = at == 0 or _commune(at - 1, len(units)) != _commune(at, len(units))
    words = "Trưởng Công an" if first else "Công an viên"
    day: object = MERGED + timedelta(days=at % 400)
    code, officer = unit.code, _officer(at)
    match mistake:
        case "unit":
            code = "99999"
        case "title":
            words = "Trưởng ban"
        case "day":
            day = "31/02/2026"
        case "twice":
            officer, day = _officer(at - 1), MERGED + timedelta(days=(at - 1) % 400)
    return [code, unit.full_name, officer, words, day, None, ""]


def _workbook(path: Path, edition: Edition, rows: int) -> None:
    units, mistakes = edition.atlas.below(province(edition).id, DAY), dict(_mistakes())
    _write(path, (_row(at, units, mistakes.get(at)) for at in range(rows)))


def _write(path: Path, rows: Iterator[list[Any]]) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Bố trí cán bộ")
        sheet.write_row(0, 0, HEADING)
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, at, value)
                elif value:
                    sheet.write_string(number, at, value)


def _templates(folder: Path, communes: Sequence[Unit], form: Form) -> None:
    """Each commune's template, its posts and people filled in."""
    from diaban.reports.template import template

    say, period = Speech("vi"), parse_period(form.rule, form.calendar, KEY)
    for unit in communes:
        rng = Random(f"{SEED}/{unit.id}")
        about = {"code": unit.code, "unit_name": unit.full_name}
        filled = {
            "posts": [
                {**about, "title": title.value, "number": number, "document": "02/QĐ"}
                for title, number in ASSIGNED.items()
            ],
            "headcounts": [
                {**about, "title": title.value, "number": rng.randrange(number + 1)}
                for title, number in ASSIGNED.items()
            ],
        }
        data = template(form, period, unit, [unit], say=say, filled=filled)
        (folder / f"{unit.code}.xlsx").write_bytes(data)


def _large(folder: Path, edition: Edition, rows: int, size: int) -> None:
    """Rows without a mistake, their remarks as long as makes the file as large as it may be."""
    units = edition.atlas.below(province(edition).id, DAY)
    rng = Random(SEED)
    # A text of random digits takes about half its length in a packed file, whole in a plain one.
    each = {"xlsx": max(size // rows - 22, 2), "csv": max(size // rows - 75, 2)}

    def told(ending: str) -> Iterator[list[Any]]:
        for at in range(rows):
            row = _row(at, units, None)
            row[3], row[6] = "Công an viên", f"{rng.randrange(16 ** each[ending]):x}".translate(LETTERS)
            yield row

    _write(folder / LARGE["xlsx"], told("xlsx"))
    with (folder / LARGE["csv"]).open("w", encoding="utf-8-sig", newline="\r\n") as file:
        file.write(";".join(HEADING) + "\n")
        for row in told("csv"):
            file.write(
                ";".join(value.strftime("%d/%m/%Y") if isinstance(value, date) else value or "" for value in row) + "\n"
            )
