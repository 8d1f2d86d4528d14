"""A promise: who will have which standard met, where, by which day, says which document (DESIGN "Figures", rule 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from diaban.basis.catalogue import Language
from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.finding import Finding
from diaban.coverage.claims.claim import Modality
from diaban.coverage.rule import QualificationRule, StaffingRule, Threshold
from diaban.coverage.standard import Standard
from diaban.registers.staffing import QualificationKind

__all__ = ["SHIPPED_PROMISES", "Promise", "read_promises"]

SHIPPED_PROMISES: Final = Path(__file__).with_name("promises")


@dataclass(frozen=True, slots=True)
class Promise:
    """``share`` per cent of the communes of ``place`` meet ``standard`` on ``by``.

    ``place``: a unit's code, None for the nation; ``place_on``: the day on which the code is meant and the frame
    derived. ``number``: where the promise asks for another number than the standard's file (12 people, say);
    ``qualifications``: for others than the file's (investigators of the upper grades, say).
    ``to_verify``: known from the press or a secondary source only.
    """

    definition: Definition
    who: Mapping[Language, str]
    standard: str
    place: str | None
    place_on: date
    by: date
    share: int
    number: int | None
    qualifications: tuple[QualificationKind, ...]
    modality: Modality
    document: Mapping[Language, str]
    to_verify: bool

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.definition.id

    @property
    def scope_text(self) -> str | None:
        """Its place as ``scope_named`` reads it: the ground that the unit held when the promise was made."""
        return None if self.place is None else f"{self.place}@{self.place_on}"

    def asked(self, standard: Standard) -> Standard:
        """The standard as this promise asks it: its own, or with the promise's qualifications and its number for every
        day and class.

        The latter goes by the name of the promise, so that its figures have addresses of their own; its checksum is of
        both files.
        """
        rule = standard.rule
        if self.qualifications and isinstance(rule, QualificationRule):
            rule = replace(rule, kinds=self.qualifications)
        if self.number is not None and isinstance(rule, StaffingRule | QualificationRule):
            rule = replace(rule, thresholds=(Threshold(date.min, None, self.number, None, self.document["vi"]),))
        if rule is standard.rule:
            return standard
        both = sha256(f"{self.definition.checksum} {standard.definition.checksum}".encode()).hexdigest()
        named = replace(standard.definition, id=self.id, title=self.definition.title, checksum=both)
        return replace(standard, definition=named, rule=rule)

    def is_due(self, day: date) -> bool:
        """Whether its day has come."""
        return self.by <= day


def read_promises(
    standards: Iterable[str], folders: Iterable[Path] = (SHIPPED_PROMISES,)
) -> tuple[dict[str, Promise], list[Finding]]:
    """Promises by id, and every fault of every file; ``standards``: the ids a promise may name."""
    read = read_definitions(folders)
    known = frozenset(standards)
    promises: dict[str, Promise] = {}
    for key, (definition, reader) in read.files.items():
        before = len(read.findings)
        promise = _read(definition, reader, known)
        reader.done()
        if promise is not None and len(read.findings) == before:
            promises[key] = promise
    return promises, read.findings


def _read(definition: Definition, reader: Reader, standards: frozenset[str]) -> Promise | None:
    who, standard = reader.bilingual("who"), reader.string("standard")
    if standard is not None and standard not in standards:
        reader.refuse("standard", standard, " | ".join(sorted(standards)))
    place, place_on = reader.string("place", optional=True), reader.day("place_on")
    by, share = reader.day("by"), reader.number("share", least=1)
    if share is not None and share > 100:
        reader.refuse("share", share, "1 ... 100")
    number = reader.number("number", least=1, optional=True)
    qualifications = reader.choices("qualifications", QualificationKind, optional=True)
    modality, document = reader.choice("modality", Modality), reader.named("document")
    to_verify = reader.flag("to_verify")
    if standard is None or place_on is None or by is None or share is None or modality is None or document is None:
        return None
    return Promise(
        definition, who, standard, place, place_on, by, share, number, qualifications, modality, document, to_verify
    )
