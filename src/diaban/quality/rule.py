"""Quality rules are files: what a form must be, why, by which law, and what to do where it is not.

Each belongs to one of the four qualities (*đúng, đủ, sạch, sống*; ISO/IEC 25012 accuracy, completeness, consistency and
uniqueness, currentness), which are never blended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from diaban.basis.catalogue import Language
from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.finding import Finding, Severity
from diaban.quality.fact import FactType
from diaban.quality.field import FIELD_BY_NAME
from diaban.quality.language import Node, RuleError, parse

__all__ = ["SHIPPED_RULES", "Quality", "Rule", "read_rules"]

TEXT: Final = FactType.TEXT
SHIPPED_RULES: Final = Path(__file__).parent / "rules"


class Quality(StrEnum):
    """The four qualities of registration data (report Q5: *đúng, đủ, sạch, sống*)."""

    CORRECT = "correct"
    COMPLETE = "complete"
    CLEAN = "clean"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. ``when``: of which forms it is asked, None of all; ``test``: true where the form has the fault.

    ``found``: what the finding shows of the form; ``offer``: what it proposes, written into ``remedy`` for
    ``{offer}``. ``written``: ``when`` and ``test`` as they stand in the file.
    """

    definition: Definition
    quality: Quality
    severity: Severity
    fields: tuple[str, ...]
    when: Node | None
    test: Node
    found: Node
    offer: Node | None
    why: Mapping[Language, str]
    remedy: Mapping[Language, str]
    written: Mapping[str, str]

    @property
    def code(self) -> str:
        """Its stable code: the name of its file."""
        return self.definition.id

    @property
    def weighs(self) -> bool:
        """Whether a form that it flags is not sound: every error, and of liveliness what has grown old (a warning)."""
        return self.severity is Severity.ERROR or (self.quality is Quality.LIVE and self.severity is Severity.WARNING)


def read_rules(folders: Iterable[Path] = (SHIPPED_RULES,)) -> tuple[dict[str, Rule], list[Finding]]:
    """The rules of the folders by code, those in later folders instead of earlier ones, and every fault found."""
    read = read_definitions(folders)
    rules: dict[str, Rule] = {}
    for code, (definition, reader) in read.files.items():
        before = len(read.findings)
        rule = _rule(definition, reader)
        reader.done()
        if rule is not None and len(read.findings) == before:
            rules[code] = rule
    return rules, read.findings


def _rule(definition: Definition, reader: Reader) -> Rule | None:
    quality, severity = reader.choice("quality", Quality), reader.choice("severity", Severity)
    fields = reader.strings("fields")
    for name in fields:
        if name not in FIELD_BY_NAME:
            reader.refuse("fields", name, "a field of the form")
    when, test = _tree(reader, "when", optional=True), _tree(reader, "test")
    found, offer = _tree(reader, "found", gives=TEXT), _tree(reader, "offer", gives=TEXT, optional=True)
    why, remedy = reader.bilingual("why"), reader.bilingual("remedy")
    for lang, sentence in remedy.items():
        if ("{offer}" in sentence) is (offer is None) or "{" in sentence.replace("{offer}", ""):
            reader.refuse(f"remedy.{lang}", sentence, "{offer} where something is offered, and nothing else in braces")
    if quality is None or severity is None or test is None or found is None:
        return None
    written = {key: reader.string(key, optional=True) or "" for key in ("when", "test")}
    return Rule(definition, quality, severity, fields, when, test, found, offer, why, remedy, written)


def _tree(reader: Reader, key: str, *, gives: FactType = FactType.TRUTH, optional: bool = False) -> Node | None:
    text = reader.string(key, optional=optional)
    if text is None:
        return None
    try:
        return parse(text, gives=gives)
    except RuleError as error:
        reader.refuse(key, text, str(error))
        return None
