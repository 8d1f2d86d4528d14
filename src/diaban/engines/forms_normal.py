"""Registration forms as read, brought to one spelling: table ``forms`` in, table ``normal`` out; nothing is applied.

The distinct words of a column are looked at once, in Python; rows whose words are all in order never leave the engine.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import duckdb
import numpy as np

from diaban.engines.forms_dates import days_query, digits_column, number_column, sex_column
from diaban.quality.text.legacy import table_of
from diaban.quality.text.place import place_key
from diaban.quality.text.record import is_odd, repaired
from diaban.quality.text.spelling import FAMILIES, bare_key

__all__ = ["COLUMNS", "normalise"]

COLUMNS: Final = (
    "form_id full_name dob sex personal_id place_of_birth_registration place_of_origin permanent_commune"
    " permanent_province present_commune present_province household_no relation_to_head father_name mother_name"
    " spouse_name representative_name marital_status blood_group ethnicity religion nationality education occupation"
    " phone date_filled"
).split()
"""The columns of table ``forms``, beside ``row``."""

NAMES: Final = ("full_name", "father_name", "mother_name", "spouse_name")
PLACES: Final = {
    "place_of_birth_registration": "registration_key",
    "place_of_origin": "origin_key",
    "permanent_commune": "permanent_commune_key",
    "permanent_province": "permanent_province_key",
    "present_commune": "present_commune_key",
    "present_province": "present_province_key",
}
HEADS: Final = ("registration_key", "origin_key")
"""Places of which the first part (the commune) and the last are kept apart: one form names the district, another does
not, and some name the province alone."""
READ: Final = ("place_of_birth_registration", "permanent_commune", "present_commune")
BATCH: Final = 20_000
BLANKS: Final = (9, 10, 12, 13)
SOLE_Y: Final = r"\b(qu|[bcdghklmnpqrstvx]*)y\b"
FIX_COLUMNS: Final = (*NAMES, *PLACES)


def normalise(connection: duckdb.DuckDBPyConnection) -> None:
    """Make table ``normal``: one row for each of ``forms``, by the same ``row``."""
    _irregular_words(connection)
    _irregular_places(connection)
    _flagged_rows(connection)
    _repair(connection)
    _place_keys(connection)
    days = days_query("select distinct dob as text from forms union select distinct date_filled from forms")
    connection.execute(f"create or replace table days as {days}")
    connection.execute(_spelt())
    connection.execute(_name_keys())
    connection.execute(_normal())
    for table in ("odd_words", "odd_places", "flagged", "fixed", "place_keys", "days", "spelt", "name_keys"):
        connection.execute(f"drop table {table}")


def _load(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[Any]]) -> None:
    """Text columns from Python into a table; an empty list gives an empty table."""
    if not next(iter(columns.values())):
        connection.execute(f"create or replace table {table} ({', '.join(f'{name} varchar' for name in columns)})")
        return
    arrays = {name: np.array(values, dtype=object) for name, values in columns.items()}
    connection.register("handed_in", arrays)
    kept = ", ".join(f"{name}::varchar as {name}" for name in columns)
    connection.execute(f"create or replace table {table} as select {kept} from handed_in")
    connection.unregister("handed_in")


def _irregular_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Words that are not normal as they stand, and first words that are no family name."""
    union = " union ".join(f"select distinct unnest(string_split({name}, ' ')) as word from forms" for name in NAMES)
    words = [word for (word,) in connection.execute(union).fetchall() if word is not None]
    odd = [word for word in words if is_odd(word)]
    known = FAMILIES | set(map(bare_key, FAMILIES))
    strange = {word for word in words if word.lower() not in known}
    _load(connection, "odd_words", {"word": odd})
    _load(connection, "strange_firsts", {"word": sorted(strange)})


