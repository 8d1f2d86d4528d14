"""The manual's examples: the three scopes of report B, 78 | 22 | 2, and the same ground in the units of today."""

from datetime import date
from pathlib import Path

import pytest

import diaban
from diaban.basis.catalogue import shipped
from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.coverage.columns import Book
from diaban.coverage.count import coverage, coverage_of_all
from diaban.coverage.decide import Decider
from diaban.coverage.engine import Engine
from diaban.coverage.frame import Scope, frame_for, scope_named
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import read_standards
from diaban.coverage.state import State
from diaban.coverage.statement import Statements
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, Headquarters, Progress, Tenure
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import UnitId

FEBRUARY, DECEMBER, TODAY = date(2025, 2, 28), date(2024, 12, 31), date(2026, 11, 1)
STANDARDS = read_standards()[0]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


def headquarters(unit: UnitId, tenure: Tenure, progress: Progress, start: date = date(2024, 1, 1)) -> Headquarters:
    """An invented record."""
    return Headquarters(
        unit=unit,
        tenure=tenure,
        building=Building.PERMANENT,
        progress=progress,
        capacity=None,
        floor_m2=None,
        land_m2=None,
        year=None,
        period=Period(start, None),
        origin="invented",
        source="invented-2025",
    )


def invented_78_22_2(edition: Edition) -> list[Fact]:
    """Bắc Kạn's 102: the first 78 in order of code have one, 22 are being built, of two nothing is stated."""
    standard = STANDARDS["independent-headquarters"]
    scope = scope_named(edition.atlas, edition.names, "Bắc Kạn", FEBRUARY)
    units = frame_for(edition.atlas, edition.service, standard.scope_on(FEBRUARY), scope, FEBRUARY).ids
    done = [headquarters(unit, Tenure.INDEPENDENT, Progress.FINISHED) for unit in units[:78]]
    return [*done, *(headquarters(unit, Tenure.IN_COMMITTEE, Progress.BEING_BUILT) for unit in units[78:100])]


def asked(
    edition: Edition, text: str | None, day: date, frame: date | None = None, decider: Decider | None = None
) -> dict[str, CoverageResult]:
    scope = scope_named(edition.atlas, edition.names, text, day)
    statements = decider or Engine(Book.of(Statements()))
    found = coverage_of_all(edition.atlas, edition.service, STANDARDS.values(), scope, day, statements, frame=frame)
    return {result.standard.id: result for result in found}


def counts(result: CoverageResult) -> dict[str, int]:
    return {state.value: len(ids) for state, ids in result.units.items() if ids}


@pytest.mark.parametrize(
    ("place", "day", "sizes"),
    [("Bắc Kạn", FEBRUARY, (95, 102, 108)), ("Quảng Ninh", DECEMBER, (91, 98, 171))],
)
def test_three_statements_have_three_frames(
    edition: Edition, place: str, day: date, sizes: tuple[int, int, int]
) -> None:
    found = asked(edition, place, day)
    communes, with_townships, all_of_them = sizes
    assert {key: result.size for key, result in found.items()} == {
        "official-housing": communes,
        "staffing-floor": with_townships,
        "independent-headquarters": with_townships,
        "headquarters-standard": with_townships,
        "hamlet-officer": with_townships,
        "investigator": all_of_them,
    }
    # One entry for each standard in force, also where nothing is stated.
    assert all(counts(result) == {"unaccounted": result.size} for result in found.values())
    assert found["official-housing"].scope_rule.sentence["vi"] == "Công an xã (không kể phường, thị trấn)"


@pytest.mark.parametrize(
    ("place", "day", "today", "mixed"), [("Bắc Kạn", FEBRUARY, 36, 1), ("Quảng Ninh", DECEMBER, 39, 15)]
)
def test_the_same_ground_in_the_units_of_today(edition: Edition, place: str, day: date, today: int, mixed: int) -> None:
    result = asked(edition, place, day, TODAY)["independent-headquarters"]
    assert (result.size, len(result.frame.mixed)) == (today, mixed)
    assert (result.reading.value, result.frame.as_of) == ("restated-any", TODAY)


def test_the_ground_of_a_province_that_ended_is_named_with_its_day(edition: Edition) -> None:
    with pytest.raises(RefusedError, match="scope-province-ended") as refused:
        asked(edition, "Bắc Kạn", TODAY)
    assert "Thái Nguyên" in shipped().sentences(refused.value.findings[0], "vi")["found"] + str(
        shipped().sentences(refused.value.findings[0], "vi")
    )
    # All 108 communes of the province, wards too, lie in 37 units of today; each standard binds them all.
    found = asked(edition, "Bắc Kạn@2025-02-28", TODAY)
    assert {result.size for result in found.values()} == {37}
    with pytest.raises(RefusedError, match="scope-day"):
        asked(edition, "Bắc Kạn@28/02/2025", TODAY)


def test_the_nation_of_today_is_every_commune_with_a_police_unit(edition: Edition) -> None:
    assert {result.size for result in asked(edition, None, TODAY).values()} == {3319}


