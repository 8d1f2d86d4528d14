"""What the demonstration will do: acts with invented past moments, as plain values. Nothing here writes anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from diaban.basis.period import Period
from diaban.registers.evidence import EvidenceKind
from diaban.registers.fact import Fact
from diaban.units.unit import UnitId

__all__ = [
    "MARK",
    "Choose",
    "Correct",
    "Deed",
    "Hand",
    "Handle",
    "Handling",
    "Plan",
    "Prove",
    "Record",
    "SourceLine",
    "Step",
    "Supersede",
    "Task",
    "Undo",
]

MARK = "SỐ LIỆU GIẢ LẬP"
"""Stands in every title of what is invented."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source to cite; all of them are invented, and say so."""

    title: str
    published: date


@dataclass(frozen=True, slots=True)
class Record:
    """Facts recorded for the first time."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Supersede:
    """Facts recorded over what the same origin said before about these days."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Correct:
    """Facts closed (they are known by what they say, not by a row), and others in their place."""

    closes: tuple[Fact, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """Where two origins differ, that of ``fact`` counts during ``period``."""

    fact: Fact
    period: Period


@dataclass(frozen=True, slots=True)
class Prove:
    """Evidence that ``unit`` meets ``standard``, as ``reporter`` (an origin) had reported."""

    kind: EvidenceKind
    unit: UnitId
    standard: str
    day: date
    by: str
    reporter: str
    source: str


@dataclass(frozen=True, slots=True)
class Undo:
    """The act of the step with this moment is reversed."""

    moment: datetime


Handling = Literal["accept", "approve", "reopen", "send-back"]


@dataclass(frozen=True, slots=True)
class Hand:
    """A file handed in as a return of ``form`` by the commune that bears ``unit`` (its code), for period ``key``."""

    form: str
    unit: str
    key: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Handle:
    """What is done with the return that was handed in at that moment."""

    moment: datetime
    what: Handling


@dataclass(frozen=True, slots=True)
class Task:
    """A conclusion of a briefing is set; with ``done`` and ``number`` the one set before is done on that day."""

    scope: UnitId | None
    text: str
    owner: str
    due: date
    week: date
    done: date | None
    number: int = 0


Deed = Record | Supersede | Correct | Choose | Prove | Undo | Hand | Handle | Task


@dataclass(frozen=True, slots=True)
class Step:
    """One act: when it was made, why, and what it does."""

    moment: datetime
    reason: str
    deed: Deed


@dataclass(frozen=True, slots=True)
class Plan:
    """All acts in order of their moments, what they cite, and the facts that are known when all is done."""

    steps: tuple[Step, ...]
    sources: Mapping[str, SourceLine]
    origins: Mapping[str, str]
    facts: tuple[Fact, ...]
