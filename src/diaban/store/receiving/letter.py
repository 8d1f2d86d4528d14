"""What is printed of a return to be signed: the letter that covers it, and the return itself with its tables."""

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.speech import Speech
from diaban.intake.paper import PaperCode
from diaban.intake.paper_cells import paper_said
from diaban.reports.letter import Head, Letter, covering_letter, signing_title
from diaban.reports.printed import MOST_PRINTED, Printed, printed_return
from diaban.store import queries
from diaban.store.queries import ReturnDetail
from diaban.store.receiving.way import Ground, Judged, judge_kept

__all__ = ["letter_of", "printed_of"]


def letter_of(number: int, *, ground: Ground, say: Speech, invented: bool) -> Letter:
    """The covering letter of a return that was received, with the code of its data. Number, symbol, day and title are
    those of the paper that is attached, before that those of the file's first sheet; else they are left to be filled
    in. RefusedError as ``judge_kept``."""
    detail, judged = queries.return_detail(number=number, viewer=ground.viewer), judge_kept(number, ground=ground)
    return _letter(detail, judged, ground, say, invented)


def printed_of(number: int, *, ground: Ground, say: Speech, invented: bool) -> Printed:
    """The return on paper, with the same head and code. RefusedError ``printed-faulty`` where rows could not be read;
    ``printed-otherwise`` where the file is read otherwise than when it came; ``printed-too-long``; as ``judge_kept``.
    """
    detail, judged = queries.return_detail(number=number, viewer=ground.viewer), judge_kept(number, ground=ground)
    version, tally = judged.received.version, judged.tally
    if version is None or judged.faults:
        raise RefusedError(finding("printed-faulty", number=str(number), faults=judged.faults))
    if judged.digest != detail.line.digest:
        raise RefusedError(finding("printed-otherwise", number=str(number)))
    if tally.lines > MOST_PRINTED:
        raise RefusedError(finding("printed-too-long", number=str(number), rows=tally.lines, limit=MOST_PRINTED))
    unit, period = judged.unit, judged.period
    lines = (
        say.text("printed.sender", unit=f"{unit.full_name} ({unit.code})"),
        say.text("printed.period", period=period.titled, cut_off=period.cut_off),
    )
    return printed_return(
        _letter(detail, judged, ground, say, invented),
        title=judged.form.definition.title[say.lang],
        lines=lines,
        version=version,
        tables=judged.received.tables,
        say=say,
    )


def _letter(detail: ReturnDetail, judged: Judged, ground: Ground, say: Speech, invented: bool) -> Letter:
    unit, paper, said = judged.unit, detail.paper, paper_said(judged.received.paper)
    above = ground.edition.atlas.ancestors(unit, judged.period.cut_off)
    superior = say.text("letter.office", unit=above[-1].full_name) if above else say.text("letter.ministry")
    head = Head(
        superior,
        say.text("letter.office", unit=unit.full_name),
        unit.name,
        paper.day if paper else said.day,
        paper.number if paper else said.number,
        paper.symbol if paper else said.symbol,
        paper.signatory_title if paper else said.signatory or signing_title(unit, say),
    )
    return covering_letter(
        head,
        to=superior,
        title=judged.form.definition.title[say.lang],
        period=say.words(judged.period.titled),
        code=PaperCode.of(detail.line.number, detail.line.digest),
        say=say,
        invented=invented,
    )
