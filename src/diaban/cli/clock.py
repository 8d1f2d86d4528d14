"""The one clock: below the doors the day is an argument."""

from datetime import date, datetime

from diaban.basis.moment import VIET_NAM

__all__ = ["VIET_NAM", "now", "today"]


def today() -> date:
    """The day in Viet Nam."""
    return datetime.now(VIET_NAM).date()


def now() -> datetime:
    """The moment, with its zone: read by an action under its lock."""
    return datetime.now(VIET_NAM)
