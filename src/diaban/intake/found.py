"""What is found while a return is read: each mistake by itself, each habit of its writer once, with how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from diaban.basis.finding import Finding, Place, Severity, finding

__all__ = ["Found"]


@dataclass(slots=True)
class Found:
    """Findings of one file, at most ``limit`` of them; one more then counts the rest."""

    file: str
    limit: int
    _kept: list[Finding] = field(default_factory=list)
    _habits: dict[tuple[str, str | None, str | None], tuple[Finding, int]] = field(default_factory=dict)
    _more: int = 0

    def add(self, *found: Finding) -> None:
        """Write findings down."""
        room = max(0, self.limit - len(self._kept))
        self._kept += found[:room]
        self._more += len(found[room:])

    def habit(self, found: Finding, place: Place) -> None:
        """Write down what may be so in every row of a column: the first place and case, and how many there are.

        The sentences of such a finding tell its ``count``.
        """
        key = (found.code, place.sheet, place.column)
        first, count = self._habits.get(key, (replace(found, place=place), 0))
        self._habits[key] = (first, count + 1)

    def all(self) -> tuple[Finding, ...]:
        """Every finding: those of cells and rows in their order, then the habits."""
        more = [finding("csv-more-findings", place=Place(file=self.file), count=self._more, kept=len(self._kept))]
        habits = [_counted(first, count) for first, count in self._habits.values()]
        return (*self._kept, *(more if self._more else ()), *habits)

    @property
    def stopped(self) -> bool:
        """Whether something was found that is an error."""
        return any(one.severity is Severity.ERROR for one in self._kept)


def _counted(first: Finding, count: int) -> Finding:
    values: Mapping[str, object] = {**first.values, "count": count}
    return Finding(first.code, first.severity, first.place, MappingProxyType(values))
