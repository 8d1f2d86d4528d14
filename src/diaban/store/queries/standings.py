"""How returns stand: their steps as known at a moment, each return with those of the same form, unit and period."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from diaban.intake.standing import ApprovalLevel, Standing, Step, StepKind
from diaban.store import models
from diaban.store.queries.known import cut

__all__ = ["PERIOD", "same_period", "standings", "standings_of"]

PERIOD = ("form", "unit_id", "rule", "calendar", "key")
"""What returns of one form, unit and period have in common."""
STEP = ("of_id", "kind", "level", "act_id", "act__by__accountname__name", "act__moment", "act__reason")


def standings(act: int, rows: Any) -> dict[int, Standing]:
    """How the returns of a selection stand after act number ``act``, by number, in the order they came."""
    told = list(rows.filter(act_id__lte=act).order_by("id").values_list("id", "faults", "corrects_id"))
    steps: dict[int, list[Step]] = {number: [] for number, _, _ in told}
    known: Any = cut(act)
    found = models.ReturnStep.objects.filter(known).order_by("act_id", "id")
    if len(told) <= 500:
        found = found.filter(of_id__in=steps)
    for of, kind, level, by_act, by, moment, reason in found.values_list(*STEP):
        if of in steps:
            steps[of].append(Step(StepKind(kind), ApprovalLevel(level) if level else None, by_act, by, moment, reason))
    citing = _corrections(known, steps)
    return {
        number: Standing(number, tuple(steps[number]), faults, corrects, citing.get(number))
        for number, faults, corrects in told
    }


def _corrections(known: Any, numbers: Iterable[int]) -> dict[int, int]:
    """The accepted return that cites each of some returns."""
    wanted = set(numbers)
    accepted = models.ReturnStep.objects.filter(known, kind=StepKind.ACCEPTED.value, of__corrects__isnull=False)
    if len(wanted) <= 500:
        accepted = accepted.filter(of__corrects_id__in=wanted)
    return {cited: by for cited, by in accepted.values_list("of__corrects_id", "of_id") if cited in wanted}


def same_period(row: Any) -> Any:
    """The selection of all returns of the form, unit and period of ``row``, itself among them."""
    return models.Return.objects.filter(Q(**{name: getattr(row, name) for name in PERIOD}))


def standings_of(act: int, row: Any) -> tuple[Standing, list[Standing]]:
    """How a return stands after act number ``act``, and how the others of its period do, in the order they came."""
    found = standings(act, same_period(row))
    own = found.pop(row.id)
    return own, list(found.values())
