"""What a campaign is to collect and with whom; counts of the batches that communes checked."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def _pointing(to: str, *, null: bool = False, indexed: bool = True) -> models.ForeignKey:
    deleting = django.db.models.deletion.PROTECT
    return models.ForeignKey(null=null, db_index=indexed, on_delete=deleting, related_name="+", to=to)


class Migration(migrations.Migration):
    """Two tables; their rules are put on after the migration (``store.invariants``)."""

    dependencies = (("store", "0012_plans"),)

    operations = (
        migrations.CreateModel(
            name="CampaignPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("target", models.BigIntegerField()),
                ("teams", models.BigIntegerField()),
                ("shifts", models.BigIntegerField()),
                ("crew", models.BigIntegerField()),
                ("act", _pointing("store.act")),
                ("closed_by", _pointing("store.act", null=True)),
                ("origin", _pointing("store.origin", indexed=False)),
                ("source", _pointing("store.source", indexed=False)),
                ("unit", _pointing("store.unit")),
            ],
            options={
                "db_table": "store_campaign_plan",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("closed_by", None), ("closed_by__gt", F("act")), _connector="OR"),
                        name="campaignplan_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=Q(("start", None), ("end", None), ("end__gt", F("start")), _connector="OR"),
                        name="campaignplan_holds_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignSummary",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("act", _pointing("store.act")),
                ("unit", models.TextField()),
                ("as_of", models.DateField()),
                ("forms", models.BigIntegerField()),
                ("rules", models.TextField()),
                ("sha256", models.TextField()),
                ("document", models.TextField()),
            ],
            options={"db_table": "store_campaign_summary"},
        ),
    )
