"""The service's own hierarchy: levels with their days, and units in which it has none."""

from datetime import date

import pytest

from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.units.event import Confidence
from diaban.units.service import Absence, Service, ServiceLevel
from diaban.units.unit import Level
from tests.units.table import atlas_of

MARCH_1 = date(2025, 3, 1)
FEBRUARY_28 = date(2025, 2, 28)
ALWAYS = Period(None, None)

ATLAS = atlas_of(
    """
    P  01     Mẫu   tỉnh    province  -  -           -
    d  001    Cũ    huyện   district  P  -           2025-07-01
    a  00101  An    xã      commune   P  -           -
    i  00102  Đảo   đặc_khu commune   P  -           -
    """,
    horizons="P 2025-01-01",
)
ISLAND = Absence("i", Period(date(2025, 2, 1), None), Confidence.DISPUTED, "nobody lives there", "invented")
SERVICE = Service(
    [
        ServiceLevel(Level.PROVINCE, ALWAYS, Confidence.CONFIRMED, "invented"),
        ServiceLevel(Level.DISTRICT, Period(None, MARCH_1), Confidence.REPORTED, "invented"),
        ServiceLevel(Level.COMMUNE, ALWAYS, Confidence.CONFIRMED, "invented"),
    ],
    [ISLAND],
)


def test_the_service_left_a_level_that_the_administration_still_had() -> None:
    assert [level.level for level in SERVICE.levels(FEBRUARY_28)] == [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE]
    assert [level.level for level in SERVICE.levels(MARCH_1)] == [Level.PROVINCE, Level.COMMUNE]
    district = ATLAS.by_id("d", MARCH_1)
    assert SERVICE.is_present(district, FEBRUARY_28)
    assert not SERVICE.is_present(district, MARCH_1)


def test_a_unit_without_the_service_is_none_of_its_stations() -> None:
    assert [unit.id for unit in SERVICE.stations(ATLAS, MARCH_1)] == ["a"]
    assert [unit.id for unit in SERVICE.stations(ATLAS, date(2025, 1, 31))] == ["a", "i"]
    assert [unit.id for unit in SERVICE.stations(ATLAS, MARCH_1, Level.PROVINCE)] == ["P"]
    assert SERVICE.stations(ATLAS, MARCH_1, Level.DISTRICT) == []


def test_an_absence_says_how_sure_it_is() -> None:
    assert SERVICE.absences(MARCH_1) == (ISLAND,)
    assert SERVICE.absences(date(2025, 1, 31)) == ()


def test_stations_before_the_records_are_refused() -> None:
    with pytest.raises(RefusedError, match="before-records"):
        SERVICE.stations(ATLAS, date(2024, 12, 31))
