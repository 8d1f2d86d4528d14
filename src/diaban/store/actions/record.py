"""Writing facts: recorded, corrected, superseded, closed. All of it or nothing, in one act."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.store.actions import overlap
from diaban.store.actions.acting import At, acting
from diaban.store.actions.lines import Line, Lines, read
from diaban.store.actions.origin import NewOrigin, NewSource, introduce_within
from diaban.store.actions.rows import (
    BATCH,
    by_model,
    closers_of,
    closing,
    copied,
    insert,
    raise_all,
    require_placed,
    rows_of,
)
from diaban.store.mapping import shape, titled
from diaban.store.queries.sources import checksum_in, loaded_by
from diaban.store.viewer import Right, Viewer

__all__ = ["close", "correct", "record", "require_still_open", "supersede", "supersede_within"]

Held = dict[overlap.Subject, list[overlap.Standing]]
NOTHING: Final[Mapping[type[Any], Held]] = MappingProxyType({})
NO_ROWS: Final[Mapping[type[Any], Collection[int]]] = MappingProxyType({})


def record(
    *,
    facts: Iterable[Fact],
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    places: Sequence[Place] = (),
    sources: Sequence[NewSource] = (),
    origins: Sequence[NewOrigin] = (),
) -> Any:
    """Record facts of any registers. Returns the act.

    ``places``: where each fact was written, for findings. ``sources``, ``origins``: what the facts cite for the first
    time. A ``request`` that names a file by its checksum (``request_of``) is refused while an act stands that loaded
    the same bytes. RefusedError with all findings at once (see ``lines.read``; ``overlaps-recorded``,
    ``overlaps-given``, ``nothing-to-do``, ``file-loaded``); ForbiddenError ``not-your-unit``, ``right-missing``.
    """
    by.require_rights([Right.ADD])
    with acting("record", by=by, at=at, reason=reason, request=request, check=_unloaded(request, by)) as act:
        introduce_within(act, sources, origins)
        _insert(act, by, _checked(act, list(facts), places))
    return act


def correct(
    *,
    closes: Iterable[Fact],
    facts: Iterable[Fact] = (),
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    places: Sequence[Place] = (),
    sources: Sequence[NewSource] = (),
    origins: Sequence[NewOrigin] = (),
) -> Any:
    """Close rows (facts as they were read, with their ``row``) and record others in their place. Returns the act.

    ConflictError ``row-closed`` where somebody else was first; else as :func:`record`.
    """
    by.require_rights([Right.UPDATE])
    with acting("correct", by=by, at=at, reason=reason, request=request, check=_unloaded(request, by)) as act:
        introduce_within(act, sources, origins)
        _close(act, by, list(closes))
        new = list(facts)
        if new:
            _insert(act, by, _checked(act, new, places))
    return act


def close(*, facts: Iterable[Fact], by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Take back facts that should never have been written. Returns the act; errors as :func:`correct`."""
    by.require_rights([Right.END])
    with acting("close", by=by, at=at, reason=reason, request=request) as act:
        _close(act, by, list(facts))
    return act


def supersede(
    *,
    facts: Iterable[Fact],
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    places: Sequence[Place] = (),
    sources: Sequence[NewSource] = (),
    origins: Sequence[NewOrigin] = (),
) -> Any:
    """Record facts over what the same origin said about the same subject and days before. Returns the act.

    A row that overlaps is closed; its days outside the new period are written again as they were. Errors as
    :func:`record`, but for ``overlaps-recorded``.
    """
    with acting("supersede", by=by, at=at, reason=reason, request=request, check=_unloaded(request, by)) as act:
        introduce_within(act, sources, origins)
        supersede_within(act, by, facts, places)
    return act


