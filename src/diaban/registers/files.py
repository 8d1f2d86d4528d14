"""The CSV table of each register, as data: its columns, what they may hold, and what a row is about.

One table for every register begins with the same days: ``valid_from`` (the first day) and ``valid_to`` (the first day
it no longer holds; empty: it still holds). A ``code`` is that of a commune on the day ``valid_from``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from diaban.basis.catalogue import Say
from diaban.intake.plain_csv import Column, Kind, Table
from diaban.registers import campaign, movement, opinion, patrols, premises, situation, staffing
from diaban.registers.fact import Fact
from diaban.units.event import Confidence
from diaban.units.unit import TYPES_BY_LEVEL, Level, UnitType

__all__ = [
    "CODE",
    "FROM",
    "LARGEST",
    "LARGEST_VND",
    "NO",
    "REGISTERS",
    "TO",
    "YES",
    "Cell",
    "Headed",
    "Register",
    "Titled",
    "register_named",
    "register_of",
]

CODE: Final = "code"
FROM: Final = "valid_from"
TO: Final = "valid_to"
COMMUNE_CODE: Final = (5,)
YES: Final = ("yes", "có", "1", "true")
NO: Final = ("no", "không", "0", "false")
LARGEST: Final = 2**31 - 1
"""Of any count or area (that of the store, too)."""
LARGEST_VND: Final = 10**15
"""Of any sum of money, in đồng."""
YEARS: Final = (1945, 2100)
COMMON: Final = frozenset(field.name for field in fields(Fact))


@dataclass(frozen=True, slots=True)
class Cell:
    """A column beside those every register has: the field of the fact it fills has its name.

    ``values``: for a choice, the value of the field by the word that is written. ``least``, ``most``: of a number.
    ``pseudonym``: the code of an officer, who is never named. ``listed``: a code of a definition file (the items of a
    standard, the kinds of equipment), which whoever reads a file is handed.
    """

    name: str
    kind: Kind = "text"
    required: bool = True
    values: Mapping[str, object] | None = None
    least: int = 0
    most: int = LARGEST
    pseudonym: bool = False
    listed: bool = False
    max_length: int = 200

    @property
    def column(self) -> Column:
        """How it is read."""
        choices = tuple(self.values) if self.values else ()
        return Column(self.name, kind=self.kind, required=self.required, choices=choices, max_length=self.max_length)


class Titled(str):
    """The name of a register, said by its title."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The title of the catalogue."""
        return say(f"register.name.{self}")


class Headed(str):
    """The name of a column, said by its heading."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The heading of the catalogue."""
        return say(f"register.column.{self}")


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its name in commands, the fact a row becomes, its columns, and what a row is about.

    ``subject``: fields that together are said once on any day by one origin. ``placed``: rows name a unit. ``parts``:
    pairs of columns of which the first counts some of what the second counts, so that it is never more.
    """

    name: str
    fact: type[Fact]
    cells: tuple[Cell, ...]
    subject: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def titled(self) -> Titled:
        """Its name, for sentences."""
        return Titled(self.name)

    def about(self, fact: Fact) -> tuple[Any, ...]:
        """What a row is about: the values of its subject."""
        return tuple([getattr(fact, name) for name in self.subject])

    def differing(self, one: Fact, other: Fact) -> list[str]:
        """Fields in which two rows say different things: beside days, origin and source."""
        names = [field.name for field in fields(self.fact) if field.name not in COMMON]
        return [name for name in names if getattr(one, name) != getattr(other, name)]

    @property
    def placed(self) -> bool:
        """Whether each row names a unit by its code."""
        return "unit" in self.fact.__dataclass_fields__

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order of the manual."""
        unit = (Column(CODE, kind="code", widths=COMMUNE_CODE),) if self.placed else ()
        days = (Column(FROM, kind="day"), Column(TO, kind="day", required=False))
        return (*unit, *(cell.column for cell in self.cells), *days)

    @property
    def table(self) -> Table:
        """How a file is read: strictly, because what is loaded is what figures rest on."""
        own = tuple(CODE if name == "unit" else name for name in self.subject)
        return Table(self.columns, unique=(*own, FROM), strict=True)


def _choice(name: str, kinds: type[StrEnum], *, required: bool = True) -> Cell:
    return Cell(name, "choice", required, {kind.value: kind for kind in kinds})


def _number(name: str, *, required: bool = True) -> Cell:
    return Cell(name, "integer", required)


def _key(name: str, *, required: bool = True) -> Cell:
    return Cell(name, "code", required, max_length=80)


def _truth(name: str) -> Cell:
    return Cell(name, "choice", True, {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)})


OFFICER: Final = Cell("officer", "code", pseudonym=True, max_length=40)
HAMLET: Final = _key("hamlet")
TITLE: Final = _choice("title", staffing.Title)
CAPACITY: Final = _number("capacity", required=False)
FLOOR: Final = _number("floor_m2", required=False)
YEAR: Final = Cell("year", "integer", required=False, least=YEARS[0], most=YEARS[1])
TENURE: Final = _choice("tenure", premises.Tenure)
BUILDING: Final = _choice("building", premises.Building)
PROGRESS: Final = _choice("progress", premises.Progress)
HAMLET_TYPES: Final = tuple(kind for kind in UnitType if kind in TYPES_BY_LEVEL[Level.HAMLET])

