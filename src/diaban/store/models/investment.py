"""Tables of ``registers.projects.investment``: public money, decided in public acts."""

from django.db import models

from diaban.registers.projects import investment
from diaban.store.models.row import RegisterRow, by_name
from diaban.store.models.secrecy import open_
from diaban.store.models.subject import Unit

__all__ = ["CapitalPlan", "Eligibility", "Package", "Programme", "ProgrammeMoney", "Project", "Works"]


class Programme(RegisterRow):
    """A programme (*chương trình*) of a province."""

    fact = investment.Programme
    subject = ("programme",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    programme = open_(models.TextField())
    name = open_(models.TextField())
    document = open_(models.TextField())
    decided_on = open_(models.DateField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_programme"
        indexes = by_name("programme")


class ProgrammeMoney(RegisterRow):
    """What a programme sets aside, or may not exceed, by whose budget."""

    fact = investment.ProgrammeMoney
    subject = ("programme", "line")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    programme = open_(models.TextField())
    line = open_(models.TextField())
    kind = open_(models.TextField())
    funding = open_(models.TextField())
    year = open_(models.BigIntegerField(null=True))
    phase = open_(models.BigIntegerField(null=True))
    stated = open_(models.TextField(null=True))
    least_vnd = open_(models.BigIntegerField(null=True))
    most_vnd = open_(models.BigIntegerField(null=True))
    document = open_(models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_programme_money"
        indexes = by_name("programme")


class Eligibility(RegisterRow):
    """A condition of a programme (a code of its file of criteria), met by a commune or not."""

    fact = investment.Eligibility
    subject = ("unit", "programme", "criterion")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    programme = open_(models.TextField())
    criterion = open_(models.TextField())
    met = open_(models.BooleanField())

    class Meta(RegisterRow.Meta):
        db_table = "store_eligibility"


class Project(RegisterRow):
    """A project (*dự án*)."""

    fact = investment.Project
    subject = ("project",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    project = open_(models.TextField())
    programme = open_(models.TextField(null=True))
    phase = open_(models.BigIntegerField(null=True))
    name = open_(models.TextField())
    owner = open_(models.TextField())
    stated = open_(models.TextField(null=True))
    least_vnd = open_(models.BigIntegerField(null=True))
    most_vnd = open_(models.BigIntegerField(null=True))
    state = open_(models.TextField())
    document = open_(models.TextField())
    decided_on = open_(models.DateField(null=True))
    reason = open_(models.TextField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_project"
        indexes = by_name("project")


class Works(RegisterRow):
    """Works (*công trình*) of a project in a commune."""

    fact = investment.Works
    subject = ("works",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    project = open_(models.TextField())
    name = open_(models.TextField())
    kind = open_(models.TextField())
    structure = open_(models.TextField())
    floor_m2 = open_(models.BigIntegerField(null=True))
    officers = open_(models.BigIntegerField(null=True))
    investment_vnd = open_(models.BigIntegerField(null=True))
    state = open_(models.TextField())
    document = open_(models.TextField(null=True))
    decided_on = open_(models.DateField(null=True))
    reason = open_(models.TextField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_works"
        indexes = by_name("works")


class Package(RegisterRow):
    """A package (*gói thầu*) of works."""

    fact = investment.Package
    subject = ("package",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    package = open_(models.TextField())
    works = open_(models.TextField())
    name = open_(models.TextField())
    kind = open_(models.TextField())
    contractor = open_(models.TextField(null=True))
    contract_vnd = open_(models.BigIntegerField(null=True))
    signed_on = open_(models.DateField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_package"
        indexes = by_name("package")


class CapitalPlan(RegisterRow):
    """Capital assigned to works for a year (*kế hoạch vốn được giao*), by whose budget."""

    fact = investment.CapitalPlan
    subject = ("works", "line")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    works = open_(models.TextField())
    line = open_(models.TextField())
    year = open_(models.BigIntegerField())
    funding = open_(models.TextField())
    assigned_vnd = open_(models.BigIntegerField())
    document = open_(models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_capital_plan"
        indexes = by_name("works")
