"""One dated version of an administrative unit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from diaban.basis.period import Period

__all__ = ["TYPES_BY_LEVEL", "Level", "Unit", "UnitId", "UnitType"]

UnitId = str
"""Opaque, issued once in ``identities.csv``, never reused (DESIGN "Time", rule 6)."""


class Level(StrEnum):
    """Levels of the administrative hierarchy, the highest first.

    Districts were in force until 2025-06-30. Hamlets are kept by the commune itself: the model takes
    them, the reference ships none.
    """

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    HAMLET = "hamlet"


class UnitType(StrEnum):
    """Types of unit, as the law names them, in lower case."""

    TINH = "tỉnh"
    THANH_PHO = "thành phố"
    HUYEN = "huyện"
    QUAN = "quận"
    THI_XA = "thị xã"
    XA = "xã"
    PHUONG = "phường"
    THI_TRAN = "thị trấn"
    DAC_KHU = "đặc khu"
    THON = "thôn"
    BAN = "bản"
    XOM = "xóm"
    TO_DAN_PHO = "tổ dân phố"


TYPES_BY_LEVEL: Final[dict[Level, tuple[UnitType, ...]]] = {
    Level.PROVINCE: (UnitType.TINH, UnitType.THANH_PHO),
    Level.DISTRICT: (UnitType.HUYEN, UnitType.QUAN, UnitType.THI_XA, UnitType.THANH_PHO),
    Level.COMMUNE: (UnitType.XA, UnitType.PHUONG, UnitType.THI_TRAN, UnitType.DAC_KHU),
    Level.HAMLET: (UnitType.THON, UnitType.BAN, UnitType.XOM, UnitType.TO_DAN_PHO),
}
"""*Thành phố* is a type on two levels; every other type belongs to one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is during one period: the code, name, type, level and parent of those days.

    Renaming, recoding, retyping and re-parenting make a further version with the same ``id``; a change of
    ground makes another unit. ``name`` stands without its type ("Hải Sơn", "2"); ``full_name`` has it in front.

    ``answers`` is the part of ``period`` for which the atlas vouches: a version whose first day is unknown
    (``period.start`` None) answers from the horizon of its province, and on no day (None) if it ended before.
    """

    id: UnitId
    code: str
    name: str
    type: UnitType
    level: Level
    parent_id: UnitId | None
    period: Period
    answers: Period | None

    def answers_on(self, day: date) -> bool:
        """Whether the atlas vouches for this version on ``day``."""
        return self.answers is not None and day in self.answers

    def shown_on(self, today: date) -> date | None:
        """The day on which this version is best shown: ``today`` if in force, else its last day; None if on none."""
        if self.answers is None:
            return None
        return today if today in self.answers else self.answers.last_day or self.answers.start

    @property
    def full_name(self) -> str:
        """The name with its type in front, as a sentence writes it: "xã Hải Sơn", "phường 2"."""
        return f"{self.type} {self.name}"
