"""The shipped edition against the independent compilation of units, read afresh: names, types, codes, parents, dates,
edges, parts, defaults and acts. Every difference is a line of ``conflicts.csv``, and every line is followed.
"""

import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from diaban.units.conflict import Conflict, ConflictKind, ConflictReason, ConflictStatus, read_conflict
from diaban.units.edition import Edition, open_edition
from diaban.units.trace import flows
from diaban.units.unit import Level
from tools import package, second_opinion, tables

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
CHANGES = [date(2026, 4, 30), date(2026, 9, 1), date(2026, 9, 20)]
DAYS = [BEFORE, AFTER, *CHANGES, *(date.fromordinal(day.toordinal() - 1) for day in CHANGES), date(2026, 11, 21)]
WORDS = ("Thị trấn", "Thị xã", "Thành phố", "Thủ đô", "Đặc khu", "Tỉnh", "Huyện", "Quận", "Phường", "Xã")

# kind × chosen × status: the known size of every difference.
COUNTS = {
    ("lineage-extra", "theirs", "settled"): 32,
    ("lineage-missing", "theirs", "settled"): 1,
    ("lineage-relation", "theirs", "settled"): 30,
    ("default-successor", "theirs", "settled"): 39,
    ("default-successor", "ours", "to-confirm"): 58,
    ("spelling", "theirs", "settled"): 2,
    ("spelling", "ours", "settled"): 79,
    ("spelling", "ours", "to-confirm"): 94,
    ("type-against-name", "theirs", "settled"): 4,
    ("type-against-name", "ours", "to-confirm"): 3,
}
KINDS = {
    "lineage-extra": 32,
    "lineage-missing": 1,
    "lineage-relation": 30,
    "default-successor": 97,
    "spelling": 175,
    "type-against-name": 7,
}


class Theirs(NamedTuple):
    """A unit as the compilation lists it: ``word`` is the type that stands in its name."""

    level: str
    type: str
    word: str
    name: str
    parent: str


def bare(full_name: str) -> tuple[str, str]:
    """("xã", "Mỹ Thanh") from "Xã Mỹ Thanh", in any case of the first word."""
    text = unicodedata.normalize("NFC", full_name)
    word = next(word for word in WORDS if text.lower().startswith(word.lower() + " "))
    return word.lower().replace("thủ đô", "thành phố"), text[len(word) + 1 :]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def code_of(subject: str) -> str:
    return subject.split("@", maxsplit=1)[0]


@pytest.fixture(scope="module")
def edition(root: Path) -> Edition:
    return open_edition(root / "src/diaban/reference/units")


@pytest.fixture(scope="module")
def listed(shared: Path) -> Callable[[date], dict[str, Theirs]]:
    """The compilation's units in force on a day, by code."""
    versions = lines(shared / "units/unit_version.csv")

    def on(day: date) -> dict[str, Theirs]:
        found: dict[str, Theirs] = {}
        for line in versions:
            if (line["valid_from"] or "0") <= day.isoformat() < (line["valid_to"] or "9"):
                assert line["code"] not in found
                parent = line["parent_uid"].split("@")[0]
                found[line["code"]] = Theirs(line["level"], line["type"].lower(), *bare(line["name"]), parent)
        return found

    return on


@pytest.fixture(scope="module")
def succession(shared: Path) -> list[dict[str, str]]:
    return lines(shared / "units/succession.csv")


@pytest.fixture(scope="module")
def moves(edition: Edition) -> dict[tuple[str, str], tuple[str, bool, tuple[str, ...]]]:
    """The edition's edges of 2025-07-01: (older code, newer code) -> relation, default or not, acts."""
    atlas = edition.atlas
    return {
        (unit.code, atlas.by_id(flow.newer, AFTER).code): (
            "part" if flow.relation.value == "part" else "whole",
            flow.is_default,
            flow.acts,
        )
        for unit in atlas.in_force(BEFORE)
        for flow in flows(atlas, unit.id, BEFORE, AFTER)
    }


