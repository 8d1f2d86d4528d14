"""The harness itself: it sees what no page may do, looks as it is told to, and lets axe past a strict policy."""

import http.server
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import AXE, DESK, LOOKS, PLAIN, Look, Watch, axe, chromium

GOOD = (
    "<!doctype html><html lang=vi><title>Thử</title><link rel=icon href=data:,>"
    "<main><h1>Địa Bàn</h1><p>Một trang.</p>{}</main>"
)
POLICY = "default-src 'none'; script-src 'self'; img-src * data:"
PAGES = {
    "/": GOOD.format(""),
    "/speaks": GOOD.format("<script src=/speaks.js></script>"),
    "/breaks": GOOD.format("<script src=/breaks.js></script>"),
    "/inline": GOOD.format("<script>document.title = 'x'</script>"),
    "/outside": GOOD.format("<img src=http://example.invalid/x.png alt=x>"),
    "/unlabelled": GOOD.format("<img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=><input>"),
    "/writes": GOOD.format("<p id=out>không</p><script src=/writes.js></script>"),
}
SCRIPTS = {
    "/speaks.js": "console.warn('nghe')",
    "/breaks.js": "throw new Error('vỡ')",
    "/writes.js": "document.getElementById('out').textContent = 'có'",
}


class Pages(http.server.BaseHTTPRequestHandler):
    """Serves the pages above, under a policy as strict as the real one."""

    known: ClassVar[dict[str, tuple[str, str]]] = {
        **{path: ("text/html", text) for path, text in PAGES.items()},
        **{path: ("text/javascript", text) for path, text in SCRIPTS.items()},
    }

    def do_GET(self) -> None:
        kind, text = self.known.get(self.path, ("text/html", PAGES["/"]))
        body = text.encode()
        self.send_response(200 if self.path in self.known else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing on the terminal of the tests."""


@pytest.fixture(scope="module")
def trivial() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def address(trivial: str) -> str:
    return trivial


def test_a_good_page_leaves_nothing(page: Page, watch: Watch) -> None:
    page.goto("/")
    assert watch.take() == []


@pytest.mark.parametrize(
    ("path", "noted"),
    [
        ("/speaks", "console warning: nghe"),
        ("/breaks", "vỡ"),
        ("/inline", "Content Security Policy"),
        ("/outside", "outside: http://example.invalid/x.png"),
        ("/nothing-here", "404"),
    ],
)
def test_the_watch_notes(page: Page, watch: Watch, path: str, noted: str) -> None:
    page.goto(path)
    assert [line for line in watch.take() if noted in line] != []


@pytest.mark.xfail(raises=AssertionError, reason="the page speaks, which its test does not mean: so it must fail")
def test_what_a_page_does_wrong_fails_its_test(page: Page) -> None:
    page.goto("/speaks")
    expect(page).to_have_title("Thử")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_page_looks_as_told(page: Page, look: Look) -> None:
    page.goto("/")
    assert page.viewport_size == {"width": look.width, "height": look.height}
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (look.scheme == "dark")


@pytest.mark.parametrize(("look", "written"), [(DESK, "có"), (PLAIN, "không")], ids=str)
def test_scripts_can_be_off(page: Page, written: str) -> None:
    page.goto("/writes")
    expect(page.locator("#out")).to_have_text(written)


def test_axe_judges_a_page_under_a_strict_policy(page: Page) -> None:
    page.goto("/")
    assert axe(page) == []
    page.goto("/unlabelled")
    assert {line.partition(":")[0] for line in axe(page)} >= {"image-alt", "label"}
    assert axe(page, "h1") == []


@pytest.mark.parametrize("look", [PLAIN], ids=str)
def test_axe_says_that_it_needs_scripts(page: Page) -> None:
    page.goto("/")
    with pytest.raises(AssertionError, match="needs scripts"):
        axe(page)


def test_axe_is_of_an_age_that_knows_wcag_22() -> None:
    first = AXE.read_text("utf-8").split(maxsplit=3)
    version = tuple(int(part) for part in first[2].lstrip("v").split("."))
    assert version >= (4, 8)


def test_no_browser_named_is_told_from_a_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("DIABAN_CHROMIUM", raising=False)
    assert chromium() is None
    monkeypatch.setenv("DIABAN_CHROMIUM", "/no/such/program")
    with pytest.raises(AssertionError, match="DIABAN_CHROMIUM"):
        chromium()
