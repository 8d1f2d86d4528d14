"""A published figure as texts, and back: by the field names and types of the claim."""

from dataclasses import fields
from decimal import Decimal
from enum import Enum
from typing import Any, Final, get_args, get_type_hints

from diaban.coverage.claims.claim import Claim

__all__ = ["COLUMNS", "from_texts", "to_texts"]

COLUMNS: Final = tuple(field.name for field in fields(Claim) if field.name != "row")
"""What is kept. The line of the file is not: the file may be sorted anew and say the same."""

_TYPES: Final = {
    name: next((part for part in get_args(hint) if part is not type(None)), hint)
    for name, hint in get_type_hints(Claim).items()
}


def to_texts(claim: Claim) -> dict[str, str | None]:
    """Its columns as texts; None where nothing is stated."""
    return {name: _text(getattr(claim, name)) for name in COLUMNS}


def from_texts(values: dict[str, str | None]) -> Claim:
    """The claim again."""
    given: dict[str, Any] = {
        name: None if text is None else _value(_TYPES[name], text) for name, text in values.items()
    }
    return Claim(**given)


def _text(value: Any) -> str | None:
    return value.value if isinstance(value, Enum) else None if value is None else str(value)


def _value(kind: Any, text: str) -> Any:
    return kind(text) if issubclass(kind, Enum | Decimal) else text
