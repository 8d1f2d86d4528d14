"""Files of forms as they come: encodings, headings, broken rows, damage; nothing of them repeated in a finding."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

from diaban.basis.error import RefusedError
from diaban.engines import forms_read
from diaban.engines.forms_read import Batch, connect, memory_for, read
from diaban.quality.field import FIELDS, field_of_heading

HEAD = "Mã phiếu;Họ và tên;Ngày sinh"


class Desk:
    """A folder with files, and an engine that reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.spill = folder, folder / "spill"
        self.spill.mkdir()
        self.connection = connect(self.spill, 0)

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def read(self, *files: Path) -> Batch:
        return read(self.connection, files, spill=self.spill)

    def rows(self, columns: str = "form_id, full_name, dob") -> list[tuple[Any, ...]]:
        return self.connection.execute(f"SELECT {columns} FROM forms ORDER BY row").fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.connection.close()


def codes(batch: Batch) -> list[str]:
    return [found.code for found in batch.findings]


def refused(desk: Desk, *files: Path) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        desk.read(*files)
    return [found.code for found in caught.value.findings]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Họ, chữ đệm và tên khai sinh", "full_name"),
        ("HO VA TEN", "full_name"),
        ("full_name", "full_name"),
        ("Số định danh cá nhân", "personal_id"),
        ("Nơi đăng ký khai sinh", "place_of_birth_registration"),
        ("Quan hệ với chủ hộ", "relation_to_head"),
        ("Nơi thường trú (xã)", "permanent_commune"),
        ("date_filled", "date_filled"),
        ("Ghi chú", None),
    ],
)
def test_headings_mean_fields(heading: str, field: str | None) -> None:
    assert field_of_heading(heading) == field


def test_a_plain_file_is_read_as_it_was_written(desk: Desk) -> None:
    batch = desk.read(desk.write("a.csv", f"{HEAD}\n1; Trần An ;01/02/1990\n;;\n2;Lê Bình;\n"))
    assert desk.rows() == [("1", "Trần An", "01/02/1990"), ("2", "Lê Bình", None)]
    assert desk.rows("row") == [(0,), (1,)]
    assert desk.rows("sex, religion") == [(None, None)] * 2
    assert [(one.name, one.forms) for one in batch.files] == [("a.csv", 2)]


def test_several_files_of_several_kinds_are_one_batch(desk: Desk) -> None:
    columns = ", ".join(f"'{one.name}1' AS {one.name}" for one in FIELDS if one.name != "date_filled")
    parquet = desk.folder / "c.parquet"
    desk.connection.execute(f"COPY (SELECT {columns}, DATE '2024-05-06' AS date_filled) TO '{parquet}'")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["PHIẾU THU THẬP"], ["Mã phiếu", "Họ và tên", "Số định danh"], [7, "Lê Ánh", "=1+1"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    batch = desk.read(desk.write("a.csv", "form_id\tfull_name\n1\tAn\n"), desk.write("b.xlsx", out.getvalue()), parquet)
    assert desk.rows("row, form_id, full_name, date_filled") == [
        (0, "1", "An", None),
        (1, "7", "Lê Ánh", None),
        (2, "form_id1", "full_name1", "2024-05-06"),
    ]
    assert "forms-formulas" in codes(batch)


def test_encodings_are_read_line_by_line(desk: Desk) -> None:
    windows = "3;Nguyê\u0303n Hoa\u0300;".encode("cp1258")
    data = f"{HEAD}\n1;Trần Ánh;\n".encode() + "2;TrÇn §øc;\n".encode("latin-1") + windows + b"\n4;A\0n;\n"
    batch = desk.read(desk.write("a.csv", data))
    assert [name for _, name, _ in desk.rows()] == ["Trần Ánh", "TrÇn §øc", "Nguyễn Hoà", "An"]
    told = next(one for one in batch.findings if one.code == "forms-encoding")
    assert {key: told.values[key] for key in ("windows", "legacy", "nul")} == {"windows": 1, "legacy": 1, "nul": 1}
    assert list(desk.spill.glob("*.csv")) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_files_with_a_mark_at_their_beginning(desk: Desk, encoding: str) -> None:
    desk.read(desk.write("a.csv", f"{HEAD}\r\n1;Trần Ánh;1990\r\n".encode(encoding)))
    assert desk.rows() == [("1", "Trần Ánh", "1990")]


def test_numbers_that_stand_twice_or_nowhere_become_unique(desk: Desk) -> None:
    desk.read(desk.write("a.csv", "form_id,full_name\nP1,A\nP1,B\n,C\nP1,D\nP1##2,E\n"))
    ids = [form for (form,) in desk.rows("form_id")]
    assert ids[0] == "P1"
    assert ids[2] == "?3"
    assert ids[3] == "P1##3"
    assert len(set(ids)) == 5


def test_rows_that_cannot_be_cut_are_set_aside_with_their_line(desk: Desk) -> None:
    batch = desk.read(desk.write("a.csv", f"{HEAD}\n1;Trần Bí Mật;1990\n2;b;c;d;e\n3;C;\n"))
    assert [form for form, _, _ in desk.rows()] == ["1", "3"]
    broken = next(one for one in batch.findings if one.code == "forms-row-broken")
    assert broken.place.row == 3
    assert "Bí Mật" not in str(batch.findings)


def test_a_column_that_got_lost_is_told(desk: Desk) -> None:
    lines = "".join(f"{at};A B;{'1990' if at < 6 else ''}\n" for at in range(10))
    batch = desk.read(desk.write("a.csv", f"{HEAD}\n{lines}"))
    told = next(one for one in batch.findings if one.code == "forms-mostly-empty")
    assert (told.place.column, told.values["share"]) == ("dob", 40)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 120_000_000)
    return out.getvalue()


