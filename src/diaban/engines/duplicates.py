"""The same person twice, over the table ``normal``: tables ``pairs`` and ``persons``."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.adapt import adapted
from diaban.quality.linkage.candidates import Candidates, candidates
from diaban.quality.linkage.columns import Columns, Words, distinct
from diaban.quality.linkage.compare import COMPARISONS, NUMBER, Compared, Counted, compared, counted
from diaban.quality.linkage.model import DECISIONS, Model
from diaban.quality.linkage.patterns import gathered
from diaban.quality.linkage.persons import persons
from diaban.quality.linkage.regression import chances
from diaban.quality.linkage.train import fitted

__all__ = ["Counts", "Read", "find", "judge", "read_columns", "scored", "train"]

Ints = NDArray[np.int64]
SLICE: Final = 100_000
"""Pairs compared at a time by each hand: what bounds the memory."""
HANDS: Final = 2
SAME: Final = DECISIONS.index("same")
REVIEW: Final = DECISIONS.index("review")
CONFLICT: Final = NUMBER.index("different")
APART: Final = 0.001
"""Two forms that compare worse are never brought into one person by others."""
NEAR: Final = 0.0
"""Pairs of other persons are listed where all but a clearly different number gives at least these log odds: even."""


@dataclass(frozen=True, slots=True)
class Counts:
    """``candidates`` looked at; ``same``, ``review``, ``different`` listed; ``dropped``: forms in blocks too large;
    ``model``: the version of the model that judged, fitted to the batch or as stored."""

    forms: int
    candidates: int
    same: int
    review: int
    different: int
    persons: int
    dropped: int
    model: str


@dataclass(frozen=True, slots=True)
class Read:
    """What is compared of all forms, in the order of their rows."""

    columns: Columns
    words: Words
    count: Counted


def _code(expression: str) -> str:
    """A text as a positive whole number, 0 for none; kept to 31 bits."""
    return f"case when {expression} is null then 0 else (hash({expression}) % 2147483646 + 1)::integer end"


def _code_of_two(one: str, other: str) -> str:
    both = f"hash({one}, {other}) % 2147483646 + 1"
    return f"case when {one} is null and {other} is null then 0 else ({both})::integer end"


def _last(key: str) -> str:
    return f"string_split({key}, ' ')[-1]"


def _without_last(key: str) -> str:
    return f"nullif(left({key}, length({key}) - length({_last(key)}) - 1), '')"


def _columns_query() -> str:
    made = {
        "name": _code("n.name_key"),
        "bag": _bag(),
        "family": _code("n.family_key"),
        "middle": _code("n.middle_key"),
        "given": _code("n.given_key"),
        "rest": _code_of_two("n.family_key", "n.middle_key"),
        "given_marked": _code("n.given"),
        "rest_marked": _code_of_two("n.family", "n.middle"),
        "has_marks": "coalesce(length(n.name) <> strlen(n.name), false)::integer",
        "year": "coalesce(n.birth_year, 0)::integer",
        "month": "coalesce(n.birth_month, 0)::integer",
        "day": "coalesce(n.birth_day, 0)::integer",
        "sex": "case n.sex when 'm' then 1 when 'f' then 2 else 0 end",
        "number": "case when length(n.number) = 12 then n.number::bigint else -1 end",
        "old": "case when length(n.number) = 9 then n.number::bigint else -1 end",
        "father": _code("n.father_key"),
        "father_given": _code(_last("n.father_key")),
        "father_rest": _code(_without_last("n.father_key")),
        "mother": _code("n.mother_key"),
        "mother_given": _code(_last("n.mother_key")),
        "mother_rest": _code(_without_last("n.mother_key")),
        "spouse": _code("n.spouse_key"),
        "spouse_given": _code(_last("n.spouse_key")),
        "spouse_rest": _code(_without_last("n.spouse_key")),
        "commune": _code("coalesce(n.permanent_commune_key, n.present_commune_key)"),
        "province": _code("coalesce(n.permanent_province_key, n.present_province_key)"),
        "present": _code("n.present_commune_key"),
        "registration": _code("n.registration_key"),
        "registration_head": _code("n.registration_head"),
        "registration_tail": _code("n.registration_tail"),
        "origin": _code("n.origin_key"),
        "origin_head": _code("n.origin_head"),
        "origin_tail": _code("n.origin_tail"),
        "household": _code("n.household_key"),
        "phone": _code("n.phone"),
    }
    columns = ", ".join(f"{made[name]} as {name}" for name in Columns.names() if name in made)
    return f"select {columns}, row from normal n"


def _of_number(number: Ints, year: Ints, sex: Ints) -> dict[str, Any]:
    """What twelve digits say of birth, and whether they contradict what their form says of birth and sex."""
    sign = number // 10**8 % 10
    said = (number >= 0) & (sign <= 3)
    born = np.where(said, 1900 + 100 * (sign // 2) + number // 10**6 % 100, 0)
    foreign = said & (((year > 0) & (year != born)) | ((sex > 0) & (sex != 1 + sign % 2)))
    return {"number_year": born.astype(np.int32), "foreign": foreign.astype(np.int32)}


def _bag() -> str:
    """The words of a name in any order: their codes added up; a middle name of several words is taken apart."""
    words = "list_sum(list_transform(string_split(n.middle_key, ' '), lambda w: hash(w) % 1099511627776))"
    one = "hash(n.middle_key) % 1099511627776"
    middle = f"case when n.middle_key is null then 0 when contains(n.middle_key, ' ') then {words} else {one} end"
    ends = " + ".join(f"coalesce(hash(n.{end}_key) % 1099511627776, 0)" for end in ("family", "given"))
    return f"case when n.name_key is null then 0 else (({ends} + {middle})::bigint % 2147483646 + 1)::integer end"


def _short_i(expression: str) -> str:
    """Mỹ and Mĩ alike: every y as i on both sides, which is enough where the words agree without marks."""
    return f"translate({expression}, 'yỳỷỹýỵ', 'iìỉĩíị')"


def _with_short_i(connection: duckdb.DuckDBPyConnection, told: dict[str, Any]) -> None:
    """Names as written, their y as i: looked for in distinct names alone."""
    rest = _code_of_two("family", "middle"), _code_of_two(_short_i("family"), _short_i("middle"))
    for name, parts, (before, after) in (
        ("given_marked", "given", (_code("given"), _code(_short_i("given")))),
        ("rest_marked", "family, middle", rest),
    ):
        # What differs is picked here: the engine would look for it in every form.
        found = connection.execute(
            f"select {before} as before, {after} as after from (select distinct {parts} from normal)"
        ).fetchnumpy()
        old, new = (np.asarray(found[key], np.int32) for key in ("before", "after"))
        order = np.argsort(old)
        order = order[old[order] != new[order]]
        if len(order):
            at = order[np.minimum(np.searchsorted(old[order], told[name]), len(order) - 1)]
            told[name] = np.where(old[at] == told[name], new[at], told[name])


def read_columns(connection: duckdb.DuckDBPyConnection) -> Read:
    """Table ``normal`` as columns of numbers."""
    found = connection.execute(_columns_query()).fetchnumpy()
    row = np.asarray(found.pop("row"))
    order = slice(None) if (row[1:] > row[:-1]).all() else np.argsort(row, kind="stable")
    told: dict[str, Any] = {
        name: np.asarray(values, np.int64 if name in {"number", "old"} else np.int32)[order]
        for name, values in found.items()
    }
    _with_short_i(connection, told)
    columns = Columns(**told, **_of_number(told["number"], told["year"], told["sex"]))
    union = " union ".join(
        [f"select distinct {name}_key as word from normal" for name in ("family", "middle", "given")]
        + [f"select distinct {_last(f'{name}_key')} from normal" for name in ("father", "mother")]
    )
    words = connection.execute(
        f"select {_code('word')} as code, word from ({union}) where word is not null"
    ).fetchnumpy()
    known = Words(
        np.append(np.asarray(words["code"], np.int32), np.int32(0)), [*np.asarray(words["word"]).tolist(), ""]
    )
    return Read(columns, known, counted(columns))


def scored(read: Read, a: Ints, b: Ints) -> Iterator[Compared]:
    """Pairs of rows compared, a slice at a time."""

    def part(start: int) -> Compared:
        some = slice(start, start + SLICE)
        return compared(read.columns, read.words, read.count, a[some], b[some])

    if len(a) <= SLICE:
        if len(a):
            yield part(0)
        return
    with ThreadPoolExecutor(HANDS) as hands:
        yield from hands.map(part, range(0, len(a), SLICE))


def find(connection: duckdb.DuckDBPyConnection, *, model: Model) -> Counts:
    """Make tables ``pairs``, ``persons`` and ``linked_by`` from ``normal`` and ``forms``.

    ``pairs(form_id_a, form_id_b, probability, decision, evidence)``: form_id_a < form_id_b, each pair once: all decided
    the same or for review, and those that only clearly different numbers keep apart. ``evidence``: JSON,
    comparison → [level, weight]. ``persons(form_id, person_id)``: every form; the id is the person's least form_id.
    ``linked_by(model)``: the version of the model that judged, one row.
    """
    read = read_columns(connection)
    return judge(connection, read, candidates(read.columns), model)


def judge(connection: duckdb.DuckDBPyConnection, read: Read, pairs: Candidates, model: Model) -> Counts:
    """The same of pairs that somebody else has chosen."""
    patterns = gathered(scored(read, pairs.a, pairs.b))
    model = adapted(model, patterns, pairs.blind)
    told = patterns.told
    odds, without = model.log_odds(told), model.without_number(told)
    said = model.decided(odds, told)
    is_listed = (said > 0) | ((told.number == CONFLICT) & (without >= NEAR))
    listed = np.flatnonzero(is_listed[patterns.of])
    a, b, of = pairs.a[listed], pairs.b[listed], patterns.of[listed]
    sure = said[of] == SAME
    known = np.sort(a << 32 | b)

    def unlike(x: Ints, y: Ints) -> NDArray[np.bool_]:
        """Nobody is bridged by a third form to one that, compared, is clearly somebody else."""
        found = np.zeros(len(x), bool)
        open_ = np.flatnonzero(~_among(x << 32 | y, known))
        more = gathered(scored(read, x[open_], y[open_]))
        found[open_] = chances(model.log_odds(more.told)[more.of]) < APART
        return found

    heads = persons(read.columns, a[sure], b[sure], odds[of[sure]], unlike)
    more = _closed(heads, known)
    added = gathered(scored(read, *more))
    used, place = np.unique(of, return_inverse=True)
    evidence = np.append(_evidence(model, told.picked(used)), _evidence(model, added.told))
    chance = chances(np.concatenate((odds[of], model.log_odds(added.told)[added.of])))
    a, b = np.concatenate((a, more[0])), np.concatenate((b, more[1]))
    # A pair that its person's other numbers contradict is a question, not an answer.
    decision = np.minimum(np.concatenate((said[of], np.full(len(more[0]), REVIEW, np.uint8))), REVIEW)
    decision = np.where(heads[a] == heads[b], SAME, decision).astype(np.uint8)
    _write(connection, a, b, chance, decision, evidence, np.append(place, len(used) + added.of), heads)
    connection.execute("create or replace table linked_by as select ?::varchar as model", [model.version])
    count = np.bincount(decision, minlength=len(DECISIONS)).tolist()
    return Counts(
        forms=len(heads), candidates=len(pairs), same=count[SAME], review=count[REVIEW], different=count[0],
        persons=int((heads == np.arange(len(heads))).sum()), dropped=sum(pairs.dropped.values()), model=model.version,
    )  # fmt: skip


def train(
    connection: duckdb.DuckDBPyConnection, *, version: str, same: float, review: float, about: dict[str, Any]
) -> Model:
    """A model from the table ``normal`` alone. ValueError: too few pairs label themselves."""
    read = read_columns(connection)
    pairs = candidates(read.columns)
    labelled = (read.columns.number[pairs.a] >= 0) & (read.columns.number[pairs.b] >= 0)
    labelled |= (read.columns.old[pairs.a] >= 0) & (read.columns.old[pairs.b] >= 0)
    labelled &= pairs.blind
    found = compared(read.columns, read.words, read.count, pairs.a[labelled], pairs.b[labelled])
    return fitted(found, version=version, same=same, review=review, about={**about, "forms": len(read.columns)})


def _evidence(model: Model, found: Compared) -> NDArray[np.object_]:
    """What each comparison said and weighed, as JSON; what says nothing is left out."""
    text: NDArray[np.object_] = np.full(len(found.number), "", dtype=object)
    for name, levels in (*COMPARISONS.items(), ("number", NUMBER)):
        weights = model.number if name == "number" else model.weights[name]
        told = [f", {json.dumps(name)}: {json.dumps([level, round(weights[level], 2)])}" if weights[level] else ""
                for level in levels]  # fmt: skip
        text = text + np.array(told, dtype=object)[found.number if name == "number" else found.levels[name]]
    start = f'{{"start": ["", {round(model.start, 2)}]'
    whole: NDArray[np.object_] = start + text + "}"
    return whole


def _among(codes: Ints, known: Ints) -> NDArray[np.bool_]:
    """Which of the codes stand in ``known``, which is in order."""
    if not len(known):
        return np.zeros(len(codes), bool)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, codes), len(known) - 1)] == codes
    return found


def _closed(heads: Ints, known: Ints) -> tuple[Ints, Ints]:
    """Pairs within a person that are not ``known``: the first and third of a chain."""
    rows = np.flatnonzero(np.bincount(heads, minlength=len(heads))[heads] > 2)
    order = rows[np.argsort(heads[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(heads[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    parts = [np.empty(0, np.int64)]
    for size in distinct(sizes).tolist():
        group = order[starts[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        parts.append((group[:, left] << 32 | group[:, right]).ravel())
    more = np.sort(np.concatenate(parts))
    more = more[~_among(more, known)]
    return more >> 32, more & 0xFFFFFFFF


def _write(
    connection: duckdb.DuckDBPyConnection, a: Ints, b: Ints, chance: NDArray[np.float64],
    decision: NDArray[np.uint8], evidence: NDArray[np.object_], of: Ints, heads: Ints,
) -> None:  # fmt: skip
    connection.register("handed_in", {"a": a, "b": b, "p": chance, "d": decision, "e": of})
    connection.register("texts", {"e": np.arange(len(evidence)), "text": evidence})
    connection.execute(
        "create or replace table pairs as select least(x.form_id, y.form_id) as form_id_a,"
        " greatest(x.form_id, y.form_id) as form_id_b, p as probability,"
        f" {list(DECISIONS)}[d + 1] as decision, text::varchar as evidence"
        " from handed_in join texts using (e) join normal x on x.row = a join normal y on y.row = b"
    )
    connection.unregister("texts")
    row = np.flatnonzero(np.bincount(heads, minlength=len(heads))[heads] > 1)
    connection.register("handed_in", {"row": row, "head": heads[row]})
    connection.execute(
        "create or replace table persons as"
        " with held as materialized (select row, head, form_id from handed_in join normal using (row)),"
        " named as (select head, min(form_id) as person_id from held group by head)"
        " select n.form_id, coalesce(person_id, n.form_id) as person_id"
        " from normal n left join (from held join named using (head)) m on m.row = n.row order by n.row"
    )
    connection.unregister("handed_in")
