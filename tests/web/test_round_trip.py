"""On the pages: out as a workbook, back in as it was; the superior's form at a button."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from tests.web.in_process import sign_in, visitor
from tests.web.paths import QUANG_NINH
from tests.web.people import ADMIN, basic, codes, text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def unit_code(name: str) -> str:
    from diaban.store.ground import edition_known
    from diaban.units.scope import resolve_scope
    from diaban.web.ground import today

    edition = edition_known(ADMIN)
    return resolve_scope(edition.atlas, edition.names, name, today()).code


def accepted(form: str) -> Any:
    """A return of a form that is in the registers, and who sent it."""
    from diaban.store.queries import returns_in

    return next(line for line in returns_in(viewer=ADMIN, forms=[form]) if line.standing.acceptance is not None)


def test_the_calendar_opens_what_is_held_without_a_return(demo: Path) -> None:
    client = sign_in("reader nation")
    page = text(client.get(f"/bao-cao/?bieu=situation&pham-vi={QUANG_NINH}&ngay=2026-08-20&loc=k2026-08.elsewhere"))
    opened = re.findall(
        r'<span class="rs other"><a href="(/phong-trao/tinh-hinh/[^"]+ngay=2026-08-14)">nguồn khác', page
    )
    assert len(opened) > 40
    assert "không tính là đã gửi" in page
    assert client.get(unescape(opened[0])).status_code == 200
    # Once returns come, there is nothing to explain.
    assert "không tính là đã gửi" not in text(
        client.get(f"/bao-cao/?bieu=progress&pham-vi={QUANG_NINH}&ngay=2026-11-20")
    )


def test_what_a_return_put_into_the_registers_goes_out_and_comes_back(demo: Path) -> None:
    client = sign_in("reader nation")
    line = accepted("situation")
    page = text(client.get(f"/bao-cao/so/{line.number}/"))
    asked = f"/bao-cao/mau/situation/?pham-vi={line.unit}&ky={line.key}&so-lieu=1&nguon={line.origin}"
    assert asked.replace("&", "&amp;") in page
    answer = client.get(asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    file = BytesIO(answer.content)
    file.name = "so-lieu.xlsx"
    from diaban.registers.difference import Effect
    from diaban.store.ground import edition_known, forms_here
    from diaban.store.receiving import Ground, Told, judge_return

    ground = Ground.of(edition_known(ADMIN), forms_here()[0], ADMIN)
    judged = judge_return(answer.content, name=file.name, told=Told(), ground=ground)
    assert judged.tally.lines > 0
    assert {change.kind for change in judged.changes} == {Effect.SAME}
    assert judged.origin.key == line.origin
    tried = client.post("/bao-cao/nop/", {"tep": file})
    assert tried.status_code == 200


def test_the_superiors_form_is_a_button_of_a_return_and_of_a_province(own: Path) -> None:
    client = sign_in("reader nation")
    code = unit_code("xã Hải Sơn")
    rows = [{"code": code, "title": title, "number": n} for title, n in (("chief", 1), ("member", 9))]
    told = {"form": "staffing", "unit": code, "period": "2026-10", "tables": {"headcounts": rows}}
    sender = visitor(headers={"Authorization": basic("editor own")})
    sent = sender.post("/api/returns/", json.dumps(told), content_type="application/json")
    number = json.loads(sent.content)["return"]
    href = f"/bao-cao/so/{number}/cap-tren/?mau=staff-summary"
    assert href in text(client.get(f"/bao-cao/so/{number}/"))
    answer = client.get(href)
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert "GIẢ LẬP" in book["Tổng hợp"]["A1"].value
    assert [book["Tổng hợp"][at].value for at in ("B6", "C9", "C10", "C11")] == [number, 1, None, 9]
    calendar = text(client.get(f"/bao-cao/?bieu=staffing&pham-vi={QUANG_NINH}"))
    assert f"/bao-cao/mau/staffing/?pham-vi={QUANG_NINH}&amp;cap-tren=staff-summary" in calendar
    assert f"/bao-cao/mau/staffing/?pham-vi={QUANG_NINH}&amp;so-lieu=1" in calendar
    for path, code in (
        (f"/bao-cao/so/{number}/cap-tren/?mau=khong-co", "superior-unknown"),
        (f"/bao-cao/mau/situation/?pham-vi={QUANG_NINH}&cap-tren=staff-summary", "superior-form"),
    ):
        wrong = client.get(path)
        assert (wrong.status_code, codes(wrong)) == (404, {code}), path


def test_nothing_of_others_goes_out(demo: Path) -> None:
    """The template of any unit is public; what the registers hold of it is for those who read it."""
    line = accepted("situation")
    asked = f"/bao-cao/mau/situation/?pham-vi={line.unit}&ky={line.key}&so-lieu=1&nguon={line.origin}"
    own, other = (sign_in(f"reader {relation}").get(asked) for relation in ("nation", "other"))

    def figures(answer: Any) -> list[Any]:
        assert answer.status_code == 200
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[1]
        return [cell.value for row in sheet.iter_rows(min_row=6) for cell in row[4:] if isinstance(cell.value, int)]

    assert figures(own) != []
    assert figures(other) == []
    foreign = sign_in("reader other").get(f"/bao-cao/so/{line.number}/cap-tren/?mau=staff-summary")
    assert (foreign.status_code, codes(foreign)) == (404, {"return-unknown"})
