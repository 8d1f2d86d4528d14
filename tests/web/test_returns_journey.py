"""The journey of a return: its template downloaded, broken in ten ways, sent, mended as told, signed, accepted."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from openpyxl import Workbook, load_workbook
from PIL import Image
from playwright.sync_api import Page, expect

from tests.web.browser import Watch
from tests.web.in_process import PASSWORD
from tests.web.site import Site, serving

TEMPLATE = "/bao-cao/mau/movement/?pham-vi=xã Hải Sơn&ky=2026-Q3"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REMEDIES = (
    "Ghi lại đủ ngày, tháng và năm bốn chữ số.",
    "Sửa ngày; nếu vẫn đang đúng thì để trống",
    "Kiểm tra xem có thừa chữ số hoặc nhầm cột không",
    "Ghi lại bằng chữ số",
    "Kiểm tra lại hai số.",
    "Số nhỏ nhất của cột này là 0.",
    "Điền nội dung vào ô",
    "Không có đơn vị hành chính nào từng mang mã 99999.",
    "Mở tệp bằng phần mềm bảng tính để tính lại",
    "Ghi lại số nguyên",
    "Ghi lại đúng một giá trị trong danh sách",
    "Xóa một trong hai dòng.",
)
"""One for each mistake of ``broken``: what to do, or what was found, as the page tells it."""


@pytest.fixture(scope="module")
def returns_site(peopled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration with its accounts, to write into."""
    home = tmp_path_factory.mktemp("returns") / "home"
    home.mkdir()
    shutil.copy(peopled / "diaban.sqlite3", home)
    with serving(home) as running:
        yield running
    assert "Traceback" not in running.said(), running.said()


@pytest.fixture
def address(returns_site: Site) -> str:
    return returns_site.address


def sign_in(page: Page, name: str) -> None:
    page.goto("/dang-nhap/?toi=/bao-cao/nop/")
    page.locator("[name=ten]").fill(name)
    page.locator("[name=mat-khau]").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", name="Nộp báo cáo")).to_be_visible()


def filled(data: bytes) -> Workbook:
    """The template filled in as it should be."""
    book = load_workbook(io.BytesIO(data))
    equipment = book["Thiết bị của mô hình"]
    for row in range(8, equipment.max_row + 1):
        if equipment.cell(row, 2).value:
            equipment.cell(row, 6).value, equipment.cell(row, 7).value = 4, 3
    for row in (7, 8):
        sessions, examples = book["Phát động, tuyên truyền"], book["Điển hình tiêu biểu"]
        sessions.cell(row, 5).value, sessions.cell(row, 6).value = 2, 120
        examples.cell(row, 5).value = 1
    places = {"B7": "06724", "D7": "hs-cam-1", "E7": "hs-cam", "F7": "Thôn Lục Chắn", "G7": 35, "H7": "01/07/2026"}
    models = {"B7": "06724", "D7": "hs-cam", "E7": "Camera an ninh", "F7": "Camera an ninh", "G7": "01/07/2026"}
    for sheet, cells in (("Mô hình", models), ("Điểm của mô hình", places)):
        for cell, value in cells.items():
            book[sheet][cell] = value
    return book


def broken(data: bytes) -> Workbook:
    """The same with twelve mistakes."""
    book = filled(data)
    equipment = book["Thiết bị của mô hình"]
    wrong = {"F8": "mười", "H8": 10**13, "G9": 9, "F10": -2, "F11": None, "B12": "99999", "F13": "=SUM(F8:F9)"}
    for cell, value in wrong.items():
        equipment[cell] = value
    book["Phát động, tuyên truyền"]["E7"] = 2.5
    book["Phát động, tuyên truyền"]["D8"] = "Hội thao"
    book["Điển hình tiêu biểu"]["D8"] = "Tập thể"
    book["Mô hình"]["G7"] = "31/02/2026"
    book["Điểm của mô hình"]["I7"] = "01/06/2026"
    return book


def upload(page: Page, book: Workbook, name: str = "phong-trao.xlsx") -> None:
    out = io.BytesIO()
    book.save(out)
    page.goto("/bao-cao/nop/")
    page.locator("#tep").set_input_files({"name": name, "mimeType": EXCEL, "buffer": out.getvalue()})
    page.get_by_role("button", name="Gửi", exact=True).click()


def scanned(code: str) -> bytes:
    """A paper with the code printed on it, laid on the glass a little askew, as a PDF."""
    stream = io.BytesIO()
    segno.make(code, error="m").save(stream, kind="png", scale=5, border=4)
    paper = Image.new("L", (1240, 1754), 252)
    paper.paste(Image.open(stream).convert("L"), (200, 1200))
    out = io.BytesIO()
    paper.rotate(2, fillcolor=252).save(out, "PDF", resolution=150)
    return out.getvalue()


def printed_code(page: Page) -> str:
    found = re.search(r"DB1-[0-9A-Z-]+", page.locator("main").inner_text())
    assert found
    return found[0]


def attach(page: Page, code: str) -> None:
    page.locator("#so").fill("05")
    page.locator("#ky-hieu").fill("BC-CAX")
    page.locator("#ngay").fill("2026-09-15")
    page.locator("#chuc-danh").fill("Trưởng Công an xã")
    page.locator("#quet").set_input_files({"name": "quet.pdf", "mimeType": "application/pdf", "buffer": scanned(code)})
    page.get_by_role("button", name="Gắn văn bản").click()


