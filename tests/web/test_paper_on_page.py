"""The paper of a return on its page: what the file's first sheet says stands in the form; a scan is kept as long as the
file is; nothing secret is taken."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import segno
from PIL import Image

from tests.web.in_process import sign_in
from tests.web.people import ADMIN, text

TEMPLATE = "/bao-cao/mau/staffing/?pham-vi=xã Hải Sơn&ky=2026-10"
PAPER = {"viec": "van-ban", "so": "15", "ky-hieu": "BC-CAX", "ngay": "2026-10-16", "chuc-danh": "Trưởng Công an xã"}


def test_what_the_first_sheet_says_is_offered_and_the_scan_kept_by_the_rule(own: Path) -> None:
    client = sign_in("editor own")
    book = openpyxl.load_workbook(BytesIO(client.get(TEMPLATE).content))
    cells = {str(row[0].value): row[1].value for row in book["_diaban"].iter_rows()}
    paper = book["Văn bản"]
    paper[cells["paper.number"]], paper[cells["paper.day"]] = "15/BC-CAX", date(2026, 10, 16)
    paper[cells["paper.signatory"]] = "Trưởng Công an xã"
    book["Quân số hiện có"]["E7"] = 1
    file = BytesIO()
    file.name = "quan-so.xlsx"
    book.save(file)
    file.seek(0)
    address = client.post("/bao-cao/nop/", {"tep": file, "viec": "gui"})["Location"]
    page = text(client.get(address))
    for field in ('value="15"', 'value="BC-CAX"', 'value="2026-10-16"', 'value="Trưởng Công an xã"'):
        assert field in page
    refused = client.post(address, {**PAPER, "do-mat": "secret"})
    assert (refused.status_code, "không lưu gì mật" in text(refused)) == (422, True)
    scan = BytesIO()
    segno.make("https://example.org", micro=False).save(scan, kind="png", scale=4)
    scan.name = "quet.png"
    scan.seek(0)
    assert client.post(address, {**PAPER, "do-mat": "open", "quet": scan}).status_code == 302
    printed = client.get(f"{address}ban-in/")
    assert (printed.status_code, printed.content[:2]) == (200, b"PK")
    assert "Bản in để ký" in text(client.get(address))
    from diaban.store.models import ReturnPaper
    from diaban.store.queries import return_detail

    number = int(address.rstrip("/").rpartition("/")[2])
    attached = ReturnPaper.objects.get(of_id=number, closed_by=None)
    detail = return_detail(number=number, viewer=ADMIN)
    assert attached.scan.keep_until == detail.keep_until
    assert detail.keep_until is not None
    assert client.post(address, {**PAPER, "do-mat": "?"}).status_code == 422
    # Its own code is proof; a page without one is named, and only beside a paper that has proof.
    code = re.search(r"DB1-[0-9A-Z-]+", page)
    assert code is not None
    assert "trang 2 của bản quét" not in text(client.get(f"{address}?trang-thieu-ma=2"))
    square, pages = BytesIO(), BytesIO()
    segno.make(code[0], micro=False).save(square, kind="png", scale=5)
    blank = Image.new("L", (600, 600), 255)
    Image.open(square).convert("L").save(pages, "PDF", save_all=True, append_images=[blank])
    pages.name = "quet.pdf"
    pages.seek(0)
    told = client.post(address, {**PAPER, "quet": pages})["Location"]
    assert told.endswith("?trang-thieu-ma=2")
    assert "trang 2 của bản quét" in text(client.get(told))
    # Another number, the same scan: the proof stays with it.
    assert client.post(address, {**PAPER, "so": "16"}).status_code == 302
    assert ReturnPaper.objects.get(of_id=number, closed_by=None).code == code[0]
