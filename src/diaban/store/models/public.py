"""Tables that left the service: never changed, so that what comes later can be held against what is known outside."""

from django.db import models

from diaban.store.models.act import Act
from diaban.store.models.secrecy import Secrecy, classed, open_

__all__ = ["PublicTable"]


class PublicTable(models.Model):
    """What was given out of one quarter of a province.

    ``scope``: the id of the province; ``quarter``: its last day; ``least``: counts below it were small. As JSON:
    ``units``, ``items``: the lines and columns, by id and key; ``counts``: what it was made of, ``shown``: what was
    shown of that (``coverage.counts.public_year``).
    """

    id = open_(models.BigAutoField(primary_key=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
    scope = open_(models.TextField())
    quarter = open_(models.DateField())
    least = open_(models.BigIntegerField())
    units = open_(models.TextField())
    items = open_(models.TextField())
    counts = classed(Secrecy.CLASSIFIED, models.TextField())
    shown = open_(models.TextField())

    class Meta:
        db_table = "store_public_table"
        constraints = (models.UniqueConstraint(fields=["scope", "quarter"], name="public_table_once"),)
