"""Definition files: all faults at once with their place, overrides whole, checksums, and what is shipped."""

import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.coverage.measure import SHIPPED_MEASURES, read_measures
from diaban.coverage.promise import SHIPPED_PROMISES, read_promises
from diaban.coverage.rule import QualificationRule, StaffingRule, least
from diaban.coverage.standard import SHIPPED, read_standards
from tests.coverage.world import STANDARDS

FILES = [path for folder in (SHIPPED, SHIPPED_PROMISES, SHIPPED_MEASURES) for path in sorted(folder.glob("*.toml"))]
FLOOR = (SHIPPED / "staffing-floor.toml").read_text("utf-8")


def test_what_is_shipped_has_no_fault() -> None:
    assert read_standards()[1] == read_promises(STANDARDS)[1] == read_measures()[1] == []
    assert set(STANDARDS) == {
        *("staffing-floor", "investigator", "official-housing", "independent-headquarters"),
        *("headquarters-standard", "hamlet-officer"),
    }
    assert len(read_promises(STANDARDS)[0]) + len(read_measures()[0]) + len(STANDARDS) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_has_both_titles_its_law_and_its_source(path: Path) -> None:
    table = tomllib.loads(path.read_text("utf-8"))
    assert all(table["title"][lang].strip() for lang in LANGUAGES)
    assert table["title"]["vi"] != table["title"]["en"]
    assert all(table[key] for key in ("legal_basis", "sources", "author", "licence", "review", "in_force"))


def test_a_definition_carries_the_checksum_of_its_file() -> None:
    path = SHIPPED / "investigator.toml"
    assert STANDARDS["investigator"].definition.checksum == sha256(path.read_bytes()).hexdigest()


def faults(folder: Path, text: str, name: str = "staffing-floor.toml") -> list[tuple[str, str | None, int | None]]:
    (folder / name).write_text(text, "utf-8")
    found = read_standards([folder])[1]
    assert all(set(shipped().sentences(one, lang)) for one in found for lang in LANGUAGES)
    assert all(one.place.file == str(folder / name) for one in found)
    return sorted((one.code, one.place.column, one.place.row) for one in found)


def test_all_faults_of_a_file_are_found_at_once_with_their_place(tmp_path: Path) -> None:
    text = (
        FLOOR.replace('title.en = "Staffing floor"\n', "")
        .replace('carry_rule = "all"', 'carry_rule = "sum"\ncary_rule = "all"')
        .replace("holds_months = 6", "holds_months = true")
        .replace('types = ["xã", "thị trấn"]', 'types = ["xã", "quận"]')
        .replace('class = "key"\nnumber = 5', 'class = "key"\nnumber = 0')
        .replace('evidence = ["roster", "decision"]', 'evidence = ["roster", "hearsay"]')
    )
    # The header is read first: a file without a title is no definition.
    assert faults(tmp_path, text) == [("definition-missing", "title.en", None)]
    assert faults(tmp_path, text.replace("title.vi", 'title.en = "x"\ntitle.vi')) == [
        ("definition-unknown-key", "cary_rule", None),
        ("definition-value", "carry_rule", None),
        ("definition-value", "evidence", None),
        ("definition-value", "holds_months", None),
        ("definition-value", "scope[1].types", None),
        ("definition-value", "threshold[2].number", None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rule = ", "rule == ", "definition-unreadable"),
        ('rule = "staffing"', 'rule = "guesswork"', "definition-value"),
        ("review = 2027-03-01", 'review = "2027-03-01"', "definition-value"),
        ("review = 2027-03-01", "review = 2027-03-01T00:00:00", "definition-value"),
        ("from = 2019-01-01\n\n[[scope]]", "from = 2018-01-01\n\n[[scope]]", "definition-value"),
        ("from = 2025-07-01", "from = 2025-06-30", "definition-value"),
        ('author = "Địa Bàn"', 'author = " "', "definition-value"),
    ],
)
def test_a_fault_is_a_finding_and_the_file_is_left_out(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in FLOOR
    assert [found for found, _, _ in faults(tmp_path, FLOOR.replace(old, new))] == [code]
    assert read_standards([tmp_path])[0] == {}


def test_a_file_that_is_no_text_names_the_fault_and_a_syntax_error_its_line(tmp_path: Path) -> None:
    assert faults(tmp_path, "a = 1\nb = = 2\n") == [("definition-unreadable", None, 2)]
    (tmp_path / "staffing-floor.toml").write_bytes(b"\xff\xfe\x00")
    assert [one.code for one in read_standards([tmp_path])[1]] == ["definition-unreadable"]


def test_an_override_replaces_its_file_whole_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "staffing-floor.toml").write_text(FLOOR.replace("number = 12", "number = 13"), "utf-8")
    read, found = read_standards([SHIPPED, tmp_path, tmp_path / "absent"])
    assert found == []
    assert read.keys() == STANDARDS.keys()
    rule = read["staffing-floor"].rule
    assert isinstance(rule, StaffingRule)
    assert [line.number for line in rule.thresholds][-1] == 13
    assert read["staffing-floor"].definition.checksum != STANDARDS["staffing-floor"].definition.checksum
    # An override that cannot be read never silently becomes what was shipped.
    (tmp_path / "staffing-floor.toml").write_text("x", "utf-8")
    assert "staffing-floor" not in read_standards([SHIPPED, tmp_path])[0]


def test_a_promise_names_a_standard_that_is_there_and_may_ask_for_its_own_number() -> None:
    promises = read_promises(STANDARDS)[0]
    assert promises["bac-kan-headquarters"].scope_text == "06@2025-02-28"
    assert promises["nation-staffing-12"].scope_text is None
    asked = promises["nation-staffing-30"].asked(STANDARDS["staffing-floor"]).rule
    assert isinstance(asked, StaffingRule)
    assert [line.number for line in asked.thresholds] == [30]
    upper = promises["nation-investigator"].asked(STANDARDS["investigator"])
    assert isinstance(upper.rule, QualificationRule)
    assert [kind.value for kind in upper.rule.kinds] == ["investigator-intermediate", "investigator-senior"]
    assert [line.number for line in upper.rule.thresholds] == [1]
    assert upper.id == "nation-investigator"
    assert upper.definition.checksum != STANDARDS["investigator"].definition.checksum
    regular = promises["nation-regular-police"].asked(STANDARDS["staffing-floor"])
    assert least(regular.rule.thresholds, date(2026, 11, 21), None) == 5  # type: ignore[union-attr]  # a rule of numbers
    assert promises["bac-kan-headquarters"].asked(STANDARDS["investigator"]) is STANDARDS["investigator"]
    missing = read_promises([])[1]
    assert {(found.code, found.place.column) for found in missing} == {("definition-value", "standard")}
