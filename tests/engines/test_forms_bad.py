"""Files as offices really make them: broken headings, numbered columns, numbers that a spreadsheet has spoilt."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from diaban.basis.error import RefusedError
from diaban.engines import forms_text
from diaban.engines.forms_dates import digits_column, number_column
from diaban.engines.forms_read import connect, read
from diaban.engines.forms_text import numbering_row

HEADS = ("Mã phiếu", "Họ, chữ đệm\nvà tên khai sinh", "Ngày, tháng,\nnăm sinh")


def rows(path: Path, columns: str = "form_id, full_name, dob") -> list[tuple[Any, ...]]:
    spill = path.parent / "spill"
    spill.mkdir()
    with connect(spill, 0) as connection:
        read(connection, [path], spill=spill)
        return connection.execute(f"SELECT {columns} FROM forms ORDER BY row").fetchall()


def code(path: Path) -> str:
    with pytest.raises(RefusedError) as told:
        rows(path)
    return told.value.findings[0].code


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_headings_broken_over_lines_are_headings(tmp_path: Path, end: str) -> None:
    head = ",".join(f'"{one}"' for one in HEADS)
    lines = ["PHIẾU THU THẬP,,", head, '1,"Trần\nVăn An",1980', "2,Lê Bình,"]
    (tmp_path / "p.csv").write_bytes((end.join(lines) + end).encode())
    assert rows(tmp_path / "p.csv") == [("1", "Trần\nVăn An", "1980"), ("2", "Lê Bình", None)]


def test_a_row_that_numbers_the_columns_is_no_form(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("form_id;full_name;dob\n(1);(2);(3)\n7;Trần An;1980\n", "utf-8")
    assert rows(tmp_path / "p.csv") == [("7", "Trần An", "1980")]
    book = Workbook()
    for row in (HEADS, (1, 2, 3), ("7", "Trần An", "1980")):
        book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a sheet
    (tmp_path / "x").mkdir()
    book.save(tmp_path / "x" / "p.xlsx")
    assert rows(tmp_path / "x" / "p.xlsx") == [("7", "Trần An", "1980")]


def test_what_numbers_columns(tmp_path: Path) -> None:
    assert numbering_row(["1", "2", "", "3"])
    assert numbering_row(["(1)", "[2]"])
    assert not any(map(numbering_row, (["1", "3"], ["1"], [], ["1", "Trần An"], ["1980", "1981"])))


def test_columns_of_any_type_are_read_as_they_are_written(tmp_path: Path) -> None:
    table = pa.table(
        {
            "form_id": pa.array([1, 2], pa.int64()),
            "full_name": pa.array(["Trần An", "Lê Bình"]).dictionary_encode(),
            "dob": pa.array([date(1980, 3, 5), None], pa.date32()),
            "sex": pa.array(["Nam", "Nữ"], pa.large_string()),
            "personal_id": pa.array([22080000001.0, None], pa.float64()),
            "household_no": pa.array([12.0, 7.5]),
            "religion": pa.array([None, None], pa.null()),
        }
    )
    pq.write_table(table, tmp_path / "p.parquet")
    found = rows(tmp_path / "p.parquet", "form_id, full_name, dob, sex, personal_id, household_no, religion")
    assert found == [
        ("1", "Trần An", "1980-03-05", "Nam", "22080000001", "12", None),
        ("2", "Lê Bình", None, "Nữ", None, "7.5", None),
    ]


@pytest.mark.parametrize(
    ("written", "digits", "number"),
    [
        ("22080000001.0", "22080000001", "022080000001"),
        ("022080000001.00", "022080000001", "022080000001"),
        ("022 080 000 001", "022080000001", "022080000001"),
        ("2.2080000001E+10", None, None),
        ("2,20E+11", None, None),
        ("O22O8OOOOOO1", "022080000001", "022080000001"),
        ("12345", "12345", None),
    ],
)
def test_numbers_that_a_spreadsheet_has_spoilt(written: str, digits: str | None, number: str | None) -> None:
    with duckdb.connect(":memory:") as connection:
        asked = f"SELECT {digits_column('t')}, {number_column('t')} FROM (SELECT ?::VARCHAR AS t)"
        assert connection.execute(asked, [written]).fetchone() == (digits, number)


def test_what_is_no_file_of_forms_is_told_apart(tmp_path: Path) -> None:
    for name, data, told in (
        ("a.csv", b"", "forms-none"),
        ("b.pdf", b"%PDF-1.4\n", "forms-unreadable"),
        ("c.parquet", b"PAR1PAR1", "forms-parquet-truncated"),
        ("d.csv", b"form_id,full_name\n", "forms-none"),
        ("e.csv", bytes(range(256)) * 9, "forms-no-heading"),
    ):
        folder = tmp_path / name[0]
        folder.mkdir()
        (folder / name).write_bytes(data)
        assert code(folder / name) == told, name


def test_a_file_without_line_ends_is_refused_before_it_fills_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_text, "LONGEST", 1_000)
    (tmp_path / "p.csv").write_bytes(b"form_id,full_name\n1,An\n" + b"\0" * 2_000)
    assert code(tmp_path / "p.csv") == "forms-unreadable"
