"""The movement *Toàn dân bảo vệ an ninh Tổ quốc* (M10): models, the places where they run and their teams, apart.

A *mô hình* (model) runs at *điểm* (places), kept up by *tổ* (teams): three different things, never added. The team of a
model is neither a *Tổ bảo vệ an ninh, trật tự* (Law 30/2023/QH15) nor a *tổ dân phố*, which is a residential group.
"""

from dataclasses import dataclass
from datetime import date

from diaban.registers.fact import Fact, Kinded
from diaban.units.unit import UnitId

__all__ = [
    "ExampleKind",
    "Examples",
    "Funding",
    "ModelKind",
    "ModelPlace",
    "ModelTeam",
    "MovementEquipment",
    "MovementModel",
    "MovementSessions",
    "Recognition",
    "RecognitionLevel",
    "SessionKind",
]


class ModelKind(Kinded):
    """What a model is about: cameras and lights (report B5), and what else the movement's own reports tell apart."""

    CAMERA = "security-camera"
    LIGHT = "security-light"
    SELF_MANAGED = "self-managed"
    RECONCILIATION = "reconciliation"
    REINTEGRATION = "reintegration"
    OTHER = "other"


class Funding(Kinded):
    """Whose money paid: cost is told apart by source."""

    STATE_BUDGET = "state-budget"
    MOBILISED = "mobilised"
    ENTERPRISE = "enterprise"
    PEOPLE = "contributed"


class SessionKind(Kinded):
    """Gatherings that launch (phát động) the movement, and those that raise awareness (tuyên truyền)."""

    LAUNCH = "launch"
    AWARENESS = "awareness"


class ExampleKind(Kinded):
    """Outstanding examples (điển hình tiêu biểu), counted and never named."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class RecognitionLevel(Kinded):
    """What is recognised as safe on security and order: a residential area, by 20 November; a commune, by the 30th."""

    RESIDENTIAL_AREA = "residential-area"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementModel(Fact):
    """A model that a unit began and keeps up; ``model`` is its key, unlike any other in the nation."""

    model: str
    unit: UnitId
    name: str
    kind: ModelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlace(Fact):
    """A place in a unit at which a model runs. ``participants``: people taking part there; None: not counted."""

    place: str
    model: str
    unit: UnitId
    name: str
    participants: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTeam(Fact):
    """A team of a model in a unit, and how many people it has."""

    team: str
    model: str
    unit: UnitId
    name: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementEquipment(Fact):
    """Equipment of the models in a unit, by whose money: installed, working of these, what it cost (đồng).

    ``kind`` is a code of the measure ``movement-equipment``. ``cost_vnd`` None: not stated.
    """

    unit: UnitId
    kind: str
    funding: Funding
    installed: int
    working: int
    cost_vnd: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementSessions(Fact):
    """Gatherings held during the period, and people who came; ``attendees`` None: not counted."""

    unit: UnitId
    kind: SessionKind
    sessions: int
    attendees: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples(Fact):
    """Outstanding examples newly found and multiplied during the period, as a number."""

    unit: UnitId
    kind: ExampleKind
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition(Fact):
    """A unit, or a residential area of it, classified for a year: safe on security and order or not.

    ``hamlet``: the key of the residential area; None for the commune as a whole. ``decision``, ``granted_on``: the
    document and its day, None while there is none. Deadlines: 20 November (area), 30 November (commune).
    """

    unit: UnitId
    hamlet: str | None
    level: RecognitionLevel
    year: int
    safe: bool
    decision: str | None
    granted_on: date | None
