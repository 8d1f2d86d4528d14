"""The printed code that ties a signed paper to its data: the same data give the same code, other data another.

A return is printed with its code, signed, scanned and sent back. Whoever reads the code on the scan knows whether the
paper was signed for the data that are held. The code is short enough to be typed where a scan cannot be read: letters
and digits of Crockford's base 32 (I, L, O, U are not among them; what is typed as I, L or O is read as 1, 1, 0), with
two check letters that find any slip of one letter and any two neighbours exchanged.
"""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.lines import Lines
from diaban.intake.plain_csv import Line, Value

__all__ = ["PaperCode", "code_read", "data_digest", "parse_code"]

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE: Final = len(ALPHABET)
VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
MARK: Final = "DB1"
DIGEST_LETTERS: Final = 16
"""80 of the 256 bits: nobody finds other data with the same code by trying."""
CHECK_PRIME: Final = 1021
"""The largest prime below 32 x 32: a weighted sum modulo a prime finds one wrong letter and two exchanged."""
LARGEST_NUMBER: Final = 10**9 - 1
TYPED: Final = re.compile(r"D[B8][1IL]([0-9A-Z]+)")


@dataclass(frozen=True, slots=True)
class PaperCode:
    """The code of return ``number`` with its data: ``str()`` gives it as printed, ``DB1-42-7F3K-....-....-....-XX``.

    ``digest``: the first letters of the data's checksum, 16 of base 32. ValueError for a number or digest without code.
    """

    number: int
    digest: str

    def __post_init__(self) -> None:
        if not 0 < self.number <= LARGEST_NUMBER:
            raise ValueError(f"no number of a return: {self.number}")
        if len(self.digest) != DIGEST_LETTERS or not set(self.digest) <= set(ALPHABET):
            raise ValueError(f"no digest of a code: {self.digest}")

    @classmethod
    def of(cls, number: int, checksum: str) -> "PaperCode":
        """The code of a return with data of that SHA-256 (hexadecimal)."""
        bits = int(checksum[:20], 16)
        letters = [ALPHABET[bits >> 5 * place & 31] for place in reversed(range(DIGEST_LETTERS))]
        return cls(number, "".join(letters))

    def __str__(self) -> str:
        groups = [self.digest[start : start + 4] for start in range(0, DIGEST_LETTERS, 4)]
        return "-".join((MARK, str(self.number), *groups, _check(f"{self.number}{self.digest}")))

    def holds(self, checksum: str) -> bool:
        """Whether it was printed for data of that SHA-256."""
        return self == PaperCode.of(self.number, checksum)


def parse_code(text: str) -> PaperCode:
    """The code that a scan shows or somebody typed, in any case, with or without its dashes and spaces.

    RefusedError ``paper-code`` for what is no code, or has a slip in it.
    """
    plain = re.sub(r"[\s\-.\u2010-\u2015]+", "", text.upper())
    typed = TYPED.fullmatch(plain)
    body = "" if typed is None else "".join(ALPHABET[VALUES[letter]] for letter in typed[1] if letter in VALUES)
    number, digest, check = body[: -DIGEST_LETTERS - 2], body[-DIGEST_LETTERS - 2 : -2], body[-2:]
    lost = typed is None or len(body) != len(typed[1])
    if lost or not number.isdigit() or len(number) > 9 or int(number) == 0 or check != _check(number + digest):
        raise RefusedError(finding("paper-code", text=text[:60]))
    return PaperCode(int(number), digest)


def code_read(
    pages: Sequence[Iterable[str]], own: PaperCode, *, file: str
) -> tuple[PaperCode | None, tuple[Finding, ...]]:
    """Of the texts on each page of a scan the code that counts, and what to say of the pages.

    That is ``own``, the code of the return, unless a page bears another: among good pages that one was exchanged. None
    and the warning ``paper-without-code`` where no page bears any; ``paper-pages-without-code`` where some do not
    (``pages``: their numbers, as texts).
    """
    read = [[code for text in texts if (code := _parsed(text))] for texts in pages]
    codes = [code for page in read for code in page]
    place = Place(file=file)
    if not codes:
        return None, (finding("paper-without-code", place=place, severity=Severity.WARNING),)
    bare = [str(number) for number, page in enumerate(read, start=1) if not page]
    found = finding("paper-pages-without-code", place=place, severity=Severity.WARNING, pages=bare)
    return next((code for code in codes if code != own), own), (found,) if bare else ()


