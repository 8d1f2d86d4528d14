"""Tables of ``registers.campaign``: counts alone, nothing of a form or a person."""

from django.db import models

from diaban.registers import campaign
from diaban.store.models.act import Act
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import open_
from diaban.store.models.subject import Unit

__all__ = ["CampaignPlan", "CampaignSummary", "CardCount", "EventCount", "FormCount"]


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


class EventCount(RegisterRow):
    """Births, deaths and moves, as counts."""

    fact = campaign.EventCount
    subject = ("unit",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    births = open_(models.BigIntegerField())
    deaths = open_(models.BigIntegerField())
    arrivals = open_(models.BigIntegerField())
    departures = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_event_count"


class CampaignPlan(RegisterRow):
    """Targets, teams and shifts of a campaign."""

    fact = campaign.CampaignPlan
    subject = ("unit",)

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    target = open_(models.BigIntegerField())
    teams = open_(models.BigIntegerField())
    shifts = open_(models.BigIntegerField())
    crew = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_campaign_plan"


class CampaignSummary(models.Model):
    """The counts of a batch that a commune checked, as its summary gives them, one commune a row; never changed.

    ``unit``: the id of the commune of that day; ``document``: its counts as JSON; ``sha256``: of the summary's file.
    """

    id = open_(models.BigAutoField(primary_key=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
    unit = open_(models.TextField())
    as_of = open_(models.DateField())
    forms = open_(models.BigIntegerField())
    rules = open_(models.TextField())
    sha256 = open_(models.TextField())
    document = open_(models.TextField())

    class Meta:
        db_table = "store_campaign_summary"
