"""Criteria of need (``criteria/*.toml``): what a score is made of, what is usual of works, what breaking a limit costs.

A score is whole points, added up in the open: points by criterion stay beside the works. What is not known counts
nothing and is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from diaban.basis.catalogue import Language
from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.finding import Finding
from diaban.plans.phasing.facts import BILLION, Resource
from diaban.plans.phasing.model import scale_of

__all__ = ["SHIPPED_CRITERIA", "Criteria", "Criterion", "CriterionKind", "Known", "read_criteria"]

SHIPPED_CRITERIA: Final = Path(__file__).with_name("criteria")
Known = Mapping[str, bool | int | None]
"""What is known of works by criterion: whether a condition is met, or a number; None or absent: not known."""


class CriterionKind(StrEnum):
    """A condition that is met or not, or a number that gives points for each one of it."""

    CONDITION = "condition"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Criterion:
    """``points``: of a condition that is met, or for each one of a number, at most ``most``."""

    code: str
    kind: CriterionKind
    title: Mapping[Language, str]
    points: int
    most: int | None

    def of(self, known: bool | int | None) -> int | None:
        """The points; None where nothing is known."""
        if known is None:
            return None
        if self.kind is CriterionKind.CONDITION:
            return self.points if known else 0
        given = self.points * max(0, int(known))
        return given if self.most is None else min(self.most, given)


@dataclass(frozen=True, slots=True)
class Criteria:
    """A file of criteria."""

    definition: Definition
    criteria: tuple[Criterion, ...]
    supervision: int
    contractors: int
    months: int
    slack: Mapping[Resource, int]

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.definition.id

    def points(self, known: Known) -> dict[str, int | None]:
        """The points of works, by criterion."""
        return {one.code: one.of(known.get(one.code)) for one in self.criteria}

    def slack_prices(self) -> dict[Resource, float]:
        """What one unit of a row costs: the file says it of a billion đồng, and of one of everything else."""
        return {
            resource: price * (scale_of(resource) / BILLION if resource is Resource.MONEY else 1.0)
            for resource, price in self.slack.items()
        }


def read_criteria(folders: Iterable[Path] = (SHIPPED_CRITERIA,)) -> tuple[dict[str, Criteria], list[Finding]]:
    """Criteria by id, and every fault of every file."""
    read = read_definitions(folders)
    found: dict[str, Criteria] = {}
    for key, (definition, reader) in read.files.items():
        before = len(read.findings)
        criteria = [_criterion(one) for one in reader.tables("criterion")]
        usual, slack = reader.table("usual"), reader.table("slack")
        numbers = {name: _number(usual, name, 0) for name in ("supervision", "contractors")}
        months = _number(usual, "months", 1)
        prices = {resource: _number(slack, resource.value, 1) for resource in Resource}
        for table in (usual, slack, reader):
            if table is not None:
                table.done()
        told = tuple(one for one in criteria if one is not None)
        if len({one.code for one in told}) != len(told):
            reader.refuse("criterion", "code", "each once")
        if len(read.findings) == before:
            found[key] = Criteria(definition, told, numbers["supervision"], numbers["contractors"], months, prices)
    return found, read.findings


def _number(table: Reader | None, name: str, least: int) -> int:
    return (table.number(name, least=least) if table is not None else None) or 0


def _criterion(table: Reader) -> Criterion | None:
    code, kind, title = table.string("code"), table.choice("kind", CriterionKind), table.bilingual("title")
    points, most = table.number("points", least=1), table.number("most", least=1, optional=True)
    table.flag("to_verify")
    table.done()
    return None if code is None or kind is None or points is None else Criterion(code, kind, title, points, most)
