"""Who may do what in the browser."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table; its rules are put on after the migration (see ``store.apps``)."""

    dependencies = (("store", "0005_invariants"),)

    operations = (
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "role",
                    models.TextField(
                        choices=[("administrator", "administrator"), ("editor", "editor"), ("reader", "reader")]
                    ),
                ),
                ("password", models.TextField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.account"
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.act"),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.act"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"
                    ),
                ),
            ],
            options={
                "db_table": "store_access",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="access_closed_after_written",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_by", None)), fields=("account",), name="access_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["administrator", "editor", "reader"])), name="access_role"
                    ),
                ],
            },
        ),
    )
