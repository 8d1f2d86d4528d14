"""What a forecast answers, and the JSON it is printed and kept as."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.basis.catalogue import Say, Worded
from diaban.coverage.forecast.clock import AHEAD, BIN

__all__ = [
    "LEVELS",
    "NAMED_LEVELS",
    "SHARES",
    "Answer",
    "Baselines",
    "Forecast",
    "Frame",
    "Remark",
    "TailUnit",
    "day_after",
    "percent_told",
]

SHARES: Final = (90, 95, 99, 100)
"""Per cent of the frame whose day is told."""
LEVELS: Final = np.arange(1, 100) / 100.0
"""The levels at which a distribution is kept, so that it can be scored as a whole."""
NAMED_LEVELS: Final = (10, 50, 80, 90)
FURTHEST: Final = AHEAD * BIN * 0.98


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of the catalogue (``key``) that goes with a forecast, and what fills it in."""

    key: str
    values: Mapping[str, object]

    def worded(self, say: Say) -> str:
        """The sentence."""
        return say(self.key, **self.values)


@dataclass(frozen=True, slots=True)
class TailUnit:
    """A unit that may be the last. ``p``: how probably it is; ``months``: what it costs, by how much earlier the whole
    frame would be done on average were this unit done at once. None: it is unknown, so neither can be said."""

    unit: str
    p: float | None
    months: float | None


@dataclass(frozen=True, slots=True)
class Baselines:
    """What a forecast must beat. ``promise``: the promised day, taken at its word; ``pace``: by share, the day if units
    go on to meet the standard as fast as in the last six months, None if none did."""

    promise: date | None
    pace: Mapping[int, date | None]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        pace = {str(share): None if day is None else day.isoformat() for share, day in self.pace.items()}
        return {"promise": None if self.promise is None else self.promise.isoformat(), "pace": pace}


@dataclass(frozen=True, slots=True)
class Frame:
    """The units counted. ``met``: those that meet the standard; ``unknown``: those of which nothing is known; ``ends``:
    the day the frame ends by a change of units already decided; ``basis``: ``units`` or ``aggregates``; ``unnamed``:
    how many more are unknown where only counts are told."""

    size: int
    met: int
    unknown: tuple[str, ...]
    basis: str = "units"
    ends: date | None = None
    unnamed: int = 0

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "basis": self.basis,
            "size": self.size,
            "met": self.met,
            "unknown": list(self.unknown),
            "unnamed": self.unnamed,
            "ends": None if self.ends is None else self.ends.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The distribution for one frame. ``curve``: by share, days after ``as_of`` at :data:`LEVELS`.

    ``levers``: what would buy the most time: units, each with the months that the whole frame would gain if it and all
    before it were done at once.
    """

    as_of: date
    p_by_promise: float | None
    curve: Mapping[int, NDArray[np.float64]]
    tail: tuple[TailUnit, ...]
    levers: tuple[TailUnit, ...] = ()

    def quantile(self, share: int, level: int) -> date | None:
        """The day by which ``share`` per cent are met with a probability of ``level`` per cent; None: not within twenty
        years."""
        return day_after(self.as_of, float(self.curve[share][level - 1]))

    def quantiles(self) -> dict[str, dict[str, str | None]]:
        """For JSON."""
        found: dict[str, dict[str, str | None]] = {}
        for share in self.curve:
            days = {level: self.quantile(share, level) for level in NAMED_LEVELS}
            found[str(share)] = {f"p{level}": None if day is None else day.isoformat() for level, day in days.items()}
        return found


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast as it is printed and kept. ``answer``: for the whole frame, None where it cannot be stated;
    ``conditional``: for the frame without the unknown units, None where there are none. ``reason``: why it cannot be.
    ``notes``: what limits it. ``tail`` of the unstated begins with the unknown units."""

    as_of: date
    cutoff: date | None
    standard: str
    scope: str | None
    frame: Frame
    promise: date | None
    answer: Answer | None
    conditional: Answer | None
    reason: Worded | None
    baselines: Baselines
    seed: int
    simulations: int
    conditional_frame: Frame | None = None
    notes: tuple[Worded, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether the date of the whole frame can be stated."""
        return self.answer is not None

    @property
    def tail(self) -> tuple[TailUnit, ...]:
        """Unknown units first."""
        unknown = tuple(TailUnit(unit, None, None) for unit in self.frame.unknown)
        told = self.answer or self.conditional
        return unknown + (told.tail if told else ())

    def as_dict(self, why_not: str | None) -> dict[str, object]:
        """The JSON of the command (issue "Programme, projects, money"); ``why_not``: the reason in words."""
        return {
            "as_of": self.as_of.isoformat(),
            "cutoff": None if self.cutoff is None else self.cutoff.isoformat(),
            "standard": self.standard,
            "frame": self.frame.as_dict(),
            "stated": self.stated,
            "why_not": why_not,
            "p_by_promise": self.answer.p_by_promise if self.answer else None,
            "quantiles": self.answer.quantiles() if self.answer else None,
            "tail": [_tail_json(unit) for unit in self.tail],
            "conditional": self._conditional_json(),
            "baselines": self.baselines.as_dict(),
            "seed": self.seed,
        }

    def _conditional_json(self) -> dict[str, object] | None:
        """The same for the frame without the unknown units; of a frame that has no other units there is nothing to say
        but that."""
        if self.conditional_frame is None:
            return None
        told = self.conditional
        return {
            "frame": self.conditional_frame.as_dict(),
            "p_by_promise": told.p_by_promise if told else None,
            "quantiles": told.quantiles() if told else None,
            "tail": [_tail_json(unit) for unit in told.tail] if told else [],
            "baselines": self.baselines.as_dict(),
        }


def day_after(as_of: date, days: float) -> date | None:
    """The day so many days after ``as_of``, begun days counted whole; None beyond what is simulated."""
    return None if not np.isfinite(days) or days > FURTHEST else as_of + timedelta(days=int(np.ceil(days - 1e-6)))


def percent_told(p: float) -> str:
    """Whole per cent, never 0 or 100 for what is not certain."""
    return "< 1" if 0 < p < 0.01 else "> 99" if 0.99 < p < 1 else f"{100 * p:.0f}"


def _tail_json(unit: TailUnit) -> dict[str, object]:
    return {
        "unit": unit.unit,
        "p": None if unit.p is None else round(unit.p, 4),
        "months": None if unit.months is None else round(unit.months, 2),
    }
