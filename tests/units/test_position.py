"""Where units are drawn: own points as they are, earlier units around their default successor."""

from datetime import date
from math import hypot
from pathlib import Path

import pytest

from diaban.units.edition import Edition, Point, open_edition
from diaban.units.position import ARCHIPELAGOS, WIDEST, place, spots
from diaban.units.unit import Level, Unit

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def edition(root: Path) -> Edition:
    return open_edition(root / "src" / "diaban" / "reference" / "units", 1)


def communes(edition: Edition, day: date) -> list[Unit]:
    return edition.atlas.in_force(day, Level.COMMUNE)


def test_a_unit_with_a_point_of_its_own_is_drawn_there(edition: Edition) -> None:
    drawn = spots(edition.atlas, edition.points, communes(edition, AFTER))
    assert len(drawn) == 3312
    assert all(
        (spot.lon, spot.lat) == (edition.points[id_].lon, edition.points[id_].lat) for id_, spot in drawn.items()
    )


def test_an_earlier_commune_lies_close_around_its_default_successor(edition: Edition) -> None:
    atlas = edition.atlas
    drawn = spots(atlas, edition.points, communes(edition, BEFORE))
    assert len(drawn) == 10035 - 25
    for id_, spot in drawn.items():
        if spot.of == id_:
            continue
        steps = [step for step in atlas.successions_from(id_) if step.is_default]
        assert [step.newer for step in steps] == [spot.of]
        point = edition.points[spot.of]
        assert hypot(spot.lon - point.lon, spot.lat - point.lat) <= WIDEST * 1.05


def test_a_split_commune_is_drawn_once_by_its_default_part(edition: Edition) -> None:
    atlas = edition.atlas
    split = [unit for unit in communes(edition, BEFORE) if len(atlas.successions_from(unit.id)) > 1]
    assert split
    for unit in split:
        default = [step.newer for step in atlas.successions_from(unit.id) if step.is_default]
        assert len(default) == 1
        assert place(atlas, edition.points, unit.id) in (default[0], None)


def test_no_two_communes_lie_on_top_of_each_other(edition: Edition) -> None:
    drawn = spots(edition.atlas, edition.points, communes(edition, BEFORE))
    points = [(point.lon, point.lat) for point in edition.points.values()]
    shared = len(points) - len(set(points))
    assert len(drawn) - len({(spot.lon, spot.lat) for spot in drawn.values()}) <= shared


def test_the_order_of_asking_changes_nothing(edition: Edition) -> None:
    units = communes(edition, BEFORE)
    assert spots(edition.atlas, edition.points, units) == spots(edition.atlas, edition.points, units[::-1])


@pytest.mark.parametrize(("id_", "name"), [*zip(ARCHIPELAGOS, ("Hoàng Sa", "Trường Sa"), strict=True)])
def test_both_archipelagos_have_a_point(edition: Edition, id_: str, name: str) -> None:
    point = edition.points[id_]
    assert isinstance(point, Point)
    assert edition.atlas.by_id(id_, AFTER).name == name
    assert point.lon > 111
