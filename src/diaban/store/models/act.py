"""Acts: journal line and clock in one; and who acted."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from diaban.store.models.secrecy import Secrecy, classed, open_

__all__ = ["Account", "AccountName", "Act", "Recorded"]


class Account(models.Model):
    """Somebody who can act. What is known of the person stands in :class:`AccountName`, which can be blanked."""

    id = open_(models.BigAutoField(primary_key=True))


class AccountName(models.Model):
    """The name of an account holder, None once it was blanked."""

    account = classed(Secrecy.PERSONAL, models.OneToOneField(Account, models.PROTECT, primary_key=True))
    name = classed(Secrecy.PERSONAL, models.TextField(null=True, unique=True))


class Act(models.Model):
    """One change of the memory. ``id`` counts without a gap, ``moment`` strictly increases with it."""

    id = open_(models.BigIntegerField(primary_key=True))
    moment = open_(models.DateTimeField(unique=True))
    by = classed(Secrecy.PERSONAL, models.ForeignKey(Account, models.PROTECT, related_name="+"))
    action = open_(models.TextField())
    reason = classed(Secrecy.CLASSIFIED, models.TextField())
    request = open_(models.TextField(default=""))
    reverses = open_(models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by"))

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="act_has_reason"),)


class Recorded(models.Model):
    """What an act wrote: known from ``act`` on, until ``closed_by``. Written once, closed at most once."""

    id = open_(models.BigAutoField(primary_key=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
    closed_by = open_(models.ForeignKey(Act, models.PROTECT, null=True, related_name="+"))

    class Meta:
        abstract = True
        constraints: Any = (
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(closed_by__gt=F("act")), name="%(class)s_closed_after_written"
            ),
        )

    @classmethod
    def copied(cls) -> list[Any]:
        """Fields that a further row saying the same would repeat: all but its number and its two acts."""
        return [field for field in cls._meta.concrete_fields if field.name not in ("id", "act", "closed_by")]
