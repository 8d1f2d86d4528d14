"""Pictures of the pages for the README and the manual: ``python -m tools.screenshots http://127.0.0.1:8000``.

The server is that of the demonstration (``make demo``). Wide and light, narrow and dark; written to ``docs/pictures``.
"""

import argparse
import shutil
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PAGES: Final = {
    "home": "/",
    "home-today": "/?luc=nay",
    "board": "/bang/u00014/?ngay=2025-03-01",
    "map": "/ban-do/?ngay=2025-07-01",
    "commune": "/don-vi/u11027/",
    "claims": "/cong-bo/B3/",
    "works": "/von/?pham-vi=u00014&ngay=2026-11-22",
    "forecast": "/von/du-bao/?pham-vi=u00004&ngay=2025-02-28",
    "phasing": "/von/phan-ky/?pham-vi=u00014&ngay=2026-11-22",
    "campaign": "/dan-cu/?pham-vi=u00014&ngay=2026-11-22",
}
LOOKS: Final = {"wide": (1366, 768, "light"), "narrow": (390, 844, "dark")}
SETTLED: Final = 1500
"""Milliseconds until the map has drawn its points."""


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of the server, without a last stroke")
    address = parser.parse_args().address
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = next(found for name in ("chromium", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for look, (width, height, scheme) in LOOKS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
            )
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(f"{address}{path}", wait_until="networkidle")
                page.wait_for_timeout(SETTLED)
                page.screenshot(path=FOLDER / f"{name}-{look}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
