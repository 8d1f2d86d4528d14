"""Tables of ``registers.staffing``. The service's strength is classified; what concerns an officer is personal."""

from django.db import models

from diaban.registers import staffing
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import Secrecy, classed, open_
from diaban.store.models.subject import HamletKey, Officer, Unit

__all__ = ["Hamlet", "HamletDuty", "HeadCount", "Post", "Posting", "Qualification"]


class Post(RegisterRow):
    """Posts assigned."""

    fact = staffing.Post
    subject = ("unit", "title")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    title = open_(models.TextField())
    number = classed(Secrecy.CLASSIFIED, models.BigIntegerField())
    document = classed(Secrecy.CLASSIFIED, models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_post"


class HeadCount(RegisterRow):
    """People present, where only the count is known; ``title`` None: of all titles."""

    fact = staffing.HeadCount
    subject = ("unit", "title")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    title = open_(models.TextField(null=True))
    number = classed(Secrecy.CLASSIFIED, models.BigIntegerField())

    class Meta(RegisterRow.Meta):
        db_table = "store_head_count"


class Posting(RegisterRow):
    """An officer in a unit under a title."""

    fact = staffing.Posting
    subject = ("officer",)

    officer = classed(Secrecy.PERSONAL, models.ForeignKey(Officer, models.PROTECT, related_name="+"))
    unit = classed(Secrecy.PERSONAL, models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    title = classed(Secrecy.PERSONAL, models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_posting"


class Qualification(RegisterRow):
    """An officer's qualification."""

    fact = staffing.Qualification
    subject = ("officer", "kind")
    via = (Posting, "officer")

    officer = classed(Secrecy.PERSONAL, models.ForeignKey(Officer, models.PROTECT, related_name="+"))
    kind = classed(Secrecy.PERSONAL, models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_qualification"


class Hamlet(RegisterRow):
    """A hamlet of a commune."""

    fact = staffing.Hamlet
    subject = ("hamlet",)

    hamlet = open_(models.ForeignKey(HamletKey, models.PROTECT, related_name="+"))
    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    name = open_(models.TextField())
    type = open_(models.TextField())

    class Meta(RegisterRow.Meta):
        db_table = "store_hamlet"


class HamletDuty(RegisterRow):
    """Who answers for a hamlet."""

    fact = staffing.HamletDuty
    subject = ("hamlet",)
    via = (Hamlet, "hamlet")

    hamlet = open_(models.ForeignKey(HamletKey, models.PROTECT, related_name="+"))
    officer = classed(Secrecy.PERSONAL, models.ForeignKey(Officer, models.PROTECT, related_name="+"))

    class Meta(RegisterRow.Meta):
        db_table = "store_hamlet_duty"
