"""What a benchmark says: figures with their spread, targets and peers, gathered into cases."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

__all__ = ["Case", "Figure", "Spread", "Table", "Times", "from_json", "timed", "to_json"]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each repetition: as the clock on the wall went, and as this program had a processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of ``n`` repetitions."""

    median: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float], scale: float = 1.0) -> "Spread":
        """Of measured values, each multiplied by ``scale``."""
        scaled = [value * scale for value in values]
        return cls(median(scaled), min(scaled), max(scaled), len(scaled))


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing; ``what`` begins with ``ours``, ``peer`` or ``floor`` (what no program could go below).

    ``target``: what its median may not exceed. ``against``: for a peer or floor, the ``what`` of the figure of ours
    that it is held against, so that the ratio can be printed. ``cpu``: for a time, the median of the time that the
    program had a processor; nothing is judged by it, but where it is far below the median others had the processor.
    """

    what: str
    unit: str
    spread: Spread
    target: float | None = None
    against: str | None = None
    cpu: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.target is None else self.spread.median <= self.target


def timed(
    what: str, unit: str, times: Times, scale: float, target: float | None = None, against: str | None = None
) -> Figure:
    """A figure that is a time; ``scale`` takes seconds to the unit."""
    return Figure(what, unit, Spread.of(times.wall, scale), target, against, median(times.cpu) * scale)


@dataclass(frozen=True, slots=True)
class Table:
    """Counts that belong to a case: answers compared, hit rates."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One question of the issue: what was asked, the figures, how they were measured and what they do not show."""

    key: str
    title: str
    asked: str
    figures: tuple[Figure, ...]
    method: str
    limits: str
    tables: tuple[Table, ...] = ()

    def ratio(self, figure: Figure) -> float | None:
        """How many times the peer's median is that of ours."""
        own = next((each for each in self.figures if each.what == figure.against), None)
        return None if own is None or not own.spread.median else figure.spread.median / own.spread.median


def to_json(case: Case) -> dict[str, Any]:
    """As plain values."""
    document = asdict(case)
    for plain, figure in zip(document["figures"], case.figures, strict=True):
        plain["met"], plain["ratio"] = figure.met, case.ratio(figure)
    return document


def from_json(document: dict[str, Any]) -> Case:
    """What :func:`to_json` made."""
    figures = tuple(
        Figure(each["what"], each["unit"], Spread(**each["spread"]), each["target"], each["against"], each["cpu"])
        for each in document["figures"]
    )
    tables = tuple(
        Table(each["title"], tuple(each["heading"]), tuple(tuple(row) for row in each["rows"]))
        for each in document["tables"]
    )
    words = {key: document[key] for key in ("key", "title", "asked", "method", "limits")}
    return Case(figures=figures, tables=tables, **words)
