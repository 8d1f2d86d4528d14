"""The facts that rules are asked of, as one view ``facts`` in DuckDB: a row for every form.

Distinct values are worked out once in Python (``quality.derived``, ``quality.places``) and joined back; nothing is
copied row by row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import duckdb

from diaban.quality.derived import citizenship, dob_state, ethnic, marital, relation
from diaban.quality.field import FIELDS
from diaban.quality.places import Places
from diaban.quality.text.legacy import Table, decoded
from diaban.units.atlas import Atlas
from diaban.units.names import NameIndex

__all__ = ["BARE", "make_facts"]

BARE: Final = "facts_asked"
"""The view that tests are asked of: all facts but what is only offered."""

Work = Callable[[str], str | None]
OLD_TABLES: Final[tuple[Table, ...]] = ("tcvn3", "vni", "utf8-as-cp1252")


def _in_any_font(work: Work, *unread: str | None) -> Work:
    """The same of a word of a short list; one that is not on it as it stands, and is in an old font, is read so."""

    def told(text: str) -> str | None:
        found = work(text)
        if found in unread and not text.isascii():
            meant = (work(decoded(text, table)) for table in OLD_TABLES)
            return next((one for one in meant if one not in unread), found)
        return found

    return told


TEXTS: Final[tuple[tuple[str, str, Work], ...]] = (
    ("dob", "state_of_dob", dob_state),
    ("relation_to_head", "code_of_relation", _in_any_font(relation, "unknown")),
    ("marital_status", "code_of_marital", _in_any_font(marital, None)),
    ("nationality", "code_of_nationality", _in_any_font(citizenship, "foreign", None)),
    ("ethnicity", "code_of_ethnicity", _in_any_font(ethnic, None)),
)
BIRTH_PLACE: Final = "coalesce(n.place_of_birth_registration_read, f.place_of_birth_registration)"
WHICH: Final = ("permanent", "present")
PROPER: Final = "array_to_string(list_transform(string_split(n.name, ' '), lambda w: upper(w[1]) || substr(w, 2)), ' ')"
YEARS: Final = (
    "(year({to}) - {born_year} - CASE WHEN {born} IS NOT NULL AND"
    " month({to}) * 100 + day({to}) < month({born}) * 100 + day({born}) THEN 1 ELSE 0 END)"
)
"""Whole years; of whom only the year is known, years of the calendar, the later of the two ages possible."""


def make_facts(
    connection: duckdb.DuckDBPyConnection, *, atlas: Atlas, names: NameIndex, today: date, persons: bool
) -> None:
    """Make the view ``facts`` (every fact by its name, beside ``row`` and ``unit``: the commune of ``today``) out of
    tables ``forms``, ``normal`` and, with ``persons``, ``persons``."""
    places = Places(atlas, names, today)
    for column, table, work in TEXTS:
        _mapped(connection, f"f.{column}", table, work)
    _mapped(connection, BIRTH_PLACE, "places_of_birth", places.birth_places)
    _since(connection, atlas)
    for which in WHICH:
        _placed(connection, which, places)
    _people(connection, persons=persons)
    _derived(connection, today)
    for view in _views(today):
        connection.execute(view)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> None:
    """A table out of Python, by columns: row by row would take minutes."""
    lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    chosen = ", ".join(f"unnest(?::{type_}[]) AS {key}" for key, type_ in columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {chosen}", lists)


def _mapped(connection: duckdb.DuckDBPyConnection, value: str, table: str, work: Work) -> None:
    source = "forms f" if value.startswith("f.") else "forms f JOIN normal n USING (row)"
    texts = [text for (text,) in _rows(connection, f"SELECT DISTINCT {value} AS t FROM {source} WHERE t IS NOT NULL")]
    told = [(text, work(text)) for text in texts]
    _table(connection, table, (("written", "VARCHAR"), ("told", "VARCHAR")), told)


def _since(connection: duckdb.DuckDBPyConnection, atlas: Atlas) -> None:
    """Days of filling in, by the first day from which the units are as on that day."""
    days = [day for (day,) in _rows(connection, "SELECT DISTINCT filled FROM normal WHERE filled IS NOT NULL")]
    known = [(day, atlas.since(day)) for day in days]
    # Before the first change that is known, the day itself stands.
    told = [(day, since if since != date.min else day) for day, since in known]
    _table(connection, "since", (("filled", "DATE"), ("since", "DATE")), told)


def _commune(which: str) -> str:
    # As it was read of a record in a legacy font: with its commas, which say where the hamlet ends.
    return f"coalesce(n.{which}_commune_read, f.{which}_commune)"


def _province(which: str) -> str:
    return f"coalesce(n.{which}_province_key, f.{which}_province)"


def _placed(connection: duckdb.DuckDBPyConnection, which: str, places: Places) -> None:
    asked = _rows(
        connection,
        f"SELECT DISTINCT {_commune(which)} AS c, {_province(which)} AS p, s.since FROM forms f"
        " JOIN normal n USING (row)"
        " LEFT JOIN since s ON s.filled = n.filled WHERE c IS NOT NULL",
    )
    told = []
    for number, (commune, province, since) in enumerate(asked):
        found = places.placed(commune, province or "", since)
        state = found.state.value if found.state else None
        told.append((number, commune, province, since, state, found.unit, found.offer))
    kinds = (("id", "INTEGER"), ("c", "VARCHAR"), ("p", "VARCHAR"), ("since", "DATE"))
    answers = (("state", "VARCHAR"), ("unit", "VARCHAR"), ("offer", "VARCHAR"))
    _table(connection, f"placed_{which}", (*kinds, *answers), told)


def _people(connection: duckdb.DuckDBPyConnection, *, persons: bool) -> None:
    """How many forms and numbers a person has, and how many people a number; only numbers of twelve digits count."""
    if not persons:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE people AS SELECT row, NULL::BIGINT AS forms_of_person, NULL::BIGINT AS"
            " numbers_of_person, NULL::BIGINT AS people_of_number, NULL::BIGINT AS form_of_person FROM normal LIMIT 0"
        )
        return
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE people AS
        WITH held AS (
            SELECT n.row, p.person_id, CASE WHEN length(n.number) = 12 THEN n.number END AS number
            FROM normal n JOIN persons p USING (form_id)
        ), ranked AS (
            SELECT row, row_number() OVER (PARTITION BY person_id ORDER BY row) AS form_of_person FROM held
            SEMI JOIN (SELECT person_id FROM held GROUP BY person_id HAVING count(*) > 1) m USING (person_id)
        ), persons_ AS (
            SELECT person_id, count(*) AS forms_of_person, count(DISTINCT number) AS numbers_of_person
            FROM held GROUP BY person_id HAVING count(*) > 1
        ), numbers AS (
            SELECT number, count(DISTINCT person_id) AS people_of_number
            FROM held WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1
        )
        SELECT held.row, coalesce(forms_of_person, 1) AS forms_of_person,
            coalesce(numbers_of_person, CASE WHEN held.number IS NULL THEN 0 ELSE 1 END) AS numbers_of_person,
            CASE WHEN held.number IS NOT NULL THEN coalesce(people_of_number, 1) END AS people_of_number,
            coalesce(form_of_person, 1) AS form_of_person
        FROM held LEFT JOIN ranked USING (row) LEFT JOIN persons_ USING (person_id)
        LEFT JOIN numbers ON numbers.number = held.number
        """
    )