def _irregular_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Texts of places that prove an old table: their records are read whole."""
    union = " union ".join(f"select distinct {name} as text from forms" for name in PLACES)
    texts = [text for (text,) in connection.execute(union).fetchall() if text]
    odd = [text for text in texts if table_of((text,)) in {"tcvn3", "vni", "utf8-as-cp1252"}]
    _load(connection, "odd_places", {"text": odd})


def _flagged_rows(connection: duckdb.DuckDBPyConnection) -> None:
    names = " union all ".join(
        f"select row from (select row, unnest(string_split({name}, ' ')) as word from forms) semi join odd_words"
        " using (word)"
        for name in NAMES
    )
    places = " union all ".join(f"select row from forms semi join odd_places on {name} = text" for name in PLACES)
    firsts = (
        "select row from forms semi join strange_firsts on split_part(full_name, ' ', 1) = word where full_name <> ''"
    )
    connection.execute(
        f"create or replace table flagged as select distinct row from ({names} union all {places} union all {firsts})"
    )
    connection.execute("drop table strange_firsts")


def _repair(connection: duckdb.DuckDBPyConnection) -> None:
    """Flagged records, one after the other, into table ``fixed``."""
    connection.execute(
        f"create or replace table fixed (row bigint, {', '.join(f'{name} varchar' for name in FIX_COLUMNS)},"
        " repaired varchar)"
    )
    asked = connection.cursor()
    asked.execute(f"select row, {', '.join(FIX_COLUMNS)} from forms semi join flagged using (row)")
    while rows := asked.fetchmany(BATCH):
        _put(connection, list(_mended(rows)))


def _mended(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[Any, ...]]:
    after = 1 + len(NAMES)
    for row in rows:
        found = repaired(row[1:after], row[after:])
        yield (row[0], *found.names, *found.places, found.kind)


def _put(connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
    first, *others = zip(*rows, strict=True)
    arrays = {"row": np.array(first, dtype=np.int64)} | {
        name: np.array(values, dtype=object) for name, values in zip((*FIX_COLUMNS, "repaired"), others, strict=True)
    }
    connection.register("handed_in", arrays)
    kept = ", ".join(f"{name}::varchar" for name in (*FIX_COLUMNS, "repaired"))
    connection.execute(f"insert into fixed select row, {kept} from handed_in")
    connection.unregister("handed_in")


def _place_keys(connection: duckdb.DuckDBPyConnection) -> None:
    union = " union ".join(
        f"select distinct {name} as text from {table}" for name in PLACES for table in ("forms", "fixed")
    )
    texts = [text for (text,) in connection.execute(union).fetchall() if text]
    heads = [place_key(text.split(",")[0]) for text in texts]
    tails = [place_key(text.split(",")[-1]) for text in texts]
    told = {"text": texts, "key": [place_key(text) for text in texts], "head": heads, "tail": tails}
    _load(connection, "place_keys", told)


def _bare(expression: str) -> str:
    # translate() over all marked letters takes five times as long.
    plain = f"replace(strip_accents({expression}), 'đ', 'd')"
    return f"case when contains({plain}, 'y') then regexp_replace({plain}, '{SOLE_Y}', '\\1i', 'g') else {plain} end"


def _one_blank(column: str) -> str:
    """Words one blank apart: what needs no mending may still have been typed with two."""
    uneven = " or ".join(f"contains({column}, {sign})" for sign in ("'  '", *(f"chr({code})" for code in BLANKS)))
    return f"case when {uneven} then trim(regexp_replace({column}, '\\s+', ' ', 'g')) else trim({column}) end"


def _spelt() -> str:
    """Names normal, places as mended."""
    names = ", ".join(
        f"coalesce(x.{name}, case when x.row is null then lower({_one_blank('f.' + name)}) end) as {name}"
        for name in NAMES
    )
    places = ", ".join(f"coalesce(x.{name}, f.{name}) as {name}" for name in PLACES)
    return (
        f"create or replace table spelt as select f.row, {names}, {places}, x.repaired"
        " from forms f left join fixed x using (row)"
    )


def _name_keys() -> str:
    """Names without marks, each looked at once: many fathers have many children."""
    union = " union ".join(f"select distinct {name} as written from spelt" for name in NAMES)
    return f"create or replace table name_keys as select written, {_bare('written')} as key from ({union})"


def _normal() -> str:
    joins = " ".join(f"left join place_keys {key} on {key}.text = s.{name}" for name, key in PLACES.items())
    keys = ", ".join(f"{key}.key as {key}" for key in PLACES.values())
    heads = ", ".join(f"{key}.{end} as {key.replace('_key', f'_{end}')}" for key in HEADS for end in ("head", "tail"))
    # What a record in an old font says, for whoever must part it at its commas; of others it is what they wrote.
    read = ", ".join(f"case when s.repaired is not null then s.{name} end as {name}_read" for name in READ)
    joins += " " + " ".join(f"left join name_keys {name} on {name}.written = s.{name}" for name in NAMES[1:])
    others = ", ".join(f"nullif({name}.key, '') as {name.removesuffix('_name')}_key" for name in NAMES[1:])
    return f"""
    create or replace table normal as
    with words as (
        select s.* exclude (full_name), nullif(s.full_name, '') as name, string_split(nullif(s.full_name, ''), ' ') as w
        from spelt s
    ), keyed as (
        select words.*, key as name_key from words left join name_keys on written = name
    ), parts as (
        select *, string_split(name_key, ' ') as k from keyed
    )
    select f.row, f.form_id, s.name, s.name_key,
        s.w[1] as family, nullif(array_to_string(s.w[2:-2], ' '), '') as middle,
        case when len(s.w) > 1 then s.w[-1] end as given,
        s.k[1] as family_key, nullif(array_to_string(s.k[2:-2], ' '), '') as middle_key,
        case when len(s.k) > 1 then s.k[-1] end as given_key,
        born.day as birth, born.y as birth_year, born.m as birth_month, born.d as birth_day,
        coalesce(born.precision, 'none') as birth_precision,
        {number_column("f.personal_id")} as number,
        {digits_column("f.personal_id")} as digits,
        {sex_column("f.sex")} as sex,
        {others}, {keys}, {heads},
        {read},
        case when nullif(trim(f.household_no), '') is not null then
            upper(regexp_replace(f.household_no, '[^0-9A-Za-z]', '', 'g')) || '|' ||
            coalesce(permanent_commune_key.key, '') end as household_key,
        nullif(right(regexp_replace(f.phone, '[^0-9]', '', 'g'), 9), '') as phone,
        filled.day as filled,
        s.repaired
    from forms f join parts s using (row) {joins}
    left join days born on born.text = f.dob left join days filled on filled.text = f.date_filled
    order by f.row
    """
