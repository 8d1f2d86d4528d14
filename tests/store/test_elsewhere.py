"""Counts that are held without a return: whoever stated them, of all days of the period on which the unit stood."""

from datetime import date
from typing import Any

from diaban.basis.period import Period
from diaban.intake.form_file import read_forms
from diaban.intake.reporting import parse_period
from diaban.registers.campaign import CardCount, FormCount
from diaban.registers.situation import SituationCount
from tests.store.returns_world import ATLAS, COMMUNE, NEIGHBOUR, OTHER, undo
from tests.store.world import Clock, how

FORMS, _ = read_forms()


def counted(of: str, start: date, end: date, category: str = "order") -> SituationCount:
    told: dict[str, Any] = {"detected": 3, "prevented": 1, "resolved": 2, "stated": None, "least": None, "most": None}
    return SituationCount(unit=of, category=category, period=Period(start, end), origin="xa", source="bc", **told)


def held(form_id: str, *keys: str) -> dict[str, set[str]]:
    from diaban.store.queries import known
    from diaban.store.queries.elsewhere import held_elsewhere

    form = FORMS[form_id]
    periods = [parse_period(form.rule, form.calendar, key) for key in keys]
    ask = held_elsewhere(ATLAS, [(form, periods)], known(None), keep=True)
    return {one.key: set(ask(form, one)) for one in periods}


def test_counts_of_all_days_are_held_and_fewer_are_not(clock: Clock) -> None:
    from diaban.store.actions import record

    june, july = date(2025, 5, 15), date(2025, 6, 15)
    act = record(
        facts=[
            counted(COMMUNE, june, july),
            counted(COMMUNE, june, july, "traffic"),
            # Two halves are a whole; half is not, nor is what reaches beyond the period.
            counted(OTHER, june, date(2025, 6, 1)),
            counted(OTHER, date(2025, 6, 1), july),
            counted(OTHER, july, date(2025, 7, 1)),
            counted(NEIGHBOUR, june, date(2025, 6, 14)),
            counted(NEIGHBOUR, july, date(2025, 7, 16), "traffic"),
        ],
        **how(clock),
    )
    assert held("situation", "2025-06", "2025-07") == {"2025-06": {COMMUNE, OTHER}, "2025-07": set()}
    # A form of what is so from its cut-off day on counts nothing.
    assert held("staffing", "2025-06") == {"2025-06": set()}
    undo(clock, act.id)
    assert held("situation", "2025-06") == {"2025-06": set()}


def test_a_form_that_counts_in_two_registers_is_held_by_both(clock: Clock) -> None:
    from diaban.store.actions import record

    said: dict[str, Any] = {"unit": COMMUNE, "origin": "xa", "source": "bc"}
    said["period"] = Period(date(2026, 9, 7), date(2026, 9, 14))
    record(facts=[FormCount(collected=9, checked=8, **said)], **how(clock))
    assert held("campaign", "2026-W37") == {"2026-W37": set()}
    record(facts=[CardCount(applied=3, issued=2, handed_over=1, **said)], **how(clock))
    assert held("campaign", "2026-W37") == {"2026-W37": {COMMUNE}}
