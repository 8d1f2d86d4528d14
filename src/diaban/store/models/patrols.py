"""Tables of ``registers.patrols``. When and how strong a patrol is belongs to the service; where a border is, not."""

from django.db import models

from diaban.registers import patrols
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit

__all__ = ["BorderCommune", "PatrolHeld", "PatrolPlan"]


class BorderCommune(RegisterRow):
    """A commune on a border."""

    fact = patrols.BorderCommune
    subject = ("unit", "border")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    border = open_(models.TextField())
    confidence = open_(models.TextField())
    basis = open_(models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_border_commune"


class PatrolPlan(RegisterRow):
    """A patrol planned."""

    fact = patrols.PatrolPlan
    subject = ("unit", "patrol")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    patrol = open_(models.TextField())
    planned_on = classed(Secrecy.CLASSIFIED, models.DateField())
    police = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    border_guard = classed(Secrecy.CLASSIFIED, models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_patrol_plan"


class PatrolHeld(RegisterRow):
    """A patrol that was held, signed by both forces. In a small commune a title says who: it is classified."""

    fact = patrols.PatrolHeld
    subject = ("unit", "patrol")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    patrol = open_(models.TextField())
    held_on = classed(Secrecy.CLASSIFIED, models.DateField())
    police = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    border_guard = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    police_signatory = classed(Secrecy.CLASSIFIED, models.TextField())
    border_guard_signatory = classed(Secrecy.CLASSIFIED, models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_patrol_held"
