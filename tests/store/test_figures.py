"""Figures out of the memory: the same for ever as known then, kept exactly, and what evidence about a row is worth."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.figure import Address, Figure, FrameRef, Reading, ScopeRef, Step
from diaban.coverage.frame import Scope
from diaban.coverage.standard import read_standards
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.premises import Building, Headquarters, Progress, Tenure
from diaban.store.viewer import Role, Viewer
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import UnitType
from tests.store.conftest import Memory
from tests.store.test_editions import UNITS, remade
from tests.store.world import ADMIN, Clock, count, during, how

STANDARDS = read_standards()[0]
DAYS = (date(2025, 2, 28), date(2025, 6, 30), date(2026, 3, 1))
LAST = 23
MET = "independent-headquarters.met"


def opened(clock: Clock) -> tuple[Edition, list[str]]:
    """The shipped units, two origins, a source; and some communes of Bắc Kạn that lasted to the end of June 2025."""
    from diaban.store.actions import NewOrigin, NewSource, introduce, load_units
    from diaban.store.models import SourceKind

    edition = open_edition(UNITS, 1)
    load_units(edition=edition, **how(clock))
    introduce(
        sources=[NewSource(key="bc", title="Báo cáo thử", kind=SourceKind.INVENTED)],
        origins=[NewOrigin(key=key, title=key) for key in ("xa", "tinh", "bo")],
        **how(clock),
    )
    communes = edition.atlas.below("u00004", DAYS[1])
    return edition, [unit.id for unit in communes if unit.type is UnitType.XA][:6]


def house(unit: str, start: str, end: str | None = None, **more: Any) -> Headquarters:
    given: dict[str, Any] = {
        "tenure": Tenure.INDEPENDENT,
        "building": Building.PERMANENT,
        "progress": Progress.FINISHED,
    }
    rest = {"capacity": None, "floor_m2": None, "land_m2": None, "year": None, "origin": "xa", "source": "bc"}
    return Headquarters(unit=unit, period=during(start, end), **{**rest, **given, **more})


def address(measure: str, day: date, known_at: datetime | None = None, step: Step = Step.REPORTED) -> Address:
    ground = ScopeRef("u00004", None if day < date(2025, 7, 1) else DAYS[0])
    return Address(measure, ground, FrameRef(), day, known_at, step, Reading.AS_REPORTED)


def ask(place: Address, viewer: Viewer = ADMIN) -> Figure:
    """As a door asks: by the edition known then."""
    from diaban.store import queries

    loaded = queries.edition(viewer=viewer, known_at=place.known_at)
    assert loaded is not None
    return queries.figure(edition=EDITIONS[loaded.number], standards=STANDARDS, address=place, viewer=viewer)


EDITIONS: dict[int, Edition] = {1: open_edition(UNITS, 1)}


class History:
    """Acts at random about a few communes. Each deed answers its act, None where there was nothing to do it to."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.clock, self.chance, self.folder = Clock(), random.Random(seed), folder
        _, self.units = opened(self.clock)
        self.acts: list[int] = []

    def houses(self, origin: str | None = None) -> list[Any]:
        from diaban.store import models, queries

        found = queries.facts(models.Headquarters, Headquarters, as_of=None, known_at=None, viewer=ADMIN)
        return [one for one in found if origin in (None, one.origin)]

    def progress(self) -> Progress:
        return self.chance.choice([Progress.FINISHED, Progress.BEING_BUILT, Progress.NO_SITE])

    def record(self) -> Any:
        from diaban.store import actions

        unit, origin = self.chance.choice(self.units), self.chance.choice(["xa", "tinh"])
        stated = house(unit, "2024-01-01", origin=origin, progress=self.progress())
        return actions.record(facts=[stated], **how(self.clock))

    def correct(self) -> Any:
        from diaban.store import actions

        rows = self.houses()
        old = self.chance.choice(rows) if rows else house(self.units[0], "2024-01-01")
        return actions.correct(closes=[old], facts=[replace(old, progress=self.progress(), row=0)], **how(self.clock))

    def staff(self) -> Any:
        from diaban.store import actions

        end = self.chance.choice([None, "2025-06-01"])
        stated = count(self.chance.choice(self.units), self.chance.randrange(12), "2024-06-01", end)
        return actions.supersede(facts=[stated], **how(self.clock))

    def choose(self) -> Any:
        from diaban.store import actions

        rows = self.houses("tinh")
        row = self.chance.choice(rows) if rows else house(self.units[0], "2024-01-01")
        return actions.choose(fact=row, period=during("2025-02-01", "2025-04-01"), **how(self.clock))

    def undo(self) -> Any:
        from diaban.store import actions

        return actions.undo(act=self.chance.choice(self.acts or [0]), **how(self.clock))

    def prove(self) -> Any:
        from diaban.store import actions

        rows = self.houses()
        line = Evidence(
            kind=self.chance.choice([EvidenceKind.HANDOVER, EvidenceKind.CERTIFICATE]),
            day=date(2025, 1, 5),
            by="bo",
            reporter="",
            source="bc",
            register="headquarters",
            about=self.chance.choice(rows).row if rows else 0,
        )
        return actions.add_evidence(evidence=line, **how(self.clock))

    def edition(self) -> Any:
        from diaban.store import actions

        number = max(EDITIONS) + 1
        EDITIONS[number] = remade(self.folder, number)
        return actions.load_units(edition=EDITIONS[number], **how(self.clock))

    def step(self, number: int) -> Any:
        """One deed; None where the memory refused it."""
        deeds = [self.record, self.record, self.record, self.correct, self.staff, self.choose, self.undo, self.prove]
        deed = self.edition if number in (8, 16) else self.chance.choice(deeds)
        with suppress(RefusedError, ConflictError):
            act = deed()
            self.acts.append(act.id)
            return act


