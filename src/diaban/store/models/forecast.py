"""Forecasts as they were made: never changed, so that they can be held against what came."""

from django.db import models
from django.db.models import Q

from diaban.store.models.act import Act
from diaban.store.models.secrecy import open_

__all__ = ["Forecast"]


class Forecast(models.Model):
    """One forecast that was kept, with its data cut-off.

    ``scope``: a unit's id, empty for the nation; ``frame``: the ids of the units forecast for, as JSON; ``curve``: by
    share, days after ``as_of`` at each of ninety-nine levels, as JSON, for the frame without its unknown units;
    ``document``: what was printed.
    """

    id = open_(models.BigAutoField(primary_key=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
    standard = open_(models.TextField())
    scope = open_(models.TextField())
    as_of = open_(models.DateField())
    cutoff = open_(models.DateField(null=True))
    stated = open_(models.BooleanField())
    promise = open_(models.DateField(null=True))
    seed = open_(models.BigIntegerField())
    simulations = open_(models.BigIntegerField())
    frame = open_(models.TextField())
    curve = open_(models.TextField())
    document = open_(models.TextField())

    class Meta:
        db_table = "store_forecast"
        constraints = (
            models.CheckConstraint(
                condition=Q(cutoff=None) | Q(cutoff__lte=models.F("as_of")), name="forecast_cutoff_not_later"
            ),
        )
