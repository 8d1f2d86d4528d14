"""Cuts Inter down to what the pages show: ``python -m tools.fonts InterVariable.woff2 [OUTPUT]``.

The source is the upright variable font of the package named in ``VENDORED.toml``; it is handed over by path, nothing
is fetched. The same source and the same fonttools and brotli give the same bytes.
"""

import argparse
import hashlib
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

OUTPUT: Final = Path(__file__).parent.parent / "src" / "diaban" / "web" / "static" / "diaban" / "fonts" / "inter.woff2"

# Width of strokes from text to headings; one optical size, the one drawn for text.
WEIGHTS: Final = (400, 700)
OPTICAL_SIZE: Final = 14

# The soft hyphen (U+00AD) is never drawn: the browser puts a hyphen there.
LATIN: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100))))
# Unicode's Vietnamese letters beyond Latin-1 (QCVN/TCVN 6909): the letters themselves, then all of them with tones.
VIETNAMESE: Final = "ĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
# Text typed on some keyboards arrives with its marks apart: breve, circumflex, horn, and the five tones.
MARKS: Final = "\u0306\u0302\u031b\u0300\u0301\u0303\u0309\u0323"
SPACES: Final = "\u2007\u2009\u202f\u2010\u2011"
SIGNS: Final = "₫≤≥≠≈±−×÷∞∑‰′″–—‘’“”„…·•‣⁄‹›†‡←↑→↓↔↗↘↕⇒✓✗⚠●○■□◆◇▲△▼▽▶▷№∅↩↺"

# Kerning and figures as the pages ask for them, and what Vietnamese needs to be put together from its marks.
FEATURES: Final = ("kern", "tnum", "lnum", "calt", "case", "ccmp", "locl", "mark", "mkmk")


def letters() -> set[str]:
    """Every character that the typeface of the pages must have."""
    return set(LATIN + VIETNAMESE + MARKS + SPACES + SIGNS)


def cut(source: Path) -> TTFont:
    """The font with these letters, features and weights only. SystemExit naming every letter the source lacks."""
    font = TTFont(source, recalcTimestamp=False)
    missing = sorted(letters() - {chr(code) for code in font.getBestCmap()})
    if missing:
        raise SystemExit(f"{source} lacks {' '.join(f'{sign} U+{ord(sign):04X}' for sign in missing)}")
    options = Options()
    options.layout_features = list(FEATURES)
    # The browser draws unhinted outlines well enough, and the program that reads glyph names is not a browser.
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters()])
    # In this order: glyphs that the narrower axes no longer vary would be missed by the subsetter.
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS, "opsz": OPTICAL_SIZE})
    font.flavor = "woff2"
    return font


def main() -> None:
    """Write the font and say what ``VENDORED.toml`` must say about it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="the upright variable font, weights and optical sizes inside")
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT)
    told = parser.parse_args()
    told.output.parent.mkdir(parents=True, exist_ok=True)
    cut(told.source).save(told.output)
    data = told.output.read_bytes()
    print(f"{told.output}: {len(data)} bytes, {len(letters())} letters\nsha256 = {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
