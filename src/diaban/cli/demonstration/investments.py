"""What is drawn for the projects of each province, and the one that stands still (everything invented).

Quảng Ninh: a programme with "gần 640 tỷ đồng"; phase 1 is one project over 26 communes, "trên 241 tỷ đồng" (Q7),
25 of them handed over in 2024, one without its yard for want of cleared ground; after the merger one that brings
buildings up to the standard. Bắc Kạn: one project of 36 headquarters for 214 tỷ, another for the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from diaban.basis.moment import VIET_NAM
from diaban.basis.period import Period
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import LAST, MERGED, Ground
from diaban.cli.demonstration.investment import Investing, Life, courses, days_of, shapes, works_of
from diaban.cli.demonstration.standstill import standstill
from diaban.cli.demonstration.step import Hand, Handle, Step
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem, Progress
from diaban.registers.projects.investment import Eligibility, Programme, ProgrammeMoney, Project
from diaban.registers.projects.kinds import (
    MoneyKind,
    MoneySource,
    ProjectState,
    Stage,
    Structure,
    WorksKind,
)
from diaban.units.unit import UnitId

__all__ = ["bac_kan_projects", "quang_ninh_projects"]

BILLION: Final = 1_000_000_000
PRICES: Final = {
    Structure.PERMANENT: (4_700, 5_900),
    Structure.PREFABRICATED: (1_400, 1_700),
    Structure.CONVERTED: (2_100, 2_900),
}
"""Million đồng of a contract, by what is built (DOMAIN "Premises")."""
PROVINCE: Final = "22"
"""The code of Quảng Ninh."""
STUCK: Final = "QN-GD1-26"
"""The works that stand still."""
CLEARED_BY: Final = date(2026, 10, 8)
"""The ground was to be cleared by then: 45 days before the demonstration's last Sunday."""


def bac_kan_projects(ground: Ground, premises: Sequence[Fact], seed: int, province: UnitId) -> Book:
    """The works of every commune of Bắc Kạn whose headquarters came to be after the province's horizon."""
    made = Investing(Book("bk-da", "Bắc Kạn", 10), Random(f"{seed}/bk/projects"), ground)
    rng, horizon = made.rng, ground.horizon
    told, shape = courses(premises, "bk-hau-can"), shapes(premises, "bk-hau-can")
    built = [unit for unit in ground.bound if _begun(told.get(unit.id, ())) is not None]
    rng.shuffle(built)
    _project(made, province, "BK-1", "Trụ sở Công an 36 xã, thị trấn", (213_500, 214_500), "214 tỷ đồng", None)
    _project(made, province, "BK-2", "Trụ sở Công an các xã, thị trấn còn lại", (None, None), None, None)
    for number, unit in enumerate(built):
        project, at = ("BK-1", number + 1) if number < 36 else ("BK-2", number - 35)
        course = told[unit.id]
        # Not finished when communes were merged: how it went on is the heir's to tell.
        finish = _finish(course) or MERGED + timedelta(days=rng.randrange(20, 80))
        begun = _begun(course) or horizon
        sited = next((day for day, progress in course if progress is Progress.IN_PROCEDURES and day > horizon), None)
        planned, actual = days_of(rng, finish, begun, sited)
        first = max(horizon, actual[Stage.POLICY][1]) + timedelta(days=1)
        works = works_of(
            made.office,
            unit,
            f"{project}-{at:02d}",
            project,
            first,
            kind=WorksKind.NEW,
            shape=shape.get(unit.id, (Structure.PERMANENT, None)),
            officers=8,
        )
        least, most = PRICES[works.structure]
        made.begin(Life(works, planned, actual, _value(rng, least, most)))
    made.run(MERGED)
    heirs: dict[str, UnitId | None] = {}
    after = {unit: _finish(there) for unit, there in told.items()}
    for life in sorted(made.lives.values(), key=lambda life: life.works.works):
        if life.actual[Stage.HANDOVER][1] < MERGED:
            continue
        heir = ground.into[life.works.unit][0]
        there = after.get(heir)
        taken = heir in heirs.values()
        heirs[life.works.works] = None if taken or there is None or there <= MERGED else heir
        if there is not None and there > MERGED and not taken:
            shift = there - life.actual[Stage.HANDOVER][1]
            life.actual = {
                stage: (_moved(start, shift), _moved(end, shift)) for stage, (start, end) in life.actual.items()
            }
    made.merge(heirs, {province: ground.heirs[0].parent_id or province})
    made.run(LAST, MERGED + timedelta(days=5))
    return made.book


