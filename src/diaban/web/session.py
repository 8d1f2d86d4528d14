"""What a browser keeps of a session, signed: the access it was begun for, when, and when a page was last opened.

The server keeps nothing of it. So that a reader's browser is not handed a new cookie with every page, one is written
again only when the last is a few minutes old: an idle session ends after 55 to 60 minutes.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from diaban.store.queries import Granted
from diaban.store.session import IDLE, LONGEST
from diaban.web.ground import Visit

__all__ = ["KEY", "Session", "opened", "write"]

KEY: Final = "access"
RENEWED: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Session:
    """Whose, by which act and moment of the access; ``begun`` and ``seen``: seconds since 1970."""

    account: int
    act: int
    moment: str
    begun: int
    seen: int

    def is_for(self, one: Granted) -> bool:
        """Whether the access is still the one it was begun for."""
        # The moment too: in a memory made anew another act bears the number.
        return (one.account, one.act, one.moment) == (self.account, self.act, self.moment)

    @property
    def start(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.begun, UTC)

    @property
    def end(self) -> datetime:
        """When it ends at the latest."""
        return self.start + LONGEST


def opened(visit: Visit, at: datetime) -> Session | None:
    """The session of a request, seen now; None where there is none that counts, and then nothing of it stays."""
    if KEY not in visit.session:
        return None
    match visit.session[KEY]:
        case [int(account), int(act), str(moment), int(begun), int(seen)]:
            told = Session(account, act, moment, begun, seen)
        case _:
            # Of another version of the program.
            visit.session.flush()
            return None
    second = int(at.timestamp())
    if second - told.begun >= LONGEST.total_seconds() or second - told.seen >= IDLE.total_seconds():
        visit.session.flush()
        return None
    if second - told.seen >= RENEWED.total_seconds():
        told = replace(told, seen=second)
        _keep(visit, told)
    return told


def write(visit: Visit, one: Granted, at: datetime, *, begun: int | None = None) -> None:
    """A new session for an access, whatever was in the one before; ``begun``: when the one that it goes on was."""
    second = int(at.timestamp())
    visit.session.flush()
    _keep(visit, Session(one.account, one.act, one.moment, second if begun is None else begun, second))


def _keep(visit: Visit, told: Session) -> None:
    visit.session[KEY] = [told.account, told.act, told.moment, told.begun, told.seen]
