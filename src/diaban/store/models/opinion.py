"""Table of ``registers.opinion``: answers as counts, nobody who gave one."""

from django.db import models

from diaban.registers import opinion
from diaban.store.models.row import RegisterRow
from diaban.store.models.secrecy import open_
from diaban.store.models.subject import Unit

__all__ = ["SurveyResult"]


class SurveyResult(RegisterRow):
    """One question put to a group."""

    fact = opinion.SurveyResult
    subject = ("unit", "survey", "group", "question")

    unit = open_(models.ForeignKey(Unit, models.PROTECT, related_name="+"))
    survey = open_(models.TextField())
    group = open_(models.TextField())
    question = open_(models.TextField())
    asked = open_(models.BigIntegerField())
    returned = open_(models.BigIntegerField())
    satisfied = open_(models.BigIntegerField(null=True))

    class Meta(RegisterRow.Meta):
        db_table = "store_survey_result"
