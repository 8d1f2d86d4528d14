"""Bad files: every mistake is a finding with its row and column, never a traceback, and no file is half checked."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.basis.error import DiabanError, RefusedError
from diaban.cli.claims import claims_group
from diaban.cli.say import Say
from diaban.coverage.claims.check import check
from diaban.coverage.claims.reading import TABLE, place_findings, read_claims
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import Code
from diaban.intake.plain_csv import read_bytes
from tests.coverage.claims.claims_world import COLUMNS, as_csv, units

HEAD = "claim_id | value | unit | of | percent_printed | part_of | as_of | published | place | scope_types | measure\n"
BAD = {
    "no day": ("a | 1 | xã | | | | | 2025-02 | | | cameras", "claim-no-day", "as_of"),
    "no publication": ("a | 1 | xã | | | | 2025-02 | | | | cameras", "claim-no-day", "published"),
    "impossible day": ("a | 1 | xã | | | | 2025-02-30 | 2025-02 | | | cameras", "claim-day", "as_of"),
    "a day by hand": ("a | 1 | xã | | | | 28/2/2025 | 2025-02 | | | cameras", "claim-day", "as_of"),
    "percentage 0": (
        "a | 78 | xã | 102 | 0 | | 2025-02 | 2025-02 | | | cameras",
        "claim-percent-zero",
        "percent_printed",
    ),
    "percentage 0, no count": ("a | | xã | 102 | 0 | | 2025-02 | 2025-02 | | | cameras", "claim-percent-zero", None),
    "a whole of 0": ("a | 78 | xã | 0 | | | 2025-02 | 2025-02 | | | cameras", "claim-of-zero", "of"),
    "640 đồng": ("a | 640 | đồng | | | | 2025-02 | 2025-02 | | | total-investment", "claim-money", "value"),
    "thousands twice": (
        "a | 640000000000 | tỷ đồng | | | | 2025-02 | 2025-02 | | | total-investment",
        "claim-money",
        "value",
    ),
    "a point between thousands": ("a | 6.650 | phiếu | | | | 2025-02 | 2025-02 | | | cameras", "claim-count", "value"),
    "negative": ("a | -3 | xã | | | | 2025-02 | 2025-02 | | | cameras", "claim-negative", "value"),
    "no figure": ("a | | xã | | | | 2025-02 | 2025-02 | | | cameras", "claim-no-figure", "value"),
    "a part of nothing": ("a | 1 | xã | | | b | 2025-02 | 2025-02 | | | cameras", "claim-part-unknown", "part_of"),
    "a part of itself": ("a | 1 | xã | | | a | 2025-02 | 2025-02 | | | cameras", "claim-part-circle", "part_of"),
    "a strange type": ("a | 1 | xã | | | | 2025-02 | 2025-02 | | huyện | cameras", "claim-types", "scope_types"),
    "a strange measure": ("a | 1 | xã | | | | 2025-02 | 2025-02 | | | số lạ", "claim-measure", "measure"),
    "done before its day": ("a | 1 | xã | | | | 2025-05 | 2025-02 | | | cameras", "claim-not-yet", "as_of"),
    "a place nobody knows": (
        "a | 1 | xã | | | | 2025-02 | 2025-02 | Atlantis | | cameras",
        "claim-place-astray",
        "place",
    ),
    "a place of marks": ("a | 1 | xã | | | | 2025-02 | 2025-02 | !!! | | cameras", "claim-place-astray", "place"),
    "an ambiguous place": (
        "a | 1 | xã | | | | 2025-06-30 | 2025-06 | xã Bắc Sơn | | cameras",
        "claim-place-astray",
        None,
    ),
}


def findings(data: bytes) -> list[tuple[str, str | None, int | None]]:
    """All that is found, both languages said on the way."""
    reading = read_bytes(data, TABLE, name="thu.csv")
    claims, found = read_claims(reading.lines, shipped_terms(), file="thu.csv")
    every = [*reading.findings, *found, *place_findings(claims, units(), file="thu.csv")]
    for one in every:
        for lang in LANGUAGES:
            assert all(shipped().sentences(one, lang).values())
    return [(one.code, one.place.column, one.place.row) for one in every]


@pytest.mark.parametrize("name", BAD)
def test_every_mistake_has_its_code_and_place(name: str) -> None:
    row, code, column = BAD[name]
    found = findings(as_csv(HEAD + row))
    assert (code, 2) in [(one, at) for one, _, at in found]
    assert column is None or (code, column, 2) in found


def test_duplicate_ids_and_unknown_words_are_found_by_the_reader() -> None:
    table = (
        HEAD + "a | 1 | xã | | | | 2025-02 | 2025-02 | | | cameras\na | 2 | xã | | | | 2025-02 | 2025-02 | | | cameras"
    )
    assert "csv-row-contradicts" in [code for code, _, _ in findings(as_csv(table))]
    strange = as_csv("claim_id | value | modality | bound\na | 1 | promised | roughly")
    assert [(code, column) for code, column, _ in findings(strange)] == [
        ("csv-choice", "modality"),
        ("csv-choice", "bound"),
    ]


def test_a_circle_of_three_names_all_three_and_nobody_else() -> None:
    rows = ("a | b", "b | c", "c | a", "d | a", "e |")
    table = "claim_id | part_of | value\n" + "\n".join(f"{row} | 1" for row in rows)
    assert [row for code, _, row in findings(as_csv(table)) if code == "claim-part-circle"] == [2, 3, 4]


def test_all_mistakes_at_once() -> None:
    row = "a | 640 | đồng | 0 | 0 | b | | 2025-02 | | huyện | số lạ"
    codes = {code for code, _, _ in findings(as_csv(HEAD + row))}
    assert codes >= {
        *("claim-money", "claim-of-zero", "claim-percent-zero", "claim-part-unknown"),
        *("claim-no-day", "claim-types", "claim-measure"),
    }


ODD = (
    "|0|1|102|100|999999999999999999|0.000001|88.33|-1|a|b|nearly|over|vague|done|expected|đồng|tỷ đồng|CBCS/xã|m2"
    "|2025-02-28|0001|9999-12-31|0000-00-00|x|Bắc Kạn|xã, thị trấn|hoặc|/|,|=cmd()|\u202e|𝟙|independent-headquarters"
).split("|")
cells = st.sampled_from(ODD) | st.text(max_size=8)


@given(st.lists(st.lists(cells, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=4))
def test_no_file_makes_a_traceback(rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    data = "\n".join([",".join(COLUMNS), *lines]).encode("utf-8", errors="replace")
    assert isinstance(findings(data), list)


numbers = st.sampled_from(["", "0", "1", "2", "5", "102", "999999999999999999", "1000000", "77"])
MODALITIES = ["done", "being-done", "expected", "striven", "assigned"]
BOUNDS = ["", "about", "over", "nearly", "at-least", "at-most", "vague"]


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Rows that are mostly sound, in every mixture."""
    heading = "claim_id|value|of|percent_printed|unit|bound|modality|part_of|series|scope_types|place|as_of|measure"
    rows = [heading]
    for index in range(draw(st.integers(1, 5))):
        row = [
            str(index),
            *(draw(numbers), draw(numbers), draw(st.sampled_from(["", "0", "50", "100", "33.3", "0.000001"]))),
            draw(st.sampled_from(["", "xã", "tỷ đồng", "triệu đồng", "CBCS/xã", "tỷ đồng/xã", "m2", "CBCS"])),
            *(draw(st.sampled_from(BOUNDS)), draw(st.sampled_from(MODALITIES))),
            draw(st.sampled_from(["", "0", "1"])) if index > 1 else "",
            draw(st.sampled_from(["", "s"])),
            draw(st.sampled_from(["", "xã", "xã, thị trấn", "xã hoặc xã, thị trấn", "cấp xã"])),
            draw(
                st.sampled_from(["", "Bắc Kạn", "Quảng Ninh", "Quảng Nam", "xã Trà Leng, huyện Nam Trà My, Quảng Nam"])
            ),
            draw(st.sampled_from(["2025-02-28", "2024-12", "2023", "2025-02"])),
            draw(
                st.sampled_from(
                    ["independent-headquarters", "cameras", "total-investment", "without-headquarters", "?"]
                )
            ),
        ]
        rows.append("|".join(row))
    return "\n".join(rows)


