"""The one clock: below the doors the day is an argument."""

from datetime import date, datetime, timedelta, timezone

__all__ = ["VIET_NAM", "now", "today"]

VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""A fixed offset: Viet Nam has kept UTC+7 all year since 1975, and a machine without a zone database must do."""


def today() -> date:
    """The day in Viet Nam."""
    return datetime.now(VIET_NAM).date()


def now() -> datetime:
    """The moment, with its zone: read by an action under its lock."""
    return datetime.now(VIET_NAM)
