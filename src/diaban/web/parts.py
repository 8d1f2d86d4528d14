"""The parts every page is made of, as functions: the figure, the strip of states, days, codes, names, chips.

Functions and not templates, because a page may hold five hundred figures. A digit on a page stands in a figure, a
day, a code, a name or a marked label (``data-n``): a test reads every page for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from django.urls import reverse

from diaban.basis.figure import Address, Step
from diaban.basis.finding import Finding
from diaban.basis.speech import Speech
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.reports.page import Said
from diaban.units.unit import Unit
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = [
    "bar",
    "chip",
    "code",
    "day",
    "figure",
    "figure_of",
    "finding_told",
    "label",
    "legend",
    "linked",
    "named",
    "origins_in",
    "place",
    "said",
    "strip",
]

HATCHED: Final = frozenset({State.UNDER_WAY, State.LOST, State.UNACCOUNTED})
"""States that a pattern tells apart beside their colour; its definitions stand in ``base.html``."""


def figure(
    say: Speech,
    value: object,
    href: str | None,
    *,
    of: object = None,
    unit: str = "",
    before: str = "",
    after: str = "",
    marked: bool = False,
    kind: str = "",
) -> SafeString:
    """The one component: value, of how many, what it counts; a link that opens it, a mark while findings are open.

    ``before`` and ``after``: words of a bound ("gần", "trên"). ``kind``: ``published`` or ``register``. Without
    ``href`` a figure that opens beside it (a part of a sentence).
    """
    text = say.write(value)
    tail = "" if of is None else f'<span class="of"> / {escape(say.write(of))}</span>'
    lead = f"{escape(before)} " if before else ""
    body = f"{lead}<b>{escape(text)}</b>{escape(after)}"
    unit_ = f' <span class="unit">{escape(unit)}</span>' if unit else ""
    flag = f'<span class="flag" title="{escape(say.text("web.figure.findings"))}">!</span>' if marked else ""
    classes = f"fig {kind}".strip()
    if href is None:
        return mark_safe(f'<span class="{classes}" data-n="figure">{body}{tail}{unit_}{flag}</span>')
    return mark_safe(f'<a class="{classes}" data-n="figure" href="{escape(href)}">{body}{tail}{unit_}{flag}</a>')


def figure_of(
    say: Speech, result: CoverageResult, state: State, *, step: Step = Step.REPORTED, whole: bool = False
) -> SafeString:
    """A figure of coverage: units of a state (for ``met``, at a step), ``whole``: of the frame's size beside it."""
    units = result.steps[step] if state is State.MET else result.units[state]
    href = address_path(result.address(state, step if state is State.MET else Step.REPORTED))
    of = result.size if whole else None
    return figure(say, len(units), href, of=of, marked=whole and bool(result.findings), kind="register")


def finding_told(
    say: Speech, found: Finding, standards: Mapping[str, Standard], titles: Mapping[str, str]
) -> dict[str, str]:
    """The sentences of a finding for somebody who reads: standards and origins by titles instead of keys."""
    values = dict(found.values)
    standard = values.get("standard")
    if isinstance(standard, str) and standard in standards:
        values["standard"] = f"“{standards[standard].definition.title[say.lang]}”"
    if keys := origins_in([found]):
        # A title may have commas of its own.
        values["origins"] = "; ".join(titles.get(key, key) for key in keys)
    return say.sentences(replace(found, values=values))


def origins_in(findings: Iterable[Finding]) -> list[str]:
    """Keys of the origins that findings name."""
    named = [one.values.get("origins") for one in findings]
    return [str(key) for keys in named if isinstance(keys, list | tuple) for key in keys]


def address_path(address: Address) -> str:
    """Where a figure is opened."""
    return f"{_base('figure')}{address}/"


