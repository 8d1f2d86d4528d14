"""Ceilings and pins as somebody types them, at a command line or on a page."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from diaban.plans.phasing.facts import Limit, Pin, Resource
from diaban.plans.phasing.gather import Ceiling

__all__ = ["capacity", "ceiling", "pin"]

AMOUNT: Final = re.compile(r"(\d{1,15})(?:[.,](\d{1,9}))?\s*([a-z]*)")
TIMES: Final = {"ty": 10**9, "bn": 10**9, "tr": 10**6, "trieu": 10**6, "m": 10**6, "dong": 1, "": 1}
LEAST: Final = 1_000_000
"""Đồng below which an amount without a unit is a slip: somebody meant triệu or tỷ."""
YEAR: Final = 1000
"""Numbers from here on are years, below it phases."""


def ceiling(text: str) -> Ceiling:
    """``2027=90ty``, ``2027=90000000000``. ValueError for anything else, and for an amount below a million đồng."""
    year, _, told = text.partition("=")
    found = AMOUNT.fullmatch(_plain(told))
    if not re.fullmatch(r"[12]\d{3}", year.strip()) or found is None or found[3] not in TIMES:
        raise ValueError(text)
    if found[2] and TIMES[found[3]] == 1:
        raise ValueError(text)
    amount = Decimal(f"{found[1]}.{found[2] or 0}") * TIMES[found[3]]
    if amount != int(amount) or 0 < amount < LEAST:
        raise ValueError(text)
    return Ceiling(int(year), int(amount))


def capacity(text: str) -> Limit:
    """``supervision:2027=6``: not more than so many at a time, or begun, in a year. ValueError for anything else."""
    name, _, told = text.partition(":")
    found = re.fullmatch(r"([12]\d{3})=(\d{1,6})", _plain(told))
    if found is None or name.strip() not in (Resource.SUPERVISION, Resource.CONTRACTORS, Resource.WORKS):
        raise ValueError(text)
    resource, year = Resource(name.strip()), int(found[1])
    return Limit(key=f"{year}/{resource.value}", resource=resource, year=year, most=int(found[2]))


def pin(text: str) -> Pin:
    """``WORKS=2`` (a phase), ``WORKS=2027`` (a year), ``WORKS=out``. ValueError for anything else."""
    works, found, when = text.rpartition("=")
    when = _plain(when)
    if not found or not works.strip():
        raise ValueError(text)
    if when in ("out", "ngoai"):
        return Pin(works.strip())
    if not re.fullmatch(r"\d{1,4}", when):
        raise ValueError(text)
    number = int(when)
    return Pin(works.strip(), year=number) if number >= YEAR else Pin(works.strip(), phase=number)


def _plain(text: str) -> str:
    """Lower case without marks and blanks: "90 tỷ" is "90ty"."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part) and not part.isspace())
