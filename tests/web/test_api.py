"""The door for programs: every code of HTTP, every mistake at once, and nothing that a page would not allow."""

import io
import json
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.in_process import PASSWORD, visitor
from tests.web.people import ADMIN, Ticking, basic, codes

HOME, OTHER = "Quảng Ninh", "Cà Mau"
HAI_SON = "07192"
OWN_FILE = {"form": "staffing", "period": "2026-10"}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """What one test's passwords were is nothing to the next, whose memory is another."""
    from diaban.web.api import door

    door._RIGHT.clear()
    yield
    door._RIGHT.clear()


def program(name: str | None = None, password: str = PASSWORD, **more: Any) -> Client:
    headers = {} if name is None else {"Authorization": basic(name, password)}
    return visitor(headers=headers, **more)


def code_of(name: str) -> str:
    from diaban.store.ground import edition_known
    from diaban.units.scope import resolve_scope
    from diaban.web.ground import today

    edition = edition_known(ADMIN)
    return resolve_scope(edition.atlas, edition.names, name, today()).code


def document(code: str, **more: Any) -> dict[str, Any]:
    rows = [{"code": code, "title": title, "number": n} for title, n in (("chief", 1), ("deputy", 2), ("member", 9))]
    return {"form": "staffing", "unit": code, "period": "2026-10", "tables": {"headcounts": rows}, **more}


def send(client: Client, told: object, query: str = "", **more: Any) -> Any:
    body = told if isinstance(told, bytes | str) else json.dumps(told)
    return client.post(f"/api/returns/{query}", body, content_type="application/json", **more)


def of(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.content))


def numbers() -> list[int]:
    from diaban.store.queries import returns_in

    return [line.number for line in returns_in(viewer=ADMIN)]


# -- reading ---------------------------------------------------------------------------------------------------------


