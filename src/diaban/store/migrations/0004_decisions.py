"""Choices, evidence, frames, tombstones, published figures."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables only."""

    dependencies = (("store", "0003_premises"),)

    operations = (
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("attribute", models.TextField()),
                ("about", models.TextField()),
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
            ],
            options={
                "db_table": "store_choice",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="choice_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start", None), ("end", None), ("end__gt", models.F("start")), _connector="OR"
                        ),
                        name="choice_holds_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("day", models.DateField()),
                ("standard", models.TextField(default="")),
                ("register", models.TextField(default="")),
                ("about", models.BigIntegerField(default=0)),
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
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.origin"),
                ),
                (
                    "reporter",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.origin"),
                ),
                (
                    "source",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.source"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"
                    ),
                ),
            ],
            options={
                "db_table": "store_evidence",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="evidence_closed_after_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "certificate"), _negated=True),
                            models.Q(("by", models.F("reporter")), _negated=True),
                            _connector="OR",
                        ),
                        name="certifier_not_reporter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", 0),
                                ("register", ""),
                                ("unit__isnull", False),
                                models.Q(("standard", ""), _negated=True),
                            ),
                            models.Q(models.Q(("register", ""), _negated=True), ("about__gt", 0)),
                            _connector="OR",
                        ),
                        name="evidence_is_about_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Frame",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("title", models.TextField()),
                ("scope", models.TextField()),
                ("as_of", models.DateField()),
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
            ],
            options={
                "db_table": "store_frame",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="frame_closed_after_written",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_by", None)), fields=("key",), name="frame_key_open_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrameUnit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="store.frame"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"),
                ),
            ],
            options={
                "db_table": "store_frame_unit",
                "constraints": [models.UniqueConstraint(fields=("frame", "unit"), name="frame_unit_once")],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("register", models.TextField()),
                ("row", models.BigIntegerField()),
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
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.act"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.unit"
                    ),
                ),
            ],
            options={
                "db_table": "store_tombstone",
                "constraints": [models.UniqueConstraint(fields=("register", "row"), name="tombstone_once")],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("claim_id", models.TextField()),
                ("document", models.TextField()),
                ("published", models.TextField()),
                ("quote", models.TextField()),
                ("measure", models.TextField()),
                ("scope_types", models.TextField()),
                ("place", models.TextField()),
                ("as_of", models.TextField()),
                ("modality", models.TextField()),
                ("value", models.TextField(null=True)),
                ("bound", models.TextField()),
                ("unit", models.TextField()),
                ("of", models.TextField(null=True)),
                ("percent_printed", models.TextField(null=True)),
                ("part_of", models.TextField()),
                ("series", models.TextField()),
                ("source", models.TextField()),
                ("reason", models.TextField()),
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
            ],
            options={
                "db_table": "store_claim",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                        name="claim_closed_after_written",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_by", None)), fields=("claim_id",), name="claim_open_once"
                    ),
                ],
            },
        ),
    )
