"""A claims file taken in: every mistake at once, then its verdicts, for a draft beside what is published already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.coverage.claims.check import check
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Ground
from diaban.coverage.claims.held import HeldFigure
from diaban.coverage.claims.reading import place_findings, read_claims
from diaban.coverage.claims.terms import Terms
from diaban.coverage.claims.verdict import Checked
from diaban.coverage.claims.wording import Figure
from diaban.intake.plain_csv import Reading

__all__ = ["Given", "given_claims", "hold", "repeat_findings"]


@dataclass(frozen=True, slots=True)
class Given:
    """The claims of a file, called ``file`` in its findings: of its faultless rows; and all that was found of it."""

    file: str
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether no finding is an error: only then is it checked, for half a file makes every sum false."""
        return all(found.severity is not Severity.ERROR for found in self.findings)

    def require_sound(self) -> "Given":
        """Itself. RefusedError with every finding where one is an error."""
        if not self.sound:
            raise RefusedError(*self.findings)
        return self


def given_claims(reading: Reading, ground: Ground, terms: Terms, *, file: str, signed_on: date | None = None) -> Given:
    """What a claims file says: of its cells, its rows and its places. ``signed_on``: as in ``read_claims``."""
    claims, found = read_claims(reading.lines, terms, file=file, signed_on=signed_on)
    astray = place_findings(claims, ground, file=file)
    return Given(file, claims, (*reading.findings, *found, *astray))


def hold(
    given: Given,
    ground: Ground,
    terms: Terms,
    registers: Callable[[Sequence[Claim]], Sequence[HeldFigure]],
    published: Sequence[Claim] = (),
) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """The verdicts of a sound file, in the order of its rows, and the findings that come with them.

    ``registers``: asked for what the registers hold of these claims. ``published``: for a draft, what it is seen
    beside. RefusedError with every finding for a file that is not sound.
    """
    claims = given.require_sound().claims
    checked = check(claims, ground, terms, registers(claims), published)
    return checked, (*given.findings, *repeat_findings(claims, published, file=given.file))


def repeat_findings(draft: Iterable[Claim], published: Iterable[Claim], *, file: str) -> tuple[Finding, ...]:
    """Rows of a draft that bear the id of a published figure: loading them would close that figure as corrected.

    So the draft is held against all published figures but these (``check``, ``beside``), and whoever wrote it is told.
    """
    there = {claim.claim_id: claim for claim in published}
    return tuple(
        finding(
            "claim-repeats",
            place=Place(file=file, row=claim.row or None, column="claim_id"),
            severity=Severity.WARNING,
            claim=claim.claim_id,
            document=there[claim.claim_id].document,
            figure=Figure(there[claim.claim_id]),
        )
        for claim in draft
        if claim.claim_id in there
    )