def quang_ninh_projects(ground: Ground, premises: Sequence[Fact], seed: int, province: UnitId) -> Book:
    """Phase 1 over 26 communes, and what brings the heirs' buildings up to the standard."""
    made = Investing(Book("qn-da", "Quảng Ninh", 40), Random(f"{seed}/qn/projects"), ground)
    rng, horizon = made.rng, ground.horizon
    _programme(made, province)
    _project(made, province, "QN-GD1", "Trụ sở Công an 26 xã, giai đoạn 1", (241_000, None), "trên 241 tỷ đồng", 1)
    lacking = _lacking(rng, premises, ground)
    finished = courses(premises, "qn-hau-can")
    units = [unit for unit in ground.bound if _finish(finished.get(unit.id, ())) == horizon]
    rng.shuffle(units)
    # Last the one that will stand still: its heir lacks its yard still.
    units.sort(key=lambda unit: ground.into[unit.id][0] in lacking and lacking[ground.into[unit.id][0]] > LAST)
    phase, stuck = [*units[:25], units[-1]], units[-1]
    for number, unit in enumerate(phase, start=1):
        finish = date(2024, 3, 5) + timedelta(days=rng.randrange(230))
        if unit is stuck:
            finish = date(2026, 12, 20)
        begun = date(2023, 5, 10) + timedelta(days=rng.randrange(90))
        planned, actual = days_of(rng, finish, begun, begun - timedelta(days=200))
        if unit is stuck:
            actual[Stage.SITE] = (actual[Stage.SITE][0], date(2026, 12, 1))
            planned = {**actual, Stage.SITE: (actual[Stage.SITE][0], CLEARED_BY)}
        works = works_of(
            made.office,
            unit,
            f"QN-GD1-{number:02d}",
            "QN-GD1",
            horizon + timedelta(days=1),
            kind=WorksKind.NEW,
            shape=(Structure.PERMANENT, rng.randrange(420, 551, 5)),
            officers=rng.randrange(8, 13),
        )
        works = replace(works, investment_vnd=9_270_000_000 if unit is stuck else None)
        made.begin(Life(works, planned, actual, _value(rng, 8_900, 9_400)))
    _eligible(made, [unit.id for unit in phase])
    made.run(MERGED)
    made.merge({}, {})
    _upgrades(made, lacking, province)
    made.run(date(2026, 10, 1), MERGED + timedelta(days=5))
    standstill(made, STUCK, CLEARED_BY)
    made.measuring = False
    made.run(LAST, date(2026, 10, 1))
    made.book.steps = sorted((*made.book.steps, *_returned(made)), key=lambda step: step.moment)
    return made.book


def _upgrades(made: Investing, lacking: dict[UnitId, date], province: UnitId) -> None:
    """Extensions in heirs that lack rooms or a yard, handed over on the day on which nothing is lacking any more."""
    rng, ground = made.rng, made.ground
    taken = {life.works.unit for life in made.lives.values() if life.works.works == STUCK}
    _project(made, province, "QN-GD2", "Nâng cấp trụ sở Công an cấp xã sau sắp xếp", (86_000, 86_000), "86 tỷ đồng", 2)
    heirs = [heir for heir in ground.heirs if heir.id in lacking and heir.id not in taken]
    for number, heir in enumerate(heirs, start=1):
        finish = lacking[heir.id]
        begun = max(MERGED + timedelta(days=60), finish - timedelta(days=rng.randrange(150, 240)))
        planned, actual = days_of(rng, finish, begun, None)
        works = works_of(
            made.office,
            heir,
            f"QN-GD2-{number:02d}",
            "QN-GD2",
            MERGED + timedelta(days=20),
            kind=WorksKind.EXTENSION,
            shape=(Structure.PERMANENT, rng.randrange(80, 200, 5)),
            officers=12,
        )
        made.begin(Life(works, planned, actual, _value(rng, 1_300, 2_600)))


