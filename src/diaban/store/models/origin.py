"""Who says so (origin), and what it rests on (source)."""

from enum import StrEnum
from typing import Final

from django.db import models
from django.db.models import Q

from diaban.store.models.act import Act
from diaban.store.models.secrecy import open_

__all__ = ["Installation", "InstallationKind", "Origin", "Source", "SourceKind"]


class SourceKind(StrEnum):
    """Invented data are marked as such from the first row; everything else rests on something public."""

    INVENTED = "invented"
    PUBLIC = "public"


class InstallationKind(StrEnum):
    """A memory is one or the other for ever: nothing invented enters a real one (a trigger refuses it)."""

    REAL = "real"
    DEMONSTRATION = "demonstration"


KINDS: Final = [kind.value for kind in SourceKind]


class Origin(models.Model):
    """Who makes a statement: two origins may disagree, and both are kept."""

    id = open_(models.BigAutoField(primary_key=True))
    key = open_(models.TextField(unique=True))
    title = open_(models.TextField())
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))


class Source(models.Model):
    """What a statement rests on: a document or a file, its address and the day it was published."""

    id = open_(models.BigAutoField(primary_key=True))
    key = open_(models.TextField(unique=True))
    title = open_(models.TextField())
    address = open_(models.TextField())
    published = open_(models.DateField(null=True))
    kind = open_(models.TextField(choices=[(kind, kind) for kind in KINDS]))
    sha256 = open_(models.TextField(default=""))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(kind__in=KINDS), name="source_kind"),)


class Installation(models.Model):
    """What this memory is. One row, written by its first act."""

    id = open_(models.SmallIntegerField(primary_key=True, default=1))
    kind = open_(models.TextField())
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="installation_is_one"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in InstallationKind]), name="installation_kind"
            ),
        )
