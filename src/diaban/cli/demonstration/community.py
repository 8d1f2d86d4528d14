"""Invented counts of the movement and of opinion: models that spread, teams, equipment, recognition, one survey."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from diaban.basis.period import Period
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import MERGED, Ground
from diaban.registers.fact import Fact
from diaban.registers.movement import (
    ExampleKind,
    Examples,
    Funding,
    ModelKind,
    ModelPlace,
    ModelTeam,
    MovementEquipment,
    MovementModel,
    MovementSessions,
    Recognition,
    RecognitionLevel,
    SessionKind,
)
from diaban.registers.opinion import RespondentGroup, SurveyResult
from diaban.units.unit import UnitId

__all__ = ["community"]

WRITTEN: Final = date(2026, 9, 3)
"""One act tells all of it: the demonstration is made often, and acts cost more than rows."""
MODELS: Final = (
    ("camera", "Camera an ninh", ModelKind.CAMERA, 0.72),
    ("light", "Ánh sáng an ninh", ModelKind.LIGHT, 0.55),
    ("tu-quan", "Thôn tự quản về an ninh, trật tự", ModelKind.SELF_MANAGED, 0.3),
    ("hoa-giai", "Tổ hòa giải năm tốt", ModelKind.RECONCILIATION, 0.18),
    ("hoan-luong", "Giúp người lầm lỡ hòa nhập", ModelKind.REINTEGRATION, 0.1),
)
"""Key, invented name, what it is about, and to which share of communes it has spread in the end."""
EQUIPPED: Final = {ModelKind.CAMERA: ("camera", 18, 2_600_000), ModelKind.LIGHT: ("light", 40, 450_000)}
"""Kind of equipment, about how many pieces a commune has, đồng a piece."""
SURVEY: Final = "GL-KS-2026-06"
SURVEYED: Final = Period(date(2026, 6, 1), date(2026, 6, 21))
QUESTIONS: Final = (
    ("Mức độ hài lòng về phục vụ của Công an xã", RespondentGroup.PEOPLE, 120, 0.975),
    ("Mức độ hài lòng về phục vụ của Công an xã", RespondentGroup.COMMITTEES, 18, 0.985),
    ("Mức độ hài lòng về phục vụ của Công an xã", RespondentGroup.ENTERPRISES, 12, 0.93),
    ("Đề xuất thêm nội dung tuyên truyền", RespondentGroup.PEOPLE, 120, None),
)
"""Question, who was asked, about how many forms, the share satisfied; None: it asks for no satisfaction."""
QUARTERS: Final = (
    Period(date(2025, 9, 15), date(2025, 12, 15)),
    Period(date(2025, 12, 15), date(2026, 3, 15)),
)


def community(key: str, title: str, ground: Ground, seed: int, second: int, *, surveyed: bool) -> Book:
    """A province's book of the movement. ``surveyed``: with the survey; the other province has none (report B7)."""
    book, rng = Book(f"{key}-pt", title, second), Random(f"{seed}/{key}/community")
    origin = book.origin("phong-trao", "Xây dựng phong trào")
    cited: dict[str, Any] = {
        "origin": origin,
        "source": book.source("phong-trao", "sổ theo dõi mô hình, điểm, tổ", WRITTEN),
    }
    # Origins of their own words: the reports' B5 says what was there in February 2025, not how many.
    facts = [*_models(ground, rng, cited), *_sessions(ground, rng, cited), *_recognised(ground, rng, cited)]
    if surveyed:
        facts += _survey(ground, rng, cited)
    book.record(WRITTEN, "Mô hình, điểm, tổ, trang bị, phát động, điển hình, công nhận, khảo sát", facts)
    return book