def supersede_within(
    act: Any,
    by: Viewer,
    facts: Iterable[Fact],
    places: Sequence[Place],
    *,
    whole: Mapping[type[Any], Collection[int]] = NO_ROWS,
    since: int | None = None,
) -> None:
    """The same inside an act that is open already.

    ``whole``: rows, by register, of which nothing is written again: they end where what replaces them ends. ``since``:
    the last act that whoever decided this knew; ConflictError ``changed-meanwhile`` where a later one wrote what would
    be replaced. What the account does (it adds, it updates) it must have the right to.
    """
    given = _checked(act, list(facts), places)
    rights: set[Right] = set()
    left: dict[type[Any], Held] = {}
    for model, lines in by_model(given.lines).items():
        raise_all(overlap.findings(model, lines, {}))
        there = overlap.standing(model, {overlap.subject_of(model, line.values) for line in lines})
        hit: dict[int, list[Period]] = {}
        days: dict[int, Period] = {}
        later: list[overlap.Standing] = []
        for line in lines:
            new = Period(line.values["start"], line.values["end"])
            rows = [row for row in there.get(overlap.subject_of(model, line.values), ()) if row.period.overlaps(new)]
            for row in rows:
                hit.setdefault(row.row, []).append(new)
                days[row.row] = row.period
            if not rows:
                rights.add(Right.ADD)
            elif any(row.row not in whole.get(model, ()) for row in rows):
                rights.add(Right.UPDATE)
            later += [row for row in rows if since is not None and row.act > since]
        if later:
            named = titled(model.register())
            raise ConflictError(*(finding("changed-meanwhile", register=named, row=x.row, act=x.act) for x in later))
        left[model] = {about: [row for row in rows if row.row not in hit] for about, rows in there.items()}
        if by.writes is not None:
            require_placed(by, model, rows_of(model, hit))
        rests = {row: days[row].without(new) for row, new in hit.items() if row not in whole.get(model, ())}
        given.lines += [
            Line(model, {**copied(row), "start": rest.start, "end": rest.end}, Place())
            for row in rows_of(model, [row for row, left_over in rests.items() if left_over])
            for rest in rests[row.id]
        ]
        closing(model, act, hit)
    by.require_rights(rights)
    _insert(act, by, given, left)


def require_still_open(by: Viewer, facts: Iterable[Fact]) -> dict[type[Any], set[int]]:
    """The rows that hold ``facts``, by register. ConflictError ``row-unknown``, ``row-closed`` where one is no longer
    open; ForbiddenError ``not-your-unit``."""
    problems: list[Finding] = []
    rows: dict[type[Any], set[int]] = {}
    for fact in facts:
        rows.setdefault(shape(type(fact)).model, set()).add(fact.row)
    for model, wanted in rows.items():
        there = closers_of(model, wanted)
        for number in sorted(wanted):
            if number not in there:
                problems.append(finding("row-unknown", register=titled(model.register()), row=number))
            elif there[number] is not None:
                problems.append(finding("row-closed", register=titled(model.register()), row=number, act=there[number]))
        if not problems and by.writes is not None:
            require_placed(by, model, rows_of(model, wanted))
    if problems:
        raise ConflictError(*problems)
    return rows


def _unloaded(request: str, by: Viewer) -> Callable[[], None]:
    """Whether the file that a request names was loaded before is asked under the lock."""

    def check() -> None:
        sha256 = checksum_in(request)
        before = loaded_by(sha256, viewer=by) if sha256 else None
        if before is not None:
            raise RefusedError(finding("file-loaded", act=str(before)))

    return check


def _checked(act: Any, facts: list[Fact], places: Sequence[Place]) -> Lines:
    if not facts:
        raise RefusedError(finding("nothing-to-do"))
    given = read(facts, places)
    raise_all(given.findings)
    _name(act, given)
    return given


def _insert(act: Any, by: Viewer, given: Lines, standing: Mapping[type[Any], Held] = NOTHING) -> None:
    """``standing``: open rows about the subjects of the lines, by register, where they were asked for already."""
    problems: list[Finding] = []
    for model, lines in by_model(given.lines).items():
        there = standing.get(model)
        if there is None:
            there = overlap.standing(model, {overlap.subject_of(model, line.values) for line in lines})
        problems += overlap.findings(model, lines, there)
    raise_all(problems)
    # Hamlets and postings first: what else is written about an officer or a hamlet belongs where these say.
    for model, lines in sorted(by_model(given.lines).items(), key=lambda pair: pair[0].via is not None):
        require_placed(by, model, [model(**line.values) for line in lines] if by.writes is not None else [])
        insert(model, act, [line.values for line in lines])


def _name(act: Any, given: Lines) -> None:
    """Make officers and hamlets known that were not, and put their numbers in."""
    for model, keys in given.unknown.items():
        model.objects.bulk_create([model(key=key, act=act) for key in sorted(keys)], batch_size=BATCH)
        numbers = dict(model.objects.filter(act=act).values_list("key", "id"))
        attributes = {
            (column.attribute, wanted.model)
            for wanted in {shape(line.model.fact) for line in given.lines}
            for column in wanted.columns
            if column.keyed is model
        }
        for line in given.lines:
            for attribute, register in attributes:
                if line.model is register and isinstance(line.values[attribute], str):
                    line.values[attribute] = numbers[line.values[attribute]]


def _close(act: Any, by: Viewer, facts: list[Fact]) -> None:
    if not facts:
        raise RefusedError(finding("nothing-to-do"))
    for model, wanted in require_still_open(by, facts).items():
        closing(model, act, wanted)
