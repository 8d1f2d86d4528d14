"""Makes the workbook of the invented superior's form that is shipped: ``python -m tools.superior_sample``.

It stands for a form that came from above as a file: merged cells, formulas, its own formats. The same bytes each time.
"""

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook

__all__ = ["PLACE", "sample"]

PLACE: Final = Path(__file__).parent.parent / "src" / "diaban" / "reports" / "superior_forms" / "staff-summary.xlsx"
FACE: Final = {"font_name": "Times New Roman", "font_size": 13}
TITLES: Final = ("Trưởng Công an", "Phó Trưởng Công an", "Công an viên")
ROWS: Final = (5, 254)
MADE: Final = datetime.combine(date(2026, 1, 1), time())


def sample() -> bytes:
    """The bytes of the workbook."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    book.set_properties({"title": "Mẫu giả lập", "created": MADE})
    bold = book.add_format({**FACE, "bold": True, "align": "center", "text_wrap": True, "border": 1})
    title = book.add_format({**FACE, "bold": True, "font_size": 15, "align": "center"})
    text, cell = book.add_format(FACE), book.add_format({**FACE, "border": 1})
    whole = book.add_format({**FACE, "border": 1, "num_format": "#,##0"})
    sheet = book.add_worksheet("Tổng hợp")
    sheet.set_column(0, 0, 34, text)
    sheet.set_column(1, 3, 18, text)
    sheet.merge_range("A2:D2", "TỔNG HỢP QUÂN SỐ CÔNG AN CẤP XÃ (MẪU GIẢ LẬP)", title)
    for row, label in ((4, "Đơn vị báo cáo"), (5, "Kỳ báo cáo"), (6, "Báo cáo số")):
        sheet.write_string(f"A{row}", label, text)
    for at, heading in enumerate(("Chức danh", "Biên chế được giao", "Quân số hiện có", "Còn thiếu")):
        sheet.write_string(7, at, heading, bold)
    for row, name in enumerate(TITLES, 9):
        sheet.write_string(f"A{row}", name, cell)
        for letter in "BC":
            sheet.write_blank(f"{letter}{row}", None, whole)
        sheet.write_formula(f"D{row}", f"=B{row}-C{row}", whole)
    sheet.write_string("A12", "Cộng", bold)
    for letter in "BCD":
        sheet.write_formula(f"{letter}12", f"=SUM({letter}9:{letter}11)", whole)
    sheet.write_string("A14", "Xã có trụ sở độc lập", cell)
    sheet.write_blank("B14", None, whole)
    detail = book.add_worksheet("Chi tiết")
    detail.set_column(0, 0, 7, text)
    detail.set_column(1, 1, 12, text)
    detail.set_column(2, 2, 30, text)
    detail.set_column(3, 6, 16, text)
    detail.merge_range("A2:G2", "CHI TIẾT THEO XÃ (MẪU GIẢ LẬP)", title)
    for at, heading in enumerate(("STT", "Mã", "Đơn vị", *TITLES, "Cộng")):
        detail.write_string(3, at, heading, bold)
    for row in range(ROWS[0], ROWS[1] + 1):
        for letter in "ABCDEF":
            detail.write_blank(f"{letter}{row}", None, whole if letter in "DEF" else cell)
        detail.write_formula(f"G{row}", f"=SUM(D{row}:F{row})", whole)
    book.close()
    return target.getvalue()


if __name__ == "__main__":
    PLACE.write_bytes(sample())
