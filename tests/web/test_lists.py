"""Every list: sorted, filtered, its columns chosen by its address; the workbook holds what the page shows."""

import csv
import io
import re
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
import pytest
from django.test import Client

from tests.web.in_process import sign_in, visitor
from tests.web.paths import BAC_KAN, FIGURE, QUANG_NINH, Words

FRAME = ": mẫu số"
BOARD, COMMUNES = "/bang/?ngay=2026-04-30", f"/bang/{BAC_KAN}/?ngay=2025-03-01"
MAP, FIGURE_PAGE = "/ban-do/?ngay=2025-07-01&don-vi=u00014", f"/so/{FIGURE}/"
LISTS = (
    # Where the list stands, its name in the address, and what the page's address asks of it.
    (BOARD, "bang", ""),
    (f"{BOARD}&xep=-official-housing&tim=quang&cot=investigator,official-housing", "bang", ""),
    (COMMUNES, "bang", ""),
    (f"{COMMUNES}&xep=-ten&loc=independent-headquarters.under-way&cot=thuoc,independent-headquarters,ma", "bang", ""),
    (f"{COMMUNES}&tim=Mỹ&xep=thuoc", "bang", ""),
    ("/don-vi/?ngay=2025-06-30", "tinh", "tinh"),
    ("/don-vi/?ngay=2024-11-01&xep-tinh=-xa&tim-tinh=b&cot-tinh=moc,xa,ma", "tinh", "tinh"),
    ("/don-vi/?ngay=2025-07-01&cap=commune&loc=loai.dac_khu&xep=-thuoc", "danh-sach", ""),
    ("/tim/?q=bac son&xep=-den", "danh-sach", ""),
    ("/tim/?q=my thanh&cot=khop,chu-khop,nay,tu,ma", "danh-sach", ""),
    ("/don-vi/doi-chieu/?loai=spelling&xep=ten&cot=goi,doi-chieu,chon,ma", "danh-sach", ""),
    ("/don-vi/u00014/?ngay=2025-06-30&xep=-xa&cot=phuong,xa", "danh-sach", ""),
    ("/don-vi/u11027/", "l-stood", "tieu-chi"),
    ("/don-vi/u11027/?xep-quan-so=-co", "l-people", "quan-so"),
    ("/don-vi/u11027/?xep-trang-bi=-so&cot-trang-bi=so,tot", "l-equipment", "trang-bi"),
    ("/don-vi/u11027/?xep-thon=-ten&loc-thon=tinh-trang.answered", "l-hamlets", "thon"),
    ("/don-vi/u11027/?xep-qua-trinh=-ten", "l-lives", "qua-trinh"),
    ("/don-vi/u01389/?xep-cong-bo=van-ban&cot-cong-bo=noi,van-ban,ket-luan", "l-claims", "cong-bo"),
    ("/cong-bo/?dang=bang&van-ban=&xep=-gia-tri&cot=ma,gia-tri,mau-so,ty-le,don-vi-tinh,cong-bo,cach-noi", "bang", ""),
    ("/cong-bo/?dang=bang&tim=tru so", "bang", ""),
    (f"{FIGURE_PAGE}?xep=-thuoc&cot=thuoc,ma", "danh-sach", ""),
    (f"{FIGURE_PAGE}?tim-ban-ghi=my thanh&xep-ban-ghi=-nguon", "l-records", "ban-ghi"),
    ("/ban-do/?ngay=2024-11-01&xep-tung-tinh=-dat", "bang", "tung-tinh"),
    (f"{MAP}&xep=-ten&cot=ten,trang-thai,thuoc&trang-thai=met", "bang", ""),
)


@pytest.fixture
def client(demo: Path) -> Client:
    return visitor()


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def said(html: str) -> str:
    return " ".join(text for _, text in Words(html).texts)


def loose(text: str) -> str:
    """Without what parts several values in one cell: lines and chips here, commas there; a sign as one types it."""
    parted = re.sub(r"[,;](?=\s|$)|[()–—]", " ", text)
    return " ".join(parted.split()).replace("−", "-").removeprefix("+")


def table_of(html: str, anchor: str) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the list that stands at that place of the page, in words."""
    part = html[re.search(rf'id="{anchor}"', html).start() :]  # type: ignore[union-attr]  # a page without it fails here
    found = re.search(r'<table class="list.*?</table>', part, re.DOTALL)
    assert found is not None
    head, body = found[0].split("</thead>")
    titles = [re.sub(r" [↑↓]$", "", said(cell)) for cell in re.findall(r"<th.*?</th>", head, re.DOTALL)]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return titles, [[loose(said(cell)) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)] for row in rows]


def written(value: object) -> str:
    """A cell of a workbook as the page writes it, in Vietnamese."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return f"{value:,}".translate(str.maketrans(",.", ".,"))
    return "" if value is None else loose(str(value))


