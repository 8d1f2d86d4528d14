"""One cell of a plain CSV file: what a column allows, and the text of a cell turned into a value or a finding."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import parse_day
from diaban.intake.csv_text import trimmed

__all__ = ["Column", "Kind", "Value", "fold", "read_cell", "shown"]

Kind = Literal["text", "code", "day", "integer", "decimal", "choice"]
Value = str | int | Decimal | date

MAX_WHOLE_DIGITS: Final = 18
MAX_DECIMALS: Final = 6
SHOWN_LENGTH: Final = 60

# Spreadsheets of East Asia run formulas written with full-width signs too (OWASP, "CSV Injection").
_FORMULA_STARTS: Final = frozenset("=+@-\uff1d\uff0b\uff20\uff0d")
_HARMLESS_MINUS: Final = re.compile(r"-[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INTEGER: Final = re.compile(r"-?([0-9]+)")
_DECIMAL: Final = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
# A group of thousands never begins with 0, so 0.125 has one reading only.
_TWO_READINGS: Final = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_DIGITS: Final = re.compile(r"[0-9]+")
_EXPONENT: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+")
_MADE_DECIMAL: Final = re.compile(r"[0-9]+[.,]0+")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column must look like.

    ``required``: the heading must be there and no cell may be empty; ``blank=True`` keeps the heading compulsory and
    allows empty cells. A column that is not required may be absent and its cells may be empty. Empty is ``None``.

    Kinds and the values they give: ``text`` (str, NFC, inner line breaks as ``\\n``), ``code`` (str, leading zeros
    kept; with ``widths`` only digits of one of these lengths), ``day`` (date, written YYYY-MM-DD), ``integer`` (int),
    ``decimal`` (Decimal), ``choice`` (str, one of ``choices`` in the spelling given there; case does not matter).

    Raises ValueError for a column that says nothing or contradicts itself.
    """

    name: str
    _: KW_ONLY
    kind: Kind = "text"
    required: bool = True
    blank: bool = False
    choices: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    max_length: int = 500

    def __post_init__(self) -> None:
        if not trimmed(self.name):
            raise ValueError("a column needs a name")
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"column {self.name}: choices go with kind 'choice' and with no other")
        if len({fold(choice) for choice in self.choices}) != len(self.choices):
            raise ValueError(f"column {self.name}: two choices differ by nothing that a reader can see")
        if self.widths and (self.kind != "code" or min(self.widths) < 1):
            raise ValueError(f"column {self.name}: widths are positive and go with kind 'code'")
        if self.max_length < 1:
            raise ValueError(f"column {self.name}: max_length is at least 1")

    @property
    def may_be_empty(self) -> bool:
        """Whether a cell of this column may hold nothing."""
        return self.blank or not self.required


def read_cell(column: Column, raw: str, delimiter: str) -> Value | Finding | None:
    """One cell: its value, ``None`` when it is empty and may be, or the first thing that is wrong with it.

    ``delimiter`` is the file's: a spreadsheet that writes ``;`` may write 1.234 for one thousand two hundred and
    thirty-four, one that writes ``,`` between cells uses the point for decimals. The place of a finding names the
    column only; the caller knows file and row.
    """
    # Most cells are plain letters and digits, with which nothing can be wrong but their length and their kind.
    plain = raw.isascii() and raw.isalnum()
    text = raw if plain else trimmed(raw)
    if not text:
        return None if column.may_be_empty else finding("csv-cell-empty", place=_place(column))
    if len(text) > column.max_length:
        return finding("csv-cell-long", place=_place(column), length=len(text), limit=column.max_length)
    if not plain and (strange := _strange(column, raw, text)):
        return strange
    return _READERS[column.kind](column, text, delimiter)


