"""Works that wait to be phased, in both provinces: planned, not begun, with ceilings of the years to come (invented).

They are recorded after everything else, so that what stands before keeps the number of its act.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from diaban.basis.moment import VIET_NAM
from diaban.basis.period import Period
from diaban.cli.demonstration.generate import SEED
from diaban.cli.demonstration.ground import LAST, ground_of
from diaban.cli.demonstration.step import MARK, Plan
from diaban.registers.fact import Fact
from diaban.registers.projects.course import StageReport
from diaban.registers.projects.investment import Eligibility, Programme, ProgrammeMoney, Project, Works
from diaban.registers.projects.kinds import MoneyKind, MoneySource, ProjectState, Stage, Structure, WorksKind
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["DAY", "PROVINCES", "candidates", "load_candidates_after"]

DAY: Final = date(2026, 11, 19)
BILLION: Final = 1_000_000_000
OFFICE: Final = "chu-dau-tu"
SOURCE: Final = "gl-du-kien-giai-doan"


@dataclass(frozen=True, slots=True)
class _Made:
    """What is planned in a province: its code before the merger and ``today``. ``ceilings``: year, phase, the words of
    the document, bounds in billion đồng."""

    code: str
    today: str
    programme: str
    name: str
    is_new: bool
    project: str
    title: str
    stated: str
    bounds: tuple[int, int]
    number: int
    ceilings: tuple[tuple[int, int, str, int | None, int], ...]


PROVINCES: Final = (
    _Made(
        code="22",
        today="22",
        programme="QN-TSCA",
        name="Đầu tư trụ sở Công an xã ở nơi chưa cân đối được ngân sách",
        is_new=False,
        project="QN-GD3",
        title="Xây mới, mở rộng trụ sở Công an cấp xã, giai đoạn 3 và 4",
        stated="khoảng 115 đến 125 tỷ đồng",
        bounds=(115, 125),
        number=26,
        ceilings=((2027, 3, "36 tỷ đồng", 36, 36), (2028, 4, "gần 30 tỷ đồng", None, 30), (2029, 4, "24 tỷ", 24, 24)),
    ),
    _Made(
        code="06",
        today="19",
        programme="TN-TSCA",
        name="Đầu tư trụ sở Công an cấp xã sau sắp xếp",
        is_new=True,
        project="TN-GD1",
        title="Mở rộng trụ sở Công an cấp xã sau sắp xếp",
        stated="không quá 80 tỷ đồng",
        bounds=(0, 80),
        number=20,
        ceilings=((2027, 1, "25 tỷ đồng", 25, 25), (2028, 2, "28 tỷ đồng", 28, 28)),
    ),
)


def load_candidates_after(plan: Plan, by: "Viewer") -> None:
    """Record them, after the published figures."""
    from diaban.store.actions import NewOrigin, NewSource, record
    from diaban.store.ground import edition_known
    from diaban.store.models import SourceKind

    record(
        facts=candidates(edition_known(by).atlas),
        by=by,
        at=max(plan.steps[-1].moment + timedelta(hours=2), datetime(2026, 11, 19, 20, 30, tzinfo=VIET_NAM)),
        reason=f"Công trình dự kiến cho các giai đoạn sau ({MARK})",
        sources=[
            NewSource(key=SOURCE, title=f"{MARK}: tờ trình về giai đoạn sau", published=DAY, kind=SourceKind.INVENTED)
        ],
        origins=[NewOrigin(key=OFFICE, title=f"Ban Quản lý dự án, dự kiến giai đoạn sau ({MARK})")],
    )


def candidates(atlas: Atlas, seed: int = SEED) -> list[Fact]:
    """What is recorded: of each province its project, ceilings and works."""
    return [fact for made in PROVINCES for fact in _of_province(atlas, made, seed)]


def _about(unit: Unit) -> dict[str, Any]:
    return {"unit": unit.id, "origin": OFFICE, "source": SOURCE, "period": Period(DAY, None)}


def _of_province(atlas: Atlas, made: _Made, seed: int) -> Iterator[Fact]:
    rng = Random(f"{seed}/{made.code}/candidates")
    heirs = [unit for unit in ground_of(atlas, made.code).heirs if atlas.find_id(unit.id, LAST) is not None]
    units = sorted(rng.sample(heirs, min(made.number, len(heirs))), key=lambda unit: unit.code)
    parent = atlas.find_id(units[0].parent_id or "", LAST)
    if parent is None:
        raise LookupError(made.code)
    yield from _money(made, _about(parent))
    low, high = (bound * BILLION or None for bound in made.bounds)
    yield Project(
        **_about(parent),
        project=made.project,
        programme=made.programme,
        phase=made.ceilings[0][1],
        name=made.title,
        owner="Ban Quản lý dự án của tỉnh",
        stated=made.stated,
        least_vnd=low,
        most_vnd=high,
        state=ProjectState.PLANNED,
        document=f"Tờ trình chủ trương đầu tư dự án {made.project} (giả lập)",
        decided_on=None,
        reason="Chờ phân kỳ",
    )
    for number, unit in enumerate(units, start=1):
        yield from _works(made, rng, unit, number)


def _money(made: _Made, about: dict[str, Any]) -> Iterator[Fact]:
    document = "Dự kiến kế hoạch đầu tư công trung hạn (giả lập)"
    if made.is_new:
        yield Programme(**about, programme=made.programme, name=made.name, document=document, decided_on=None)
    for year, phase, stated, least, most in made.ceilings:
        yield ProgrammeMoney(
            **about,
            programme=made.programme,
            line=f"TRAN-{year}",
            kind=MoneyKind.CEILING,
            funding=MoneySource.PROVINCIAL,
            year=year,
            phase=phase,
            stated=stated,
            least_vnd=None if least is None else least * BILLION,
            most_vnd=most * BILLION,
            document=document,
        )


def _works(made: _Made, rng: Random, unit: Unit, number: int) -> Iterator[Fact]:
    new = rng.random() < 0.35
    key = f"{made.project}-{number:02d}"
    yield Works(
        **_about(unit),
        works=key,
        project=made.project,
        name=f"Trụ sở Công an {unit.full_name}",
        kind=WorksKind.NEW if new else WorksKind.EXTENSION,
        structure=Structure.PERMANENT,
        floor_m2=rng.randrange(380, 520, 5) if new else rng.randrange(90, 220, 5),
        officers=rng.randrange(11, 19),
        # One in eight has no amount of its own: an equal share of the project's bounds stands for it.
        investment_vnd=None
        if number % 8 == 0
        else rng.randrange(*((5_600, 8_400, 20) if new else (1_900, 4_200, 20))) * 10**6,
        state=ProjectState.PLANNED,
        document=f"Tờ trình chủ trương đầu tư dự án {made.project} (giả lập)",
        decided_on=None,
        reason="Chờ phân kỳ",
    )
    for criterion, share in (("cannot-balance-budget", 0.55), ("in-network-plan", 0.7)):
        yield Eligibility(**_about(unit), programme=made.programme, criterion=criterion, met=rng.random() < share)
    if number % 13 == 0:
        # Nobody says when these will be ready.
        return
    ready = rng.choice((date(2027, 2, 1), date(2027, 4, 15), date(2027, 9, 1), date(2028, 3, 1)))
    for stage, start, end in (
        (Stage.SITE, ready - timedelta(days=200), ready - timedelta(days=90)),
        (Stage.DECISION, ready - timedelta(days=60), ready - timedelta(days=5)),
        (Stage.WORKS, ready, ready + timedelta(days=300 if new else 180)),
        (Stage.HANDOVER, ready + timedelta(days=320 if new else 195), ready + timedelta(days=330 if new else 205)),
    ):
        yield StageReport(
            **_about(unit),
            works=key,
            stage=stage,
            planned_start=start,
            planned_end=end,
            actual_start=None,
            actual_end=None,
        )
