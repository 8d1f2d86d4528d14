"""Accounts to ask pages as, and what an answer says."""

import base64
import json
import re
from datetime import datetime, timedelta
from typing import Any

from diaban.store.viewer import Role, local_administrator
from tests.web.in_process import PASSWORD

ADMIN = local_administrator("người thử")
ROLES = ("reader", "editor", "administrator")
RELATIONS = ("nation", "own", "other")


class Ticking:
    """A clock a second later whenever it is looked at, after all that is in the memory."""

    def __init__(self) -> None:
        from diaban.store.queries import known

        last = known(None).moment
        assert last is not None
        self.moment = last

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def grant(name: str, role: str, unit: str | None, password: str | None = PASSWORD) -> Any:
    from diaban.store.actions import grant

    return grant(name=name, role=Role(role), unit=unit, password=password, by=ADMIN, at=Ticking(), reason="thử")


def unit_of_today(name: str) -> str:
    from diaban.store.ground import edition_known
    from diaban.units.scope import resolve_scope
    from diaban.web.ground import today

    edition = edition_known(ADMIN)
    return resolve_scope(edition.atlas, edition.names, name, today()).id


def text(answer: Any) -> str:
    return str(answer.content.decode())


def basic(name: str, password: str = PASSWORD) -> str:
    """What a program says of who asks."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def codes(answer: Any) -> set[str]:
    """Codes of the findings that a page of trouble shows, or the answer to a program."""
    if answer.headers["Content-Type"].startswith("application/json"):
        return {one["code"] for one in json.loads(answer.content).get("findings", ())}
    return set(re.findall(r'class="code" data-n="code">([a-z-]+)<', text(answer)))
