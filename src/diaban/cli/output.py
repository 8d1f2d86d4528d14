"""What a command prints: one JSON document, or aligned text that is coloured where a terminal is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from diaban.basis.finding import Finding, Severity
from diaban.cli.say import Say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.tree import Tree

__all__ = ["console", "print_findings", "print_json", "print_table", "print_tree", "worst"]

WIDEST = 100_000
"""Columns of a pipe: no table is that wide."""
MOST = 5
"""Findings of one kind, without a row of a file, that are told one by one."""
MARKS = {Severity.ERROR: ("✗", "red"), Severity.WARNING: ("!", "yellow"), Severity.NOTE: ("·", "cyan")}


def console(*, to_stderr: bool = False) -> Console:
    """A terminal; wide where it is a pipe, so that nothing is cut."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704  # the error in hand: the door decides what it means, not the library

    stream = sys.stderr if to_stderr else sys.stdout
    wide = not stream.isatty()
    # A name is printed as it stands: no smiley is made of its colons, nothing in it is coloured.
    return Terminal(file=stream, highlight=False, emoji=False, width=WIDEST if wide else None, soft_wrap=wide)


def print_json(document: object) -> None:
    """One document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_findings(findings: Iterable[Finding], say: Say) -> None:
    """Findings on stderr: what was found and where, what is allowed, what to do.

    Of one kind at most ``MOST`` that name no row of a file are told one by one; more of them are told together, in one
    sentence where the catalogue has one. JSON has them all.
    """
    from rich.text import Text

    terminal = console(to_stderr=True)
    # Many findings of one kind share what is allowed and what to do: said once, below them.
    groups: dict[tuple[str, str, str], list[tuple[Finding, str]]] = {}
    for found in findings:
        said = {key: str(value) for key, value in say.as_dict(found).items()}
        groups.setdefault((found.code, said["allowed"], said["remedy"]), []).append((found, said["found"]))
    for (code, allowed, remedy), group in groups.items():
        loose = [found for found, _ in group if found.place.row is None]
        together = _together(code, loose, say) if len(loose) > MOST else None
        if together is not None:
            mark, colour = MARKS[loose[0].severity]
            terminal.print(Text.assemble((mark, colour), " ", _visible(together[0]), (f" [{code}]", "dim")))
        shown = 0
        for found, sentence in group:
            if found.place.row is None:
                shown += 1
                if together is not None or shown > MOST:
                    continue
            mark, colour = MARKS[found.severity]
            where = (f"{_where(found, say)} ", "dim")
            terminal.print(Text.assemble((mark, colour), where, _visible(sentence), (f" [{code}]", "dim")))
        if together is None and shown > MOST:
            units = [found.place.unit for found in loose[MOST:] if found.place.unit]
            more = say.text("findings.more", n=shown - MOST, units=f": {', '.join(units)}" if units else "")
            terminal.print(_visible(f"  {more}"), markup=False)
        terminal.print(f"  {_visible(allowed)}", markup=False)
        todo = together[1] if together is not None and together[1] else remedy
        terminal.print(f"  → {_visible(todo)}", markup=False, style="bold")


def _together(code: str, findings: Sequence[Finding], say: Say) -> tuple[str, str | None] | None:
    """What was found and what to do, said of many findings at once; None where the catalogue has no such sentence.

    A value that is the same in all is itself, days are their first and last, of anything else all are named; the last
    day of ``NAME`` is ``NAME_last``.
    """
    known = say.catalogue.keys()
    if f"together.{code}.found" not in known:
        return None
    values: dict[str, object] = {"n": len(findings)}
    for name in findings[0].values:
        given = [found.values.get(name, "—") for found in findings]
        days = sorted({value for value in given if isinstance(value, date)})
        if days:
            values[name] = " – ".join(dict.fromkeys((say.write(days[0]), say.write(days[-1]))))
            values[f"{name}_last"] = days[-1]
        else:
            values[name] = ", ".join(dict.fromkeys(say.write(value) for value in given))
    remedy = f"together.{code}.remedy"
    return say.text(f"together.{code}.found", **values), say.text(remedy, **values) if remedy in known else None


def worst(findings: Iterable[Finding]) -> int:
    """Exit code of something done: 1 if a finding is an error, else 0."""
    return int(any(found.severity is Severity.ERROR for found in findings))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """A table without lines; columns whose index is in ``right`` are aligned right."""
    from rich import box
    from rich.table import Table

    terminal = console()
    frame = box.SIMPLE_HEAD if terminal.is_terminal else None
    table = Table(box=frame, pad_edge=False, header_style="bold", show_edge=False, padding=(0, 2, 0, 0))
    for index, heading in enumerate(headings):
        # Folded, never cut: an address longer than its column goes on in the next line.
        table.add_column(
            heading, justify="right" if index in right else "left", no_wrap=index in right, overflow="fold"
        )
    for row in rows:
        table.add_row(*(_cell(cell) for cell in row))
    _show(terminal, table)


def print_tree(tree: Tree) -> None:
    """A small tree."""
    _show(console(), tree)


def _show(terminal: Console, thing: Table | Tree) -> None:
    """Print something; in a pipe without the blanks that fill up its lines."""
    if terminal.is_terminal:
        terminal.print(thing)
        return
    with terminal.capture() as captured:
        terminal.print(thing)
    sys.stdout.write("\n".join(line.rstrip(" ") for line in captured.get().split("\n")))


def _visible(text: str) -> str:
    """Text that cannot steer a terminal: what somebody typed may hold control characters."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)


def _cell(cell: object) -> str:
    from rich.markup import escape

    return escape("" if cell is None else str(cell))


def _where(found: Finding, say: Say) -> str:
    place = found.place.as_dict()
    parts = [f"{say.text(f'place.{name}')} {value}" for name, value in place.items() if name != "file"]
    if "file" in place:
        parts.insert(0, str(place["file"]))
    return " " + _visible(", ".join(parts)) + ":" if parts else ""