def test_from_template_to_accepted(page: Page, watch: Watch) -> None:
    sign_in(page, "editor own")
    data = page.request.get(TEMPLATE).body()
    upload(page, broken(data))
    told = page.locator("main").inner_text()
    for remedy in REMEDIES:
        assert remedy in told
    assert page.get_by_role("button", name="Chấp nhận, ghi vào sổ").count() == 0
    wrong = printed_code(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản đánh dấu lỗi").click()
    marked = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    comments = [cell for sheet in marked for row in sheet.iter_rows() for cell in row if cell.comment]
    assert len(comments) >= 10
    # Mended, sent again: nothing is wrong any more, and what would change is shown before it does.
    upload(page, filled(data))
    expect(page.get_by_text("không còn lỗi")).to_be_visible()
    number = page.url.rstrip("/").rpartition("/")[2]
    changes = page.locator("section", has=page.get_by_role("heading", name="Ghi vào sổ thì đổi gì"))
    expect(changes).to_contain_text("Thôn Lục Chắn")
    # The scan of the other return's paper is refused, that of its own is proof.
    attach(page, wrong)
    expect(page.get_by_role("alert")).to_be_visible()
    assert all("422" in seen for seen in watch.take())
    page.goto(f"/bao-cao/so/{number}/")
    attach(page, printed_code(page))
    expect(page.get_by_text("mã khớp")).to_be_visible()
    page.locator("#ly-do").fill("đã kiểm tra")
    page.get_by_role("button", name="Chấp nhận, ghi vào sổ").click()
    expect(page.locator(".lead .chip")).to_have_text("đã chấp nhận")
    page.goto("/bao-cao/?bieu=movement&pham-vi=u00014")
    row = page.locator("#lich tr", has_text="xã Hải Sơn")
    expect(row.get_by_role("link", name="đã chấp nhận")).to_have_attribute("href", f"/bao-cao/so/{number}/")


def paste(page: Page, name: str, text: str) -> None:
    page.locator(f"input[name='{name}']").focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
        {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_pasted_from_excel_into_the_page(page: Page) -> None:
    sign_in(page, "editor own")
    page.goto("/bao-cao/nhap/?bieu=movement&don-vi=xã Hải Sơn&ky=2026-Q2")
    first = page.locator("table[data-table=sessions] input[name='sessions.0.sessions']")
    paste(page, "sessions.0.sessions", "3\t150\n5\t400\n")
    expect(first).to_have_value("3")
    expect(page.locator("input[name='sessions.1.attendees']")).to_have_value("400")
    first.press("ArrowDown")
    expect(page.locator("input[name='sessions.1.sessions']")).to_be_focused()
    # Headings are not data, a cell may have lines and quotes of its own; what lies outside the table is told.
    wide = 'Mã mô hình\tTên mô hình *\nhs-1\t"Đèn ""sáng""\nngõ 1"' + "\tx" * 7 + "\n" + "hs-2\tĐèn\n" * 9
    paste(page, "models.0.model", wide)
    expect(page.locator("input[name='models.0.name']")).to_have_value('Đèn "sáng" ngõ 1')
    expect(page.locator("input[name='models.9.code']")).to_have_value("06724")
    expect(page.locator("[data-pasted]").first).to_contain_text("Đã dán 10 dòng; Ctrl+Z để hoàn tác. 3 ô")
    page.keyboard.press("Control+z")
    expect(page.locator("input[name='models.0.name']")).to_have_value("")
    page.locator("input[name='sessions.1.sessions']").fill("nhiều")
    page.get_by_role("button", name="Soát, chưa gửi").click()
    # What is wrong stands below the field, which is mended where it is.
    wrong = page.locator("input[name='sessions.1.sessions'][aria-invalid=true]")
    expect(page.locator(f"#{wrong.get_attribute('aria-describedby')}")).to_contain_text("Ghi lại bằng chữ số")
    wrong.fill("6")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("không còn lỗi")).to_be_visible()
    # And mended on the page: the rows that were sent stand in the fields again.
    page.get_by_role("link", name="Sửa trên trang").click()
    expect(page.locator("input[name='sessions.1.sessions']")).to_have_value("6")


def test_a_reader_may_check_and_nothing_is_kept(page: Page) -> None:
    sign_in(page, "reader own")
    data = page.request.get(TEMPLATE).body()
    out = io.BytesIO()
    filled(data).save(out)
    page.locator("#tep").set_input_files({"name": "x.xlsx", "mimeType": EXCEL, "buffer": out.getvalue()})
    page.get_by_role("button", name="Soát thử, không lưu").click()
    expect(page.get_by_text("không còn lỗi")).to_be_visible()
    expect(page.get_by_text("Không có gì được lưu lại.")).to_be_visible()
    assert page.url.endswith("/bao-cao/nop/")


def test_personal_data_are_refused_at_the_gate(page: Page, watch: Watch) -> None:
    sign_in(page, "editor own")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã đơn vị", "Họ và tên", "Số CCCD", "Ngày sinh", "Số buổi"])
    # Numbers of nobody: generated by the rule of the card, for this test.
    sheet.append(["06724", "Nguyễn Văn A", "022099000001", "01/02/1999", 2])
    sheet.append(["06724", "Trần Thị B", "022199000002", "03/04/1999", 3])
    out = io.BytesIO()
    book.save(out)
    page.locator("#tep").set_input_files({"name": "ds.xlsx", "mimeType": EXCEL, "buffer": out.getvalue()})
    page.locator("#bieu").select_option("movement")
    page.locator("#don-vi").fill("xã Hải Sơn")
    page.locator("#ky").fill("2026-Q3")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", name="Không nhận được tệp này")).to_be_visible()
    assert all("422" in seen for seen in watch.take())
    told = page.locator("main").inner_text()
    assert "022099000001" not in told
    assert "Nguyễn Văn A" not in told
