"""The models. ``REGISTERS`` holds every register by the kind of fact it stores."""

from typing import Any, Final

from diaban.registers.fact import Fact
from diaban.store.models.access import Access
from diaban.store.models.act import Account, AccountName, Act, Recorded
from diaban.store.models.attempt import Attempt
from diaban.store.models.campaign import CampaignPlan, CampaignSummary, CardCount, EventCount, FormCount
from diaban.store.models.claim import Claim
from diaban.store.models.decision import Choice, Evidence, Frame, FrameUnit, Tombstone
from diaban.store.models.forecast import Forecast
from diaban.store.models.investment import (
    CapitalPlan,
    Eligibility,
    Package,
    Programme,
    ProgrammeMoney,
    Project,
    Works,
)
from diaban.store.models.movement import (
    Examples,
    ModelPlace,
    ModelTeam,
    MovementEquipment,
    MovementModel,
    MovementSessions,
    Recognition,
)
from diaban.store.models.opinion import SurveyResult
from diaban.store.models.origin import Installation, InstallationKind, Origin, Source, SourceKind
from diaban.store.models.patrols import BorderCommune, PatrolHeld, PatrolPlan
from diaban.store.models.plan import PlanJob, PlanScenario
from diaban.store.models.premises import ChecklistItem, Equipment, Headquarters, Housing
from diaban.store.models.public import PublicTable
from diaban.store.models.returns import (
    FileContent,
    PaperSecrecy,
    Return,
    ReturnPaper,
    ReturnStep,
    ReturnUnit,
    StoredFile,
    Task,
)
from diaban.store.models.row import Dated, RegisterRow
from diaban.store.models.secrecy import Secrecy, secrecy_of
from diaban.store.models.situation import SituationCount
from diaban.store.models.staffing import Hamlet, HamletDuty, HeadCount, Post, Posting, Qualification
from diaban.store.models.subject import Edition, HamletKey, Officer, Unit
from diaban.store.models.works import (
    Completion,
    Directive,
    Inspection,
    Milestone,
    Modification,
    Obstacle,
    Payment,
    ProgressPlan,
    StageReport,
    WorksDocument,
    WorksProgress,
)

__all__ = [
    "REGISTERS",
    "Access",
    "Account",
    "AccountName",
    "Act",
    "Attempt",
    "BorderCommune",
    "CampaignPlan",
    "CampaignSummary",
    "CapitalPlan",
    "CardCount",
    "ChecklistItem",
    "Choice",
    "Claim",
    "Completion",
    "Dated",
    "Directive",
    "Edition",
    "Eligibility",
    "Equipment",
    "EventCount",
    "Evidence",
    "Examples",
    "FileContent",
    "Forecast",
    "FormCount",
    "Frame",
    "FrameUnit",
    "Hamlet",
    "HamletDuty",
    "HamletKey",
    "HeadCount",
    "Headquarters",
    "Housing",
    "Inspection",
    "Installation",
    "InstallationKind",
    "Milestone",
    "ModelPlace",
    "ModelTeam",
    "Modification",
    "MovementEquipment",
    "MovementModel",
    "MovementSessions",
    "Obstacle",
    "Officer",
    "Origin",
    "Package",
    "PaperSecrecy",
    "PatrolHeld",
    "PatrolPlan",
    "Payment",
    "PlanJob",
    "PlanScenario",
    "Post",
    "Posting",
    "Programme",
    "ProgrammeMoney",
    "ProgressPlan",
    "Project",
    "PublicTable",
    "Qualification",
    "Recognition",
    "Recorded",
    "RegisterRow",
    "Return",
    "ReturnPaper",
    "ReturnStep",
    "ReturnUnit",
    "Secrecy",
    "SituationCount",
    "Source",
    "SourceKind",
    "StageReport",
    "StoredFile",
    "SurveyResult",
    "Task",
    "Tombstone",
    "Unit",
    "Works",
    "WorksDocument",
    "WorksProgress",
    "register_by_name",
    "secrecy_of",
]

REGISTERS: Final[dict[type[Fact], type[Any]]] = {
    model.fact: model
    for model in (
        Post,
        HeadCount,
        Posting,
        Qualification,
        Hamlet,
        HamletDuty,
        Headquarters,
        Housing,
        ChecklistItem,
        Equipment,
        FormCount,
        CampaignPlan,
        EventCount,
        CardCount,
        MovementModel,
        ModelPlace,
        ModelTeam,
        MovementEquipment,
        MovementSessions,
        Examples,
        Recognition,
        SituationCount,
        PatrolPlan,
        PatrolHeld,
        BorderCommune,
        SurveyResult,
        Programme,
        ProgrammeMoney,
        Eligibility,
        Project,
        Works,
        Package,
        CapitalPlan,
        StageReport,
        Milestone,
        ProgressPlan,
        WorksProgress,
        Payment,
        Modification,
        Completion,
        WorksDocument,
        Obstacle,
        Directive,
        Inspection,
    )
}


def register_by_name(name: str) -> type[Any] | None:
    """A register by the name commands call it (``head_count`` or ``head-count``)."""
    wanted = name.replace("-", "_")
    return next((model for model in REGISTERS.values() if model.register() == wanted), None)
