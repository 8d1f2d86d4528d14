"""Small random worlds: communes that merge, split and exchange ground, and facts of several origins about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from diaban.basis.period import Period
from diaban.coverage.standard import Standard, read_standards
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, ChecklistItem, Headquarters, Housing, Progress, Tenure
from diaban.registers.staffing import (
    Hamlet,
    HamletDuty,
    HeadCount,
    Posting,
    Qualification,
    QualificationKind,
    Title,
)
from diaban.units.atlas import Atlas, Horizon
from diaban.units.event import ChangeEvent, ChangeKind, Confidence, Relation, Succession
from diaban.units.service import Absence, Service, ServiceLevel
from diaban.units.unit import Level, Unit, UnitId, UnitType

FIRST = date(2025, 1, 1)
DAYS = 300
STANDARDS: dict[str, Standard] = read_standards()[0]
ITEMS = ("work-block", "meeting-room", "duty-room", "no-such-item")
TYPES = (UnitType.XA, UnitType.THI_TRAN, UnitType.PHUONG)


@dataclass(frozen=True)
class World:
    """An atlas with its service, every unit that ever was, and facts."""

    atlas: Atlas
    service: Service
    units: tuple[UnitId, ...]
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]


def day_of(number: int) -> date:
    return FIRST + timedelta(days=number)


days = st.integers(0, DAYS).map(day_of)


@st.composite
def atlases(draw: st.DrawFn) -> tuple[Atlas, Service, tuple[UnitId, ...]]:
    """Two provinces; up to four events, each of which ends some communes and spreads their ground over new ones."""
    start = {f"u{n}": FIRST for n in range(1, draw(st.integers(3, 7)) + 1)}
    ends: dict[UnitId, date] = {}
    successions: list[Succession] = []
    here = list(start)
    for number, day in enumerate(sorted(draw(st.sets(st.integers(1, DAYS), max_size=4))), 1):
        olders = draw(st.lists(st.sampled_from(here), min_size=1, max_size=3, unique=True))
        newers = [f"u{len(start) + n}" for n in range(1, draw(st.integers(1, 2)) + 1)]
        event = ChangeEvent(f"e{number}", ChangeKind.MERGE, day_of(day), newers[0], f"act {number}", SURE)
        for at, older in enumerate(olders):
            parts = draw(st.lists(st.sampled_from(newers), min_size=1, unique=True))
            if at == 0:
                parts = newers
            relation = Relation.WHOLE if len(parts) == 1 else Relation.PART
            successions += [Succession(older, n, event, relation, n == parts[0], "r", SURE) for n in parts]
            ends[older] = day_of(day)
            here.remove(older)
        start |= dict.fromkeys(newers, day_of(day))
        here += newers
    provinces = [
        Unit(p, code, p, UnitType.TINH, Level.PROVINCE, None, Period(FIRST, None), Period(FIRST, None))
        for p, code in (("p1", "01"), ("p2", "02"))
    ]
    communes = []
    for unit_id, day in start.items():
        period = Period(day, ends.get(unit_id))
        parent, type_ = draw(st.sampled_from(["p1", "p1", "p2"])), draw(st.sampled_from(TYPES))
        code = f"{int(unit_id[1:]):05}"
        communes.append(Unit(unit_id, code, f"Đất {unit_id}", type_, Level.COMMUNE, parent, period, period))
    horizons = [Horizon(unit.id, FIRST, "invented") for unit in provinces]
    atlas = Atlas([*provinces, *communes], successions, (), horizons)
    absent = draw(st.sampled_from([(), (here[-1],)]))
    service = Service(
        [ServiceLevel(Level.COMMUNE, Period(None, None), SURE, "invented")],
        [Absence(unit, Period(FIRST, None), SURE, "invented", "invented") for unit in absent],
    )
    return atlas, service, tuple(start)


SURE = Confidence.CONFIRMED


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.none() | days | st.sampled_from([FIRST, day_of(90)]))
    length = draw(st.none() | st.sampled_from([40, DAYS]) | st.integers(1, DAYS))
    return Period(start, None if length is None else (start or FIRST) + timedelta(days=length))


def facts_about(units: Sequence[UnitId]) -> list[st.SearchStrategy[Fact]]:
    """Any fact the standards read, by standard; overlaps, contradictions and units not in force included."""
    common = {
        "period": periods(),
        "origin": st.sampled_from(["a", "b"]),
        "source": st.sampled_from(["s1", "s2", "s3"]),
    }
    unit, officer, hamlet = st.sampled_from(units), st.sampled_from(["o1", "o2", "o3"]), st.sampled_from(["h1", "h2"])
    tenure, building = st.sampled_from([*Tenure, Tenure.INDEPENDENT]), st.sampled_from(Building)
    progress = st.sampled_from([*Progress, Progress.FINISHED])
    nothing = st.none()
    place = {"tenure": tenure, "building": building, "progress": progress, "capacity": nothing, "floor_m2": nothing}
    counts = st.builds(
        HeadCount,
        unit=unit,
        title=st.none() | st.sampled_from(Title),
        number=st.sampled_from([0, 1, 2, 3, 5, 8, 12]),
        **common,
    )
    postings = st.builds(Posting, unit=unit, officer=officer, title=st.sampled_from(Title), **common)
    kinds = st.sampled_from([QualificationKind.INVESTIGATOR_PRIMARY, *QualificationKind])
    held = st.builds(Qualification, officer=officer, kind=kinds, **common)
    hamlets = st.builds(Hamlet, hamlet=hamlet, unit=unit, name=st.just("Bản"), type=st.just(UnitType.BAN), **common)
    return [
        counts | postings,
        postings | held,
        hamlets | st.builds(HamletDuty, hamlet=hamlet, officer=officer, **common) | postings,
        st.builds(Headquarters, unit=unit, land_m2=nothing, year=nothing, **place, **common),
        st.builds(Housing, unit=unit, year=nothing, **place, **common),
        st.builds(
            ChecklistItem, unit=unit, item=st.sampled_from(ITEMS), met=st.sampled_from([True, True, False]), **common
        ),
    ]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    atlas, service, units = draw(atlases())
    # Few units and one matter at a time, so that facts meet; or everything at once.
    about = facts_about(draw(st.sampled_from([units, units[:2], units[-1:]])))
    kind = draw(st.sampled_from([*about, st.one_of(about)]))
    facts = draw(st.lists(kind, max_size=6) | st.lists(kind, min_size=10, max_size=25))
    evidence = draw(
        st.lists(
            st.builds(
                Evidence,
                unit=st.sampled_from(units),
                standard=st.sampled_from(sorted(STANDARDS)),
                kind=st.sampled_from(EvidenceKind),
                day=days,
                by=st.sampled_from(["x", "y", "z"]),
                reporter=st.sampled_from(["x", "y"]),
                source=st.just("s"),
            ),
            max_size=12,
        )
    )
    return World(atlas, service, units, tuple(facts), tuple(evidence))
