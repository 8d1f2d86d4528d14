"""Counts of every commune out of the table ``ruled``: what alone may leave the folder of the forms."""

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from diaban.basis.finding import Severity
from diaban.quality.live import Events, waiting
from diaban.quality.rule import Quality, Rule
from diaban.quality.summary import AGES, CommuneCounts, Score
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

__all__ = ["commune_counts"]


def commune_counts(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    *,
    atlas: Atlas,
    today: date,
    persons: bool,
    expected: Mapping[UnitId, int],
    events: Sequence[Events] = (),
) -> list[CommuneCounts]:
    """One count for each commune with forms, in the order of the atlas's codes; last, if any, forms without one."""
    columns = [f"{_times(f'r{at} > 0')}, {_times(f'r{at} = 2')}" for at in range(len(rules))]
    for quality in Quality:
        own = [at for at, rule in enumerate(rules) if rule.quality is quality]
        heavy = [at for at in own if rules[at].weighs]
        asked = " OR ".join(f"r{at} > 0" for at in own) or "false"
        flagged = " OR ".join(f"r{at} = 2" for at in heavy) or "false"
        columns.append(f"{_times(asked)}, {_times(f'({asked}) AND NOT ({flagged})')}")
    rows = connection.execute(
        f"SELECT unit, count(*), {', '.join(columns)} FROM ruled GROUP BY unit ORDER BY unit"
    ).fetchall()
    people = _persons(connection) if persons else {}
    days, due, filled = _days(connection), _due(connection), _filled(connection)
    happened: dict[str | None, list[Events]] = {}
    for one in events:
        happened.setdefault(one.unit, []).append(one)
    found = []
    for unit, forms, *counts in rows:
        pairs = list(zip(counts[::2], counts[1::2], strict=True))
        told = {rule.code: pair for rule, pair in zip(rules, pairs, strict=False)}
        scores = {quality: Score(*pair) for quality, pair in zip(Quality, pairs[len(rules) :], strict=True)}
        cells = [told[rule.code] for rule in rules if _is_cell(rule)]
        required = sum(asked for asked, _ in cells)
        version = None if unit is None else atlas.find_id(unit, today)
        found.append(
            CommuneCounts(
                unit,
                version.code if version else None,
                version.full_name if version else None,
                forms,
                scores,
                told,
                required,
                required - sum(flagged for _, flagged in cells),
                people.get(unit) if persons else None,
                expected.get(unit) if unit else None,
                days.get(unit),
                {age: due.get((unit, age), 0) for age in AGES},
                filled.get(unit, {}),
                waiting(happened.get(unit, ()), filled.get(unit, {}), today),
            )
        )
    return sorted(found, key=lambda one: (one.code is None, one.code or ""))


def _times(condition: str) -> str:
    # An eighth of the time that count(*) FILTER takes, of which there would be more than a hundred.
    return f"sum(({condition})::INTEGER)::BIGINT"


def _is_cell(rule: Rule) -> bool:
    """Whether it asks for one cell to be filled, so that cells can be counted."""
    return rule.quality is Quality.COMPLETE and rule.severity is not Severity.NOTE


def _persons(connection: duckdb.DuckDBPyConnection) -> dict[str | None, int]:
    return dict(
        connection.execute(
            "SELECT unit, count(DISTINCT person_id) FROM ruled JOIN normal USING (row) JOIN persons USING (form_id)"
            " GROUP BY unit"
        ).fetchall()
    )


def _days(connection: duckdb.DuckDBPyConnection) -> dict[str | None, int]:
    rows = connection.execute(
        "SELECT unit, median(today - filled)::BIGINT FROM facts WHERE filled <= today GROUP BY unit"
    ).fetchall()
    return dict(rows)


def _filled(connection: duckdb.DuckDBPyConnection) -> dict[str | None, dict[date, int]]:
    """By commune, forms by the day on which they were filled in; days to come are slips of the pen."""
    rows = connection.execute(
        "SELECT unit, filled, count(*) FROM facts WHERE filled <= today GROUP BY unit, filled ORDER BY unit, filled"
    ).fetchall()
    found: dict[str | None, dict[date, int]] = {}
    for unit, day, count in rows:
        found.setdefault(unit, {})[day] = count
    return found


def _due(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str | None, int], int]:
    """People who reach an age within a year of the check."""
    found = {}
    for age in AGES:
        rows = connection.execute("SELECT unit, count(*) FROM facts WHERE age = ? GROUP BY unit", [age - 1]).fetchall()
        found.update({(unit, age): count for unit, count in rows})
    return found
