"""Every field of every model says whom it is for (guarded by a test)."""

from enum import StrEnum
from typing import Any

__all__ = ["Secrecy", "classed", "open_", "secrecy_of"]


class Secrecy(StrEnum):
    """Classes of a field: about a person, about the service's strength, or open."""

    PERSONAL = "personal"
    CLASSIFIED = "classified"
    OPEN = "open"


def classed(secrecy: Secrecy, field: Any) -> Any:
    """The field, marked. The mark is copied with the field from an abstract model."""
    field.secrecy = secrecy
    return field


def open_(field: Any) -> Any:
    """A field that anybody may read."""
    return classed(Secrecy.OPEN, field)


def secrecy_of(field: Any) -> Secrecy | None:
    """The class of a field; None for one that was never classed."""
    return getattr(field, "secrecy", None)
