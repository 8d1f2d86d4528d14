"""Registers of premises."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables only."""

    dependencies = (("store", "0002_staffing"),)

    operations = (
        migrations.CreateModel(
            name="Headquarters",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("tenure", models.TextField()),
                ("building", models.TextField()),
                ("progress", models.TextField()),
                ("capacity", models.BigIntegerField(null=True)),
                ("floor_m2", models.BigIntegerField(null=True)),
                ("land_m2", models.BigIntegerField(null=True)),
                ("year", models.BigIntegerField(null=True)),
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
                    "origin",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.origin"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.source"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"),
                ),
            ],
            options={
                "db_table": "store_headquarters",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="headquarters_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start", None), ("end", None), ("end__gt", models.F("start")), _connector="OR"
                        ),
                        name="headquarters_holds_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Housing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("tenure", models.TextField()),
                ("building", models.TextField()),
                ("progress", models.TextField()),
                ("capacity", models.BigIntegerField(null=True)),
                ("floor_m2", models.BigIntegerField(null=True)),
                ("year", models.BigIntegerField(null=True)),
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
                    "origin",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.origin"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.source"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"),
                ),
            ],
            options={
                "db_table": "store_housing",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="housing_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start", None), ("end", None), ("end__gt", models.F("start")), _connector="OR"
                        ),
                        name="housing_holds_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("item", models.TextField()),
                ("met", models.BooleanField()),
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
                    "origin",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.origin"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.source"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"),
                ),
            ],
            options={
                "db_table": "store_checklist_item",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="checklistitem_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start", None), ("end", None), ("end__gt", models.F("start")), _connector="OR"
                        ),
                        name="checklistitem_holds_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("kind", models.TextField()),
                ("number", models.BigIntegerField()),
                ("working", models.BigIntegerField()),
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
                    "origin",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.origin"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.source"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"),
                ),
            ],
            options={
                "db_table": "store_equipment",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="equipment_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start", None), ("end", None), ("end__gt", models.F("start")), _connector="OR"
                        ),
                        name="equipment_holds_a_day",
                    ),
                ],
            },
        ),
    )