@given(tables())
def test_every_mixture_of_rows_gets_verdicts(table: str) -> None:
    reading = read_bytes(as_csv(table), TABLE, name="thu.csv")
    claims, _ = read_claims(reading.lines, shipped_terms(), file="thu.csv")
    checked = check(claims, units(), shipped_terms())
    assert [one.claim_id for one in checked] == [claim.claim_id for claim in claims]
    for one in checked:
        assert one.verdicts
        for verdict in one.verdicts:
            assert isinstance(verdict.code, Code)
            for lang in LANGUAGES:
                say = Say(lang)
                assert verdict.worded(lambda key, /, say=say, **values: say.text(key, **values))


def run(words: list[str], lang: str = "vi") -> int:
    result = claims_group(Say(lang)).main(words, prog_name="claims", standalone_mode=False)  # type: ignore[arg-type]  # a test's own word
    return int(result or 0)


def test_a_bad_file_is_refused_whole(tmp_path: Path) -> None:
    file = tmp_path / "xau.csv"
    file.write_bytes(as_csv(HEAD + "a | 640 | đồng | | | | 2025-02 | 2025-02 | | | total-investment"))
    with pytest.raises(RefusedError) as refused:
        run(["check", str(file), "--json"])
    assert [one.code for one in refused.value.findings] == ["claim-money"]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"%PDF-1.7", b"a,b\n1,2\n", b'"', b"\x00" * 100])
