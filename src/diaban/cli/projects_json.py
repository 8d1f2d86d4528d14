"""Projects as JSON: what is stated and what is derived from it in fields of their own."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any, Final

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.projects.amount import Amount
from diaban.registers.projects.difficulty import Directive
from diaban.registers.projects.dossier import Dossier
from diaban.registers.projects.earned import Earned
from diaban.registers.projects.portfolio import Due, Line, Sums

__all__ = ["due_json", "line_json", "sums_json", "works_json"]

PLACES: Final = 3
"""Decimals of a derived number."""


def sums_json(told: Sums) -> dict[str, object]:
    """The four amounts, never added; ``of``: how many works or projects state one."""
    return {
        "earmarked": _amount(told.earmarked),
        "investment": _amount(told.investment),
        "projects": told.projects,
        "projects_stated": told.projects_stated,
        "assigned_vnd": told.assigned,
        "assigned_of": told.assigned_of,
        "paid_vnd": told.paid,
        "paid_of": told.paid_of,
        "works": told.works,
    }


def line_json(line: Line) -> dict[str, object]:
    """Works in the portfolio."""
    works, told, day = line.dossier.works, line.standing, line.dossier.day
    return {
        "works": works.works,
        "project": works.project,
        "unit": works.unit,
        "name": works.name,
        "state": works.state.value,
        "status": told.status.value,
        "stage": told.stage.value if told.stage else None,
        "late": None
        if told.late is None
        else {"stage": told.late.stage.value, "days": told.late.days, "by_pace": told.late.by_pace},
        "because": [one.kind.value for one in told.obstacles],
        "acts": told.acts,
        "by": told.by.isoformat() if told.by else None,
        "days_over": told.over(day),
        "contract_vnd": line.dossier.contracted,
        "assigned_vnd": line.dossier.assigned,
        "paid_vnd": line.dossier.paid.paid_vnd if line.dossier.paid else None,
        "percent": line.dossier.progress.percent if line.dossier.progress else None,
        "outlier": (line.cost.outlier or None) if line.cost else None,
    }


def works_json(dossier: Dossier, line: Line) -> dict[str, object]:
    """Everything about one works: ``stated`` as it was typed, ``derived`` beside it."""
    earned, cost = dossier.earned, line.cost
    stated = {kind.__name__: [_fact(one) for one in told] for kind, told in dossier.facts.items()}
    return {
        **line_json(line),
        "as_of": dossier.day.isoformat(),
        "stated": {
            "works": _fact(dossier.works),
            "project": None if dossier.project is None else _fact(dossier.project),
            **stated,
        },
        "derived": {
            "earned": None if earned is None else _earned(earned),
            "cost": None
            if cost is None
            else {
                "value_vnd": cost.value,
                "stated_in": cost.stated,
                "per_m2_vnd": cost.per_m2,
                "per_officer_vnd": cost.per_officer,
                "median_vnd": cost.median,
                "median_per_m2_vnd": cost.median_per_m2,
                "published_vnd": None if cost.published is None else list(cost.published),
                "outlier": cost.outlier or None,
            },
        },
    }


def due_json(one: Due) -> dict[str, object]:
    """An open directive or obstacle."""
    directive = isinstance(one.what, Directive)
    return {
        "kind": "directive" if directive else "obstacle",
        "key": one.what.directive if isinstance(one.what, Directive) else one.what.obstacle,
        "works": one.dossier.works.works,
        "unit": one.dossier.works.unit,
        "text": one.what.text,
        "who": one.who,
        "due": one.what.due.isoformat(),
        "days_over": one.over,
    }


def _earned(told: Earned) -> dict[str, object]:
    return {
        "planned_percent": _number(told.planned),
        "done_percent": told.done,
        "reported_on": told.reported_on.isoformat(),
        "earned_schedule_days": _number(told.schedule),
        "elapsed_days": told.elapsed,
        "variance_days": _number(told.variance),
        "spi_t": _number(told.index),
        "spi_money": _number(told.money_index),
        "cpi": _number(told.cost_index),
        "planned_days": told.length,
        "expected_end": told.expected_end.isoformat() if told.expected_end else None,
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), PLACES)


def _amount(value: Amount | None) -> Mapping[str, object] | None:
    return None if value is None else {"stated": value.stated, "least_vnd": value.least, "most_vnd": value.most}


def _fact(fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(fact)):
        value = getattr(fact, name)
        if isinstance(value, Period):
            found["valid_from"] = value.start.isoformat() if value.start else None
            found["valid_to"] = value.end.isoformat() if value.end else None
        else:
            found[name] = value.isoformat() if isinstance(value, date) else value
    return found
