"""What the pages of returns offer an account, and how they name units to it."""

import json
import re
from pathlib import Path

from tests.web.in_process import sign_in, visitor
from tests.web.people import basic, grant, text, unit_of_today


def test_a_template_for_a_commune_merged_away_names_who_holds_its_ground(own: Path) -> None:
    client = sign_in("editor own")
    for unit in ("02011", "xã Mỹ Thanh"):
        for address in (
            f"/bao-cao/mau/staffing/?pham-vi={unit}&ky=2026-10",
            f"/bao-cao/nhap/?bieu=staffing&don-vi={unit}&ky=2026-10",
        ):
            page = client.get(address)
            assert (page.status_code, "xã Cẩm Giàng" in text(page)) == (404, True), address
    # A name that begins like an id.
    assert client.get("/bao-cao/mau/staffing/?pham-vi=uông bí&ky=2026-10").status_code == 200


def test_each_is_offered_the_steps_it_may_take_and_told_units_by_name(own: Path) -> None:
    grant("editor Hải Sơn", "editor", unit_of_today("xã Hải Sơn"))
    rows = [{"code": "06724", "title": "chief", "number": 1}]
    told = {"form": "staffing", "unit": "06724", "period": "2026-08", "tables": {"headcounts": rows}}
    sender = visitor(headers={"Authorization": basic("editor Hải Sơn")})
    number = json.loads(sender.post("/api/returns/", json.dumps(told), content_type="application/json").content)[
        "return"
    ]

    def offered(who: str) -> set[str]:
        return set(re.findall(r'name="viec" value="([a-z-]+)"', text(sign_in(who).get(f"/bao-cao/so/{number}/"))))

    assert offered("reader own") == set()
    assert offered("editor Hải Sơn") == {"chap-nhan", "van-ban"}
    assert offered("editor own") == {"chap-nhan", "tra-lai", "van-ban"}
    address = f"/bao-cao/so/{number}/"
    sign_in("editor Hải Sơn").post(address, {"viec": "chap-nhan", "ly-do": "đã kiểm tra"})
    assert (offered("editor Hải Sơn"), offered("editor own")) == ({"van-ban"}, {"duyet-tinh", "van-ban"})
    assert offered("editor nation") == {"duyet-tinh", "duyet-bo", "van-ban"}
    sign_in("editor own").post(address, {"viec": "duyet-tinh", "ly-do": "đã kiểm tra"})
    assert (offered("editor Hải Sơn"), offered("editor own")) == ({"van-ban"}, {"mo-lai", "van-ban"})
    refused = sign_in("editor Hải Sơn").post(address, {"viec": "mo-lai", "ly-do": "nhầm"})
    assert (refused.status_code, "thành phố Quảng Ninh" in text(refused)) == (403, True)
