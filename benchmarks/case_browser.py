"""Case 10: what a slow PC on a slow line waits for: the first paint of a page, the first drawing of the map."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.figure import Case, Figure, Spread
from benchmarks.memories import copies
from benchmarks.nation import in_process
from benchmarks.readers import serving
from benchmarks.size import Size

__all__ = ["browser_path", "measure"]

WORKERS = 2
SLOWER = 4
LINE = {"offline": False, "latency": 40, "downloadThroughput": 1.5e6 / 8, "uploadThroughput": 1.5e6 / 8}
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
PAGES = {"the first page": "/", "the board of the nation": "/bang/", "a figure": ""}
FIGURE = "/so/independent-headquarters.met~nation~derived~2026-11-01~latest~reported~as-reported/"
MAP = "/ban-do/?ngay=2025-06-30"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
DRAWN = """
['diaban-map-take', 'diaban-map-first'].map(name => performance.getEntriesByName(name)[0]?.duration ?? null)
  .reduce((all, one) => all === null || one === null ? null : all + one, 0)
"""


def measure(size: Size) -> Case:
    """Every page in a browser of its own cache, processor and line slowed."""
    repeats = min(5, size.fresh)
    with copies(server=False) as made:
        memory = made["sqlite"].make()
        with memory.named():
            in_process("make", size.answers)()
        with serving(memory.home, WORKERS if size.answers is None else 1) as server:
            site = f"http://127.0.0.1:{server.port}"
            for path in (*PAGES.values(), MAP):
                server.get(path or FIGURE)
            with _browser() as browser:
                paints = {
                    name: [_paint(browser, site + (path or FIGURE)) for _ in range(repeats)]
                    for name, path in PAGES.items()
                }
                draws = [_draw(browser, site + MAP) for _ in range(repeats)]
    figures = [
        Figure(f"ours: {name}, first contentful paint", "ms", Spread.of(times), 1000) for name, times in paints.items()
    ]
    figures.append(Figure("ours: the map, first drawing of its points", "ms", Spread.of(draws), 600))
    return Case(
        key="browser",
        title="In a browser on a slow PC",
        asked=(
            "first contentful paint ≤ 1 s at 4× CPU slow-down and 1.5 Mbit/s (Chromium's own throttling); map of 10,035"
            " points first draw ≤ 600 ms at 4× slow-down"
        ),
        figures=tuple(figures),
        method=(
            f"Debian's Chromium without a window, a fresh context (empty cache) for each, {SLOWER} times slower by its"
            " own throttling, 1.5 Mbit/s and 40 ms both ways for paints. Paint is the browser's own entry; the map's"
            " time is its own measure, from the points in hand to the end of the first drawing."
            " All communes of 2025-06-30 are drawn: 10,035 less those without a point, which the page names."
        ),
        limits=(
            "Server and browser share the machine's two processors. The map's time does not hold the transfer of the"
            " points. No peer draws the same page."
        ),
    )


def browser_path() -> str | None:
    """The machine's Chromium; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _slowed(browser: Any, line: dict[str, Any]) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def _paint(browser: Any, address: str) -> float:
    with _slowed(browser, LINE) as page:
        page.goto(address, wait_until="load")
        return _asked(page, PAINT)


def _draw(browser: Any, address: str) -> float:
    with _slowed(browser, FAST) as page:
        page.goto(address, wait_until="load")
        return _asked(page, DRAWN)


def _asked(page: Any, expression: str) -> float:
    """The number that an expression gives as soon as it gives one."""
    for _ in range(200):
        found = page.evaluate(expression)
        if found is not None:
            return float(found)
        page.wait_for_timeout(50)
    raise TimeoutError(expression)
