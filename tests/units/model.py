"""A plain reference for units through time: ground as sets of invented plots, told day by day.

It shares no rule with the program. A history is a list of days, each with the whole picture: who holds which plots
under which code, name, type and parent. What the program composes from lineage is read off here by comparing sets.

Where a unit is divided, each of its plots is cut, one piece for every part: the records say which unit went into
which, not which fields, so nothing finer may be concluded from them (A merged with B and divided again: A's ground may
lie in either part).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from diaban.basis.period import Period
from diaban.units.atlas import Atlas, Horizon
from diaban.units.event import ChangeEvent, ChangeKind, Confidence, Relation, Succession
from diaban.units.unit import Level, Unit, UnitId, UnitType

FIRST = date(2020, 1, 1)
Face = tuple[str, str, UnitType, Level, UnitId | None]


@dataclass(frozen=True)
class Holder:
    """A unit on one day, with the plots that it holds."""

    code: str
    name: str
    type: UnitType
    level: Level
    parent: UnitId | None
    ground: frozenset[str]

    @property
    def face(self) -> Face:
        """All that makes one version differ from the next."""
        return self.code, self.name, self.type, self.level, self.parent


@dataclass(frozen=True)
class Newcomer:
    """How a unit that results from an event is called."""

    code: str
    name: str
    type: UnitType


class History:
    """Days on which something happened, each with the whole picture from that day on; told move by move."""

    def __init__(self, holders: Mapping[UnitId, Holder]) -> None:
        self.days = [FIRST]
        self.pictures: list[dict[UnitId, Holder]] = [dict(holders)]
        self.horizons = {unit_id: FIRST for unit_id, holder in holders.items() if holder.parent is None}
        self.events: list[ChangeEvent] = []
        self.successions: list[Succession] = []
        self.story: list[str] = []
        self._touched: set[UnitId] = set()
        self._ended: dict[UnitId, tuple[Holder, str]] = {}
        self._count = 0
        self._acts = 0

    def __repr__(self) -> str:
        first = ", ".join(f"{unit_id}={holder.code}" for unit_id, holder in self.pictures[0].items())
        horizons = {unit_id: day.isoformat() for unit_id, day in self.horizons.items() if day > FIRST}
        return "\n".join(("", f"{FIRST}: {first}", *self.story, *([f"horizons {horizons}"] if horizons else [])))

    # -- telling --------------------------------------------------------------------------------------

    @property
    def today(self) -> dict[UnitId, Holder]:
        """The picture being told."""
        return self.pictures[-1]

    def untouched(self) -> list[UnitId]:
        """Units to which nothing has happened yet today: only one thing happens to a unit in a day."""
        return [unit_id for unit_id in self.today if unit_id not in self._touched]

    def next_day(self, gap: int = 1) -> None:
        """Close the day and open another."""
        self.close()
        self.days.append(self.days[-1] + timedelta(days=gap))
        self.pictures.append(dict(self.today))
        self._touched, self._ended = set(), {}

    def close(self) -> None:
        """Give units whose parent ended today the parent's heir, or what stood above it."""
        for unit_id, holder in list(self.today.items()):
            parent, act = holder.parent, ""
            while parent is not None and parent not in self.today:
                last, act = self._ended[parent]
                heirs = [s.newer for s in self.successions if s.older == parent and s.is_default]
                parent = heirs[0] if heirs else last.parent
            if parent != holder.parent:
                self.today[unit_id] = replace(holder, parent=parent)
                if unit_id in self.pictures[-2]:
                    self._event(ChangeKind.RE_PARENT, unit_id, act)

    def change(self, kind: ChangeKind, changes: Mapping[UnitId, Mapping[str, object]]) -> None:
        """Another code, name, type, level or parent; the ground stays."""
        act = self._act(f"{kind} {changes}")
        for unit_id, change in changes.items():
            self.today[unit_id] = replace(self.today[unit_id], **change)
            self._touched.add(unit_id)
            self._event(kind, unit_id, act)

    def regroup(
        self,
        kind: ChangeKind,
        flows: Mapping[UnitId, Sequence[int]],
        newcomers: Sequence[Newcomer],
        defaults: Mapping[UnitId, int],
        sure: bool = True,
    ) -> list[UnitId]:
        """End the units of ``flows``; each gives a piece of all its plots to the newcomers numbered there."""
        act = self._act("")
        olders = {unit_id: self.today[unit_id] for unit_id in flows}
        for unit_id, parts in flows.items():
            if len(parts) > 1:
                self._cut(olders[unit_id].ground, parts)
        grounds: list[set[str]] = [set() for _ in newcomers]
        for unit_id, parts in flows.items():
            for plot in self.today[unit_id].ground:
                for part in parts if len(parts) == 1 else (int(plot.rpartition("/")[2]),):
                    grounds[part].add(plot)
        events = []
        first = next(iter(olders.values()))
        for unit_id, holder in olders.items():
            self._ended[unit_id] = holder, act
            del self.today[unit_id]
        for newcomer, ground in zip(newcomers, grounds, strict=True):
            events.append(self._begin(kind, newcomer, first.level, first.parent, frozenset(ground), act))
        for unit_id, parts in flows.items():
            for part in parts:
                self.successions.append(
                    Succession(
                        unit_id,
                        events[part].unit,
                        events[part],
                        Relation.WHOLE if len(parts) == 1 else Relation.PART,
                        defaults[unit_id] == part,
                        "drawn",
                        Confidence.CONFIRMED if sure else Confidence.TO_CONFIRM,
                    )
                )
        self.story[-1] += f"{kind} { {o: [events[p].unit for p in parts] for o, parts in flows.items()} }"
        self.story[-1] += "" if sure else " (defaults to confirm)"
        return [event.unit for event in events]

    def create(self, newcomer: Newcomer, level: Level, parent: UnitId | None) -> UnitId:
        """A unit on ground that no unit held."""
        act = self._act(f"creation of {newcomer.code}")
        plot = frozenset({f"new {self._count}"})
        return self._begin(ChangeKind.CREATION, newcomer, level, parent, plot, act).unit

    def abolish(self, unit_id: UnitId) -> None:
        """A unit ends and no unit takes its ground."""
        act = self._act(f"abolition of {unit_id}")
        self._ended[unit_id] = self.today.pop(unit_id), act
        self._event(ChangeKind.ABOLITION, unit_id, act)

    def _begin(
        self,
        kind: ChangeKind,
        newcomer: Newcomer,
        level: Level,
        parent: UnitId | None,
        ground: frozenset[str],
        act: str,
    ) -> ChangeEvent:
        self._count += 1
        unit_id = f"n{self._count}"
        self.today[unit_id] = Holder(newcomer.code, newcomer.name, newcomer.type, level, parent, ground)
        self._touched.add(unit_id)
        return self._event(kind, unit_id, act)

    def _cut(self, plots: Iterable[str], parts: Sequence[int]) -> None:
        """Cut plots in every picture there is: what is known later was so earlier, too."""
        pieces = {plot: {f"{plot}/{part}" for part in parts} for plot in plots}
        for picture in self.pictures:
            for unit_id, holder in picture.items():
                if not holder.ground.isdisjoint(pieces):
                    ground = frozenset(piece for plot in holder.ground for piece in pieces.get(plot, {plot}))
                    picture[unit_id] = replace(holder, ground=ground)

    def _event(self, kind: ChangeKind, unit_id: UnitId, act: str) -> ChangeEvent:
        event = ChangeEvent(f"e{len(self.events)}", kind, self.days[-1], unit_id, act, Confidence.CONFIRMED)
        self.events.append(event)
        return event

    def _act(self, told: str) -> str:
        self._acts += 1
        self.story.append(f"{self.days[-1]}: act {self._acts}, {told}")
        return f"act {self._acts}"

    # -- what the program is given --------------------------------------------------------------------

    def units(self) -> list[Unit]:
        """Versions, as an edition lists them: those of the first day began on days that are not known."""
        found = []
        for unit_id in dict.fromkeys(unit_id for picture in self.pictures for unit_id in picture):
            runs: list[tuple[date | None, date | None, Face]] = []
            for index, day in enumerate(self.days):
                holder = self.pictures[index].get(unit_id)
                face = holder.face if holder else None
                if runs and runs[-1][1] is None and runs[-1][2] != face:
                    runs[-1] = (runs[-1][0], day, runs[-1][2])
                if face is not None and (not runs or runs[-1][1] is not None):
                    runs.append((day if index else None, None, face))
            for start, end, (code, name, type_, level, parent) in runs:
                period = Period(start, end)
                answers: Period | None = period
                if start is None:
                    horizon = self.horizons[self.top(unit_id)]
                    answers = Period(horizon, end) if end is None or horizon < end else None
                found.append(Unit(unit_id, code, name, type_, level, parent, period, answers))
        return found

    def atlas(self) -> Atlas:
        """The program's own view of this history."""
        horizons = [Horizon(province, day, "invented") for province, day in self.horizons.items()]
        return Atlas(self.units(), self.successions, self.events, horizons)

    # -- what is so -----------------------------------------------------------------------------------

    def on(self, day: date) -> dict[UnitId, Holder]:
        """Who holds what on a day; before the first day as on the first."""
        return self.pictures[max((i for i, begun in enumerate(self.days) if begun <= day), default=0)]

    def top(self, unit_id: UnitId) -> UnitId:
        """The province of a unit on the first day."""
        parent = self.pictures[0][unit_id].parent
        return unit_id if parent is None else self.top(parent)

    def is_vouched(self, unit_id: UnitId, day: date) -> bool:
        """Whether the unit stands on ``day`` and either something known made it so, or its list is complete."""
        if unit_id not in self.on(day):
            return False
        faces = [picture[unit_id].face if unit_id in picture else None for picture in self.pictures]
        known = any(faces[i] != faces[i - 1] for i in range(1, len(faces)) if self.days[i] <= day)
        return known or day >= self.horizons[self.top(unit_id)]

    def vouched(self, day: date) -> list[UnitId]:
        """Units that the records answer for on ``day``."""
        return [unit_id for unit_id in self.on(day) if self.is_vouched(unit_id, day)]

    def sharing(self, unit_id: UnitId, day: date, other: date) -> set[UnitId]:
        """Units of the other day that hold a plot which the unit holds on ``day``."""
        ground = self.on(day)[unit_id].ground
        return {there for there, holder in self.on(other).items() if not ground.isdisjoint(holder.ground)}

    def is_within(self, unit_id: UnitId, day: date, there: UnitId, other: date) -> bool:
        """Whether the unit's whole ground on ``day`` lies in the unit ``there`` of the other day."""
        return self.on(day)[unit_id].ground <= self.on(other)[there].ground

    def relation(self, older: UnitId, early: date, newer: UnitId, late: date) -> Relation:
        """How much of the older unit lies in the newer one."""
        if older == newer:
            return Relation.SAME
        return Relation.WHOLE if self.is_within(older, early, newer, late) else Relation.PART

    def acts(self, older: UnitId, early: date, newer: UnitId, late: date) -> set[str]:
        """Acts met by following each plot that both hold, from one day to the other."""
        found: set[str] = set()
        for plot in self.on(early)[older].ground & self.on(late)[newer].ground:
            for index, day in enumerate(self.days):
                if early < day <= late:
                    holder = next(u for u, held in self.pictures[index].items() if plot in held.ground)
                    found.update(event.act for event in self.events if event.unit == holder and event.day == day)
        return found

    def seat(self, unit_id: UnitId, early: date, late: date) -> tuple[UnitId | None, bool]:
        """Where something that goes to the default successor each time ends up, and if every time was confirmed."""
        here: UnitId | None = unit_id
        sure = True
        for index, day in enumerate(self.days):
            if early < day <= late and here is not None and here not in self.pictures[index]:
                step = next((s for s in self.successions if s.older == here and s.is_default), None)
                sure = sure and step is not None and step.default_confidence is Confidence.CONFIRMED
                here = step.newer if step else None
        return here, sure


