"""Numbers as people type them: 1.234,5 and 1,234.5 and 1 234; which reading it is, where there is more than one."""

import re
from decimal import Decimal
from typing import Final, Literal, NamedTuple, cast

__all__ = ["Mark", "Number", "number_of"]


Mark = Literal[",", "."]
"""The sign that parts the decimals: what a number of a column tells about the others."""


class Number(NamedTuple):
    """A number that was typed. ``percent``: with its sign. ``mark``: which decimal sign the writer is known to use.

    ``other``: what it is if the sign in it parts decimals instead of thousands: ``1.234`` is 1234 or 1.234, and only
    the rest of the column can tell. ``sign`` is the sign in question.
    """

    value: Decimal
    percent: bool = False
    mark: Mark | None = None
    other: Decimal | None = None
    sign: Mark | None = None


SPACES: Final = re.compile("[ \u00a0\u2007\u2009\u202f]")
GROUPS_OF_SPACES: Final = re.compile("[1-9][0-9]{0,2}(?:[ \u00a0\u2007\u2009\u202f'’][0-9]{3})+(?:[.,][0-9]+)?")
MINUS: Final = str.maketrans("−–‐‑", "----")
PLAIN: Final = re.compile(r"[0-9]{1,25}")
GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+")
BOTH: Final = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?!\2)([.,])([0-9]+)")
ONE: Final = re.compile(r"([0-9]+)([.,])([0-9]+)")
LONGEST: Final = 40


def number_of(text: str) -> Number | None:
    """What a text says if it is a number and nothing else: a sign, digits, one kind of sign between groups of three,
    another before the decimals, a sign of per cent. None for anything else: no word is dropped to make it one.

    ``(5)`` is what accountants write for a negative number, and what others write for a footnote: it is none.
    """
    if len(text) > LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Number(Decimal(text))
    body = text.translate(MINUS)
    percent = body.endswith(("%", "\uff05"))
    body = body.rstrip("%\uff05").rstrip(" \u00a0") if percent else body
    negative = body.startswith("-")
    body = body.lstrip("-") if body.count("-") == 1 else body
    body = body.removeprefix("+").strip(" \u00a0")
    if GROUPS_OF_SPACES.fullmatch(body):
        body = SPACES.sub("", body).replace("'", "").replace("’", "")
        found = _number(body, grouped=True)
    else:
        found = _number(body, grouped=False)
    if found is None:
        return None
    value, other = found.value, found.other
    if negative:
        value, other = -value, None if other is None else -other
    # Decimal keeps a sign on zero, which would print as -0.
    return Number(value or value.copy_abs(), percent, found.mark, other, found.sign)


def _number(body: str, *, grouped: bool) -> Number | None:
    if PLAIN.fullmatch(body):
        return Number(Decimal(body))
    if grouped_by := GROUPED.fullmatch(body):
        mark: Mark = "," if grouped_by[1] == "." else "."
        return Number(Decimal(body.replace(grouped_by[1], "")), mark=mark)
    if both := BOTH.fullmatch(body):
        return Number(Decimal(f"{both[1].replace(both[2], '')}.{both[4]}"), mark=cast(Mark, both[3]))
    one = ONE.fullmatch(body)
    if one is None or len(one[1]) > LONGEST // 2:
        return None
    sign = cast(Mark, one[2])
    fraction = Decimal(f"{one[1]}.{one[3]}")
    # A group of thousands never begins with 0, and has three digits: 0.125 and 12.50 and 1234.567 have one reading.
    if len(one[3]) != 3 or len(one[1]) > 3 or one[1].startswith("0") or grouped:
        return Number(fraction, mark=sign)
    return Number(Decimal(one[1] + one[3]), other=fraction, sign=sign)
