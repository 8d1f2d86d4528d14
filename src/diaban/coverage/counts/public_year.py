"""What leaves the service of a year: communes by categories, quarter by quarter, and the province's sums over them.

Each quarter was published when it was over, with the sums that end with it (half-year, nine months, year); all of it is
one family (see ``family``), so that no quarter betrays another. Only one frame is given out, that of the quarter. What
was given out stays as it was: later tables stand on the counts it was made of, not on what was corrected since, else
whoever kept both would subtract.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from diaban.coverage.counts.family import LEAST, Leaf, Stage, withheld

__all__ = ["SUMS", "Quarter", "Shown", "published"]

ALL: Final = ""
"""Stands for all communes, or all categories: no id is empty."""
SUMS: Final = (2, 3, 4)
"""Quarters of a year with which a sum from its beginning ends."""
Line = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: communes that reported it in full and the categories that they did, by key, with their counts."""

    units: tuple[str, ...]
    items: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The last of the quarters, as it may be published: a line of each commune and a last one of all, a last column of
    all categories; None where it is withheld. ``sums``: of all communes, the quarters from the beginning of the year by
    the categories of all of them, ``items``, and a last column; empty in the first quarter.
    """

    lines: tuple[Line, ...]
    items: tuple[str, ...]
    sums: Line


def published(
    quarters: Sequence[Quarter], least: int = LEAST, given: Sequence[Shown] = (), *, summed: bool = True
) -> Shown:
    """The last of the quarters of a year so far, in their order from its first.

    ``given``: what was shown of the first of them when they were given out; their counts are those of then.
    ``summed``: whether sums from the beginning of the year come with it: not where it was another province then.
    """
    counts: dict[Leaf, int] = {}
    stages: list[Stage] = []
    for number, one in enumerate(quarters, 1):
        for unit, row in zip(one.units, one.counts, strict=True):
            counts |= {(unit, item, str(number)): value for item, value in zip(one.items, row, strict=True)}
        sums = _sums(quarters[:number]) if summed and number in SUMS else {}
        stages.append({**_table(one, number), **sums})
    before = [_hidden(one, shown, number) for number, (one, shown) in enumerate(zip(quarters, given, strict=False), 1)]
    hidden = withheld(counts, stages, least, before)
    last, number = quarters[-1], len(quarters)

    def value(name: str) -> int | None:
        return None if name in hidden else sum(counts[leaf] for leaf in stages[-1][name])

    lines = tuple(tuple(value(_name(number, unit, item)) for item in (*last.items, ALL)) for unit in (*last.units, ALL))
    items = _everywhere(quarters) if summed and number in SUMS else ()
    sums = tuple(value(_name(-number, ALL, item)) for item in (*items, ALL)) if items else ()
    return Shown(lines, items, sums)


def _hidden(one: Quarter, shown: Shown, number: int) -> frozenset[str]:
    """Names of what was withheld of a quarter that was given out."""
    lines = zip((*one.units, ALL), shown.lines, strict=True)
    cells = [(_name(number, unit, item), value) for unit, row in lines for item, value in _by_item(one.items, row)]
    cells += [(_name(-number, ALL, item), value) for item, value in (_by_item(shown.items, shown.sums))]
    return frozenset(name for name, value in cells if value is None)


def _by_item(items: Sequence[str], row: Line) -> list[tuple[str, int | None]]:
    return list(zip((*items, ALL), row, strict=True)) if row else []


def _name(number: int, unit: str, item: str) -> str:
    return f"{number}/{unit}/{item}"


def _table(one: Quarter, number: int) -> dict[str, frozenset[Leaf]]:
    units = {unit: (unit,) for unit in one.units} | {ALL: one.units}
    items = {item: (item,) for item in one.items} | {ALL: one.items}
    return {
        _name(number, unit, item): frozenset(product(units[unit], items[item], (str(number),)))
        for unit, item in product(units, items)
    }


def _everywhere(quarters: Sequence[Quarter]) -> tuple[str, ...]:
    """Categories that every quarter has."""
    return tuple(item for item in quarters[-1].items if all(item in one.items for one in quarters))


def _sums(quarters: Sequence[Quarter]) -> dict[str, frozenset[Leaf]]:
    items = _everywhere(quarters)
    if not items:
        return {}
    among = {item: (item,) for item in items} | {ALL: items}
    return {
        _name(-len(quarters), ALL, item): frozenset(
            leaf for number, one in enumerate(quarters, 1) for leaf in product(one.units, of, (str(number),))
        )
        for item, of in among.items()
    }
