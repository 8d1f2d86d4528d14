"""Values as they really arrive: damaged, mixed up, not values at all. Findings with a remedy, never a traceback."""

import codecs
import io
import os
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cases import examples
from tests.cli.run import FINDING, Ran, carry, run, spawn

ACROSS = ("--from", "2025-06-30", "--to", "2025-07-01")
GOOD = "code,value\n06724,8\n06727,8\n"
RULES = ("sum", "any", "all", "by-place", "by-share", "none")


def workbook() -> bytes:
    """The beginning of any .xlsx: a zip archive of XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


def assert_refused(ran: Ran, *codes: str) -> None:
    assert (ran.code, ran.err) == (3, "")
    assert list(ran.json) == ["findings"]
    assert set(codes) <= set(ran.findings)


# -- whole files that cannot be used ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "csv-empty"),
        (b"\n\n  \n", "csv-empty"),
        (codecs.BOM_UTF8, "csv-empty"),
        (b"code,value\n", "csv-no-rows"),
        (workbook(), "csv-not-csv"),
        (b"%PDF-1.7\n", "csv-not-csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "csv-not-csv"),
        ("mã,giá trị\n06724,8\n".encode(), "csv-column-missing"),
        (b"06724,8\n06727,8\n", "csv-column-missing"),
        ("code,value\n06724,b\xe1o\n".encode("latin-1"), "csv-encoding"),
        (b"code,code,value\n06724,06724,8\n", "csv-column-repeated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_of_no_use_is_refused(data: bytes, code: str) -> None:
    assert_refused(carry("-", "sum", text=data), code)


def test_nul_bytes(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_bytes(b"code,value\n06724,8\0\n06727,8\n")
    ran = carry(str(path), "sum")
    assert ran.code in {1, 3}
    assert ran.json["findings"]
    assert_refused(carry("-", "sum", text=b"\0" * 4096))


def test_places_where_no_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(GOOD, "utf-8")
    assert_refused(carry(str(tmp_path / "none.csv"), "sum"), "csv-missing")
    assert_refused(carry(str(tmp_path / "file" / "below"), "sum"), "csv-missing")
    assert_refused(carry(str(tmp_path), "sum"), "csv-directory")
    assert_refused(carry("", "sum"))
    assert_refused(carry("a\0b", "sum"), "csv-missing")


def test_no_permission_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Denied by hand, because the account that runs the tests may be one to whom nothing is denied.
    path, open_ = tmp_path / "values.csv", Path.open
    path.write_text(GOOD, "utf-8")

    def denied(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return open_(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", denied)
    assert_refused(carry(str(path), "sum"), "csv-no-permission")


def test_the_shares_are_read_as_strictly_as_the_values(tmp_path: Path) -> None:
    assert_refused(carry("-", "by-share", "--shares", str(tmp_path / "none.csv"), text=GOOD), "csv-missing")
    assert_refused(carry("-", "by-share", "--shares", "", text=GOOD))
    empty = tmp_path / "shares.csv"
    empty.write_bytes(b"")
    assert_refused(carry("-", "by-share", "--shares", str(empty), text=GOOD), "csv-empty")


@pytest.mark.faults
def test_one_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    with path.open("wb") as stream:
        stream.write(GOOD.encode())
        stream.truncate(1 << 30)
    assert_refused(carry(str(path), "sum"), "csv-too-large")
    with path.open("rb") as stream:
        ran = spawn("units", "carry", "-", *ACROSS, "--rule", "sum", "--json", stdin=stream.read(100 << 20))
    assert_refused(ran, "csv-too-large")


# -- files that a spreadsheet made ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + GOOD.encode(),
        GOOD.encode("utf-16"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.upper().encode(),
        ("\n" + GOOD + "\n\n,\n").encode(),
        b'"code","value"\n"06724","8"\n"06727","8"\n',
        b"value,note,code\n8,x,06724\n8,,06727\n",
    ],
    ids=["bom", "utf-16", "utf-16-be", "semicolons", "tabs", "crlf", "capitals", "blank rows", "quotes", "columns"],
)
def test_what_can_be_read_is_read(data: bytes) -> None:
    ran = carry("-", "sum", text=data)
    assert ran.code == 0
    assert [line["value"] for line in ran.json["values"]] == [16]
    assert all(found["severity"] != "error" for found in ran.json["findings"])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("02011,=1+1", "csv-formula"),
        ('02011,"=HYPERLINK(""http://x"")"', "csv-formula"),
        ("02011,+5", "csv-formula"),
        ("02011,@x", "csv-formula"),
        ("02011,tám", "csv-number"),
        ("02011,1e3", "csv-number"),
        ("02011,NaN", "csv-number"),
        ("02011,Infinity", "csv-number"),
        ('02011,"1.234,5"', "csv-number"),
        ('02011,"1,234,567"', "csv-number"),
        ("02011," + "9" * 40, "csv-number-digits"),
        ("02011,", "csv-cell-empty"),
        (",5", "csv-cell-empty"),
        ("2011,5", "csv-code-zeros"),
        ("2.011E+03,5", "csv-code-damaged"),
        ("xã Mỹ Thanh,5", "csv-code"),
        ("02011,5,6", "csv-cells-many"),
        ("02011", "csv-cells-few"),
        ("02011,\ufffd5", "csv-lost-character"),
    ],
)
def test_a_faulty_row_is_named_and_the_others_stand(row: str, code: str) -> None:
    ran = carry("-", "sum", text=GOOD + row + "\n")
    assert ran.code == 1
    (found,) = [found for found in ran.json["findings"] if found["place"].get("row") == 4]
    assert found["code"] == code
    assert [line["code"] for line in ran.json["values"]] == ["06724"]


def test_a_thousands_separator_is_not_guessed_at() -> None:
    ran = carry("-", "sum", text="code;value\n06724;1.234\n06727;8\n")
    assert (ran.code, ran.json["values"]) == (1, [])
    assert "csv-number-ambiguous" in ran.findings


@pytest.mark.parametrize("word", ["2", "x", "cos", "8"])
def test_a_rule_of_truth_takes_yes_and_no_only(word: str) -> None:
    ran = carry("-", "any", text=f"code,value\n06724,1\n06727,{word}\n")
    assert ran.code == 1
    assert "csv-choice" in ran.findings


# -- codes ------------------------------------------------------------------------------------------------


def test_a_code_twice_with_one_value_counts_once() -> None:
    ran = carry("-", "sum", text=GOOD + "06727,8\n")
    assert (ran.code, [line["value"] for line in ran.json["values"]]) == (1, [16])
    assert ran.findings == ["csv-row-repeated"]


@pytest.mark.parametrize("again", ["06727,9\n", "06727,9\n06727,8\n", "06727,x\n"])
def test_a_code_twice_with_two_values_has_none(again: str) -> None:
    ran = carry("-", "sum", text=GOOD + again)
    assert (ran.code, ran.json["values"], ran.json["remainder"]) == (1, [], 8)
    assert "csv-row-contradicts" in ran.findings


def test_more_contradictions_than_are_listed_stop_the_whole_file() -> None:
    rows = "".join(f"{n:05},1\n{n:05},2\n" for n in range(1, 1500))
    ran = carry("-", "sum", text="code,value\n" + rows + "06724,8\n06727,8\n")
    assert_refused(ran, "csv-row-contradicts", "csv-more-findings")


@pytest.mark.parametrize(
    ("code", "why"),
    [("99999", "unknown-code"), ("10100", "unknown-code"), ("19", "carry-divided"), ("26743", "carry-divided")],
)
def test_codes_that_name_nothing_are_findings_at_their_row(code: str, why: str) -> None:
    ran = carry("-", "sum", text=GOOD + f"{code},5\n")
    rows = {found["place"].get("row"): found["code"] for found in ran.json["findings"]}
    if why == "unknown-code":
        assert (ran.code, rows) == (1, {4: why})
    assert [line["code"] for line in ran.json["values"] if line["code"] == "06724"] == ["06724"]


def test_codes_of_another_day_name_whose_they_are() -> None:
    ran = carry("-", "all", text="code,value\n06727,1\n06724,1\n", back=True)
    assert ran.code == 1
    found = ran.json["findings"][0]
    assert (found["code"], found["place"]) == ("code-of-another-day", {"file": "stdin", "row": 2, "unit": "06727"})
    assert "xã Bắc Sơn 06727" in found["found"]


def test_ten_thousand_rows(tmp_path: Path) -> None:
    words = ("--as-of", "2025-06-30", "--on", "2025-06-30")
    units = run("units", "restate", *words, "--json").json["units"]
    path = tmp_path / "values.csv"
    path.write_text("code,value\n" + "".join(f"{unit['code']},1\n" for unit in units), "utf-8")
    ran = run("units", "carry", str(path), *ACROSS, "--rule", "all")
    assert len(units) == 10_035
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 3300
    assert {line.partition(",")[2] for line in ran.out.splitlines()[1:]} == {"1"}


# -- output -----------------------------------------------------------------------------------------------


def write(target: Path | str) -> Ran:
    return carry("-", "sum", "--output", str(target), text=GOOD)


def test_output_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert_refused(write(tmp_path / "none" / "out.csv"), "output-refused")
    assert list(tmp_path.iterdir()) == []


def test_output_onto_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path / "folder", tmp_path / "pipe", Path(os.devnull)):
        before = target.stat()
        assert_refused(write(target), "output-refused")
        assert (target.stat().st_mode, target.stat().st_ino) == (before.st_mode, before.st_ino)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "pipe"]


def test_output_onto_a_file_that_may_not_be_written_to(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old\n", "utf-8")
    target.chmod(0o444)
    assert_refused(write(target), "output-refused")
    assert target.read_text("utf-8") == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> NoReturn:
        raise OSError(28, "No space left on device")

    target = tmp_path / "out.csv"
    target.write_text("old\n", "utf-8")
    monkeypatch.setattr(os, "fsync", full)
    ran = write(target)
    assert_refused(ran, "output-refused")
    assert "ENOSPC" in ran.json["findings"][0]["found"]
    assert target.read_text("utf-8") == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_nothing_is_written_when_the_values_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert_refused(carry("-", "sum", "--output", str(target), text=b"code,value\n"), "csv-no-rows")
    assert list(tmp_path.iterdir()) == []


# -- any bytes at all -------------------------------------------------------------------------------------

CELL = st.sampled_from(
    ["06724", "06727", "02011", "09013", "6724", "19", "", "8", "-1", "1.5", "1.234", "=1", "có", '"', "x\0", "\ufffd"]
)
ROWS = st.lists(st.lists(CELL, max_size=4), max_size=6)
SOURCES = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda tail: b"code,value\n" + tail, st.binary(max_size=120)),
    st.builds(
        lambda rows, sep, code: "\n".join(map(sep.join, [["code", "value", "to"], *rows])).encode(code),
        ROWS,
        st.sampled_from([",", ";", "\t"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ),
)


@settings(max_examples=examples(50))
@given(data=SOURCES, rule=st.sampled_from(RULES), back=st.booleans())
@example(data=b"code,value\n06724,-0\n06727,0\n", rule="sum", back=False)
@example(data=b"code,value\n[/red],{x}\n", rule="sum", back=False)
@example(data=b"code,value,[bold]\n06724,1,\x1b[31m\n", rule="by-place", back=False)
def test_any_bytes_end_in_values_or_findings(data: bytes, rule: str, back: bool) -> None:
    vi, en = (carry("-", rule, "--lang", lang, text=data, back=back) for lang in ("vi", "en"))
    assert vi.code == en.code
    assert vi.code in {0, 1, 3}
    assert vi.err == en.err == ""
    assert [found["code"] for found in vi.json["findings"]] == [found["code"] for found in en.json["findings"]]
    assert all(list(found) == FINDING for found in vi.json["findings"])
    assert (vi.code == 0) == all(found["severity"] != "error" for found in vi.json["findings"])
    assert vi.code == 3 or {**vi.json, "findings": []} == {**en.json, "findings": []}


@settings(max_examples=examples(25))
@given(data=SOURCES, rule=st.sampled_from(RULES), lang=st.sampled_from(["vi", "en"]))
def test_any_bytes_can_be_told_to_people(data: bytes, rule: str, lang: str) -> None:
    ran = run("units", "carry", "-", *ACROSS, "--rule", rule, "--lang", lang, stdin=data)
    assert ran.code in {0, 1, 3}
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.out + ran.err
    assert ran.out == "" if ran.code == 3 else ran.out.startswith("code,value\n")
