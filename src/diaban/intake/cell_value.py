"""One cell of a form's column into its value: what it means, what was mended on the way, or what is wrong with it.

Nothing is taken silently that could have been meant otherwise: where there are two readings the rest of the column
decides (:class:`Doubt`), and where that says nothing a finding names both.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Final, NamedTuple

from diaban.basis.bilingual import Bilingual
from diaban.basis.finding import Finding, Severity, finding
from diaban.basis.mojibake import Kind
from diaban.basis.names import fold as unmarked
from diaban.intake.column_letters import TABLES, is_modern, is_two
from diaban.intake.csv_cell import MAX_DECIMALS, MAX_WHOLE_DIGITS, Value, fold, shown
from diaban.intake.day_text import day_of
from diaban.intake.form import FormColumn
from diaban.intake.legacy_font import is_legacy, is_sound, said
from diaban.intake.number_text import Mark, Number, number_of
from diaban.intake.serial import day_of_serial
from diaban.intake.sheet import Cell, CellError, CellValue

__all__ = ["SPECIAL", "ColumnReader", "Doubt", "Noted", "Outcome", "Outcomes", "Special", "Unread", "restored"]


class Noted(NamedTuple):
    """A value that was read by a rule which its writer should know of; ``note`` has no place yet."""

    value: Value | None
    note: Finding


class Doubt(NamedTuple):
    """A number with two readings, for the rest of the column to decide; as it was ``found``.

    ``share``: what stands there without its sign of per cent, if that is the question; it may be a part of 1.
    """

    found: str
    share: Decimal | None = None


class Unread(NamedTuple):
    """A text in old letters with two readings, for the cells around it to decide; as it was ``found``."""

    found: str


Outcome = Value | Finding | Noted | Doubt | Unread | None

REMEMBERED: Final = 4_000
DASHES: Final = frozenset(("-", "–", "—", "−", "...", "…", "/"))
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
FORMULA: Final = re.compile(r"[=@\uff1d\uff20]|[-+\uff0b\uff0d](?![0-9][0-9.,]*$)(?!\s[^()|!=@]*$)")
DIGITS: Final = re.compile(r"[0-9]+")
EXPONENT: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
PLAINLY: Final = frozenset(("code", "text"))
COUNTED: Final = frozenset(("integer", "decimal"))
YEARS: Final = (1900, 2100)
SERIALS: Final = (25_569, 73_050)
"""Numbers that are taken for days without a format that says so: 1970 to 2099."""
HUNDRED: Final = Decimal(100)


class Special:
    """Stands for a cell with a formula or in a merged area: what it says depends on its row."""


SPECIAL: Final = Special()


class Outcomes(dict[Cell | None, Outcome | Special]):
    """What the cells of a column said, by the cell: asked for and remembered; None is a cell that is not there."""

    def __init__(self, reader: "ColumnReader", empty: Outcome) -> None:
        super().__init__({None: empty})
        self._reader, self._empty = reader, empty

    def __missing__(self, cell: Cell) -> Outcome | Special:
        if cell.formula is not None or cell.merged_from is not None:
            return SPECIAL
        outcome = self._reader.look(cell)
        if not self._reader.repeats:
            return outcome
        if len(self) >= REMEMBERED:
            self.clear()
            self[None] = self._empty
        self[cell] = outcome
        return outcome


class ColumnReader:
    """Reads the cells of one column; what it learns of the column stays with it.

    ``outcomes``: what its cells say; ``repeats``: whether they are remembered. ``old``: the tables of cells that were
    restored by their letters; ``modern``: whether a cell was typed as Unicode. ``marks``: the signs of decimals its
    writer is known to use. ``plain_share``: whether some share above 1 stands without its sign. ``late_typed_days`` and
    the like: what tells that days and months were exchanged.
    """

    def __init__(self, column: FormColumn, *, epoch_1904: bool = False) -> None:
        self.column = column
        self.marks: set[Mark] = set()
        self.old: set[Kind] = set()
        self.modern = False
        self.plain_share = False
        self.late_typed_days = self.late_shown_days = self.shown_days = 0
        self._epoch_1904 = epoch_1904
        self._width = column.widths[0] if len(column.widths) == 1 else 0
        # What is unlike in every row is not worth remembering.
        self.repeats = column.kind not in PLAINLY
        # Of a column of whole numbers; of any other no number lies between them.
        known = column.kind == "integer" and column.least is not None and column.most is not None
        # Whole per cent of something: its heading says so, and who writes the sign says it again.
        self._in_percent = column.kind == "integer" and "%" in column.title["vi"]
        self._whole_from, self._whole_to = (column.least or 0, column.most or 0) if known else (1, 0)
        self._exact, self._loose = _choices(column) if column.kind == "choice" else ({}, {})
        self._by_text: Callable[[str], Outcome] = getattr(self, f"_{column.kind}")
        self.outcomes = Outcomes(self, self.empty())

    def look(self, cell: Cell) -> Outcome:
        """What a cell says; a finding has no place yet."""
        value = cell.value
        if value.__class__ is int and self._whole_from <= value <= self._whole_to and not cell.style.percent:
            # Most cells of most sheets: a whole number in its column.
            return value
        if value.__class__ is str and self.column.kind in PLAINLY and self._is_plain(value, cell.style.font):
            return value.strip()
        if isinstance(value, str):
            return self._text_cell(value, cell.style.font)
        if value is None:
            return finding("cell-formula-empty") if cell.formula is not None else self.empty()
        if isinstance(value, date):
            return self._shown_day(value)
        if isinstance(value, bool):
            return self._by_text("true" if value else "false")
        return self._number_cell(value, percent=cell.style.percent)

    def _is_plain(self, text: str, font: str | None) -> bool:
        """Whether a text is a code or words with which nothing can be wrong: most of them, told quickly."""
        if self.column.kind == "code":
            return len(text) == self._width and text.isascii() and text.isdigit()
        return (
            text[:1].isalnum() and len(text) <= self.column.max_length and text.isprintable() and is_sound(text, font)
        )

    def empty(self) -> Outcome:
        """What a cell says that is not there or holds nothing."""
        return None if self.column.blank or not self.column.required else finding("csv-cell-empty")

    def _text_cell(self, raw: str, font: str | None) -> Outcome:
        if raw.isascii() and raw.isalnum() and raw.__class__ is str and len(raw) <= self.column.max_length:
            # Letters and digits alone: nothing can be wrong with them but what they say.
            return self._by_text(raw if font is None or not is_legacy(font) else said(raw, font).text)
        if isinstance(raw, CellError):
            return finding("cell-error", found=shown(raw))
        text, kind, lost = said(raw, font)
        if lost:
            if self.column.kind == "text" and is_two(text):
                return Unread(text)
            return finding("cell-letters-lost", found=shown(text))
        if kind is not None and kind in TABLES and (font is None or not is_legacy(font)):
            self.old.add(kind)
        self.modern = self.modern or (kind is None and is_modern(text))
        if not text or text in DASHES:
            return self.empty()
        if len(text) > self.column.max_length and self.column.kind not in {"choice", "day"}:
            return finding("csv-cell-long", length=len(text), limit=self.column.max_length)
        if not text.isprintable() and (control := CONTROL.search(text)):
            return finding("csv-control-character", found=shown(text), character=f"U+{ord(control[0]):04X}")
        if FORMULA.match(text):
            return finding("csv-formula", found=shown(text))
        outcome = self._by_text(text)
        if kind is None or isinstance(outcome, Finding | Doubt | Noted | Unread):
            return outcome
        return Noted(outcome, restored(raw, text))

    def _number_cell(self, value: int | float | Decimal, *, percent: bool) -> Outcome:
        if isinstance(value, float):
            # Sixteen digits and more are the machine's, not the writer's: 0.1 + 0.2 is shown as 0.3.
            value = int(value) if value.is_integer() and abs(value) < 1e15 else Decimal(f"{value:.15g}")
        if isinstance(value, Decimal):
            value = _rounded(value, MAX_DECIMALS + (2 if percent else 0))
        if percent and self.column.kind in COUNTED:
            # Shown as 60 %, kept as 0.6: what its writer saw is what was meant, and only where shares are asked for.
            seen = (Decimal(value) * HUNDRED).normalize() + 0
            return self._by_text(f"{seen:f}%")
        match self.column.kind:
            case "integer":
                return self._whole(Decimal(value), str(value))
            case "decimal":
                return self._fraction(Decimal(value), str(value))
            case "percent":
                return self._share(Decimal(value), str(value), percent=percent)
            case "day":
                return self._serial(value)
            case _:
                return self._by_text(str(value) if isinstance(value, int) else f"{value:f}")

    def _shown_day(self, day: date) -> Outcome:
        if self.column.kind == "day":
            self.shown_days += 1
            self.late_shown_days += day.day > 12
            return day if YEARS[0] <= day.year < YEARS[1] else finding("cell-day-far", day=day)
        if self.column.kind == "text":
            return f"{day:%d/%m/%Y}"
        return finding("cell-is-day", day=day)

    # --- by kind, what was typed as text ------------------------------------------------------------------------

    def _text(self, text: str) -> Outcome:
        return text

    def _code(self, text: str) -> Outcome:
        widths = self.column.widths
        if DIGITS.fullmatch(text):
            if not widths or len(text) in widths:
                return text
            longer = [width for width in widths if width > len(text)]
            if not longer:
                return finding("csv-code", found=shown(text), widths=widths)
            likely = text.zfill(min(longer))
            if len(longer) > 1 or int(text) == 0:
                return finding("csv-code-zeros", found=text, widths=widths, likely=likely)
            return Noted(likely, _note("cell-zeros-restored", text, likely))
        if EXPONENT.fullmatch(text):
            return finding("csv-code-damaged", found=shown(text))
        return finding("csv-code", found=shown(text), widths=widths) if widths else text

    def _day(self, text: str) -> Outcome:
        typed = day_of(text)
        if typed is None:
            number = number_of(text)
            return self._serial(number.value) if number and not number.other else finding("cell-day", found=shown(text))
        if typed.foreign:
            return finding("cell-day-foreign", found=shown(text), likely=typed.day)
        if typed.others:
            return finding("cell-day-two", found=shown(text), first=typed.day, second=typed.others[0])
        if not YEARS[0] <= typed.day.year < YEARS[1]:
            return finding("cell-day-far", day=typed.day)
        self.late_typed_days += typed.day.day > 12
        return Noted(typed.day, _note("cell-day-short", text, typed.day)) if typed.short else typed.day

    def _serial(self, value: int | Decimal) -> Outcome:
        day = None
        if SERIALS[0] <= value <= SERIALS[1] and value == int(value):
            day = day_of_serial(int(value), epoch_1904=self._epoch_1904)
        if day is None:
            return finding("cell-day", found=f"{value:f}" if isinstance(value, Decimal) else str(value))
        return Noted(day, _note("cell-day-serial", value, day))

    def _typed(self, text: str) -> Number | Finding:
        number = number_of(text)
        if number is None:
            return finding("cell-number", found=shown(text))
        if number.mark is not None:
            self.marks.add(number.mark)
        return number

    def _integer(self, text: str) -> Outcome:
        number = self._typed(text)
        if isinstance(number, Finding):
            return number
        if number.percent and not self._in_percent:
            return finding("cell-number", found=shown(text))
        # People are whole: 1.234 of them are 1234.
        return self._whole(number.value, text)

    def _decimal(self, text: str) -> Outcome:
        number = self._typed(text)
        if isinstance(number, Finding):
            return number
        if number.percent:
            return finding("cell-number", found=shown(text))
        if number.other is not None:
            return Doubt(text)
        return self._fraction(number.value, text)

    def _percent(self, text: str) -> Outcome:
        number = self._typed(text)
        if isinstance(number, Finding):
            return number
        # No share is over a thousand: 98.765 has three decimals.
        value = number.value if number.other is None else number.other
        return self._fraction(value, text) if number.percent else self._share(value, text, percent=False)

    def _choice(self, text: str) -> Outcome:
        value = self._exact.get(fold(text))
        if value is not None:
            return value
        plain = unmarked(text)
        loose = self._loose.get(plain)
        if loose is not None:
            return Noted(loose, _note("cell-choice-taken", text, self._worded(loose)))
        words = [Bilingual(title) for title in self.column.choices.values()]
        near = get_close_matches(plain, self._loose, n=1, cutoff=0.8) if len(plain) < 60 else []
        likely = self._loose[near[0]] if near else None
        if likely is None:
            return finding("csv-choice", found=shown(text), choices=words)
        return finding("cell-choice-near", found=shown(text), likely=self._worded(likely), choices=words)

    # --- numbers --------------------------------------------------------------------------------------------------

    def _whole(self, value: Decimal, found: str) -> Outcome:
        if value != value.to_integral_value():
            return finding("cell-fraction", found=shown(found))
        return self._within(value, int(value))

    def _fraction(self, value: Decimal, found: str) -> Outcome:
        exponent = value.as_tuple().exponent
        if value.adjusted() >= MAX_WHOLE_DIGITS or (isinstance(exponent, int) and -exponent > MAX_DECIMALS):
            whole, decimals = MAX_WHOLE_DIGITS, MAX_DECIMALS
            return finding("csv-number-digits", found=shown(found), whole=whole, decimals=decimals)
        return self._within(value, value)

    def _share(self, value: Decimal, found: str, *, percent: bool) -> Outcome:
        if percent:
            return self._fraction((value * HUNDRED).normalize() + 0, found)
        if value > 1:
            self.plain_share = True
        elif value > 0:
            return Doubt(found, value)
        return self._fraction(value, found)

    def _within(self, value: Decimal, whole: int | Decimal) -> Outcome:
        column = self.column
        if column.least is not None and value < column.least:
            return finding("cell-too-small", value=value, least=column.least)
        if column.most is not None and value > column.most:
            return finding("cell-too-large", value=value, most=column.most)
        return whole

    def settle(self, doubt: Doubt) -> Outcome:
        """A number in doubt, once the whole column is known."""
        if doubt.share is not None:
            if self.plain_share:
                return self._fraction(doubt.share, doubt.found)
            return finding("cell-share-two", found=doubt.found, share=doubt.share, whole=doubt.share * HUNDRED)
        number = number_of(doubt.found)
        if number is None or number.other is None:
            raise ValueError(f"not in doubt: {doubt.found}")
        if len(self.marks) == 1:
            return self._fraction(number.other if number.sign in self.marks else number.value, doubt.found)
        return finding("cell-number-two", found=doubt.found, whole=number.value, fraction=number.other)

    def _worded(self, value: str) -> Bilingual | str:
        title = self.column.choices.get(value)
        return Bilingual(title) if title else value


def _rounded(value: Decimal, places: int) -> Decimal:
    """A number that a spreadsheet calculated, with the decimals there is room for; what is typed is not rounded."""
    exponent = value.as_tuple().exponent
    return round(value, places) if isinstance(exponent, int) and -exponent > places else value


def _note(code: str, found: CellValue, taken: object) -> Finding:
    return finding(code, severity=Severity.NOTE, found=shown(str(found)), taken=taken)


def restored(raw: str, text: str) -> Finding:
    """The note that a text in old letters was read as ``text``."""
    return _note("cell-letters-restored", raw, text)


def _choices(column: FormColumn) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What may be written, by how it is compared: as it stands, and without marks where that is still one thing."""
    exact = {fold(word): value for word, value in column.said.items()}
    loose: dict[str, set[str]] = {}
    for word, value in column.said.items():
        loose.setdefault(unmarked(word), set()).add(value)
    return exact, {plain: next(iter(values)) for plain, values in loose.items() if plain and len(values) == 1}
