"""People of the commune police: posts assigned against people present, qualifications, who answers for which hamlet.

An officer is a pseudonymous code, never a name. Regular officers hold the titles of commune police (report Q1).
"""

from dataclasses import dataclass

from diaban.registers.fact import Fact, Kinded
from diaban.units.unit import UnitId, UnitType

__all__ = ["Hamlet", "HamletDuty", "HeadCount", "Post", "Posting", "Qualification", "QualificationKind", "Title"]


class Title(Kinded):
    """Titles of commune police (Law on the People's Public Security; report Q1)."""

    CHIEF = "chief"
    DEPUTY = "deputy"
    MEMBER = "member"


class QualificationKind(Kinded):
    """Investigators by grade, apart from investigating officers, who are none."""

    INVESTIGATOR_PRIMARY = "investigator-primary"
    INVESTIGATOR_INTERMEDIATE = "investigator-intermediate"
    INVESTIGATOR_SENIOR = "investigator-senior"
    INVESTIGATING_OFFICER = "investigating-officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Fact):
    """Posts assigned (biên chế được giao) to a unit for one title, by a document."""

    unit: UnitId
    title: Title
    number: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount(Fact):
    """People present (quân số hiện có) in a unit where only the count is known; ``title`` None: of all titles."""

    unit: UnitId
    title: Title | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting(Fact):
    """An officer serves in a unit under a title."""

    officer: str
    unit: UnitId
    title: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification(Fact):
    """An officer holds a qualification."""

    officer: str
    kind: QualificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hamlet(Fact):
    """A hamlet (thôn, bản, xóm, tổ dân phố) that a commune keeps itself; ``hamlet`` is the commune's own key for it."""

    hamlet: str
    unit: UnitId
    name: str
    type: UnitType


@dataclass(frozen=True, slots=True, kw_only=True)
class HamletDuty(Fact):
    """An officer answers for a hamlet."""

    hamlet: str
    officer: str
