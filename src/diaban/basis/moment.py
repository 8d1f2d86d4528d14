"""A moment as people write it: a day, whose end is meant, or a day with a time; without a zone it is Viet Nam's."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final

from diaban.basis.period import parse_day

__all__ = ["VIET_NAM", "is_timed", "parse_moment"]

VIET_NAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""A fixed offset: Viet Nam has kept UTC+7 all year since 1975, and a machine without a zone database must do."""
TIMED: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")


def is_timed(text: str) -> bool:
    """Whether the text is written as a day with a time; that there is such a moment is not said."""
    return TIMED.fullmatch(text) is not None


def parse_moment(text: str) -> date:
    """``2025-07-01``, or a datetime with its zone for ``2025-07-01T08:30``; ValueError for anything else."""
    day = parse_day(text[:10])
    if len(text) == 10:
        return day
    if not is_timed(text):
        raise ValueError(f"not a moment: {text!r}")
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIET_NAM)
