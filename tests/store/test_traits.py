"""What explains how long works take, out of the registers as they stood at the cut-off."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from diaban.basis.period import Period
from diaban.coverage.forecast.stage import Observation, Stage, Trait
from diaban.registers.patrols import Border, BorderCommune
from diaban.registers.projects.difficulty import Obstacle
from diaban.registers.projects.investment import Package
from diaban.registers.projects.kinds import PackageKind
from diaban.units.atlas import Atlas, Horizon
from diaban.units.event import Confidence
from diaban.units.unit import Level, Unit, UnitType
from tests.registers.projects.works import fact
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, during, how

AS_OF = date(2025, 3, 1)
ALWAYS = Period(date(2020, 1, 1), None)
UNITS = ("u00001", "u00002", "u00003")


def edition() -> Any:
    units = [Unit("p1", "01", "p1", UnitType.TINH, Level.PROVINCE, None, ALWAYS, ALWAYS)]
    types = (UnitType.XA, UnitType.XA, UnitType.THI_TRAN)
    units += [
        Unit(name, name[1:], name, type_, Level.COMMUNE, "p1", ALWAYS, ALWAYS)
        for name, type_ in zip(UNITS, types, strict=True)
    ]
    return SimpleNamespace(atlas=Atlas(units, (), (), [Horizon("p1", date(2020, 1, 1), "invented")]))


def asked(*pairs: tuple[str, str], as_of: date = AS_OF, **more: Any) -> dict[tuple[str, str], Trait]:
    from diaban.store.queries.traits import traits_of

    told = [Observation(unit, works, Stage.WORKS, reported_on=as_of) for unit, works in pairs]
    return traits_of(told, edition=edition(), as_of=as_of, viewer=ADMIN, **more)


def obstacle(start: str, resolved: date | None) -> Obstacle:
    given = {"unit": "u00001", "works": "ct-1", "raised_on": date(2025, 1, 10), "resolved_on": resolved}
    return fact(Obstacle, start, **given)  # type: ignore[no-any-return]  # a fact of that kind


def package(kind: PackageKind, contractor: str) -> Package:
    given = {"unit": "u00001", "works": "ct-1", "package": kind.value, "kind": kind, "contractor": contractor}
    return fact(Package, "2025-01-01", **given)  # type: ignore[no-any-return]  # a fact of that kind


def border(unit: str, which: Border) -> BorderCommune:
    given: dict[str, Any] = {"period": during("2020-01-01"), "origin": "xa", "source": "bc"}
    return BorderCommune(unit=unit, border=which, confidence=Confidence.CONFIRMED, basis="nghị định", **given)


def test_obstacle_contractor_kind_and_border_are_told_of_each_works(memory: Memory) -> None:
    from diaban.store.actions import record

    clock = Clock()
    begin(clock)
    told = [
        obstacle("2025-01-10", None),
        package(PackageKind.CONSTRUCTION, "nhà thầu A"),
        package(PackageKind.SUPERVISION, "tư vấn B"),
        border("u00002", Border.LAND),
        border("u00002", Border.SEA),
    ]
    record(facts=told, **how(clock))
    assert asked(("u00001", "ct-1"), ("u00001", "ct-2"), ("u00001", ""), ("u00002", ""), ("u00003", "")) == {
        ("u00001", "ct-1"): Trait("nhà thầu A", "xã", obstacle=True),
        ("u00001", "ct-2"): Trait("p1", "xã"),
        # Told by its premises alone, it answers for whatever works it has.
        ("u00001", ""): Trait("nhà thầu A", "xã", obstacle=True),
        ("u00002", ""): Trait("p1", "xã land sea"),
        ("u00003", ""): Trait("p1", "thị trấn"),
    }
    # The works of a headquarters say nothing of a house.
    assert asked(("u00001", ""), built=False) == {("u00001", ""): Trait("p1", "xã")}
    assert asked() == {}


def test_an_obstacle_counts_while_it_is_open_and_from_the_day_it_was_told(memory: Memory) -> None:
    from diaban.store.actions import record

    clock = Clock()
    begin(clock)
    record(facts=[obstacle("2025-01-20", date(2025, 3, 2))], **how(clock))
    key = ("u00001", "ct-1")
    for day, open_ in (("2025-01-15", False), ("2025-01-20", True), ("2025-03-01", True), ("2025-03-02", False)):
        assert asked(key, as_of=date.fromisoformat(day))[key].obstacle is open_, day
