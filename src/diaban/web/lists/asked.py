"""What the address asks of a list: ``xep``, ``cot``, ``loc``, ``tim``, ``trang``, each with the list's name behind it
where a page has several (``xep-thon``)."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from diaban.web.ground import Visit

__all__ = ["STATE", "Asked", "asked", "tidied"]

ORDER, COLUMNS, OPTION, TEXT, PAGE, OUT = "xep", "cot", "loc", "tim", "trang", "xuat"
STATE: Final = (ORDER, COLUMNS, OPTION, TEXT, PAGE)
"""Parameters of a list, which the list of another page does not take over."""
PASSING: Final = frozenset({"lang", "ngan"})
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """``order`` empty: as the list comes; ``columns`` empty: those it begins with; ``option``: ``column.key``.

    ``given``: the parameters of the whole page, without what is of one answer only.
    """

    name: str
    order: str
    down: bool
    columns: tuple[str, ...]
    option: str
    text: str
    page: int
    out: str
    given: tuple[tuple[str, str], ...]

    def named(self, parameter: str) -> str:
        """A parameter as this list writes it."""
        return f"{parameter}-{self.name}" if self.name else parameter

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """The parameters, but those of this list that are named; another order or choice begins at the first page."""
        gone = {self.named(one) for one in (*without, PAGE, OUT)}
        return [(key, value) for key, value in self.given if key not in gone]

    def address(self, **changes: str) -> str:
        """The same page with other parameters of this list, as a query; empty ones are left out."""
        told = self.kept(*changes) + [(self.named(key), value) for key, value in changes.items() if value]
        return "?" + urlencode(told)


def asked(visit: Visit, name: str) -> Asked:
    """What is asked of the list of that name. Words that mean nothing are for the list to leave aside."""
    given = tuple((key, value) for key, values in visit.GET.lists() if key not in PASSING for value in values)

    def told(parameter: str) -> str:
        key = f"{parameter}-{name}" if name else parameter
        return visit.GET.get(key, "")[:LONGEST].strip()

    order, page = told(ORDER), told(PAGE)
    columns = tuple(dict.fromkeys(one for one in told(COLUMNS).split(",") if one))
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return Asked(
        name,
        order.removeprefix("-"),
        order.startswith("-"),
        columns,
        told(OPTION),
        told(TEXT),
        max(1, number),
        told(OUT),
        given,
    )


def tidied(visit: Visit) -> HttpResponse | None:
    """The short address of the same, where a form has written boxes one by one (``cot=a&cot=b``) or empty fields."""
    kept: list[tuple[str, str]] = []
    count = 0
    for key, values in visit.GET.lists():
        count += len(values)
        base = key.partition("-")[0]
        if base == COLUMNS:
            kept.append((key, ",".join(values)))
        elif base not in (OPTION, TEXT) or values[-1]:
            kept += [(key, value) for value in values]
    return None if len(kept) == count else HttpResponseRedirect(f"{visit.path}?{urlencode(kept)}")