def _strange(column: Column, raw: str, text: str) -> Finding | None:
    if not text.isprintable() and (control := _CONTROL.search(text)):
        code = f"U+{ord(control[0]):04X}"
        return finding("csv-control-character", place=_place(column), found=shown(text), character=code)
    if "\ufffd" in text:
        return finding("csv-lost-character", place=_place(column), found=shown(text))
    # A leading tab or line break makes some spreadsheets run what follows, so it is refused and not trimmed away.
    if (text[0] in _FORMULA_STARTS and not _HARMLESS_MINUS.fullmatch(text)) or raw[0] in "\t\n\r":
        return finding("csv-formula", place=_place(column), found=shown(raw))
    return None


def fold(text: str) -> str:
    """What two headings or choices are compared by: trimmed, NFC, without case, runs of white space as one space."""
    return unicodedata.normalize("NFC", " ".join(trimmed(text).casefold().split()))


def shown(text: str) -> str:
    """The text as a message may quote it: cut at 60 characters, what cannot be seen written as ``<U+0000>``."""
    cut = text[:SHOWN_LENGTH]
    seen = cut if cut.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in cut)
    return seen if len(text) <= SHOWN_LENGTH else seen + "…"


def _place(column: Column) -> Place:
    return Place(column=column.name)


def _text(column: Column, text: str, delimiter: str) -> Value | Finding:
    return text


def _code(column: Column, text: str, delimiter: str) -> Value | Finding:
    digits = _DIGITS.fullmatch(text)
    if digits and len(text) in column.widths:
        return text
    if _EXPONENT.fullmatch(text) or (column.widths and _MADE_DECIMAL.fullmatch(text)):
        return finding("csv-code-damaged", place=_place(column), found=shown(text))
    if not column.widths:
        return text
    longer = [width for width in column.widths if width > len(text)]
    if not (digits and longer):
        return finding("csv-code", place=_place(column), found=shown(text), widths=column.widths)
    return finding(
        "csv-code-zeros", place=_place(column), found=text, widths=column.widths, likely=text.zfill(min(longer))
    )


def _day(column: Column, text: str, delimiter: str) -> Value | Finding:
    try:
        return parse_day(text)
    except ValueError:
        return finding("csv-day", place=_place(column), found=shown(text))


def _integer(column: Column, text: str, delimiter: str) -> Value | Finding:
    match = _INTEGER.fullmatch(text)
    if match is None:
        return finding("csv-integer", place=_place(column), found=shown(text))
    return int(text) if len(match[1]) <= MAX_WHOLE_DIGITS else _too_many_digits(column, text)


def _decimal(column: Column, text: str, delimiter: str) -> Value | Finding:
    if ("," in text or delimiter != ",") and _TWO_READINGS.fullmatch(text):
        point = text.replace(",", ".")
        return finding(
            "csv-number-ambiguous",
            place=_place(column),
            found=text,
            whole=point.replace(".", ""),
            fraction=point,
            clear=point + "0",
        )
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return finding("csv-number", place=_place(column), found=shown(text))
    if len(match[1]) > MAX_WHOLE_DIGITS or len(match[2] or "") > MAX_DECIMALS:
        return _too_many_digits(column, text)
    number = Decimal(text)
    # Decimal keeps a sign on zero, which would print as -0.
    return number or number.copy_abs()


def _too_many_digits(column: Column, text: str) -> Finding:
    return finding(
        "csv-number-digits",
        place=_place(column),
        found=shown(text),
        whole=MAX_WHOLE_DIGITS,
        decimals=MAX_DECIMALS,
    )


def _choice(column: Column, text: str, delimiter: str) -> Value | Finding:
    wanted = fold(text)
    for choice in column.choices:
        if fold(choice) == wanted:
            return choice
    return finding("csv-choice", place=_place(column), found=shown(text), choices=column.choices)


_READERS: Final[dict[Kind, Callable[[Column, str, str], Value | Finding]]] = {
    "text": _text,
    "code": _code,
    "day": _day,
    "integer": _integer,
    "decimal": _decimal,
    "choice": _choice,
}
