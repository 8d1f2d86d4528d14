"""What people decided on the review page, laid over what the search for duplicates found.

A decision is of two forms by their numbers. It stands above the model's: forms decided to be of one person are joined,
forms decided to be of two are parted, and whoever hangs together by other pairs stays together.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding

__all__ = ["DECISIONS", "HEADINGS", "decide", "read_decisions"]

HEADINGS: Final = ("form_id_a", "form_id_b", "decision")
DECISIONS: Final = ("same", "different")
Decisions = dict[tuple[str, str], str]


def read_decisions(path: Path) -> Decisions:
    """The decisions of a file, the last of two about one pair. RefusedError ``decisions-refused``, with the row."""
    found: Decisions = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reading = csv.reader(stream)
            if tuple(next(reading, ()))[: len(HEADINGS)] != HEADINGS:
                raise RefusedError(finding("decisions-refused", place=Place(file=path.name, row=1)))
            for row, cells in enumerate(reading, 2):
                if len(cells) < len(HEADINGS) or cells[2] not in DECISIONS:
                    raise RefusedError(finding("decisions-refused", place=Place(file=path.name, row=row)))
                one, other = sorted(cells[:2])
                found[one, other] = cells[2]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        # What the library says may quote a row.
        raise RefusedError(finding("decisions-refused", place=Place(file=path.name))) from error
    return found


def decide(connection: duckdb.DuckDBPyConnection, decisions: Decisions) -> int:
    """Lay decisions over tables ``pairs`` and ``persons``; how many of them are of forms of this batch."""
    columns = [list(column) for column in zip(*((a, b, d) for (a, b), d in decisions.items()), strict=True)]
    connection.execute(
        "CREATE OR REPLACE TABLE decided AS SELECT a, b, said FROM (SELECT unnest(?::VARCHAR[]) AS a,"
        " unnest(?::VARCHAR[]) AS b, unnest(?::VARCHAR[]) AS said)"
        " SEMI JOIN persons p ON p.form_id = a SEMI JOIN persons q ON q.form_id = b",
        columns or [[], [], []],
    )
    told = connection.execute("SELECT a, b, said FROM decided").fetchall()
    if told:
        connection.execute(
            "UPDATE pairs SET decision = said FROM decided WHERE form_id_a = a AND form_id_b = b AND decision <> said"
        )
        _part_and_join(connection, told)
    connection.execute("DROP TABLE decided")
    return len(told)


def _part_and_join(connection: duckdb.DuckDBPyConnection, told: Iterable[tuple[str, str, str]]) -> None:
    """Forms of everybody concerned, put together anew by the pairs that are now held to be of one person."""
    connection.execute(
        "CREATE OR REPLACE TABLE touched AS SELECT form_id, person_id FROM persons WHERE person_id IN"
        " (SELECT person_id FROM persons JOIN decided ON form_id = a OR form_id = b)"
    )
    forms = [form for (form,) in connection.execute("SELECT form_id FROM touched ORDER BY form_id").fetchall()]
    same = connection.execute(
        "SELECT form_id_a, form_id_b FROM pairs SEMI JOIN touched ON form_id = form_id_a WHERE decision = 'same'"
    ).fetchall()
    apart = {(a, b) for a, b, said in told if said == "different"}
    joined = [(a, b) for a, b, said in told if said == "same"] + [pair for pair in same if pair not in apart]
    heads = _joined(forms, joined)
    # Whoever still hangs together by a third form although somebody parted them: the later form stands alone.
    for a, b in sorted(apart):
        if a in heads and b in heads and heads[a] == heads[b]:
            heads[b] = b
    heads = _renamed(heads)
    # A person is called by the least number of its forms, as the search calls it.
    connection.execute(
        "CREATE OR REPLACE TABLE anew AS SELECT unnest(?::VARCHAR[]) AS form_id, unnest(?::VARCHAR[]) AS person_id",
        [list(heads), list(heads.values())],
    )
    connection.execute("UPDATE persons SET person_id = anew.person_id FROM anew WHERE anew.form_id = persons.form_id")
    connection.execute("DROP TABLE touched; DROP TABLE anew")


def _joined(forms: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By form, the first form of those it hangs together with."""
    above = {form: form for form in forms}

    def head(form: str) -> str:
        while above[form] != form:
            above[form] = above[above[form]]
            form = above[form]
        return form

    for a, b in pairs:
        if a in above and b in above:
            one, other = sorted((head(a), head(b)))
            above[other] = one
    return {form: head(form) for form in above}


def _renamed(heads: dict[str, str]) -> dict[str, str]:
    """Every group by its least form: a form that was parted may have given its group its name."""
    least: dict[str, str] = {}
    for form in sorted(heads):
        least.setdefault(heads[form], form)
    return {form: least[head] for form, head in heads.items()}
