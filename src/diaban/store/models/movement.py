"""Tables of ``registers.movement``. What works of a commune's equipment never leaves the service."""

from django.db import models

from diaban.registers import movement
from diaban.store.models.row import RegisterRow, by_name
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import Unit

__all__ = [
    "Examples",
    "ModelPlace",
    "ModelTeam",
    "MovementEquipment",
    "MovementModel",
    "MovementSessions",
    "Recognition",
]


class MovementModel(RegisterRow):
    """A model."""

    fact = movement.MovementModel
    subject = ("model",)

    model = open_(models.TextField())
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    name = open_(models.TextField())
    kind = open_(models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_movement_model"
        indexes = by_name("model")


class ModelPlace(RegisterRow):
    """A place where a model runs."""

    fact = movement.ModelPlace
    subject = ("place",)

    place = open_(models.TextField())
    model = open_(models.TextField())
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    name = open_(models.TextField())
    participants = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_model_place"
        indexes = by_name("place")


class ModelTeam(RegisterRow):
    """A team of a model."""

    fact = movement.ModelTeam
    subject = ("team",)

    team = open_(models.TextField())
    model = open_(models.TextField())
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    name = open_(models.TextField())
    members = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_model_team"
        indexes = by_name("team")


class MovementEquipment(RegisterRow):
    """Equipment of the models, by whose money."""

    fact = movement.MovementEquipment
    subject = ("unit", "kind", "funding")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    kind = open_(models.TextField())
    funding = open_(models.TextField())
    installed = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    working = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    cost_vnd = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_movement_equipment"


class MovementSessions(RegisterRow):
    """Gatherings held during a period."""

    fact = movement.MovementSessions
    subject = ("unit", "kind")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    kind = open_(models.TextField())
    sessions = open_(models.BigIntegerField())
    attendees = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_movement_sessions"


class Examples(RegisterRow):
    """Outstanding examples, as a number."""

    fact = movement.Examples
    subject = ("unit", "kind")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    kind = open_(models.TextField())
    number = open_(models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_examples"


class Recognition(RegisterRow):
    """The yearly classification of a unit or a residential area. ``hamlet`` is a text: None is the whole commune."""

    fact = movement.Recognition
    subject = ("unit", "hamlet", "level")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    hamlet = open_(models.TextField(null=True))
    level = open_(models.TextField())
    year = open_(models.BigIntegerField())
    safe = open_(models.BooleanField())
    decision = open_(models.TextField(null=True))
    granted_on = open_(models.DateField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_recognition"
