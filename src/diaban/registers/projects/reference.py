"""What works cost beside works of their kind: per square metre, per officer; those far from the others are asked about.

The reference class of works is their structure and kind (new, permanent …): prefabricated works are not compared with
brick. Bounds of the class that public sources give stand in :data:`PUBLISHED`; the median of one's own works stands
beside them. What lies outside is an outlier to be explained, never averaged away (DOMAIN "Premises": 9.27 bn each in
Quảng Ninh's phase 1, 1.5 bn prefabricated in Quảng Trị, against 4 to 6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from diaban.registers.projects.amount import Amount
from diaban.registers.projects.dossier import Dossier
from diaban.registers.projects.kinds import Structure, WorksKind

__all__ = ["FEWEST", "PUBLISHED", "Class", "Cost", "costs", "share_of_investment"]

Class = tuple[WorksKind, Structure]

PUBLISHED: Final[Mapping[Class, tuple[int, int]]] = {
    (WorksKind.NEW, Structure.PERMANENT): (4_000_000_000, 6_000_000_000),
}
"""Đồng that works of a class cost by public sources (DOMAIN "Premises"); to be replaced as more is published."""
FEWEST: Final = 5
"""Works of a class without which their median says nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What works cost. ``value``: đồng, and ``stated``: in which register it stands (``final``, ``contract``,
    ``investment``). ``median``: of the class, None below five. ``outlier``: ``above`` or ``below`` the published
    bounds, or where none are published farther than half from the median; empty: neither."""

    works: str
    value: int
    stated: str
    per_m2: int | None
    per_officer: int | None
    median: int | None
    median_per_m2: int | None
    published: tuple[int, int] | None
    outlier: str


def costs(dossiers: Iterable[Dossier]) -> dict[str, Cost]:
    """The cost of each works of which one is stated, by the key of the works."""
    told = [(one, *found) for one in dossiers if (found := _value(one)) is not None]
    values: dict[Class, list[int]] = {}
    per_m2: dict[Class, list[int]] = {}
    for one, value, _ in told:
        values.setdefault(_class(one), []).append(value)
        if one.works.floor_m2:
            per_m2.setdefault(_class(one), []).append(value // one.works.floor_m2)
    # Once for each class: a nation has three thousand works in a handful of them.
    middles = {kind: _median(found) for kind, found in values.items()}
    middles_per_m2 = {kind: _median(found) for kind, found in per_m2.items()}
    costed: dict[str, Cost] = {}
    for one, value, stated in told:
        kind = _class(one)
        middle = middles.get(kind)
        published = PUBLISHED.get(kind)
        costed[one.works.works] = Cost(
            works=one.works.works,
            value=value,
            stated=stated,
            per_m2=value // one.works.floor_m2 if one.works.floor_m2 else None,
            per_officer=value // one.works.officers if one.works.officers else None,
            median=middle,
            median_per_m2=middles_per_m2.get(kind),
            published=published,
            outlier=_outlier(value, published, middle),
        )
    return costed


def share_of_investment(investment: Amount | None, works: int) -> Amount | None:
    """An equal share of a project's total investment for each of its works: a bound of a bound is a bound."""
    return None if investment is None or works < 1 else investment.each(works)


def _value(one: Dossier) -> tuple[int, str] | None:
    completion = one.completion
    if completion is not None and completion.final_vnd:
        return completion.final_vnd, "final"
    if one.contracted:
        return one.contracted, "contract"
    if one.works.investment_vnd:
        return one.works.investment_vnd, "investment"
    return None


def _class(one: Dossier) -> Class:
    return one.works.kind, one.works.structure


def _median(values: Sequence[int]) -> int | None:
    """In whole đồng: of two in the middle the mean, rounded down."""
    if len(values) < FEWEST:
        return None
    told = sorted(values)
    return (told[(len(told) - 1) // 2] + told[len(told) // 2]) // 2


def _outlier(value: int, published: tuple[int, int] | None, middle: int | None) -> str:
    if published is None and middle is None:
        return ""
    low, high = published or ((middle or 0) // 2, (middle or 0) * 3 // 2)
    return "below" if value < low else "above" if value > high else ""
