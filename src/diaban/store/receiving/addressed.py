"""Who sent a file that was read: as told beside it, else as its template says."""

from dataclasses import dataclass

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.form import Form
from diaban.intake.receiving import Received
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.told import Read, Told
from diaban.store.receiving.sender import sender_of
from diaban.units.edition import Edition
from diaban.units.unit import Unit

__all__ = ["Addressed", "addressed"]


@dataclass(frozen=True, slots=True)
class Addressed:
    """A file that was read, with its form, its period, and its sender as it was on the day of the cut-off."""

    received: Received
    form: Form
    period: ReportingPeriod
    unit: Unit
    findings: tuple[Finding, ...]


def addressed(read: Read, *, told: Told, edition: Edition) -> Addressed:
    """A file with its sender. RefusedError ``sender-untold``, ``form-sender``, those of a unit that is not found."""
    received, form, period = read.received, read.form, read.period
    unit = sender_of(told.unit, received, period, edition)
    if unit.level not in form.sent_by:
        levels = [_Level(level.value) for level in form.sent_by]
        raise RefusedError(finding("form-sender", unit=unit.full_name, form=form.id, levels=levels))
    return Addressed(received, form, period, unit, tuple(_differing(received, form, period, unit)))


def _differing(received: Received, form: Form, period: ReportingPeriod, unit: Unit) -> list[Finding]:
    """Where the template says something else than was told beside it: perhaps the wrong file was sent."""
    head = received.head
    if head is None:
        return []
    pairs = ((head.form, form.id), (head.period, period.key), (head.unit, unit.code))
    return [
        finding("head-differs", place=Place(file=received.file), severity=Severity.WARNING, found=said, told=told)
        for said, told in pairs
        if said and said != told
    ]


@dataclass(frozen=True, slots=True)
class _Level:
    level: str

    def worded(self, say: Say) -> str:
        """The word of the catalogue."""
        return say(f"level.{self.level}")
