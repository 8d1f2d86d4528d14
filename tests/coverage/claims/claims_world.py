"""What the tests of published figures share: the shipped units, and claims written as a small table."""

from functools import cache

from diaban.basis.catalogue import Language, shipped
from diaban.cli.claims import ground
from diaban.coverage.claims.check import check
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Ground
from diaban.coverage.claims.held import HeldFigure
from diaban.coverage.claims.reading import TABLE, read_claims
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import Verdict
from diaban.intake.plain_csv import read_bytes

COLUMNS = (
    "claim_id,document,published,quote,measure,scope_types,place,as_of,modality,value,bound,unit,of,percent_printed,"
    "part_of,series"
).split(",")
USUAL = {
    "document": "Báo cáo thử",
    "published": "2025-02",
    "quote": "Câu thử.",
    "measure": "independent-headquarters",
    "as_of": "2025-02-28",
    "modality": "done",
}


@cache
def units() -> Ground:
    return ground(1)


def rows(table: str) -> list[dict[str, str]]:
    """A table with ``|`` between cells, the heading first; columns that are not there have their usual value."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [USUAL | dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def as_csv(table: str) -> bytes:
    quoted = [",".join('"' + row.get(column, "").replace('"', '""') + '"' for column in COLUMNS) for row in rows(table)]
    return ("\n".join([",".join(COLUMNS), *quoted]) + "\n").encode()


def claims_of(table: str) -> tuple[Claim, ...]:
    reading = read_bytes(as_csv(table), TABLE, name="thu.csv")
    claims, findings = read_claims(reading.lines, shipped_terms(), file="thu.csv")
    assert [found.code for found in (*reading.findings, *findings) if found.code != "claim-measure"] == []
    return claims


def verdicts(table: str, registers: tuple[HeldFigure, ...] = ()) -> dict[str, tuple[Verdict, ...]]:
    checked = check(claims_of(table), units(), shipped_terms(), registers)
    return {one.claim_id: one.verdicts for one in checked}


def told(table: str, registers: tuple[HeldFigure, ...] = ()) -> dict[str, list[str]]:
    """Verdicts as ``code`` or ``code amount``, by claim."""
    return {key: [short(verdict) for verdict in found] for key, found in verdicts(table, registers).items()}


def short(verdict: Verdict) -> str:
    amount = verdict.amount
    if amount is None:
        return verdict.code.value
    return f"{verdict.code.value} {amount.normalize():f}"


def said(verdict: Verdict, lang: Language) -> str:
    return verdict.worded(lambda key, /, **values: shipped().text(key, lang, **values))
