"""The border communes that the program ships: public, loaded into the demonstration as any installation loads them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from diaban.basis.period import Period
from diaban.cli.demonstration.step import Plan
from diaban.intake.plain_csv import read
from diaban.registers.border import SHIPPED_BORDER
from diaban.registers.files import register_named
from diaban.registers.patrols import BorderCommune
from diaban.registers.reading import read_facts
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["border_days", "load_border_after"]

SOURCE, ORIGIN = "xa-bien-gioi", "dia-ban"
TITLE = "Danh sách xã biên giới kèm theo chương trình, mỗi dòng một nguồn công khai"


def border_days(atlas: Atlas) -> dict[UnitId, Period]:
    """Communes on the border by the shipped list, each with the days on which it says so."""
    return {fact.unit: fact.period for fact in _facts(atlas)}


def load_border_after(plan: Plan, by: "Viewer") -> None:
    """Load the list, just after the last step: public, not invented."""
    from diaban.store.actions import NewOrigin, NewSource, record
    from diaban.store.ground import edition_known
    from diaban.store.models import SourceKind

    record(
        facts=_facts(edition_known(by).atlas),
        by=by,
        at=plan.steps[-1].moment + timedelta(minutes=30),
        reason="Danh sách xã biên giới, kèm theo chương trình",
        sources=[NewSource(key=SOURCE, title=TITLE, published=None, kind=SourceKind.PUBLIC)],
        origins=[NewOrigin(key=ORIGIN, title="Địa Bàn, từ các nguồn công khai đã ghi")],
    )


def _facts(atlas: Atlas) -> list[BorderCommune]:
    register = register_named("border-communes")
    if register is None:
        raise LookupError("border-communes")
    given = {"file": SHIPPED_BORDER.name, "origin": ORIGIN, "source": SOURCE}
    read_ = read_facts(register, read(SHIPPED_BORDER, register.table).lines, atlas, codes={}, **given)
    return [fact for fact in read_.facts if isinstance(fact, BorderCommune)]
