"""The works that stand still: an obstacle that is overdue, the directive about it, and the papers (invented)."""

from datetime import date
from typing import Any, Final

from diaban.basis.period import Period
from diaban.cli.demonstration.investment import Investing
from diaban.registers.fact import Fact
from diaban.registers.projects.course import Milestone, Modification, WorksDocument
from diaban.registers.projects.difficulty import Directive, Inspection, Obstacle
from diaban.registers.projects.kinds import DocumentKind, MilestoneStatus, ObstacleKind, Stage

__all__ = ["standstill"]

TOLD_BY: Final = date(2026, 11, 7)
"""The day by which the directive was to be carried out."""


def standstill(made: Investing, key: str, cleared_by: date) -> None:
    """The obstacle of the 26th works, the directive about it, an inspection, its milestone and its paper."""
    life = made.lives[key]
    day = date(2026, 10, 2)
    about: dict[str, Any] = {
        "unit": life.works.unit,
        "works": key,
        "origin": made.office,
        "source": made.book.source("vuong-mac", "báo cáo vướng mắc của công trình", day),
        "period": Period(day, None),
    }
    facts: list[Fact] = [
        Modification(
            modification="DC1",
            modified_on=date(2025, 8, 5),
            before="Bàn giao mặt bằng trong năm 2023",
            after="Bàn giao mặt bằng trước 08/10/2026",
            rationale="Mở rộng sân và bãi tạm giữ phương tiện theo quy mô xã mới",
            document="Quyết định điều chỉnh tiến độ (giả lập)",
            **about,
        ),
        Obstacle(
            obstacle="VM1",
            kind=ObstacleKind.SITE,
            text="Chưa giải phóng xong mặt bằng phần sân, cổng và tường rào: còn ba hộ chưa nhận bồi thường",
            raised_on=date(2026, 6, 15),
            owner="Ủy ban nhân dân cấp xã",
            due=cleared_by,
            escalated_on=date(2026, 9, 20),
            escalated_to="Ủy ban nhân dân tỉnh",
            resolved_on=None,
            days_lost=120,
            **about,
        ),
        Milestone(
            milestone="M1",
            stage=Stage.SITE,
            title="Bàn giao toàn bộ mặt bằng",
            due=cleared_by,
            status=MilestoneStatus.SCHEDULED,
            met_on=None,
            **about,
        ),
        Inspection(
            inspection="KT1",
            inspector="Phòng Hậu cần",
            inspected_on=date(2026, 9, 16),
            text="Nhà làm việc đã xong phần thô và hoàn thiện; sân, tường rào chưa thi công được",
            asked="Giải phóng mặt bằng trước 08/10/2026",
            evidence="BB1",
            **about,
        ),
        WorksDocument(
            evidence="BB1",
            kind=DocumentKind.MINUTES,
            title="Biên bản kiểm tra hiện trường (giả lập)",
            taken_on=date(2026, 9, 16),
            taken_at=None,
            size_bytes=412_000,
            sha256="3f0a" * 16,
            faces=None,
            **about,
        ),
    ]
    made.book.record(day, "Vướng mắc mặt bằng của công trình", facts)
    day = date(2026, 10, 15)
    source = made.book.source("chi-dao", "chỉ đạo gỡ vướng mắc", day)
    directive = Directive(
        **{**about, "source": source, "period": Period(day, None)},
        directive="CD1",
        obstacle="VM1",
        issuer="Ủy ban nhân dân tỉnh",
        addressee="Ủy ban nhân dân cấp xã",
        text="Hoàn thành chi trả bồi thường, bàn giao mặt bằng cho nhà thầu",
        document="Thông báo kết luận (giả lập)",
        issued_on=date(2026, 10, 14),
        due=TOLD_BY,
        done=None,
        done_on=None,
        evidence=None,
    )
    made.book.record(day, "Chỉ đạo gỡ vướng mắc mặt bằng", [directive])
