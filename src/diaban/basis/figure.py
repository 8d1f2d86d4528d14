"""A figure and its address: one text that serves drawer, URL, QR and later verification (DESIGN "Figures", rule 1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.basis.percent import percent
from diaban.basis.period import parse_day

__all__ = ["DERIVED", "KEY", "NATION", "Address", "Figure", "FrameRef", "Reading", "Record", "ScopeRef", "Step"]

NATION: Final = "nation"
DERIVED: Final = "derived"
LATEST: Final = "latest"
SEPARATOR: Final = "~"
KEY: Final = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
"""What a name in an address may look like."""
MOMENT: Final = "%Y%m%dT%H%M%S.%f"


class Reading(StrEnum):
    """In which units a figure counts: those of its day, or those of another day, and then by which rule."""

    AS_REPORTED = "as-reported"
    RESTATED_ANY = "restated-any"
    RESTATED_ALL = "restated-all"

    @property
    def is_restated(self) -> bool:
        """Whether it counts in the units of another day."""
        return self is not Reading.AS_REPORTED


class Step(StrEnum):
    """How far a statement has come, each step on top of the one before (DESIGN "Figures", rule 4)."""

    REPORTED = "reported"
    EVIDENCED = "evidenced"
    CERTIFIED = "certified"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class ScopeRef:
    """The unit a figure speaks of (by id, or the nation); ``ground_of``: the ground it held on that day."""

    unit: str = NATION
    ground_of: date | None = None

    def __post_init__(self) -> None:
        _require(self.unit)

    def __str__(self) -> str:
        return self.unit if self.ground_of is None else f"{self.unit}@{self.ground_of}"


@dataclass(frozen=True, slots=True)
class FrameRef:
    """Which units are counted: derived by rule or a frozen frame by key; ``units_of``: in the units of that day."""

    key: str = DERIVED
    units_of: date | None = None

    def __post_init__(self) -> None:
        _require(self.key)

    def __str__(self) -> str:
        return self.key if self.units_of is None else f"{self.key}@{self.units_of}"


@dataclass(frozen=True, slots=True)
class Address:
    """Everything that makes a figure the figure it is.

    ``measure``: id of a measure or standard, with a state behind a dot (``independent-headquarters.met``).
    ``known_at``: an aware moment, None for what is known now. Raises ValueError for what has no text form: a name
    outside ``a-z 0-9 - .``, a naive moment, a restated reading without the day of its units or the other way round.
    """

    measure: str
    scope: ScopeRef
    frame: FrameRef
    day: date
    known_at: datetime | None
    step: Step
    reading: Reading

    def __post_init__(self) -> None:
        _require(self.measure)
        if self.known_at is not None:
            if self.known_at.utcoffset() is None:
                raise ValueError(f"a moment without its zone: {self.known_at}")
            # One moment, one text: two spellings of an instant must not make two figures.
            object.__setattr__(self, "known_at", _in_utc(self.known_at))
        if self.reading.is_restated != (self.frame.units_of is not None):
            raise ValueError(f"{self.reading} with frame {self.frame}")

    def __str__(self) -> str:
        moment = LATEST if self.known_at is None else f"{self.known_at.year:04}{self.known_at:%m%dT%H%M%S.%fZ}"
        parts = (self.measure, self.scope, self.frame, self.day, moment, self.step, self.reading)
        return SEPARATOR.join(map(str, parts))

    @classmethod
    def parse(cls, text: str) -> "Address":
        """The address a text stands for; ``parse(str(address)) == address``. RefusedError ``figure-address``."""
        try:
            measure, scope, frame, day, moment, step, reading = text.split(SEPARATOR)
            found = cls(
                measure,
                ScopeRef(*_at(scope)),
                FrameRef(*_at(frame)),
                parse_day(day),
                None if moment == LATEST else _moment(moment),
                Step(step),
                Reading(reading),
            )
        except ValueError as error:
            raise RefusedError(finding("figure-address", text=text)) from error
        if str(found) != text:
            raise RefusedError(finding("figure-address", text=text))
        return found


@dataclass(frozen=True, slots=True)
class Record:
    """A register row a figure rests on: opened by register and number, with the unit it speaks of and its source."""

    register: str
    row: int
    unit: str
    origin: str
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that opens: to its units, their records and sources, the edition and definitions that made it.

    ``of``: the size of the frame, where the figure is a part of it. ``unit``: what is counted (``commune``).
    ``definitions``: checksum by id. ``edition``: of the reference units. ``act``: the last act it knows of.
    """

    address: Address
    value: Decimal
    of: int | None
    unit: str
    units: tuple[str, ...]
    records: tuple[Record, ...]
    sources: tuple[str, ...]
    definitions: Mapping[str, str]
    edition: int
    act: int | None
    findings: tuple[Finding, ...]

    @property
    def percent(self) -> Decimal | None:
        """Its share of the frame; 100 and 0 only for all and none."""
        if self.of is None or self.value != self.value.to_integral_value() or self.value < 0:
            return None
        return percent(int(self.value), self.of)


def _require(text: str) -> None:
    if not KEY.fullmatch(text):
        raise ValueError(f"no name for an address: {text!r}")


def _in_utc(moment: datetime) -> datetime:
    offset = moment.utcoffset() or timedelta(0)
    try:
        return (moment.replace(tzinfo=None) - offset).replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(f"no such moment in UTC: {moment}") from error


def _at(text: str) -> tuple[str, date | None]:
    name, at, day = text.partition("@")
    return name, parse_day(day) if at else None


def _moment(text: str) -> datetime:
    if not text.endswith("Z"):
        raise ValueError(text)
    return datetime.strptime(text[:-1], MOMENT).replace(tzinfo=UTC)
