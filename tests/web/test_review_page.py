"""The review page in a browser: two forms side by side, bars, keys, undo, and decisions that the next check takes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from diaban.cli.review import words
from diaban.cli.review_server import ReviewServer
from diaban.cli.say import Say
from diaban.engines.forms_decided import read_decisions
from diaban.engines.forms_review import pairs_to_review
from tests.cli.forms_batch import NAMES, SOUND
from tests.cli.run import run
from tests.web.browser import Watch, faults

DAY = "2026-11-28"
TWICE = {
    "A1": {"full_name": "Nguyễn Hữu Hải", "dob": "27/12/1983", "personal_id": "022083000111", "phone": ""},
    "A2": {"full_name": "NGUYEN HUU HAI", "dob": "27/12/1983", "personal_id": "022083000111", "phone": ""},
    "B1": {"full_name": "<b>Trần</b> Thị \"Ánh\"", "dob": "01/05/1990", "personal_id": "", "sex": "Nữ"},
    "B2": {"full_name": "Trần Thị Anh", "dob": "05/01/1990", "personal_id": "", "sex": "Nữ"},
}  # fmt: skip


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people with two forms each, maybe."""
    path = tmp_path_factory.mktemp("review") / "phieu.csv"
    rows = [("form_id", *NAMES[1:])]
    rows += [(form, *((SOUND | told)[name] for name in NAMES[1:])) for form, told in TWICE.items()]
    cells = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path.write_text("\n".join(cells), "utf-8")
    return path


@pytest.fixture(scope="module")
def result(forms: Path) -> Path:
    ran = run("forms", "check", str(forms), "--out", str(forms.parent / "ra"), "--as-of", DAY, "--json")
    assert ran.code in {0, 1}, ran
    return forms.parent / "ra"


@pytest.fixture
def server(result: Path, forms: Path, tmp_path: Path) -> Iterator[ReviewServer]:
    (result / "decisions.csv").unlink(missing_ok=True)
    with duckdb.connect(":memory:") as connection:
        # Both pairs for somebody to look at, whatever the model of the day says of them.
        connection.execute(
            f"COPY (SELECT form_id_a, form_id_b, probability, 'review' AS decision, evidence"
            f" FROM '{result / 'pairs.parquet'}') TO '{tmp_path / 'pairs.parquet'}' (FORMAT parquet)"
        )
    pairs = pairs_to_review(tmp_path / "pairs.parquet", [forms], spill=tmp_path, most=10)
    assert {(one.a, one.b) for one in pairs} >= {("A1", "A2"), ("B1", "B2")}
    with ReviewServer(result, pairs, words(Say("vi")), "vi") as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def address(server: ReviewServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def opened(server: ReviewServer, page: Page) -> None:
    page.goto(server.address)
    expect(page.locator("#place")).to_contain_text("/")


def at(server: ReviewServer, page: Page, pair: tuple[str, str]) -> int:
    """Open the page and go to a pair by its keys; its place."""
    opened(server, page)
    place = [(one.a, one.b) for one in server.pairs].index(pair)
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#form-a")).to_have_text(pair[0])
    return place


def test_two_forms_stand_side_by_side_and_the_evidence_as_bars(server: ReviewServer, page: Page) -> None:
    at(server, page, ("A1", "A2"))
    differing = page.locator("tr.differs")
    expect(differing).to_have_count(1)
    expect(differing.locator("td")).to_have_text(["Nguyễn Hữu Hải", "NGUYEN HUU HAI"])
    expect(page.locator("tr:has(th:text-is('Giới tính')) td")).to_have_count(1)
    expect(page.locator("#chance")).to_contain_text("Khả năng là một người:")
    middle = page.locator(".bar line").first.bounding_box()
    assert middle is not None
    for bar, towards in (("rect.for", 1), ("rect.against", -1)):
        for one in page.locator(f".bar {bar}").all():
            box = one.bounding_box()
            assert box is not None
            assert towards * (box["x"] + box["width"] / 2 - middle["x"]) > -1, "to its side, within a pixel"
    assert page.locator(".bar rect.for").count() > 0


def test_what_a_form_says_is_never_markup(server: ReviewServer, page: Page) -> None:
    at(server, page, ("B1", "B2"))
    assert page.locator("#fields b").count() == 0
    expect(page.locator("#fields")).to_contain_text("<b>Trần</b>")


def test_keys_decide_and_undo_takes_back(server: ReviewServer, page: Page) -> None:
    place = at(server, page, ("A1", "A2"))
    page.keyboard.press("2")
    expect(page.locator("#undo")).to_be_enabled()
    assert read_decisions(server.file) == {("A1", "A2"): "different"}
    page.keyboard.press("u")
    expect(page.locator("#undo")).to_be_disabled()
    expect(page.locator("#place")).to_contain_text(f"{place + 1} /")
    assert read_decisions(server.file) == {}
    page.get_by_role("button", name="Một người (1)").click()
    expect(page.locator("#undo")).to_be_enabled()
    assert read_decisions(server.file) == {("A1", "A2"): "same"}
    # It is there after a reload, and nothing of it is in the address.
    at(server, page, ("A1", "A2"))
    expect(page.locator("#same")).to_have_attribute("aria-pressed", "true")
    assert page.url == server.address


def test_when_all_are_decided_it_says_so(server: ReviewServer, page: Page) -> None:
    opened(server, page)
    for _ in server.pairs:
        before = page.locator("#done").inner_text()
        page.keyboard.press("2")
        expect(page.locator("#done")).not_to_have_text(before)
    expect(page.locator("#done")).to_contain_text("đã quyết định hết")


def test_a_decision_that_cannot_be_written_is_told(server: ReviewServer, page: Page, watch: Watch) -> None:
    opened(server, page)
    page.route("**/decide", lambda route: route.abort())
    page.keyboard.press("1")
    expect(page.locator("#trouble")).to_have_text("Chưa ghi được; thử lại.")
    expect(page.locator("#undo")).to_be_disabled()
    page.unroute_all()
    page.keyboard.press("1")
    expect(page.locator("#trouble")).to_have_text("")
    assert [line for line in watch.take() if "ERR_FAILED" not in line] == []


def test_anybody_can_read_and_use_it(server: ReviewServer, page: Page) -> None:
    at(server, page, ("A1", "A2"))
    assert faults(page) == []
    for button in page.locator("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_the_next_check_takes_what_was_decided(server: ReviewServer, page: Page, forms: Path) -> None:
    at(server, page, ("A1", "A2"))
    page.keyboard.press("2")
    expect(page.locator("#undo")).to_be_enabled()
    people = {}
    for name, more in (("khong", ()), ("co", ("--decisions", str(server.file)))):
        out = forms.parent / name
        run("forms", "check", str(forms), "--out", str(out), "--as-of", DAY, "--json", *more)
        with duckdb.connect(":memory:") as connection:
            people[name] = dict(connection.execute(f"SELECT * FROM '{out / 'persons.parquet'}'").fetchall())
    assert people["khong"]["A1"] == people["khong"]["A2"]
    assert people["co"]["A1"] != people["co"]["A2"]