def _parsed(text: str) -> PaperCode | None:
    """None for a square code of somebody else's: an address, a stamp."""
    try:
        return parse_code(text)
    except RefusedError:
        return None


PART: Final = "\0"
"""Between the parts of a packed line: the first of all letters, which no sheet can hold."""
INSTEAD: Final = "\ufffd"


def data_digest(form: str, version: date, unit: str, period: str, tables: Mapping[str, Sequence[Line]]) -> str:
    """SHA-256 (hexadecimal) of what a return says, whatever file it came in: order of rows and columns, number formats,
    empty rows and empty cells change nothing; any value does.

    ``tables``: checked lines by table of the form; ``period``: key of the reporting period.
    """
    # As one document of JSON it would weigh several times what it says: it is hashed piece by piece.
    digest = sha256()

    def say(text: str) -> None:
        digest.update(text.encode("utf-8", "surrogatepass"))

    say(f'{{"form":{_json(form)},"period":{_json(period)},"tables":{{')
    for number, (name, lines) in enumerate(sorted((name, lines) for name, lines in tables.items() if lines)):
        say(f"{',' if number else ''}{_json(name)}:[")
        for at, packed in enumerate(_sorted(lines)):
            say(f"{',' if at else ''}{_json(_unpacked(packed))}")
        say("]")
    say(f'}},"unit":{_json(unit)},"version":{_json(version.isoformat())}}}')
    return digest.hexdigest()


_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _sorted(lines: Sequence[Line]) -> Iterator[str]:
    """The cells of each line that say something, in order of their names, packed into one text. The texts come in the
    order of the lists that they are made of, since nothing comes before what parts them; those that begin with the same
    cell are packed and sorted together, so that no more of them lie there at once."""
    columns = _columns(lines)
    first: dict[str, array[int]] = {}
    for at in range(len(lines)):
        first.setdefault(next(_cells(columns, at), ""), array("l")).append(at)
    for cell in sorted(first):
        yield from sorted(PART.join(_cells(columns, at)) for at in first[cell])


def _columns(lines: Sequence[Line]) -> list[tuple[str, Sequence[Value | None]]]:
    if isinstance(lines, Lines):
        return [(name, lines.column(name)) for name in sorted(lines.names)]
    names = sorted({name for line in lines for name in line.values})
    return [(name, [line.values.get(name) for line in lines]) for name in names]


def _cells(columns: Iterable[tuple[str, Sequence[Value | None]]], at: int) -> Iterator[str]:
    for name, column in columns:
        value = column[at]
        if value is not None:
            kind, text = ("text", value) if value.__class__ is str else _value(value)
            told = f"{name}{PART}{kind}{PART}{text}"
            yield (
                told
                if told.count(PART) == 2
                else PART.join(part.replace(PART, INSTEAD) for part in (name, kind, str(text)))
            )


def _unpacked(packed: str) -> list[list[str]]:
    parts = packed.split(PART) if packed else []
    return [parts[at : at + 3] for at in range(0, len(parts), 3)]


def _value(value: object) -> tuple[str, str]:
    """A value with its kind, so that the text 5 is not the number 5; 5.0 and 5.00 are one number, and so is 5."""
    match value:
        case bool():
            return "truth", str(value).lower()
        case int() | Decimal():
            return "number", format(Decimal(value).normalize(), "f")
        case date():
            return "day", value.isoformat()
        case _:
            return "text", str(value)


def _check(text: str) -> str:
    total = sum(weight * (VALUES[letter] + 1) for weight, letter in enumerate(text, start=1)) % CHECK_PRIME
    return ALPHABET[total // BASE] + ALPHABET[total % BASE]
