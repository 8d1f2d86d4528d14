"""A column of a list: what stands on the page, what goes into a workbook, what it is sorted and filtered by.

Each constructor takes one way of getting the value, so that page and workbook cannot say different things.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from diaban.basis.names import sort_key
from diaban.basis.speech import Speech
from diaban.reports.table import Cell
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["Column", "Options", "choice", "code", "day", "unit", "units", "until", "whole", "written"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Options(Generic[R]):
    """What rows of a column may be chosen by: ``words`` by key, in their order, and the key of a row."""

    words: Mapping[str, str]
    of: Callable[[R], str]


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """``key``: its name in addresses. ``html``: the inside of a row's cell. ``cells``: what a workbook holds of it, one
    cell for each of ``titles``. ``order``: what sorts it, rows with None come last either way; without it, it does not
    sort. ``words``: where a filter looks for text. ``head``: it names the row and is always shown. ``quiet``: its
    heading is read out and not seen.
    """

    key: str
    title: str
    html: Callable[[R], str]
    cells: Callable[[R], tuple[Cell, ...]]
    titles: tuple[str, ...]
    order: Callable[[R], Any] | None = None
    words: Callable[[R], str] | None = None
    options: Options[R] | None = None
    numeric: bool = False
    head: bool = False
    quiet: bool = False


def written(key: str, title: str, get: Callable[[R], str], *, mark: str = "label", head: bool = False) -> Column[R]:
    """Words, sorted as a Vietnamese list is. ``mark``: what its digits are (``data-n``)."""

    def html(row: R) -> SafeString:
        return mark_safe(f'<span data-n="{mark}">{escape(get(row))}</span>')

    return Column(
        key, title, html, lambda row: (get(row) or None,), (title,), lambda row: sort_key(get(row)), get, head=head
    )


def code(key: str, title: str, get: Callable[[R], str]) -> Column[R]:
    """An official code or an identifier: a text, whatever it looks like."""
    return Column(key, title, lambda row: parts.code(get(row)), lambda row: (get(row) or None,), (title,), get, get)


def unit(
    key: str,
    title: str,
    get: Callable[[R], Unit],
    on: Callable[[R], date | None],
    *,
    known: str = "",
    head: bool = True,
) -> Column[R]:
    """A unit by its name, as a link to it on that day; ``known``: as known then."""

    def name(row: R) -> str:
        return get(row).full_name

    return Column(
        key=key,
        title=title,
        html=lambda row: parts.linked(get(row), on(row), known),
        cells=lambda row: (name(row),),
        titles=(title,),
        order=lambda row: sort_key(get(row).name),
        words=name,
        head=head,
    )


def units(
    key: str,
    title: str,
    get: Callable[[R], Sequence[Unit]],
    on: Callable[[R], date | None],
    *,
    known: str = "",
    empty: str = "—",
) -> Column[R]:
    """Several units one after another: those above a unit, those it became. ``empty``: what the page shows of none."""

    def html(row: R) -> str:
        return ", ".join(parts.linked(one, on(row), known) for one in get(row)) or empty

    def names(row: R) -> str:
        return ", ".join(one.full_name for one in get(row))

    def order(row: R) -> Any:
        # From the top down: the communes of one district stand together under their province.
        return [sort_key(one.name) for one in reversed(get(row))] or None

    return Column(key, title, html, lambda row: (names(row) or None,), (title,), order, names)


def choice(key: str, title: str, get: Callable[[R], str], words: Mapping[str, str], *, chip: bool = False) -> Column[R]:
    """One word of a closed list: ``words`` by key in their order; a row with no such key has none. It may be filtered
    by, and sorts in the order of the list."""
    ranks = {one: rank for rank, one in enumerate(words)}
    drawn = {one: parts.chip(word, "quiet") if chip else parts.label(word) for one, word in words.items()}
    return Column(
        key=key,
        title=title,
        html=lambda row: drawn.get(get(row), ""),
        cells=lambda row: (words.get(get(row)),),
        titles=(title,),
        order=lambda row: ranks.get(get(row)),
        words=lambda row: words.get(get(row), ""),
        options=Options(words, get),
    )


def whole(
    say: Speech, key: str, title: str, get: Callable[[R], int | None], href: Callable[[R], str] | None = None
) -> Column[R]:
    """A whole number, on the page a figure; nothing where there is none."""

    def html(row: R) -> str:
        number = get(row)
        return "" if number is None else parts.figure(say, number, href(row) if href else None)

    return Column(key, title, html, lambda row: (get(row),), (title,), get, numeric=True)


def day(say: Speech, key: str, title: str, get: Callable[[R], date | None]) -> Column[R]:
    """A day, or that it is not known."""
    unknown = say.text("web.unknown-day")
    return Column(key, title, lambda row: parts.day(say, get(row)), lambda row: (get(row) or unknown,), (title,), get)


def until(say: Speech, key: str, title: str, get: Callable[[R], date | None]) -> Column[R]:
    """The last day of something; None: it lasts, and comes after all days."""
    now = say.text("word.now")

    def html(row: R) -> str:
        return parts.day(say, get(row)) if get(row) else escape(now)

    return Column(key, title, html, lambda row: (get(row) or now,), (title,), lambda row: get(row) or date.max)
