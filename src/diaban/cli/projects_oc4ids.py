"""``diaban projects export --oc4ids`` and ``import``: the same file out and in."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home
from diaban.cli.clock import now
from diaban.cli.new_file import write_new
from diaban.cli.output import print_json
from diaban.cli.say import Say
from diaban.registers.files import register_of
from diaban.registers.judging.alone import alone
from diaban.registers.judging.held import Held
from diaban.registers.judging.judge import judge
from diaban.registers.projects.oc4ids import OWN, package, read
from diaban.registers.projects.schema import EXCERPT, breaches

if TYPE_CHECKING:
    from diaban.registers.fact import Fact
    from diaban.store.viewer import Viewer
    from diaban.units.atlas import Atlas

__all__ = ["export", "import_"]

LARGEST: Final = 100_000_000
"""Bytes of a package."""
MOST: Final = 20
"""Breaches that are told one by one."""


def export(say: Say, file: str, schema: str | None, day: date, json_: bool) -> int:
    """Write the package. It is checked before it is written."""
    with home.memory() as who:
        from diaban.store import queries
        from diaban.store.queries.sources import origins, sources

        facts = queries.all_of_works(viewer=who)
        invented = queries.installation(viewer=who) == "demonstration"
        cited = {key for fact in facts for key in (fact.origin, fact.source)}
        titles = {one.key: one.title for one in sources(viewer=who)} | {
            one.key: one.title for one in origins(viewer=who)
        }
        named = {key: titles[key] for key in sorted(cited) if key in titles}
    publisher = say.text("word.invented-data") if invented else "Địa Bàn"
    made = package(facts, day=day, made=now(), publisher=publisher, uri="urn:diaban:projects")
    made[OWN]["titles"] = named
    checked = Path(schema) if schema else EXCERPT
    _require(made, checked, file)
    write_new(Path(file), (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode())
    if json_:
        print_json({"file": file, "projects": len(made["projects"]), "facts": len(facts), "as_of": day.isoformat()})
    else:
        click.echo(
            say.text(
                "projects.exported", file=file, projects=len(made["projects"]), facts=len(facts), schema=checked.name
            )
        )
    return 0


def import_(say: Say, file: str, reason: str, json_: bool) -> int:
    """Record every fact of a package as one act; sources and origins that it cites for the first time enter with it."""
    path = Path(file)
    document = _document(path)
    _require(document, EXCERPT, file)
    facts = read(document, file)
    with home.memory(writing=True) as who:
        from diaban.store import actions

        edition = home.edition_known(who)
        found = _judged(facts, edition.atlas, file, who)
        problems = [one for one in found if one.severity is Severity.ERROR]
        if problems:
            raise RefusedError(*problems)
        titles = document[OWN].get("titles", {})
        act = actions.record(
            facts=facts,
            places=[Place(file=file, row=number) for number in range(1, len(facts) + 1)],
            sources=[
                actions.NewSource(key=key, title=titles.get(key)) for key in sorted({one.source for one in facts})
            ],
            origins=[
                actions.NewOrigin(key=key, title=titles.get(key)) for key in sorted({one.origin for one in facts})
            ],
            by=who,
            at=now,
            reason=reason,
        )
        return home.report(say, act, who, json_, found, facts=len(facts))


def _document(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedError(finding("oc4ids-too-large", place=Place(file=str(path)), most=LARGEST // 1_000_000))
        return json.loads(path.read_bytes())
    except OSError as error:
        place = Place(file=str(path))
        raise RefusedError(finding("oc4ids-unreadable", place=place, reason=type(error).__name__)) from error
    except (ValueError, RecursionError) as error:
        place = Place(file=str(path))
        raise RefusedError(finding("oc4ids-unreadable", place=place, reason="JSON")) from error


def _require(document: Any, schema: Path, file: str) -> None:
    """RefusedError ``oc4ids-schema``, one for each breach, of the first twenty."""
    wanted = _document(schema)
    found: list[Finding] = []
    parts = [document]
    if "projects" not in wanted.get("properties", {}):
        # The published schema of one project: each is held against it.
        parts = document.get("projects", []) if isinstance(document, dict) else [document]
    for part in parts:
        for breach in breaches(part, wanted, file=str(schema)):
            found.append(finding("oc4ids-schema", place=Place(file=file), breach=breach[:200], schema=schema.name))
            if len(found) >= MOST:
                raise RefusedError(*found)
    if found:
        raise RefusedError(*found)


def _judged(facts: "tuple[Fact, ...]", atlas: "Atlas", file: str, who: "Viewer") -> list[Finding]:
    """What facts say against themselves, each other, and what is held."""
    from diaban.store import queries

    standing = queries.all_of_works(viewer=who)
    by_kind: dict[type[Fact], list[tuple[Fact, Place]]] = {}
    found: list[Finding] = []
    for number, fact in enumerate(facts, start=1):
        place = Place(file=file, row=number)
        found += alone(register_of(type(fact)), fact, place)
        by_kind.setdefault(type(fact), []).append((fact, place))
    for kind, pairs in by_kind.items():
        others = [fact for fact in facts if type(fact) is not kind]
        given, places = [fact for fact, _ in pairs], [place for _, place in pairs]
        found += judge(register_of(kind), given, places, Held([*standing, *others]), atlas, now().date())
    return found
