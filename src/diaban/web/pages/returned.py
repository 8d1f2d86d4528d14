"""One return: how it stands, its rows beside what was found, what accepting it changes; and every step taken here."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import ConflictError, DiabanError, ForbiddenError, RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import parse_day
from diaban.engines.scan import MAX_PAGES, codes_by_page
from diaban.intake.limits import LIMITS
from diaban.intake.marking import marked_workbook
from diaban.intake.paper import PaperCode, code_read
from diaban.intake.paper_cells import paper_said
from diaban.intake.reporting import Calendar, PeriodRule, parse_period
from diaban.intake.standing import ApprovalLevel, ReturnState, province_over
from diaban.reports.document import letter_document, printed_document
from diaban.reports.superior_fill import filled_form
from diaban.store import actions, queries
from diaban.store.actions import Paper, Scan
from diaban.store.ground import forms_here
from diaban.store.models import InstallationKind, PaperSecrecy
from diaban.store.queries import ReturnDetail, ReturnLine
from diaban.store.receiving import Ground as Judging
from diaban.store.receiving import Judged, accept_return, judge_kept
from diaban.store.receiving.letter import letter_of, printed_of
from diaban.store.receiving.superior import of_return
from diaban.store.viewer import Role, Viewer
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit
from diaban.web.access import demands
from diaban.web.ground import Ground, Visit, asking, ground, named, now
from diaban.web.judged import content_of
from diaban.web.pages.calendar import tabs
from diaban.web.pages.submit import EXCEL
from diaban.web.pages.week import WORD
from diaban.web.render import show
from diaban.web.superior_forms import superior_links, superior_named
from diaban.web.trouble import status_of

__all__ = ["returned", "returned_file"]

BARE: Final = "trang-thieu-ma"
"""Of the address after a scan was attached: its pages without a code."""
NUMBERS: Final = frozenset(str(number) for number in range(1, MAX_PAGES + 1))
SCAN_SUFFIX: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@demands("reader", posts=True)
def returned(visit: Visit, number: str) -> HttpResponse:
    """The page; ``viec`` of a form sent: accept, approve, reopen, send back, attach the paper."""
    here, own = ground(visit), _number(number)
    refused: DiabanError | None = None
    if visit.method == "POST":
        asking(visit).require_writer(())
        try:
            bare = _act(visit, here, own)
            asked = f"?{urlencode({BARE: ','.join(bare)})}" if bare else ""
            return HttpResponseRedirect(reverse("returned", args=[own]) + asked)
        except (RefusedError, ConflictError, ForbiddenError) as error:
            refused = error
    detail = queries.return_detail(number=own, viewer=asking(visit))
    content = _content(visit, here, detail)
    status = 200
    bare = [page for page in visit.GET.get(BARE, "").split(",") if page in NUMBERS]
    if bare and detail.paper is not None and detail.paper.code:
        content["told"] = [visit.say.sentences(finding("paper-pages-without-code", pages=bare))]
    if refused is not None:
        content["refused"] = [visit.say.sentences(named(visit, one)) for one in refused.findings]
        status = status_of(refused, refused=422)
    return show(visit, "returned", content, status=status)


@demands("reader")
def returned_file(visit: Visit, number: str, what: str) -> HttpResponse:
    """Files of a return: ``tep`` as it came, ``danh-dau`` marked and commented, ``cong-van`` the covering letter,
    ``ban-in`` all of it on paper, ``quet`` the scan of its paper, ``cap-tren`` a form of the superior (``?mau=``).

    RefusedError ``page-unknown`` for another word, or where there is none."""
    here, who, own = ground(visit), asking(visit), _number(number)
    match what:
        case "tep":
            kept = queries.file_of(number=own, viewer=who)
            if kept.data is None:
                raise RefusedError(finding("file-destroyed", number=str(own), sha256=kept.sha256))
            return _download(kept.data, kept.media, kept.name)
        case "quet":
            scan = queries.scan_of(number=own, viewer=who)
            if scan is not None and scan.data is not None:
                suffix = SCAN_SUFFIX.get(scan.media, "bin")
                return _download(scan.data, scan.media, f"quet-{own}.{suffix}")
        case "danh-dau":
            kept = queries.file_of(number=own, viewer=who)
            if kept.data is not None:
                judged = judge_kept(own, ground=_judging(here, visit))
                marked, _ = marked_workbook(kept.data, judged.received, visit.say, judged.findings)
                return _download(marked, EXCEL, f"danh-dau-{own}.xlsx")
        case "cap-tren":
            return _superior(visit, here, own)
        case "cong-van":
            return _download(_letter(visit, here, own), WORD, f"cong-van-{own}.docx")
        case "ban-in":
            return _download(_printed(visit, here, own), WORD, f"bao-cao-{own}.docx")
    raise RefusedError(finding("page-unknown", address=visit.path[:200]))


def _number(text: str) -> int:
    """A number as addresses write it. RefusedError ``return-unknown`` for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise RefusedError(finding("return-unknown", number=text[:20]))
    return int(text)


