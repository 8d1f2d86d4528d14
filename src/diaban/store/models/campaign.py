"""Tables of ``registers.campaign``: counts alone, nothing of a form or a person."""

from django.db import models

from diaban.registers import campaign
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import open_
from diaban.store.models.subject import Unit

__all__ = ["CardCount", "FormCount"]


class FormCount(RegisterRow):
    """Data forms collected and checked."""

    fact = campaign.FormCount
    subject = ("unit",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    collected = open_(models.BigIntegerField())
    checked = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_form_count"


class CardCount(RegisterRow):
    """Cards applied for, issued, handed over."""

    fact = campaign.CardCount
    subject = ("unit",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    applied = open_(models.BigIntegerField())
    issued = open_(models.BigIntegerField())
    handed_over = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_card_count"