def test_forms_and_their_schemas_are_told(demo: Path) -> None:
    client = program("reader own")
    assert of(client.get("/api/"))["account"] == "reader own"
    forms = of(client.get("/api/forms/"))["forms"]
    assert {"staffing", "situation", "premises"} <= {one["id"] for one in forms}
    for one in forms:
        answer = client.get(one["schema"])
        assert answer["Content-Type"].startswith("application/schema+json")
        told = of(answer)
        assert told["properties"]["form"] == {"const": one["id"]}
        assert set(told["properties"]["tables"]["properties"]) == set(one["tables"])
        assert told["properties"]["version"] == {"const": one["version"]}
    old = of(client.get("/api/forms/staffing/schema/?period=2025-01"))
    assert old["$id"] == "urn:diaban:form:staffing:2019-01-01"
    for path, status in (
        ("/api/forms/khong-co/schema/", 404),
        ("/api/forms/staffing/schema/?period=x", 400),
        ("/api/forms/staffing/schema/?day=1800-01-01", 400),
        ("/api/forms/?day=30/02/2026", 400),
        ("/api/returns/x/", 404),
        ("/api/returns/999999/", 404),
        ("/api/returns/?state=x", 400),
        ("/api/returns/?limit=0", 400),
        ("/api/khong-co/", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert all({"code", "found", "allowed", "remedy"} <= set(one) for one in of(answer)["findings"]), path


def test_returns_are_listed_in_parts_and_one_is_told_with_all_that_was_done(demo: Path) -> None:
    client = program("reader own")
    first = of(client.get("/api/returns/?limit=2"))
    assert (len(first["returns"]), first["invented"]) == (2, True)
    rest = of(client.get(first["next"]))["returns"]
    assert rest[0]["return"] > first["returns"][-1]["return"]
    one = of(client.get(first["returns"][0]["self"]))
    assert one["return"] == first["returns"][0]["return"]
    assert one["steps"][0]["step"] == "received"
    assert {"findings", "differences", "allowed", "changes"} <= set(one["judged"])
    forms = of(client.get("/api/returns/?form=situation"))["returns"]
    assert {one["form"] for one in forms} == {"situation"}


def test_returns_of_others_are_as_if_they_were_not(demo: Path) -> None:
    own, other = program("reader own"), program("reader other")
    number = of(own.get("/api/returns/?limit=1"))["returns"][0]["return"]
    foreign, nothing = other.get(f"/api/returns/{number}/"), other.get("/api/returns/999999/")
    assert (foreign.status_code, codes(foreign)) == (nothing.status_code, codes(nothing)) == (404, {"return-unknown"})
    assert number not in [one["return"] for one in of(other.get("/api/returns/"))["returns"]]


# -- who asks --------------------------------------------------------------------------------------------------------


def test_without_a_right_password_nobody_comes_in(real: Path) -> None:
    wrong = ["Basic", "Basic x", "Bearer x", "Basic " + "=" * 9, basic("quản trị", "sai"), basic("không có")]
    for header in (None, *wrong, "Basic w6k=", "Basic \xff"):
        answer = visitor(headers={} if header is None else {"Authorization": header}).get("/api/forms/")
        assert answer.status_code == 401, header
        assert answer["WWW-Authenticate"] == 'Basic realm="Dia Ban", charset="UTF-8"'
        assert codes(answer) <= {"api-who", "sign-in-refused"}
    assert program("quản trị").get("/api/forms/").status_code == 200


def test_a_session_of_a_browser_counts_for_nothing(real: Path) -> None:
    from tests.web.in_process import sign_in

    client = sign_in("quản trị")
    assert client.get("/bat-dau/").status_code == 200
    answer = client.get("/api/forms/?lang=en")
    assert answer.status_code == 401
    assert not answer.cookies
    assert send(client, document("02011")).status_code == 401


def test_wrong_passwords_are_counted_and_slow_down_whoever_sends_them(real: Path) -> None:
    wrong = program("quản trị", "sai")
    answers = [wrong.get("/api/forms/") for _ in range(7)]
    assert [one.status_code for one in answers[:5]] == [401] * 5
    assert (answers[-1].status_code, codes(answers[-1])) == (429, {"sign-in-slowed"})
    assert int(answers[-1]["Retry-After"]) >= 1
    # One count with the form for signing in: neither is a way around the other.
    assert visitor().post("/dang-nhap/", {"ten": "quản trị", "mat-khau": PASSWORD}).status_code == 429
    from diaban.web.api import door
    from diaban.web.ground import now

    later = now() + timedelta(minutes=11)
    with patch.object(door, "now", lambda: later):
        assert program("quản trị").get("/api/forms/").status_code == 200


def test_a_right_password_is_looked_at_once_and_ends_with_its_access(own: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from diaban.store.actions import change_password, withdraw

    client = program("editor own")
    assert client.get("/api/forms/").status_code == 200
    with (
        CaptureQueriesContext(connection) as asked,
        patch("diaban.store.queries.signing_in", side_effect=AssertionError),
    ):
        assert client.get("/api/forms/").status_code == 200
    assert [one["sql"] for one in asked if not one["sql"].upper().startswith(("SELECT", "PRAGMA"))] == []
    how: dict[str, Any] = {"by": ADMIN, "at": Ticking(), "reason": "thử"}
    change_password(name="editor own", password="nắng lên ngoài bãi ngô", **how)
    assert client.get("/api/forms/").status_code == 401
    changed = program("editor own", "nắng lên ngoài bãi ngô")
    assert changed.get("/api/forms/").status_code == 200
    withdraw(name="editor own", **how)
    assert changed.get("/api/forms/").status_code == 401


def test_no_page_of_another_site_sends_in_a_browsers_name(own: Path) -> None:
    """A browser that keeps a password would send it along with anybody's form."""
    client, told = program("editor own"), document(HAI_SON)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = send(client, told, headers=headers)
        assert (answer.status_code, codes(answer)) == (403, {"api-cross-site"}), headers
    assert send(client, told, "?check=1", headers={"Origin": "http://127.0.0.1"}).status_code in (200, 422)


# -- sending ---------------------------------------------------------------------------------------------------------


def test_a_return_is_sent_told_and_sent_again(own: Path) -> None:
    code = code_of("xã Hải Sơn")
    client, told = program("editor own"), document(code)
    before = numbers()
    tried = send(client, told, "?check=1")
    assert (tried.status_code, of(tried)["return"], numbers()) == (200, None, before)
    sent = send(client, told)
    one = of(sent)
    assert (sent.status_code, sent["Location"]) == (201, f"/api/returns/{one['return']}/")
    assert numbers() == [*before, one["return"]]
    assert {"form", "unit", "period", "allowed", "changes", "differences", "findings", "page"} <= set(one)
    again = send(client, told)
    assert (again.status_code, of(again)["return"], of(again)["again"]) == (200, one["return"], True)
    shown = of(client.get(one["self"]))
    assert (shown["state"], shown["judged"]["differences"]) == ("received", one["differences"])


def test_every_mistake_is_told_with_its_field_and_the_return_is_kept(own: Path) -> None:
    told = document(code_of("xã Hải Sơn"))
    rows = told["tables"]["headcounts"]
    rows[0]["number"], rows[1]["title"], rows[2]["tuoi"] = "một", "Phó", 40
    answer = send(program("editor own"), told)
    one = of(answer)
    assert (answer.status_code, one["allowed"]) == (201, False)
    places = {found["place"].get("cell"): found["code"] for found in one["findings"] if found["severity"] == "error"}
    assert places == {
        "/tables/headcounts/0/number": "json-value",
        "/tables/headcounts/1/title": "csv-choice",
        "/tables/headcounts/2/tuoi": "json-field-unknown",
    }
    assert all(found["found"] and found["allowed"] and found["remedy"] for found in one["findings"])


def test_a_workbook_is_sent_as_a_file(own: Path) -> None:
    code = code_of("xã Hải Sơn")
    text = f"Mã đơn vị;Chức danh;Quân số hiện có\n{code};Trưởng Công an;1\n{code};Công an viên;3\n"
    client = program("editor own")
    file = io.BytesIO(text.encode())
    file.name = "quan-so.csv"
    answer = client.post("/api/returns/", {"file": file, **OWN_FILE, "unit": code})
    assert answer.status_code == 201, answer.content
    assert of(answer)["lines"] == 2
    file.seek(0)
    answer = client.post("/api/returns/", {"file": file, "form": "khong-co", "unit": code})
    assert (answer.status_code, codes(answer)) == (422, {"form-unknown"})
    assert client.post("/api/returns/", OWN_FILE).status_code == 422


def test_a_reader_tries_and_sends_nothing_and_nobody_sends_for_others(own: Path) -> None:
    here, there = code_of("xã Hải Sơn"), code_of("xã Đất Mũi")
    before = numbers()
    reader, guest = program("reader own"), program()
    assert send(reader, document(here), "?check=1").status_code == 200
    assert send(guest, document(here), "?check=1").status_code == 200
    assert (send(reader, document(here)).status_code, send(guest, document(here)).status_code) == (403, 401)
    foreign = send(program("editor own"), document(there))
    assert (foreign.status_code, codes(foreign)) == (403, {"not-your-unit"})
    assert numbers() == before


def test_personal_data_are_refused_before_a_byte_is_stored(own: Path) -> None:
    from diaban.store import models

    files = models.StoredFile.objects.count()
    code = code_of("xã Hải Sơn")
    for more in ({"note": "CCCD 001203004567"}, {"001203004567": 1}, {"number": 101203004567}):
        told = document(code)
        told["tables"]["headcounts"][0] |= more
        answer = send(program("editor own"), told)
        assert (answer.status_code, codes(answer)) == (422, {"gate-number"}), more
        assert b"203004567" not in answer.content
    assert models.StoredFile.objects.count() == files


def test_what_cannot_be_taken_is_told_by_its_code(own: Path) -> None:
    client = program("editor own")
    from diaban.intake.limits import LIMITS

    long = client.generic("POST", "/api/returns/", b"{}", content_type="application/json", CONTENT_LENGTH=str(10**9))
    assert (long.status_code, codes(long)) == (413, {"upload-too-large"})
    form = "multipart/form-data; boundary=x"
    long = client.generic("POST", "/api/returns/", b"x", content_type=form, CONTENT_LENGTH=str(LIMITS.size * 2))
    assert (long.status_code, codes(long)) == (413, {"upload-too-large"})
    untold = client.generic("POST", "/api/returns/", b"{}", content_type="application/json", CONTENT_LENGTH="")
    assert (untold.status_code, codes(untold)) == (400, {"length-untold"})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "x"):
        answer = client.generic("POST", "/api/returns/", b"{}", content_type=kind)
        assert (answer.status_code, codes(answer)) == (415, {"content-type-unknown"}), kind
    for body, status in ((b"{", 400), (b"\xff\xfe{", 400), (b"[" * 100_000, 400), (b"[]", 422), (b'"x"', 422)):
        answer = send(client, body)
        assert answer.status_code == status, (body[:20], answer.content)
    pdf = io.BytesIO(b"%PDF-1.4 x")
    pdf.name = "bao-cao.pdf"
    answer = client.post("/api/returns/", {"file": pdf, **OWN_FILE})
    assert (answer.status_code, codes(answer)) == (415, {"workbook-kind"})
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = client.generic(method, "/api/returns/")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    with patch("diaban.web.api.returns.receive_return") as stopped:
        from diaban.basis.error import ConflictError
        from diaban.basis.finding import finding

        stopped.side_effect = ConflictError(finding("memory-locked", seconds=1))
        answer = send(client, document(code_of("xã Hải Sơn")))
    assert (answer.status_code, codes(answer)) == (409, {"memory-locked"})


def test_the_answer_is_in_the_language_asked_for(own: Path) -> None:
    client = program("reader own")
    vi, en = (of(client.get(f"/api/returns/x/?lang={lang}"))["findings"][0] for lang in ("vi", "en"))
    assert vi["code"] == en["code"]
    assert vi["remedy"] != en["remedy"]


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["001203004567", "=1+1", "Nguye\u0302\u0303n", "2026-10-14", "\ud800", "chief", "x" * 5_000])
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))
KEYS = st.sampled_from(["form", "unit", "period", "version", "origin", "tables", "headcounts", "code", "number", "x"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.dictionaries(KEYS, VALUES) | VALUES | st.binary(min_size=1, max_size=300), seed=st.integers())
def test_whatever_is_sent_is_answered_and_never_a_fault(demo: Path, told: Any, seed: int) -> None:
    client = program()
    answers = [send(client, told if isinstance(told, bytes) else json.dumps(told), "?check=1")]
    if not isinstance(told, bytes):
        row = {"code": HAI_SON, "title": "chief", "number": 1}
        chosen = random.Random(seed)
        row[chosen.choice([*row, "note", "x"])] = told
        answers.append(send(client, document(HAI_SON, tables={"headcounts": [row, told]}), "?check=1"))
        whole = json.dumps(document(HAI_SON)).encode()
        at = chosen.randrange(len(whole))
        answers.append(send(client, whole[:at] + bytes([chosen.randrange(256)]) + whole[at + 1 :], "?check=1"))
    for answer in answers:
        assert answer.status_code in (200, 400, 422, 403), answer.content
        assert of(answer)["findings"] or answer.status_code == 200
