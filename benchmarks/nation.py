"""The invented nation, measured in fresh processes: ``python -m benchmarks.nation WHAT [COMMUNES]`` is one of them.

The memory is the one that the environment names.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import diaban
from benchmarks.fresh import ROOT, Run
from diaban.basis.catalogue import shipped
from diaban.basis.figure import Address
from diaban.basis.period import Period
from diaban.cli.demonstration.load import carry_out, found_demonstration
from diaban.cli.demonstration.nation import nation
from diaban.cli.demonstration.step import Plan, SourceLine
from diaban.coverage.frame import Scope
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import read_standards
from diaban.coverage.statement import KINDS, Statements
from diaban.registers.fact import Fact
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification
from diaban.store.memory import prepare, setup
from diaban.store.viewer import local_administrator
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Level, Unit

__all__ = [
    "DAY",
    "MONTHS",
    "REASON",
    "WHO",
    "clocked",
    "close",
    "first_communes",
    "in_process",
    "opened",
    "peak",
]

DAY = date(2026, 11, 1)
MONTHS = [date(2025 + (6 + at) // 12, (6 + at) % 12 + 1, 1) for at in range(24)]
"""From the first day for which the nation's communes are all known: before it a figure of the nation is refused."""
HITS = 200
WHO = local_administrator("đo")
REASON = "đo tốc độ"


def in_process(what: str, communes: int | None) -> Callable[[], Run]:
    """One of :data:`WAYS` in a process of its own, on the first ``communes`` communes (None: on all)."""
    words = [sys.executable, "-m", "benchmarks.nation", what, *([] if communes is None else [str(communes)])]

    def run() -> Run:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        answer: Run = json.loads(done.stdout)
        return answer

    return run


# --- inside the fresh process -------------------------------------------------------------------------


def opened() -> Edition:
    """The reference units, nothing of them read yet, in a process that has opened the memory."""
    setup(Path(os.environ["DIABAN_HOME"]), os.environ.get("DIABAN_DATABASE") or None)
    # Loading code is the start of a process, which the whole command's figure holds; a question does not.
    import_module("diaban.store.queries")
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


def first_communes(edition: Edition, number: int | None) -> list[Unit]:
    """The communes of today, in order of their ids; the first ``number`` of them."""
    return sorted(edition.atlas.in_force(DAY, Level.COMMUNE), key=lambda unit: unit.id)[:number]


def _make(number: int | None) -> Run:
    """A demonstration of the nation."""
    edition = opened()
    plan = nation(edition.atlas, first=number)
    prepare()
    found_demonstration(plan, edition, WHO, REASON)
    carry_out(plan, WHO)
    close()
    return {"rows": len(plan.facts)}


def _bare(number: int | None) -> Run:
    """The same before its first row: the units only."""
    edition = opened()
    prepare()
    found_demonstration(nation(edition.atlas, first=number), edition, WHO, REASON)
    close()
    return {"rows": 0}


def close() -> None:
    """End the connection: only then does SQLite's file hold everything, and copies are made of the file."""
    from django.db import connections

    connections.close_all()


def clocked(name: str, way: Callable[[], object]) -> tuple[Run, Any]:
    """Seconds by ``name``, those of the processor by ``name_cpu``; and the answer."""
    cpu, wall = process_time(), perf_counter()
    answer = way()
    return {name: perf_counter() - wall, f"{name}_cpu": process_time() - cpu}, answer


def peak() -> float:
    """Resident memory at its peak, in MB: this process's alone where the system tells it."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _ask(edition: Edition, day: date) -> list[CoverageResult]:
    from diaban.store import queries

    standards, _ = read_standards()
    question = queries.Question(scope=Scope(), as_of=day)
    return queries.coverages(edition=edition, standards=standards.values(), question=question, viewer=WHO)


def _day(_: int | None) -> Run:
    """One day through the entry point; then as ``--json`` has it; then once more in the same process."""
    edition = opened()
    units, _atlas = clocked("open", lambda: (edition.atlas, edition.service))
    first, results = clocked("answer", lambda: _ask(edition, DAY))
    told, _documents = clocked("told", lambda: [result.as_dict(shipped(), "vi") for result in results])
    again, _answer = clocked("again", lambda: _ask(edition, DAY))
    listed = sum(len(ids) for result in results for ids in result.units.values())
    findings = sum(len(result.findings) for result in results)
    counts = {"standards": len(results), "ids": listed, "findings": findings}
    return {**units, **first, **told, **again, **counts, "peak_mb": peak()}


def _figure(_: int | None) -> Run:
    """One figure of the nation opened down to its records; then asked again, as often as makes a time to be read."""
    edition = opened()
    from diaban.store import queries

    clocked("open", lambda: (edition.atlas, edition.service))
    standards = read_standards()[0]
    address = Address.parse(f"independent-headquarters.under-way~nation~derived~{DAY}~latest~reported~as-reported")

    def ask() -> object:
        return queries.figure(edition=edition, standards=standards, address=address, viewer=WHO)

    first, answer = clocked("answer", ask)
    hits, answers = clocked("hit", lambda: [ask() for _ in range(HITS)])
    assert all(one is answer for one in answers)
    return {**first, **{name: value / HITS for name, value in hits.items()}, "peak_mb": peak()}


def _months(number: int | None) -> Run:
    """Twenty-four months, each asked for by itself: the entry point reads the registers once."""
    edition = opened()
    clocked("open", lambda: (edition.atlas, edition.service))
    spent, _answer = clocked("answer", lambda: [_ask(edition, day) for day in _days(number)])
    return {**spent, "peak_mb": peak()}


def _days(number: int | None) -> Sequence[date]:
    """All months of a whole run, two to see that it runs."""
    return MONTHS if number is None else MONTHS[:2]


def _loop(number: int | None) -> Run:
    """What a plain program does: unit after unit, its rows by the ORM, the rules over them; held against ours."""
    edition = opened()
    clocked("open", lambda: (edition.atlas, edition.service))
    units = first_communes(edition, number)
    spent, looped = clocked("answer", lambda: _one_by_one(units))
    same = True
    for result in _ask(edition, DAY):
        for state, ids in result.units.items():
            same &= all(looped[result.standard.id, unit] is state for unit in ids if unit in looped["units"])
    return {**spent, "peak_mb": peak(), "same": same, "units": len(units)}


def _one_by_one(units: Sequence[Unit]) -> dict[Any, Any]:
    from diaban.store.mapping import unit_number

    standards, _ = read_standards()
    found: dict[Any, Any] = {"units": {unit.id for unit in units}}
    for unit in units:
        facts: list[Fact] = []
        for kind in KINDS:
            if kind not in (Qualification, HamletDuty):
                facts += _rows(kind, unit_id=unit_number(unit.id))
        officers = [fact.officer for fact in facts if isinstance(fact, Posting)]
        hamlets = [fact.hamlet for fact in facts if isinstance(fact, Hamlet)]
        facts += _rows(Qualification, officer__key__in=officers) if officers else []
        facts += _rows(HamletDuty, hamlet__key__in=hamlets) if hamlets else []
        plain = PlainDecider(Statements(facts))
        for standard in standards.values():
            if standard.in_force_on(DAY):
                found[standard.id, unit.id] = plain.decision(standard, unit, DAY, {}).state
    return found


def _rows(kind: type[Fact], **among: object) -> list[Fact]:
    from diaban.store.mapping import shape, stored

    return stored(kind, shape(kind).model.objects.filter(closed_by=None, **among).order_by("id"))


def _record(number: int | None) -> Run:
    """All rows of the nation through the store's own action, three acts."""
    edition = opened()
    plan = nation(edition.atlas, first=number)
    spent, _acts = clocked("answer", lambda: carry_out(plan, WHO))
    return {**spent, "peak_mb": peak(), "rows": len(plan.facts)}


