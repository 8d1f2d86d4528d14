"""Lists of a commune's page: where it stands, people against posts, equipment, hamlets.

Their tools are folded away: most are short, and the page has several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.figure import Step
from diaban.basis.names import sort_key
from diaban.basis.speech import Speech
from diaban.coverage.state import State
from diaban.coverage.strength import Line, Said, Strength
from diaban.registers.handover import Answered, Standing
from diaban.registers.premises import Equipment
from diaban.reports.table import Cell, Opened
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, choice, code, whole, written
from diaban.web.lists.listing import Listing

__all__ = ["Frame", "Kept", "Stood", "equipment_table", "hamlet_table", "said_html", "stood_table", "strength_table"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all lists of one commune have in common."""

    visit: Visit
    here: Ground
    unit: Unit
    on: date
    known_at: date | None
    titles: Mapping[str, str]

    def listing(
        self, name: str, anchor: str, title: str, columns: Sequence[Column[Any]], rows: Sequence[Any], **more: Any
    ) -> Any:
        """A list of the registers, named for the page's address."""
        return Listing(
            title=title,
            columns=tuple(columns),
            rows=rows,
            source=self.visit.say.text("web.list.source-registers", edition=str(self.here.edition.number)),
            as_of=self.on,
            known_at=self.known_at,
            anchor=anchor,
            invented=self.visit.kind is InstallationKind.DEMONSTRATION,
            name=name,
            subtitle=f"{self.unit.full_name} ({self.unit.code})",
            folded=True,
            **more,
        )


