"""The shipped edition: whole and unchanged, consistent in itself, read back without building anything."""

import csv
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from diaban.basis.error import FaultError, RefusedError
from diaban.units.edition import Edition, editions, open_edition
from diaban.units.event import CHANGES_OF_GROUND, Relation
from diaban.units.names import keys_of
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit
from tests.units.table import day_of

# Which question makes the program read which file.
READ_FOR = {
    "acts.csv": "acts",
    "conflicts.csv": "conflicts",
    "events.csv": "atlas",
    "horizons.csv": "atlas",
    "keys.csv": "names",
    "lineage.csv": "atlas",
    "names.csv": "names",
    "points.csv": "points",
    "service.csv": "service",
    "units.csv": "atlas",
}
DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "src/diaban/reference/units"


@pytest.fixture(scope="module")
def edition(folder: Path) -> Edition:
    return open_edition(folder)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A folder with one edition that may be spoilt."""
    shutil.copytree(open_edition(folder).folder, tmp_path / "edition-1")
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def boundaries(units: list[Unit]) -> list[date]:
    """A day before everything known, and each day on which some version begins."""
    days = sorted({unit.period.start for unit in units} - {None})
    return [days[0] - timedelta(days=1), *days]


# -- whole and unchanged ------------------------------------------------------------------------------


def test_every_file_of_the_edition_is_read_for_some_question(edition: Edition) -> None:
    assert {path.name for path in edition.folder.iterdir()} == {*READ_FOR, "provenance.toml"}
    assert set(edition.provenance["files"]) == set(READ_FOR)


@pytest.mark.parametrize(("name", "question"), READ_FOR.items())
def test_a_file_with_one_byte_changed_is_refused(copy: Path, name: str, question: str) -> None:
    path = copy / "edition-1" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(FaultError, match="edition-damaged") as error:
        getattr(open_edition(copy), question)
    assert [(found.place.file, found.values["reason"]) for found in error.value.findings] == [(name, "sha256")]


@pytest.mark.parametrize(("name", "question"), READ_FOR.items())
def test_a_file_that_is_missing_is_refused(copy: Path, name: str, question: str) -> None:
    (copy / "edition-1" / name).unlink()
    with pytest.raises(FaultError, match="edition-damaged") as error:
        getattr(open_edition(copy), question)
    assert error.value.findings[0].place.file == name


@pytest.mark.parametrize("text", [None, "", "not = [toml", "[files]\n", "files = 1\n", "\0"])
def test_without_its_provenance_an_edition_is_refused(copy: Path, text: str | None) -> None:
    path = copy / "edition-1/provenance.toml"
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultError, match="edition-damaged"):
        _ = open_edition(copy).atlas


def test_a_file_is_read_only_when_it_is_asked_for(copy: Path) -> None:
    (copy / "edition-1/points.csv").unlink()
    assert open_edition(copy).acts


# -- which edition ------------------------------------------------------------------------------------


def test_editions_are_found_by_number_and_the_newest_is_opened(tmp_path: Path) -> None:
    for name in ("edition-2", "edition-10", "edition-1", "edition-draft", "other-3"):
        (tmp_path / name).mkdir()
    (tmp_path / "edition-11").write_text("a file is no edition", encoding="utf-8")
    assert list(editions(tmp_path)) == [1, 2, 10]
    assert editions(tmp_path)[10] == tmp_path / "edition-10"
    assert open_edition(tmp_path).number == 10
    assert open_edition(tmp_path, 2).folder == tmp_path / "edition-2"


def test_an_edition_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    for name in ("edition-1", "edition-2"):
        (tmp_path / name).mkdir()
    with pytest.raises(RefusedError, match="unknown-edition") as error:
        open_edition(tmp_path, 3)
    assert dict(error.value.findings[0].values) == {"number": 3, "editions": "1, 2"}


def test_a_folder_without_any_edition_is_our_fault(tmp_path: Path) -> None:
    assert editions(tmp_path) == {}
    with pytest.raises(FaultError, match="edition-damaged"):
        open_edition(tmp_path)


def test_loading_builds_nothing(folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from diaban.units.edition import open_edition;"
        f"e = open_edition(Path({str(folder)!r}));"
        "e.atlas, e.names, e.acts, e.service, e.points, e.conflicts;"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'tools', 'vietnamadminunits', 'django'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("[]", "", 0)


# -- identity -----------------------------------------------------------------------------------------


def test_every_identity_was_issued_once_and_is_borne_by_a_unit(edition: Edition, folder: Path) -> None:
    issued = rows(folder / "identities.csv")
    assert {row["id"] for row in issued} == {unit.id for unit in edition.atlas.units}
    assert len({row["id"] for row in issued}) == len(issued)
    assert len({(row["level"], row["code"], row["day"]) for row in issued}) == len(issued)


def test_an_identity_is_the_unit_that_bore_the_code_on_the_day(edition: Edition, folder: Path) -> None:
    wrong = [
        row
        for row in rows(folder / "identities.csv")
        if [(unit.id, unit.level) for unit in edition.atlas.bearers(row["code"]) if day_of(row["day"]) in unit.period]
        != [(row["id"], row["level"])]
    ]
    assert wrong == []


def test_versions_of_a_unit_follow_one_another_without_a_gap_and_differ(edition: Edition) -> None:
    units = edition.atlas.units
    broken = []
    for unit_id in {unit.id for unit in units}:
        for earlier, later in pairwise(edition.atlas.versions(unit_id)):
            same = (earlier.code, earlier.name, earlier.type, earlier.level, earlier.parent_id) == (
                later.code, later.name, later.type, later.level, later.parent_id,
            )  # fmt: skip
            if same or not earlier.period.meets(later.period):
                broken.append((earlier, later))
    assert broken == []


def test_types_and_codes_are_those_of_the_level(edition: Edition) -> None:
    wrong = [
        unit
        for unit in edition.atlas.units
        if unit.type not in TYPES_BY_LEVEL[unit.level]
        or len(unit.code) != DIGITS[unit.level]
        or not (unit.code.isascii() and unit.code.isdigit())
        or not unit.name.strip()
    ]
    assert wrong == []


def test_the_parent_of_every_unit_stands_on_each_day_on_which_the_unit_stands(edition: Edition) -> None:
    orphans = []
    ranks = list(Level)
    for day in boundaries(edition.atlas.units):
        standing = {unit.id: unit for unit in edition.atlas.standing(day)}
        for unit in standing.values():
            parent = standing.get(unit.parent_id)
            if unit.level is Level.PROVINCE:
                if unit.parent_id is not None:
                    orphans.append((day, unit))
            elif parent is None or ranks.index(parent.level) >= ranks.index(unit.level):
                orphans.append((day, unit))
    assert orphans == []


# -- lineage ------------------------------------------------------------------------------------------


def test_each_older_unit_has_exactly_one_default_successor(edition: Edition) -> None:
    lineage = rows(edition.folder / "lineage.csv")
    defaults = Counter(row["older"] for row in lineage if row["is_default"] == "1")
    assert set(defaults) == {row["older"] for row in lineage}
    assert set(defaults.values()) == {1}
    assert all((row["default_rule"] != "") == (row["is_default"] == "1") for row in lineage)


def test_a_unit_with_one_successor_went_there_whole_and_one_with_more_in_parts(edition: Edition) -> None:
    newers: dict[str, list[str]] = defaultdict(list)
    relations: dict[str, set[str]] = defaultdict(set)
    for row in rows(edition.folder / "lineage.csv"):
        newers[row["older"]].append(row["newer"])
        relations[row["older"]].add(row["relation"])
    assert all(len(set(there)) == len(there) for there in newers.values())
    expected = {older: {Relation.WHOLE if len(there) == 1 else Relation.PART} for older, there in newers.items()}
    assert relations == expected


def test_a_succession_is_on_the_day_the_older_ends_and_the_newer_begins(edition: Edition) -> None:
    atlas = edition.atlas
    wrong = [
        step
        for unit_id in {unit.id for unit in atlas.units}
        for step in atlas.successions_from(unit_id)
        if atlas.versions(step.older)[-1].period.end != step.event.day
        or atlas.versions(step.newer)[0].period.start != step.event.day
        or step.event.unit != step.newer
        or step.event.kind not in CHANGES_OF_GROUND
    ]
    assert wrong == []


def test_what_ends_has_successors_or_was_abolished_and_what_begins_has_an_event(edition: Edition) -> None:
    atlas = edition.atlas
    abolished = {row["unit"] for row in rows(edition.folder / "events.csv") if row["kind"] == "abolition"}
    unexplained = []
    for unit_id in {unit.id for unit in atlas.units}:
        versions = atlas.versions(unit_id)
        ended, begun = versions[-1].period.end, versions[0].period.start
        if ended is not None and bool(atlas.successions_from(unit_id)) == (unit_id in abolished):
            unexplained.append((unit_id, "end"))
        if begun is not None and begun not in {event.day for event in atlas.events_of(unit_id)}:
            unexplained.append((unit_id, "beginning"))
        unexplained.extend(
            (unit_id, "version")
            for later in versions[1:]
            if later.period.start not in {event.day for event in atlas.events_of(unit_id)}
        )
    assert unexplained == []


def test_every_act_that_an_event_cites_is_listed(edition: Edition) -> None:
    cited = {row["act"] for row in rows(edition.folder / "events.csv")}
    assert cited - edition.acts.keys() == set()
    assert len(edition.acts) == len(rows(edition.folder / "acts.csv"))


def test_every_unit_named_in_another_file_is_a_unit(edition: Edition) -> None:
    units = {unit.id for unit in edition.atlas.units}
    columns = {
        "events.csv": "unit",
        "horizons.csv": "province",
        "lineage.csv": "older",
        "names.csv": "unit",
        "points.csv": "unit",
    }
    for name, column in columns.items():
        assert {row[column] for row in rows(edition.folder / name)} - units == set(), name
    absent = {row["subject"] for row in rows(edition.folder / "service.csv") if row["kind"] != "level"}
    assert absent - units == set()


# -- names --------------------------------------------------------------------------------------------


def test_stored_keys_are_those_that_would_be_computed(edition: Edition) -> None:
    stored = {row["name"]: (row["plain"], row["marked"], row["sort"]) for row in rows(edition.folder / "keys.csv")}
    assert stored.keys() == {unit.name for unit in edition.atlas.units}
    computed = {name: keys_of(name) for name in stored}
    assert {name for name, keys in computed.items() if (keys.plain, keys.marked, keys.sort) != stored[name]} == set()


def test_stored_keys_of_other_names_are_those_that_would_be_computed(edition: Edition) -> None:
    wrong = []
    for row in rows(edition.folder / "names.csv"):
        keys = keys_of(row["name"])
        if row["plain"] != keys.plain or (row["is_marked"] == "1" and row["marked"] != keys.marked):
            wrong.append(row)
    assert wrong == []
