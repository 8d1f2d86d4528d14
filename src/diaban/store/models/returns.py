"""Returns: the paper as it was received, byte for byte, and every step taken with it; and the tasks of a briefing."""

from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.db.models import F, Q

from diaban.intake.standing import ApprovalLevel, StepKind
from diaban.store.models.act import Act, Recorded
from diaban.store.models.origin import Origin
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit

__all__ = [
    "FileContent",
    "PaperSecrecy",
    "Return",
    "ReturnPaper",
    "ReturnStep",
    "ReturnUnit",
    "StoredFile",
    "Task",
]


class PaperSecrecy(StrEnum):
    """How secret a document is, by the marks of the law."""

    OPEN = "open"
    SECRET = "secret"
    TOP_SECRET = "top-secret"
    MOST_SECRET = "most-secret"


KINDS: Final = [kind.value for kind in StepKind]
LEVELS: Final = [level.value for level in ApprovalLevel]
SECRECIES: Final = [one.value for one in PaperSecrecy]


class StoredFile(models.Model):
    """A file that was received, by its checksum. What it held lies in :class:`FileContent`, which can be destroyed."""

    id = open_(models.BigAutoField(primary_key=True))
    sha256 = open_(models.TextField(db_index=True))
    size = open_(models.BigIntegerField())
    media = open_(models.TextField())
    name = classed(Secrecy.CLASSIFIED, models.TextField())
    keep_until = open_(models.DateField(null=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))

    class Meta:
        db_table = "store_file"


class FileContent(models.Model):
    """The bytes, in the database: they are there with the act that acknowledged them, or neither is."""

    id = open_(models.BigAutoField(primary_key=True))
    file = open_(models.OneToOneField(StoredFile, models.PROTECT, related_name="content"))
    content = classed(Secrecy.CLASSIFIED, models.BinaryField())
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))

    class Meta:
        db_table = "store_file_content"


class Return(models.Model):
    """A return: one file, by one unit, for one period of one form. ``id`` counts without a gap.

    ``digest``: of what it says (``intake.paper.data_digest``), whatever file that came in. ``faults``: errors of the
    file itself; ``errors``, ``warnings``, ``notes``: of all that was found when it came.
    """

    id = open_(models.BigIntegerField(primary_key=True))
    form = open_(models.TextField())
    version = open_(models.DateField())
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    rule = open_(models.TextField())
    calendar = open_(models.TextField())
    key = open_(models.TextField())
    start = open_(models.DateField())
    end = open_(models.DateField())
    origin = open_(models.ForeignKey(Origin, models.PROTECT, related_name="+"))
    file = open_(models.OneToOneField(StoredFile, models.PROTECT, related_name="+"))
    corrects = open_(models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections"))
    digest = open_(models.TextField())
    lines = open_(models.BigIntegerField())
    faults = open_(models.BigIntegerField())
    errors = open_(models.BigIntegerField())
    warnings = open_(models.BigIntegerField())
    notes = open_(models.BigIntegerField())
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))

    class Meta:
        db_table = "store_return"
        constraints = (models.CheckConstraint(condition=Q(end__gt=F("start")), name="return_holds_a_day"),)
        indexes = (
            models.Index(fields=["unit", "form", "key"], name="return_by_period"),
            # All that the calendar asks of a return stands in the index itself.
            models.Index(
                fields=["form", "rule", "calendar", "key", "corrects", "id", "unit", "act"], name="return_of_series"
            ),
        )


class ReturnUnit(models.Model):
    """A unit that a return speaks of."""

    id = open_(models.BigAutoField(primary_key=True))
    of = open_(models.ForeignKey(Return, models.PROTECT, related_name="units"))
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))

    class Meta:
        db_table = "store_return_unit"
        constraints = (models.UniqueConstraint(fields=["of", "unit"], name="return_unit_once"),)


class ReturnStep(Recorded):
    """A step taken with a return. ``level``: of an approval; ``unit``: for which unit it was taken, None the nation."""

    of = open_(models.ForeignKey(Return, models.PROTECT, related_name="steps"))
    kind = open_(models.TextField())
    level = open_(models.TextField(default=""))
    unit = open_(models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+"))

    class Meta(Recorded.Meta):
        db_table = "store_return_step"
        constraints: Any = (
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="return_step_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["approved", "reopened"], level__in=LEVELS)
                | ~Q(kind__in=["approved", "reopened"]) & Q(level=""),
                name="return_step_level",
            ),
            models.UniqueConstraint(
                fields=["of"], condition=Q(closed_by=None, kind="accepted"), name="return_accepted_once"
            ),
            models.UniqueConstraint(
                fields=["of"], condition=Q(closed_by=None, kind="received"), name="return_received_once"
            ),
        )
        indexes = (models.Index(fields=["of", "id", "kind", "act", "closed_by"], name="return_steps_told"),)


class ReturnPaper(Recorded):
    """The signed paper of a return: its number and symbol, day, signatory's title, and the scan.

    ``code``: the printed code that was read on the scan, empty where none was.
    """

    of = open_(models.ForeignKey(Return, models.PROTECT, related_name="papers"))
    number = open_(models.TextField())
    symbol = open_(models.TextField())
    day = open_(models.DateField())
    signatory_title = open_(models.TextField())
    secrecy = open_(models.TextField(default=PaperSecrecy.OPEN.value))
    scan = open_(models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+"))
    code = open_(models.TextField(default=""))

    class Meta(Recorded.Meta):
        db_table = "store_return_paper"
        constraints: Any = (
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=Q(secrecy__in=SECRECIES), name="return_paper_secrecy"),
            models.UniqueConstraint(fields=["of"], condition=Q(closed_by=None), name="return_paper_open_once"),
        )


class Task(Recorded):
    """A conclusion of a briefing: what is to be done, by whom, by which day. Finished, the older row is closed.

    ``number`` stays the same; ``week``: the last day of the week whose briefing set it; ``unit`` None: the nation.
    """

    number = open_(models.BigIntegerField())
    unit = open_(models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+"))
    text = classed(Secrecy.CLASSIFIED, models.TextField())
    owner = classed(Secrecy.CLASSIFIED, models.TextField())
    due = open_(models.DateField())
    week = open_(models.DateField())
    done = open_(models.DateField(null=True))
    result = classed(Secrecy.CLASSIFIED, models.TextField(default=""))

    class Meta(Recorded.Meta):
        db_table = "store_task"
        constraints: Any = (
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["number"], condition=Q(closed_by=None), name="task_open_once"),
        )
