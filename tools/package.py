"""What the registry package `vietnamadminunits` (MIT) says about the units of 2025-06-30 and 2025-07-01.

Only its data files are read; its code, which wants geocoders, is never imported. Its legacy points come from a
geocoder and are not read at all.
"""

import hashlib
import importlib.util
import json
import sqlite3
import unicodedata
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

PACKAGE: Final = "vietnamadminunits"
VERSION: Final = "1.0.4"
BEFORE: Final = "2025-06-30"
AFTER: Final = "2025-07-01"
TYPE_WORDS: Final = (
    "thị trấn", "thị xã", "thành phố", "thủ đô", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã",
)  # fmt: skip
DATA_FILES: Final = ("data/dataset.db", "data/converter_2025.json")

Key = tuple[str, str]
"""(day on which the code is meant, code)."""


@dataclass
class RawUnit:
    """A unit as a source lists it: type word and name apart, both as written; ``parent`` is a code of the same day."""

    code: str
    level: str
    name: str
    name_type: str
    listed_type: str
    parent: str


@dataclass
class Raw:
    """Everything one source says.

    ``lineage`` maps (older code, newer code) to whole or part; ``defaults`` an older code to its default successor
    and the rule that chose it; ``doubts`` holds older codes whose default is to be confirmed, ``disputes`` newer codes
    whose clause is disputed.
    """

    units: dict[Key, RawUnit] = field(default_factory=dict)
    lineage: dict[tuple[str, str], str] = field(default_factory=dict)
    defaults: dict[str, tuple[str, str]] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    point_sources: dict[str, str] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)
    disputes: set[str] = field(default_factory=set)


def split_type(full_name: str) -> tuple[str, str]:
    """("xã", "Mỹ Thanh") from "Xã Mỹ Thanh"; ValueError if no type word stands in front."""
    text = " ".join(unicodedata.normalize("NFC", full_name).split())
    for word in TYPE_WORDS:
        if text.lower().startswith(word + " "):
            return ("thành phố" if word == "thủ đô" else word), text[len(word) + 1 :]
    raise ValueError(f"no type in {full_name!r}")


def folder() -> Path:
    """Where the package is installed. SystemExit if it is missing or of another version."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations or version(PACKAGE) != VERSION:
        raise SystemExit(f"{PACKAGE}=={VERSION} is needed: make setup")
    return Path(next(iter(spec.submodule_search_locations)))


def checksums() -> dict[str, str]:
    """SHA-256 of the data files read, for the provenance of an edition."""
    return {name: hashlib.sha256((folder() / name).read_bytes()).hexdigest() for name in DATA_FILES}


def read() -> Raw:
    """All of it."""
    raw = Raw()
    database = sqlite3.connect(f"file:{folder() / DATA_FILES[0]}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    legacy = list(database.execute("select * from admin_units_legacy"))
    modern = list(database.execute("select * from admin_units"))
    database.close()
    older: dict[str, str] = {}
    newer: dict[tuple[str, str], str] = {}
    for row in legacy:
        province, district, ward = row["provinceCode"], row["districtCode"], row["wardCode"]
        _add(raw, BEFORE, "province", province, row["province"], "", "")
        _add(raw, BEFORE, "district", district, row["district"], row["districtType"], province)
        if ward:
            _add(raw, BEFORE, "commune", ward, row["ward"], row["wardType"], district)
        older[f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"] = ward or district
        for column, code in (("wardAlias", ward), ("districtAlias", district), ("provinceAlias", province)):
            raw.aliases.extend((code, key) for key in json.loads(row[column] or "[]") if code)
    for row in modern:
        _add(raw, AFTER, "province", row["provinceCode"], row["province"], "", "")
        _add(raw, AFTER, "commune", row["wardCode"], row["ward"], row["wardType"], row["provinceCode"])
        newer[row["provinceKey"], row["wardKey"]] = row["wardCode"]
        raw.points[row["wardCode"]] = (row["wardLat"], row["wardLon"])
    raw.aliases = list(dict.fromkeys(raw.aliases))
    _lineage(raw, json.loads((folder() / DATA_FILES[1]).read_text("utf-8")), older, newer)
    return raw


def _add(raw: Raw, day: str, level: str, code: str, full_name: str, listed: str, parent: str) -> None:
    name_type, name = split_type(full_name)
    raw.units.setdefault((day, code), RawUnit(code, level, name, name_type, (listed or name_type).lower(), parent))


def _lineage(raw: Raw, converter: dict, older: dict[str, str], newer: dict[tuple[str, str], str]) -> None:  # type: ignore[type-arg]  # JSON as the package nests it
    provinces: dict[str, str] = {}
    for row_key, unit in raw.units.items():
        if unit.level == "province":
            provinces[_folded(f"{unit.name_type} {unit.name}") + row_key[0]] = unit.code
    for new, olds in converter["DICT_PROVINCE"].items():
        for old in olds:
            raw.lineage[provinces[old + BEFORE], provinces[new + AFTER]] = "whole"
    for province, targets in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for target, sources in targets.items():
            for source in sources:
                raw.lineage[older[source], newer[province, target]] = "whole"
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for source, parts in divided.items():
            for part in parts:
                code = newer[province, part["newWardKey"]]
                raw.lineage[older[source], code] = "part"
                if part["isDefaultNewWard"]:
                    raw.defaults[older[source]] = (code, "package")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isalnum())