def _models(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    units = [unit.id for unit in ground.units]
    last = (WRITTEN - ground.horizon).days
    equipment: list[MovementEquipment] = []
    for number, (slug, name, kind, share) in enumerate(MODELS):
        order = rng.sample(units, max(1, round(share * len(units))))
        model = f"GL-{cited['origin'].split('-')[0].upper()}-{slug}"
        begun = ground.horizon + timedelta(days=30 * number)
        for period, unit in _kept(ground, order[0], begun):
            yield MovementModel(period=period, model=model, unit=unit, name=name, kind=kind, **cited)
        for at, first in enumerate(order):
            # Slow, then fast, then slow again, as things that are copied from a neighbour spread.
            pace = at / max(1, len(order) - 1)
            day = begun + timedelta(days=round((last - 60 * (number + 1)) * (pace**0.6 if at else 0) * 0.98))
            yield from _place(ground, rng, cited, (model, kind, f"{model}-{at:03d}"), first, day)
            if kind in EQUIPPED and (ground.stays(first) or day < MERGED):
                equipment.append(_equipment(rng, cited, EQUIPPED[kind], first, day))
    yield from _merged(ground, equipment)


def _equipment(
    rng: Random, cited: dict[str, Any], of: tuple[str, int, int], unit: UnitId, day: date
) -> MovementEquipment:
    kind, usual, price = of
    installed = rng.randrange(1, 2 * usual)
    return MovementEquipment(
        period=Period(day, None),
        unit=unit,
        kind=kind,
        funding=rng.choices(list(Funding), (3, 4, 1, 4))[0],
        installed=installed,
        working=installed - sum(rng.random() < 0.07 for _ in range(installed)),
        cost_vnd=installed * price if rng.random() < 0.9 else None,
        **cited,
    )


def _merged(ground: Ground, equipment: list[MovementEquipment]) -> Iterator[Fact]:
    """Until the merger each commune's own; from then on what came together is one row of the new one."""
    anew: dict[tuple[UnitId, str, Funding], list[MovementEquipment]] = {}
    for one in equipment:
        if ground.stays(one.unit):
            yield one
        else:
            yield replace(one, period=Period(one.period.start, MERGED))
            anew.setdefault((ground.into[one.unit][0], one.kind, one.funding), []).append(one)
    kept = {(one.unit, one.kind, one.funding) for one in equipment if ground.stays(one.unit)}
    for (heir, kind, funding), rows in anew.items():
        if (heir, kind, funding) not in kept:
            costs = [row.cost_vnd for row in rows]
            yield replace(
                rows[0],
                period=Period(MERGED, None),
                unit=heir,
                kind=kind,
                funding=funding,
                installed=sum(row.installed for row in rows),
                working=sum(row.working for row in rows),
                cost_vnd=None if None in costs else sum(cost for cost in costs if cost is not None),
            )


def _place(
    ground: Ground, rng: Random, cited: dict[str, Any], of: tuple[str, ModelKind, str], first: UnitId, day: date
) -> Iterator[Fact]:
    """One place of a model and its team, handed over with its ground on the merger."""
    model, kind, key = of
    people, members, told = rng.randrange(20, 260), rng.randrange(5, 16), rng.random() < 0.85
    for period, unit in _kept(ground, first, day):
        name = f"Điểm {key[-3:]}"
        yield ModelPlace(
            period=period, place=key, model=model, unit=unit, name=name, participants=people if told else None, **cited
        )
        if kind is not ModelKind.LIGHT:
            yield ModelTeam(
                period=period, team=f"{key}-T", model=model, unit=unit, name=f"Tổ {key[-3:]}", members=members, **cited
            )


def _kept(ground: Ground, unit: UnitId, day: date) -> Iterator[tuple[Period, UnitId]]:
    """The units that keep what began in a unit on a day: itself, and from the merger on its first heir."""
    heir = ground.into[unit][0]
    if heir == unit:
        yield Period(day, None), unit
    elif day >= MERGED:
        yield Period(day, None), heir
    else:
        yield Period(day, MERGED), unit
        yield Period(MERGED, None), heir


def _sessions(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    """Gatherings and outstanding examples of two reporting quarters, which the form is sent for."""
    for period in QUARTERS:
        for unit in ground.heirs:
            for kind, most in ((SessionKind.LAUNCH, 2), (SessionKind.AWARENESS, 6)):
                number = rng.randrange(most)
                came = number * rng.randrange(40, 160)
                yield MovementSessions(period=period, unit=unit.id, kind=kind, sessions=number, attendees=came, **cited)
            if period is QUARTERS[-1]:
                number = rng.randrange(3)
                yield Examples(period=period, unit=unit.id, kind=ExampleKind.INDIVIDUAL, number=number, **cited)


def _recognised(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    """The classification of 2025: areas by 20 November, communes by the 30th; some are not safe."""
    areas: dict[UnitId, str] = {}
    for unit in ground.units:
        areas.setdefault(ground.into[unit.id][0], f"GL-{unit.id}-01")
    for unit in ground.heirs:
        safe = rng.random() < 0.88
        number = f"GL-{rng.randrange(100, 999)}/QĐ-UBND"
        yield Recognition(
            period=Period(date(2025, 11, 30), None),
            unit=unit.id,
            hamlet=None,
            level=RecognitionLevel.COMMUNE,
            year=2025,
            safe=safe,
            decision=number if safe else None,
            granted_on=date(2025, 11, rng.randrange(26, 31)) if safe else None,
            **cited,
        )
        if unit.id in areas:
            yield Recognition(
                period=Period(date(2025, 11, 20), None),
                unit=unit.id,
                hamlet=areas[unit.id],
                level=RecognitionLevel.RESIDENTIAL_AREA,
                year=2025,
                safe=rng.random() < 0.93,
                decision=f"{number}-KDC",
                granted_on=date(2025, 11, rng.randrange(14, 21)),
                **cited,
            )


def _survey(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    for unit in ground.heirs:
        for question, group, most, share in QUESTIONS:
            asked = max(4, round(most * rng.uniform(0.7, 1.3)))
            returned = asked - sum(rng.random() < 0.02 for _ in range(asked))
            satisfied = None if share is None else sum(rng.random() < share for _ in range(returned))
            yield SurveyResult(
                period=SURVEYED,
                unit=unit.id,
                survey=SURVEY,
                group=group,
                question=question,
                asked=asked,
                returned=returned,
                satisfied=satisfied,
                **cited,
            )
