"""Three thousand invented works in the memory of the nation: ``python -m benchmarks.works [WORKS]`` writes them.

The memory is the one that the environment names; the nation lies in it already.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.nation import DAY, WHO, close, first_communes, opened
from benchmarks.size import SEED
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.projects.course import Payment, ProgressPlan, StageReport, WorksProgress
from diaban.registers.projects.difficulty import Directive, Obstacle
from diaban.registers.projects.investment import Package, Project, Works
from diaban.registers.projects.kinds import ObstacleKind, PackageKind, ProjectState, Stage, Structure, WorksKind
from diaban.units.edition import Edition
from diaban.units.unit import Level

__all__ = ["WORKS", "write"]

WORKS = 3_000
REASON = "Công trình giả lập để đo tốc độ"
BEGIN = date(2025, 7, 1)
LASTING = ((Stage.POLICY, 60), (Stage.DESIGN, 60), (Stage.CONTRACTOR, 45), (Stage.WORKS, 210), (Stage.HANDOVER, 15))
MILLION = 1_000_000


def facts(edition: Edition, works: int) -> Iterator[Fact]:
    """A project a province; of each works package, stages, curve, progress, payments, and of one in six an obstacle."""
    chance = Random(SEED)
    given: dict[str, Any] = {"origin": "do", "source": "do-cong-trinh"}
    atlas = edition.atlas
    seen: set[str] = set()
    for number, unit in enumerate(first_communes(edition, works)):
        province = next(one for one in atlas.ancestors(unit, DAY) if one.level is Level.PROVINCE)
        project, key = f"DA-{province.code}", f"CT-{unit.code}"
        if project not in seen:
            seen.add(project)
            yield _project(province.id, project, given)
        start = BEGIN + timedelta(days=chance.randrange(0, 300))
        about: dict[str, Any] = {"unit": unit.id, "works": key, "period": Period(start, None), **given}
        yield _works(about, project, unit.full_name)
        value = chance.randrange(3_500, 6_500) * MILLION
        package: dict[str, Any] = {"package": f"{key}-XL", "name": "Xây lắp", "kind": PackageKind.CONSTRUCTION}
        contractor = f"Nhà thầu {chance.randrange(200)}"
        yield Package(**about, **package, contractor=contractor, contract_vnd=value, signed_on=start)
        yield from _course(about, start, value, chance)
        if number % 6 == 0:
            yield from _hindered(about, start, chance)


def _project(province: str, project: str, given: dict[str, Any]) -> Project:
    return Project(
        unit=province,
        period=Period(BEGIN, None),
        project=project,
        programme=None,
        phase=1,
        name="Trụ sở Công an cấp xã",
        owner="Ban Quản lý dự án",
        stated=None,
        least_vnd=300_000 * MILLION,
        most_vnd=300_000 * MILLION,
        state=ProjectState.ACTIVE,
        document="1/QĐ",
        decided_on=BEGIN,
        reason=None,
        **given,
    )


def _works(about: dict[str, Any], project: str, name: str) -> Works:
    kind: dict[str, Any] = {"kind": WorksKind.NEW, "structure": Structure.PERMANENT, "state": ProjectState.ACTIVE}
    size: dict[str, Any] = {"floor_m2": 500, "officers": 8, "investment_vnd": None}
    papers: dict[str, Any] = {"document": None, "decided_on": None, "reason": None}
    return Works(**about, **kind, **size, **papers, project=project, name=f"Trụ sở {name}")


def _course(about: dict[str, Any], start: date, value: int, chance: Random) -> Iterator[Fact]:
    plan = actual = start
    for stage, days in LASTING:
        planned = (plan, plan + timedelta(days=days))
        took = timedelta(days=int(days * chance.uniform(0.8, 1.8)))
        begun = actual <= DAY
        ended = actual + took if begun and actual + took <= DAY else None
        told: dict[str, Any] = {"planned_start": planned[0], "planned_end": planned[1]}
        yield StageReport(**about, stage=stage, **told, actual_start=actual if begun else None, actual_end=ended)
        plan, actual = planned[1], actual + took
        if stage is Stage.CONTRACTOR:
            for percent in (25, 50, 75, 100):
                on = plan + timedelta(days=percent * 2)
                yield ProgressPlan(**about, point=f"P{percent}", planned_on=on, percent=percent)
    share = min(100, max(0, 100 * (DAY - start).days // 500 + chance.randrange(-15, 15)))
    yield WorksProgress(**about, percent=share)
    yield Payment(**about, paid_vnd=value * share // 120)


def _hindered(about: dict[str, Any], start: date, chance: Random) -> Iterator[Fact]:
    raised = start + timedelta(days=chance.randrange(30, 200))
    due = raised + timedelta(days=45)
    given: dict[str, Any] = {
        "kind": ObstacleKind.SITE,
        "text": "Chưa giải phóng xong mặt bằng",
        "owner": "Ủy ban nhân dân xã",
    }
    upper: dict[str, Any] = {
        "escalated_on": None,
        "escalated_to": None,
        "resolved_on": None,
        "days_lost": chance.randrange(5, 60),
    }
    yield Obstacle(**about, obstacle="VM-1", **given, raised_on=raised, due=due, **upper)
    asked: dict[str, Any] = {"issuer": "Công an tỉnh", "addressee": "Ban Quản lý dự án", "document": "9/CV"}
    yield Directive(
        **about,
        directive="CD-1",
        obstacle="VM-1",
        **asked,
        text="Bàn giao mặt bằng",
        issued_on=raised,
        due=due,
        done=None,
        done_on=None,
        evidence=None,
    )


def write(works: int) -> dict[str, int]:
    """Record them as one act. Returns how many rows there are."""
    edition = opened()
    from diaban.store.actions import NewOrigin, NewSource, record
    from diaban.store.models import SourceKind

    told = list(facts(edition, works))
    record(
        facts=told,
        by=WHO,
        at=lambda: datetime.now(UTC),
        reason=REASON,
        sources=[NewSource(key="do-cong-trinh", title=REASON, published=None, kind=SourceKind.INVENTED)],
        origins=[NewOrigin(key="do", title="Bản đo")],
    )
    close()
    return {"rows": len(told)}


if __name__ == "__main__":
    print(json.dumps(write(int(sys.argv[1]) if len(sys.argv) > 1 else WORKS)))
