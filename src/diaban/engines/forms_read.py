"""Registration forms out of the commune's files into DuckDB: Parquet, CSV and workbooks, as they were written.

Nothing of what a form says is repeated in an error or a finding: places are files, rows and columns.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final
from weakref import WeakSet

import duckdb

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.engines.forms_text import Readable, readable
from diaban.engines.forms_workbook import as_text
from diaban.quality.field import FIELDS, NEEDED, field_of_heading

__all__ = ["LARGEST", "Batch", "FileRead", "break_off", "connect", "read"]

LARGEST: Final = 12 * 1024**3
"""Bytes of all files of one run on one machine; beyond that a run is divided, or done by Spark."""
MEGABYTE: Final = 1024**2
LEAST_MEMORY: Final = 450
MOST_MEMORY: Final = 2_200
PARQUET: Final = b"PAR1"
WORKBOOKS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
SPACE: Final = 2
"""Free disk wanted, in sizes of what is read: what memory does not hold is spilled beside the data."""
TOLD: Final = 20
EMPTY_SHARE: Final = 30
"""Percent of forms without a value from which an otherwise filled column is told."""
FRACTIONS: Final = ("DOUBLE", "FLOAT", "DECIMAL")
PDF: Final = b"%PDF"
Tick = Callable[[str], None]
OPEN: Final[WeakSet[duckdb.DuckDBPyConnection]] = WeakSet()
"""Connections of this process that are in use."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file: its name, SHA-256, bytes, and the forms that it holds."""

    name: str
    sha256: str
    size: int
    forms: int


@dataclass(slots=True)
class Batch:
    """What was read: the files, the number of forms, findings about the files."""

    files: list[FileRead] = field(default_factory=list)
    forms: int = 0
    findings: list[Finding] = field(default_factory=list)


