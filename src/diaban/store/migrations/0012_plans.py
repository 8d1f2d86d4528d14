"""Scenarios of plans, kept; and searches for them as jobs."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Two tables; the rules of the first are written after the migration (``store.invariants``)."""

    dependencies = (("store", "0011_forecasts"),)

    operations = (
        migrations.CreateModel(
            name="PlanScenario",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.act"),
                ),
                ("kind", models.TextField()),
                ("scope", models.TextField()),
                ("as_of", models.DateField()),
                ("cutoff", models.BigIntegerField()),
                ("criteria", models.TextField()),
                ("criteria_sha256", models.TextField()),
                ("value", models.BigIntegerField()),
                ("bound", models.FloatField(null=True)),
                ("checked_bound", models.FloatField(null=True)),
                ("gap", models.FloatField(null=True)),
                ("sound", models.BooleanField()),
                ("units", models.TextField()),
                ("question", models.TextField()),
                ("begins", models.TextField()),
                ("document", models.TextField()),
            ],
            options={
                "db_table": "store_plan_scenario",
                "constraints": [
                    models.CheckConstraint(condition=Q(("sound", True)), name="plan_scenario_sound"),
                    models.CheckConstraint(condition=Q(("cutoff__lt", F("act"))), name="plan_scenario_cutoff_before"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanJob",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.account"
                    ),
                ),
                ("made", models.DateTimeField()),
                ("seen", models.DateTimeField()),
                ("asked", models.TextField()),
                ("state", models.TextField()),
                ("stop", models.BooleanField(default=False)),
                ("value", models.BigIntegerField(null=True)),
                ("bound", models.FloatField(null=True)),
                ("seconds", models.FloatField(default=0.0)),
                ("incumbent", models.TextField(default="")),
                ("told", models.TextField(default="")),
                (
                    "scenario",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.planscenario",
                    ),
                ),
            ],
            options={
                "db_table": "store_plan_job",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("state__in", ("waiting", "running", "done", "failed", "stopped"))),
                        name="plan_job_state",
                    )
                ],
            },
        ),
    )
