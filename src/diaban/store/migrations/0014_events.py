"""Births, deaths and moves of communes, as counts of a period."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def _pointing(to: str, *, null: bool = False, indexed: bool = True) -> models.ForeignKey:
    deleting = django.db.models.deletion.PROTECT
    return models.ForeignKey(null=null, db_index=indexed, on_delete=deleting, related_name="+", to=to)


class Migration(migrations.Migration):
    """One table; its rules are put on after the migration (``store.invariants``)."""

    dependencies = (("store", "0013_campaign"),)

    operations = (
        migrations.CreateModel(
            name="EventCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("births", models.BigIntegerField()),
                ("deaths", models.BigIntegerField()),
                ("arrivals", models.BigIntegerField()),
                ("departures", models.BigIntegerField()),
                ("act", _pointing("store.act")),
                ("closed_by", _pointing("store.act", null=True)),
                ("origin", _pointing("store.origin", indexed=False)),
                ("source", _pointing("store.source", indexed=False)),
                ("unit", _pointing("store.unit")),
            ],
            options={
                "db_table": "store_event_count",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("closed_by", None), ("closed_by__gt", F("act")), _connector="OR"),
                        name="eventcount_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=Q(("start", None), ("end", None), ("end__gt", F("start")), _connector="OR"),
                        name="eventcount_holds_a_day",
                    ),
                ],
            },
        ),
    )
