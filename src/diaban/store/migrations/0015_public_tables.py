"""Tables that were given out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table; its rules are written after the migration (``store.invariants``)."""

    dependencies = (("store", "0014_events"),)

    operations = (
        migrations.CreateModel(
            name="PublicTable",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.act"),
                ),
                ("scope", models.TextField()),
                ("quarter", models.DateField()),
                ("least", models.BigIntegerField()),
                ("units", models.TextField()),
                ("items", models.TextField()),
                ("counts", models.TextField()),
                ("shown", models.TextField()),
            ],
            options={
                "db_table": "store_public_table",
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "quarter"), name="public_table_once"),
                ],
            },
        ),
    )