def test_what_cannot_be_read_is_refused_with_a_reason(desk: Desk) -> None:
    whole = desk.folder / "whole.parquet"
    desk.connection.execute(f"COPY (SELECT '1' AS form_id, 'A' AS full_name) TO '{whole}'")
    cut = desk.write("cut.parquet", whole.read_bytes()[:-30])
    assert refused(desk, cut) == ["forms-parquet-truncated"]
    damaged = desk.write("damaged.parquet", whole.read_bytes()[:60] + b"\xff" * 40 + whole.read_bytes()[100:])
    assert refused(desk, damaged) in (["forms-unreadable"], ["forms-columns-missing"])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("none.csv", "", "forms-none"),
        ("noise.csv", "a;b\n1;2\n", "forms-no-heading"),
        ("lacking.csv", "form_id,dob\n1,1990\n", "forms-columns-missing"),
        ("twice.csv", "form_id,full_name,ho ten\n1,A,B\n", "forms-heading-twice"),
        ("empty.csv", f"{HEAD}\n;;\n", "forms-none"),
        ("bomb.xlsx", bomb, "workbook-bomb"),
        ("noise.xlsx", b"PK\x03\x04 nothing", "workbook-kind"),
    ],
)
def test_files_without_forms_are_refused(
    desk: Desk, name: str, data: bytes | str | Callable[[], bytes], code: str
) -> None:
    assert refused(desk, desk.write(name, data() if callable(data) else data)) == [code]


def test_a_missing_file_and_the_same_file_twice(desk: Desk) -> None:
    one = desk.write("a.csv", "form_id,full_name\n1,A\n")
    assert refused(desk, one, desk.folder / "b.csv") == ["forms-file-missing"]
    assert refused(desk, one, desk.write("b.csv", one.read_bytes())) == ["forms-file-twice"]


def test_more_than_one_machine_reads_is_refused_before_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = desk.write("a.csv", "form_id,full_name\n1,A\n")
    monkeypatch.setattr(forms_read, "LARGEST", 5)
    assert refused(desk, one) == ["forms-too-large"]
    monkeypatch.undo()
    monkeypatch.setattr(forms_read, "SPACE", 10**15)
    assert refused(desk, one) == ["forms-no-space"]


def test_an_engine_fetches_nothing_and_holds_what_it_is_given(desk: Desk) -> None:
    said = dict(
        desk.connection.execute(
            "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions' OR name = 'temp_directory'"
        ).fetchall()
    )
    assert said.pop("temp_directory") == str(desk.spill)
    assert set(said.values()) == {"false"}
    assert memory_for(0) < memory_for(200 * 1024**2) < memory_for(10**12) == memory_for(10**13)


def test_the_error_of_the_engine_is_not_repeated(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise duckdb.ConversionException("could not cast 'Trần Bí Mật'")

    monkeypatch.setattr(forms_read, "_read", fail)
    with pytest.raises(RefusedError) as caught:
        desk.read(desk.write("a.csv", "form_id,full_name\n1,A\n"))
    assert "Bí Mật" not in repr(caught.value.findings)
    assert caught.value.__cause__ is None
