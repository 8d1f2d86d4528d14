"""Worklists: a workbook for each commune, its forms by hamlet and household, those alone that have a fault."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from diaban.basis.finding import Severity
from diaban.basis.names import fold, sort_key
from diaban.basis.speech import Speech
from diaban.quality.derived import hamlet_of
from diaban.quality.rule import Rule
from diaban.quality.summary import Summary
from diaban.reports.worklist import Worklist, worklist

__all__ = ["write_worklists"]

BATCH: Final = 5_000


def write_worklists(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    summary: Summary,
    rules: Sequence[Rule],
    say: Speech,
    *,
    spill: Path,
    tick: Callable[[str], None],
) -> None:
    """Write the workbooks, with ``spill`` for what memory does not hold.

    Notes are left to ``findings.parquet``: a list that is too long is not worked off.
    """
    folder.mkdir(mode=0o700)
    told = [at for at, rule in enumerate(rules) if rule.severity is not Severity.NOTE]
    titles = [rules[at].definition.title[say.lang] for at in told]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE titled AS SELECT unnest(?::SMALLINT[]) AS rule, unnest(?::VARCHAR[]) AS title",
        [told, titles],
    )
    _hamlets(connection)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE listed AS
        SELECT j.unit, h.hamlet, coalesce(h.place, '') AS place, f.household_no, f.form_id, f.full_name, f.dob, f.row,
            w.work
        FROM (
            SELECT row, string_agg('• ' || title || ': ' || coalesce(found, '') || ' → ' || remedy, chr(10)
                ORDER BY rule) AS work
            FROM findings JOIN titled USING (rule) GROUP BY row
        ) w JOIN forms f USING (row) JOIN ruled j USING (row) LEFT JOIN hamlets h ON h.written = f.permanent_commune
        """
    )
    for one in summary.communes:
        name = one.name or say.text("worklist.nowhere")
        tick(name)
        head = Worklist(name, summary.as_of, summary.expires, summary.invented)
        file = folder / f"{one.code or '00000'}-{_file_name(name)}.xlsx"
        lines = _lines(connection, one.unit)
        first = next(lines, None)
        if first is not None:
            file.write_bytes(worklist(head, _with(first, lines), say, spill=spill))


def _hamlets(connection: duckdb.DuckDBPyConnection) -> None:
    texts = connection.execute(
        "SELECT DISTINCT permanent_commune FROM forms WHERE contains(permanent_commune, ',')"
    ).fetchall()
    found = [(text, hamlet) for (text,) in texts if (hamlet := hamlet_of(text)) is not None]
    columns = [list(column) for column in zip(*((t, h, sort_key(h)) for t, h in found), strict=True)] or [[], [], []]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE hamlets AS"
        " SELECT unnest(?::VARCHAR[]) AS written, unnest(?::VARCHAR[]) AS hamlet, unnest(?::VARCHAR[]) AS place",
        columns,
    )


def _lines(connection: duckdb.DuckDBPyConnection, unit: str | None) -> Iterator[tuple[Any, ...]]:
    asked = connection.execute(
        "SELECT hamlet, household_no, form_id, full_name, dob, work FROM listed WHERE unit IS NOT DISTINCT FROM ?"
        " ORDER BY place, household_no NULLS LAST, row",
        [unit],
    )
    while rows := asked.fetchmany(BATCH):
        yield from rows


def _with(first: tuple[Any, ...], rest: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    yield first
    yield from rest


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