def _derived(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """What is worked out, once for every form: the joins over texts are gone through a single time."""
    day = f"DATE '{today.isoformat()}'"
    # A year of two digits may be of either century: what was guessed for finding duplicates is no fact.
    known = {
        f"born{what}": f"CASE WHEN d.told IS DISTINCT FROM 'short' THEN n.birth{what} END" for what in ("", "_year")
    }
    age, then = YEARS.format(to=day, **known), YEARS.format(to="n.filled", **known)
    places = ", ".join(f"{one}.state AS {one}_state, {one}.id AS {one}_id" for one in WHICH)
    joins = " ".join(
        f"LEFT JOIN placed_{one} {one} ON {one}.c = {_commune(one)}"
        f" AND {one}.p IS NOT DISTINCT FROM {_province(one)} AND {one}.since IS NOT DISTINCT FROM s.since"
        for one in WHICH
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE derived AS
        SELECT f.row, coalesce(permanent.unit, present.unit) AS unit,
            CASE WHEN d.told = 'unreadable' AND n.birth_precision <> 'none' THEN n.birth_precision ELSE d.told END
                AS dob_state,
            {known["born"]} AS birth, {known["born_year"]}::BIGINT AS birth_year, r.told AS relation,
            m.told AS marital, c.told AS citizenship, t.told AS ethnic, b.told AS birth_places, {places},
            {age}::BIGINT AS age, {then}::BIGINT AS age_when_filled,
            k.forms_of_person, k.numbers_of_person, k.people_of_number, coalesce(k.form_of_person, 1) AS form_of_person
        FROM forms f JOIN normal n USING (row)
        LEFT JOIN since s ON s.filled = n.filled
        LEFT JOIN state_of_dob d ON d.written = f.dob
        LEFT JOIN code_of_relation r ON r.written = f.relation_to_head
        LEFT JOIN code_of_marital m ON m.written = f.marital_status
        LEFT JOIN code_of_nationality c ON c.written = f.nationality
        LEFT JOIN code_of_ethnicity t ON t.written = f.ethnicity
        LEFT JOIN places_of_birth b ON b.written = {BIRTH_PLACE}
        LEFT JOIN people k ON k.row = f.row {joins}
        """
    )


def _views(today: date) -> Iterator[str]:
    """The facts that tests are asked of, and beside them what a finding offers."""
    yield f"""
        CREATE OR REPLACE TEMP VIEW {BARE} AS
        SELECT f.row, e.unit, {", ".join(f"f.{one.name}" for one in FIELDS)},
            n.name AS spelt, n.number, CASE WHEN length(n.number) = 12 THEN n.number END AS long_number,
            n.digits AS number_digits, n.sex AS gender, n.name_key AS name_plain, n.spouse_key AS spouse_plain,
            n.father_key AS father_plain, n.mother_key AS mother_plain, e.birth, e.birth_year,
            n.birth_precision AS precision, n.filled, n.household_key AS household,
            e.dob_state, e.relation, e.marital, e.citizenship, e.ethnic, e.birth_places,
            e.permanent_state, e.present_state,
            e.permanent_id, e.present_id, e.age, e.age_when_filled, DATE '{today.isoformat()}' AS today,
            e.forms_of_person, e.numbers_of_person, e.people_of_number, e.form_of_person
        FROM forms f JOIN normal n USING (row) JOIN derived e USING (row)
    """
    offers = ", ".join(f"{one}.offer AS {one}_offer" for one in WHICH)
    joins = " ".join(f"LEFT JOIN placed_{one} {one} ON {one}.id = b.{one}_id" for one in WHICH)
    proper = PROPER.replace("n.name", "b.spelt")
    yield f"CREATE OR REPLACE TEMP VIEW facts AS SELECT b.*, {proper} AS name, {offers} FROM {BARE} b {joins}"
