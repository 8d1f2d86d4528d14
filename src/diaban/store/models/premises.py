"""Tables of ``registers.premises``."""

from django.db import models

from diaban.registers import premises
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit

__all__ = ["ChecklistItem", "Equipment", "Headquarters", "Housing"]


class Headquarters(RegisterRow):
    """The headquarters a unit uses, and works on its own."""

    fact = premises.Headquarters
    subject = ("unit",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    tenure = open_(models.TextField())
    building = open_(models.TextField())
    progress = open_(models.TextField())
    capacity = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))
    floor_m2 = open_(models.BigIntegerField(null=True))
    land_m2 = open_(models.BigIntegerField(null=True))
    year = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_headquarters"


class Housing(RegisterRow):
    """Official housing of a unit."""

    fact = premises.Housing
    subject = ("unit",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    tenure = open_(models.TextField())
    building = open_(models.TextField())
    progress = open_(models.TextField())
    capacity = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))
    floor_m2 = open_(models.BigIntegerField(null=True))
    year = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_housing"


class ChecklistItem(RegisterRow):
    """One item of the standard for headquarters."""

    fact = premises.ChecklistItem
    subject = ("unit", "item")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    item = open_(models.TextField())
    met = open_(models.BooleanField())

    class Meta(RegisterRow.Meta):
        db_table = "store_checklist_item"


class Equipment(RegisterRow):
    """Equipment as counts."""

    fact = premises.Equipment
    subject = ("unit", "kind")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    kind = open_(models.TextField())
    number = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    working = classed(Secrecy.CLASSIFIED, models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_equipment"
