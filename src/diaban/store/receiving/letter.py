"""The letter that covers a return, written from what is known of it."""

from diaban.basis.speech import Speech
from diaban.intake.paper import PaperCode
from diaban.intake.paper_cells import paper_said
from diaban.reports.letter import Head, Letter, covering_letter
from diaban.store import queries
from diaban.store.receiving.way import Ground, judge_kept

__all__ = ["letter_of"]


def letter_of(number: int, *, ground: Ground, say: Speech, invented: bool) -> Letter:
    """The covering letter of a return that was received, with the code of its data. Number, symbol, day and title are
    those of the paper that is attached, before that those of the file's first sheet; else they are left to be filled
    in. RefusedError as ``judge_kept``."""
    detail, judged = queries.return_detail(number=number, viewer=ground.viewer), judge_kept(number, ground=ground)
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
        paper.signatory_title if paper else said.signatory,
    )
    return covering_letter(
        head,
        to=superior,
        title=judged.form.definition.title[say.lang],
        period=say.words(judged.period.titled),
        code=PaperCode.of(number, judged.digest),
        say=say,
        invented=invented,
    )
