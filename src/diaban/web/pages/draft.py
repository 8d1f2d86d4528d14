"""A draft of figures, pasted and checked before it is published; nothing of it is kept."""

from pathlib import Path
from typing import Final

from django.http import HttpResponse

from diaban.basis.finding import Finding, Severity
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.draft import Given, given_claims
from diaban.coverage.claims.frames import Ground as Units
from diaban.coverage.claims.reading import TABLE
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import QUIET, Checked
from diaban.intake.plain_csv import cells_of, read_bytes
from diaban.store import queries
from diaban.web.access import demands
from diaban.web.claim_parts import claim_chip, claim_words
from diaban.web.ground import Visit, asking, ground, today
from diaban.web.render import show

__all__ = ["draft"]

MAX_BYTES: Final = 2**20
MAX_ROWS: Final = 1_000
MAX_QUESTIONS: Final = 24
"""Places and days that one draft asks the registers about: each is a count of its own."""
SHOWN: Final = 300
"""Rows shown, at most, those first that something was found of."""
CELLS: Final = 24
HEAD: Final = ",".join(column.name for column in TABLE.columns)
SAMPLE: Final = Path(__file__).resolve().parents[1] / "draft-sample.csv"
"""A draft to begin with, of a sum that leaves three; it is text to write over, not a figure of anybody."""


@demands("reader", posts=True)
def draft(visit: Visit) -> HttpResponse:
    """The form; after POST all that is found, row by row, then the verdicts."""
    text = visit.POST.get("csv", "") if visit.method == "POST" else ""
    content: dict[str, object] = {"head": HEAD, "limit": MAX_BYTES, "rows_limit": MAX_ROWS}
    if visit.method == "POST":
        content |= _answer(visit, text.encode(errors="replace"))
    elif "mau" in visit.GET:
        text = SAMPLE.read_text("utf-8")
    # What was too long to be read is not sent back either.
    return show(visit, "draft", {**content, "text": text if len(text) <= MAX_BYTES else ""})


def _answer(visit: Visit, data: bytes) -> dict[str, object]:
    here, name = ground(visit), visit.say.text("web.draft.file")
    reading = read_bytes(data, TABLE, name=name, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, max_findings=MAX_ROWS)
    # Not the ground that is kept for the pages: what is typed here is not remembered.
    units = Units(here.edition.atlas, here.edition.names, here.edition.number)
    given = given_claims(reading, units, shipped_terms(), file=name, signed_on=today())
    checked: tuple[Checked, ...] = ()
    findings: tuple[Finding, ...] = given.findings
    if given.sound:
        checked, findings = queries.drafted(
            given=given,
            edition=here.edition,
            standards=here.standards,
            today=today(),
            viewer=asking(visit),
            most=MAX_QUESTIONS,
        )
    rows = _rows(visit, data, given, checked, findings)
    return {
        "done": True,
        "sound": given.sound,
        "errors": sum(one.severity is Severity.ERROR for one in findings),
        "read": len(given.claims),
        "general": [_finding(visit, one) for one in findings if one.place.row is None],
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
    }


def _rows(
    visit: Visit, data: bytes, given: Given, checked: tuple[Checked, ...], findings: tuple[Finding, ...]
) -> list[dict[str, object]]:
    """Rows of the draft with what was found of each, those first that want somebody."""
    found: dict[int, list[Finding]] = {}
    for one in findings:
        if one.place.row is not None:
            found.setdefault(one.place.row, []).append(one)
    claims = {claim.row: claim for claim in given.claims}
    verdicts = {claim.row: one for claim, one in zip(given.claims, checked, strict=bool(checked))}
    wanted = sorted({*found, *claims}, key=lambda row: (row not in found and not _loud(verdicts, row), row))
    cells = cells_of(data, TABLE, {row for row in wanted[:SHOWN] if row not in claims})
    return [
        _row(visit, row, claims.get(row), verdicts.get(row), found.get(row, []), cells.get(row, [])) for row in wanted
    ]


def _loud(verdicts: dict[int, Checked], row: int) -> bool:
    return row in verdicts and verdicts[row].loud


def _row(
    visit: Visit, row: int, claim: Claim | None, checked: Checked | None, found: list[Finding], cells: list[str]
) -> dict[str, object]:
    say = visit.say
    return {
        "row": row,
        "claim": claim,
        "figure": claim_words(say, claim) if claim else None,
        "cells": " │ ".join(cell[:80] for cell in cells[:CELLS] if cell),
        "findings": [_finding(visit, one) for one in found],
        "verdicts": [
            (claim_chip(say, verdict.code), say.words(verdict), verdict.code not in QUIET)
            for verdict in (checked.verdicts if checked else ())
        ],
    }


def _finding(visit: Visit, one: Finding) -> dict[str, object]:
    return {**visit.say.sentences(one), "error": one.severity is Severity.ERROR, "column": one.place.column}
