"""A list and what is seen of it: the one path that page and workbook share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from diaban.basis.names import fold, has_marks, marked_key, search_key
from diaban.web.ground import Visit
from diaban.web.lists.asked import Asked, asked
from diaban.web.lists.column import Column

__all__ = ["Listing", "Seen", "seen"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A list before anybody asked anything of it. ``rows`` in the order in which it comes; ``last``: rows that close
    it, whatever its order (a sum).

    ``known_at``: a moment, or a day whose end is meant; None: now. ``name``: behind its parameters, empty for the
    first list of a page. ``anchor``: where on the page it stands. ``empty``: what is said where there are no rows at
    all. ``size``: rows of a page; the workbook has them all. ``first``: keys of the columns that it begins with, empty:
    all. ``beside``: filters of the page itself, in words. ``attributes``: of a row's element. ``folded``: its tools are
    folded away until they are asked for. ``boosted``: its links fetch only the part of the page around it that says so
    (``hx-target``). ``look``: a class of the table.
    """

    title: str
    columns: tuple[Column[R], ...]
    rows: Sequence[R]
    source: str
    as_of: date | None
    anchor: str
    invented: bool
    name: str = ""
    subtitle: str = ""
    last: Sequence[R] = ()
    empty: str = ""
    size: int | None = None
    first: tuple[str, ...] = ()
    known_at: date | None = None
    beside: tuple[str, ...] = ()
    attributes: Callable[[R], str] | None = None
    folded: bool = False
    boosted: bool = False
    look: str = ""


@dataclass(frozen=True)
class Seen(Generic[R]):
    """What is seen of a list: ``columns`` in their order, ``rows`` filtered and sorted, all of them.

    ``option``: the choice of rows that is in force, ``column.key``, or empty.
    """

    listing: Listing[R]
    asked: Asked
    columns: tuple[Column[R], ...]
    rows: Sequence[R]
    option: str

    @cached_property
    def start(self) -> int:
        """Where the page that is shown begins; a page that is none is the last."""
        size = self.listing.size
        return 0 if size is None else min(self.asked.page - 1, max(0, len(self.rows) - 1) // size) * size

    @property
    def shown(self) -> Sequence[R]:
        """The rows of that page."""
        return self.rows if self.listing.size is None else self.rows[self.start : self.start + self.listing.size]

    @property
    def narrowed(self) -> bool:
        """Whether some filter of the list is in force."""
        return bool(self.option or self.asked.text)

    @property
    def is_asked(self) -> bool:
        """Whether the address says anything of this list."""
        asked = self.asked
        return bool(self.narrowed or asked.columns or asked.order or asked.page > 1)

    @property
    def sorted_by(self) -> Column[R] | None:
        """The column that it is sorted by; None: as it comes."""
        return next((one for one in self.listing.columns if one.order and one.key == self.asked.order), None)


def seen(visit: Visit, listing: Listing[R]) -> Seen[R]:
    """What the address asks to see of it. What names no column, no order and no choice is as if it were not there."""
    told = asked(visit, listing.name)
    columns = _columns(listing, told.columns)
    rows, option = _chosen(listing, told.option)
    if told.text:
        rows = _found(listing.columns, rows, told.text)
    order = next((one.order for one in listing.columns if one.order and one.key == told.order), None)
    if order is not None:
        rows = _ordered(rows, order, told.down)
    return Seen(listing, told, columns, rows, option)


def _columns(listing: Listing[R], wanted: Sequence[str]) -> tuple[Column[R], ...]:
    there = {one.key: one for one in listing.columns}
    keys = [key for key in wanted if key in there] or list(listing.first) or list(there)
    places = {key: at for at, key in enumerate(there)}
    for key, one in there.items():
        # Whatever is left out, a row keeps its name, where it would have stood.
        if one.head and key not in keys:
            keys.insert(sum(places[each] < places[key] for each in keys), key)
    return tuple(there[key] for key in keys)


def _chosen(listing: Listing[R], option: str) -> tuple[Sequence[R], str]:
    key, _, wanted = option.partition(".")
    column = next((one for one in listing.columns if one.key == key), None)
    options = column.options if column else None
    if options is None or wanted not in options.words:
        return listing.rows, ""
    return [row for row in listing.rows if options.of(row) == wanted], option


def _found(columns: Sequence[Column[R]], rows: Sequence[R], text: str) -> list[R]:
    """Rows in whose words the text stands: as it is written, with its marks in any of their places; or, written
    without marks, from the beginning of a word on."""
    words = [one.words for one in columns if one.words]
    bare, marked = text.casefold(), has_marks(text)
    wanted = marked_key(text) if marked else f" {fold(text)}"
    # Sỹ and Sĩ are one name: asked only where there is such a letter, as it costs as much as all the rest.
    spelt = search_key(text) if not marked and ("y" in bare or "i" in bare) else None

    def holds(told: str) -> bool:
        if marked:
            return bare in told.casefold() or wanted in marked_key(told)
        return wanted in f" {fold(told)}" or (spelt is not None and search_key(told).startswith(spelt))

    return [row for row in rows if any((told := get(row)) and holds(told) for get in words)]


def _ordered(rows: Sequence[R], order: Callable[[R], Any], down: bool) -> list[R]:
    keyed = [(order(row), row) for row in rows]
    there = [pair for pair in keyed if pair[0] is not None]
    there.sort(key=lambda pair: pair[0], reverse=down)
    return [row for _, row in there] + [row for key, row in keyed if key is None]
