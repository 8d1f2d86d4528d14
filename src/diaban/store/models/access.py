"""Who may do what in the browser: an account's role, on which unit, behind which password."""

from itertools import combinations
from typing import Any, Final

from django.db import models
from django.db.models import Q

from diaban.store.models.act import Account, Recorded
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit
from diaban.store.viewer import Right, Role

__all__ = ["Access"]

ROLES: Final = [role.value for role in Role]
RIGHTS: Final = [
    " ".join(right.value for right in held) for size in range(len(Right) + 1) for held in combinations(Right, size)
]
"""Every way to write some of the rights: in their order, with blanks between."""


class Access(Recorded):
    """One account's role over a unit and all below it (None: the nation). Changed, the older is closed.

    ``rights``: what an editor may do with what is recorded (:class:`diaban.store.viewer.Right`).

    ``password`` is a salted hash, never what was typed. It is read by one query, which compares and gives nothing back.
    """

    account = classed(Secrecy.PERSONAL, models.ForeignKey(Account, models.PROTECT, related_name="+"))
    role = open_(models.TextField(choices=[(role, role) for role in ROLES]))
    unit = open_(models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+"))
    rights = open_(models.TextField(default=RIGHTS[-1]))
    password = classed(Secrecy.PERSONAL, models.TextField())

    class Meta(Recorded.Meta):
        db_table = "store_access"
        constraints: Any = (
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["account"], condition=Q(closed_by=None), name="access_open_once"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="access_role"),
            models.CheckConstraint(condition=Q(rights__in=RIGHTS), name="access_rights"),
        )
