"""The two provinces of the reports: what is drawn for each, so that it agrees with what was published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from diaban.cli.demonstration import premises
from diaban.cli.demonstration.agenda import WRITING, Agenda
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.disputes import Disputes, assigned_anew
from diaban.cli.demonstration.ground import DISTRICTS_END, LAST, MERGED, Ground, in_month, months
from diaban.cli.demonstration.hamlets import Hamlets
from diaban.cli.demonstration.staffing import Staff
from diaban.cli.demonstration.works import Course, Works
from diaban.registers.staffing import QualificationKind
from diaban.units.unit import UnitId

__all__ = ["Province", "bac_kan", "quang_ninh"]

NORM_OF_EIGHT, NORM_OF_TWELVE = 8, 12


@dataclass(slots=True)
class Province:
    """One province in the making."""

    ground: Ground
    book: Book
    rng: Random
    works: Works
    staff: Staff
    hamlets: Hamlets
    disputes: Disputes
    homes: dict[UnitId, Course] = field(default_factory=dict)
    silent: tuple[UnitId, ...] = ()
    classes: dict[date, list[UnitId]] = field(default_factory=dict)
    growth: dict[date, dict[UnitId, int]] = field(default_factory=dict)


def province(key: str, title: str, ground: Ground, seed: int, second: int) -> Province:
    """An empty one; every part draws from its own numbers, so that none changes with another."""
    book = Book(key, title, second)

    def numbers(topic: str) -> Random:
        return Random(f"{seed}/{key}/{topic}")

    staff = Staff(book, numbers("staff"))
    works = Works(book, numbers("works"), ground, Agenda(book, numbers("agenda"), 0.08))
    hamlets = Hamlets(book, numbers("hamlets"), staff)
    disputes = Disputes(book, numbers("disputes"), ground)
    return Province(ground, book, numbers("province"), works, staff, hamlets, disputes)


def bac_kan(ground: Ground, seed: int) -> Book:
    """Bắc Kạn: 29 headquarters of 102 on 2023-08-31, 78 on 2025-02-28, with 22 being built and 2 never told of.

    On that day 08 people in each of the 102, an investigator in each of the 108, housing in each of the 95.
    """
    made = province("bk", "Bắc Kạn", ground, seed, 0)
    rng, horizon = made.rng, ground.horizon
    units = [unit.id for unit in ground.bound]
    rng.shuffle(units)
    day = date(2025, 2, 28)
    early, soon, until, building, made.silent = (
        units[:21],
        units[21:29],
        units[29:78],
        units[78:100],
        tuple(units[100:]),
    )
    for unit in early:
        made.works.courses[unit] = Course(premises.standing(horizon), premises.last_year(rng))
    for unit in soon:
        finish = in_month(rng, horizon + timedelta(days=5), date(2023, 8, 24))
        made.works.courses[unit] = Course(premises.finishing(rng, finish, horizon))
    for unit in until:
        finish = in_month(rng, date(2023, 9, 1), date(2025, 2, 24))
        made.works.courses[unit] = Course(premises.finishing(rng, finish, horizon))
    for number, unit in enumerate(building):
        first, last = (date(2025, 3, 5), date(2025, 3, 24)) if number < 13 else (date(2025, 4, 1), date(2025, 9, 24))
        finish = in_month(rng, first, last)
        built_by = min(day, date(2025, 2, 10))
        made.works.courses[unit] = Course(premises.finishing(rng, finish, horizon, built_by=built_by))
    for unit in made.silent:
        # Nothing is said of these two until May 2025. Which two is drawn, and is nobody's answer to the report.
        made.works.courses[unit] = Course(premises.unstarted(rng, date(2025, 5, 5), date(2025, 6, 20)))
    for unit in rng.sample(early, 2):
        # The storm of September 2024.
        made.works.courses[unit].stages += premises.repaired(rng, date(2024, 9, 10), date(2025, 1, 15))
    for ward in ground.wards:
        made.works.courses[ward.id] = Course(premises.standing(horizon), premises.last_year(rng))
    _complete(made, 0.55)
    for unit in [*(one.id for one in ground.bound), *(one.id for one in ground.wards[:4])]:
        made.homes[unit] = _home(rng, horizon, date(2025, 2, 20))
    sizes = {unit.id: rng.randrange(5, 9) for unit in ground.bound} | _wards(rng, ground)
    for unit, size in list(sizes.items()):
        if size < NORM_OF_EIGHT:
            month = in_month(rng, date(2023, 6, 1), date(2025, 1, 20)).replace(day=1)
            made.growth.setdefault(month, {})[unit] = NORM_OF_EIGHT - size
    every = [unit.id for unit in ground.units]
    trained = set(rng.sample(every, 38))
    _classes(made, [unit for unit in every if unit not in trained], _quarters(date(2023, 9, 20), date(2025, 1, 20)))
    return _run(made, sizes, trained, lambda unit: 11 if ground.stays(unit) else NORM_OF_TWELVE + rng.choice((0, 0, 1)))


def quang_ninh(ground: Ground, seed: int) -> Book:
    """Quảng Ninh: 5 to 8 people in each of the 98 on 2024-12-31, over 500 in all; 32 headquarters up to standard before
    2024 (the units of 2024-03-07 lie before the province's records), 71 at the end of it."""
    made = province("qn", "Quảng Ninh", ground, seed, 30)
    rng, horizon = made.rng, ground.horizon
    units = [unit.id for unit in ground.bound]
    rng.shuffle(units)
    first, second, plain, building, waiting = units[:32], units[32:71], units[71:83], units[83:94], units[94:]
    for unit in first:
        made.works.courses[unit] = Course(premises.standing(horizon), rng.randrange(2021, 2024), horizon)
    for number, unit in enumerate(second):
        if number < 26:
            made.works.courses[unit] = Course(premises.standing(horizon), 2024, horizon)
        else:
            finish = in_month(rng, date(2024, 11, 8), date(2024, 12, 24))
            made.works.courses[unit] = Course(premises.finishing(rng, finish, horizon), None, finish)
    for unit in plain:
        made.works.courses[unit] = Course(premises.standing(horizon), premises.last_year(rng))
    for unit in building:
        finish = in_month(rng, date(2025, 1, 10), date(2025, 6, 20))
        stages = premises.finishing(rng, finish, horizon, built_by=date(2024, 12, 10))
        made.works.courses[unit] = Course(stages, None, finish)
    for unit in waiting:
        made.works.courses[unit] = Course(premises.unstarted(rng, horizon, date(2025, 5, 20)))
    for ward in ground.wards:
        complete = horizon if rng.random() < 0.7 else None
        made.works.courses[ward.id] = Course(premises.standing(horizon), premises.last_year(rng), complete)
    for unit in [*(one.id for one in ground.bound), *(one.id for one in ground.wards[::3])]:
        made.homes[unit] = _home(rng, horizon, date(2025, 9, 20))
    sizes = {unit.id: rng.choices((5, 6, 7, 8), (40, 30, 20, 10))[0] for unit in ground.bound} | _wards(rng, ground)
    every = [unit.id for unit in ground.units]
    trained = set(rng.sample(every, 140))
    _classes(made, [unit for unit in every if unit not in trained], _quarters(date(2024, 12, 20), date(2025, 6, 20)))
    return _run(made, sizes, trained, lambda _: NORM_OF_TWELVE + rng.choice((0, 0, 1, 2)))


def _run(made: Province, sizes: dict[UnitId, int], trained: set[UnitId], aim: Callable[[UnitId], int]) -> Book:
    """All months, one after the other."""
    ground, book, staff = made.ground, made.book, made.staff
    written = ground.horizon + timedelta(days=2)
    posts = {unit: max(NORM_OF_EIGHT, size) for unit, size in sizes.items()}
    staff.open(ground.horizon, written, sizes, posts, sorted(trained))
    made.works.open(written, made.homes, made.silent)
    made.hamlets.open(ground, written, 0.09)
    staff.count(ground.horizon, written)
    made.disputes.slip(written + timedelta(days=5), staff)
    if ground.horizon.day > 1:
        made.works.agenda.write(ground.horizon.replace(day=1))
    for first in months(ground.horizon + timedelta(days=24), LAST - timedelta(days=WRITING - 1)):
        if first == DISTRICTS_END:
            _twelve(made, aim)
        if first == MERGED:
            _merge(made)
        gone = staff.month(first, made.growth.get(first, {}))
        made.works.agenda.write(first)
        made.hamlets.month(first, gone, 0.15 if first < MERGED else 0.4)
        day = first.replace(day=WRITING)
        staff.count(day - timedelta(days=1), day)
        for lesson in [lesson for lesson in made.classes if lesson.replace(day=1) == first]:
            staff.train(day, made.classes[lesson], QualificationKind.INVESTIGATOR_PRIMARY)
        if first > MERGED and first.month % 4 == 1:
            staff.promote(day, 0.3)
        made.disputes.month(first)
    return book


def _twelve(made: Province, aim: Callable[[UnitId], int]) -> None:
    """The district level is dissolved: most communes have 12 at once, some by the end of May."""
    ground, staff = made.ground, made.staff
    now = staff.sizes()
    lack = {unit.id: max(0, aim(unit.id) - now[unit.id]) for unit in ground.units}
    late = set(made.rng.sample([unit.id for unit in ground.bound], len(ground.bound) // 7))
    written = DISTRICTS_END + timedelta(days=2)
    numbers = {unit: number // 2 if unit in late else number for unit, number in lack.items()}
    staff.join(DISTRICTS_END, written, numbers, "Giải thể Công an cấp huyện: điều động cán bộ về xã từ 01/03/2025")
    for unit in sorted(late):
        month = made.rng.choice((date(2025, 4, 1), date(2025, 5, 1)))
        made.growth.setdefault(month, {})[unit] = lack[unit] - numbers[unit]
    staff.assign(DISTRICTS_END, written, {unit: max(NORM_OF_TWELVE, size) for unit, size in now.items()}, 2)


def _merge(made: Province) -> None:
    """Communes are merged: premises, people and hamlets are handed over in the days after."""
    ground, staff, works = made.ground, made.staff, made.works
    written = MERGED + timedelta(days=1)
    main = works.main()
    works.merge(written, main)
    staff.merge(MERGED, written, ground.parents, main)
    made.hamlets.merge(ground, MERGED, written)
    assigned_anew(made.book, ground, staff, written)
    staff.count(MERGED, written + timedelta(days=1))
    works.after()


def _complete(made: Province, share: float) -> None:
    """For a share of the finished, when they are up to the standard: with the building, or months after."""
    for course in made.works.courses.values():
        if course.finish is not None and made.rng.random() < share:
            course.complete = course.finish + timedelta(days=made.rng.choice((0, 0, 60, 150)))
            course.complete = course.complete.replace(day=min(course.complete.day, 24))


def _home(rng: Random, horizon: date, by: date) -> Course:
    if rng.random() < 0.6:
        return Course(premises.standing(horizon), premises.last_year(rng))
    return Course(premises.finishing(rng, in_month(rng, horizon + timedelta(days=5), by), horizon))


def _wards(rng: Random, ground: Ground) -> dict[UnitId, int]:
    return {unit.id: rng.randrange(11, 16) for unit in ground.wards}


def _quarters(start: date, end: date) -> list[date]:
    return [day.replace(day=20) for day in months(start, end) if day.month % 3 == 0 or day.replace(day=20) == end]


def _classes(made: Province, units: Sequence[UnitId], lessons: Sequence[date]) -> None:
    for number, unit in enumerate(made.rng.sample(list(units), len(units))):
        made.classes.setdefault(lessons[number % len(lessons)], []).append(unit)
