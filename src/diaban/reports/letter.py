"""Two letters: the one that covers a signed return, with the printed code of its data; and the reminder (*công văn đôn
đốc*), which names who has not sent what, and no figure of any commune, so that it may be pasted anywhere.

Offices and titles only: no name, no number of an officer. Number, symbol and signature are left for the office to add
unless they are told. Layout: Decree 30/2020/NĐ-CP, Annex I.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from diaban.basis.speech import Speech
from diaban.intake.paper import PaperCode
from diaban.reports.week import Unsent, WeekSheet
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit

__all__ = ["Head", "Letter", "covering_letter", "reminder", "signing_title", "week_reminder"]

BLANK: Final = "……"


@dataclass(frozen=True, slots=True)
class Head:
    """Who writes: the superior body and the issuing one, as the letterhead has them; the place; the day (None: left to
    fill in); number and symbol (empty: left to fill in); the title that signs."""

    superior: str
    issuer: str
    place: str
    day: date | None = None
    number: str = ""
    symbol: str = ""
    signatory: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in words, part by part, as the template places them."""

    superior: str
    issuer: str
    number: str
    abstract: str
    country: str
    motto: str
    place_and_day: str
    invented: str
    to: str
    body: tuple[str, ...]
    code: str
    code_note: str
    receivers_heading: str
    receivers: tuple[str, ...]
    authority: str
    signing: str


def covering_letter(
    head: Head, *, to: str, title: str, period: str, code: PaperCode, say: Speech, invented: bool
) -> Letter:
    """The letter that goes on top of a signed return: what it is, for which period, and the code of its data.

    ``title``: of the form; ``period``: in words, with its first and last day.
    """
    abstract = say.text("letter.covering.abstract", title=title, period=period)
    body = (say.text("letter.covering.first", to=to, title=title, period=period), say.text("letter.covering.second"))
    return _letter(head, abstract, to, body, say, invented, code=str(code))


def reminder(
    head: Head,
    *,
    to: str,
    unsent: Sequence[Unsent],
    say: Speech,
    invented: bool,
    above: Callable[[Unit, date], Unit] | None = None,
) -> Letter:
    """The reminder for what is overdue: forms, periods, due days and the offices that have not sent.

    ``above``: the office that a unit belongs to on a day, which is named in its place: thousands are not listed one by
    one. ValueError where nothing is overdue: nobody is reminded of nothing.
    """
    overdue = [one for one in unsent if one.units]
    if not overdue:
        raise ValueError("nothing is overdue")
    body = [say.text("letter.reminder.first")]
    for number, (named, alike) in enumerate(_alike(overdue, above), start=1):
        periods = "; ".join(
            say.text("letter.reminder.period", period=say.words(one.period.titled), due=one.due) for one in alike
        )
        one = alike[0]
        names = ", ".join(_office(unit, say) for unit in named)
        if above is not None:
            names = say.text("letter.reminder.below", units=names)
        if 1 < one.owed == len(one.units):
            names = say.text("letter.reminder.everybody")
        # Written as text: the place of an item in a list is no quantity.
        said = {"number": str(number), "title": one.title[say.lang], "periods": periods, "units": names}
        body.append(say.text("letter.reminder.item", **said))
    body.append(say.text("letter.reminder.last"))
    return _letter(head, say.text("letter.reminder.abstract"), to, tuple(body), say, invented)


def _alike(
    overdue: Sequence[Unsent], above: Callable[[Unit, date], Unit] | None
) -> list[tuple[list[Unit], list[Unsent]]]:
    """What the same offices have not sent of the same form, period after period: said once; with these offices."""
    found: dict[object, tuple[list[Unit], list[Unsent]]] = {}
    for one in overdue:
        offices = {
            office.id: office for office in (above(unit, one.period.cut_off) if above else unit for unit in one.units)
        }
        named = sorted(offices.values(), key=lambda office: office.code)
        everybody = one.owed == len(one.units)
        found.setdefault((one.form, everybody or frozenset(offices)), (named, []))[1].append(one)
    return list(found.values())


def week_reminder(sheet: WeekSheet, unit: Unit | None, ending: date, say: Speech, atlas: Atlas) -> Letter:
    """The reminder for what the week's sheet of ``unit`` (None: the nation) lists as not sent. Number and title are the
    office's to add; it is signed the day after the week at the earliest. ValueError as :func:`reminder`.

    A commune is reminded by its province, and the ministry reminds provinces of their communes.
    """

    def above(one: Unit, day: date) -> Unit:
        return next((each for each in atlas.ancestors(one, day) if each.level is Level.PROVINCE), one)

    ministry, day = say.text("letter.ministry"), ending + timedelta(days=1)
    told: dict[str, Any] = {"unsent": sheet.unsent, "say": say, "invented": sheet.invented}
    if unit is None:
        head = Head("", ministry, say.text("letter.capital"), day, signatory=signing_title(None, say))
        return reminder(head, to=say.text("letter.reminder.to-provinces"), above=above, **told)
    stands = unit.period.last_day
    writer = above(unit, ending if stands is None or ending <= stands else stands)
    head = Head(ministry, _office(writer, say), writer.name, day, signatory=signing_title(writer, say))
    return reminder(head, to=say.text("letter.reminder.to"), **told)


def signing_title(unit: Unit | None, say: Speech) -> str:
    """The title that signs for the police of a unit, or for the ministry (None), where no other is told."""
    if unit is None:
        return say.text("letter.head-of-office")
    return say.text("letter.director" if unit.level is Level.PROVINCE else "letter.signatory")


def _office(unit: Unit, say: Speech) -> str:
    return say.text("letter.office", unit=unit.full_name)


def _letter(
    head: Head, abstract: str, to: str, body: tuple[str, ...], say: Speech, invented: bool, *, code: str = ""
) -> Letter:
    number = say.text("letter.number", number=head.number or BLANK, symbol=head.symbol or BLANK)
    return Letter(
        superior=head.superior.upper(),
        issuer=head.issuer.upper(),
        number=number,
        abstract=abstract,
        country=say.text("letter.country"),
        motto=say.text("letter.motto"),
        place_and_day=_place_and_day(head, say),
        invented=say.text("word.invented-data") if invented else "",
        to=say.text("letter.to", to=to),
        body=body,
        code=code,
        code_note=say.text("letter.code-note") if code else "",
        receivers_heading=say.text("letter.receivers.heading"),
        receivers=(say.text("letter.receivers.as-above"), say.text("letter.receivers.filed")),
        authority=(head.signatory or say.text("letter.signatory")).upper(),
        signing=say.text("letter.signing"),
    )


def _place_and_day(head: Head, say: Speech) -> str:
    """Decree 30, Annex I: a 0 before a day under 10 and before the months 1 and 2."""
    if head.day is None:
        return say.text("letter.place-and-day", place=head.place, day=BLANK, month=BLANK, year=BLANK)
    day, month = f"{head.day.day:02}", f"{head.day.month:02}" if head.day.month < 3 else str(head.day.month)
    return say.text("letter.place-and-day", place=head.place, day=day, month=month, year=str(head.day.year))
