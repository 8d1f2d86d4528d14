"""Stage histories out of the premises register, for as long as a programme keeps no stages of its own.

The published buckets tell three moments of a works: procedures begin, building begins, it is finished. They stand for
the stages policy (all procedures), works and handover; nothing is made up for those between.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from diaban.coverage.forecast.stage import Observation, Stage
from diaban.coverage.rule import PremisesRule
from diaban.registers.premises import Headquarters, Housing, Progress
from diaban.units.unit import UnitId

__all__ = ["observations_of"]

Premises = Headquarters | Housing


def observations_of(
    rule: PremisesRule, facts: Iterable[Premises], unknown: Iterable[UnitId], as_of: date
) -> list[Observation]:
    """What the register says up to ``as_of``, unit by unit; units that coverage calls ``unknown`` are left out.

    The first fact of a unit tells how it stood when its record began, not when that began: its day is no start.
    """
    silent = frozenset(unknown)
    by_unit: dict[UnitId, list[Premises]] = {}
    for fact in facts:
        start = fact.period.start
        if fact.unit not in silent and (start is None or start <= as_of):
            by_unit.setdefault(fact.unit, []).append(fact)
    found: list[Observation] = []
    for unit, told in by_unit.items():
        found += _history(rule, unit, sorted(told, key=lambda fact: fact.period.start or date.min))
    return found


def _history(rule: PremisesRule, unit: UnitId, told: Sequence[Premises]) -> list[Observation]:
    days: dict[Stage, list[date | None]] = {}
    found: list[Observation] = []
    first = told[0].period.start
    met = False

    def write(stage: Stage, day: date | None) -> None:
        start, end = days[stage]
        found.append(Observation(unit, "", stage, actual_start=start, actual_end=end, reported_on=day))

    # Known, and nothing begun: so much the first record says of any stage.
    found.append(Observation(unit, "", Stage.POLICY, reported_on=first))
    for fact in told:
        day = fact.period.start
        began = None if fact is told[0] else day
        level = rule.level(fact)
        if level == 2 and not met:
            met = True
            for stage in (Stage.POLICY, Stage.WORKS):
                if stage in days and days[stage][1] is None:
                    days[stage][1] = day
                    write(stage, day)
            days[Stage.HANDOVER] = [day, day]
            write(Stage.HANDOVER, day)
        elif level < 2 and met:
            met = False
            days[Stage.HANDOVER] = [day, None]
            write(Stage.HANDOVER, day)
        elif level < 2:
            _under_way(fact.progress, days, began, day, write)
    return found


def _under_way(
    progress: Progress,
    days: dict[Stage, list[date | None]],
    began: date | None,
    day: date | None,
    write: Callable[[Stage, date | None], None],
) -> None:
    """Procedures or building as they begin; the second ends the first."""
    if progress is Progress.IN_PROCEDURES and Stage.POLICY not in days:
        days[Stage.POLICY] = [began, None]
        write(Stage.POLICY, day)
    elif progress in (Progress.BEING_BUILT, Progress.FINISHED) and Stage.WORKS not in days:
        if Stage.POLICY in days:
            days[Stage.POLICY][1] = day
            write(Stage.POLICY, day)
        days[Stage.WORKS] = [began, None]
        write(Stage.WORKS, day)
