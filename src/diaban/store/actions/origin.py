"""Sources and origins enter with the act that first cites them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.models import InstallationKind, SourceKind
from diaban.store.viewer import Viewer

__all__ = ["NewOrigin", "NewSource", "found", "introduce", "introduce_within"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A document or file, by the key that facts cite; ``sha256`` of a file, as hex."""

    key: str
    title: str
    kind: SourceKind
    address: str = ""
    published: date | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrigin:
    """Who makes statements, by the key that facts name."""

    key: str
    title: str


def found(*, kind: InstallationKind, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Say what this memory is, before anything else is in it. Returns the act.

    RefusedError ``already-founded``, ``not-empty``; ForbiddenError ``administrator-only``.
    """
    by.require_administrator()
    with acting("found", by=by, at=at, reason=reason, request=request) as act:
        there = models.Installation.objects.first()
        if there is not None:
            raise RefusedError(finding("already-founded", act=there.act_id))
        if act.id > 1:
            raise RefusedError(finding("not-empty", acts=act.id - 1))
        models.Installation.objects.create(id=1, kind=kind.value, act=act)
    return act


def introduce(
    *,
    sources: Sequence[NewSource] = (),
    origins: Sequence[NewOrigin] = (),
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
) -> Any:
    """Make sources and origins known. One that is there already, and says the same, is left alone. Returns the act.

    RefusedError ``source-differs``, ``invented-in-real``, ``text-unstorable``.
    """
    with acting("introduce", by=by, at=at, reason=reason, request=request) as act:
        introduce_within(act, sources, origins)
    return act


def introduce_within(act: Any, sources: Iterable[NewSource], origins: Iterable[NewOrigin]) -> None:
    """The same inside an act that is open already."""
    findings: list[Finding] = []
    real = models.Installation.objects.filter(kind=InstallationKind.REAL.value).exists()
    for model, given in ((models.Source, list(sources)), (models.Origin, list(origins))):
        there = {one.key: one for one in model.objects.filter(key__in=[new.key for new in given])}
        fresh: dict[str, Any] = {}
        for new in given:
            values = asdict(new)
            texts = {name: value for name, value in values.items() if isinstance(value, str)}
            bad = [name for name, value in texts.items() if not is_storable(value)]
            if bad or not new.key.strip():
                findings.append(finding("text-unstorable", place=Place(column="key"), field=", ".join(bad) or "key"))
            elif real and getattr(new, "kind", None) is SourceKind.INVENTED:
                findings.append(finding("invented-in-real", source=new.key))
            elif (old := there.get(new.key) or fresh.get(new.key)) is None:
                fresh[new.key] = model(act=act, **values)
            elif any(getattr(old, name) != value for name, value in values.items()):
                findings.append(finding("source-differs", key=new.key))
        if not findings:
            model.objects.bulk_create(fresh.values())
    if findings:
        raise RefusedError(*findings)
