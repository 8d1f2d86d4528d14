"""Worklists: a workbook for each commune, its forms by hamlet and household, those alone that have a fault."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
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
    tick: Callable[[str], None],
) -> None:
    """Write the workbooks. Notes are left to ``findings.parquet``: a list that is too long is not worked off."""
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
            SELECT row, string_agg(concat('• ', title, ': ' || nullif(found, form_id), ' → ', remedy), chr(10)
                ORDER BY rule) AS work
            FROM findings JOIN titled USING (rule) GROUP BY row
        ) w JOIN forms f USING (row) JOIN ruled j USING (row) LEFT JOIN hamlets h ON h.written = f.permanent_commune
        """
    )
    by_unit = {one.unit: one for one in summary.communes}
    for unit, lines in groupby(_lines(connection), key=itemgetter(0)):
        one = by_unit[unit]
        name = one.name or say.text("worklist.nowhere")
        tick(name)
        head = Worklist(name, summary.as_of, summary.expires, summary.invented)
        file = folder / f"{one.code or '00000'}-{_file_name(name)}.xlsx"
        file.write_bytes(worklist(head, (line[1:] for line in lines), say))


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


def _lines(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The commune's unit and the line, commune by commune."""
    asked = connection.execute(
        "SELECT unit, hamlet, household_no, form_id, full_name, dob, work FROM listed"
        " ORDER BY unit, place, household_no NULLS LAST, row"
    )
    while rows := asked.fetchmany(BATCH):
        yield from rows


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
