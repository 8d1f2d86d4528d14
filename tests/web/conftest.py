"""Pages in a real browser against the real server; a page that does what no page may fails its test by itself."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import ready
from tests.cli.run import UNASKED, run
from tests.web.browser import DESK, FLAGS, NAMES, Look, Watch, chromium
from tests.web.in_process import PASSWORD, pages
from tests.web.people import ROLES, grant, unit_of_today
from tests.web.site import Site, serving


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """The program of the browser. Without one the test is skipped, which in CI fails it (tests/conftest.py)."""
    found = chromium()
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed, and DIABAN_CHROMIUM names none")
    return found


@pytest.fixture(scope="session")
def browser(browser_path: Path) -> Iterator[Browser]:
    """One browser for all tests of a process: to start one costs as much as half a dozen pages.

    While it is open there is a loop of events in this thread, of which only Playwright makes use. Django would refuse
    its database for that, to this process; the server is another one.
    """
    with patch.dict(os.environ, {UNASKED: "1"}), sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_path, headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration's memory. A test that writes copies it first."""
    return ready.copied(tmp_path_factory.mktemp("web") / "home")


@pytest.fixture(scope="session")
def site(demonstration: Path) -> Iterator[Site]:
    """The demonstration, served. Whatever the tests asked of it, it must not have left a traceback."""
    with serving(demonstration) as running:
        yield running
    assert "Traceback" not in running.said(), running.said()


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Where ``page`` looks; a module that serves something else has a fixture of this name."""
    return str(request.getfixturevalue("site").address)


@pytest.fixture
def look() -> Look:
    """How ``page`` looks; ``@pytest.mark.parametrize("look", LOOKS, ids=str)`` for other ways."""
    return DESK


@pytest.fixture
def context(browser: Browser, address: str, look: Look) -> Iterator[BrowserContext]:
    """One visitor: cookies of its own."""
    opened = browser.new_context(**look.context(address))
    yield opened
    opened.close()


@pytest.fixture
def watch(context: BrowserContext, address: str) -> Watch:
    """What the visitor's pages did that no page may; ``watch.take()`` where a test means it."""
    return Watch(address, context)


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page of that visitor, watched: ``page.goto("/")``."""
    return context.new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """After the test's own words: its pages did nothing that no page may."""
    result = yield
    watch = getattr(item, "funcargs", {}).get("watch")
    if watch is not None:
        seen = watch.take()
        assert seen == [], "\n".join(seen)
    return result


# -- pages without a server (tests/web/in_process.py) --


@pytest.fixture(scope="session")
def peopled(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with an account of every role over the nation, Quảng Ninh and another province."""
    home = tmp_path_factory.mktemp("peopled")
    shutil.copy(demonstration / "diaban.sqlite3", home)
    with pages(home):
        units = {"nation": None, "own": unit_of_today("Quảng Ninh"), "other": unit_of_today("Cà Mau")}
        for role in ROLES:
            for relation, unit in units.items():
                grant(f"{role} {relation}", role, unit)
    return home


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real installation with one administrator and nothing in its registers."""
    home = tmp_path_factory.mktemp("real") / "home"
    made = run("init", "--administrator", "quản trị", env={"DIABAN_HOME": str(home), "DIABAN_PASSWORD": PASSWORD})
    assert made.code == 0, made
    return home


@pytest.fixture
def demo(peopled: Path) -> Iterator[Path]:
    """The demonstration to read from; a test that writes copies it (``own``)."""
    with pages(peopled):
        yield peopled


@pytest.fixture
def own(peopled: Path, tmp_path: Path) -> Iterator[Path]:
    """The same, to write into."""
    shutil.copy(peopled / "diaban.sqlite3", tmp_path)
    with pages(tmp_path):
        yield tmp_path


@pytest.fixture
def real(empty: Path, tmp_path: Path) -> Iterator[Path]:
    """A real installation, to write into."""
    shutil.copy(empty / "diaban.sqlite3", tmp_path)
    with pages(tmp_path):
        yield tmp_path