def book_of(client: Client, path: str, name: str = "") -> tuple[list[str], list[str], list[list[str]]]:
    """The lines above the table, its headings, its rows; a figure and its frame are one cell again."""
    mark = f"xuat-{name}" if name else "xuat"
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{mark}=xlsx")
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.xlsx"', answer["Content-Disposition"])
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head = openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1]
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    titles, rows = [str(title) for title in lines[head - 1] if not str(title).endswith(FRAME)], []
    for line in lines[head:]:
        row: list[str] = []
        for title, value in zip(lines[head - 1], line, strict=True):
            if str(title).endswith(FRAME):
                # The page says of a word ("unaccounted for") no frame.
                row[-1] += f" / {written(value)}" if value is not None and row[-1][:1].isdigit() else ""
            else:
                row.append(written(value))
        rows.append(row)
    return [str(line[0]) for line in lines[: head - 1]], titles, rows


@pytest.mark.parametrize(("path", "anchor", "name"), LISTS)
def test_the_workbook_holds_what_the_page_shows(client: Client, path: str, anchor: str, name: str) -> None:
    titles, rows = table_of(page_of(client, path), anchor)
    lines, columns, cells = book_of(client, path, name)
    assert columns == titles
    assert rows
    # A page shows a part of a long list, the workbook all of it.
    assert cells[: len(rows)] == rows
    assert any("theo những gì đã ghi đến" in line for line in lines)
    assert any(line.startswith("Nguồn: ") for line in lines)


@pytest.mark.parametrize(("path", "name"), [(COMMUNES, ""), ("/don-vi/u11027/", "thon"), (MAP, "")])
def test_invented_figures_say_so_on_their_sheet(client: Client, path: str, name: str) -> None:
    assert book_of(client, path, name)[0][0] == "SỐ LIỆU GIẢ LẬP"


@pytest.mark.parametrize(("path", "name"), [("/don-vi/", "tinh"), ("/cong-bo/", ""), ("/don-vi/doi-chieu/", "")])
def test_public_figures_do_not(client: Client, path: str, name: str) -> None:
    assert "GIẢ LẬP" not in " ".join(book_of(client, path, name)[0])


def test_a_list_sorts_by_its_headings_and_back(client: Client) -> None:
    html = page_of(client, COMMUNES)
    link = re.search(r'<th scope="col"><a href="([^"]*)"><span data-n="label">Thuộc<', html)
    assert link is not None
    asked = unescape(link[1])
    assert asked == "?ngay=2025-03-01&xep=thuoc#bang"
    first = table_of(page_of(client, f"/bang/{BAC_KAN}/{asked.split('#')[0]}"), "bang")[1]
    # Vietnamese order: Ba Bể before Bạch Thông before Bắc Kạn before Chợ Đồn.
    assert list(dict.fromkeys(row[2] for row in first)) == [
        "huyện Ba Bể",
        "huyện Bạch Thông",
        "thành phố Bắc Kạn",
        "huyện Chợ Đồn",
        "huyện Chợ Mới",
        "huyện Na Rì",
        "huyện Ngân Sơn",
        "huyện Pác Nặm",
    ]
    html = page_of(client, f"/bang/{BAC_KAN}/?ngay=2025-03-01&xep=thuoc")
    assert re.search(r'aria-sort="ascending"><a href="[^"]*xep=-thuoc#bang"', html)


@pytest.mark.parametrize("way", ["", "-"])
def test_what_has_no_value_comes_last_whichever_way(client: Client, way: str) -> None:
    _, rows = table_of(page_of(client, f"{COMMUNES}&xep={way}official-housing"), "bang")
    outside = [row[-1] == "ngoài mẫu số" for row in rows]
    # Bắc Kạn: 95 xã have housing to count, 7 townships and 6 wards are outside.
    assert outside == [False] * 95 + [True] * 13


@pytest.mark.parametrize(
    ("text", "names"),
    [("my thanh", ["xã Mỹ Thanh"]), ("Mỹ Thanh", ["xã Mỹ Thanh"]), ("Mý", []), ("02011", ["xã Mỹ Thanh"])],
)
def test_a_list_is_filtered_by_what_is_typed(client: Client, text: str, names: list[str]) -> None:
    html = page_of(client, f"{COMMUNES}&tim={text}")
    if names:
        assert [row[1] for row in table_of(html, "bang")[1]] == names
        assert "Đang hiện 1 / 108 · Bỏ lọc" in said(html)
    else:
        assert "Không có dòng nào khớp với bộ lọc. Bỏ lọc" in said(html)


