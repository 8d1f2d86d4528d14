"""A list on the page: its headings that sort, its rows, the tools above it. Functions and not templates, as a page may
hold ten thousand cells."""

from dataclasses import dataclass
from typing import Final, TypeVar

from diaban.basis.speech import Speech
from diaban.web import parts
from diaban.web.lists.asked import COLUMNS, OPTION, ORDER, OUT, PAGE, TEXT
from diaban.web.lists.column import Column
from diaban.web.lists.listing import Seen
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["Drawn", "drawn"]

R = TypeVar("R")
GRIDS: Final = frozenset({"states", "returns"})
"""Looks of tables that are read across and down; any other falls into rows of its own on a phone, each cell named."""
FORMATS: Final = (("xlsx", "web.list.workbook"), ("csv", "web.list.text"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list drawn: the tools above it, and the table with its pages."""

    tools: SafeString
    table: SafeString


def drawn(say: Speech, seen: Seen[R]) -> Drawn:
    """The list as it is seen."""
    return Drawn(_tools(say, seen), _table(say, seen))


def _table(say: Speech, seen: Seen[R]) -> SafeString:
    listing = seen.listing
    boost = _boost(seen)
    if not seen.rows and seen.narrowed:
        back = _without(seen, OPTION, TEXT)
        words, clear = escape(say.text("web.list.none")), escape(say.text("web.list.clear"))
        return mark_safe(f'<p class="empty"{boost}>{words} <a href="{back}">{clear}</a></p>')
    if not seen.rows and listing.empty:
        return mark_safe(f'<p class="empty">{escape(listing.empty)}</p>')
    head = "".join(_heading(seen, one) for one in seen.columns)
    stacked = listing.look not in GRIDS
    cells = [(_opening(one, stacked=stacked), one.html, "</th>" if one.head else "</td>") for one in seen.columns]
    attributes = listing.attributes
    lines = []
    for row in seen.shown:
        inner = "".join(f"{start}{html(row)}{end}" for start, html, end in cells)
        lines.append(f"<tr{attributes(row) if attributes else ''}>{inner}</tr>")
    for row in listing.last:
        inner = "".join(f"{start}{html(row)}{end}" for start, html, end in cells)
        lines.append(f'<tr class="whole">{inner}</tr>')
    body = "\n".join(lines)
    pages = _pages(say, seen)
    label = escape(say.text("web.list.table", title=listing.title))
    region = f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
    return mark_safe(
        f'{pages}{region}<table class="list {listing.look}{" stack" if stacked else ""}">'
        f"<thead{boost}><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{pages}"
    )


def _opening(column: Column[R], *, stacked: bool) -> str:
    if column.head:
        return '<th scope="row">'
    name = f' data-l="{escape(column.title)}"' if stacked and not column.quiet else ""
    return f'<td class="num"{name}>' if column.numeric else f"<td{name}>"


def _heading(seen: Seen[R], column: Column[R]) -> str:
    title = f'<span data-n="label">{escape(column.title)}</span>'
    numeric = ' class="num"' if column.numeric else ""
    if column.quiet:
        title = f'<span class="away">{escape(column.title)}</span>'
    if column.order is None:
        return f'<th scope="col"{numeric}>{title}</th>'
    here = seen.asked.order == column.key
    down = here and seen.asked.down
    # Once more the same: the other way round.
    href = _at(seen, **{ORDER: f"-{column.key}" if here and not down else column.key})
    sort, arrow = (' aria-sort="descending"', " ↓") if down else (' aria-sort="ascending"', " ↑") if here else ("", "")
    return f'<th scope="col"{numeric}{sort}><a href="{href}">{title}</a>{arrow}</th>'


def _tools(say: Speech, seen: Seen[R]) -> SafeString:
    find, columns, out = _find(say, seen), _chooser(say, seen), _out(say, seen)
    inner = f'<div class="list-tools"{_boost(seen)}>{find}{columns}{out}{_count(say, seen)}</div>'
    if not seen.listing.folded:
        return mark_safe(inner)
    opened = " open" if seen.narrowed or seen.asked.columns else ""
    words = escape(say.text("web.list.tools"))
    return mark_safe(f'<details class="list-fold"{opened}><summary>{words}</summary>{inner}</details>')


def _find(say: Speech, seen: Seen[R]) -> str:
    asked = seen.asked
    name, words = asked.named(TEXT), escape(say.text("web.list.find"))
    field = (
        f'<label class="away" for="{name}">{words}</label>'
        f'<input type="search" id="{name}" name="{name}" value="{escape(asked.text)}" placeholder="{words}" '
        f'maxlength="100" autocomplete="off">'
    )
    choice = _options(say, seen)
    button = f'<button class="plain">{escape(say.text("web.list.filter"))}</button>'
    return f"{_form(seen, (TEXT, OPTION))} data-auto>{_hidden(seen, TEXT, OPTION)}{field}{choice}{button}</form>"


def _options(say: Speech, seen: Seen[R]) -> str:
    """Choices of every column that has some, with the number of rows of each; a choice of none is left out."""
    groups = []
    for column in seen.listing.columns:
        if column.options is None:
            continue
        counts = dict.fromkeys(column.options.words, 0)
        for row in seen.listing.rows:
            key = column.options.of(row)
            if key in counts:
                counts[key] += 1
        inside = "".join(
            f'<option value="{escape(f"{column.key}.{key}")}"{_if(seen.option == f"{column.key}.{key}", "selected")}>'
            f"{escape(column.title)}: {escape(column.options.words[key])} ({say.write(count)})</option>"
            for key, count in counts.items()
            if count or seen.option == f"{column.key}.{key}"
        )
        groups.append(f'<optgroup label="{escape(column.title)}">{inside}</optgroup>')
    if not groups:
        return ""
    name, words = seen.asked.named(OPTION), escape(say.text("web.list.option"))
    every = f'<option value="">{escape(say.text("web.list.every"))}</option>'
    return (
        f'<label class="away" for="{name}">{words}</label><select id="{name}" name="{name}">'
        f"{every}{''.join(groups)}</select>"
    )


def _chooser(say: Speech, seen: Seen[R]) -> str:
    name = seen.asked.named(COLUMNS)
    chosen = [one.key for one in seen.columns]
    rest = [one.key for one in seen.listing.columns if one.key not in chosen]
    there = {one.key: one for one in seen.listing.columns}
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{key}"{_if(key in chosen, "checked")}'
        f"{_if(there[key].head, 'disabled')}> "
        f'<span data-n="label">{escape(there[key].title)}</span></label>'
        for key in (*chosen, *rest)
    )
    title, words = escape(say.text("web.list.columns")), escape(say.text("web.list.apply"))
    back = (
        f' <a href="{_without(seen, COLUMNS)}">{escape(say.text("web.list.default"))}</a>' if seen.asked.columns else ""
    )
    count = parts.figure(say, len(chosen), None, of=len(there))
    return (
        f'<details class="list-columns"><summary>{title} {count}</summary>{_form(seen, (COLUMNS,))}>'
        f'{_hidden(seen, COLUMNS)}<fieldset><legend class="away">{title}</legend>{boxes}</fieldset>'
        f'<button class="plain">{words}</button>{back}</form></details>'
    )


def _out(say: Speech, seen: Seen[R]) -> str:
    links = " · ".join(
        f'<a href="{escape(seen.asked.address(**{OUT: kind}))}" download>{escape(say.text(key))}</a>'
        for kind, key in FORMATS
    )
    off = ' hx-boost="false"' if seen.listing.boosted else ""
    return f'<span class="list-out"{off}>{escape(say.text("web.list.out"))} {links}</span>'


def _count(say: Speech, seen: Seen[R]) -> str:
    if not seen.narrowed:
        return ""
    count = parts.figure(say, len(seen.rows), None, of=len(seen.listing.rows))
    back = f'<a href="{_without(seen, OPTION, TEXT)}">{escape(say.text("web.list.clear"))}</a>'
    return f'<span class="list-count">{escape(say.text("web.list.count"))} {count} · {back}</span>'


def _pages(say: Speech, seen: Seen[R]) -> str:
    size, of = seen.listing.size, len(seen.rows)
    if size is None:
        return ""
    number = seen.start // size + 1
    before, after = "", ""
    if seen.start:
        before = f'<a href="{_page(seen, number - 1)}">← {escape(say.text("web.pages.before"))}</a>'
    if seen.start + size < of:
        after = f'<a href="{_page(seen, number + 1)}">{escape(say.text("web.pages.after"))} →</a>'
    first, last = parts.figure(say, seen.start + 1, None), parts.figure(say, min(seen.start + size, of), None, of=of)
    return f'<p class="pages"{_boost(seen)}>{before}<span>{first}–{last}</span>{after}</p>'


def _page(seen: Seen[R], number: int) -> str:
    return _at(seen, **{PAGE: str(number)})


def _form(seen: Seen[R], gone: tuple[str, ...]) -> str:
    return f'<form method="get" action="#{escape(seen.listing.anchor)}" class="list-{gone[0]}"'


def _hidden(seen: Seen[R], *gone: str) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in seen.asked.kept(*gone)
    )


def _without(seen: Seen[R], *gone: str) -> str:
    return _at(seen, **dict.fromkeys(gone, ""))


def _at(seen: Seen[R], **changes: str) -> str:
    return str(escape(f"{seen.asked.address(**changes)}#{seen.listing.anchor}"))


def _boost(seen: Seen[R]) -> str:
    return ' hx-boost="true"' if seen.listing.boosted else ""


def _if(true: bool, word: str) -> str:
    return f" {word}" if true else ""
