"""A row of a total in a table that counts nothing: its figure is none of the table's, and no way past the gate."""

from datetime import date

from diaban.intake.form import Dates, FormTable
from tests.intake.sheets import CODE, codes, column, form, given, said, values, xlsx

OFFICER = column("officer", "Mã cán bộ", "code", max_length=40)
SERVES = column("valid_from", "Từ ngày", "day")
POSTINGS = FormTable(
    "postings", "postings", said("Bố trí"), Dates.ROWS, (CODE, OFFICER, SERVES), ("officer", "valid_from")
)


def test_a_total_of_a_table_that_counts_nothing() -> None:
    rows: list[list[object]] = [
        ["Mã đơn vị", "Mã cán bộ", "Từ ngày"],
        ["00004", "CB-1", date(2025, 1, 1)],
        ["Tổng cộng", 1],
    ]
    received = given(xlsx(rows), of=form(POSTINGS))
    assert (values(received, "officer", "postings"), codes(received)) == (["CB-1"], ["rows-total"])


def test_a_personal_number_is_none_the_less_for_standing_in_such_a_total() -> None:
    rows: list[list[object]] = [
        ["Mã đơn vị", "Mã cán bộ", "Từ ngày"],
        ["00004", "CB-1", date(2025, 1, 1)],
        ["Tổng cộng", 122087001234],
    ]
    assert codes(given(xlsx(rows), of=form(POSTINGS))) == ["gate-number"]
