"""Invented returns of Quảng Ninh's communes: three months of situation counts, in every state a return can be in.

Each return is a file of bytes, handed in, judged and accepted the way any file is; here stands only who sent what and
when. One commune in nine never sends, some are late, some are sent back, some correct themselves.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Final, Literal

from diaban.basis.moment import VIET_NAM
from diaban.cli.demonstration.ground import Ground
from diaban.cli.demonstration.step import Hand, Handle, Handling, Step, Task
from diaban.coverage.measure import read_measures
from diaban.intake.reporting import Calendar, PeriodRule, ReportingPeriod, parse_period
from diaban.units.unit import Unit

__all__ = ["FORM", "PERIODS", "returns"]

FORM: Final = "situation"
PERIODS: Final = ("2026-09", "2026-10", "2026-11")
SECOND: Final = 50
"""Of the minute in which these acts are made: no other book uses it."""
DUE: Final = 2
"""Days after the cut-off by which a commune has sent (the form's own due day)."""
HEAD: Final = "Mã đơn vị;Tên đơn vị;Nhóm vi phạm;Phát hiện;Ngăn chặn;Giải quyết"
REASON: Final = "Báo cáo tháng (SỐ LIỆU GIẢ LẬP)"

Way = Literal["approved", "accepted", "corrected", "late", "received", "sent-back", "reopened", "missing", "waiting"]
CLOSED: Final[tuple[Way, ...]] = (
    *("approved",) * 6,
    "accepted",
    "corrected",
    "reopened",
    "late",
    "missing",
    "sent-back",
)
OPEN: Final[tuple[Way, ...]] = (*("received",) * 4, "accepted", "waiting", "sent-back", "missing", "missing")
STEPS: Final[dict[Way, tuple[Handling, ...]]] = {
    "approved": ("accept", "approve"),
    "accepted": ("accept",),
    "corrected": ("accept",),
    "reopened": ("accept", "approve", "reopen"),
    "sent-back": ("send-back",),
    "late": ("accept",),
    "waiting": (),
    "received": (),
    "missing": (),
}
TASKS: Final = (
    ("Đôn đốc các xã chưa gửi báo cáo tháng 10", "Phòng Tham mưu", date(2026, 10, 25), date(2026, 10, 30), None),
    ("Rà soát thôn, khu phố chưa có cán bộ phụ trách", "Phòng XDPT", date(2026, 11, 8), date(2026, 11, 14), None),
    ("Kiểm tra trụ sở xuống cấp sau bão", "Phòng Hậu cần", date(2026, 11, 15), date(2026, 11, 27), date(2026, 11, 19)),
)
"""Text, owner, week of the briefing, due day, day it was done."""


def returns(ground: Ground, seed: int) -> list[Step]:
    """The acts, in order of their moments."""
    rng = Random(f"{seed}/returns")
    steps: list[Step] = []
    for number, key in enumerate(PERIODS):
        period = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, key)
        ways = OPEN if number == len(PERIODS) - 1 else CLOSED
        for at, unit in enumerate(ground.heirs):
            steps += _course(unit, period, ways[(at + rng.randrange(3)) % len(ways)], rng, at)
    province = ground.heirs[0].parent_id
    for number, (text, owner, week, due, done) in enumerate(TASKS, start=1):
        moment = _moment(week, 600 + number)
        steps.append(Step(moment, REASON, Task(province, text, owner, due, week, None)))
        if done is not None:
            steps.append(Step(_moment(done, 600), REASON, Task(province, text, owner, due, week, done, number)))
    return sorted(steps, key=lambda step: step.moment)


def _course(unit: Unit, period: ReportingPeriod, way: Way, rng: Random, at: int) -> Iterator[Step]:
    """One return and what is done with it."""
    if way == "missing":
        return
    late = rng.randrange(2, 5) if way in ("late", "waiting") else 0
    moment = _moment(period.cut_off + timedelta(days=1 + late), at)
    name = f"{FORM}-{unit.code}-{period.key}.csv"
    yield Step(moment, REASON, Hand(FORM, unit.code, period.key, name, _file(unit, rng)))
    day = max(moment.date(), period.cut_off) + timedelta(days=1)
    for number, handling in enumerate(STEPS[way]):
        yield Step(_moment(day, 120 * (number + 1) + at), _reason(handling), Handle(moment, handling))
    if way == "corrected":
        again = _moment(day + timedelta(days=1), at)
        yield Step(
            again, "Đính chính số vụ (SỐ LIỆU GIẢ LẬP)", Hand(FORM, unit.code, period.key, name, _file(unit, rng))
        )
        yield Step(_moment(day + timedelta(days=1), 120 + at), _reason("accept"), Handle(again, "accept"))


def _reason(handling: Handling) -> str:
    return {
        "accept": "Đã kiểm tra, ghi vào sổ (SỐ LIỆU GIẢ LẬP)",
        "approve": "Duyệt báo cáo tháng (SỐ LIỆU GIẢ LẬP)",
        "reopen": "Mở lại để xã đính chính (SỐ LIỆU GIẢ LẬP)",
        "send-back": "Thiếu số giải quyết của hai nhóm, đề nghị bổ sung (SỐ LIỆU GIẢ LẬP)",
    }[handling]


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(8, 0, SECOND), VIET_NAM) + timedelta(minutes=minute)


def _file(unit: Unit, rng: Random) -> bytes:
    """The counts of a month as a CSV file, as a spreadsheet saves it."""
    lines = [HEAD]
    for words in _categories():
        detected = rng.choice((0, 0, 1, 1, 2, 3, 5))
        prevented = rng.randrange(detected + 1)
        resolved = rng.randrange(detected + 1)
        lines.append(f"{unit.code};{unit.full_name};{words};{detected};{prevented};{resolved}")
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


@cache
def _categories() -> Sequence[str]:
    measures, _ = read_measures()
    return [titles["vi"] for titles in measures["violations"].titles.values()]