def test_columns_come_in_the_order_asked_for_and_the_name_stays(client: Client) -> None:
    titles, _ = table_of(page_of(client, f"{COMMUNES}&cot=investigator,ma,khong-co"), "bang")
    assert titles == ["Có Điều tra viên", "Đơn vị", "Mã"]
    every, _ = table_of(page_of(client, f"{COMMUNES}&cot=khong-co"), "bang")
    assert len(every) == 9


def test_boxes_and_empty_fields_become_a_short_address(client: Client) -> None:
    answer = client.get(f"{COMMUNES}&cot=ma&cot=investigator&tim=&loc=")
    assert answer.status_code == 302
    assert answer["Location"] == f"/bang/{BAC_KAN}/?ngay=2025-03-01&cot=ma%2Cinvestigator"


def test_a_figure_of_the_workbook_leads_to_its_address(client: Client) -> None:
    answer = client.get(f"{BOARD}&xuat=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 34 * 6
    for link in (links[0], links[-1]):
        assert link.startswith("http://127.0.0.1/so/")
        assert client.get(link.removeprefix("http://127.0.0.1")).status_code == 200


def test_what_was_filtered_is_said_above_the_rows(client: Client) -> None:
    lines, _, _ = book_of(client, f"{COMMUNES}&loc=independent-headquarters.unaccounted&xep=-ten")
    assert lines[1:] == [
        "Từng xã, phường",
        "tỉnh Bắc Kạn",
        lines[3],
        "Nguồn: sổ theo dõi trong cơ sở dữ liệu này; danh mục đơn vị hành chính, ấn bản 1",
        "Lọc: Có trụ sở độc lập: chưa rõ",
        "Gồm 4 trên 108 dòng",
        "Sắp xếp theo: Đơn vị, giảm dần",
    ]


def test_the_same_as_text(client: Client) -> None:
    path = f"{COMMUNES}&tim=my"
    answer = client.get(f"{path}&xuat=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    titles, rows = table_of(page_of(client, path), "bang")
    assert lines[lines.index([]) + 1 :] == [titles, *rows]


WILD = ("<script>alert(1)</script>", "'; DROP TABLE x; --", "\0", "a" * 3000, "-", "--ten", "ten.ten.ten", "٣", "%")


@pytest.mark.parametrize("wild", WILD)
@pytest.mark.parametrize("path", [COMMUNES, "/don-vi/u11027/?x=1", "/tim/?q=bac son"])
def test_what_means_nothing_changes_nothing(client: Client, path: str, wild: str) -> None:
    asked = dict(parse_qsl(path.partition("?")[2]))
    for name in ("", "-thon"):
        told = {f"{one}{name}": wild for one in ("xep", "cot", "loc", "trang", "xuat")}
        answer = client.get(path, told | asked)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert "<script>alert" not in html
        assert Words(html).loose_digits == []
        if path == COMMUNES:
            assert table_of(html, "bang") == table_of(page_of(client, path), "bang")


@pytest.mark.parametrize("wild", WILD)
def test_a_filter_takes_any_text(client: Client, wild: str) -> None:
    answer = client.get(COMMUNES, {"tim": wild, "ngay": "2025-03-01"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("name", ["thon", "quan-so", "tieu-chi", "trang-bi"])
def test_lists_of_registers_are_handed_to_nobody_who_may_not_read_them(demo: Path, name: str) -> None:
    outside = sign_in("reader other").get(f"/don-vi/u11027/?xuat-{name}=xlsx")
    assert outside.status_code == 200
    assert "spreadsheet" not in outside["Content-Type"]
    assert "spreadsheet" in sign_in("reader nation").get(f"/don-vi/u11027/?xuat-{name}=xlsx")["Content-Type"]


@pytest.mark.parametrize("name", ["reader other", "editor other"])
def test_who_may_not_see_a_list_is_handed_none(demo: Path, name: str) -> None:
    client: Any = sign_in(name)
    path = f"/bang/{QUANG_NINH}/?ngay=2026-04-30"
    assert client.get(path).status_code == client.get(f"{path}&xuat=xlsx").status_code
    assert "spreadsheet" not in client.get(f"{path}&xuat=xlsx")["Content-Type"]