@dataclass(frozen=True, slots=True)
class Stood:
    """A standard and where the commune stands: the figure that says so, how far it has come, and why.

    ``figure`` None: the standard does not bind it, and ``why`` says whom it binds.
    """

    title: str
    state: State | None
    figure: Opened | None
    step: Step | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A hamlet, why nobody answers for it (empty: somebody does), who does, and the first who could."""

    standing: Standing
    why: str
    officers: tuple[str, ...]
    takers: tuple[str, ...]


def stood_table(frame: Frame, rows: Sequence[Stood]) -> Listing[Stood]:
    """One row for each standard in force."""
    say = frame.visit.say
    unbound = say.text("web.commune.not-bound")
    ranks = {state: rank for rank, state in enumerate(State)}

    def state(row: Stood) -> str:
        if row.figure is None or row.state is None:
            return f'<span class="quiet">{escape(unbound)}</span>'
        return (
            f'<a class="fig stood" data-n="figure" href="{escape(row.figure.link)}">'
            f"{parts.sign(row.state)} <b>{escape(str(row.figure.value))}</b></a>"
        )

    def why(row: Stood) -> str:
        quiet = "" if row.figure else ' class="quiet"'
        return "<br>".join(f'<span data-n="label"{quiet}>{escape(one)}</span>' for one in row.why)

    words, steps = say.text("web.commune.state"), {step.value: say.text(f"step.{step.value}") for step in Step}
    because = say.text("web.commune.why")
    columns: list[Column[Stood]] = [
        written("ten", say.text("web.commune.standard"), lambda row: row.title, head=True),
        Column(
            "trang-thai",
            words,
            state,
            lambda row: (row.figure or unbound,),
            (words,),
            lambda row: None if row.state is None else ranks[row.state],
            lambda row: unbound if row.figure is None else str(row.figure.value),
        ),
        choice("buoc", say.text("web.figure.step"), lambda row: row.step.value if row.step else "", steps),
        Column(
            "vi",
            because,
            why,
            lambda row: ("; ".join(row.why) or None,),
            (because,),
            None,
            lambda row: " ".join(row.why),
        ),
    ]
    listing: Listing[Stood] = frame.listing("tieu-chi", "l-stood", say.text("web.commune.standards"), columns, rows)
    return listing


def strength_table(frame: Frame, told: Strength) -> Listing[Line]:
    """Posts against people by title; what origins state, each where they differ. Their sum closes the list."""
    say, titles = frame.visit.say, frame.titles
    every = say.text("web.commune.all")

    def title(line: Line) -> str:
        return every if line.title is None else say.text(f"register.value.{line.title.value}")

    def stated(key: str, heading: str, of: Any) -> Column[Line]:
        return Column(
            key,
            heading,
            lambda line: said_html(say, of(line), titles),
            lambda line: (_said(say, of(line), titles),),
            (heading,),
            lambda line: of(line)[0].number if of(line) else None,
            numeric=True,
        )

    difference = say.text("web.commune.difference")
    columns: list[Column[Line]] = [
        written("ten", say.text("register.column.title"), title, head=True),
        stated("giao", say.text("web.commune.posts"), lambda line: line.posts),
        stated("co", say.text("web.commune.present"), lambda line: line.present),
        Column(
            "chenh-lech",
            difference,
            lambda line: _signed(say, line.difference),
            lambda line: (line.difference,),
            (difference,),
            lambda line: line.difference,
            numeric=True,
        ),
    ]
    listing: Listing[Line] = frame.listing(
        "quan-so", "l-people", say.text("web.commune.people"), columns, told.lines, last=(told.whole,)
    )
    return listing


def equipment_table(frame: Frame, rows: Sequence[tuple[str, Equipment]]) -> Listing[tuple[str, Equipment]]:
    """Equipment as counts, by kind and by who says so."""
    say, titles = frame.visit.say, frame.titles
    columns: list[Column[tuple[str, Equipment]]] = [
        written("ten", say.text("register.column.kind"), lambda row: row[0], head=True),
        whole(say, "so", say.text("register.column.number"), lambda row: row[1].number),
        whole(say, "tot", say.text("register.column.working"), lambda row: row[1].working),
        written("nguon", say.text("word.origin"), lambda row: titles.get(row[1].origin, row[1].origin)),
    ]
    listing: Listing[tuple[str, Equipment]] = frame.listing(
        "trang-bi", "l-equipment", say.text("web.commune.equipment"), columns, rows
    )
    return listing


def hamlet_table(frame: Frame, rows: Sequence[Kept]) -> Listing[Kept]:
    """Hamlets, who answers for each, why nobody does, and who could."""
    say = frame.visit.say
    states = {state.value: say.text(f"hamlets.state.{state.value}") for state in Answered}

    def name(row: Kept) -> str:
        one = row.standing
        return f"{one.type.value} {one.name}" if one.type else one.name

    def why(row: Kept) -> str:
        return f'<span class="warned" data-n="label">▲ {escape(row.why)}</span>' if row.why else ""

    because = say.text("web.commune.why-nobody")
    columns: list[Column[Kept]] = [
        written("ten", say.text("web.commune.hamlet"), name, mark="name", head=True),
        code("ma", say.text("register.column.hamlet"), lambda row: row.standing.hamlet),
        choice("tinh-trang", say.text("word.status"), lambda row: row.standing.state.value, states),
        _officers("nguoi", say.text("web.commune.answers"), lambda row: row.officers),
    ]
    if any(row.why for row in rows):
        columns.append(
            Column(
                "vi",
                because,
                why,
                lambda row: (row.why or None,),
                (because,),
                lambda row: row.why or None,
                lambda row: row.why,
            )
        )
    if any(row.takers for row in rows):
        columns.append(_officers("co-the", say.text("hamlets.takers"), lambda row: row.takers))
    listing: Listing[Kept] = frame.listing("thon", "l-hamlets", say.text("web.commune.hamlets"), columns, rows)
    return listing


def said_html(say: Speech, said: Iterable[Said], titles: Mapping[str, str]) -> SafeString:
    """What origins state: one number, or each with its origin where there are several."""
    every = list(said)
    if not every:
        return mark_safe(f'<span class="quiet">{escape(say.text("web.commune.unstated"))}</span>')
    if len({one.number for one in every}) == 1:
        return parts.figure(say, every[0].number, None)
    each = [f"{parts.figure(say, one.number, None)} {parts.label(titles.get(one.origin, one.origin))}" for one in every]
    return mark_safe("<br>".join(each))


def _said(say: Speech, said: Sequence[Said], titles: Mapping[str, str]) -> Cell:
    if not said:
        return say.text("web.commune.unstated")
    if len({one.number for one in said}) == 1:
        return said[0].number
    return "; ".join(f"{say.write(one.number)} {titles.get(one.origin, one.origin)}" for one in said)


def _signed(say: Speech, number: int | None) -> SafeString:
    """A difference with its sign; a dash where there is none to tell."""
    if number is None:
        return mark_safe("—")
    written = f"+{say.write(number)}" if number > 0 else say.write(number).replace("-", "−")
    kind = " short" if number < 0 else ""
    return mark_safe(f'<span class="fig{kind}" data-n="figure"><b>{written}</b></span>')


def _officers(key: str, title: str, get: Any) -> Column[Kept]:
    """Officers by their pseudonymous codes."""

    def words(row: Kept) -> str:
        return ", ".join(get(row))

    return Column(
        key,
        title,
        lambda row: ", ".join(parts.code(one) for one in get(row)),
        lambda row: (words(row) or None,),
        (title,),
        lambda row: sort_key(words(row)) or None,
        words,
    )
