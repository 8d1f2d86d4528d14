"""The integer programme of a phasing, as data: columns, rows, one weight per column. An engine needs nothing else.

A column is one works beginning in one year. A row says: every works begins at most once (exactly once where it is
pinned in); a limit holds; works begin no sooner than those they wait for are finished.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from diaban.plans.phasing.facts import OUT, Limit, Question, Resource, Year
from diaban.plans.phasing.open_years import open_years

__all__ = ["Model", "Row", "begins_of", "model_of", "prices_of", "scale_of", "start_of", "with_slacks", "within"]


@dataclass(frozen=True, slots=True)
class Row:
    """``low <= sum of weight x column <= high``; ``name``: what it is about (``limit``, key …)."""

    name: tuple[str | int, ...]
    columns: NDArray[np.int32]
    weights: NDArray[np.float64]
    low: float
    high: float


@dataclass(frozen=True)
class Model:
    """Maximise ``sum of worth x column``. ``columns``: works and year of each; the first ``whole`` are 0 or 1, those
    after them (slacks) any number from 0 on. ``shut``: columns that are held at 0."""

    columns: tuple[tuple[str, int], ...]
    worth: NDArray[np.float64]
    rows: tuple[Row, ...]
    whole: int
    place: Mapping[tuple[str, int], int] = field(default_factory=dict)
    shut: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def model_of(question: Question) -> Model:
    """The programme of a question."""
    columns = tuple((one.works, year) for one in question.works for year in open_years(question, one))
    place = {column: number for number, column in enumerate(columns)}
    worth = np.array([question.worth(question.by_key[key], year) for key, year in columns], float)
    rows = [*_once(question, place), *_limits(question, columns), *_order(question, place)]
    return Model(columns, worth, tuple(rows), len(columns), place)


def _row(name: tuple[str | int, ...], parts: Mapping[int, float], low: float, high: float) -> Row:
    return Row(name, np.array(list(parts), np.int32), np.array(list(parts.values()), float), low, high)


def _once(question: Question, place: Mapping[tuple[str, int], int]) -> list[Row]:
    rows = []
    for one in question.works:
        pin = question.pinned.get(one.works)
        must = pin is not None and not pin.out
        parts = {place[one.works, at.year]: 1.0 for at in question.years if (one.works, at.year) in place}
        if parts or must:
            rows.append(_row(("once", one.works), parts, 1.0 if must else 0.0, 1.0))
    return rows


def _limits(question: Question, columns: Sequence[tuple[str, int]]) -> list[Row]:
    rows = []
    for limit in question.limits:
        parts: dict[int, float] = {}
        for number, (key, year) in enumerate(columns):
            one = question.by_key[key]
            if limit.region is not None and one.region != limit.region:
                continue
            times = _times(question, limit, year, one.span)
            if times and (uses := one.uses(limit.resource)):
                parts[number] = uses * times / scale_of(limit.resource)
        scale = scale_of(limit.resource)
        high = np.inf if limit.room is None else limit.room / scale
        low = -np.inf if limit.least is None else limit.least / scale
        rows.append(_row(("limit", limit.key), parts, low, high))
    return rows


def _times(question: Question, limit: Limit, begins: int, span: int) -> int:
    """How often works that begin in a year are charged to a limit."""
    under_way = range(begins, begins + (span if limit.resource.lasts else 1))
    return sum(
        1 for at in question.years if at.year in under_way and (at.year == limit.year or at.phase == limit.phase)
    )


def scale_of(resource: Resource) -> float:
    """By what a row about a resource is divided: money stands in millions, for an engine's tolerances are absolute."""
    return 1_000_000.0 if resource is Resource.MONEY else 1.0


def _order(question: Question, place: Mapping[tuple[str, int], int]) -> list[Row]:
    rows = []
    for one in question.works:
        for before in one.after:
            first = question.by_key.get(before)
            for at in question.years:
                if (one.works, at.year) not in place:
                    continue
                parts = {place[one.works, year.year]: 1.0 for year in _until(question, at.year, one.works, place)}
                if first is not None:
                    for year in _until(question, at.year - first.span, before, place):
                        parts[place[before, year.year]] = -1.0
                rows.append(_row(("after", one.works, before, at.year), parts, -np.inf, 0.0))
    return rows


def _until(question: Question, year: int, key: str, place: Mapping[tuple[str, int], int]) -> list[Year]:
    return [at for at in question.years if at.year <= year and (key, at.year) in place]


def with_slacks(model: Model, prices: Mapping[Resource, float], question: Question) -> Model:
    """The same where every limit may be broken for a price per unit of the row (million đồng, or one): pins and order
    stay. What it then costs tells by how much which limit must give way."""
    columns, worth = list(model.columns), list(model.worth)
    rows = []
    limits = {limit.key: limit for limit in question.limits}
    for row in model.rows:
        if row.name[0] != "limit":
            rows.append(row)
            continue
        limit = limits[str(row.name[1])]
        parts = dict(zip(row.columns.tolist(), row.weights.tolist(), strict=True))
        for wanted, sign in ((np.isfinite(row.high), -1.0), (np.isfinite(row.low), 1.0)):
            if wanted:
                parts[len(columns)] = sign
                columns.append((limit.key, int(sign)))
                worth.append(-prices[limit.resource])
        rows.append(_row(row.name, parts, row.low, row.high))
    return replace(model, columns=tuple(columns), worth=np.array(worth), rows=tuple(rows))


def start_of(model: Model, begins: Mapping[str, int]) -> NDArray[np.float64]:
    """The columns of a plan."""
    values = np.zeros(len(model.columns))
    for key, year in begins.items():
        if year != OUT and (key, year) in model.place:
            values[model.place[key, year]] = 1.0
    return values


def begins_of(question: Question, model: Model, values: Sequence[float] | NDArray[np.float64]) -> dict[str, int]:
    """The plan of a solution."""
    begins = {one.works: OUT for one in question.works}
    for number, (key, year) in enumerate(model.columns[: model.whole]):
        if values[number] > 0.5:
            begins[key] = year
    return begins


def prices_of(
    question: Question, model: Model, told: NDArray[np.float64]
) -> tuple[dict[str, float], dict[tuple[str, str, int], float]]:
    """The prices of limits (points per đồng, or per one) and of the order of works, out of those of the rows."""
    resources = {limit.key: limit.resource for limit in question.limits}
    prices: dict[str, float] = {}
    order: dict[tuple[str, str, int], float] = {}
    for row, price in zip(model.rows, told.tolist(), strict=True):
        if price and row.name[0] == "limit":
            key = str(row.name[1])
            prices[key] = price / scale_of(resources[key])
        elif price and row.name[0] == "after":
            _, works, before, year = row.name
            order[str(works), str(before), int(year)] = price
    return prices, order


def within(model: Model, told: NDArray[np.float64], most: int) -> Model:
    """The same with at most about ``most`` columns left open: those nearest to being chosen at the prices of the rows.

    What it finds is a plan of the whole model; what it proves is not.
    """
    left = model.worth.copy()
    for row, price in zip(model.rows, told.tolist(), strict=True):
        if price and row.name[0] != "once":
            left[row.columns] -= price * row.weights
    best: dict[str, float] = {}
    for number, (key, _) in enumerate(model.columns):
        best[key] = max(best.get(key, 0.0), left[number])
    behind = np.array([best[key] - left[number] for number, (key, _) in enumerate(model.columns)])
    return replace(model, shut=np.sort(np.argsort(behind, kind="stable")[most:]))
