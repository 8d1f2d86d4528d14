"""Small things every test of returns says: a province and three communes, who acts there, and each action in short."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from diaban.basis.finding import NOWHERE, Place
from diaban.basis.period import Period
from diaban.intake.reporting import Calendar, PeriodRule, parse_period
from diaban.intake.standing import ApprovalLevel, ReturnState
from diaban.registers.fact import Fact
from diaban.registers.staffing import HeadCount
from diaban.store.viewer import Role, Viewer
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitType
from tests.store.world import ADMIN, Clock, count, day, how

PROVINCE, COMMUNE, OTHER, NEIGHBOUR = "u00001", "u00002", "u00003", "u00004"
EVER = Period(None, None)
MARCH = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-03")
APRIL = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-04")
DIGEST = "0" * 64


def unit(id_: str, code: str, type_: UnitType, level: Level, parent: str | None, period: Period = EVER) -> Unit:
    return Unit(id_, code, f"đơn vị {code}", type_, level, parent, period, period)


ATLAS = Atlas(
    [
        unit(PROVINCE, "22", UnitType.TINH, Level.PROVINCE, None),
        unit(COMMUNE, "06652", UnitType.XA, Level.COMMUNE, PROVINCE),
        unit(OTHER, "06655", UnitType.XA, Level.COMMUNE, PROVINCE, Period(None, date(2025, 7, 1))),
        unit(NEIGHBOUR, "06658", UnitType.XA, Level.COMMUNE, PROVINCE),
    ]
)
OF_COMMUNE = Viewer("cán bộ xã", Role.EDITOR, frozenset({COMMUNE}), frozenset({COMMUNE}))
OF_PROVINCE = Viewer(
    "cán bộ tỉnh",
    Role.EDITOR,
    frozenset({PROVINCE, COMMUNE, OTHER, NEIGHBOUR}),
    frozenset({PROVINCE, COMMUNE, OTHER, NEIGHBOUR}),
)


@dataclass(frozen=True)
class Change:
    kind: str
    before: Fact | None
    after: Fact | None
    place: Place = NOWHERE


def send(clock: Clock, data: bytes = b"A,B\n1,2\n", **more: Any) -> Any:
    from diaban.store.actions import NewOrigin, Tally, receive

    given: dict[str, Any] = {
        "form": "staffing",
        "version": date(2025, 1, 1),
        "unit": COMMUNE,
        "period": MARCH,
        "origin": NewOrigin(key="cax-u00002", title="Công an xã"),
        "data": data,
        "name": "quan-so.xlsx",
        "media": "text/csv",
        "reading": Tally(digest=DIGEST, lines=1),
        "covers": [COMMUNE],
        **how(clock),
    }
    return receive(**(given | more))


def take(clock: Clock, number: int, changes: Any = (), **more: Any) -> Any:
    from diaban.store.actions import accept
    from diaban.store.queries import known

    given: dict[str, Any] = {"changes": changes, "since": known(None).act, "title": f"Báo cáo {number}", **how(clock)}
    return accept(number=number, **(given | more))


def adds(number: int, start: str = "2025-03-14", of: str = COMMUNE) -> Change:
    return Change("addition", None, count(of, number, start, origin="?", source="?"))


def held(as_of: str | None = None) -> list[HeadCount]:
    from diaban.store import models
    from diaban.store.queries import facts

    found = facts(models.HeadCount, HeadCount, as_of=day(as_of), known_at=None, viewer=ADMIN)
    return sorted(found, key=lambda fact: (fact.unit, fact.period.start or date.min))


def states() -> list[tuple[int, ReturnState]]:
    from diaban.store.queries import returns_in

    return [(line.number, line.state) for line in returns_in(viewer=ADMIN)]


def approve(clock: Clock, number: int, level: ApprovalLevel = ApprovalLevel.PROVINCE, **more: Any) -> Any:
    from diaban.store import actions

    return actions.approve(number=number, level=level, atlas=ATLAS, **(how(clock) | more))


def reopen(clock: Clock, number: int, **more: Any) -> Any:
    from diaban.store import actions

    return actions.reopen(number=number, atlas=ATLAS, **(how(clock, "sai số liệu") | more))


def undo(clock: Clock, act: int, **more: Any) -> Any:
    from diaban.store import actions

    return actions.undo(act=act, **(how(clock) | more))
