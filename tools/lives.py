"""Units from first to last version, made of two lists, the lineage between them, and the dated changes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tools.package import AFTER, BEFORE, Raw, RawUnit
from tools.tables import Row

LEVELS = ("province", "district", "commune")
DISTRICTS_END = "203/2025/QH15"
PROVINCES_MERGE = "202/2025/QH15"


@dataclass
class Version:
    """A version being built; ``parent`` is a key of a life."""

    code: str
    name: str
    type: str
    level: str
    parent: "Life | None"
    start: str
    end: str


@dataclass(eq=False)
class Life:
    """A unit from first to last version, with the id it gets."""

    versions: list[Version] = field(default_factory=list)
    id: str = ""

    @property
    def anchor(self) -> tuple[str, str, str]:
        """Level, code and a day on which the unit bore it: the same however much is learnt of other days."""
        for day in (BEFORE, AFTER):
            for version in self.versions:
                if _in_force(version, day):
                    return version.level, version.code, day
        last = self.versions[-1]
        day = last.start if last.start > AFTER else str(date.fromisoformat(last.end) - timedelta(days=1))
        return last.level, last.code, day


@dataclass
class Model:
    """Units, lineage and events of an edition before they are written."""

    lives: list[Life] = field(default_factory=list)
    at: dict[tuple[str, str], Life] = field(default_factory=dict)
    lineage: list[tuple[Life, Life, int, str, bool, str, str]] = field(default_factory=list)
    events: list[tuple[str, str, Life, str, str]] = field(default_factory=list)

    def event(self, kind: str, day: str, life: Life, act: str, sure: str) -> int:
        self.events.append((kind, day, life, act, sure))
        return len(self.events) - 1


def build(raw: Raw, acts: Sequence[Row], changes: Sequence[Row]) -> Model:
    """Lives of units out of two lists and the lineage between them, then the dated changes."""
    model = Model()
    pairs = continuing(raw)
    for day, code in raw.units:
        if day == AFTER and code in pairs:
            model.at[day, code] = model.at[BEFORE, pairs[code]]
        else:
            model.at[day, code] = Life()
            model.lives.append(model.at[day, code])
    for day in (BEFORE, AFTER):
        for level in LEVELS:
            for (on, code), unit in raw.units.items():
                if on == day and unit.level == level:
                    _add_version(model, model.at[day, code], day, unit)
    orders = {row["province"]: row["number"] for row in acts if row["province"]}
    _succeed(raw, model, orders)
    for change in changes:
        _change(model, change)
    return model


def continuing(raw: Raw) -> dict[str, str]:
    """New code -> old code where one old unit became one new unit, whole: the unit lives on (DESIGN "Time", 6)."""
    out: dict[str, list[str]] = defaultdict(list)
    into: dict[str, list[str]] = defaultdict(list)
    for older, newer in raw.lineage:
        out[older].append(newer)
        into[newer].append(older)
    return {newer: olders[0] for newer, olders in into.items() if len(olders) == 1 and len(out[olders[0]]) == 1}


def _add_version(model: Model, life: Life, day: str, unit: RawUnit) -> None:
    parent = model.at[day, unit.parent] if unit.parent else None
    if life.versions:
        last = life.versions[-1]
        if (last.code, last.name, last.type, last.level, last.parent) == (
            unit.code, unit.name, unit.name_type, unit.level, parent,
        ):  # fmt: skip
            last.end = ""
            return
    start, end = ("", AFTER) if day == BEFORE else (AFTER, "")
    life.versions.append(Version(unit.code, unit.name, unit.name_type, unit.level, parent, start, end))


def _succeed(raw: Raw, model: Model, orders: dict[str, str]) -> None:
    into: dict[str, list[str]] = defaultdict(list)
    for older, newer in raw.lineage:
        into[newer].append(older)
    for newer in sorted(into, key=lambda code: (len(code), code)):
        life = model.at[AFTER, newer]
        unit = raw.units[AFTER, newer]
        act = PROVINCES_MERGE if unit.level == "province" else orders[unit.parent]
        olders = sorted(into[newer])
        if model.at[BEFORE, olders[0]] is life:
            _aspects(model, life, AFTER, act, "confirmed")
            continue
        relations = {raw.lineage[older, newer] for older in olders}
        kind = "merge" if relations == {"whole"} else "split" if len(olders) == 1 else "part-transfer"
        event = model.event(kind, AFTER, life, act, "disputed" if newer in raw.disputes else "confirmed")
        for older in olders:
            relation = raw.lineage[older, newer]
            default, rule, sure = _default(raw, older, newer)
            model.lineage.append((model.at[BEFORE, older], life, event, relation, default, rule, sure))
    succeeded = {older for older, _ in raw.lineage}
    for (day, code), unit in raw.units.items():
        if day == BEFORE and unit.level == "district" and code not in succeeded:
            model.event("abolition", AFTER, model.at[day, code], DISTRICTS_END, "confirmed")


def _default(raw: Raw, older: str, newer: str) -> tuple[bool, str, str]:
    if raw.lineage[older, newer] == "whole":
        return True, "only", "confirmed"
    if older not in raw.defaults:
        raise ValueError(f"{older} is divided and has no default successor: set-default is missing")
    chosen, rule = raw.defaults[older]
    if chosen != newer:
        return False, "", "confirmed"
    return True, rule, "to-confirm" if older in raw.doubts else "confirmed"


def _aspects(model: Model, life: Life, day: str, act: str, sure: str) -> None:
    """Events for what changed about a unit that stays itself."""
    before = next((v for v in life.versions if v.end == day), None)
    after = next((v for v in life.versions if v.start == day), None)
    if before is None or after is None:
        return
    for kind, old, new in (
        ("rename", before.name, after.name),
        ("retype", before.type, after.type),
        ("recode", before.code, after.code),
        ("re-parent", before.parent, after.parent),
    ):
        if old != new:
            model.event(kind, day, life, act, sure)


def _change(model: Model, change: Row) -> None:
    """One line of ``events.csv``: what a unit was before a day and what it is from that day on."""
    day, code = change["day"], change["code"]
    life = next(life for life in model.lives if any(_bears(v, code, day) for v in life.versions))
    index = next(i for i, v in enumerate(life.versions) if _bears(v, code, day))
    now = life.versions[index]
    if change["kind"] == "merge":
        now.start = day
        event = model.event("merge", day, life, change["act"], change["confidence"])
        for part in change["before"].split(";"):
            part_code, type_, name = part.split(":")
            older = Life([Version(part_code, name, type_, now.level, now.parent, "", day)])
            model.lives.append(older)
            model.lineage.append((older, life, event, "whole", True, "only", change["confidence"]))
        return
    type_, name = change["type"], change["name"]
    old_type, old_name = change["before"].split(":")
    earlier = replace(now, type=old_type, name=old_name, end=day)
    later = replace(now, type=type_, name=name, start=day)
    if (now.type, now.name) not in ((type_, name), (old_type, old_name)):
        raise ValueError(f"neither before nor after: {change}")
    life.versions[index : index + 1] = [earlier, later]
    _aspects(model, life, day, change["act"], change["confidence"])


def _bears(version: Version, code: str, day: str) -> bool:
    return version.code == code and _in_force(version, day)


def _in_force(version: Version, day: str) -> bool:
    return (version.start or "0") <= day < (version.end or "9")
