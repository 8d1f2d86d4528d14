"""How returns stand: their steps as known at a moment, each return with those of the same form, unit and period."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from diaban.intake.standing import ApprovalLevel, Standing, Step, StepKind
from diaban.store import models
from diaban.store.prepared import Prepared, filled
from diaban.store.queries.known import cut

__all__ = ["PERIOD", "standings", "standings_of"]

PERIOD: Final = ("form", "unit_id", "rule", "calendar", "key")
"""What returns of one form, unit and period have in common."""
STEP: Final = ("of_id", "kind", "level", "act_id", "act__by__accountname__name", "act__moment", "act__reason")
LISTED: Final = 500
"""Up to so many returns are named to the database; the steps of more are picked from all of them."""
Told = tuple[int, int, int | None]
"""A return's number, its faults, the return that it cites."""

_SAME: Final = Prepared(
    lambda act, *period: (
        models.Return.objects.filter(act_id__lte=act, **dict(zip(PERIOD, period, strict=True)))
        .order_by("id")
        .values_list("id", "faults", "corrects_id")
    )
)
_STEPS: Final = Prepared(lambda act, *numbers: _steps(act).filter(of_id__in=numbers))
_CITING: Final = Prepared(lambda act, *numbers: _citing(act).filter(of__corrects_id__in=numbers))


def standings(act: int, rows: Any) -> dict[int, Standing]:
    """How the returns of a selection stand after act number ``act``, by number, in the order they came."""
    return _standings(act, list(rows.filter(act_id__lte=act).order_by("id").values_list("id", "faults", "corrects_id")))


def standings_of(act: int, row: Any) -> tuple[Standing, list[Standing]]:
    """How a return stands after act number ``act``, and how the others of its period do, in the order they came."""
    found = _standings(act, _SAME.ask(act, *(getattr(row, name) for name in PERIOD)))
    own = found.pop(row.id)
    return own, list(found.values())


def _standings(act: int, told: Sequence[Any]) -> dict[int, Standing]:
    numbers = filled([number for number, _, _ in told])
    few = 0 < len(told) <= LISTED
    steps: dict[int, list[Step]] = {number: [] for number, _, _ in told}
    taken: Iterable[Any] = _STEPS.ask(act, *numbers) if few else _steps(act) if told else ()
    for of, kind, level, by_act, by, moment, reason in taken:
        if of in steps:
            steps[of].append(Step(StepKind(kind), ApprovalLevel(level) if level else None, by_act, by, moment, reason))
    citing: Iterable[Any] = _CITING.ask(act, *numbers) if few else _citing(act) if told else ()
    cited = dict(citing)
    return {
        number: Standing(number, tuple(steps[number]), faults, corrects, cited.get(number))
        for number, faults, corrects in told
    }


def _steps(act: int) -> Any:
    return models.ReturnStep.objects.filter(cut(act)).order_by("act_id", "id").values_list(*STEP)


def _citing(act: int) -> Any:
    """The accepted return that cites each."""
    accepted = models.ReturnStep.objects.filter(cut(act), kind=StepKind.ACCEPTED.value, of__corrects__isnull=False)
    return accepted.values_list("of__corrects_id", "of_id")