REGISTERS: Final[tuple[Register, ...]] = (
    Register("posts", staffing.Post, (TITLE, _number("number"), Cell("document")), ("unit", "title")),
    Register(
        "headcounts",
        staffing.HeadCount,
        (_choice("title", staffing.Title, required=False), _number("number")),
        ("unit", "title"),
    ),
    Register("postings", staffing.Posting, (OFFICER, TITLE), ("officer",)),
    Register(
        "qualifications",
        staffing.Qualification,
        (OFFICER, _choice("kind", staffing.QualificationKind)),
        ("officer", "kind"),
    ),
    Register(
        "hamlets",
        staffing.Hamlet,
        (HAMLET, Cell("name"), Cell("type", "choice", True, {kind.value: kind for kind in HAMLET_TYPES})),
        ("hamlet",),
    ),
    Register("hamlet-duties", staffing.HamletDuty, (HAMLET, OFFICER), ("hamlet",)),
    Register(
        "headquarters",
        premises.Headquarters,
        (TENURE, BUILDING, PROGRESS, CAPACITY, FLOOR, _number("land_m2", required=False), YEAR),
        ("unit",),
    ),
    Register("housing", premises.Housing, (TENURE, BUILDING, PROGRESS, CAPACITY, FLOOR, YEAR), ("unit",)),
    Register(
        "checklist",
        premises.ChecklistItem,
        (
            Cell("item", "code", max_length=80, listed=True),
            _truth("met"),
        ),
        ("unit", "item"),
    ),
    Register(
        "equipment",
        premises.Equipment,
        (Cell("kind", "code", max_length=80, listed=True), _number("number"), _number("working")),
        ("unit", "kind"),
        (("working", "number"),),
    ),
    Register("form-counts", campaign.FormCount, (_number("collected"), _number("checked")), ("unit",)),
    Register(
        "card-counts", campaign.CardCount, (_number("applied"), _number("issued"), _number("handed_over")), ("unit",)
    ),
    Register(
        "movement-models",
        movement.MovementModel,
        (_key("model"), Cell("name"), _choice("kind", movement.ModelKind)),
        ("model",),
    ),
    Register(
        "model-places",
        movement.ModelPlace,
        (_key("place"), _key("model"), Cell("name"), _number("participants", required=False)),
        ("place",),
    ),
    Register(
        "model-teams", movement.ModelTeam, (_key("team"), _key("model"), Cell("name"), _number("members")), ("team",)
    ),
    Register(
        "movement-equipment",
        movement.MovementEquipment,
        (
            Cell("kind", "code", max_length=80, listed=True),
            _choice("funding", movement.Funding),
            _number("installed"),
            _number("working"),
            Cell("cost_vnd", "integer", required=False, most=LARGEST_VND),
        ),
        ("unit", "kind", "funding"),
        (("working", "installed"),),
    ),
    Register(
        "movement-sessions",
        movement.MovementSessions,
        (_choice("kind", movement.SessionKind), _number("sessions"), _number("attendees", required=False)),
        ("unit", "kind"),
    ),
    Register(
        "examples", movement.Examples, (_choice("kind", movement.ExampleKind), _number("number")), ("unit", "kind")
    ),
    Register(
        "recognitions",
        movement.Recognition,
        (
            _key("hamlet", required=False),
            _choice("level", movement.RecognitionLevel),
            Cell("year", "integer", least=YEARS[0], most=YEARS[1]),
            _truth("safe"),
            Cell("decision", required=False),
            Cell("granted_on", "day", required=False),
        ),
        ("unit", "hamlet", "level"),
    ),
    Register(
        "situation-counts",
        situation.SituationCount,
        (
            Cell("category", "code", max_length=80, listed=True),
            _number("detected", required=False),
            _number("prevented", required=False),
            _number("resolved", required=False),
            Cell("stated", required=False, max_length=60),
            _number("least", required=False),
            _number("most", required=False),
        ),
        ("unit", "category"),
    ),
    Register(
        "patrol-plans",
        patrols.PatrolPlan,
        (_key("patrol"), Cell("planned_on", "day"), _number("police"), _number("border_guard")),
        ("unit", "patrol"),
    ),
    Register(
        "patrols-held",
        patrols.PatrolHeld,
        (
            _key("patrol"),
            Cell("held_on", "day"),
            _number("police"),
            _number("border_guard"),
            Cell("police_signatory"),
            Cell("border_guard_signatory"),
        ),
        ("unit", "patrol"),
    ),
    Register(
        "border-communes",
        patrols.BorderCommune,
        (_choice("border", patrols.Border), _choice("confidence", Confidence), Cell("basis")),
        ("unit", "border"),
    ),
    Register(
        "survey-results",
        opinion.SurveyResult,
        (
            _key("survey"),
            _choice("group", opinion.RespondentGroup),
            Cell("question", max_length=80),
            _number("asked"),
            _number("returned"),
            _number("satisfied", required=False),
        ),
        ("unit", "survey", "group", "question"),
        (("returned", "asked"), ("satisfied", "returned")),
    ),
)


BY_FACT: Final[Mapping[type[Fact], Register]] = {register.fact: register for register in REGISTERS}


def register_named(name: str) -> Register | None:
    """A register by its name in commands; None where there is none."""
    return next((register for register in REGISTERS if register.name == name), None)


def register_of(fact: type[Fact]) -> Register:
    """The register that keeps facts of a kind. KeyError where none does."""
    return BY_FACT[fact]
