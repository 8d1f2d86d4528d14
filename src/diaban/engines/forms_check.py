"""A batch of forms checked where it lies: read, normalised, held against itself and the rules, written down.

Nothing is stored by the program: findings and lists lie beside the forms for the commune's own use, counts go into the
summary. No value of a form enters an error: what goes wrong inside is told by its kind and step alone.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import duckdb

from diaban.basis.finding import Finding
from diaban.basis.speech import Speech
from diaban.engines import duplicates
from diaban.engines.forms_decided import decide, read_decisions
from diaban.engines.forms_facts import BARE, make_facts
from diaban.engines.forms_folder import Aside, aside_of
from diaban.engines.forms_lists import write_worklists
from diaban.engines.forms_normal import normalise
from diaban.engines.forms_quiet import quietly
from diaban.engines.forms_read import Batch, connect, read
from diaban.engines.forms_rules import judge, write_findings
from diaban.engines.forms_summary import commune_counts
from diaban.quality.linkage.model import Model
from diaban.quality.live import Events
from diaban.quality.rule import Rule
from diaban.quality.summary import Summary, sendable
from diaban.units.atlas import Atlas
from diaban.units.names import NameIndex
from diaban.units.unit import UnitId

__all__ = ["STEPS", "Checked", "Request", "check"]

STEPS: Final = ("read", "normal", "duplicates", "rules", "files", "lists", "seal")
"""Steps of a run, in their order."""
KEEP_FROM: Final = 20.0
"""Seconds from which a finished step is kept for a run that is resumed: a shorter one is sooner done again."""
Tick = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be checked and how. ``tick`` is told each step, and what it is at.

    ``keep_days``: for how many days the lists may be kept; ``expected``: people of each commune, where somebody said;
    ``events``: births, deaths and moves of the communes of ``today``;
    ``passphrase``: what the files that name people are sealed with, None to leave them open.
    """

    files: Sequence[Path]
    out: Path
    today: date
    say: Speech
    atlas: Atlas
    names: NameIndex
    rules: Sequence[Rule]
    model: Model
    engine: str = "duckdb"
    decisions: Path | None = None
    expected: Mapping[UnitId, int] = field(default_factory=dict)
    events: Sequence[Events] = ()
    keep_days: int = 90
    invented: bool = False
    passphrase: str | None = field(default=None, repr=False)
    tick: Tick = lambda _step, _what: None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it: summary, findings about the files, whether earlier steps served, whether an error was found."""

    summary: Summary
    findings: tuple[Finding, ...]
    resumed: bool
    worst: bool


def check(request: Request) -> Checked:
    """Run a whole check. Raises RefusedError for input that cannot be checked and for a full disk, ConflictError where
    another run is at work, FaultError (``forms-fault``: kind and step) for anything else; KeyboardInterrupt passes."""
    with aside_of(request.out) as aside:
        size = sum(path.stat().st_size for path in request.files if path.is_file())
        with _Run(request, aside, connect(aside.spill, size)) as run:
            checked = run.all()
        aside.publish()
    return checked


class _Run:
    def __init__(self, request: Request, aside: Aside, connection: duckdb.DuckDBPyConnection) -> None:
        self._request, self._aside, self._connection = request, aside, connection
        self._key, self._done, self._resumed = "", set[str](), False

    def __enter__(self) -> "_Run":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def all(self) -> Checked:
        """Every step in its order."""
        asked, connection = self._request, self._connection
        with self._step("read"):
            tick = asked.tick
            batch = read(connection, asked.files, spill=self._aside.spill, tick=lambda name: tick("read", name))
            self._key = _key(asked, batch)
            self._done = self._aside.finished(self._key)
        self._kept("normal", ("normal",), lambda: normalise(connection))
        self._kept("duplicates", ("pairs", "persons", "linked_by"), lambda: self._find(connection))
        if asked.decisions is not None:
            decide(connection, read_decisions(asked.decisions))
        with self._step("rules"):
            make_facts(connection, atlas=asked.atlas, names=asked.names, today=asked.today, persons=True)
            judge(connection, asked.rules, relation=BARE)
            write_findings(connection, asked.rules, asked.say.lang)
        with self._step("files"):
            summary = self._summary(batch)
            self._write(summary)
        with self._step("lists"):
            write_worklists(
                connection,
                self._aside.made / "worklists",
                summary,
                asked.rules,
                asked.say,
                tick=lambda name: asked.tick("lists", name),
            )
        if asked.passphrase is not None:
            with self._step("seal"):
                self._aside.seal(asked.passphrase, summary.expires)
        heavy = any(
            flagged
            for one in summary.communes
            for rule in asked.rules
            if rule.weighs and (flagged := one.rules[rule.code][1])
        )
        return Checked(summary, tuple(batch.findings), self._resumed, heavy)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self._request.tick(name, "")
        with quietly(name, self._request.out.parent):
            yield

    def _kept(self, name: str, tables: Sequence[str], work: Callable[[], None]) -> None:
        """A step whose tables are kept if it took long, and taken from an earlier run that was broken off."""
        with self._step(name):
            if name in self._done:
                for table in tables:
                    path = _quoted(self._aside.table(table))
                    self._connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_parquet('{path}')")
                self._resumed = True
                return
            began = time.monotonic()
            work()
            if time.monotonic() - began >= KEEP_FROM:
                for table in tables:
                    self._connection.execute(f"COPY {table} TO '{_quoted(self._aside.table(table))}' (FORMAT parquet)")
                self._aside.finish(self._key, name)

    def _find(self, connection: duckdb.DuckDBPyConnection) -> None:
        if self._request.engine == "spark":
            from diaban.engines.forms_spark import find_on_spark

            find_on_spark(connection, self._aside.spill, model=self._request.model)
        else:
            duplicates.find(connection, model=self._request.model)

    def _summary(self, batch: Batch) -> Summary:
        asked, connection = self._request, self._connection
        pairs = connection.execute(
            "SELECT decision, count(*) FROM pairs GROUP BY decision ORDER BY decision"
        ).fetchall()
        return Summary(
            as_of=asked.today,
            expires=asked.today + timedelta(days=asked.keep_days),
            engine=asked.engine,
            model=str(connection.execute("SELECT model FROM linked_by").fetchall()[0][0]),
            rules_sha256=_rules_sha256(asked.rules),
            files=tuple({"sha256": one.sha256, "size": one.size, "forms": one.forms} for one in batch.files),
            forms=batch.forms,
            communes=tuple(
                commune_counts(
                    connection,
                    asked.rules,
                    atlas=asked.atlas,
                    today=asked.today,
                    persons=True,
                    expected=asked.expected,
                    events=asked.events,
                )
            ),
            pairs=dict(pairs),
            invented=asked.invented,
        )

    def _write(self, summary: Summary) -> None:
        for name, query in (
            ("findings", "SELECT form_id, code, field, found, remedy FROM findings ORDER BY row, rule"),
            ("pairs", "SELECT form_id_a, form_id_b, probability, decision, evidence FROM pairs ORDER BY ALL"),
            ("persons", "SELECT form_id, person_id FROM persons ORDER BY person_id, form_id"),
        ):
            path = _quoted(self._aside.made / f"{name}.parquet")
            self._connection.execute(
                f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd,"
                f" KV_METADATA {{expires: '{summary.expires.isoformat()}'}})"
            )
        document = json.dumps(sendable(summary).as_dict(), ensure_ascii=False, indent=2)
        (self._aside.made / "summary.json").write_text(document + "\n", "utf-8")


def _key(asked: Request, batch: Batch) -> str:
    """What a finished step depends on: the files, the engine, the model."""
    digest = sha256("|".join((asked.engine, *(one.sha256 for one in batch.files))).encode())
    digest.update(asked.model.version.encode())
    return digest.hexdigest()


def _rules_sha256(rules: Sequence[Rule]) -> str:
    return sha256("".join(sorted(rule.definition.checksum for rule in rules)).encode()).hexdigest()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
