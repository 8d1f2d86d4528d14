"""Lines of a table kept column by column: at the limits of a file a dictionary each would weigh more than the file."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import overload

from diaban.intake.plain_csv import Line, Value

__all__ = ["Lines"]


class Lines(Sequence[Line]):
    """Lines in the order of their rows, each made when it is asked for. ``names``: of the columns, the same for all."""

    __slots__ = ("_columns", "_rows", "names")

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._rows = array("l")
        self._columns: tuple[list[Value | None], ...] = tuple([] for _ in self.names)

    @classmethod
    def joined(cls, parts: Sequence["Lines"]) -> "Lines":
        """The lines of several sheets, one after the other; their columns are the same."""
        whole = cls(parts[0].names if parts else ())
        for part in parts:
            whole._rows.extend(part._rows)
            for column, more in zip(whole._columns, part._columns, strict=True):
                column.extend(more)
        return whole

    def add(self, row: int, values: Mapping[str, Value | None]) -> None:
        """One more; ``values`` in the order of the names."""
        self._rows.append(row)
        for column, value in zip(self._columns, values.values(), strict=True):
            column.append(value)

    def put(self, at: int, name: str, value: Value | None) -> None:
        """A value that was not known before."""
        self._columns[self.names.index(name)][at] = value

    def leave_out(self, rows: Collection[int]) -> None:
        """Take lines out, by the numbers of their rows."""
        kept = [at for at, row in enumerate(self._rows) if row not in rows]
        self._rows = array("l", [self._rows[at] for at in kept])
        self._columns = tuple([column[at] for at in kept] for column in self._columns)

    @property
    def rows(self) -> Sequence[int]:
        """The numbers of the rows."""
        return self._rows

    def column(self, name: str) -> Sequence[Value | None]:
        """What stands in one column; nothing where there is none of this name."""
        return self._columns[self.names.index(name)] if name in self.names else ()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Line]:
        names = self.names
        for row, values in zip(self._rows, zip(*self._columns, strict=True), strict=True):
            yield Line(row, dict(zip(names, values, strict=True)))

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return Line(self._rows[at], dict(zip(self.names, (column[at] for column in self._columns), strict=True)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Line.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]  # it changes while it is read