def told(figure: Figure) -> tuple[object, ...]:
    findings = tuple((one.code, one.place) for one in figure.findings)
    return (figure.value, figure.of, figure.units, figure.records, figure.sources, figure.edition, figure.act, findings)


@pytest.mark.parametrize("seed", range(2))
def test_a_figure_as_known_then_is_the_same_for_ever(memory: Memory, tmp_path: Path, seed: int) -> None:
    history = History(tmp_path, seed)
    remembered: dict[Address, tuple[object, ...]] = {}
    for number in range(LAST + 1):
        act = history.step(number)
        for measure in (MET, "independent-headquarters.unaccounted", "staffing-floor.met") if act else ():
            step = history.chance.choice([Step.REPORTED, Step.EVIDENCED]) if measure is MET else Step.REPORTED
            place = address(measure, history.chance.choice(DAYS), act.moment, step)
            remembered[place] = told(ask(place))
        places = (
            list(remembered) if number == LAST else history.chance.sample(list(remembered), min(9, len(remembered)))
        )
        assert {place: told(ask(place)) for place in places} == {place: remembered[place] for place in places}
    assert len(EDITIONS) == 3
    assert len({values[0] for values in remembered.values()}) > 2
    del EDITIONS[2], EDITIONS[3]


def test_an_answer_is_kept_until_the_next_act_and_no_longer(memory: Memory) -> None:
    from diaban.store import actions, queries

    clock = Clock()
    edition, units = opened(clock)
    question = queries.Question(scope=Scope(edition.atlas.by_id("u00004", DAYS[0])), as_of=DAYS[0])
    given: dict[str, Any] = {"edition": edition, "standards": STANDARDS.values(), "question": question, "viewer": ADMIN}
    first, place = queries.coverages(**given), address(MET, DAYS[0])
    assert [one is other for one, other in zip(first, queries.coverages(**given), strict=True)] == [True] * len(first)
    opened_first = ask(place)
    assert ask(place) is opened_first
    assert opened_first.value == 0
    act = actions.record(facts=[house(units[0], "2024-01-01")], **how(clock))
    assert ask(place).value == 1
    assert ask(place).units == (units[0],)
    assert queries.coverages(**given) != first
    # Whoever reads a part of the units counted gets no figure of all: it would be a false one.
    with pytest.raises(RefusedError, match="scope-unseen"):
        ask(place, Viewer("x", Role.READER, frozenset(units[1:])))
    # Another text of the standard is another standard.
    other = {
        key: replace(standard, definition=replace(standard.definition, checksum="x"))
        for key, standard in STANDARDS.items()
    }
    assert queries.figure(edition=edition, standards=other, address=place, viewer=ADMIN).definitions == {
        "independent-headquarters": "x"
    }
    actions.undo(act=act.id, **how(clock))
    assert ask(place).value == 0


def test_a_memory_opened_after_another_does_not_answer_for_it(memory: Memory, tmp_path: Path) -> None:
    from diaban.store import actions
    from diaban.store.memory import prepare, setup

    def found(value: int) -> None:
        clock = Clock()
        _, units = opened(clock)
        actions.record(facts=[house(unit, "2024-01-01") for unit in units[:value]], **how(clock))
        assert ask(address(MET, DAYS[0])).value == value

    found(3)
    setup(tmp_path / "other")
    prepare()
    found(2)
    setup(memory.home, memory.database)
    assert ask(address(MET, DAYS[0])).value == 3


def test_evidence_about_a_row_counts_while_the_row_holds(memory: Memory) -> None:
    from diaban.store import actions, models, queries

    clock = Clock()
    _, units = opened(clock)
    actions.record(facts=[house(units[0], "2024-01-01"), house(units[1], "2024-01-01")], **how(clock))
    given: dict[str, Any] = {"as_of": None, "known_at": None, "viewer": ADMIN}
    row = queries.facts(models.Headquarters, Headquarters, **given)[0]
    line = Evidence(
        kind=EvidenceKind.HANDOVER,
        day=date(2024, 2, 1),
        by="tinh",
        reporter="",
        source="bc",
        register="headquarters",
        about=row.row,
    )

    def at(step: Step, day: date = DAYS[0]) -> tuple[str, ...]:
        return ask(address(MET, day, step=step)).units

    assert at(Step.EVIDENCED) == ()
    for kind in STANDARDS["independent-headquarters"].evidence:
        actions.add_evidence(evidence=replace(line, kind=kind), **how(clock))
    assert at(Step.EVIDENCED) == (units[0],)
    assert at(Step.CERTIFIED) == ()
    actions.add_evidence(
        evidence=replace(line, kind=EvidenceKind.CERTIFICATE, by="bo", day=date(2025, 1, 5)), **how(clock)
    )
    assert at(Step.CERTIFIED) == at(Step.HOLDS) == (units[0],)
    # The row is replaced: what was proved was another statement.
    actions.correct(closes=[row], facts=[replace(row, floor_m2=120, row=0)], **how(clock))
    assert at(Step.REPORTED) == tuple(units[:2])
    assert at(Step.EVIDENCED) == ()
