"""Where a unit's ground came from and where it went, drawn: older units left, this one in the middle, newer right; and
the same as a tree for narrow windows. What a drawing has no room for is named beside it."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from diaban.basis.speech import Speech
from diaban.units.atlas import Atlas
from diaban.units.event import Relation, Succession
from diaban.units.lineage import Lineage, lineage
from diaban.units.unit import Unit, UnitId
from diaban.web import parts
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["Flow", "Kin", "flow"]

COLUMNS: Final = 5
"""Columns of a drawing, the unit's own among them."""
ROWS: Final = 12
"""Units of a column."""
SIZES: Final = {2: (280, 104), 3: (256, 96), 4: (232, 72), 5: (200, 64)}
"""By the number of columns: how wide a box is, and the gap after it."""
LETTER: Final = 7.6
"""About how wide a letter of a name is."""
HEIGHT: Final = 46
GAP: Final = 10
TOP: Final = 30


@dataclass(frozen=True, slots=True)
class Kin:
    """One unit on the ground of another: as it was on its last day if older, on its first if newer; and those beyond
    it, as far as they are drawn."""

    unit: Unit
    on: date | None
    part: bool
    default: bool
    day: date
    act: str
    beyond: "tuple[Kin, ...]"


@dataclass(frozen=True, slots=True)
class Flow:
    """The drawing; the same as trees; and the units left out of both, by name."""

    older: tuple[Kin, ...]
    newer: tuple[Kin, ...]
    drawing: SafeString
    left_out: tuple[tuple[Unit, date | None], ...]


def flow(say: Speech, atlas: Atlas, unit: Unit, known: str = "") -> Flow | None:
    """The lineage of a unit; None for one that neither came from others nor went into others. ``known``: links lead to
    units as known at that moment."""
    whole = lineage(atlas, unit.id)
    if not whole.count:
        return None
    columns, at = _columns(unit.id, whole)
    shown = {one for column in columns for one in column}
    links = [link for link in whole.links if link.older in shown and link.newer in shown]
    older, newer = _kins(atlas, unit.id, links, older=True), _kins(atlas, unit.id, links, older=False)
    left = [
        *(_as_older(atlas, one) for layer in whole.older for one in layer if one not in shown),
        *(_as_newer(atlas, one) for layer in whole.newer for one in layer if one not in shown),
    ]
    drawing = _Drawing(say, atlas, unit, columns, at, links, known)
    return Flow(older, newer, drawing.drawn(), tuple(left))


def _columns(unit_id: UnitId, whole: Lineage) -> tuple[list[tuple[UnitId, ...]], int]:
    """The columns from left to right and the place of the unit's own: the nearest layers, of either side in turn."""
    back = _drawable(unit_id, whole.older, {(link.older, link.newer) for link in whole.links})
    on = _drawable(unit_id, whole.newer, {(link.newer, link.older) for link in whole.links})
    older = newer = 0
    while 1 + older + newer < COLUMNS and (older < len(back) or newer < len(on)):
        if older < len(back) and (older <= newer or newer == len(on)):
            older += 1
        else:
            newer += 1
    return [*reversed(back[:older]), (unit_id,), *on[:newer]], older


def _drawable(
    unit_id: UnitId, layers: Sequence[Sequence[UnitId]], ways: Set[tuple[UnitId, UnitId]]
) -> list[tuple[UnitId, ...]]:
    """Of each layer as many as a column holds, none without the unit that leads to it. ``ways``: from without to
    within."""
    kept, shown = [], {unit_id}
    for layer in layers:
        led = [one for one in layer if any((one, inner) in ways for inner in shown)][:ROWS]
        if not led:
            break
        shown.update(led)
        kept.append(tuple(led))
    return kept


def _kins(atlas: Atlas, unit_id: UnitId, links: Sequence[Succession], *, older: bool) -> tuple[Kin, ...]:
    found = []
    for link in links:
        near, far = (link.newer, link.older) if older else (link.older, link.newer)
        if near == unit_id:
            unit, on = _as_older(atlas, far) if older else _as_newer(atlas, far)
            beyond = _kins(atlas, far, links, older=older)
            part = link.relation is Relation.PART
            found.append(Kin(unit, on, part, part and link.is_default, link.event.day, link.event.act, beyond))
    return tuple(sorted(found, key=lambda kin: kin.unit.code))


def _as_older(atlas: Atlas, one: UnitId) -> tuple[Unit, date | None]:
    unit = atlas.versions(one)[-1]
    return unit, unit.answers.last_day if unit.answers else None


def _as_newer(atlas: Atlas, one: UnitId) -> tuple[Unit, date | None]:
    unit = atlas.versions(one)[0]
    return unit, unit.answers.start if unit.answers else None


def _apart(wished: Sequence[int], step: int) -> list[int]:
    """Places in the order of the wishes, as near to them as a distance of ``step`` allows (least squares)."""
    # In blocks that stand close together, each at the mean of its wishes: pool adjacent violators.
    blocks: list[tuple[float, int]] = []
    for row, wish in enumerate(wished):
        mean, size = float(wish - row * step), 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    tops = [mean for mean, size in blocks for _ in range(size)]
    return [round(top) + row * step for row, top in enumerate(tops)]


