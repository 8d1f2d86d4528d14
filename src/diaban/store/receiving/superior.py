"""What fills in a superior's form: a return as it was sent, or what the registers hold as such a return."""

from collections.abc import Mapping

from diaban.basis.error import RefusedError
from diaban.basis.figure import DERIVED, Address, FrameRef, Reading, ScopeRef, Step
from diaban.basis.finding import finding
from diaban.coverage.standard import Standard
from diaban.intake.form import CODE, Form
from diaban.intake.reporting import ReportingPeriod
from diaban.reports.superior import Superior
from diaban.reports.superior_fill import Lines, Source
from diaban.store.queries.decisions import installation
from diaban.store.queries.figures import figure
from diaban.store.receiving.export import held_rows
from diaban.store.receiving.way import Ground, judge_kept
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit

__all__ = ["of_registers", "of_return"]


def of_return(number: int, superior: Superior, *, ground: Ground, standards: Mapping[str, Standard]) -> Source:
    """A return as it was sent. RefusedError ``superior-form`` for one of another form than the mapping is written for,
    ``superior-faulty`` while its file has errors; those of ``judge_kept``."""
    judged = judge_kept(number, ground=ground)
    if judged.form.id != superior.form:
        raise RefusedError(finding("superior-form", form=judged.form.id, wanted=superior.form))
    if judged.faults:
        # A faulty row leaves no line: what is left would be a false sum.
        raise RefusedError(finding("superior-faulty", number=str(number), n=judged.faults))
    lines = {table: [line.values for line in there] for table, there in judged.received.tables.items()}
    return _source(judged.form, judged.period, judged.unit, lines, number, ground, standards)


def of_registers(
    superior: Superior,
    period: ReportingPeriod,
    unit: Unit,
    *,
    ground: Ground,
    standards: Mapping[str, Standard],
    origin: str = "",
) -> Source:
    """What the registers hold for a sender and a period. RefusedError ``export-origins`` where origins state the same
    and nobody chose between them."""
    form = ground.forms[superior.form]
    atlas, viewer = ground.edition.atlas, ground.viewer
    held = held_rows(form, period, unit, atlas=atlas, viewer=viewer, now=ground.now, origin=origin)
    lines = {table: [row.values for row in rows] for table, rows in held.items()}
    return _source(form, period, unit, lines, None, ground, standards)


def _source(
    form: Form,
    period: ReportingPeriod,
    unit: Unit,
    lines: Lines,
    number: int | None,
    ground: Ground,
    standards: Mapping[str, Standard],
) -> Source:
    codes = {str(code) for there in lines.values() for line in there if (code := line.get(CODE)) is not None}

    def measured(name: str) -> int | None:
        frame = FrameRef(DERIVED)
        scope = ScopeRef(unit.id)
        address = Address(name, scope, frame, period.cut_off, None, Step.REPORTED, Reading.AS_REPORTED)
        told = figure(edition=ground.edition, standards=standards, address=address, viewer=ground.viewer)
        return int(told.value) if told.value == told.value.to_integral_value() else None

    return Source(
        version=form.on(period.cut_off),
        sender=unit,
        period=period,
        lines=lines,
        names={code: name for code in codes if (name := _named(ground.edition.atlas, code, period)) is not None},
        number=number,
        measured=measured,
        invented=installation(viewer=ground.viewer) == "demonstration",
    )


def _named(atlas: Atlas, code: str, period: ReportingPeriod) -> str | None:
    """The unit that a code is of, as the sheet reads it: on the cut-off, else on the first day."""
    for day in (period.cut_off, period.start):
        found = next((one for one in atlas.bearers(code) if day in one.period), None)
        if found is not None:
            return found.full_name
    return None
