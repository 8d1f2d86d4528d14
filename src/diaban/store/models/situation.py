"""Table of ``registers.situation``: counts of one commune are for the service; outside, small cells are suppressed."""

from django.db import models

from diaban.registers import situation
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit

__all__ = ["SituationCount"]


class SituationCount(RegisterRow):
    """Violations of a category during a period."""

    fact = situation.SituationCount
    subject = ("unit", "category")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    category = open_(models.TextField())
    detected = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))
    prevented = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))
    resolved = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))
    stated = classed(Secrecy.CLASSIFIED, models.TextField(null=True))
    least = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))
    most = classed(Secrecy.CLASSIFIED, models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_situation_count"
