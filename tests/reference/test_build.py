"""The builder: the same inputs give the same bytes, stale corrections are refused, identities are only added to."""

import csv
import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from diaban.units.edition import Edition, open_edition
from tools import package, reference
from tools.corrections import ACTIONS, correct
from tools.lives import continuing
from tools.package import AFTER, BEFORE, Raw

Row = dict[str, str]


@pytest.fixture(scope="module")
def published(root: Path) -> Path:
    """Our own tables, with the editions beside them."""
    return root / "src/diaban/reference/units"


@pytest.fixture(scope="module")
def edition(published: Path) -> Edition:
    return open_edition(published)


@pytest.fixture
def tables(published: Path, tmp_path: Path) -> Path:
    """A copy of our own tables, without the editions."""
    folder = tmp_path / "units"
    folder.mkdir()
    for path in published.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def packed() -> bytes:
    return pickle.dumps(package.read())


@pytest.fixture
def raw(packed: bytes) -> Raw:
    """What the package says, for a test to change: read once, unpacked anew each time."""
    made = pickle.loads(packed)
    assert isinstance(made, Raw)
    return made


def lines(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def put(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- the same inputs give the same bytes --------------------------------------------------------------------------


def test_building_again_gives_the_published_bytes(tables: Path, edition: Edition, published: Path) -> None:
    made = tables.parent / "made"
    reference.make(tables, made, edition.number, None)
    ours, theirs = contents(made), contents(edition.folder)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    # The tables it writes are as they were, too.
    assert contents(tables) == {path.name: path.read_bytes() for path in published.glob("*.csv")}


def test_with_the_second_opinion_at_hand_nothing_changes_either(tables: Path, edition: Edition, shared: Path) -> None:
    made = tables.parent / "made"
    reference.make(tables, made, edition.number, shared / "units")
    assert contents(made) == contents(edition.folder)


def test_a_published_edition_that_would_change_is_left_alone(
    tables: Path, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tables / edition.folder.name
    shutil.copytree(edition.folder, there)
    corrections = lines(tables / "corrections.csv")
    put(tables / "corrections.csv", [row for row in corrections if row["action"] != "set-name"])
    monkeypatch.setattr(reference, "TABLES", tables)
    monkeypatch.setattr("sys.argv", ["reference", "--edition", str(edition.number)])
    with pytest.raises(SystemExit, match=r"units\.csv.*make the next edition"):
        reference.main()
    assert contents(there) == contents(edition.folder)
    monkeypatch.setattr("sys.argv", ["reference", "--edition", str(edition.number + 1)])
    reference.main()
    assert contents(there) == contents(edition.folder)
    named = {unit.code: unit.name for unit in open_edition(tables).atlas.in_force(date.fromisoformat(BEFORE))}
    assert named["23395"] != edition.atlas.by_code("23395", date.fromisoformat(BEFORE)).name


# --- corrections --------------------------------------------------------------------------------------------------


def test_every_published_correction_still_has_something_to_correct(raw: Raw, published: Path) -> None:
    corrections = lines(published / "corrections.csv")
    assert {row["action"] for row in corrections} == ACTIONS.keys()
    before = dict(raw.lineage)
    assert correct(raw, corrections).lineage != before


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_correction_made_twice_is_refused(raw: Raw, published: Path, action: str) -> None:
    row = next(row for row in lines(published / "corrections.csv") if row["action"] == action)
    with pytest.raises(ValueError, match=r"nothing to correct|no succession"):
        correct(raw, [row, row])


@pytest.mark.parametrize(
    ("action", "subject", "other", "value"),
    [
        ("drop-lineage", "06079", "00004", ""),
        ("add-lineage", "06079", "06184", "part"),
        ("dispute-lineage", "23053", "00004", ""),
        ("set-default", "00103", "99999", "population"),
        ("set-name", f"01840@{BEFORE}", "", "Đức Xuân"),
        ("set-type", f"01840@{BEFORE}", "", "phường"),
        ("drop-point", "99999", "", ""),
    ],
)
def test_a_correction_with_nothing_to_correct_is_refused(
    raw: Raw, action: str, subject: str, other: str, value: str
) -> None:
    with pytest.raises(ValueError, match="nothing to correct"):
        correct(raw, [{"action": action, "subject": subject, "object": other, "value": value}])


def test_an_unknown_action_is_refused(raw: Raw) -> None:
    with pytest.raises(ValueError, match="unknown action"):
        correct(raw, [{"action": "improve", "subject": "01840", "object": "", "value": ""}])


# --- identities ---------------------------------------------------------------------------------------------------


def drop_a_correction(tables: Path) -> int:
    """Without it xã Tân Long has another forerunner: lineage changes, no unit does."""
    corrections = lines(tables / "corrections.csv")
    put(tables / "corrections.csv", [row for row in corrections if row["subject"] != "31438"])
    return 0


def end_a_continuation(tables: Path) -> int:
    """A part of a divided commune goes to one that lived on: from 2025-07-01 that is another unit, with a new id."""
    raw = correct(package.read(), lines(tables / "corrections.csv"))
    divided, newer = min(raw.defaults), min(code for code in continuing(raw) if len(code) == 5)
    added = {"action": "add-lineage", "subject": divided, "object": newer, "value": "part"}
    corrections = lines(tables / "corrections.csv")
    put(tables / "corrections.csv", [*corrections, {key: added.get(key, "x") for key in corrections[0]}])
    return 1


def learn_of_a_merger(tables: Path, before: str) -> int:
    """A merger of the past becomes known: the commune of today stays itself, what it was made of is new."""
    events = lines(tables / "events.csv")
    merger = {"day": "2024-02-01", "kind": "merge", "code": "02011", "type": "xã", "name": "Mỹ Thanh"}
    merger |= {"before": before, "act": events[-1]["act"], "confidence": "reported"}
    put(tables / "events.csv", [{key: merger.get(key, "x") for key in events[0]}, *events])
    return 2


CHANGES: dict[str, Callable[[Path], int]] = {
    "a correction less": drop_a_correction,
    "a continuation less": end_a_continuation,
    "a merger of two others more": lambda tables: learn_of_a_merger(tables, "99998:xã:Một;99999:xã:Hai"),
    "a merger into one that keeps its code more": lambda tables: learn_of_a_merger(
        tables, "02011:xã:Mỹ Thanh;99999:xã:Hai"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_identities_are_only_added_to(tables: Path, edition: Edition, published: Path, change: str) -> None:
    added = CHANGES[change](tables)
    reference.make(tables, tables / "edition-2", 2, None)
    old, new = (published / "identities.csv").read_bytes(), (tables / "identities.csv").read_bytes()
    assert new.startswith(old)
    ids = [row["id"] for row in lines(tables / "identities.csv")]
    assert ids == [f"u{number:05d}" for number in range(1, len(ids) + 1)]
    assert new.count(b"\n") - old.count(b"\n") == added
    # The ids are used: a code on a day is the same unit as before, but for the one that is another unit now.
    atlas = open_edition(tables).atlas
    for day in (date.fromisoformat(BEFORE), date.fromisoformat(AFTER)):
        others = [unit.code for unit in edition.atlas.in_force(day) if atlas.by_code(unit.code, day).id != unit.id]
        assert len(others) == (change == "a continuation less" and day.isoformat() == AFTER)


def test_an_identity_is_a_code_on_a_day(edition: Edition, published: Path) -> None:
    for row in lines(published / "identities.csv"):
        (unit,) = (
            unit
            for unit in edition.atlas.bearers(row["code"])
            if unit.level.value == row["level"] and date.fromisoformat(row["day"]) in unit.period
        )
        assert unit.id == row["id"]


def test_every_identity_is_a_unit_of_the_edition(edition: Edition, published: Path) -> None:
    ids = {row["id"] for row in lines(published / "identities.csv")}
    assert {unit.id for unit in edition.atlas.units} <= ids


# --- points -------------------------------------------------------------------------------------------------------


def test_no_geocoded_point_of_an_old_unit_is_shipped(edition: Edition, published: Path) -> None:
    with closing(sqlite3.connect(f"file:{package.folder() / 'data/dataset.db'}?mode=ro", uri=True)) as database:
        modern = dict(database.execute("select wardCode, wardLat || ' ' || wardLon from admin_units"))
        geocoded = dict(database.execute("select wardCode, wardLat || ' ' || wardLon from admin_units_legacy"))
        places = {
            f"{lat} {lon}"
            for level in ("ward", "district", "province")
            for lat, lon in database.execute(f"select {level}Lat, {level}Lon from admin_units_legacy")
        }
    corrections = lines(published / "corrections.csv")
    corrected = {row["subject"]: row["value"] for row in corrections if row["action"] == "set-point"}
    dropped = {row["subject"] for row in corrections if row["action"] == "drop-point"}
    after = date.fromisoformat(AFTER)
    shipped = {
        edition.atlas.by_id(unit, after).code: f"{point.lat} {point.lon}" for unit, point in edition.points.items()
    }
    assert shipped.keys() == modern.keys() - dropped
    assert shipped == {code: corrected.get(code, point) for code, point in modern.items() if code in shipped}
    assert [code for code, point in shipped.items() if geocoded.get(code) == point != modern[code]] == []
    assert [code for code, point in shipped.items() if point in places] == []
    # 28 points of the package lie outside their own unit.
    assert len(corrected) + len(dropped) == 28


def test_points_lie_in_the_country_and_say_their_source(edition: Edition) -> None:
    assert len(edition.points) > 3_300
    for point in edition.points.values():
        assert 6 < point.lat < 23.5
        assert 102 < point.lon < 116
        assert point.source
