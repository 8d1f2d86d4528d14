"""The re-check: households drawn from the forms, and what the filled-in sheet says of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.names import fold
from diaban.engines.forms_dates import days_query, digits_column, sex_column
from diaban.engines.forms_normal import normalise
from diaban.engines.forms_quiet import quietly
from diaban.engines.forms_read import connect, read
from diaban.quality.derived import citizenship, ethnic, marital, relation
from diaban.quality.recheck import Coverage, Design, Difference, coverage, difference

__all__ = ["ASKED", "KNOWN", "Drawn", "Scored", "draw", "score"]

KNOWN: Final = ("form_id", "full_name", "household_no", "permanent_commune", "permanent_province")
"""What the sheet tells whoever asks again: whom to look for, and where."""
ASKED: Final = ("sex", "dob", "personal_id", "marital_status", "relation_to_head", "ethnicity", "nationality")
"""What is asked again, without what the form says: an answer that is seen is repeated."""
OURS: Final = "Việt Nam"
FEW: Final = frozenset(("sex", "marital_status", "relation_to_head", "ethnicity", "nationality"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Households drawn of those there are, and the lines of their forms in the order of the sheet."""

    households: int
    of: int
    lines: tuple[tuple[Any, ...], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """``strangers``: lines whose number is of no form; ``coverage`` None where nobody was found."""

    differences: tuple[Difference, ...]
    coverage: Coverage | None
    strangers: int
    findings: tuple[Finding, ...]


def draw(files: Sequence[Path], *, spill: Path, households: int, seed: int) -> Drawn:
    """Draw so many households of every commune at random; one seed draws the same again from the same forms.

    RefusedError as :func:`read` gives it, ``recheck-no-household`` where no form names one.
    """
    size = sum(path.stat().st_size for path in files if path.is_file())
    with quietly("recheck", spill.parent), connect(spill, size) as connection:
        batch = read(connection, files, spill=spill)
        normalise(connection)
        connection.execute(
            "CREATE TABLE houses AS SELECT household_key AS house, any_value(permanent_commune_key) AS commune"
            " FROM normal WHERE household_key IS NOT NULL GROUP BY house"
        )
        of = _number(connection, "SELECT count(*) FROM houses")
        if not of:
            raise RefusedError(finding("recheck-no-household", place=Place(file=batch.files[0].name)))
        connection.execute(
            "CREATE TABLE drawn AS SELECT house FROM houses"
            " QUALIFY row_number() OVER (PARTITION BY commune ORDER BY md5(? || house)) <= ?",
            [f"{seed}|", households],
        )
        lines = connection.execute(
            f"SELECT {', '.join(f'f.{name}' for name in KNOWN)} FROM forms f JOIN normal n USING (row)"
            " JOIN drawn d ON d.house = n.household_key ORDER BY n.permanent_commune_key, d.house, row"
        ).fetchall()
        count = _number(connection, "SELECT count(*) FROM drawn")
    return Drawn(count, of, tuple(lines), tuple(batch.findings))


def score(files: Sequence[Path], recount: Path, *, spill: Path) -> Scored:
    """Hold the filled-in sheet against the forms. A line with a form's number on which nothing was filled in is a
    person who was not found; a line without a number is one who has no form.

    RefusedError as :func:`read` gives it, ``recheck-empty`` where nothing was filled in.
    """
    size = sum(path.stat().st_size for path in files if path.is_file())
    with quietly("recheck", spill.parent), connect(spill, size) as connection:
        batch = read(connection, files, spill=spill)
        normalise(connection)
        connection.execute("ALTER TABLE forms RENAME TO first")
        again = read(connection, [recount], spill=spill)
        answered = " OR ".join(f"{name} IS NOT NULL" for name in ASKED)
        connection.execute(
            f"CREATE TABLE again AS SELECT *, ({answered}) AS answered, form_id LIKE '?%' AS spare,"
            " form_id LIKE '?%' AND full_name IS NOT NULL AS new FROM forms"
        )
        found = _number(connection, "SELECT count(*) FROM again WHERE (answered AND NOT spare) OR new")
        if not found:
            raise RefusedError(finding("recheck-empty", place=Place(file=recount.name)))
        matched = _number(connection, "SELECT count(*) FROM again SEMI JOIN first USING (form_id) WHERE answered")
        strangers = _number(connection, "SELECT count(*) FROM again ANTI JOIN first USING (form_id) WHERE NOT spare")
        forms = _number(connection, "SELECT count(*) FROM first SEMI JOIN again USING (form_id)")
        people = _placed(connection)
        differences = [told for name in ASKED if (told := _difference(connection, name, people)) is not None]
    seen = None
    if found > strangers:
        own = [one for one in people if one.row is not None or one.new]
        seen = coverage(
            forms=forms,
            found=found - strangers,
            matched=matched,
            design=_design(own),
            has_form=[one.row is not None for one in own],
            met=[one.answered or one.new for one in own],
        )
    # Of the second file only what is wrong with its rows: the columns it lacks were never asked.
    more = [one for one in again.findings if one.code == "forms-row-broken"]
    return Scored(tuple(differences), seen, strangers, (*batch.findings, *more))


@dataclass(frozen=True, slots=True)
class _Person:
    """A line of the sheet: ``row`` of its form, None where it has none; its household, whose commune, standing for how
    many households; ``new``: somebody found who has no form."""

    row: int | None
    line: int
    answered: bool
    new: bool
    house: str
    commune: str
    weight: float


def _placed(connection: duckdb.DuckDBPyConnection) -> list[_Person]:
    """Every line with its household, by its form, or of whoever has none by the household written beside.

    A household stands for as many of its commune as were not drawn: households are drawn so many of every commune.
    """
    house = "coalesce(n.household_key, 'f|' || f.form_id)"
    connection.execute(
        f"CREATE TABLE lines AS SELECT a.row AS line, f.row, a.answered, a.new, {house} AS house,"
        " coalesce(n.permanent_commune_key, '') AS commune, concat_ws('|', a.household_no, a.permanent_commune,"
        " a.permanent_province) AS written FROM again a LEFT JOIN first f USING (form_id)"
        " LEFT JOIN normal n ON n.row = f.row"
    )
    rows = connection.execute(
        f"""
        WITH beside AS (
            SELECT written, min(house) AS house, min(commune) AS commune FROM lines
            WHERE row IS NOT NULL AND written <> '' GROUP BY written
        ), there AS (
            SELECT line, row, answered, new, coalesce(lines.house, beside.house, 'l|' || line) AS house,
                coalesce(CASE WHEN row IS NOT NULL THEN lines.commune END, beside.commune, '') AS commune
            FROM lines LEFT JOIN beside USING (written)
        ), drawn AS (
            SELECT commune, count(DISTINCT house) AS drawn FROM there WHERE row IS NOT NULL GROUP BY commune
        ), whole AS (
            SELECT coalesce(permanent_commune_key, '') AS commune, count(DISTINCT {house}) AS whole
            FROM first f JOIN normal n USING (row) GROUP BY ALL
        )
        SELECT row, line, answered, new, house, commune, coalesce(whole / drawn, 1.0)
        FROM there LEFT JOIN drawn USING (commune) LEFT JOIN whole USING (commune) ORDER BY line
        """
    ).fetchall()
    return [_Person(*row) for row in rows]


def _design(people: Sequence[_Person]) -> Design:
    houses = {house: at for at, house in enumerate(dict.fromkeys(one.house for one in people))}
    first = {houses[one.house]: one for one in reversed(people)}
    communes = {commune: at for at, commune in enumerate(dict.fromkeys(one.commune for one in people))}
    return Design(
        [houses[one.house] for one in people],
        [communes[first[at].commune] for at in range(len(houses))],
        [float(first[at].weight) for at in range(len(houses))],
    )


def _difference(connection: duckdb.DuckDBPyConnection, name: str, people: Sequence[_Person]) -> Difference | None:
    value = {
        "sex": sex_column("{0}.sex"),
        "personal_id": digits_column("{0}.personal_id"),
    }.get(name, f"{{0}}.{name}")
    one, other = value.format("f"), value.format("a")
    rows = connection.execute(
        f"SELECT {one}, {other} FROM first f JOIN again a USING (form_id) WHERE a.answered ORDER BY a.row"
    ).fetchall()
    if name == "dob":
        days = _days(connection)
        rows = [(days.get(a), days.get(b)) for a, b in rows]
    make = MADE.get(name)
    if make is not None:
        rows = [(None if a is None else make(a), None if b is None else make(b)) for a, b in rows]
    own = [person for person in people if person.row is not None and person.answered]
    return difference(name, rows, answers=name in FEW, design=_design(own))


def _days(connection: duckdb.DuckDBPyConnection) -> dict[str | None, str]:
    """Dates of birth as far as they are known, however they were written."""
    told = connection.execute(
        "SELECT text, concat_ws('-', y, m, d) FROM ("
        + days_query("SELECT DISTINCT dob AS text FROM first UNION SELECT DISTINCT dob FROM again")
        + ") WHERE y IS NOT NULL"
    ).fetchall()
    return dict(told)


MADE: Final[dict[str, Callable[[str], str | None]]] = {
    "marital_status": marital,
    "relation_to_head": relation,
    "ethnicity": lambda text: ethnic(text) or fold(text),
    "nationality": lambda text: OURS if citizenship(text) == "vn" else fold(text),
}


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
