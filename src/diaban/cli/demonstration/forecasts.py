"""Forecasts of the demonstration, made from what was reported by their days and kept, so that they can be scored."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from diaban.cli.definitions import promises_here, standards_here
from diaban.cli.demonstration.step import Plan
from diaban.coverage.frame import Scope

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer
    from diaban.units.unit import UnitId

__all__ = ["ASKED", "keep_forecasts_after"]

BAC_KAN, QUANG_NINH = "u00004", "u00014"
HEADQUARTERS, HOUSING = "independent-headquarters", "official-housing"
ASKED: Final[tuple[tuple["UnitId | None", str, date], ...]] = (
    (BAC_KAN, HEADQUARTERS, date(2023, 12, 31)),
    (BAC_KAN, HEADQUARTERS, date(2024, 6, 30)),
    (BAC_KAN, HEADQUARTERS, date(2024, 12, 31)),
    (BAC_KAN, HEADQUARTERS, date(2025, 2, 28)),
    (BAC_KAN, HOUSING, date(2023, 12, 31)),
    (QUANG_NINH, HEADQUARTERS, date(2024, 11, 30)),
    (QUANG_NINH, HEADQUARTERS, date(2025, 3, 31)),
    (QUANG_NINH, HOUSING, date(2024, 11, 30)),
    (QUANG_NINH, HOUSING, date(2025, 3, 31)),
    (None, HEADQUARTERS, date(2026, 11, 22)),
)
"""Scope (None: the nation), standard, day."""
REASON: Final = "Dự báo của bản trình diễn, lưu để chấm điểm"


def keep_forecasts_after(plan: Plan, by: "Viewer") -> None:
    """Make and keep them, after everything else: each rests on what was reported by its day, and on nothing later."""
    from diaban.store import actions, queries
    from diaban.store.ground import edition_known

    edition = edition_known(by)
    standards = standards_here()[0]
    promises = promises_here(standards)[0]
    for number, (unit, standard, day) in enumerate(ASKED):
        scope = Scope(edition.atlas.by_id(unit, day)) if unit else Scope()
        promise = queries.promised_day(
            edition=edition, promises=promises, standard=standard, scope=scope, as_of=day, viewer=by
        )
        found, result = queries.forecast(
            edition=edition,
            standard=standards[standard],
            scope=scope,
            as_of=day,
            promise=promise.by if promise else None,
            viewer=by,
        )
        actions.keep_forecast(
            forecast=found,
            units=[one for one in result.frame.ids if one not in found.frame.unknown],
            why_not=None,
            by=by,
            at=plan.steps[-1].moment + timedelta(hours=2, minutes=number),
            reason=REASON,
        )
