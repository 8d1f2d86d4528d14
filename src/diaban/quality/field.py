"""The fields of a registration form as files name them: in Vietnamese as on DC01, or by their names here.

Source: form DC01 (Circular 66/2015/TT-BCA, amended by 104/2020/TT-BCA); phone, education and occupation are no fields
of it and are read where they are present.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from diaban.basis.catalogue import LANGUAGES, Language
from diaban.basis.names import fold

__all__ = ["FIELDS", "FIELD_BY_NAME", "NEEDED", "Field", "field_of_heading"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in files and code, its title, other headings that mean it; ``needed``: no file without it."""

    name: str
    title: Mapping[Language, str]
    also: tuple[str, ...]
    dc01: bool
    needed: bool


def _read() -> tuple[Field, ...]:
    table = tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))
    return tuple(
        Field(
            name,
            MappingProxyType({lang: given[lang] for lang in LANGUAGES}),
            tuple(given.get("also", ())),
            given.get("dc01", True),
            given.get("needed", False),
        )
        for name, given in table.items()
    )


FIELDS: Final[tuple[Field, ...]] = _read()
FIELD_BY_NAME: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in FIELDS})
NEEDED: Final[tuple[str, ...]] = tuple(field.name for field in FIELDS if field.needed)
"""Fields without which a file cannot be checked."""

HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        fold(heading): field.name
        for field in reversed(FIELDS)
        for heading in (*field.also, field.title["en"], field.title["vi"], field.name.replace("_", " "))
    }
)


def field_of_heading(heading: str) -> str | None:
    """The field that a column's heading means, marks and case aside; None for no field of the form."""
    return HEADINGS.get(fold(heading.replace("_", " ")))
