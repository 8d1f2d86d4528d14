"""What records rest on and who makes statements; whether a file was loaded before; one row by its number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import shape, stored
from diaban.store.models import SourceKind
from diaban.store.prepared import Prepared, filled
from diaban.store.queries.written import MOST
from diaban.store.viewer import Viewer

__all__ = [
    "KnownOrigin",
    "KnownSource",
    "checksum_in",
    "fact_in_row",
    "loaded_by",
    "origins",
    "request_of",
    "sources",
    "titles",
]

CHECKSUM = "sha256:"


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source by its key, and the act that brought it."""

    key: str
    title: str
    address: str
    published: date | None
    kind: SourceKind
    sha256: str
    act: int


@dataclass(frozen=True, slots=True)
class KnownOrigin:
    """Who makes statements, by key, and the act that brought it."""

    key: str
    title: str
    act: int


def sources(*, viewer: Viewer) -> list[KnownSource]:
    """All sources, in the order they came. Open to every viewer."""
    _ = viewer
    rows = models.Source.objects.order_by("id")
    return [
        KnownSource(key, title, address, published, SourceKind(kind), sha256, act)
        for key, title, address, published, kind, sha256, act in rows.values_list(
            "key", "title", "address", "published", "kind", "sha256", "act_id"
        )
    ]


def origins(*, viewer: Viewer) -> list[KnownOrigin]:
    """All origins, in the order they came. Open to every viewer."""
    _ = viewer
    return [KnownOrigin(*row) for row in models.Origin.objects.order_by("id").values_list("key", "title", "act_id")]


def titles(*, sources: Iterable[str], origins: Iterable[str], viewer: Viewer) -> dict[str, str]:
    """Titles by key of these sources and origins; of an origin where both have the key. Open to every viewer."""
    _ = viewer
    found: dict[str, str] = {}
    for model, keys in ((models.Source, set(sources)), (models.Origin, set(origins))):
        found |= dict(_named(model).ask(*filled(sorted(keys)[:MOST]))) if keys else {}
    return found


@cache
def _named(model: Any) -> Prepared:
    return Prepared(lambda *keys: model.objects.filter(key__in=keys).values_list("key", "title"))


def request_of(command: str, name: str, sha256: str) -> str:
    """What an act that loads a file notes as its request: the command, the file's name and its checksum."""
    return f"{command} {name} {CHECKSUM}{sha256}"


def checksum_in(request: str) -> str | None:
    """The checksum that :func:`request_of` put into a request; None where it names no file."""
    last = request.rpartition(" ")[2]
    return last.removeprefix(CHECKSUM) if last.startswith(CHECKSUM) else None


def loaded_by(sha256: str, *, viewer: Viewer) -> int | None:
    """The act that loaded a file with that checksum and was not undone since; None where there is none."""
    _ = viewer
    acts: Any = models.Act.objects.filter(request__endswith=f" {CHECKSUM}{sha256}", reversed_by=None)
    found: int | None = acts.order_by("id").values_list("id", flat=True).first()
    return found


def fact_in_row(fact: type[Fact], row: int, *, viewer: Viewer) -> Fact | None:
    """The fact that a row holds, closed or not; None where there is no such row. For administrators only."""
    viewer.require_administrator()
    rows = shape(fact).model.objects.filter(id=row if 0 < row < 2**63 else 0)
    return next(iter(stored(fact, rows)), None)
