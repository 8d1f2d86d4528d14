"""Reads the files of forms: each into a :class:`Form`, and every fault of every file.

Within a file, lists of words and columns are written once, each with an ``id``, and named by the tables of the versions
that use them::

    [[list]]
    id = "tenure"
    words = [{ value = "independent", title = { vi = "Độc lập", en = "Independent" }, also = ["riêng"] }]

    [[column]]
    id = "tenure"                 # its name too, unless it has one: two tables may each have a "number"
    title = { vi = "Sử dụng", en = "Tenure" }
    kind = "choice"
    list = "tenure"

    [[version]]
    from = 2019-01-01
    [[version.table]]
    id = "headquarters"
    register = "headquarters"
    title = { vi = "Trụ sở", en = "Headquarters" }
    dates = "state"
    columns = ["code", "unit_name", "tenure"]
    unique = ["code"]
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from diaban.basis.catalogue import LANGUAGES, Language
from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.finding import Finding
from diaban.basis.names import fold
from diaban.intake.form import (
    FORM_KINDS,
    LAST_DAY,
    SHIPPED_FORMS,
    VALID_FROM,
    VALID_TO,
    Dates,
    Form,
    FormColumn,
    FormScope,
    FormTable,
    FormVersion,
    Secrecy,
)
from diaban.intake.reporting import Calendar, Due, PeriodRule
from diaban.units.unit import TYPES_BY_LEVEL, Level, UnitType

__all__ = ["read_forms"]

T = TypeVar("T", bound=str)

SENDERS: Final = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
NUMBERS: Final = ("integer", "decimal", "percent")
SECRECY: Final[tuple[Secrecy, ...]] = ("open", "classified")
LARGEST: Final = 2**31 - 1
SHEET_LENGTH: Final = 31
SHEET_SIGNS: Final = frozenset("[]:*?/\\")


@dataclass(frozen=True, slots=True)
class _Words:
    choices: Mapping[str, Mapping[Language, str]]
    also: Mapping[str, str]


def read_forms(folders: Iterable[Path] = (SHIPPED_FORMS,)) -> tuple[dict[str, Form], list[Finding]]:
    """Forms by id, and every fault of every file; a file with a fault is left out."""
    read = read_definitions(folders)
    forms: dict[str, Form] = {}
    for key, (definition, reader) in read.files.items():
        before = len(read.findings)
        form = _form(definition, reader)
        if form is not None and len(read.findings) == before:
            forms[key] = form
    return forms, read.findings


def _form(definition: Definition, reader: Reader) -> Form | None:
    own = reader.flag("own")
    rule, calendar = reader.choice("rule", PeriodRule), reader.choice("calendar", Calendar)
    sent_by = reader.choices("sent_by", Level)
    for level in sent_by:
        if level not in SENDERS:
            reader.refuse("sent_by", level.value, " | ".join(SENDERS))
    secrecy, months = _one_of(reader, "secrecy", SECRECY), reader.number("retention_months", least=1)
    due, ministry = _dues(reader, rule, sent_by)
    scopes = tuple(scope for table in reader.tables("scope") if (scope := _scope(table)) is not None)
    for one, other in ((a, b) for at, a in enumerate(scopes) for b in scopes[at + 1 :]):
        if one.period.overlaps(other.period):
            reader.refuse("scope", f"{other.period.start}", "periods that do not overlap")
    columns = _columns(reader, _lists(reader))
    versions = tuple(made for table in reader.tables("version") if (made := _version(table, columns)) is not None)
    starts = [version.start for version in versions]
    if starts != sorted(set(starts)):
        reader.refuse("version", ", ".join(map(str, starts)), "each from a later day")
    first = definition.in_force.start
    if starts and first is not None and starts[0] > first:
        reader.refuse("version", str(starts[0]), f"from <= {first}")
    reader.done()
    if rule is None or calendar is None or secrecy is None or months is None:
        return None
    return Form(definition, own, rule, calendar, due, ministry, sent_by, scopes, secrecy, months, versions)


def _dues(reader: Reader, rule: PeriodRule | None, sent_by: Iterable[Level]) -> tuple[Mapping[Level, Due], Due | None]:
    table = reader.table("due")
    if table is None:
        return {}, None
    found: dict[Level, Due] = {}
    for level in SENDERS:
        due = _due(table, level.value, rule, optional=level not in sent_by)
        if due is not None:
            found[level] = due
    ministry = _due(table, "ministry", rule, optional=True)
    table.done()
    return found, ministry


def _due(table: Reader, key: str, rule: PeriodRule | None, *, optional: bool) -> Due | None:
    """``{ day = 16, months = 0 }`` of a rule that counts months, ``{ after = 2 }`` of any other."""
    inner = table.table(key, optional=optional)
    if inner is None:
        return None
    by_month = rule is not None and rule.regular and rule is not PeriodRule.WEEKLY
    day = inner.number("day", least=1) if by_month else None
    offset = inner.number("months", optional=True) if by_month else None
    after = None if by_month else inner.number("after")
    inner.done()
    if day is not None and day > 31:
        inner.refuse("day", day, "1..31")
        return None
    return Due(day, offset or 0) if day is not None else None if after is None else Due(after=after)


def _scope(table: Reader) -> FormScope | None:
    period = table.period()
    types = table.choices("types", UnitType, optional=True)
    if not set(types) <= set(TYPES_BY_LEVEL[Level.COMMUNE]):
        table.refuse("types", ", ".join(types), ", ".join(TYPES_BY_LEVEL[Level.COMMUNE]))
    with_service, border, works = table.flag("with_service"), table.flag("border"), table.flag("works")
    sentence = table.bilingual("sentence")
    table.done()
    return None if period is None else FormScope(period, types, with_service, border, sentence, works)


def _lists(reader: Reader) -> Mapping[str, _Words]:
    found: dict[str, _Words] = {}
    for table in reader.tables("list", optional=True):
        id_ = table.string("id")
        choices: dict[str, Mapping[Language, str]] = {}
        also: dict[str, str] = {}
        meant: dict[str, str] = {}
        for word in table.tables("words"):
            value, title, others = word.string("value"), word.bilingual("title"), word.strings("also", optional=True)
            word.done()
            if value is None:
                continue
            choices[value] = title
            also |= dict.fromkeys(others, value)
            for said in (*title.values(), *others, value):
                if meant.setdefault(fold(said), value) != value:
                    word.refuse("also", said, f"no word of {meant[fold(said)]}")
        table.done()
        if id_ is not None:
            found[id_] = _Words(choices, also)
    return found


def _columns(reader: Reader, lists: Mapping[str, _Words]) -> Mapping[str, FormColumn]:
    found: dict[str, FormColumn] = {}
    for table in reader.tables("column"):
        id_ = table.string("id")
        column = _column(table, id_ or "", lists)
        if id_ in found:
            table.refuse("id", id_, "each id once")
        elif id_ is not None and column is not None:
            found[id_] = column
    return found


def _column(table: Reader, id_: str, lists: Mapping[str, _Words]) -> FormColumn | None:
    kind = _one_of(table, "kind", FORM_KINDS)
    title = table.bilingual("title")
    name = table.string("name", optional=True) or id_
    optional, blank, personal = table.flag("optional"), table.flag("blank"), table.flag("personal")
    also, example = table.strings("also", optional=True), table.string("example", optional=True) or ""
    group = table.bilingual("group") if table.has("group") else None
    help_ = table.bilingual("help") if table.has("help") else None
    words, listed = _Words({}, {}), False
    if kind == "choice":
        listed = table.flag("listed")
        list_ = None if listed else table.string("list")
        if list_ is not None and list_ not in lists:
            table.refuse("list", list_, " | ".join(lists))
        words = lists.get(list_ or "", words)
    least = most = None
    if kind in NUMBERS:
        least = table.number("least", optional=True) or 0
        most = table.number("most", optional=True) or (100 if kind == "percent" else LARGEST)
        if least > most:
            table.refuse("most", most, f">= {least}")
    widths = _widths(table) if kind == "code" else ()
    length = table.number("max_length", least=1, optional=True) or 200
    table.done()
    if kind is None:
        return None
    return FormColumn(
        name=name,
        title=title,
        kind=kind,
        required=not optional,
        blank=blank,
        choices=words.choices,
        also=also,
        also_words=words.also,
        group=group,
        least=least,
        most=most,
        max_length=length,
        widths=widths,
        personal=personal,
        listed=listed,
        example=example,
        help=help_,
    )


def _one_of(table: Reader, key: str, allowed: tuple[T, ...]) -> T | None:
    written = table.string(key)
    found = next((one for one in allowed if one == written), None)
    if found is None and written is not None:
        table.refuse(key, written, " | ".join(allowed))
    return found


def _widths(table: Reader) -> tuple[int, ...]:
    width = table.number("width", least=1, optional=True)
    return () if width is None else (width,)


def _version(table: Reader, columns: Mapping[str, FormColumn]) -> FormVersion | None:
    start = table.day("from")
    tables = [one for inner in table.tables("table") if (one := _table(inner, columns)) is not None]
    for names in ([one.id for one in tables], *([one.title[lang] for one in tables] for lang in LANGUAGES)):
        if len(set(map(fold, names))) < len(names):
            table.refuse("table", ", ".join(names), "each id and each title once")
    table.done()
    return None if start is None else FormVersion(start, tuple(tables))


def _table(table: Reader, known: Mapping[str, FormColumn]) -> FormTable | None:
    id_, register = table.string("id"), table.string("register")
    title, dates = table.bilingual("title"), table.choice("dates", Dates)
    for said in title.values():
        # A sheet of a workbook is named by it.
        if len(said) > SHEET_LENGTH or set(said) & SHEET_SIGNS:
            table.refuse("title", said, f"<= {SHEET_LENGTH}; not {' '.join(sorted(SHEET_SIGNS))}")
    asked = table.strings("columns")
    for name in asked:
        if name not in known:
            table.refuse("columns", name, " | ".join(known))
    columns = tuple(known[name] for name in asked if name in known)
    unique = table.strings("unique")
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        table.refuse("columns", ", ".join(names), "each name once")
    if not set(unique) <= set(names):
        table.refuse("unique", ", ".join(unique), " | ".join(names))
    if dates is not None:
        _days(table, dates, names)
    _headings(table, columns)
    table.done()
    if id_ is None or register is None or dates is None:
        return None
    return FormTable(id_, register, title, dates, columns, unique)


def _days(table: Reader, dates: Dates, names: Iterable[str]) -> None:
    """A table has columns of days exactly where its rows have days of their own."""
    there = {VALID_FROM, LAST_DAY, VALID_TO} & set(names)
    wanted = {VALID_FROM, LAST_DAY} if dates is Dates.ROWS else set()
    if there != wanted:
        table.refuse("columns", ", ".join(sorted(there)), ", ".join(sorted(wanted)) or f"no day ({dates})")


def _headings(table: Reader, columns: Iterable[FormColumn]) -> None:
    """No heading may mean two columns; under a group a heading is told by both rows."""
    meant: dict[str, str] = {}
    for column in columns:
        for heading in column.headings:
            groups = column.group.values() if column.group and heading in column.title.values() else ("",)
            for group in groups:
                key = fold(f"{group} {heading}")
                if meant.setdefault(key, column.name) != column.name:
                    table.refuse("columns", heading, f"no heading of {meant[key]}")
