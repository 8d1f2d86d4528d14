"""What others made and we ship to the browser is listed with source, licence and checksum, and nothing else is."""

import csv
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.guards.code_base import REFERENCE, ROOT, SRC, files, place
from tools.fonts import FEATURES, OUTPUT, WEIGHTS, letters

STATIC = SRC / "web" / "static"
OWN = STATIC / "diaban"
LIST = OWN / "VENDORED.toml"
NEEDED = (
    "file", "title", "version", "author", "licence", "licence_file", "source", "member", "member_sha256", "made",
    "sha256",
)  # fmt: skip
LICENCES = {"OFL-1.1", "MIT", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "CC0-1.0"}
# What the authors of a file leave in it, and what a bundler does.
MARK = re.compile(r"/\*!|@licen[cs]e|copyright|SPDX-|sourceMappingURL", re.IGNORECASE)
HEX = re.compile(r"[0-9a-f]{64}")
LARGEST_FONT = 60_000


def assets() -> list[dict[str, str]]:
    return tomllib.loads(LIST.read_text("utf-8"))["asset"]


def foreign(path: Path, data: bytes) -> bool:
    """Made by others, as far as one can see: ours lie in the folder itself, are text, and carry nobody's mark."""
    own_kind = path.parent == OWN and path.suffix in {".css", ".js", ".svg"} and ".min." not in path.name
    return not own_kind or b"\0" in data or bool(MARK.search(data.decode("utf-8", "replace")))


def shipped() -> list[Path]:
    return [path for path in files() if path.is_relative_to(STATIC) and path != LIST]


def test_every_file_that_others_made_is_listed() -> None:
    listed = {OWN / asset["file"] for asset in assets()}
    assert [place(path) for path in shipped() if path not in listed and foreign(path, path.read_bytes())] == []


def test_every_file_listed_is_there_once_with_its_checksum() -> None:
    names = [asset["file"] for asset in assets()]
    assert len(names) == len(set(names))
    told = {OWN / asset["file"]: asset["sha256"] for asset in assets()}
    there = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in shipped() if path in told}
    assert told == there


@pytest.mark.parametrize("asset", assets(), ids=lambda asset: asset["file"])
def test_every_entry_says_where_it_comes_from_and_what_allows_it(asset: dict[str, str]) -> None:
    assert [key for key in NEEDED if not asset.get(key, "").strip()] == []
    assert asset["licence"] in LICENCES
    assert (OWN / asset["licence_file"]).is_file()
    assert HEX.fullmatch(asset["sha256"])
    assert HEX.fullmatch(asset["member_sha256"])
    assert asset["author"] in (ROOT / "NOTICE").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fonts/x.woff2", b"wOF2\0"),
        ("x.png", b"\x89PNG"),
        ("lib/x.js", b"let a = 1;\n"),
        ("x.min.js", b"let a=1\n"),
        ("x.js", b"/*! x 1.2 | MIT */\nlet a=1\n"),
        ("x.css", b"/* Copyright someone */\n"),
    ],
)
def test_the_guard_sees_what_others_made(name: str, data: bytes) -> None:
    assert foreign(OWN / name, data)


def test_the_guard_leaves_ours_alone() -> None:
    assert not foreign(OWN / "app.css", b"body { margin: 0 }\n")


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(OUTPUT)


def test_the_typeface_has_every_letter_its_builder_names(font: TTFont) -> None:
    assert {chr(code) for code in font.getBestCmap()} == letters()


def test_the_typeface_has_its_weights_and_features_and_stays_small(font: TTFont) -> None:
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", *WEIGHTS)]
    features = {
        record.FeatureTag for table in ("GSUB", "GPOS") for record in font[table].table.FeatureList.FeatureRecord
    }
    # Inter's figures are lining ones without being asked: it has no feature of that name.
    assert features == set(FEATURES) - {"lnum"}
    assert OUTPUT.stat().st_size <= LARGEST_FONT


def test_figures_in_tables_are_all_of_one_width(font: TTFont) -> None:
    table = font["GSUB"].table
    lookups = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for number in record.Feature.LookupListIndex
    }
    tabular: dict[str, str] = {}
    for number in sorted(lookups):
        for subtable in table.LookupList.Lookup[number].SubTable:
            tabular |= getattr(subtable, "ExtSubTable", subtable).mapping
    plain = [font.getBestCmap()[ord(digit)] for digit in "0123456789"]
    assert len({font["hmtx"][name][0] for name in plain}) > 1, "figures of running text differ in width"
    assert len({font["hmtx"][tabular.get(name, name)][0] for name in plain}) == 1


def test_the_typeface_has_every_letter_that_is_shown() -> None:
    """Remedy: add the sign to tools/fonts.py and build again, or show one that the typeface has."""
    web = [
        path
        for path in files()
        if path.is_relative_to(SRC / "web") and path.suffix in {".html", ".css", ".js", ".toml"}
    ]
    # The sign for a letter that could not be read is quoted in a message; no typeface for text draws it.
    had = letters() | set("\n\ufffd")
    found = {
        place(path): " ".join(sorted(unknown))
        for path in (SRC / "basis" / "texts.toml", *web)
        if (unknown := set(path.read_text("utf-8")) - had)
    }
    assert found == {}


def test_the_typeface_has_every_letter_of_the_units_names() -> None:
    names: dict[str, str] = {}
    for path in (*REFERENCE.rglob("names.csv"), *REFERENCE.rglob("units.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            names |= {row["name"]: place(path) for row in csv.DictReader(stream)}
    assert len(names) > 5_000
    assert {name: file for name, file in names.items() if set(name) - letters()} == {}
