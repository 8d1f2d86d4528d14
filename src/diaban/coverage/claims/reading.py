"""A claims file read into claims: every mistake at once, and nothing checked on half a file.

One row that cannot be read makes every sum it belongs to a false one, so the door checks a file only when it is sound.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.coverage.claims.amount import Bound, plain
from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.claims.frames import Ground, scopes
from diaban.coverage.claims.terms import COUNT, MONEY, Terms
from diaban.coverage.claims.when import When
from diaban.intake.plain_csv import Column, Line, Table

__all__ = ["TABLE", "place_findings", "read_claims"]

TABLE: Final = Table(
    (
        Column("claim_id", max_length=80),
        Column("document"),
        Column("published", blank=True),
        Column("quote", max_length=2_000),
        Column("measure", max_length=80),
        Column("scope_types", required=False),
        Column("place", required=False),
        Column("as_of", blank=True),
        Column("modality", kind="choice", choices=tuple(modality.value for modality in Modality)),
        Column("value", kind="decimal", blank=True),
        Column("bound", kind="choice", choices=tuple(bound.value for bound in Bound), required=False),
        Column("unit", max_length=80, required=False),
        Column("of", kind="decimal", required=False),
        Column("percent_printed", kind="decimal", required=False),
        Column("part_of", max_length=80, required=False),
        Column("series", max_length=80, required=False),
        Column("source", required=False),
        Column("reason", max_length=2_000, required=False),
    ),
    unique=("claim_id",),
)
ZERO: Final = Decimal(0)


def read_claims(
    lines: Sequence[Line], terms: Terms, *, file: str, signed_on: date | None = None
) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    """The claims of a file's checked lines, and every finding about them.

    ``signed_on``: the day a draft is to be published, for rows that do not say one; without it they are faulty.
    """
    every = [_claim(line, signed_on) for line in lines]
    claims, findings = [], []
    for claim in every:
        faults = list(_faults(claim, terms, file))
        findings += faults
        if not any(fault.severity is Severity.ERROR for fault in faults):
            claims.append(claim)
    # Whether a whole exists is asked of all rows, faulty ones too: one mistake is reported once.
    findings += _kinship(every, file)
    return tuple(claims), tuple(findings)


def place_findings(claims: Iterable[Claim], ground: Ground, *, file: str) -> tuple[Finding, ...]:
    """Places that are not found on their day, are ambiguous or had ended; a row each."""
    found = []
    for claim in claims:
        try:
            ground.place(claim)
        except RefusedError as refused:
            place = Place(file=file, row=claim.row or None, column="place")
            reasons = ", ".join(one.code for one in refused.findings)
            found.append(finding("claim-place-astray", place=place, text=claim.place, day=claim.speaks, reason=reasons))
    return tuple(found)


def _claim(line: Line, signed_on: date | None) -> Claim:
    def cell(name: str) -> str:
        value = line.values[name]
        return "" if value is None else str(value)

    def number(name: str) -> Decimal | None:
        value = line.values[name]
        return value if isinstance(value, Decimal) else None

    return Claim(
        claim_id=cell("claim_id"),
        document=cell("document"),
        published=cell("published") or (signed_on.isoformat() if signed_on else ""),
        quote=cell("quote"),
        measure=cell("measure"),
        scope_types=cell("scope_types"),
        place=cell("place"),
        as_of=cell("as_of"),
        modality=Modality(cell("modality")),
        value=number("value"),
        bound=Bound(cell("bound") or Bound.EXACT.value),
        unit=cell("unit"),
        of=number("of"),
        percent_printed=number("percent_printed"),
        part_of=cell("part_of"),
        series=cell("series"),
        source=cell("source"),
        reason=cell("reason"),
        row=line.row,
    )


def _faults(claim: Claim, terms: Terms, file: str) -> Iterator[Finding]:
    def place(column: str) -> Place:
        return Place(file=file, row=claim.row, column=column)

    days = {}
    for column, written in (("published", claim.published), ("as_of", claim.as_of)):
        if not written:
            yield finding("claim-no-day", place=place(column), claim=claim.claim_id)
            continue
        try:
            days[column] = When.read(written)
        except ValueError:
            yield finding("claim-day", place=place(column), found=written)
    if len(days) == 2 and not claim.ahead and days["as_of"].first > days["published"].last:
        yield finding(
            "claim-not-yet",
            place=place("as_of"),
            severity=Severity.WARNING,
            as_of=days["as_of"],
            published=days["published"],
        )
    try:
        scopes(claim.scope_types)
    except ValueError as error:
        yield finding("claim-types", place=place("scope_types"), found=str(error))
    if claim.measure not in terms.measures:
        yield finding("claim-measure", place=place("measure"), severity=Severity.WARNING, found=claim.measure)
    yield from _numbers(claim, terms, place)


def _numbers(claim: Claim, terms: Terms, place: Callable[[str], Place]) -> Iterator[Finding]:
    if claim.value is None and claim.percent_printed is None and claim.of is None and claim.bound is not Bound.VAGUE:
        yield finding("claim-no-figure", place=place("value"), claim=claim.claim_id)
    for column, number in (("value", claim.value), ("of", claim.of), ("percent_printed", claim.percent_printed)):
        if number is not None and number < ZERO:
            yield finding("claim-negative", place=place(column), found=number)
    if claim.of == ZERO:
        yield finding("claim-of-zero", place=place("of"))
    if claim.percent_printed == ZERO and claim.value != ZERO:
        yield finding("claim-percent-zero", place=place("percent_printed"))
    dimension = terms.dimension(claim.unit)
    for column, number in (("value", claim.value), ("of", claim.of)):
        if number is None or number <= ZERO:
            continue
        if dimension == MONEY:
            amount = number * terms.factor(claim.unit)
            if not terms.money_least <= amount <= terms.money_most:
                least, most = plain(terms.money_least), plain(terms.money_most)
                given = plain(number)
                yield finding("claim-money", place=place(column), found=given, unit=claim.unit, least=least, most=most)
        elif dimension == COUNT and number != number.to_integral_value():
            whole = str(number).replace(".", "")
            yield finding("claim-count", place=place(column), found=number, whole=whole, unit=claim.unit or "—")


def _kinship(claims: Sequence[Claim], file: str) -> Iterator[Finding]:
    above = {claim.claim_id: claim.part_of for claim in claims}
    circles = _circles(above)
    for claim in claims:
        place = Place(file=file, row=claim.row, column="part_of")
        if claim.part_of and claim.part_of not in above:
            yield finding("claim-part-unknown", place=place, found=claim.part_of)
        elif claim.claim_id in circles:
            yield finding("claim-part-circle", place=place, claim=claim.claim_id, found=claim.part_of)


def _circles(above: dict[str, str]) -> set[str]:
    """Claims that are, over any number of steps, parts of themselves. Each claim is walked over once."""
    found: set[str] = set()
    done: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        at = start
        while at and at not in done and at not in path:
            path[at] = None
            at = above.get(at, "")
        if at in path:
            walked = list(path)
            found.update(walked[walked.index(at) :])
        done.update(path)
    return found
