"""Our own tables of facts, and how the builder's files are read and written."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = dict[str, str]


def read(name: str, folder: Path) -> list[Row]:
    """Lines of one of our own tables."""
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file, LF line ends, written whole."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(heading)
        lines.writerows(rows)


def split(subject: str) -> tuple[str, str]:
    """(day, code) from ``code@day``."""
    code, day = subject.split("@")
    return day, code
