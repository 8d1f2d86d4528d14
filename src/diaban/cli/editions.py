"""Editions of the units, each opened once a process: one that runs several commands reads its files once."""

from functools import cache
from pathlib import Path

from diaban.units import edition
from diaban.units.edition import Edition

__all__ = ["open_edition"]


@cache
def open_edition(folder: Path, number: int | None = None) -> Edition:
    """As :func:`diaban.units.edition.open_edition`. What is opened never changes."""
    return edition.open_edition(folder, number)
