"""Workbooks as LibreOffice saves them, .ods and .xls, read like the .xlsx they come from; a second reader agrees.

``saved/ugly.*`` is one sheet (invented) with a merged title, a hidden row and column, formulas, an error, a text in
.VnTime, a comment and a total; ``saved/long.xls`` has texts that go on from one record into the next.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from diaban.intake.limits import Limits
from diaban.intake.sheet import CellError
from diaban.intake.workbook import open_workbook
from tests.intake.sheets import codes, errors, given, only, values

SAVED = Path(__file__).with_name("saved")
UGLY = ["ugly.ods", "ugly.xls"]


def saved(name: str) -> bytes:
    return (SAVED / name).read_bytes()


@pytest.mark.parametrize("name", UGLY)
def test_everything_in_it_is_seen(name: str) -> None:
    received = given(saved(name), name)
    assert errors(received) == [("cell-error", "D5")]
    assert only(received, "cell-error").values["found"] == "#DIV/0!"
    assert only(received, "rows-hidden").values["rows"] == "6"
    assert only(received, "columns-hidden").values["columns"] == "H"
    assert only(received, "rows-total").values["rows"] == "7"
    assert only(received, "cell-letters-restored").place.cell == "I3"
    assert only(received, "cell-zeros-restored").place.cell == "A4"
    assert values(received, "code") == ["00004", "00007", "00011"]
    assert values(received, "number") == [3, 2, 4]
    assert values(received, "share")[0] == Decimal("98.5")
    assert values(received, "since")[:2] == [date(2025, 3, 5)] * 2
    assert values(received, "cost_vnd")[0] == 125_000_000
    assert values(received, "note")[:2] == ["Bắc Kạn", "dòng một\ndòng hai"]


def test_formulas_are_kept_where_the_format_tells_them() -> None:
    told = {name: given(saved(name), name) for name in UGLY}
    first = told["ugly.ods"].evidence[0]
    assert (first.formula, first.value, first.place.cell) == ("1+1", "2", "D4")
    assert told["ugly.xls"].evidence == ()
    assert only(told["ugly.xls"], "workbook-hides").values["count"] == 2
    assert "workbook-hides" not in codes(told["ugly.ods"])


@pytest.mark.parametrize("name", [*UGLY, "long.xls"])
def test_a_second_reader_sees_the_same_cells(name: str) -> None:
    opened, other = open_workbook(saved(name), name=name), CalamineWorkbook.from_path(SAVED / name)
    assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [
        (one.name, one.visible != SheetVisibleEnum.Visible) for one in other.sheets_metadata
    ]
    for sheet in opened.sheets:
        ours = {(row.number, at): cell for row in sheet.rows() for at, cell in row.cells.items()}
        # It gives a merged value to the first cell only, and nothing for an error.
        ours = {
            where: cell
            for where, cell in ours.items()
            if not isinstance(cell.value, CellError) and cell.merged_from in {None, where}
        }
        theirs = {
            (number, at): value
            for number, row in enumerate(other.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False), 1)
            for at, value in enumerate(row, 1)
            if value != ""
        }
        assert {where: cell.value for where, cell in ours.items()} == theirs


def texts(name: str) -> list[str]:
    opened = open_workbook(saved(name), name=name)
    for sheet in opened.sheets:
        assert list(sheet.rows())
    return [text for _, text in opened.loose()]


@pytest.mark.parametrize("name", UGLY)
def test_a_comment_is_a_text_that_the_gate_sees(name: str) -> None:
    assert "ghi chú của ô" in texts(name)


def changed(name: str, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(SAVED / name) as source, zipfile.ZipFile(target, "w") as archive:
        for info in source.infolist():
            content = change(info.filename, source.read(info))
            if content is not None:
                archive.writestr(info.filename, content)
        for part, content in more.items():
            archive.writestr(part.replace("__", "/"), content)
    return target.getvalue()


def same(_: str, content: bytes) -> bytes:
    return content


def with_content(old: str, new: str) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        assert name != "content.xml" or old.encode() in content
        return content.replace(old.encode(), new.encode()) if name == "content.xml" else content

    return changed("ugly.ods", change)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (changed("ugly.ods", same, Basic__Standard__Module1=b"x"), "workbook-macros"),
        (changed("ugly.ods", same, Pictures__1=b"x"), "workbook-inside"),
        (changed("ugly.ods", same, Object_1__content=b"x"), "workbook-inside"),
        (changed("ugly.ods", lambda name, content: None if name == "content.xml" else content), "workbook-damaged"),
        (
            changed(
                "ugly.ods",
                lambda name, content: (
                    content.replace(b"/>\n</", b"><manifest:encryption-data/></manifest:file-entry></")
                    if "manifest.xml" in name
                    else content
                ),
            ),
            "workbook-encrypted",
        ),
        (with_content("of:=1+1", "of:='file:///x.ods'#$A.A1"), "workbook-outside"),
        (with_content("<office:forms ", "<table:table-source/><office:forms "), "workbook-outside"),
        (with_content('number-rows-repeated="1048568"', 'number-rows-repeated="9999999"'), "workbook-damaged"),
    ],
)
def test_what_an_ods_must_not_hold(data: bytes, code: str) -> None:
    received = given(data, "t.ods")
    assert received.refused
    assert codes(received) == [code]


def test_a_bare_number_of_days_is_counted_as_the_workbook_counts() -> None:
    epoch = '<table:null-date table:date-value="1904-01-01"/>'
    opens = '<table:calculation-settings table:case-sensitive="false"'
    from_1904 = with_content(opens, f"{epoch}{opens}")
    assert open_workbook(from_1904, name="t.ods").epoch_1904
    assert not open_workbook(saved("ugly.ods"), name="t.ods").epoch_1904


def test_rows_repeated_without_end_are_counted_not_kept() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="300000">{cell}</table:table-row>'
    received = given(with_content("</table:table>", row + "</table:table>"), "t.ods", limits=Limits(rows=1000))
    assert codes(received) == ["workbook-damaged"]
    data = with_content('table:number-rows-repeated="1048568"', "")
    target = io.BytesIO(data)
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", row.encode() + b"</table:table>")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert codes(given(target.getvalue(), "t.ods", limits=Limits(rows=1000))) == ["workbook-too-many-rows"]


def patched(name: str, old: bytes, new: bytes) -> bytes:
    data = saved(name)
    assert data.count(old) >= 1
    return data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        # The record of the code page becomes that of a password, that of a program, that of a reference.
        (patched("ugly.xls", b"\x42\x00\x02\x00", b"\x2f\x00\x02\x00"), "workbook-encrypted"),
        (patched("ugly.xls", b"\x42\x00\x02\x00", b"\xd3\x00\x02\x00"), "workbook-macros"),
        (patched("ugly.xls", b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x10\x00\x00\x05"), "workbook-old"),
        (patched("ugly.xls", "Workbook".encode("utf-16-le"), "Werkbook".encode("utf-16-le")), "workbook-damaged"),
        (saved("ugly.xls")[:3000], "workbook-damaged"),
        (saved("ugly.xls")[:600], "workbook-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "workbook-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "workbook-encrypted"),
    ],
)
def test_what_an_xls_must_not_hold(data: bytes, code: str) -> None:
    received = given(data, "t.xls")
    assert received.refused
    assert codes(received) == [code]
