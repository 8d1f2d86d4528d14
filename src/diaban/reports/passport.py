"""The passport of works: one page of A4 that says all that matters of one building, stated and derived side by side."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from diaban.basis.speech import Speech
from diaban.registers.projects.course import Modification, WorksDocument
from diaban.registers.projects.difficulty import Directive, Inspection, Obstacle
from diaban.registers.projects.dossier import Dossier
from diaban.registers.projects.lateness import stage_delay
from diaban.registers.projects.portfolio import Line
from diaban.registers.value import Valued
from diaban.reports.page import Block, Page, Said, rest_of
from diaban.reports.works_words import acting, amount, because, billion, late, share

__all__ = ["passport"]

SHOWN: Final = 4
"""Rows of each list of difficulties: what fits on one page."""


def passport(say: Speech, line: Line, dossier: Dossier, *, unit: str, invented: bool) -> Page:
    """The page. ``line``: where the works stand among the others; ``dossier``: their course; ``unit``: by name."""
    works, project = dossier.works, dossier.project
    return Page(
        title=say.text("passport.title", works=works.works, name=works.name),
        heading=(
            unit,
            say.text("passport.project", project=works.project, name=project.name if project else "—"),
            say.text("passport.day", day=dossier.day),
        ),
        blocks=(
            _standing(say, line),
            _money(say, line, dossier),
            _earned(say, dossier),
            _stages(say, dossier),
            _difficulties(say, dossier),
            _papers(say, dossier),
        ),
        foot=(say.text("passport.foot"),),
        invented=invented,
    )


def _standing(say: Speech, line: Line) -> Block:
    works = line.dossier.works
    pairs = (
        ("state", Said(say.words(Valued(works.state)))),
        ("late", Said(late(say, line), strong=True)),
        ("because", Said(because(say, line))),
        ("acts", Said(acting(say, line), strong=line.standing.over(line.dossier.day) > 0)),
    )
    rows = [(Said(say.text(f"projects.column.{name}")), said) for name, said in pairs]
    if works.reason:
        act = say.text("passport.act", document=works.document or "—", day=works.decided_on or "—", reason=works.reason)
        rows.append((Said(say.text("passport.by-act")), Said(act)))
    return _block(say, "standing", ("what", "told"), rows)


def _money(say: Speech, line: Line, dossier: Dossier) -> Block:
    project, cost = dossier.project, line.cost
    paid = dossier.paid.paid_vnd if dossier.paid else None
    rows = [
        ("investment", amount(say, project.investment if project else None), say.text("passport.money.of-project")),
        ("contract", billion(say, dossier.contracted), ""),
        ("assigned", billion(say, dossier.assigned), share(say, dossier.assigned, dossier.contracted)),
        ("paid", billion(say, paid), share(say, paid, dossier.assigned)),
    ]
    made = [(Said(say.text(f"passport.money.{name}")), Said(stated), Said(derived)) for name, stated, derived in rows]
    note = ""
    if cost is not None:
        per = [say.text("passport.per-m2", value=billion(say, cost.per_m2))] if cost.per_m2 else []
        per += [say.text("passport.per-officer", value=billion(say, cost.per_officer))] if cost.per_officer else []
        made.append(
            (Said(say.text("passport.money.cost")), Said(billion(say, cost.value)), Said("; ".join(per) or "—"))
        )
        note = _beside(say, line)
    return _block(say, "money", ("amount", "stated", "derived"), made, note=note)


def _beside(say: Speech, line: Line) -> str:
    """The reference class, and that an outlier is to be explained."""
    cost = line.cost
    if cost is None:
        return ""
    parts = []
    if cost.published:
        low, high = (billion(say, value) for value in cost.published)
        parts.append(say.text("passport.published", least=low, most=high))
    if cost.median:
        parts.append(say.text("passport.median", value=billion(say, cost.median)))
    if cost.outlier:
        parts.append(say.text(f"passport.outlier.{cost.outlier}"))
    return " ".join(parts)


def _earned(say: Speech, dossier: Dossier) -> Block:
    told = dossier.earned
    columns = ("measure", "stated", "derived")
    if told is None:
        return _block(say, "earned", columns, ())
    rows = [
        ("done", say.text("projects.percent", value=told.done), say.text("passport.on", day=told.reported_on)),
        ("planned", "", say.text("projects.percent", value=_decimal(say, told.planned))),
        ("variance", "", _days(say, told.variance)),
        ("spi", "", _decimal(say, told.index)),
        ("money-index", "", _decimal(say, told.money_index)),
    ]
    if told.expected_end:
        rows.append(("expected", "", say.write(told.expected_end)))
    made = [(Said(say.text(f"passport.earned.{name}")), Said(one or "—"), Said(other)) for name, one, other in rows]
    curve = dossier.curve
    note = say.text("passport.curve-derived") if curve and curve.derived else ""
    return _block(say, "earned", columns, made, note=note)


def _stages(say: Speech, dossier: Dossier) -> Block:
    rows = []
    for stage, told in dossier.stages.items():
        delay = stage_delay(told, dossier.day)
        rows.append(
            (
                Said(say.words(Valued(stage))),
                Said(_span(say, told.planned_start, told.planned_end)),
                Said(_span(say, told.actual_start, told.actual_end)),
                Said("—" if delay is None else _days(say, Fraction(-delay)), strong=(delay or 0) > 0),
            )
        )
    return _block(say, "stages", ("stage", "planned", "actual", "delay"), rows)


def _difficulties(say: Speech, dossier: Dossier) -> Block:
    day = dossier.day
    told: list[Obstacle | Directive] = [*dossier.of(Directive), *dossier.of(Obstacle)]
    told.sort(key=lambda one: (not one.open_on(day), one.due))
    rows = []
    for one in told[:SHOWN]:
        kind = say.text("projects.directive" if isinstance(one, Directive) else "projects.obstacle")
        over = one.over(day)
        state = say.text("projects.days-over", days=over) if over else say.text("projects.open")
        closed = one.done_on if isinstance(one, Directive) else one.resolved_on
        if closed is not None and closed <= day:
            state = say.text("projects.closed-on", day=closed)
        rows.append(
            (
                Said(f"{kind}: {one.text}"),
                Said(one.addressee if isinstance(one, Directive) else one.owner),
                Said(say.write(one.due)),
                Said(state, strong=over > 0),
            )
        )
    return _block(say, "difficulties", ("text", "who", "by", "state"), rows, rest=rest_of(len(told), SHOWN))


def _papers(say: Speech, dossier: Dossier) -> Block:
    rows = [
        (
            Said(say.text("passport.paper.modification")),
            Said(say.write(one.modified_on)),
            Said(f"{one.rationale} ({one.document})"),
        )
        for one in dossier.of(Modification)
    ]
    rows += [
        (
            Said(say.text("passport.paper.inspection")),
            Said(say.write(one.inspected_on)),
            Said(f"{one.inspector}: {one.text}"),
        )
        for one in dossier.of(Inspection)
    ]
    rows += [
        (Said(say.words(Valued(one.kind))), Said(say.write(one.taken_on)), Said(f"{one.title} [{one.sha256[:12]}]"))
        for one in dossier.of(WorksDocument)
    ]
    ended = dossier.completion
    if ended is not None:
        why = "; ".join(part for part in (ended.time_reason, ended.cost_reason) if part)
        rows.insert(
            0, (Said(say.text("passport.paper.completion")), Said(say.write(ended.completed_on)), Said(why or "—"))
        )
    return _block(say, "papers", ("paper", "day", "about"), rows[:SHOWN], rest=rest_of(len(rows), SHOWN))


def _block(
    say: Speech,
    key: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Said, ...]],
    *,
    rest: int = 0,
    note: str = "",
) -> Block:
    return Block(
        key,
        say.text(f"passport.block.{key}"),
        (),
        tuple(say.text(f"passport.column.{name}") for name in columns),
        tuple(rows),
        say.text(f"passport.empty.{key}"),
        say.text("passport.rest", n=rest) if rest else "",
        note,
    )


def _span(say: Speech, start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return "—"
    first = say.write(start) if start else say.text("word.unknown")
    return f"{first} – {say.write(end) if end else say.text('word.now')}"


def _days(say: Speech, value: Fraction) -> str:
    """Days ahead (positive) or behind."""
    days = round(value)
    if days == 0:
        return say.text("projects.on-plan")
    return say.text("projects.ahead" if days > 0 else "projects.behind", days=abs(days))


def _decimal(say: Speech, value: Fraction | None) -> str:
    if value is None:
        return "—"
    return say.write(round(float(value), 2))
