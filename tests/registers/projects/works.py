"""Small works to try things on: whole facts of which a test says only what matters."""

from datetime import date
from typing import Any

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.projects.course import (
    Completion,
    Milestone,
    Modification,
    Payment,
    ProgressPlan,
    StageReport,
    WorksDocument,
    WorksProgress,
)
from diaban.registers.projects.difficulty import Directive, Inspection, Obstacle
from diaban.registers.projects.investment import (
    CapitalPlan,
    Eligibility,
    Package,
    Programme,
    ProgrammeMoney,
    Project,
    Works,
)
from diaban.registers.projects.kinds import (
    DocumentKind,
    Faces,
    MilestoneStatus,
    MoneyKind,
    MoneySource,
    ObstacleKind,
    PackageKind,
    ProjectState,
    Stage,
    Structure,
    WorksKind,
)

DEFAULTS: dict[type[Fact], dict[str, Any]] = {
    Programme: {"programme": "CT", "name": "Chương trình", "document": "1/NQ", "decided_on": None},
    ProgrammeMoney: {
        "programme": "CT",
        "line": "1",
        "kind": MoneyKind.EARMARK,
        "funding": MoneySource.PROVINCIAL,
        "year": None,
        "phase": None,
        "stated": "gần 640 tỷ đồng",
        "least_vnd": None,
        "most_vnd": 640_000_000_000,
        "document": "1/NQ",
    },
    Eligibility: {"programme": "CT", "criterion": "site-available", "met": True},
    Project: {
        "project": "DA",
        "programme": "CT",
        "phase": 1,
        "name": "Dự án",
        "owner": "Ban Quản lý dự án",
        "stated": "trên 241 tỷ đồng",
        "least_vnd": 241_000_000_000,
        "most_vnd": None,
        "state": ProjectState.ACTIVE,
        "document": "2/QĐ",
        "decided_on": date(2023, 1, 10),
        "reason": None,
    },
    Works: {
        "works": "CT1",
        "project": "DA",
        "name": "Trụ sở",
        "kind": WorksKind.NEW,
        "structure": Structure.PERMANENT,
        "floor_m2": 500,
        "officers": 8,
        "investment_vnd": 5_000_000_000,
        "state": ProjectState.ACTIVE,
        "document": None,
        "decided_on": None,
        "reason": None,
    },
    Package: {
        "package": "G1",
        "works": "CT1",
        "name": "Xây lắp",
        "kind": PackageKind.CONSTRUCTION,
        "contractor": "Nhà thầu A",
        "contract_vnd": 4_800_000_000,
        "signed_on": date(2025, 1, 5),
    },
    CapitalPlan: {
        "works": "CT1",
        "line": "2025",
        "year": 2025,
        "funding": MoneySource.PROVINCIAL,
        "assigned_vnd": 3_000_000_000,
        "document": "3/QĐ",
    },
    StageReport: {
        "works": "CT1",
        "stage": Stage.WORKS,
        "planned_start": date(2025, 1, 10),
        "planned_end": date(2025, 9, 30),
        "actual_start": date(2025, 1, 12),
        "actual_end": None,
    },
    Milestone: {
        "works": "CT1",
        "milestone": "M1",
        "stage": Stage.WORKS,
        "title": "Xong móng",
        "due": date(2025, 3, 1),
        "status": MilestoneStatus.SCHEDULED,
        "met_on": None,
    },
    ProgressPlan: {"works": "CT1", "point": "P1", "planned_on": date(2025, 5, 1), "percent": 50},
    WorksProgress: {"works": "CT1", "percent": 40},
    Payment: {"works": "CT1", "paid_vnd": 1_500_000_000},
    Modification: {
        "works": "CT1",
        "modification": "DC1",
        "modified_on": date(2025, 1, 14),
        "before": "450 m²",
        "after": "500 m²",
        "rationale": "Sắp xếp đơn vị",
        "document": "4/QĐ",
    },
    Completion: {
        "works": "CT1",
        "completed_on": date(2025, 1, 14),
        "final_vnd": 4_900_000_000,
        "time_reason": "Mưa bão",
        "cost_reason": None,
    },
    WorksDocument: {
        "works": "CT1",
        "evidence": "A1",
        "kind": DocumentKind.PHOTOGRAPH,
        "title": "Ảnh móng",
        "taken_on": date(2025, 1, 14),
        "taken_at": "Công trường",
        "size_bytes": 400_000,
        "sha256": "ab" * 32,
        "faces": Faces.BLURRED,
    },
    Obstacle: {
        "works": "CT1",
        "obstacle": "VM1",
        "kind": ObstacleKind.SITE,
        "text": "Chưa bàn giao đất",
        "raised_on": date(2025, 1, 1),
        "owner": "Ủy ban nhân dân xã",
        "due": date(2025, 1, 20),
        "escalated_on": None,
        "escalated_to": None,
        "resolved_on": None,
        "days_lost": None,
    },
    Directive: {
        "works": "CT1",
        "directive": "CD1",
        "obstacle": "VM1",
        "issuer": "Ủy ban nhân dân tỉnh",
        "addressee": "Ủy ban nhân dân xã",
        "text": "Bàn giao đất",
        "document": "5/TB",
        "issued_on": date(2025, 1, 10),
        "due": date(2025, 1, 25),
        "done": None,
        "done_on": None,
        "evidence": None,
    },
    Inspection: {
        "works": "CT1",
        "inspection": "KT1",
        "inspector": "Phòng Hậu cần",
        "inspected_on": date(2025, 1, 12),
        "text": "Đúng thiết kế",
        "asked": None,
        "evidence": "A1",
    },
}


def fact(kind: type[Any], start: str = "2025-01-15", end: str | None = None, /, **more: Any) -> Any:
    """A fact of a kind, of ``unit`` ``c`` by origin ``xa``."""
    period = Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)
    given = {"unit": "c", "origin": "xa", "source": "bc", **DEFAULTS[kind], **more}
    return kind(period=period, **given)


def every(**more: Any) -> list[Any]:
    """One of each."""
    return [fact(kind, **more) for kind in DEFAULTS]