# -- carrying -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Carrying:
    """What can be known on the other day: decided values, and the units whose value cannot be."""

    values: dict[UnitId, object]
    undecided: set[UnitId]


def allotted(
    history: History,
    start: date,
    end: date,
    unit_id: UnitId,
    rule: str,
    to: UnitId | None,
    shares: Mapping[UnitId, object],
) -> Mapping[UnitId, object] | None:
    """How a number of one unit is spread over the units of the other day; None if the rule does not say."""
    there = history.sharing(unit_id, start, end)
    if rule == "none":
        return {unit_id: 1} if unit_id in there else None
    if rule == "by-place" and to is not None:
        return {to: 1} if to in there and history.is_vouched(to, end) else None
    for target in there:
        if history.is_within(unit_id, start, target, end):
            return {target: 1}
    if rule == "by-place" and start <= end:
        seat, sure = history.seat(unit_id, start, end)
        return {seat: 1} if seat is not None and sure else None
    return shares or None if rule == "by-share" else None


def carried_numbers(
    history: History,
    start: date,
    end: date,
    rule: str,
    values: Mapping[UnitId, object],
    to: Mapping[UnitId, UnitId],
    shares: Mapping[UnitId, Mapping[UnitId, object]],
) -> Carrying:
    """A number is decided where every unit with ground in it has a value and says where its value goes."""
    spread = {
        unit_id: allotted(history, start, end, unit_id, rule, to.get(unit_id), shares.get(unit_id, {}))
        for unit_id in values
    }
    found = Carrying({}, set())
    for target in history.vouched(end):
        sources = history.sharing(target, end, start)
        if any(spread.get(source) is None for source in sources):
            found.undecided.update({target} if sources & values.keys() else ())
        elif sources:
            found.values[target] = sum(values[source] * spread[source].get(target, 0) for source in sources)
    return found


def carried_truths(
    history: History, start: date, end: date, quantifier: object, values: Mapping[UnitId, bool]
) -> Carrying:
    """Yes or no is decided where every way of laying the given answers on the ground gives the same.

    ``quantifier``: the built-in ``any`` or ``all``, read over the ground of a unit.
    """
    found = Carrying({}, set())
    for target in history.vouched(end):
        sources = history.sharing(target, end, start)
        if sources & values.keys():
            ways = [_ways(history, start, end, source, target, quantifier, values.get(source)) for source in sources]
            answers = {quantifier(way) for way in product(*ways)}
            if len(answers) == 1:
                found.values[target] = answers.pop()
            else:
                found.undecided.add(target)
    return found


def _ways(
    history: History, start: date, end: date, source: UnitId, target: UnitId, quantifier: object, told: bool | None
) -> set[bool]:
    """What the piece of ``source`` that lies in ``target`` can be, given what is told of the whole."""
    pieces = 1 if history.is_within(source, start, target, end) else 2
    layings = product((True, False), repeat=pieces)
    return {laying[0] for laying in layings if told is None or quantifier(laying) is told}