def bar(say: Speech, counts: Mapping[State, int], size: int) -> SafeString:
    """Exhaustive states in proportion; every state that is there is seen, however few its units."""
    words = ", ".join(f"{say.text(f'state.{state.value}')} {say.write(n)}" for state, n in counts.items() if n)
    parts, left = [], 0.0
    total = sum(max(n, size * 0.008) for n in counts.values() if n) or 1
    for state, n in counts.items():
        if n:
            width = 100 * max(n, size * 0.008) / total
            fill = f' fill="url(#p-{state.value})"' if state in HATCHED else ""
            parts.append(
                f'<rect class="s-{state.value}" x="{left:.3f}%" y="0" width="{width:.3f}%" height="100%"{fill}/>'
            )
            left += width
    return mark_safe(f'<svg class="bar" role="img" aria-label="{escape(words)}">{"".join(parts)}</svg>')


def legend(say: Speech, parts: Iterable[tuple[State, SafeString]]) -> SafeString:
    """States with their figures, each behind its sign."""
    return mark_safe(
        '<ul class="legend">'
        + "".join(
            f'<li class="{"bold" if state is State.UNACCOUNTED else ""}">{sign(state)} '
            f"{escape(say.text(f'state.{state.value}'))} {told}</li>"
            for state, told in parts
        )
        + "</ul>"
    )


def sign(state: State) -> SafeString:
    """The small square of a state: its colour and its pattern."""
    fill = f' fill="url(#p-{state.value})"' if state in HATCHED else ""
    return mark_safe(
        f'<svg class="sign" aria-hidden="true"><rect class="s-{state.value}" width="100%" height="100%"{fill}/></svg>'
    )


def strip(say: Speech, result: CoverageResult) -> SafeString:
    """One standard's states: the bar, and every state that is there by its figure."""
    counts = {state: len(result.units[state]) for state in State}
    told = [(state, figure_of(say, result, state)) for state in State if counts[state] or state is State.MET]
    return mark_safe(bar(say, counts, result.size) + legend(say, told))


def said(value: Said) -> SafeString:
    """Words of a printed page. Their digits are a figure's, a name's, or words'."""
    words = f"<b>{escape(value.text)}</b>" if value.strong else escape(value.text)
    if value.address:
        href = escape(f"{_base('figure')}{value.address}/")
        return mark_safe(f'<a class="fig register" data-n="figure" href="{href}">{words}</a>')
    if value.link:
        return mark_safe(f'<a data-n="name" href="{escape(_base("unit"))}{escape(value.link)}/">{words}</a>')
    return mark_safe(f'<span data-n="{"figure" if value.figure else "label"}">{words}</span>')


def day(say: Speech, value: date | None) -> SafeString:
    """A day, or that it is not known."""
    if value is None:
        return mark_safe(f"<span>{escape(say.text('web.unknown-day'))}</span>")
    return mark_safe(f'<time data-n="date" datetime="{value.isoformat()}">{escape(say.write(value))}</time>')


def code(text: str) -> SafeString:
    """An official code or an identifier."""
    return mark_safe(f'<span class="code" data-n="code">{escape(text)}</span>')


def label(text: str) -> SafeString:
    """Words with digits in them that are no figure: the name of a document, a sentence, a norm."""
    return mark_safe(f'<span data-n="label">{escape(text)}</span>')


def named(unit: Unit) -> SafeString:
    """The name of a unit, which may hold a number."""
    return mark_safe(f'<span data-n="name">{escape(unit.full_name)}</span>')


def place(unit: Unit, on: date | None = None, known: str = "") -> str:
    """Where a unit is shown; ``known``: as known at that moment, as an address writes it."""
    asked = "&".join((*(() if on is None else (f"ngay={on.isoformat()}",)), *((f"biet={known}",) if known else ())))
    return f"{_base('unit')}{unit.id}/{'?' if asked else ''}{asked}"


@cache
def _base(name: str) -> str:
    """The part of an address before its last word, asked for once: a page names hundreds, and none needs quoting."""
    return reverse(name, args=["_"]).removesuffix("_/")


def linked(unit: Unit, on: date | None = None, known: str = "") -> SafeString:
    """The name of a unit, as a link to it."""
    return mark_safe(f'<a data-n="name" href="{escape(place(unit, on, known))}">{escape(unit.full_name)}</a>')


def chip(text: str, kind: str = "") -> SafeString:
    """A short word in a frame; ``kind``: ``good``, ``warn``, ``quiet`` or ``invented``."""
    return mark_safe(f'<span class="chip {kind}" data-n="label">{escape(text)}</span>')
