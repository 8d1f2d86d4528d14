"""Who sends a return: as told beside it, else as its template says, else the one commune that it speaks of."""

from datetime import date

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.names import search_key
from diaban.intake.form import CODE
from diaban.intake.receiving import Received
from diaban.intake.reporting import ReportingPeriod
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition
from diaban.units.query import readings
from diaban.units.scope import resolve_scope
from diaban.units.trace import destinations
from diaban.units.unit import Unit
from diaban.units.wording import Listed

__all__ = ["named_sender", "sender_of"]


def sender_of(text: str | None, received: Received, period: ReportingPeriod, edition: Edition) -> Unit:
    """``text``: the unit told beside the file. RefusedError ``sender-untold``; those of ``named_sender``."""
    said = text or (received.head.unit if received.head is not None else "")
    if not said:
        codes = {code for lines in received.tables.values() for code in lines.column(CODE)} - {None}
        if len(codes) != 1:
            raise RefusedError(finding("sender-untold", place=Place(file=received.file), count=len(codes)))
        # Whoever speaks of one commune alone is taken for it.
        said = str(codes.pop())
    return named_sender(said, period.cut_off, edition, file=received.file, code=text is None)


def named_sender(text: str, day: date, edition: Edition, *, file: str | None = None, code: bool = False) -> Unit:
    """The unit that somebody names to send a return whose cut-off is ``day``, or a page by its id; ``code``: no name.

    RefusedError ``sender-succeeded`` for a unit that had ended by then, with those that hold its ground now; those of a
    unit that is not found."""
    atlas = edition.atlas
    there = next((unit for unit in _of_id(text, atlas) if unit.answers_on(day)), None)
    if there is not None:
        return there
    try:
        return atlas.by_code(text, day) if code else resolve_scope(atlas, edition.names, text, day)
    except RefusedError as refused:
        told = _succeeded(text, day, edition, file)
        raise refused if told is None else RefusedError(told) from refused


def _of_id(text: str, atlas: Atlas) -> tuple[Unit, ...]:
    try:
        return atlas.versions(text)
    except KeyError:
        # A name or a code.
        return ()


def _succeeded(text: str, day: date, edition: Edition, file: str | None) -> Finding | None:
    """Of the one unit that the text meant until it ended: who holds its ground on ``day``."""
    atlas = edition.atlas
    ended = {unit.id: unit for unit in _meant(text, edition) if atlas.ended_by(unit.id, day)}
    if len(ended) != 1:
        return None
    (unit,) = ended.values()
    heirs = [heir for one in destinations(atlas, unit.id, day) if (heir := atlas.find_id(one, day)) is not None]
    if not heirs:
        return None
    last = atlas.versions(unit.id)[-1]
    place = Place(file=file, unit=last.code)
    return finding(
        "sender-succeeded", place=place, unit=Listed.of([last]), ended=last.period.end, day=day, heirs=Listed.of(heirs)
    )


def _meant(text: str, edition: Edition) -> list[Unit]:
    """Units of that id, that bore the code, or the name together with the units that it names above."""
    if own := _of_id(text, edition.atlas):
        return list(own)
    if text.strip().isdigit():
        return list(edition.atlas.bearers(text.strip()))
    found = []
    for unit in (unit for way in readings(text) for unit in edition.names.by_plain.get(search_key(way.unit.name), ())):
        last = unit.period.last_day
        try:
            if last is not None and resolve_scope(edition.atlas, edition.names, text, last).id == unit.id:
                found.append(unit)
        except RefusedError:
            # On that day it is several, or another: nothing is guessed.
            continue
    return found
