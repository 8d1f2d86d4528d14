"""The signed paper of a return: number and symbol, day, signatory's title, and the scan of it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.paper import parse_code
from diaban.intake.standing import require_here
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.receive import keep_file, return_row
from diaban.store.actions.rows import closing, raise_all
from diaban.store.mapping import public_id
from diaban.store.models import PaperSecrecy
from diaban.store.queries.standings import standings_of
from diaban.store.viewer import Viewer

__all__ = ["Paper", "Scan", "attach_paper"]

SCANS: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""What a scan begins with, and what it is then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on the paper. ``code``: the printed code, read on the scan or typed; empty without one."""

    number: str
    symbol: str
    day: date
    signatory_title: str
    secrecy: PaperSecrecy = PaperSecrecy.OPEN
    code: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The scan of a paper, and the name of its file; ``keep_until``: the last day of the retention rule."""

    data: bytes
    name: str
    keep_until: date | None = None


def attach_paper(
    *,
    number: int,
    paper: Paper,
    scan: Scan | None = None,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
) -> Any:
    """Attach the signed paper to return ``number``; one that was attached before is closed. Returns the act.

    Without ``scan`` the one there stays, and its proof with it. A ``code`` is held against the data: what is kept is
    proof that paper and data are the same. RefusedError ``return-unknown``, ``return-withdrawn``, ``paper-code``,
    ``paper-of-other-return``, ``paper-of-other-data``, ``paper-secret``, ``paper-unchanged``, ``scan-format``,
    ``value-missing``, ``text-unstorable``, those of a file; ForbiddenError ``not-your-unit``.
    """
    texts = {"number": paper.number, "symbol": paper.symbol, "signatory_title": paper.signatory_title}
    with acting("attach-paper", by=by, at=at, reason=reason, request=request) as act:
        row = return_row(number)
        by.require_writer([public_id(row.unit_id)])
        require_here(standings_of(act.id, row)[0])
        raise_all(_wrong(name, text) for name, text in texts.items() if not text.strip() or not is_storable(text))
        if paper.secrecy is not PaperSecrecy.OPEN:
            raise RefusedError(finding("paper-secret"))
        old = models.ReturnPaper.objects.filter(of_id=row.id, closed_by=None).select_related("scan").first()
        values: dict[str, Any] = {name: text.strip() for name, text in texts.items()}
        values |= {"day": paper.day, "secrecy": paper.secrecy.value, "code": _proved(row, paper.code)}
        values["scan"] = old.scan if old is not None and scan is None else None
        if old is not None and scan is None:
            values["code"] = values["code"] or old.code
        if old is not None and scan is not None and _same(old.scan, scan):
            values["scan"] = old.scan
        elif scan is not None:
            values["scan"] = _kept(act, scan)
        if old is not None:
            if all(getattr(old, name) == value for name, value in values.items()):
                raise RefusedError(finding("paper-unchanged", number=str(number), act=str(old.act_id)))
            closing(models.ReturnPaper, act, [old.id])
        models.ReturnPaper.objects.create(of_id=row.id, act=act, **values)
    return act


def _wrong(name: str, text: str) -> Any:
    if is_storable(text):
        return finding("value-missing", place=Place(column=name), field=name)
    return finding("text-unstorable", place=Place(column=name), field=name)


def _proved(row: Any, text: str) -> str:
    if not text.strip():
        return ""
    code = parse_code(text)
    if code.number != row.id:
        raise RefusedError(finding("paper-of-other-return", number=str(row.id), other=str(code.number)))
    if not code.holds(row.digest):
        raise RefusedError(finding("paper-of-other-data", number=str(row.id)))
    return str(code)


def _same(file: Any, scan: Scan) -> bool:
    return file is not None and file.sha256 == hashlib.sha256(scan.data).hexdigest()


def _kept(act: Any, scan: Scan) -> Any:
    media = next((media for mark, media in SCANS.items() if scan.data.startswith(mark)), None)
    if media is None or not is_storable(scan.name):
        raise RefusedError(finding("scan-format", place=Place(file=scan.name if is_storable(scan.name) else None)))
    sha256 = hashlib.sha256(scan.data).hexdigest()
    return keep_file(act, scan.data, sha256=sha256, name=scan.name, media=media, keep_until=scan.keep_until)
