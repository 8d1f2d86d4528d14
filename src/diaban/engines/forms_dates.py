"""Days, numbers and sex of registration forms as SQL expressions over the texts that were written."""

from typing import Final, Literal

from diaban.quality.text.legacy import encoded

__all__ = ["days_query", "digits_column", "last_year", "number_column", "sex_column"]

DAY_FIRST: Final = r"^\D*(\d{1,2})\D{1,9}(\d{1,2})\D{1,6}(\d{4})(?:\D.*)?$"
YEAR_FIRST: Final = r"^\D*(\d{4})\D{1,6}(\d{1,2})\D{1,9}(\d{1,2})(?:\D.*)?$"
MONTH_YEAR: Final = r"^\D*(\d{1,2})\D{1,6}(\d{4})\D*$"
YEAR_MONTH: Final = r"^\D*(\d{4})\D{1,6}(\d{1,2})\D*$"
SHORT_YEAR: Final = r"^\D*(\d{1,2})\D(\d{1,2})\D(\d{2})\D*$"
YEAR_ALONE: Final = r"(?:^|\D)(1[89]\d{2}|20\d{2})(?:\D|$)"
RUN: Final = r"^\d{8}$"
MEN: Final = ("nam", "m", "male", "1", "trai", "nam giới")
WOMEN: Final = ("nữ", "nu", "nư", "f", "female", "0", "2", "gái", "nữ giới")
CAMPAIGN: Final = 2026
"""The last year where no form says when it was filled."""


def last_year(table: str) -> str:
    """The year in which the last forms of a table were filled, as SQL: of a hundred one may be wrong."""
    year = f"try_cast(regexp_extract(date_filled, '{YEAR_ALONE}', 1) as integer)"
    return f"(select coalesce(quantile_disc({year}, 0.99), {CAMPAIGN}) from {table})"


def _split(text: str) -> str:
    """Year, month and day as they stand, as a struct of numbers: 0 or NULL where nothing is said. Two digits are the
    latest year that is not after ``last``."""

    def struct(year: str, month: str, day: str) -> str:
        return (
            f"{{'y': try_cast({year} as integer), 'm': try_cast({month} as integer), 'd': try_cast({day} as integer)}}"
        )

    def group(pattern: str, number: int) -> str:
        return f"regexp_extract({text}, '{pattern}', {number})"

    short = f"try_cast({group(SHORT_YEAR, 3)} as integer)"
    return f"""case
        when regexp_full_match({text}, '{DAY_FIRST}')
            then {struct(group(DAY_FIRST, 3), group(DAY_FIRST, 2), group(DAY_FIRST, 1))}
        when regexp_full_match({text}, '{YEAR_FIRST}')
            then {struct(group(YEAR_FIRST, 1), group(YEAR_FIRST, 2), group(YEAR_FIRST, 3))}
        when regexp_full_match({text}, '{RUN}') and substr({text}, 5, 4)::integer between 1880 and 2035
            then {struct(f"substr({text}, 5, 4)", f"substr({text}, 3, 2)", f"substr({text}, 1, 2)")}
        when regexp_full_match({text}, '{RUN}')
            then {struct(f"substr({text}, 1, 4)", f"substr({text}, 5, 2)", f"substr({text}, 7, 2)")}
        when regexp_full_match({text}, '{MONTH_YEAR}')
            then {struct(group(MONTH_YEAR, 2), group(MONTH_YEAR, 1), "NULL")}
        when regexp_full_match({text}, '{YEAR_MONTH}')
            then {struct(group(YEAR_MONTH, 1), group(YEAR_MONTH, 2), "NULL")}
        when regexp_full_match({text}, '{SHORT_YEAR}')
            then {
        struct(
            f"{short} + case when {short} + 2000 > last then 1900 else 2000 end",
            group(SHORT_YEAR, 2),
            group(SHORT_YEAR, 1),
        )
    }
        else {struct(f"nullif(regexp_extract({text}, '{YEAR_ALONE}', 1), '')", "NULL", "NULL")}
    end"""


def days_query(texts: str, last: str = str(CAMPAIGN)) -> str:
    """The distinct texts that the query ``texts`` gives as ``text``, read: ``text, day, y, m, d, precision``.

    A month above 12 beside a day up to 12 is turned. A day that no calendar has keeps its parts and has no ``day``; its
    precision is the month's. A year of two digits is not after ``last`` (SQL), that of filling.
    """
    return f"""
    with ending as (select {last} as last),
    split as (select text, {_split("trim(text)")} as p from ({texts}), ending where text is not null),
    turned as (
        select text, p.y as y,
            case when p.m > 12 and p.d between 1 and 12 then p.d else p.m end as m,
            case when p.m > 12 and p.d between 1 and 12 then p.m else p.d end as d
        from split
    ), clean as (
        select text, (case when y between 1850 and 2100 then y end)::smallint as y,
            (case when m between 1 and 12 then m end)::smallint as m,
            (case when d between 1 and 31 then d end)::smallint as d
        from turned
    ), made as (
        select *, case when d is not null and m is not null and y is not null
            then try_strptime(printf('%04d-%02d-%02d', y, m, d), '%Y-%m-%d')::date end as day
        from clean
    )
    select text, day, y, m, d, case when day is not null then 'day' when y is null then 'none'
        when m is not null then 'month' else 'year' end as precision
    from made"""


def digits_column(text: str) -> str:
    """The digits of a number, whatever their count; O and l typed for 0 and 1 are read, and ".0" of a spreadsheet is
    no digit. NULL for 2.2E+11: its last digits are lost."""
    plain = f"regexp_replace(translate({text}, 'OoIl', '0011'), '[.,]0+ *$', '')"
    held = f"nullif(regexp_replace({plain}, '[^0-9]', '', 'g'), '')"
    # Nearly all are digits as they stand.
    return (
        f"case when regexp_full_match({text}, '[0-9]+') then {text}"
        f" when not regexp_full_match({text}, ' *[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+ *') then {held} end"
    )


def number_column(text: str) -> str:
    """A number of 9 or 12 digits, NULL for any other. Zeros that a spreadsheet took from the front come back where the
    whole is then a number of 12 digits of an old province, or of 9."""
    digits = digits_column(text)
    return f"""case when regexp_full_match({text}, '[0-9]{{9}}|[0-9]{{12}}') then {text}
        else list_transform([{digits}], lambda n: case
        when length(n) in (9, 12) then n
        when length(n) in (10, 11) and regexp_full_match(lpad(n, 12, '0'), '0(?:0[1-9]|[1-8]\\d|9[0-6])[0-3]\\d{{8}}')
            then lpad(n, 12, '0')
        when length(n) = 8 then '0' || n end)[1] end"""


def sex_column(text: str) -> str:
    """``m``, ``f`` or NULL."""
    word = f"lower(trim({text}))"
    men, women = (", ".join(f"'{one}'" for one in words) for words in (_written(MEN), _written(WOMEN)))
    return f"case when {word} in ({men}) then 'm' when {word} in ({women}) then 'f' end"


def _written(words: tuple[str, ...]) -> list[str]:
    """The words in every table of characters that an office may have used."""
    tables: tuple[Literal["tcvn3", "vni", "utf8-as-cp1252"], ...] = ("tcvn3", "vni", "utf8-as-cp1252")
    return list(dict.fromkeys([*words, *(encoded(word, table).lower() for table in tables for word in words)]))