def _judging(here: Ground, visit: Visit) -> Judging:
    return Judging.of(here.edition, forms_here()[0], asking(visit))


def _act(visit: Visit, here: Ground, number: int) -> Sequence[str]:
    """Do what was asked. Returns the pages of a scan on which no code could be read, where others bear it."""
    given, who = visit.POST, asking(visit)
    how = {"by": who, "at": now, "reason": given.get("ly-do", "")}
    atlas = here.edition.atlas
    deeds: dict[str, Callable[[], object]] = {
        "chap-nhan": lambda: accept_return(number, judge_kept(number, ground=_judging(here, visit)), **how),
        "duyet-tinh": lambda: actions.approve(number=number, level=ApprovalLevel.PROVINCE, atlas=atlas, **how),
        "duyet-bo": lambda: actions.approve(number=number, level=ApprovalLevel.MINISTRY, atlas=atlas, **how),
        "mo-lai": lambda: actions.reopen(number=number, atlas=atlas, **how),
        "tra-lai": lambda: actions.send_back(number=number, atlas=atlas, **how),
        "van-ban": lambda: _paper(visit, number),
    }
    deed = deeds.get(given.get("viec", ""))
    if deed is None:
        raise RefusedError(finding("request-unreadable"))
    done = deed()
    return done if isinstance(done, list) else []


def _paper(visit: Visit, number: int) -> list[str]:
    """The paper's particulars and its scan; the code is read on the scan, or taken as typed where none can be read."""
    given, scan, code = visit.POST, None, visit.POST.get("ma", "").strip()
    told: tuple[Finding, ...] = ()
    uploaded = visit.FILES.get("quet")
    if uploaded is not None:
        if uploaded.size > LIMITS.size:
            raise RefusedError(finding("upload-too-large", size=uploaded.size, limit=LIMITS.size))
        data, name = uploaded.read(), str(uploaded.name)[:200]
        detail = queries.return_detail(number=number, viewer=asking(visit))
        own = PaperCode.of(number, detail.line.digest)
        read, told = code_read(codes_by_page(data, name=name), own, file=name)
        code = str(read) if read else code
        scan = Scan(data, name, detail.keep_until)
    try:
        day = parse_day(given.get("ngay", "").strip())
    except ValueError as error:
        raise RefusedError(
            finding("impossible-day", place=Place(column="ngay"), text=given.get("ngay", "")[:40])
        ) from error
    paper = Paper(
        number=given.get("so", ""),
        symbol=given.get("ky-hieu", ""),
        day=day,
        signatory_title=given.get("chuc-danh", ""),
        secrecy=_secrecy(given.get("do-mat", "")),
        code=code,
    )
    reason = given.get("ly-do", "").strip() or visit.say.text("web.returned.paper-reason")
    actions.attach_paper(number=number, paper=paper, scan=scan, by=asking(visit), at=now, reason=reason)
    return [str(page) for one in told if isinstance(pages := one.values.get("pages"), list) for page in pages]


def _secrecy(text: str) -> PaperSecrecy:
    try:
        return PaperSecrecy(text or PaperSecrecy.OPEN.value)
    except ValueError as error:
        raise RefusedError(finding("request-unreadable")) from error


def _on_paper(detail: ReturnDetail, judged: Judged | None) -> dict[str, object]:
    """What the form of the paper begins with: what is attached; before that what the file's first sheet says."""
    paper = detail.paper
    if paper is not None:
        return {"number": paper.number, "symbol": paper.symbol, "day": paper.day, "title": paper.signatory_title}
    said = paper_said({} if judged is None else judged.received.paper)
    return {"number": said.number, "symbol": said.symbol, "day": said.day, "title": said.signatory}


