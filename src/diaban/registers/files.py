"""The CSV table of each register, as data (``registers.table`` says what that is)."""

from collections.abc import Mapping
from typing import Final

from diaban.registers import campaign, movement, opinion, patrols, premises, situation, staffing
from diaban.registers.fact import Fact
from diaban.registers.projects.tables import PROJECT_REGISTERS
from diaban.registers.table import (
    CODE,
    COMMUNE_CODE,
    FROM,
    LARGEST,
    LARGEST_VND,
    NO,
    TO,
    YEARS,
    YES,
    Cell,
    Headed,
    Register,
    Titled,
    choice,
    key,
    number,
    truth,
)
from diaban.units.event import Confidence
from diaban.units.unit import TYPES_BY_LEVEL, Level, UnitType

__all__ = [
    "CODE",
    "COMMUNE_CODE",
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

OFFICER: Final = Cell("officer", "code", pseudonym=True, max_length=40)
HAMLET: Final = key("hamlet")
TITLE: Final = choice("title", staffing.Title)
CAPACITY: Final = number("capacity", required=False)
FLOOR: Final = number("floor_m2", required=False)
YEAR: Final = Cell("year", "integer", required=False, least=YEARS[0], most=YEARS[1])
TENURE: Final = choice("tenure", premises.Tenure)
BUILDING: Final = choice("building", premises.Building)
PROGRESS: Final = choice("progress", premises.Progress)
HAMLET_TYPES: Final = tuple(kind for kind in UnitType if kind in TYPES_BY_LEVEL[Level.HAMLET])

REGISTERS: Final[tuple[Register, ...]] = (
    Register("posts", staffing.Post, (TITLE, number("number"), Cell("document")), ("unit", "title")),
    Register(
        "headcounts",
        staffing.HeadCount,
        (choice("title", staffing.Title, required=False), number("number")),
        ("unit", "title"),
    ),
    Register("postings", staffing.Posting, (OFFICER, TITLE), ("officer",)),
    Register(
        "qualifications",
        staffing.Qualification,
        (OFFICER, choice("kind", staffing.QualificationKind)),
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
        (TENURE, BUILDING, PROGRESS, CAPACITY, FLOOR, number("land_m2", required=False), YEAR),
        ("unit",),
    ),
    Register("housing", premises.Housing, (TENURE, BUILDING, PROGRESS, CAPACITY, FLOOR, YEAR), ("unit",)),
    Register(
        "checklist",
        premises.ChecklistItem,
        (
            Cell("item", "code", max_length=80, listed=True),
            truth("met"),
        ),
        ("unit", "item"),
    ),
    Register(
        "equipment",
        premises.Equipment,
        (Cell("kind", "code", max_length=80, listed=True), number("number"), number("working")),
        ("unit", "kind"),
        (("working", "number"),),
    ),
    Register("form-counts", campaign.FormCount, (number("collected"), number("checked")), ("unit",)),
    Register(
        "card-counts", campaign.CardCount, (number("applied"), number("issued"), number("handed_over")), ("unit",)
    ),
    Register(
        "event-counts",
        campaign.EventCount,
        (number("births"), number("deaths"), number("arrivals"), number("departures")),
        ("unit",),
    ),
    Register(
        "campaign-plans",
        campaign.CampaignPlan,
        (number("target"), number("teams"), number("shifts"), number("crew")),
        ("unit",),
    ),
    Register(
        "movement-models",
        movement.MovementModel,
        (key("model"), Cell("name"), choice("kind", movement.ModelKind)),
        ("model",),
    ),
    Register(
        "model-places",
        movement.ModelPlace,
        (key("place"), key("model"), Cell("name"), number("participants", required=False)),
        ("place",),
    ),
    Register(
        "model-teams", movement.ModelTeam, (key("team"), key("model"), Cell("name"), number("members")), ("team",)
    ),
    Register(
        "movement-equipment",
        movement.MovementEquipment,
        (
            Cell("kind", "code", max_length=80, listed=True),
            choice("funding", movement.Funding),
            number("installed"),
            number("working"),
            Cell("cost_vnd", "integer", required=False, most=LARGEST_VND),
        ),
        ("unit", "kind", "funding"),
        (("working", "installed"),),
    ),
    Register(
        "movement-sessions",
        movement.MovementSessions,
        (choice("kind", movement.SessionKind), number("sessions"), number("attendees", required=False)),
        ("unit", "kind"),
    ),
    Register("examples", movement.Examples, (choice("kind", movement.ExampleKind), number("number")), ("unit", "kind")),
    Register(
        "recognitions",
        movement.Recognition,
        (
            key("hamlet", required=False),
            choice("level", movement.RecognitionLevel),
            Cell("year", "integer", least=YEARS[0], most=YEARS[1]),
            truth("safe"),
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
            number("detected", required=False),
            number("prevented", required=False),
            number("resolved", required=False),
            Cell("stated", required=False, max_length=60),
            number("least", required=False),
            number("most", required=False),
        ),
        ("unit", "category"),
    ),
    Register(
        "patrol-plans",
        patrols.PatrolPlan,
        (key("patrol"), Cell("planned_on", "day"), number("police"), number("border_guard")),
        ("unit", "patrol"),
    ),
    Register(
        "patrols-held",
        patrols.PatrolHeld,
        (
            key("patrol"),
            Cell("held_on", "day"),
            number("police"),
            number("border_guard"),
            Cell("police_signatory"),
            Cell("border_guard_signatory"),
        ),
        ("unit", "patrol"),
    ),
    Register(
        "border-communes",
        patrols.BorderCommune,
        (choice("border", patrols.Border), choice("confidence", Confidence), Cell("basis")),
        ("unit", "border"),
    ),
    Register(
        "survey-results",
        opinion.SurveyResult,
        (
            key("survey"),
            choice("group", opinion.RespondentGroup),
            Cell("question", max_length=80),
            number("asked"),
            number("returned"),
            number("satisfied", required=False),
        ),
        ("unit", "survey", "group", "question"),
        (("returned", "asked"), ("satisfied", "returned")),
    ),
    *PROJECT_REGISTERS,
)


BY_FACT: Final[Mapping[type[Fact], Register]] = {register.fact: register for register in REGISTERS}


def register_named(name: str) -> Register | None:
    """A register by its name in commands; None where there is none."""
    return next((register for register in REGISTERS if register.name == name), None)


def register_of(fact: type[Fact]) -> Register:
    """The register that keeps facts of a kind. KeyError where none does."""
    return BY_FACT[fact]
