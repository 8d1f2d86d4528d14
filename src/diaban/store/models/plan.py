"""Plans that were kept, and long searches as jobs."""

from django.db import models
from django.db.models import Q

from diaban.store.models.act import Account, Act
from diaban.store.models.secrecy import Secrecy, classed, open_

__all__ = ["PlanJob", "PlanScenario"]


class PlanScenario(models.Model):
    """A phasing as it was found and checked; never changed.

    ``scope``: a unit's id, empty for the nation; ``cutoff``: the last act its facts come from; ``question``: these
    facts, ``begins``: the answer, as JSON, so that it can be checked again at any time; ``bound``: none is worth more,
    as the engine claimed; ``checked_bound``: as the checker computed; ``gap``: a share; ``sound``: the checker's
    verdict; ``units``: the ids of the communes in it, as JSON; ``document``: what was printed.
    """

    id = open_(models.BigAutoField(primary_key=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
    kind = open_(models.TextField())
    scope = open_(models.TextField())
    as_of = open_(models.DateField())
    cutoff = open_(models.BigIntegerField())
    criteria = open_(models.TextField())
    criteria_sha256 = open_(models.TextField())
    value = open_(models.BigIntegerField())
    bound = open_(models.FloatField(null=True))
    checked_bound = open_(models.FloatField(null=True))
    gap = open_(models.FloatField(null=True))
    sound = open_(models.BooleanField())
    units = open_(models.TextField())
    question = open_(models.TextField())
    begins = open_(models.TextField())
    document = open_(models.TextField())

    class Meta:
        db_table = "store_plan_scenario"
        constraints = (
            models.CheckConstraint(condition=Q(sound=True), name="plan_scenario_sound"),
            models.CheckConstraint(condition=Q(cutoff__lt=models.F("act")), name="plan_scenario_cutoff_before"),
        )


class PlanJob(models.Model):
    """A search somebody asked for. Nothing of it is held to be true: what it finds is kept as a scenario, by an act.

    ``asked``: scope, day, ceilings, pins, criteria as JSON; ``state``: waiting, running, done, failed, stopped;
    ``stop``: somebody wants it to end; ``value``, ``bound``: of the search so far; ``incumbent``: the best plan so far
    as JSON, from which it can go on; ``told``: the findings it ended with, as JSON; ``scenario``: what was kept.
    """

    id = open_(models.BigAutoField(primary_key=True))
    by = classed(Secrecy.PERSONAL, models.ForeignKey(Account, models.PROTECT, related_name="+"))
    made = open_(models.DateTimeField())
    seen = open_(models.DateTimeField())
    asked = open_(models.TextField())
    state = open_(models.TextField())
    stop = open_(models.BooleanField(default=False))
    value = open_(models.BigIntegerField(null=True))
    bound = open_(models.FloatField(null=True))
    seconds = open_(models.FloatField(default=0.0))
    incumbent = open_(models.TextField(default=""))
    told = open_(models.TextField(default=""))
    scenario = open_(models.ForeignKey(PlanScenario, models.PROTECT, null=True, related_name="+"))

    class Meta:
        db_table = "store_plan_job"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running", "done", "failed", "stopped")), name="plan_job_state"
            ),
        )