@pytest.mark.parametrize("make", [lambda s: Engine(Book.of(s)), PlainDecider], ids=["engine", "plain"])
def test_78_22_and_2_unknown_of_102(edition: Edition, make: type[PlainDecider]) -> None:
    decider = make(Statements(invented_78_22_2(edition)))
    found = asked(edition, "Bắc Kạn", FEBRUARY, None, decider)["independent-headquarters"]
    assert counts(found) == {"met": 78, "under-way": 22, "unaccounted": 2}
    assert str(found.percent()) == "76.5"
    assert len(found.unsettled) == 24
    document = found.as_dict(shipped(), "vi")
    assert document["states"] == {"met": 78, "under-way": 22, "not-started": 0, "lost": 0, "unaccounted": 2}
    assert document["steps"] == {"reported": 78, "evidenced": 0, "certified": 0, "holds": 0}
    assert (document["reading"], document["carry_rule"], document["title"]) == (
        "as-reported",
        None,
        "Có trụ sở độc lập",
    )
    assert list(document) == [
        *("standard", "title", "as_of", "known_at", "reading", "carry_rule", "frame", "states", "units", "steps"),
        *("outside", "sources", "findings"),
    ]
    restated = asked(edition, "Bắc Kạn", FEBRUARY, TODAY, decider)["independent-headquarters"]
    assert counts(restated) == {"met": 28, "under-way": 7, "unaccounted": 1}


def test_all_is_100_only_when_it_is_all(edition: Edition) -> None:
    scope = Scope()
    standard = STANDARDS["independent-headquarters"]
    units = frame_for(edition.atlas, edition.service, standard.scope_on(TODAY), scope, TODAY).ids
    facts = [headquarters(unit, Tenure.INDEPENDENT, Progress.FINISHED) for unit in units]
    for missing, printed in ((0, "100"), (1, "99.9")):
        decider = Engine(Book.of(Statements(facts[missing:])))
        result = coverage(edition.atlas, edition.service, standard, scope, TODAY, decider)
        assert str(result.percent()) == printed


def test_a_record_outside_the_frame_is_listed_and_counts_for_nothing(edition: Edition) -> None:
    atlas = edition.atlas
    found = asked(edition, "Bắc Kạn", FEBRUARY)
    inside, all_of_them = set(found["independent-headquarters"].frame.ids), found["investigator"].frame.ids
    ward = next(unit for unit in all_of_them if unit not in inside)
    elsewhere = asked(edition, "Quảng Ninh", FEBRUARY)["investigator"].frame.ids[0]
    facts = [headquarters(unit, Tenure.INDEPENDENT, Progress.FINISHED) for unit in (ward, elsewhere)]
    for decider in (Engine(Book.of(Statements(facts))), PlainDecider(Statements(facts))):
        result = asked(edition, "Bắc Kạn", FEBRUARY, None, decider)["independent-headquarters"]
        assert result.outside == (ward,)
        assert counts(result) == {"unaccounted": 102}
        # The day after the merger its record still runs: the unit is not in force, and that is said.
        late = asked(edition, "Bắc Kạn@2025-02-28", TODAY, None, decider)["independent-headquarters"]
        assert late.outside == (ward,)
        assert [one.code for one in late.findings] == ["record-not-in-force"]
        assert atlas.find_id(ward, TODAY) is None


def test_what_was_met_and_is_no_longer_is_lost_and_two_origins_are_an_open_conflict(edition: Edition) -> None:
    one, two, three = asked(edition, "Bắc Kạn", FEBRUARY)["independent-headquarters"].frame.ids[:3]
    had = Headquarters.__dataclass_fields__.keys()
    met = headquarters(one, Tenure.INDEPENDENT, Progress.FINISHED, date(2023, 1, 1))
    ended = {name: getattr(met, name) for name in had} | {"period": Period(date(2023, 1, 1), date(2024, 6, 1))}
    other = headquarters(two, Tenure.IN_COMMITTEE, Progress.NO_SITE)
    theirs = {name: getattr(other, name) for name in had} | {"origin": "other", "tenure": Tenure.INDEPENDENT}
    facts = [
        Headquarters(**ended),
        headquarters(one, Tenure.BORROWED, Progress.NO_SITE, date(2024, 6, 1)),
        other,
        Headquarters(**{**theirs, "progress": Progress.FINISHED}),
        headquarters(three, Tenure.NONE, Progress.NO_SITE),
    ]
    for decider in (Engine(Book.of(Statements(facts))), PlainDecider(Statements(facts))):
        result = asked(edition, "Bắc Kạn", FEBRUARY, None, decider)["independent-headquarters"]
        assert result.units[State.LOST] == (one,)
        assert result.units[State.NOT_STARTED] == (three,)
        assert two in result.units[State.UNACCOUNTED]
        assert [(found.code, found.values["origins"]) for found in result.findings] == [
            ("open-conflict", ("invented", "other"))
        ]
