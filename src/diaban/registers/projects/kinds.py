"""Closed lists of the projects' registers. Their values are said by the catalogue (``register.value``)."""

from typing import Final

from diaban.registers.fact import Kinded

__all__ = [
    "BEFORE",
    "DocumentKind",
    "Faces",
    "MilestoneStatus",
    "MoneyKind",
    "MoneySource",
    "ObstacleKind",
    "PackageKind",
    "ProjectState",
    "Stage",
    "Structure",
    "WorksKind",
]


class Stage(Kinded):
    """The life of works, in its order (Law on Public Investment 58/2024/QH15; DOMAIN "Public investment")."""

    POLICY = "policy"
    SITE = "site"
    DESIGN = "design"
    DECISION = "decision"
    CONTRACTOR = "contractor"
    WORKS = "works"
    ACCEPTANCE = "acceptance"
    HANDOVER = "handover"
    SETTLEMENT = "settlement"


BEFORE: Final[dict[Stage, tuple[Stage, ...]]] = {
    Stage.SITE: (Stage.POLICY,),
    Stage.DESIGN: (Stage.POLICY,),
    Stage.DECISION: (Stage.DESIGN,),
    Stage.CONTRACTOR: (Stage.DECISION,),
    Stage.WORKS: (Stage.CONTRACTOR, Stage.SITE),
    Stage.ACCEPTANCE: (Stage.WORKS,),
    Stage.HANDOVER: (Stage.ACCEPTANCE,),
    Stage.SETTLEMENT: (Stage.HANDOVER,),
}
"""Stages that end before another may: site and design go side by side."""


class ProjectState(Kinded):
    """What an act says of a project or of works. None of the later ones undoes an earlier: each is a row of its own."""

    PLANNED = "planned"
    ACTIVE = "active"
    REDIRECTED = "redirected"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    ADJUSTED = "adjusted"
    COMPLETED = "completed"

    @property
    def runs(self) -> bool:
        """Whether anything is still to be done about it."""
        return self not in (ProjectState.CANCELLED, ProjectState.REDIRECTED, ProjectState.COMPLETED)


class WorksKind(Kinded):
    """Whether a building is new, an existing one is made larger, or one is mended."""

    NEW = "new-build"
    EXTENSION = "extension"
    REPAIR = "repair"


class Structure(Kinded):
    """What the building will be: the reference class of its cost. Prefabricated works are not compared with others."""

    PERMANENT = "permanent"
    PREFABRICATED = "prefabricated"
    CONVERTED = "converted"


class MoneyKind(Kinded):
    """What a programme says of money: set aside (*dành*), or not more than (of a year, of a phase)."""

    EARMARK = "earmark"
    CEILING = "ceiling"


class MoneySource(Kinded):
    """Whose budget pays."""

    CENTRAL = "central-budget"
    PROVINCIAL = "provincial-budget"
    COMMUNE = "commune-budget"
    MOBILISED = "mobilised"


class PackageKind(Kinded):
    """What a package (*gói thầu*) buys."""

    CONSULTING = "consulting"
    CONSTRUCTION = "construction"
    SUPERVISION = "supervision"
    EQUIPMENT = "fit-out"
    OTHER = "other"


class MilestoneStatus(Kinded):
    """What became of a milestone (OC4IDS ``milestoneStatus``)."""

    SCHEDULED = "scheduled"
    MET = "met"
    NOT_MET = "not-met"
    PARTIALLY_MET = "partially-met"


class ObstacleKind(Kinded):
    """Why works stand still (DOMAIN "Public investment": obstacle codes with evidence)."""

    SITE = "site-clearance"
    CAPITAL = "capital"
    PROCEDURES = "procedures"
    OWNER = "owner-handover"
    PRICES = "price-tables"
    MATERIALS = "materials"
    CONTRACTOR = "weak-contractor"
    DESIGN = "design-change"
    WEATHER = "weather"
    OTHER = "other"


class DocumentKind(Kinded):
    """Papers and photographs that stand behind a statement."""

    DECISION = "legal-decision"
    CONTRACT = "contract"
    ACCEPTANCE = "acceptance-record"
    HANDOVER = "handover-record"
    PAYMENT = "payment-record"
    MINUTES = "minutes"
    PHOTOGRAPH = "photograph"


class Faces(Kinded):
    """Whether a photograph shows faces. Which of these is kept the owner of the installation sets."""

    NONE = "no-faces"
    BLURRED = "faces-blurred"
    SHOWN = "faces-shown"
