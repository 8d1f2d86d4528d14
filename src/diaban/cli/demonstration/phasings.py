"""A phasing of each province of the demonstration, found, checked and kept as anybody's is (from invented works)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from diaban.basis.moment import VIET_NAM
from diaban.cli.definitions import criteria_here
from diaban.cli.demonstration.candidates import DAY, PROVINCES
from diaban.cli.demonstration.step import MARK
from diaban.coverage.frame import scope_named
from diaban.plans.phasing.engine import Effort
from diaban.plans.phasing.further import SHARES
from diaban.plans.phasing.scenario import made
from diaban.units.restate import frame_of

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["keep_phasings_after"]

KEPT: Final = datetime(2026, 11, 19, 21, 0, tzinfo=VIET_NAM)
SECONDS: Final = 30.0


def keep_phasings_after(by: "Viewer") -> None:
    """Keep them, after the works that wait were recorded."""
    from diaban.engines.highs import Highs
    from diaban.store import actions, queries
    from diaban.store.ground import edition_known

    edition, (criteria, _) = edition_known(by), criteria_here("need")
    for number, province in enumerate(PROVINCES):
        scope = scope_named(edition.atlas, edition.names, province.today, DAY)
        if scope.unit is None:
            raise LookupError(province.today)
        units = frame_of(edition.atlas, scope.unit.id, (), DAY).units
        question, _ = queries.phasing_question(
            edition=edition, units=list(units), as_of=DAY, criteria=criteria, viewer=by
        )
        actions.keep_scenario(
            scenario=made(question, Highs(), Effort(SECONDS), shares=SHARES),
            scope=scope.unit.id,
            by=by,
            at=KEPT + timedelta(minutes=number),
            reason=f"Phương án trình lãnh đạo ({MARK})",
        )