def _returned(made: Investing) -> Iterator[Step]:
    """The progress of October and November as returns of the province, handed in and accepted as any file is."""
    for month in (10, 11):
        cut_off = date(2026, month, 14)
        lines = ["Mã đơn vị;Tên đơn vị;Mã công trình;Tỷ lệ (%)"]
        for life in made.lives.values():
            start, end = life.actual[Stage.WORKS]
            if life.ended or not start <= cut_off < life.actual[Stage.HANDOVER][1]:
                continue
            done = min(100, 100 * (cut_off - start).days // max(1, (end - start).days))
            heir = next(one for one in made.ground.heirs if one.id == life.works.unit)
            lines.append(f"{heir.code};{heir.full_name};{life.works.works};{done}")
        moment = datetime.combine(cut_off + timedelta(days=5), time(9, 0, 45), VIET_NAM)
        name, key = f"tien-do-cong-trinh-2026-{month}.csv", f"2026-{month}"
        data = ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
        yield Step(
            moment, "Báo cáo tháng về tiến độ công trình (SỐ LIỆU GIẢ LẬP)", Hand("progress", PROVINCE, key, name, data)
        )
        yield Step(moment + timedelta(hours=5), "Đã kiểm tra, ghi vào sổ (SỐ LIỆU GIẢ LẬP)", Handle(moment, "accept"))


def _programme(made: Investing, province: UnitId) -> None:
    written = made.ground.horizon + timedelta(days=3)
    about: dict[str, Any] = {
        "origin": made.office,
        "source": made.book.source("chuong-trinh", "chương trình đầu tư trụ sở Công an xã", written),
        "period": Period(made.ground.horizon, None),
        "programme": "QN-TSCA",
    }
    document = "Nghị quyết về đầu tư trụ sở Công an xã (giả lập)"
    facts: list[Fact] = [
        Programme(
            unit=province,
            name="Đầu tư trụ sở Công an xã ở nơi chưa cân đối được ngân sách",
            document=document,
            decided_on=date(2022, 12, 9),
            **about,
        ),
        ProgrammeMoney(
            unit=province,
            line="DANH",
            kind=MoneyKind.EARMARK,
            funding=MoneySource.PROVINCIAL,
            year=None,
            phase=None,
            stated="gần 640 tỷ đồng",
            least_vnd=None,
            most_vnd=640 * BILLION,
            document=document,
            **about,
        ),
        ProgrammeMoney(
            unit=province,
            line="TRAN-2026",
            kind=MoneyKind.CEILING,
            funding=MoneySource.PROVINCIAL,
            year=2026,
            phase=2,
            stated="90 tỷ đồng",
            least_vnd=None,
            most_vnd=90 * BILLION,
            document=document,
            **about,
        ),
    ]
    made.book.record(written, "Chương trình đầu tư trụ sở Công an xã", facts)


def _eligible(made: Investing, units: Sequence[UnitId]) -> None:
    """Communes of phase 1 fulfil the conditions of the programme."""
    first = made.ground.horizon
    for unit in units:
        for criterion in ("cannot-balance-budget", "no-independent-headquarters", "site-available"):
            fact = Eligibility(
                period=Period(first, None),
                origin=made.office,
                source="",
                unit=unit,
                programme="QN-TSCA",
                criterion=criterion,
                met=True,
            )
            made.wait(fact, first)


def _project(
    made: Investing,
    province: UnitId,
    key: str,
    name: str,
    bounds: tuple[int | None, int | None],
    stated: str | None,
    phase: int | None,
) -> None:
    """``bounds``: of the total investment, in million đồng."""
    first = made.ground.horizon if not made.lives else MERGED + timedelta(days=15)
    low, high = (None if bound is None else bound * 1_000_000 for bound in bounds)
    quang_ninh = key.startswith("QN")
    project = Project(
        period=Period(first, None),
        origin=made.office,
        source="",
        unit=province,
        project=key,
        programme="QN-TSCA" if quang_ninh else None,
        phase=phase,
        name=name,
        owner="Ban Quản lý dự án của tỉnh",
        stated=stated,
        least_vnd=low,
        most_vnd=high,
        state=ProjectState.ACTIVE,
        document=f"Quyết định đầu tư dự án {key} (giả lập)",
        decided_on=date(2023, 1, 16) if first < MERGED else date(2025, 7, 10),
        reason=None,
    )
    made.wait(project, first)


def _lacking(rng: Random, premises: Sequence[Fact], ground: Ground) -> dict[UnitId, date]:
    """The day from which each heir that lacked items after the merger lacks none any more; for those that lack some
    still, a day to come."""
    heirs = {heir.id for heir in ground.heirs}
    found: dict[UnitId, date] = {}
    for fact in premises:
        if not isinstance(fact, ChecklistItem) or fact.unit not in heirs or fact.period.start is None:
            continue
        if not fact.met and fact.period.end is None:
            found[fact.unit] = LAST + timedelta(days=rng.randrange(30, 300))
        elif fact.met and fact.period.start > MERGED + timedelta(days=60):
            found[fact.unit] = max(found.get(fact.unit, date.min), fact.period.start)
    return found


def _begun(course: Sequence[tuple[date, Progress]]) -> date | None:
    """When it was begun to be built; None for what stood when records begin."""
    if not course or course[0][1] is Progress.FINISHED:
        return None
    return next((day for day, progress in course if progress is Progress.BEING_BUILT), None)


def _finish(course: Sequence[tuple[date, Progress]]) -> date | None:
    return next((day for day, progress in course if progress is Progress.FINISHED), None)


def _moved(day: date, by: timedelta) -> date:
    """A day that had not come when communes were merged goes with the new end."""
    return day + by if day >= MERGED else day


def _value(rng: Random, least: int, most: int) -> int:
    """A contract in đồng, of so many million."""
    return rng.randrange(least, most, 10) * 1_000_000