@pytest.fixture(scope="module")
def their_moves(succession: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    return {
        (code_of(line["from_uid"]), code_of(line["to_uid"])): line
        for line in succession
        if line["effective_date"] == AFTER.isoformat()
    }


@pytest.fixture(scope="module")
def by_kind(edition: Edition) -> dict[str, list[Conflict]]:
    found: dict[str, list[Conflict]] = defaultdict(list)
    for line in edition.conflicts:
        found[line.kind.value].append(line)
    return found


@pytest.mark.parametrize("day", DAYS)
def test_units_of_a_day(
    edition: Edition,
    listed: Callable[[date], dict[str, Theirs]],
    by_kind: dict[str, list[Conflict]],
    day: date,
) -> None:
    atlas, theirs = edition.atlas, listed(day)
    ours = {unit.code: unit for unit in atlas.in_force(day)}
    assert ours.keys() == theirs.keys()
    assert {c: (u.level.value, u.type.value) for c, u in ours.items()} == {c: t[:2] for c, t in theirs.items()}
    parents = {code: atlas.by_id(u.parent_id, day).code if u.parent_id else "" for code, u in ours.items()}
    assert parents == {code: unit.parent for code, unit in theirs.items()}
    # Names: the differences that remain are the lines of that list on which the edition keeps its own spelling.
    named = BEFORE if day == BEFORE else AFTER
    kept = {
        code_of(line.subject): (bare(line.ours)[1], bare(line.theirs)[1])
        for line in by_kind["spelling"]
        if line.subject.endswith(f"@{named}") and line.chosen == "ours"
    }
    differ = {code: (u.name, theirs[code].name) for code, u in ours.items() if u.name != theirs[code].name}
    assert differ == kept


def test_totals_do_not_differ_on_any_day(edition: Edition, listed: Callable[[date], dict[str, Theirs]]) -> None:
    for day in DAYS:
        count = edition.atlas.count(day)
        totals = {(level.value, kind.value): n for level, kinds in count.types.items() for kind, n in kinds.items()}
        assert totals == Counter((unit.level, unit.type) for unit in listed(day).values())


def test_days_on_which_a_unit_changes(edition: Edition, shared: Path) -> None:
    versions = lines(shared / "units/unit_version.csv")
    theirs = {
        (line["code"], line["type"].lower(), bare(line["name"])[1], line["valid_from"])
        for line in versions
        if line["valid_from"] > AFTER.isoformat()
    }
    ours = {
        (unit.code, unit.type.value, unit.name, str(unit.period.start))
        for unit in edition.atlas.units
        if unit.period.start and unit.period.start > AFTER
    }
    assert ours == theirs
    ended = {(line["code"], line["valid_to"]) for line in versions if line["valid_to"] > AFTER.isoformat()}
    assert ended == {
        (unit.code, str(unit.period.end)) for unit in edition.atlas.units if unit.period.end and unit.period.end > AFTER
    }


def test_changes_of_2026_leave_the_unit_itself_and_name_the_same_act(
    edition: Edition, succession: list[dict[str, str]]
) -> None:
    later = [line for line in succession if line["effective_date"] > AFTER.isoformat()]
    assert len(later) == 25
    for line in later:
        day = date.fromisoformat(line["effective_date"])
        eve = date.fromordinal(day.toordinal() - 1)
        old = edition.atlas.by_code(code_of(line["from_uid"]), eve)
        new = edition.atlas.by_code(code_of(line["to_uid"]), day)
        assert old.id == new.id
        (flow,) = flows(edition.atlas, old.id, eve, day)
        assert flow.acts == (line["legal_basis"],)
        events = [event for event in edition.atlas.events_of(old.id) if event.day == day]
        assert {event.confidence.value for event in events} == {line["confidence"]}


def test_edges_and_parts(
    moves: dict[tuple[str, str], tuple[str, bool, tuple[str, ...]]], their_moves: dict[tuple[str, str], dict[str, str]]
) -> None:
    assert moves.keys() == their_moves.keys()
    assert {pair: relation for pair, (relation, _, _) in moves.items()} == {
        pair: line["relation"] for pair, line in their_moves.items()
    }


def test_lines_on_lineage_are_followed(
    moves: dict[tuple[str, str], tuple[str, bool, tuple[str, ...]]], by_kind: dict[str, list[Conflict]]
) -> None:
    for kind in ("lineage-extra", "lineage-missing", "lineage-relation"):
        for line in by_kind[kind]:
            relation = moves.get((code_of(line.subject), code_of(line.other)), ("", False, ()))[0]
            assert line.ours != line.theirs
            assert relation == (line.ours if line.chosen == "ours" else line.theirs)


def test_defaults(
    moves: dict[tuple[str, str], tuple[str, bool, tuple[str, ...]]],
    their_moves: dict[tuple[str, str], dict[str, str]],
    by_kind: dict[str, list[Conflict]],
) -> None:
    ours = {older: newer for (older, newer), (_, is_default, _) in moves.items() if is_default}
    theirs = {older: newer for (older, newer), line in their_moves.items() if line["is_default"] == "1"}
    assert ours.keys() == theirs.keys()
    differ = {older: (newer, theirs[older]) for older, newer in ours.items() if newer != theirs[older]}
    said = {code_of(line.subject): line for line in by_kind["default-successor"]}
    codes = {older: (line.ours.split()[-1], line.theirs.split()[-1]) for older, line in said.items()}
    assert differ == {older: codes[older] for older, line in said.items() if line.chosen == "ours"}
    followed = {older: ours[older] for older, line in said.items() if line.chosen == "theirs"}
    assert followed == {older: codes[older][1] for older in followed}
    assert all(theirs[older] == code for older, (_, code) in codes.items())


def test_a_default_is_to_confirm_exactly_where_its_line_is(
    edition: Edition, by_kind: dict[str, list[Conflict]]
) -> None:
    atlas = edition.atlas
    marked = {
        unit.code
        for unit in atlas.in_force(BEFORE)
        for step in atlas.successions_from(unit.id)
        if step.default_confidence.value == "to-confirm"
    }
    open_lines = {code_of(line.subject) for line in by_kind["default-successor"] if line.status.value == "to-confirm"}
    assert marked == open_lines
    assert len(marked) == 58


def test_spellings_and_types_chosen_from_the_other_side_are_followed(
    edition: Edition, listed: Callable[[date], dict[str, Theirs]], by_kind: dict[str, list[Conflict]]
) -> None:
    for line in [*by_kind["spelling"], *by_kind["type-against-name"]]:
        code, day = line.subject.split("@")
        unit = edition.atlas.by_code(code, date.fromisoformat(day))
        chosen = line.theirs if line.chosen == "theirs" else line.ours
        if line.kind is ConflictKind.SPELLING:
            assert unit.name == bare(chosen)[1]
        else:
            assert unit.type.value == chosen
    # The only units whose type is another than the one in their name, on either list, are lines of that kind.
    odd = {f"{c}@{day}" for day in (BEFORE, AFTER) for c, unit in listed(day).items() if unit.type != unit.word}
    assert odd == {line.subject for line in by_kind["type-against-name"] if line.chosen == "ours"}


def test_both_spellings_find_the_unit(edition: Edition, by_kind: dict[str, list[Conflict]]) -> None:
    lost = []
    for line in by_kind["spelling"]:
        code, day = line.subject.split("@")
        unit = edition.atlas.by_code(code, date.fromisoformat(day))
        other = bare(line.theirs if line.chosen == "ours" else line.ours)[1]
        if other not in edition.names.other_names(unit.id):
            lost.append(line.subject)
    assert lost == []


def test_acts_agree_for_every_successor(
    edition: Edition,
    moves: dict[tuple[str, str], tuple[str, bool, tuple[str, ...]]],
    their_moves: dict[tuple[str, str], dict[str, str]],
) -> None:
    unchanged = {
        unit.code for unit in edition.atlas.in_force(BEFORE, Level.PROVINCE) if edition.atlas.find_id(unit.id, AFTER)
    }
    assert len(unchanged) == 11
    for (older, newer), (_, _, acts) in moves.items():
        basis = their_moves[older, newer]["legal_basis"]
        number, _, signed = basis.partition(" ngày ")
        if older in unchanged:
            # The compilation cites the act on provinces for those as well which it leaves as they were.
            assert (acts, number) == ((), "202/2025/QH15")
            continue
        assert acts == (number,)
        if signed:
            assert f"{edition.acts[number].signed:%d/%m/%Y}" == signed


def test_disputed_clauses_are_disputed_here(
    edition: Edition, their_moves: dict[tuple[str, str], dict[str, str]]
) -> None:
    theirs = {newer for (_, newer), line in their_moves.items() if line["confidence"] == "disputed"}
    ours = {
        edition.atlas.by_id(unit.id, AFTER).code
        for unit in edition.atlas.in_force(AFTER)
        for event in edition.atlas.events_of(unit.id)
        if event.confidence.value == "disputed"
    }
    assert ours == theirs == {"23041"}


def test_conflicts_are_what_the_comparison_finds_now(root: Path, shared: Path, edition: Edition) -> None:
    found = second_opinion.conflicts(
        package.read(),
        second_opinion.read(shared / "units"),
        tables.read("corrections.csv", root / "src/diaban/reference/units"),
    )
    there = lines(root / "src/diaban/reference/units/conflicts.csv")
    assert there == found
    assert lines(edition.folder / "conflicts.csv") == there


def test_size_of_every_difference(edition: Edition) -> None:
    found = Counter((line.kind.value, line.chosen, line.status.value) for line in edition.conflicts)
    assert found == COUNTS
    assert Counter(line.kind.value for line in edition.conflicts) == KINDS


def test_kinds_statuses_and_reasons_are_closed_lists(edition: Edition) -> None:
    assert {kind.value for kind in ConflictKind} == KINDS.keys()
    assert {line.status for line in edition.conflicts} == set(ConflictStatus)
    assert {line.chosen for line in edition.conflicts} == {"ours", "theirs"}
    assert {line.why for line in edition.conflicts} <= set(ConflictReason)
    row = lines(edition.folder / "conflicts.csv")[0]
    for column in ("kind", "status", "why"):
        with pytest.raises(ValueError, match="homework"):
            read_conflict(list({**row, column: "homework"}.values()))


def test_one_line_a_difference(edition: Edition) -> None:
    subjects = Counter((line.kind, line.subject, line.other) for line in edition.conflicts)
    assert max(subjects.values()) == 1
