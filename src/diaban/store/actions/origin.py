"""Sources and origins enter with the act that first cites them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.lines import numbers_of
from diaban.store.held import held, looked_up
from diaban.store.models import InstallationKind, SourceKind
from diaban.store.prepared import Prepared, added
from diaban.store.viewer import Viewer

__all__ = ["ABSENT", "NewOrigin", "NewSource", "found", "introduce", "introduce_within"]


ABSENT: Final = "absent"
"""Keys of sources that are not there, as was found out under the lock."""
_KIND: Final = Prepared(lambda: models.Installation.objects.values_list("id", "kind")[:1])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A document or file, by the key that facts cite; ``sha256`` of a file, as hex.

    What is not told (None, or the empty text) agrees with whatever is recorded; of a source that is new the title is
    its key, and the kind invented in a demonstration, else public.
    """

    key: str
    title: str | None = None
    kind: SourceKind | None = None
    address: str = ""
    published: date | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrigin:
    """Who makes statements, by the key that facts name; of one that is new the title is its key where none is told."""

    key: str
    title: str | None = None


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
    anew: bool = False,
) -> Any:
    """Make sources and origins known. One that is there already, and says the same, is left alone. Returns the act.

    ``anew``: refused (``source-there``) where all of them are. RefusedError ``source-differs``, ``invented-in-real``,
    ``text-unstorable``.
    """
    with acting("introduce", by=by, at=at, reason=reason, request=request) as act:
        if introduce_within(act, sources, origins) == 0 and anew:
            told, by_whom = [one.key for one in sources] or "—", [one.key for one in origins] or "—"
            raise RefusedError(finding("source-there", source=told, origin=by_whom))
    return act


def introduce_within(
    act: Any, sources: Iterable[NewSource], origins: Iterable[NewOrigin], *, as_is: bool = False
) -> int:
    """The same inside an act that is open already: what is new is found under the lock. Returns how many are new.
    ``as_is``: what is there already stays, whatever it says."""
    findings: list[Finding] = []
    new_ones = 0
    installed = looked_up(models.Installation, [1], lambda _: dict(_KIND.ask())).get(1)
    real = installed == InstallationKind.REAL.value
    usual = SourceKind.INVENTED if installed == InstallationKind.DEMONSTRATION.value else SourceKind.PUBLIC
    for model, given in ((models.Source, list(sources)), (models.Origin, list(origins))):
        keys = [new.key for new in given]
        absent = held(ABSENT).keys() if model is models.Source else set()
        known = numbers_of(model, set(keys) - absent)
        there = {one.key: one for one in model.objects.filter(key__in=keys)} if known else {}
        fresh: dict[str, Any] = {}
        for new in given:
            values = {name: value for name, value in asdict(new).items() if value not in (None, "")}
            texts = {name: value for name, value in values.items() if isinstance(value, str)}
            bad = [name for name, value in texts.items() if not is_storable(value)]
            if bad or not new.key.strip():
                findings.append(finding("text-unstorable", place=Place(column="key"), field=", ".join(bad) or "key"))
            elif real and getattr(new, "kind", None) is SourceKind.INVENTED:
                findings.append(finding("invented-in-real", source=new.key))
            elif (old := there.get(new.key) or fresh.get(new.key)) is None:
                unsaid = {"title": new.key, **({"kind": usual} if model is models.Source else {})}
                fresh[new.key] = model(act=act, **(unsaid | values))
            elif not as_is and any(getattr(old, name) != value for name, value in values.items()):
                findings.append(finding("source-differs", key=new.key))
        if not findings:
            for each in fresh.values():
                held(model)[each.key] = added(each).id
                held(ABSENT).pop(each.key, None)
            new_ones += len(fresh)
    if findings:
        raise RefusedError(*findings)
    return new_ones