def connect(spill: Path, size: int) -> duckdb.DuckDBPyConnection:
    """An engine in memory that spills only into ``spill`` and never fetches anything. ``size``: bytes to be read."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": str(spill),
            "memory_limit": f"{memory_for(size)}MB",
            "allow_community_extensions": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("SET enable_progress_bar = false")
    OPEN.add(connection)
    return connection


def break_off() -> None:
    """End every query that is running, from whatever thread: it then raises what an interrupt raises."""
    for connection in list(OPEN):
        # One that was closed meanwhile has nothing to end.
        with suppress(duckdb.Error):
            connection.interrupt()


def memory_for(size: int) -> int:
    """Megabytes that the engine may hold before it spills: grows with what is read, within two bounds."""
    return min(max(LEAST_MEMORY, 6 * size // MEGABYTE), MOST_MEMORY)


def read(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path], *, spill: Path, tick: Tick = lambda _: None
) -> Batch:
    """Make table ``forms``: ``row`` from 0 in the order of the files, and every field as text, null where empty.

    A form's number that stands twice is made unique by ``##2``, ``##3``; a form without one is ``?ROW``. RefusedError:
    ``forms-file-missing``, ``forms-too-large``, ``forms-no-space``, ``forms-file-twice``, ``forms-parquet-truncated``,
    ``forms-unreadable``, ``forms-no-heading``, ``forms-columns-missing``, ``forms-heading-twice``, ``forms-none``.
    """
    _measure(files, spill)
    columns = ", ".join(f"{one.name} VARCHAR" for one in FIELDS)
    connection.execute(f"CREATE OR REPLACE TABLE forms (row BIGINT, {columns})")
    batch, seen = Batch(), dict[str, str]()
    for path in files:
        tick(path.name)
        checksum = _checksum(path)
        if checksum in seen:
            raise RefusedError(finding("forms-file-twice", place=Place(file=path.name), other=seen[checksum]))
        seen[checksum] = path.name
        before = batch.forms
        try:
            _read(connection, path, spill, batch)
        except duckdb.Error as error:
            if is_no_space(error):
                raise
            # The library quotes what it could not read; its words go no further.
            raise RefusedError(
                finding("forms-unreadable", place=Place(file=path.name), reason=type(error).__name__)
            ) from None
        batch.forms = _count(connection)
        batch.files.append(FileRead(path.name, checksum, path.stat().st_size, batch.forms - before))
    if not batch.forms:
        raise RefusedError(finding("forms-none", place=Place(file=files[0].name)))
    _number(connection)
    _tell_empty(connection, batch)
    return batch


def is_no_space(error: Exception) -> bool:
    """Whether the engine stopped for want of disk or memory; of its message only these words are looked for."""
    said = str(error)
    told = ("no space left", "disk quota", "file too large")
    return isinstance(error, duckdb.OutOfMemoryException) or any(one in said.lower() for one in told)


def _measure(files: Sequence[Path], spill: Path) -> None:
    total = 0
    for path in files:
        try:
            if not path.is_file():
                raise RefusedError(finding("forms-file-missing", place=Place(file=str(path))))
            total += path.stat().st_size
        except (OSError, ValueError) as error:
            raise RefusedError(finding("forms-file-missing", place=Place(file=str(path)))) from error
    if total > LARGEST:
        raise RefusedError(
            finding("forms-too-large", place=Place(file=files[0].name), size=_giga(total), limit=_giga(LARGEST))
        )
    free = shutil.disk_usage(spill).free
    if free < SPACE * total:
        raise RefusedError(
            finding(
                "forms-no-space",
                place=Place(file=str(spill.parent.parent)),
                free=_giga(free),
                wanted=_giga(SPACE * total),
            )
        )


def _giga(size: int) -> Decimal:
    # A nearly full disk has a few thousandths.
    return Decimal(f"{size / 1024**3:.{1 if size >= 1024**3 / 10 else 3}f}")


def _checksum(path: Path) -> str:
    digest = sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(4 * MEGABYTE):
                digest.update(chunk)
    except OSError as error:
        raise RefusedError(
            finding("forms-unreadable", place=Place(file=path.name), reason=type(error).__name__)
        ) from error
    return digest.hexdigest()


def _read(connection: duckdb.DuckDBPyConnection, path: Path, spill: Path, batch: Batch) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
    if not head:
        raise RefusedError(finding("forms-none", place=Place(file=path.name)))
    if head.startswith(PDF):
        raise RefusedError(finding("forms-unreadable", place=Place(file=path.name), reason="PDF"))
    if head.startswith(PARQUET):
        _parquet(connection, path, batch)
    elif head.startswith(WORKBOOKS):
        for number, sheet in enumerate(as_text(path, spill, batch.findings)):
            _text(connection, sheet, f"{path.name}", batch, f"sheet_{len(batch.files)}_{number}")
            sheet.path.unlink()
    else:
        text = readable(path, spill, batch.findings)
        _text(connection, text, path.name, batch, f"file_{len(batch.files)}")
        if text.path != path:
            text.path.unlink()


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, batch: Batch) -> None:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 4))
        if stream.read() != PARQUET or path.stat().st_size < 12:
            raise RefusedError(finding("forms-parquet-truncated", place=Place(file=path.name)))
    described = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description or []
    headings = [str(one[0]) for one in described]
    columns = columns_of(headings, path.name, batch.findings)
    kinds = [str(one[1]) for one in described]
    given = {name: _as_text(headings[at], kinds[at]) for name, at in columns.items()}
    _insert(connection, given, f"read_parquet('{_quoted(path)}')")


def _as_text(heading: str, kind: str) -> str:
    column = f'"{heading.replace(chr(34), chr(34) * 2)}"'
    if not kind.startswith(FRACTIONS):
        return column
    # Whole numbers beside empty cells become fractions in many programs: 22080000001.0.
    return f"regexp_replace(CAST({column} AS VARCHAR), '[.]0+$', '')"


def _text(connection: duckdb.DuckDBPyConnection, text: Readable, name: str, batch: Batch, key: str) -> None:
    columns = columns_of(text.headings, name, batch.findings, sheet=text.sheet)
    given = {field_: f"c{at}" for field_, at in columns.items()}
    ended = f" new_line = '{text.line_end}'," if text.line_end else ""
    declared = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(text.headings)))
    _insert(
        connection,
        given,
        f"read_csv('{_quoted(text.path)}', auto_detect = false, header = false, skip = {text.skip},"
        f" delim = '{text.delimiter}', quote = '\"', escape = '\"', columns = {{{declared}}}, null_padding = true,"
        f" max_line_size = 1000000,{ended} parallel = false, store_rejects = true, rejects_limit = 0,"
        f" rejects_table = 'rejected_{key}', rejects_scan = 'scanned_{key}')",
    )
    lines = connection.execute(f"SELECT DISTINCT line FROM rejected_{key} ORDER BY line").fetchall()
    for (line,) in lines[:TOLD]:
        batch.findings.append(
            finding("forms-row-broken", place=Place(file=name, sheet=text.sheet, row=int(line)), count=len(lines))
        )
    connection.execute(f"DROP TABLE rejected_{key}; DROP TABLE scanned_{key}")


def columns_of(
    headings: Sequence[str], file: str, findings: list[Finding], *, sheet: str | None = None
) -> dict[str, int]:
    """Which column holds each field. RefusedError ``forms-columns-missing``, ``forms-heading-twice``."""
    place = Place(file=file, sheet=sheet)
    columns: dict[str, int] = {}
    foreign: list[str] = []
    for at, heading in enumerate(headings):
        name = field_of_heading(heading)
        if name is None:
            foreign += [heading.strip()] if heading.strip() else []
        elif name in columns:
            raise RefusedError(
                finding("forms-heading-twice", place=Place(file=file, sheet=sheet, column=heading), field=name)
            )
        else:
            columns[name] = at
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise RefusedError(finding("forms-columns-missing", place=place, fields=", ".join(missing)))
    lacking = [one.name for one in FIELDS if one.name not in columns]
    if lacking:
        told = ", ".join(lacking)
        findings.append(finding("forms-columns-lacking", place=place, severity=Severity.NOTE, fields=told))
    if foreign:
        # A heading is no value of a form; one that is as long as a value might be one.
        told = ", ".join(one for one in foreign if len(one) <= 40 and not any(map(str.isdigit, one))) or "…"
        findings.append(
            finding("forms-columns-foreign", place=place, severity=Severity.NOTE, count=len(foreign), columns=told)
        )
    return columns


def _insert(connection: duckdb.DuckDBPyConnection, given: dict[str, str], source: str) -> None:
    before = _count(connection)
    held = [f"nullif(trim(CAST({given[one.name]} AS VARCHAR)), '')" if one.name in given else "NULL" for one in FIELDS]
    read_ = ", ".join(f"{value} AS {one.name}" for value, one in zip(held, FIELDS, strict=True))
    names = ", ".join(one.name for one in FIELDS)
    filled = " OR ".join(f"{name} IS NOT NULL" for name in given)
    connection.execute(
        f"INSERT INTO forms SELECT {before} + row_number() OVER () - 1, {names}"
        f" FROM (SELECT {read_} FROM {source}) WHERE {filled}"
    )


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT count(*) FROM forms").fetchone()
    return int(found[0]) if found else 0


def _number(connection: duckdb.DuckDBPyConnection) -> None:
    """Numbers of forms made unique."""
    connection.execute("UPDATE forms SET form_id = '?' || (row + 1) WHERE form_id IS NULL")
    again = True
    while again:
        twice = connection.execute(
            "CREATE OR REPLACE TEMP TABLE twice AS"
            " SELECT row, row_number() OVER (PARTITION BY form_id ORDER BY row) AS n FROM forms"
            " WHERE form_id IN (SELECT form_id FROM forms GROUP BY form_id HAVING count(*) > 1) QUALIFY n > 1"
        ).fetchone()
        again = bool(twice and twice[0])
        if again:
            connection.execute(
                "UPDATE forms SET form_id = form_id || '##' || twice.n FROM twice WHERE twice.row = forms.row"
            )
    connection.execute("DROP TABLE twice")


def _tell_empty(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Columns that are there, and yet so empty that something went wrong before."""
    counted = connection.execute(f"SELECT {', '.join(f'count({one.name})' for one in FIELDS)} FROM forms").fetchone()
    for one, count in zip(FIELDS, counted or (), strict=True):
        share = 100 - 100 * int(count) // batch.forms
        if int(count) > 0 and share >= EMPTY_SHARE and one.name in USUAL:
            batch.findings.append(
                finding("forms-mostly-empty", place=Place(column=one.name), severity=Severity.WARNING, share=share)
            )


USUAL: Final = frozenset(
    ("full_name", "dob", "sex", "permanent_commune", "present_commune", "relation_to_head", "nationality")
)
"""Fields that nearly every form has."""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
