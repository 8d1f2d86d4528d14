"""The week's sheet: what moved and why, who lacks what, in the order it is worked off; nothing lost off the page."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import diaban
from diaban.basis.period import Period
from diaban.basis.speech import Speech
from diaban.coverage.count import coverage
from diaban.coverage.frame import Scope
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import read_standards
from diaban.coverage.state import State
from diaban.coverage.statement import Statements
from diaban.intake.reporting import Calendar, PeriodRule, ReportingPeriod, parse_period
from diaban.registers.fact import Fact
from diaban.registers.handover import HamletFacts, standings
from diaban.registers.premises import Building, Headquarters, Progress, Tenure
from diaban.registers.staffing import Hamlet, HamletDuty, Posting, Title
from diaban.reports.page import Page
from diaban.reports.week import (
    FigureLine,
    HamletGap,
    Matter,
    Moved,
    StaffGap,
    Unsent,
    WeekSheet,
    Why,
    figure_lines,
    hamlet_gaps,
    staff_gaps,
    week_sheet,
)
from diaban.reports.week_page import week_page
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Unit, UnitType

VIET_NAM = timezone(timedelta(hours=7))
SUNDAY = date(2025, 2, 23)
SPOKEN = Speech("vi")
STANDARD = read_standards()[0]["independent-headquarters"]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


@pytest.fixture(scope="module")
def bac_kan(edition: Edition) -> Unit:
    return edition.atlas.by_code("06", SUNDAY)


@pytest.fixture(scope="module")
def communes(edition: Edition, bac_kan: Unit) -> list[Unit]:
    return sorted(edition.atlas.below(bac_kan.id, SUNDAY), key=lambda unit: unit.code)


def held(unit: Unit, start: date, end: date | None = None, *, progress: Progress = Progress.FINISHED) -> Headquarters:
    return Headquarters(
        period=Period(start, end),
        origin="a",
        source="s",
        unit=unit.id,
        tenure=Tenure.INDEPENDENT if progress is Progress.FINISHED else Tenure.IN_COMMITTEE,
        building=Building.PERMANENT,
        progress=progress,
        capacity=None,
        floor_m2=None,
        land_m2=None,
        year=None,
    )


def asked(edition: Edition, scope: Unit, day: date, *facts: Fact, frame: date | None = None) -> CoverageResult:
    decider = PlainDecider(Statements(facts))
    rule = STANDARD.carry_rule if frame else None
    return coverage(edition.atlas, edition.service, STANDARD, Scope(scope), day, decider, (), frame=frame, rule=rule)


def sheet(**parts: Any) -> WeekSheet:
    given: dict[str, Any] = {
        "scope": None,
        "ending": SUNDAY,
        "known_at": datetime(2025, 2, 23, 23, 59, tzinfo=VIET_NAM),
        "invented": True,
        "figures": (),
        "unsent": (),
        "matters": (),
        "hamlets": (),
        "staff": ((), 0),
    }
    return week_sheet(**(given | parts))


def words(page: Page, key: str) -> str:
    block = next(block for block in page.blocks if block.key == key)
    cells = [said.text for row in (block.lead, *block.rows) for said in row]
    return "\n".join([*cells, block.rest, block.note, "" if block.rows else block.empty])


def matter(number: int, due: date, *, done: date | None = None, text: str = "Việc") -> Matter:
    over = max(0, (SUNDAY - due).days) if done is None else 0
    return Matter(number, text, "Phòng Hậu cần", due, date(2025, 2, 3), None, over, done)


def test_a_unit_that_was_met_and_is_lost_is_read_first(edition: Edition, bac_kan: Unit, communes: list[Unit]) -> None:
    one, two, three = [unit for unit in communes if unit.type is UnitType.XA][:3]
    week_ago = SUNDAY - timedelta(days=7)
    before = asked(
        edition,
        bac_kan,
        week_ago,
        held(one, date(2024, 12, 1)),
        held(two, date(2024, 12, 1), progress=Progress.BEING_BUILT),
    )
    now = asked(
        edition,
        bac_kan,
        SUNDAY,
        held(one, date(2024, 12, 1), date(2025, 2, 20)),
        held(one, date(2025, 2, 20), progress=Progress.NO_SITE),
        held(two, date(2025, 2, 18)),
        held(three, date(2025, 1, 1), progress=Progress.BEING_BUILT),
    )
    why = {one.id: [Why(9, date(2025, 2, 21), "Bão làm sập nhà"), Why(4, date(2025, 2, 19), "Biên bản")]}
    (line,) = figure_lines([now], [before], [], why)
    assert line.moved == (
        Moved(
            one,
            State.MET,
            State.LOST,
            (Why(4, date(2025, 2, 19), "Biên bản"), Why(9, date(2025, 2, 21), "Bão làm sập nhà")),
        ),
        Moved(two, State.UNDER_WAY, State.MET, ()),
        Moved(three, State.UNACCOUNTED, State.UNDER_WAY, ()),
    )
    told = words(week_page(sheet(figures=[line]), SPOKEN), "moved")
    assert "đạt → đã đạt, nay không còn" in told
    assert "Bão làm sập nhà (21/02/2025, nhật ký số 9)" in told
    assert "Không có ghi chép mới" in told


def test_over_a_merger_the_week_before_is_restated(edition: Edition) -> None:
    # Thái Nguyên of 1 July 2025 holds the ground of Bắc Kạn, too: its frame of a week ago is asked in units of now.
    ending = date(2025, 7, 6)
    province = edition.atlas.by_code("19", ending)
    old = asked(edition, edition.atlas.by_code("19", date(2025, 6, 29)), date(2025, 6, 29))
    restated = asked(edition, edition.atlas.by_code("19", date(2025, 6, 29)), date(2025, 6, 29), frame=ending)
    (line,) = figure_lines([asked(edition, province, ending)], [old], [restated], {})
    assert line.restated
    assert line.before is restated
    assert "tính lại" in words(week_page(sheet(figures=[line], ending=ending), SPOKEN), "figures")


def test_every_figure_on_the_page_has_its_address(edition: Edition, bac_kan: Unit, communes: list[Unit]) -> None:
    now = asked(edition, bac_kan, SUNDAY, held(communes[10], date(2024, 12, 1)))
    page = week_page(sheet(scope=bac_kan, figures=figure_lines([now], [now], [], {})), SPOKEN)
    (row,) = page.blocks[0].rows
    assert [said.address for said in row if said.figure] == [
        "independent-headquarters.met~u00004~derived~2025-02-23~latest~reported~as-reported",
        "independent-headquarters.met~u00004~derived~2025-02-23~latest~reported~as-reported",
        "independent-headquarters.unaccounted~u00004~derived~2025-02-23~latest~reported~as-reported",
    ]
    assert [said.text for said in row[1:]] == ["1/102 (1,0 %)", "1/102 (1,0 %)", "101"]


def test_overdue_first_done_last_and_nothing_falls_off_the_page() -> None:
    many = [matter(number, SUNDAY + timedelta(days=number)) for number in range(1, 20)]
    done = matter(30, date(2025, 2, 20), done=date(2025, 2, 19), text="Việc đã xong")
    late = matter(31, date(2025, 1, 10), text="Giải phóng mặt bằng")
    made = sheet(matters=[done, *many, late])
    assert [one.number for one in made.matters][:2] == [31, 1]
    assert made.matters[-1].number == 30
    told = words(week_page(made, SPOKEN), "matters")
    assert "quá hạn 44 ngày" in told
    assert "Còn 11 mục nữa" in told


def test_who_has_not_sent_the_latest_first(communes: list[Unit]) -> None:
    period = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-02")

    def unsent(form: str, period: ReportingPeriod, units: list[Unit], late: int) -> Unsent:
        return Unsent(form, {"vi": form, "en": form}, period, SUNDAY - timedelta(days=late), tuple(units), 108, late)

    made = sheet(
        unsent=[unsent("a", period, communes[:2], 3), unsent("b", period, communes[:9], 7), unsent("c", period, [], 9)]
    )
    assert [one.form for one in made.unsent] == ["b", "a"]
    told = words(week_page(made, SPOKEN), "unsent")
    assert "9/108" in told
    assert "và 3 đơn vị nữa" in told
    assert "Tháng 2/2025 (15/01/2025–14/02/2025)" in told


def test_hamlets_without_an_officer_and_why(edition: Edition, communes: list[Unit]) -> None:
    one, two = communes[10], communes[11]
    common = {"origin": "a", "source": "s"}
    ever = Period(date(2024, 12, 1), None)

    def hamlet(key: str, unit: Unit, name: str) -> Hamlet:
        return Hamlet(hamlet=key, unit=unit.id, name=name, type=UnitType.BAN, period=ever, origin="a", source="s")

    facts = HamletFacts(
        [
            hamlet("h1", one, "Bản Châng"),
            hamlet("h2", one, "Nà Pài"),
            hamlet("h3", two, "Khuổi Nà"),
        ],
        [
            HamletDuty(hamlet="h1", officer="o1", period=ever, **common),
            HamletDuty(hamlet="h3", officer="o3", period=ever, **common),
        ],
        [
            Posting(
                officer="o1",
                unit=one.id,
                title=Title.MEMBER,
                period=Period(date(2024, 12, 1), date(2025, 2, 20)),
                **common,
            ),
            Posting(officer="o1", unit=two.id, title=Title.MEMBER, period=Period(date(2025, 2, 20), None), **common),
            Posting(officer="o3", unit=two.id, title=Title.MEMBER, period=ever, **common),
        ],
    )
    gaps = hamlet_gaps(standings(facts, edition.atlas, SUNDAY), {unit.id: unit for unit in communes})
    assert gaps == (HamletGap(one, ("Bản Châng", "Nà Pài"), 1, 0),)
    assert hamlet_gaps(standings(facts, edition.atlas, SUNDAY), {two.id: two}) == ()
    told = words(week_page(sheet(hamlets=gaps), SPOKEN), "hamlets")
    assert "1 thôn: cán bộ phụ trách đã chuyển đi" in told
    assert "2 thôn, tổ dân phố của 1 đơn vị." in told


def test_posts_that_nobody_fills_and_units_of_which_nobody_knows(communes: list[Unit]) -> None:
    one, two, three, four = communes[:4]
    gaps, unknown = staff_gaps(
        [one, two, three, four], {one.id: 8, two.id: 8, three.id: 8}, {one.id: 6, two.id: 9, four.id: 5}
    )
    assert (gaps, unknown) == ((StaffGap(one, 8, 6),), 2)
    told = words(week_page(sheet(staff=(gaps, unknown)), SPOKEN), "staff")
    assert "Thiếu 2 người ở 1 đơn vị." in told
    assert "2 đơn vị chưa rõ" in told


def test_an_empty_week_says_so_in_every_block() -> None:
    for lang in ("vi", "en"):
        page = week_page(sheet(), Speech(lang))
        assert all(block.empty and not block.rows and not block.rest for block in page.blocks)
        assert [block.key for block in page.blocks] == ["figures", "moved", "unsent", "matters", "hamlets", "staff"]


def test_a_standard_without_a_week_before_stands_alone(edition: Edition, bac_kan: Unit) -> None:
    (line,) = figure_lines([asked(edition, bac_kan, SUNDAY)], [], [], {})
    assert line == FigureLine(line.now, None, False, ())
    assert week_page(sheet(figures=[line]), SPOKEN).blocks[0].rows[0][2].text == "—"
