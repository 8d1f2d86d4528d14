"""How long a session lasts. It is a signed cookie in the browser: nothing of it is kept here, so that reading writes
nothing. What ends it early is an act (:func:`diaban.store.actions.end_sessions`), for it bears the act of its access.
"""

from datetime import timedelta
from typing import Final

__all__ = ["IDLE", "LONGEST"]

IDLE: Final = timedelta(minutes=60)
"""Without a page opened."""
LONGEST: Final = timedelta(hours=12)
"""From signing in, however busy."""
