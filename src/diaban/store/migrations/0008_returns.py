"""Returns: files, steps, papers, tasks; and the rights of an editor."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import PROTECT


def _to(table: str, **more: Any) -> Any:
    return models.ForeignKey(on_delete=PROTECT, related_name=more.pop("related_name", "+"), to=f"store.{table}", **more)


def _number() -> Any:
    return models.BigAutoField(primary_key=True, serialize=False)


def _recorded() -> list[tuple[str, Any]]:
    return [("id", _number()), ("act", _to("act")), ("closed_by", _to("act", null=True))]


def _closed_after_written(name: str) -> Any:
    return models.CheckConstraint(
        condition=Q(("closed_by", None), ("closed_by__gt", F("act")), _connector="OR"),
        name=f"{name}_closed_after_written",
    )


class Migration(migrations.Migration):
    """Tables and one column; their rules are put on after the migration (see ``store.apps``)."""

    dependencies = (("store", "0007_front_door_registers"),)

    operations = (
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", _number()),
                ("sha256", models.TextField(db_index=True)),
                ("size", models.BigIntegerField()),
                ("media", models.TextField()),
                ("name", models.TextField()),
                ("keep_until", models.DateField(null=True)),
                ("act", _to("act")),
            ],
            options={"db_table": "store_file"},
        ),
        migrations.CreateModel(
            name="FileContent",
            fields=[
                ("id", _number()),
                (
                    "file",
                    models.OneToOneField(on_delete=PROTECT, related_name="content", to="store.storedfile"),
                ),
                ("content", models.BinaryField()),
                ("act", _to("act")),
            ],
            options={"db_table": "store_file_content"},
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("form", models.TextField()),
                ("version", models.DateField()),
                ("unit", _to("unit")),
                ("rule", models.TextField()),
                ("calendar", models.TextField()),
                ("key", models.TextField()),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("origin", _to("origin")),
                ("file", models.OneToOneField(on_delete=PROTECT, related_name="+", to="store.storedfile")),
                ("corrects", _to("return", null=True, related_name="corrections")),
                ("digest", models.TextField()),
                ("lines", models.BigIntegerField()),
                ("faults", models.BigIntegerField()),
                ("errors", models.BigIntegerField()),
                ("warnings", models.BigIntegerField()),
                ("notes", models.BigIntegerField()),
                ("act", _to("act")),
            ],
            options={
                "db_table": "store_return",
                "constraints": [
                    models.CheckConstraint(condition=Q(("end__gt", F("start"))), name="return_holds_a_day")
                ],
                "indexes": [models.Index(fields=["unit", "form", "key"], name="return_by_period")],
            },
        ),
        migrations.CreateModel(
            name="ReturnUnit",
            fields=[("id", _number()), ("of", _to("return", related_name="units")), ("unit", _to("unit"))],
            options={
                "db_table": "store_return_unit",
                "constraints": [models.UniqueConstraint(fields=("of", "unit"), name="return_unit_once")],
            },
        ),
        migrations.CreateModel(
            name="ReturnStep",
            fields=[
                *_recorded(),
                ("of", _to("return", related_name="steps")),
                ("kind", models.TextField()),
                ("level", models.TextField(default="")),
                ("unit", _to("unit", null=True)),
            ],
            options={
                "db_table": "store_return_step",
                "abstract": False,
                "constraints": [
                    _closed_after_written("returnstep"),
                    models.CheckConstraint(
                        condition=Q(("kind__in", ["received", "sent-back", "accepted", "approved", "reopened"])),
                        name="return_step_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("kind__in", ["approved", "reopened"]), ("level__in", ["province", "ministry"])),
                            Q(Q(("kind__in", ["approved", "reopened"]), _negated=True), ("level", "")),
                            _connector="OR",
                        ),
                        name="return_step_level",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("closed_by", None), ("kind", "accepted")),
                        fields=("of",),
                        name="return_accepted_once",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("closed_by", None), ("kind", "received")),
                        fields=("of",),
                        name="return_received_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnPaper",
            fields=[
                *_recorded(),
                ("of", _to("return", related_name="papers")),
                ("number", models.TextField()),
                ("symbol", models.TextField()),
                ("day", models.DateField()),
                ("signatory_title", models.TextField()),
                ("secrecy", models.TextField(default="open")),
                ("scan", _to("storedfile", null=True)),
                ("code", models.TextField(default="")),
            ],
            options={
                "db_table": "store_return_paper",
                "abstract": False,
                "constraints": [
                    _closed_after_written("returnpaper"),
                    models.CheckConstraint(
                        condition=Q(("secrecy__in", ["open", "secret", "top-secret", "most-secret"])),
                        name="return_paper_secrecy",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("closed_by", None)), fields=("of",), name="return_paper_open_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                *_recorded(),
                ("number", models.BigIntegerField()),
                ("unit", _to("unit", null=True)),
                ("text", models.TextField()),
                ("owner", models.TextField()),
                ("due", models.DateField()),
                ("week", models.DateField()),
                ("done", models.DateField(null=True)),
                ("result", models.TextField(default="")),
            ],
            options={
                "db_table": "store_task",
                "abstract": False,
                "constraints": [
                    _closed_after_written("task"),
                    models.UniqueConstraint(
                        condition=Q(("closed_by", None)), fields=("number",), name="task_open_once"
                    ),
                ],
            },
        ),
        migrations.AddField(model_name="access", name="rights", field=models.TextField(default="add update end")),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=Q(
                    (
                        "rights__in",
                        ["", "add", "update", "end", "add update", "add end", "update end", "add update end"],
                    )
                ),
                name="access_rights",
            ),
        ),
    )
