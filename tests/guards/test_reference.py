"""Every fact shipped has its source: lines written by hand carry it, generated files have provenance and checksum."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from diaban.units.event import Confidence
from tests.guards.code_base import REFERENCE, files, place

CONFIDENCE = {confidence.value for confidence in Confidence}
# What each line written by hand must fill in (issue: "each line: fact, reason, source, date, confidence").
HAND = {
    "corrections.csv": {"reason", "source", "confidence"},
    "events.csv": {"reason", "source", "confidence"},
    "acts.csv": {"source", "confidence"},
    "names.csv": {"reason", "source", "confidence"},
    "horizons.csv": {"day", "source"},
    "service.csv": {"reason", "source", "confidence"},
    "conflicts.csv": {"kind", "chosen", "status", "evidence", "why", "source"},
    # Published figures: each line cites where it was read, and why it is read so.
    **{
        f"{name}.csv": {"claim_id", "document", "published", "quote", "as_of", "source", "reason"}
        for name in ("report-b", "report-q", "sample-reports", "survey-and-series")
    },
    "border-communes.csv": {"border", "confidence", "basis", "valid_from"},
    # Issued by the build, only ever added to: an identity has no source but its edition.
    "identities.csv": set(),
}
PROVENANCE = "provenance.toml"


def shipped() -> list[Path]:
    return [path for path in files() if path.is_relative_to(REFERENCE) and path.name != PROVENANCE]


def generated(path: Path) -> bool:
    return (path.parent / PROVENANCE).is_file()


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_every_file_written_by_hand_is_known() -> None:
    unknown = [place(path) for path in shipped() if path.suffix == ".csv" and not generated(path)]
    assert {Path(name).name for name in unknown} <= HAND.keys()


@pytest.mark.parametrize("name", sorted(HAND))
def test_every_line_written_by_hand_has_its_source(name: str) -> None:
    found = [
        f"{place(path, number)}: {column}"
        for path in shipped()
        if path.name == name and not generated(path)
        for number, line in enumerate(lines(path), 2)
        for column in sorted(HAND[name])
        if not (line.get(column) or "").strip() or (column == "confidence" and line[column] not in CONFIDENCE)
    ]
    assert found == []


@pytest.mark.parametrize("column", ["source", "reason", "evidence", "why"])
def test_no_line_of_any_file_leaves_its_source_empty(column: str) -> None:
    found = [
        place(path, number)
        for path in shipped()
        if path.suffix == ".csv"
        for number, line in enumerate(lines(path), 2)
        if column in line and not (line[column] or "").strip()
    ]
    assert found == []


def test_every_generated_file_has_the_checksum_its_provenance_says() -> None:
    for provenance in REFERENCE.rglob(PROVENANCE):
        told = tomllib.loads(provenance.read_text("utf-8"))["files"]
        there = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in provenance.parent.iterdir()
            if path.is_file() and path.name != PROVENANCE
        }
        assert told == there, place(provenance)


def keys(tree: object) -> Iterator[str]:
    """Names in a TOML tree that carry something."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if value:
                yield key
            yield from keys(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from keys(value)


def test_every_toml_names_source_and_licence() -> None:
    found = [
        f"{place(path)}: {wanted}"
        for path in REFERENCE.rglob("*.toml")
        for wanted in ("source", "licence")
        if not {wanted, f"{wanted}s"} & set(keys(tomllib.loads(path.read_text("utf-8"))))
    ]
    assert found == []