def _save(number: int | None) -> Run:
    """What a plain program does: row after row, each looked up and saved by the ORM, in one transaction."""
    edition = opened()
    plan = nation(edition.atlas, first=number)
    spent, _acts = clocked("answer", lambda: _one_row_each(plan))
    return {**spent, "peak_mb": peak(), "rows": len(plan.facts)}


def _one_row_each(plan: Plan) -> None:
    from diaban.store import models
    from diaban.store.actions import NewOrigin, NewSource
    from diaban.store.actions.acting import acting
    from diaban.store.actions.origin import introduce_within
    from diaban.store.mapping import shape, unit_number

    def source(key: str, line: SourceLine) -> NewSource:
        return NewSource(key=key, title=line.title, published=line.published, kind=models.SourceKind.INVENTED)

    with acting("record", by=WHO, at=plan.steps[0].moment, reason=REASON) as act:
        sources = [source(key, line) for key, line in plan.sources.items()]
        introduce_within(act, sources, [NewOrigin(key=key, title=title) for key, title in plan.origins.items()])
        for fact in plan.facts:
            wanted = shape(type(fact))
            row = wanted.model(act=act, start=fact.period.start, end=fact.period.end)
            row.origin = models.Origin.objects.get(key=fact.origin)
            row.source = models.Source.objects.get(key=fact.source)
            for column in wanted.columns:
                value = getattr(fact, column.name)
                if column.keyed is models.Unit:
                    value = models.Unit.objects.get(id=unit_number(value)).id
                elif column.keyed is not None:
                    value = column.keyed.objects.get_or_create(key=value, defaults={"act": act})[0].id
                setattr(row, column.attribute, value)
            row.save()


def _act(number: int | None) -> Run:
    """One act: a commune counts its people anew."""
    edition = opened()
    from diaban.store.actions import supersede

    plan = nation(edition.atlas, first=number)
    old = next(fact for fact in plan.facts if isinstance(fact, HeadCount))
    new = replace(old, number=old.number + 1, period=Period(DAY, None))
    spent, _done = clocked(
        "answer", lambda: supersede(facts=[new], by=WHO, at=lambda: datetime.now(UTC), reason=REASON)
    )
    close()
    return spent


def _figures_drawn(_: int | None) -> Run:
    """Five hundred figures by the function of the pages."""
    from django.conf import settings

    settings.configure()
    from diaban.basis.speech import Speech
    from diaban.web.parts import figure

    say = Speech("vi")
    spent, _text = clocked("answer", lambda: "".join(figure(say, n, f"/so/{n}/", of=102) for n in range(500)))
    return spent


def _figures_included(_: int | None) -> Run:
    """The same by a template included for each, the plain way."""
    import django
    from django.conf import settings
    from django.template import Context, Engine

    settings.configure()
    django.setup()
    one = '<a class="fig" data-n="figure" href="/so/{{ n }}/"><b>{{ n }}</b><span class="of"> / {{ of }}</span></a>'
    loaders = [("django.template.loaders.locmem.Loader", {"one.html": one})]
    page = Engine(loaders=loaders).from_string('{% for n in numbers %}{% include "one.html" %}{% endfor %}')
    page.render(Context({"numbers": [1], "of": 102}))
    spent, _text = clocked("answer", lambda: page.render(Context({"numbers": range(500), "of": 102})))
    return spent


WAYS: dict[str, Callable[[int | None], Run]] = {
    "make": _make,
    "bare": _bare,
    "day": _day,
    "figure": _figure,
    "months": _months,
    "loop": _loop,
    "figures": _figures_drawn,
    "includes": _figures_included,
    "record": _record,
    "save": _save,
    "act": _act,
}

if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else None)))
