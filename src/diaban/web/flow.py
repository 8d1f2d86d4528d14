"""Where a unit's ground came from and where it went, drawn: older units left, this one in the middle, newer right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.speech import Speech
from diaban.units.atlas import Atlas
from diaban.units.event import Relation, Succession
from diaban.units.portrait import steps
from diaban.units.unit import Unit
from diaban.web import parts

__all__ = ["Flow", "Kin", "flow"]

WIDTH: Final = 960
BOX: Final = 256
HEIGHT: Final = 46
GAP: Final = 10
TOP: Final = 30


@dataclass(frozen=True, slots=True)
class Kin:
    """One unit on the ground of another: as it was on its last day if older, on its first if newer."""

    unit: Unit
    on: date | None
    part: bool
    default: bool
    day: date
    act: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The drawing, and the same as lists."""

    older: tuple[Kin, ...]
    newer: tuple[Kin, ...]
    drawing: SafeString


def flow(say: Speech, atlas: Atlas, unit: Unit) -> Flow | None:
    """The lineage of a unit; None for one that neither came from others nor went into others."""
    into, out = steps(atlas, unit.id)
    if not into and not out:
        return None
    older = tuple(_kin(atlas.versions(step.older)[-1], step) for step in into)
    newer = tuple(_kin(atlas.versions(step.newer)[0], step) for step in out)
    return Flow(older, newer, _drawn(say, older, unit, newer))


def _kin(unit: Unit, step: Succession) -> Kin:
    on = None
    if unit.answers is not None:
        on = unit.answers.last_day if unit.id == step.older else unit.answers.start
    return Kin(unit, on, step.relation is Relation.PART, step.is_default, step.event.day, step.event.act)


def _drawn(say: Speech, older: Sequence[Kin], unit: Unit, newer: Sequence[Kin]) -> SafeString:
    rows = max(len(older), len(newer), 1)
    height = TOP + rows * (HEIGHT + GAP)
    middle, right = (WIDTH - BOX) // 2, WIDTH - BOX
    centre = TOP + rows * (HEIGHT + GAP) // 2
    lines, boxes = [], []
    for kins, x, edge in ((older, 0, middle), (newer, right, middle + BOX)):
        if kins:
            boxes.append(_heading(say, kins, x))
        first = centre - len(kins) * (HEIGHT + GAP) // 2
        for number, kin in enumerate(kins):
            y = first + number * (HEIGHT + GAP) + GAP // 2
            near = x + BOX if x < edge else x
            lines.append(_line(say, near, y + HEIGHT // 2, edge, centre, part=kin.part))
            default = say.text("web.unit.default") if kin.part and kin.default else ""
            boxes.append(_box(kin.unit, x, y, parts.place(kin.unit, kin.on), default))
    boxes.append(_box(unit, middle, centre - HEIGHT // 2, None))
    label = escape(say.text("web.unit.lineage"))
    return mark_safe(
        f'<svg class="flow" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="group" '
        f'aria-label="{label}">{"".join(lines)}{"".join(boxes)}</svg>'
    )


def _heading(say: Speech, kins: Sequence[Kin], x: int) -> str:
    told = list(dict.fromkeys(f"{say.write(kin.day)} · {kin.act}" for kin in kins))
    more = " …" if len(told) > 1 else ""
    return f'<text class="flow-act" data-n="label" x="{x + 2}" y="18">{escape(told[0])}{more}</text>'


def _line(say: Speech, x: int, y: int, to_x: int, to_y: int, *, part: bool) -> str:
    half = (x + to_x) // 2
    path = f'<path class="flow-line{" part" if part else ""}" d="M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"/>'
    if not part:
        return path
    at, anchor = (x + 4, "start") if to_x > x else (x - 4, "end")
    word = escape(say.text("relation.part"))
    return f'{path}<text class="flow-part" x="{at}" y="{y - 5}" text-anchor="{anchor}">{word}</text>'


def _box(unit: Unit, x: int, y: int, href: str | None, beside: str = "") -> str:
    name = escape(unit.full_name)
    here = "" if href else " here"
    tail = f" · {escape(beside)}" if beside else ""
    box = (
        f'<rect class="flow-box{here}" x="{x + 0.5}" y="{y + 0.5}" width="{BOX - 1}" height="{HEIGHT - 1}" rx="4"/>'
        f'<text class="flow-name" data-n="name" x="{x + 10}" y="{y + 19}">{name}</text>'
        f'<text class="flow-code" data-n="code" x="{x + 10}" y="{y + 36}">{escape(unit.code)}{tail}</text>'
    )
    return f'<a href="{escape(href)}">{box}</a>' if href else box
