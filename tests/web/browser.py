"""The browser of the tests: which one, how a page looks in it, what it does that no page may, and what axe finds."""

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, WebError

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves the machine, whatever a page asks for; that it asked is noted all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
AXE: Final = Path(axe_playwright_python.__file__).parent / "axe.min.js"


def chromium() -> Path | None:
    """The browser of the machine; ``DIABAN_CHROMIUM`` names another. AssertionError if that is none."""
    if named := os.environ.get("DIABAN_CHROMIUM"):
        assert os.access(named, os.X_OK), f"DIABAN_CHROMIUM={named} is no program"
        return Path(named)
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int = 1366
    height: int = 768
    scheme: Literal["light", "dark"] = "light"
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.width}x{self.height}-{self.scheme}{'' if self.scripts else '-no-scripts'}"

    def context(self, address: str) -> dict[str, Any]:
        """The same for Playwright: a Vietnamese reader; the narrow one is a phone."""
        phone = self.width < 600
        return {
            "base_url": address,
            "viewport": {"width": self.width, "height": self.height},
            "color_scheme": self.scheme,
            "java_script_enabled": self.scripts,
            "is_mobile": phone,
            "has_touch": phone,
            "locale": "vi-VN",
            "timezone_id": "Asia/Ho_Chi_Minh",
            "reduced_motion": "reduce",
        }


DESK: Final = Look()
NIGHT: Final = Look(scheme="dark")
PHONE: Final = Look(width=390, height=844)
PHONE_AT_NIGHT: Final = Look(width=390, height=844, scheme="dark")
PLAIN: Final = Look(scripts=False)
LOOKS: Final = (DESK, NIGHT, PHONE, PHONE_AT_NIGHT)


@dataclass
class Watch:
    """Notes what no page may do: speak on the console, leave an error, ask any host but the server."""

    address: str
    context: BrowserContext
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self._console)
        self.context.on("weberror", self._error)
        self.context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        self.seen.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.seen.append(f"error: {error.error}")

    def _request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in {"data", "blob", "about"} and f"{asked.scheme}://{asked.netloc}" != self.address:
            self.seen.append(f"outside: {request.url}")

    def take(self) -> list[str]:
        """What was noted since the last time, and forget it: for tests of pages that must be refused something."""
        for page in self.context.pages:
            # Events come in order: after this answer every earlier one is here.
            page.wait_for_load_state("load")
            page.title()
        seen, self.seen = self.seen, []
        return seen


RUN: Final = """
axe.run(%s, Object.assign({resultTypes: ["violations"]}, %s)).then(results => JSON.stringify(results.violations))
"""
EVERY_RULE: Final = {"rules": {"target-size": {"enabled": True}}}
REPEATED: Final = (
    "tbody tr:nth-child(n+5)",
    "li:nth-child(n+8)",
    "p > a:nth-of-type(n+6)",
    ".document:nth-of-type(n+5)",
    ".strip:nth-of-type(n+4)",
)
"""What stands in a long row of its like: its first few are judged on the phone."""
MANY: Final = ("tbody tr:nth-child(n+30)", "li:nth-child(n+40)")
"""At the desk nearly all of it is: states that few rows have are among the first thirty."""


def axe(
    page: Page, within: str | None = None, *, rules: dict[str, Any] = EVERY_RULE, without: Sequence[str] = ()
) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice, all rules: ``rule: what to do: place``, one per place.

    It runs in a world of its own beside the page's scripts: the page as it stands is judged, its policy against foreign
    scripts stays on. ``within`` is a CSS selector, ``without`` some of what is left out; ``rules``: options of axe.
    AssertionError on a page that is looked at without scripts.
    """
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})["executionContextId"]
        # With scripts off its timers never run, and the answer would never come.
        assert not _evaluate(session, world, "matchMedia('(scripting: none)').matches"), "axe needs scripts"
        # A page keeps this world as long as it stands: axe is there when it is judged again.
        if _evaluate(session, world, "typeof axe") == "undefined":
            _evaluate(session, world, AXE.read_text("utf-8"))
        # A page is judged as it opens: scrolled, a table's cells lie partly under the column that stays.
        _evaluate(session, world, "document.querySelectorAll('*').forEach((one) => { one.scrollLeft = 0 })")
        context = {"include": [[within or "html"]], "exclude": [[one] for one in without]}
        found = json.loads(_evaluate(session, world, RUN % (json.dumps(context), json.dumps(rules))))
    finally:
        session.detach()
    return [
        f"{rule['id']}: {_line(node['failureSummary'])}: {_line(str(node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]


def faults(page: Page, *, other: bool = False) -> list[str]:
    """What axe finds on a page as it stands at the desk in light and on the phone in dark; and what scrolls sideways.

    ``other``: at the desk in dark and on the phone in light instead. A scheme changes colours alone (the style sheets
    say nothing else of it, which ``tests/web/test_pages.py`` holds them to), and all pages take theirs from the same
    few: half the pages one way and half the other way meet every colour at every width.
    """
    found = []
    for look in (NIGHT, PHONE) if other else (DESK, PHONE_AT_NIGHT):
        page.emulate_media(color_scheme=look.scheme)
        page.set_viewport_size({"width": look.width, "height": look.height})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found += [f"{look}: {line}" for line in axe(page, without=REPEATED if look.width < 600 else MANY)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{look}: {wide} px wider than the window"] if wide > 0 else []
    return found


def _evaluate(session: Any, world: int, script: str) -> Any:
    asked = {"expression": script, "contextId": world, "awaitPromise": True, "returnByValue": True}
    answer = session.send("Runtime.evaluate", asked)
    if "exceptionDetails" in answer:
        raise Error(str(answer["exceptionDetails"]))
    return answer["result"].get("value")


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