def test_a_file_that_is_no_claims_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "la.csv"
    file.write_bytes(data)
    with pytest.raises(DiabanError):
        run(["check", str(file)])


def test_json_is_one_list_of_claims_and_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tot.csv"
    file.write_bytes(as_csv(HEAD + "a | 6650 | phiếu | 7528 | 88.33 | | 2025-02 | 2025-02 | | | survey-returned"))
    assert run(["check", str(file), "--json"]) == 0
    (claim,) = json.loads(capsys.readouterr().out)
    assert claim["claim_id"] == "a"
    assert [set(verdict) for verdict in claim["verdicts"]] == [{"code", "amount", "why", "evidence"}]
    assert claim["verdicts"][0]["code"] == "truncated"
    assert claim["verdicts"][0]["amount"] == 88.34


def test_a_draft_takes_the_day_it_is_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "du-thao.csv"
    file.write_bytes(
        as_csv(HEAD + "a | 78 | xã | 102 | | | 2025-02-28 | | Bắc Kạn | xã, thị trấn | independent-headquarters")
    )
    with pytest.raises(RefusedError):
        run(["check", str(file)])
    assert run(["check", "--draft", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["verdicts"][0]["code"] == "consistent"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shipped_claims_are_printed_in_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"], lang) == 0
    everything = capsys.readouterr().out
    assert run(["show", "B3"], lang) == 0
    opened = capsys.readouterr().out
    words = {"vi": ("còn phần chưa rõ", "không xác định được"), "en": ("remainder", "cannot be determined")}[lang]
    assert all(word in everything and word in opened for word in words)


def test_an_id_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(RefusedError) as refused:
        run(["show", "B33"])
    assert refused.value.findings[0].values["claims"][0] == "B3"


def test_a_long_chain_of_parts_is_walked_once() -> None:
    rows = "\n".join(f"c{n} | 1 | xã | | | c{n + 1} | 2025-02 | 2025-02 | | | cameras" for n in range(3_000))
    codes = {code for code, _, _ in findings(as_csv(HEAD + rows))}
    assert codes == {"claim-part-unknown"}