def _content(visit: Visit, here: Ground, detail: ReturnDetail) -> dict[str, object]:
    line, say = detail.line, visit.say
    period = parse_period(PeriodRule(line.rule), Calendar(line.calendar), line.key)
    form = forms_here()[0].get(line.form)
    content: dict[str, object] = {
        "tabs": tabs(visit, ""),
        "detail": detail,
        "line": line,
        "unit": _unit(here, line.unit, period.cut_off),
        "period": period,
        "form_title": form.definition.title[visit.lang] if form else line.form,
        "state": say.text(f"return-state.{line.state.value}"),
        "steps": [
            (step, say.text(f"web.returned.step.{step.kind.value}"), say.words(step.level) if step.level else "")
            for step in detail.steps
        ],
        "writes": asking(visit).role is not Role.READER,
        "may": _may(asking(visit), here.edition.atlas, line),
    }
    judged = _judged(visit, here, detail)
    content["on_paper"] = _on_paper(detail, judged)
    content["secrecies"] = [(one.value, say.text(f"template.secrecy.{one.value}")) for one in PaperSecrecy]
    if judged is not None:
        kept = queries.file_of(number=line.number, viewer=asking(visit))
        content |= content_of(visit, here, judged, kept.data or b"")
        content["superior"] = [] if judged.faults else superior_links(visit, line.form)
        content["code"] = str(PaperCode.of(line.number, line.digest))
    return content


def _may(who: Viewer, atlas: Atlas, line: ReturnLine) -> frozenset[str]:
    """Steps that make sense next and that this account may take; the actions ask both once more."""
    steps = {
        ReturnState.RECEIVED: {"chap-nhan", "tra-lai", "van-ban"},
        ReturnState.SENT_BACK: set[str](),
        ReturnState.ACCEPTED: {"duyet-tinh", "duyet-bo", "van-ban"},
        ReturnState.APPROVED: {"duyet-bo", "mo-lai", "van-ban"},
        ReturnState.REOPENED: {"duyet-tinh", "duyet-bo", "van-ban"},
    }
    province = province_over(atlas, line.unit, line.period.end)
    nation = who.writes is None
    lock = line.standing.lock
    own = {"chap-nhan", "van-ban"} if who.writes is None or line.unit in who.writes else set()
    if nation or (who.writes is not None and province in who.writes):
        own |= {"duyet-tinh", "tra-lai"} if province != line.unit else set()
        own |= {"mo-lai"} if nation or lock is None or lock.level is not ApprovalLevel.MINISTRY else set()
    own |= {"duyet-bo", "tra-lai"} if nation else set()
    return frozenset(steps.get(line.state, set()) & own)


def _judged(visit: Visit, here: Ground, detail: ReturnDetail) -> Judged | None:
    """What the file says now, beside what is held now; None once its bytes are gone or its form is known no more."""
    if not detail.kept or detail.line.form not in forms_here()[0]:
        return None
    return judge_kept(detail.line.number, ground=_judging(here, visit))


def _unit(here: Ground, unit_id: str, day: date) -> Unit:
    atlas = here.edition.atlas
    return atlas.find_id(unit_id, day) or atlas.versions(unit_id)[-1]


def _superior(visit: Visit, here: Ground, number: int) -> HttpResponse:
    one = superior_named(visit.GET.get("mau", ""))
    source = of_return(number, one, ground=_judging(here, visit), standards=here.measured)
    return _download(filled_form(one, source, visit.say), EXCEL, f"{one.id}-{number}.xlsx")


def _letter(visit: Visit, here: Ground, number: int) -> bytes:
    invented = visit.kind is InstallationKind.DEMONSTRATION
    return letter_document(letter_of(number, ground=_judging(here, visit), say=visit.say, invented=invented))


def _printed(visit: Visit, here: Ground, number: int) -> bytes:
    invented = visit.kind is InstallationKind.DEMONSTRATION
    printed = printed_of(number, ground=_judging(here, visit), say=visit.say, invented=invented)
    return printed_document(printed, visit.say)


def _download(data: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    # What a stranger sent is never shown as a page of ours.
    response["X-Content-Type-Options"] = "nosniff"
    return response
