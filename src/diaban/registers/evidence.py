"""What is appended about a statement after it was made: papers, photographs, certificates, later inspections."""

from dataclasses import dataclass
from datetime import date

from diaban.registers.fact import Kinded
from diaban.units.unit import UnitId

__all__ = ["Evidence", "EvidenceKind"]


class EvidenceKind(Kinded):
    """What may be appended as evidence. A certificate certifies; a later inspection renews it."""

    DECISION = "decision"
    HANDOVER = "handover"
    ROSTER = "roster"
    PHOTOGRAPH = "photograph"
    INSPECTION = "inspection"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """On ``day``, ``by`` (an origin, by key) gave evidence about what ``reporter`` (an origin) had reported.

    About one register row (``register``, the row's table by name, and ``about``, its number), or about a whole
    ``standard`` in a ``unit``; the parts that do not apply are empty, 0 for ``about``. ``row`` is this evidence's own.
    """

    kind: EvidenceKind
    day: date
    by: str
    reporter: str
    source: str
    unit: UnitId | None = None
    standard: str = ""
    register: str = ""
    about: int = 0
    row: int = 0
