"""What people decide about rows: which origin counts, what proves it, which units are counted, what is destroyed."""

from django.db import models
from django.db.models import F, Q

from diaban.registers.evidence import EvidenceKind
from diaban.store.models.act import Act, Recorded
from diaban.store.models.origin import Origin, Source
from diaban.store.models.row import Dated
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit

__all__ = ["Choice", "Evidence", "Frame", "FrameUnit", "Tombstone"]


class Choice(Dated):
    """Where origins disagree on a subject, the one that counts during a period. Its reason stands in its act."""

    subject = ("attribute", "about")

    attribute = open_(models.TextField())
    about = classed(Secrecy.PERSONAL, models.TextField())

    class Meta(Dated.Meta):
        db_table = "store_choice"


class Evidence(Recorded):
    """Evidence about one register row, or about a standard in a unit. Who certifies is never who reported."""

    kind = open_(models.TextField())
    day = open_(models.DateField())
    by = open_(models.ForeignKey(Origin, models.PROTECT, related_name="+"))
    reporter = open_(models.ForeignKey(Origin, models.PROTECT, related_name="+"))
    source = open_(models.ForeignKey(Source, models.PROTECT, related_name="+"))
    unit = open_(models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+"))
    standard = open_(models.TextField(default=""))
    register = open_(models.TextField(default=""))
    about = open_(models.BigIntegerField(default=0))

    class Meta(Recorded.Meta):
        db_table = "store_evidence"
        constraints = (
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.CERTIFICATE.value) | ~Q(by=F("reporter")), name="certifier_not_reporter"
            ),
            models.CheckConstraint(
                condition=Q(register="", about=0, unit__isnull=False) & ~Q(standard="")
                | ~Q(register="") & Q(about__gt=0),
                name="evidence_is_about_something",
            ),
        )


class Frame(Recorded):
    """A frozen list of units: what is counted, as of a day. Freezing again under the same key closes the older one."""

    key = open_(models.TextField())
    title = open_(models.TextField())
    scope = open_(models.TextField())
    as_of = open_(models.DateField())

    class Meta(Recorded.Meta):
        db_table = "store_frame"
        constraints = (
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["key"], condition=Q(closed_by=None), name="frame_key_open_once"),
        )


class FrameUnit(models.Model):
    """One unit of a frozen frame."""

    id = open_(models.BigAutoField(primary_key=True))
    frame = open_(models.ForeignKey(Frame, models.PROTECT, related_name="units"))
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))

    class Meta:
        db_table = "store_frame_unit"
        constraints = (models.UniqueConstraint(fields=["frame", "unit"], name="frame_unit_once"),)


class Tombstone(models.Model):
    """A register row was destroyed by law. Where it lay stays known, what it said does not."""

    id = open_(models.BigAutoField(primary_key=True))
    register = open_(models.TextField())
    row = open_(models.BigIntegerField())
    unit = open_(models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+"))
    written_by = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
    closed_by = open_(models.ForeignKey(Act, models.PROTECT, null=True, related_name="+"))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))

    class Meta:
        db_table = "store_tombstone"
        constraints = (models.UniqueConstraint(fields=["register", "row"], name="tombstone_once"),)
