"""Every return as it speaks of each unit, for the calendar of returns."""

from collections.abc import Callable, Collection
from typing import Any

from diaban.basis.moment import VIET_NAM
from diaban.intake.expected import Sent
from diaban.intake.standing import StepKind, state_after
from diaban.store import models
from diaban.store.mapping import public_id
from diaban.store.queries.known import KnownAt, cut, known
from diaban.store.viewer import Viewer
from diaban.units.unit import Level, UnitId

__all__ = ["sents"]

KINDS = {kind.value: kind for kind in StepKind}


def sents(
    *, viewer: Viewer, levels: Callable[[UnitId], Level], forms: Collection[str] | None = None, known_at: KnownAt = None
) -> list[Sent]:
    """Returns received by then, once for each unit that they cover and the viewer reads, in the order they came.

    ``levels``: the level of a sender. A return that covers no unit speaks of its sender. A nation's year has forty
    thousand of them: they are read without the names, files and papers that nobody asks a calendar for.
    """
    act = known(known_at).act
    rows: Any = models.Return.objects.filter(act_id__lte=act)
    steps: Any = models.ReturnStep.objects.filter(cut(act))
    units: Any = models.ReturnUnit.objects
    if forms is not None:
        wanted = list(forms)
        rows, steps = rows.filter(form__in=wanted), steps.filter(of__form__in=wanted)
        units = units.filter(of__form__in=wanted)
    taken: dict[int, list[StepKind]] = {}
    for of, kind in steps.order_by("act_id", "id").values_list("of_id", "kind"):
        if of in taken:
            taken[of].append(KINDS[kind])
        else:
            taken[of] = [KINDS[kind]]
    covers: dict[int, list[int]] = {}
    for of, unit in units.order_by("id").values_list("of_id", "unit_id"):
        if of in covers:
            covers[of].append(unit)
        else:
            covers[of] = [unit]
    told = list(
        rows.order_by("id").values_list(
            "id", "form", "rule", "calendar", "key", "unit_id", "corrects_id", "act__moment"
        )
    )
    corrected = {corrects for number, *_, corrects, _ in told if StepKind.ACCEPTED in taken.get(number, ())}
    names: dict[int, UnitId] = {}
    of_level: dict[int, Level] = {}
    found = []
    for number, form, rule, calendar, key, sender, corrects, moment in told:
        level = of_level.get(sender) or of_level.setdefault(sender, levels(public_id(sender)))
        state = state_after(taken.get(number, ()), corrected=number in corrected).value
        received = moment.astimezone(VIET_NAM).date()
        for unit in covers.get(number, (sender,)):
            name = names.get(unit) or names.setdefault(unit, public_id(unit))
            if viewer.reads is None or name in viewer.reads:
                found.append(Sent(number, name, form, (rule, calendar, key), received, state, corrects, level))
    return found
