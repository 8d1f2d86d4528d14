"""Tables of ``registers.projects.course`` and ``difficulty``. Offices appear in them, never a person."""

from django.db import models

from diaban.registers.projects import course, difficulty
from diaban.store.models.row import RegisterRow, by_name
from diaban.store.models.secrecy import open_
from diaban.store.models.subject import Unit

__all__ = [
    "Completion",
    "Directive",
    "Inspection",
    "Milestone",
    "Modification",
    "Obstacle",
    "Payment",
    "ProgressPlan",
    "StageReport",
    "WorksDocument",
    "WorksProgress",
]


class StageReport(RegisterRow):
    """A stage as it was planned and as it went."""

    fact = course.StageReport
    subject = ("works", "stage")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    stage = open_(models.TextField())
    planned_start = open_(models.DateField(null=True))
    planned_end = open_(models.DateField(null=True))
    actual_start = open_(models.DateField(null=True))
    actual_end = open_(models.DateField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_stage_report"
        indexes = by_name("works")


class Milestone(RegisterRow):
    """A milestone of works within a stage."""

    fact = course.Milestone
    subject = ("works", "milestone")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    milestone = open_(models.TextField())
    stage = open_(models.TextField())
    title = open_(models.TextField())
    due = open_(models.DateField())
    status = open_(models.TextField())
    met_on = open_(models.DateField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_milestone"
        indexes = by_name("works")


class ProgressPlan(RegisterRow):
    """What part of the works (per cent of their value) is to be done by a day."""

    fact = course.ProgressPlan
    subject = ("works", "point")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    point = open_(models.TextField())
    planned_on = open_(models.DateField())
    percent = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_progress_plan"
        indexes = by_name("works")


class WorksProgress(RegisterRow):
    """What part of the works (per cent of their value, since they began) is done."""

    fact = course.WorksProgress
    subject = ("works",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    percent = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_works_progress"
        indexes = by_name("works")


class Payment(RegisterRow):
    """Đồng paid since the works began (*lũy kế giải ngân*), all packages together."""

    fact = course.Payment
    subject = ("works",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    paid_vnd = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_payment"
        indexes = by_name("works")


class Modification(RegisterRow):
    """A change of scope, cost or time with its rationale."""

    fact = course.Modification
    subject = ("works", "modification")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    modification = open_(models.TextField())
    modified_on = open_(models.DateField())
    before = open_(models.TextField(null=True))
    after = open_(models.TextField(null=True))
    rationale = open_(models.TextField())
    document = open_(models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_modification"
        indexes = by_name("works")


class Completion(RegisterRow):
    """How works ended."""

    fact = course.Completion
    subject = ("works",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    completed_on = open_(models.DateField())
    final_vnd = open_(models.BigIntegerField(null=True))
    time_reason = open_(models.TextField(null=True))
    cost_reason = open_(models.TextField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_completion"
        indexes = by_name("works")


class WorksDocument(RegisterRow):
    """A paper or photograph of works, known by the checksum of its bytes."""

    fact = course.WorksDocument
    subject = ("works", "evidence")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    evidence = open_(models.TextField())
    kind = open_(models.TextField())
    title = open_(models.TextField())
    taken_on = open_(models.DateField())
    taken_at = open_(models.TextField(null=True))
    size_bytes = open_(models.BigIntegerField())
    sha256 = open_(models.TextField())
    faces = open_(models.TextField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_works_document"
        indexes = by_name("works")


class Obstacle(RegisterRow):
    """An obstacle of works."""

    fact = difficulty.Obstacle
    subject = ("works", "obstacle")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    obstacle = open_(models.TextField())
    kind = open_(models.TextField())
    text = open_(models.TextField())
    raised_on = open_(models.DateField())
    owner = open_(models.TextField())
    due = open_(models.DateField())
    escalated_on = open_(models.DateField(null=True))
    escalated_to = open_(models.TextField(null=True))
    resolved_on = open_(models.DateField(null=True))
    days_lost = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_obstacle"
        indexes = by_name("works")


class Directive(RegisterRow):
    """Who was told to do what about works by when, by which document."""

    fact = difficulty.Directive
    subject = ("works", "directive")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    directive = open_(models.TextField())
    obstacle = open_(models.TextField(null=True))
    issuer = open_(models.TextField())
    addressee = open_(models.TextField())
    text = open_(models.TextField())
    document = open_(models.TextField())
    issued_on = open_(models.DateField())
    due = open_(models.DateField())
    done = open_(models.TextField(null=True))
    done_on = open_(models.DateField(null=True))
    evidence = open_(models.TextField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_directive"
        indexes = by_name("works")


class Inspection(RegisterRow):
    """Who looked at the works on which day, what was found, what was asked for, and the minutes of it."""

    fact = difficulty.Inspection
    subject = ("works", "inspection")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    inspection = open_(models.TextField())
    inspector = open_(models.TextField())
    inspected_on = open_(models.DateField())
    text = open_(models.TextField())
    asked = open_(models.TextField(null=True))
    evidence = open_(models.TextField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_inspection"
        indexes = by_name("works")
