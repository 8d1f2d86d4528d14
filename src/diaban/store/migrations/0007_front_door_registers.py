"""Registers of campaign, movement, situation, patrols and opinion."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _pointing(to: str, **more: Any) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def _register(name: str, table: str, *own: tuple[str, Any]) -> migrations.CreateModel:
    """A register's table: what every row carries, its unit, and its own fields."""
    lower = name.lower()
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("start", models.DateField(null=True)),
            ("end", models.DateField(null=True)),
            *own,
            ("act", _pointing("store.act")),
            ("closed_by", _pointing("store.act", null=True)),
            ("origin", _pointing("store.origin", db_index=False)),
            ("source", _pointing("store.source", db_index=False)),
            ("unit", _pointing("store.unit")),
        ],
        options={
            "db_table": table,
            "abstract": False,
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("closed_by", None), ("closed_by__gt", models.F("act")), _connector="OR"),
                    name=f"{lower}_closed_after_written",
                ),
                models.CheckConstraint(
                    condition=models.Q(("start", None), ("end", None), ("end__gt", models.F("start")), _connector="OR"),
                    name=f"{lower}_holds_a_day",
                ),
            ],
        },
    )


def _text(name: str, *, null: bool = False) -> tuple[str, Any]:
    return name, models.TextField(null=null)


def _count(name: str, *, null: bool = False) -> tuple[str, Any]:
    return name, models.BigIntegerField(null=null)


def _day(name: str, *, null: bool = False) -> tuple[str, Any]:
    return name, models.DateField(null=null)


class Migration(migrations.Migration):
    """Tables only; their rules are put on after the migration (see ``store.apps``)."""

    dependencies = (("store", "0006_access"),)

    operations = (
        _register("FormCount", "store_form_count", _count("collected"), _count("checked")),
        _register("CardCount", "store_card_count", _count("applied"), _count("issued"), _count("handed_over")),
        _register("MovementModel", "store_movement_model", _text("model"), _text("name"), _text("kind")),
        _register(
            "ModelPlace",
            "store_model_place",
            *(_text("place"), _text("model"), _text("name"), _count("participants", null=True)),
        ),
        _register("ModelTeam", "store_model_team", _text("team"), _text("model"), _text("name"), _count("members")),
        _register(
            "MovementEquipment",
            "store_movement_equipment",
            *(_text("kind"), _text("funding"), _count("installed"), _count("working"), _count("cost_vnd", null=True)),
        ),
        _register(
            "MovementSessions",
            "store_movement_sessions",
            *(_text("kind"), _count("sessions"), _count("attendees", null=True)),
        ),
        _register("Examples", "store_examples", _text("kind"), _count("number")),
        _register(
            "Recognition",
            "store_recognition",
            *(_text("hamlet", null=True), _text("level"), _count("year"), ("safe", models.BooleanField())),
            *(_text("decision", null=True), _day("granted_on", null=True)),
        ),
        _register(
            "SituationCount",
            "store_situation_count",
            _text("category"),
            *(_count(name, null=True) for name in ("detected", "prevented", "resolved")),
            *(_text("stated", null=True), _count("least", null=True), _count("most", null=True)),
        ),
        _register(
            "PatrolPlan",
            "store_patrol_plan",
            *(_text("patrol"), _day("planned_on"), _count("police"), _count("border_guard")),
        ),
        _register(
            "PatrolHeld",
            "store_patrol_held",
            *(_text("patrol"), _day("held_on"), _count("police"), _count("border_guard")),
            *(_text("police_signatory"), _text("border_guard_signatory")),
        ),
        _register("BorderCommune", "store_border_commune", _text("border"), _text("confidence"), _text("basis")),
        _register(
            "SurveyResult",
            "store_survey_result",
            *(_text("survey"), _text("group"), _text("question")),
            *(_count("asked"), _count("returned"), _count("satisfied", null=True)),
        ),
    )
