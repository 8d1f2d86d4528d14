"""Registers of the investment programme and its projects."""

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


def _truth(name: str) -> tuple[str, Any]:
    return name, models.BooleanField()


class Migration(migrations.Migration):
    """Tables only; their rules are put on after the migration (see ``store.apps``)."""

    dependencies = (("store", "0009_attempts"),)

    operations = (
        _register(
            "Programme",
            "store_programme",
            _text("programme"),
            _text("name"),
            _text("document"),
            _day("decided_on", null=True),
        ),
        _register(
            "ProgrammeMoney",
            "store_programme_money",
            _text("programme"),
            _text("line"),
            _text("kind"),
            _text("funding"),
            _count("year", null=True),
            _count("phase", null=True),
            _text("stated", null=True),
            _count("least_vnd", null=True),
            _count("most_vnd", null=True),
            _text("document"),
        ),
        _register(
            "Eligibility",
            "store_eligibility",
            _text("programme"),
            _text("criterion"),
            _truth("met"),
        ),
        _register(
            "Project",
            "store_project",
            _text("project"),
            _text("programme", null=True),
            _count("phase", null=True),
            _text("name"),
            _text("owner"),
            _text("stated", null=True),
            _count("least_vnd", null=True),
            _count("most_vnd", null=True),
            _text("state"),
            _text("document"),
            _day("decided_on", null=True),
            _text("reason", null=True),
        ),
        _register(
            "Works",
            "store_works",
            _text("works"),
            _text("project"),
            _text("name"),
            _text("kind"),
            _text("structure"),
            _count("floor_m2", null=True),
            _count("officers", null=True),
            _count("investment_vnd", null=True),
            _text("state"),
            _text("document", null=True),
            _day("decided_on", null=True),
            _text("reason", null=True),
        ),
        _register(
            "Package",
            "store_package",
            _text("package"),
            _text("works"),
            _text("name"),
            _text("kind"),
            _text("contractor", null=True),
            _count("contract_vnd", null=True),
            _day("signed_on", null=True),
        ),
        _register(
            "CapitalPlan",
            "store_capital_plan",
            _text("works"),
            _text("line"),
            _count("year"),
            _text("funding"),
            _count("assigned_vnd"),
            _text("document"),
        ),
        _register(
            "StageReport",
            "store_stage_report",
            _text("works"),
            _text("stage"),
            _day("planned_start", null=True),
            _day("planned_end", null=True),
            _day("actual_start", null=True),
            _day("actual_end", null=True),
        ),
        _register(
            "Milestone",
            "store_milestone",
            _text("works"),
            _text("milestone"),
            _text("stage"),
            _text("title"),
            _day("due"),
            _text("status"),
            _day("met_on", null=True),
        ),
        _register(
            "ProgressPlan",
            "store_progress_plan",
            _text("works"),
            _text("point"),
            _day("planned_on"),
            _count("percent"),
        ),
        _register(
            "WorksProgress",
            "store_works_progress",
            _text("works"),
            _count("percent"),
        ),
        _register(
            "Payment",
            "store_payment",
            _text("works"),
            _count("paid_vnd"),
        ),
        _register(
            "Modification",
            "store_modification",
            _text("works"),
            _text("modification"),
            _day("modified_on"),
            _text("before", null=True),
            _text("after", null=True),
            _text("rationale"),
            _text("document"),
        ),
        _register(
            "Completion",
            "store_completion",
            _text("works"),
            _day("completed_on"),
            _count("final_vnd", null=True),
            _text("time_reason", null=True),
            _text("cost_reason", null=True),
        ),
        _register(
            "WorksDocument",
            "store_works_document",
            _text("works"),
            _text("evidence"),
            _text("kind"),
            _text("title"),
            _day("taken_on"),
            _text("taken_at", null=True),
            _count("size_bytes"),
            _text("sha256"),
            _text("faces", null=True),
        ),
        _register(
            "Obstacle",
            "store_obstacle",
            _text("works"),
            _text("obstacle"),
            _text("kind"),
            _text("text"),
            _day("raised_on"),
            _text("owner"),
            _day("due"),
            _day("escalated_on", null=True),
            _text("escalated_to", null=True),
            _day("resolved_on", null=True),
            _count("days_lost", null=True),
        ),
        _register(
            "Directive",
            "store_directive",
            _text("works"),
            _text("directive"),
            _text("obstacle", null=True),
            _text("issuer"),
            _text("addressee"),
            _text("text"),
            _text("document"),
            _day("issued_on"),
            _day("due"),
            _text("done", null=True),
            _day("done_on", null=True),
            _text("evidence", null=True),
        ),
        _register(
            "Inspection",
            "store_inspection",
            _text("works"),
            _text("inspection"),
            _text("inspector"),
            _day("inspected_on"),
            _text("text"),
            _text("asked", null=True),
            _text("evidence", null=True),
        ),
    )