class _Drawing:
    """The columns as boxes, every succession between two of them as a line."""

    def __init__(
        self,
        say: Speech,
        atlas: Atlas,
        unit: Unit,
        columns: Sequence[Sequence[UnitId]],
        at: int,
        links: Sequence[Succession],
        known: str,
    ) -> None:
        self.say, self.atlas, self.unit, self.links, self.known = say, atlas, unit, links, known
        self.columns, self.at = columns, at
        self.box, self.gap = SIZES[len(columns)]
        self.width = len(columns) * self.box + (len(columns) - 1) * self.gap
        self.height = TOP + max(map(len, columns)) * (HEIGHT + GAP)
        self.places: dict[UnitId, tuple[int, int]] = {}
        # From the unit outwards: a box stands beside those it belongs to.
        for number in sorted(range(len(columns)), key=lambda number: abs(number - at)):
            self._place(number)

    def _place(self, number: int) -> None:
        column, step = self.columns[number], HEIGHT + GAP
        beside: dict[UnitId, list[int]] = {one: [] for one in column}
        for link in self._towards(number):
            outer, inner = (link.older, link.newer) if number < self.at else (link.newer, link.older)
            beside[outer] += [self.places[inner][1]] if inner in self.places else []
        middle = (TOP + self.height - step) // 2
        wished = [sum(rows) // len(rows) if rows else middle for rows in beside.values()]
        lowest = self.height - step
        for row, (one, wish) in enumerate(zip(column, _apart(wished, step), strict=True)):
            y = min(max(wish, TOP + row * step), lowest - (len(column) - 1 - row) * step)
            self.places[one] = (number * (self.box + self.gap), y)

    def drawn(self) -> SafeString:
        """All of it."""
        lines = [self._line(link) for link in self.links]
        boxes = [self._box(number, one) for number, column in enumerate(self.columns) for one in column]
        heads = [self._heading(number) for number in range(len(self.columns)) if number != self.at]
        label = escape(self.say.text("web.unit.lineage"))
        return mark_safe(
            f'<svg class="flow" viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}" '
            f'role="group" aria-label="{label}">{"".join((*heads, *lines, *boxes))}</svg>'
        )

    def _towards(self, number: int) -> list[Succession]:
        """Successions between a column and those nearer to the unit."""
        column = set(self.columns[number])
        return [link for link in self.links if (link.older if number < self.at else link.newer) in column]

    def _heading(self, number: int) -> str:
        told = list(
            dict.fromkeys(f"{self.say.write(link.event.day)} · {link.event.act}" for link in self._towards(number))
        )
        more = " …" if len(told) > 1 else ""
        x = number * (self.box + self.gap) + 2
        return f'<text class="flow-act" data-n="label" x="{x}" y="18">{escape(told[0])}{more}</text>'

    def _line(self, link: Succession) -> str:
        (left, top), (to_x, to_top) = self.places[link.older], self.places[link.newer]
        x, y, to_y = left + self.box, top + HEIGHT // 2, to_top + HEIGHT // 2
        half, part = (x + to_x) // 2, link.relation is Relation.PART
        path = f'<path class="flow-line{" part" if part else ""}" d="M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"/>'
        if not part:
            return path
        # At the outer end, where lines that meet in one box are apart.
        outer_left = to_x <= self.at * (self.box + self.gap)
        at, up, anchor = (x + 4, y, "start") if outer_left else (to_x - 4, to_y, "end")
        word = escape(self.say.text("relation.part"))
        return f'{path}<text class="flow-part" x="{at}" y="{up - 5}" text-anchor="{anchor}">{word}</text>'

    def _box(self, number: int, one: UnitId) -> str:
        x, y = self.places[one]
        older = number < self.at
        unit, on = _as_older(self.atlas, one) if older else _as_newer(self.atlas, one)
        if one == self.unit.id:
            unit = self.unit
        near = (link for link in self._towards(number) if (link.older if older else link.newer) == one)
        default = number != self.at and any(link.is_default and link.relation is Relation.PART for link in near)
        room = self.box - 20
        fit = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"' if len(unit.full_name) * LETTER > room else ""
        tail = f" · {escape(self.say.text('web.unit.default'))}" if default else ""
        box = (
            f'<rect class="flow-box{" here" if number == self.at else ""}" x="{x + 0.5}" y="{y + 0.5}" '
            f'width="{self.box - 1}" height="{HEIGHT - 1}" rx="4"/>'
            f'<text class="flow-name" data-n="name" x="{x + 10}" y="{y + 19}"{fit}>{escape(unit.full_name)}</text>'
            f'<text class="flow-code" data-n="code" x="{x + 10}" y="{y + 36}">{escape(unit.code)}{tail}</text>'
        )
        return box if number == self.at else f'<a href="{escape(parts.place(unit, on, self.known))}">{box}</a>'
