"""Forecasts kept to be scored."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """One table; its rules are written after the migration (``store.invariants``)."""

    dependencies = (("store", "0010_projects"),)

    operations = (
        migrations.CreateModel(
            name="Forecast",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.act"),
                ),
                ("standard", models.TextField()),
                ("scope", models.TextField()),
                ("as_of", models.DateField()),
                ("cutoff", models.DateField(null=True)),
                ("stated", models.BooleanField()),
                ("promise", models.DateField(null=True)),
                ("seed", models.BigIntegerField()),
                ("simulations", models.BigIntegerField()),
                ("frame", models.TextField()),
                ("curve", models.TextField()),
                ("document", models.TextField()),
            ],
            options={
                "db_table": "store_forecast",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("cutoff", None)) | Q(("cutoff__lte", F("as_of"))),
                        name="forecast_cutoff_not_later",
                    )
                ],
            },
        ),
    )
