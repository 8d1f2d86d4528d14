"""What the pages of the movement, the situation, opinion and patrols share: tabs, scope, counts as figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.percent import percent
from diaban.basis.speech import Speech
from diaban.coverage.counts.asked import CountAsked, month_closed
from diaban.coverage.counts.item import Span
from diaban.coverage.counts.series import Month
from diaban.coverage.frame import Scope
from diaban.coverage.measure import Measure, MeasureKind
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.intake.reporting import ReportingPeriod
from diaban.store import queries
from diaban.store.ground import measures_here
from diaban.store.queries import CountAnswer
from diaban.web import parts
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import Ground, Visit, asking, ground
from diaban.web.markup import SafeString, escape, mark_safe
from diaban.web.pages.board import choices
from diaban.web.pages.calendar import chosen_scope

__all__ = ["Asking", "count_figure", "measures", "share_figure", "titles_of"]

TABS: Final = ("movement", "situation", "opinion", "patrols")


@dataclass(frozen=True, slots=True)
class Asking:
    """A page's visit, the ground it stands on, its day and scope, and the last reporting month that was over."""

    visit: Visit
    here: Ground
    scope: Scope
    day: date
    month: ReportingPeriod

    @classmethod
    def of(cls, visit: Visit) -> "Asking":
        """As the address says. RefusedError ``page-unknown``, ``impossible-day``."""
        here, day = ground(visit), chosen_day(visit)
        scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
        return cls(visit, here, scope, day, month_closed(day))

    def question(self, measure: str, item: str = "", span: Span | None = None) -> CountAsked:
        """A measure by its id on the day of the page, or within the span that ended with the last closed month."""
        if span is None:
            return CountAsked(measures()[measure], self.scope, self.day, item)
        cut_off = self.month.cut_off
        scope = scope_at(self.here.edition.atlas, self.scope, cut_off)
        return CountAsked(measures()[measure], scope, cut_off, item, span)

    def count(self, measure: str, item: str = "", span: Span | None = None) -> CountAnswer | None:
        """The answer; None where the records of the scope begin later than its day."""
        asked = self.question(measure, item, span)
        try:
            return queries.counts(edition=self.here.edition, asked=[asked], viewer=asking(self.visit))[0]
        except RefusedError as refused:
            if all(one.code == "before-records" for one in refused.findings):
                return None
            raise

    def figure(self, measure: str, item: str = "", span: Span | None = None) -> SafeString:
        """The same as a figure."""
        return count_figure(self.visit.say, self.count(measure, item, span))

    def content(self, name: str) -> dict[str, Any]:
        """What every one of these pages shows, and why there may be nothing more: unread, or before its records."""
        say, atlas = self.visit.say, self.here.edition.atlas
        refused: Iterable[Any] = ()
        try:
            queries.communes_of(self.here.edition, self.scope, self.day, viewer=asking(self.visit))
        except RefusedError as error:
            refused = error.findings
        return {
            "tabs": [(say.text(f"web.community.tab.{tab}"), reverse(tab) + self._kept(), tab == name) for tab in TABS],
            "title": say.text(f"web.community.title.{name}"),
            "scope": self.scope,
            "choices": choices(provinces_on(atlas, self.day), self.scope.unit),
            "refused": [say.sentences(one) for one in refused],
            "days": days_of(self.visit, self.day),
            "day": self.day,
            "month": self.month.titled,
        }

    def _kept(self) -> str:
        kept = self.visit.GET.copy()
        for key in list(kept):
            if key not in ("pham-vi", "ngay"):
                kept.pop(key)
        return f"?{kept.urlencode()}" if kept else ""


def count_figure(say: Speech, answer: CountAnswer | Month | None) -> SafeString:
    """A count as the one component; where nothing is stated, that. Vague quantities stand beside it, never in it."""
    if answer is None or answer.counted is None or not answer.counted.stated:
        words = escape(say.text("web.community.none"))
        if answer is None or answer.counted is None:
            return mark_safe(f'<span class="quiet">{words}</span>')
        return mark_safe(f'<a class="quiet" href="{escape(parts.address_path(answer.asked.address))}">{words}</a>')
    total = answer.counted.total
    after = f"–{say.write(total.high)}" if total.high != total.low else ""
    told = parts.figure(
        say,
        total.low,
        parts.address_path(answer.asked.address),
        of=len(answer.counted.units) if answer.asked.measure.kind is MeasureKind.TRUTH else None,
        after=after,
        marked=total.high != total.low or bool(answer.counted.divided),
        kind="register",
    )
    if not total.vague:
        return told
    vague = escape(say.text("web.community.vague", n=len(total.vague)))
    return mark_safe(f'{told} <span class="quiet" data-n="label">{vague}</span>')


def share_figure(say: Speech, name: str, part: CountAnswer | None, whole: CountAnswer | None) -> SafeString:
    """One count of another in per cent, the measure ``name``. Without both there is no figure."""
    share: Decimal | None = None
    if part is not None and whole is not None and part.counted.stated:
        share = percent(part.counted.total.low, whole.counted.total.low)
    if share is None or part is None:
        return mark_safe(f'<span class="quiet">{escape(say.text("web.community.none"))}</span>')
    address = replace(part.asked, measure=measures()[name]).address
    return parts.figure(say, share, parts.address_path(address), after=" %", kind="register")


@cache
def measures() -> Mapping[str, Measure]:
    """The measures of this installation, read once a process as standards are."""
    return measures_here()[0]


def titles_of(say: Speech, register: str) -> dict[str, str]:
    """Titles of the codes that a register's rows may have, in the order of the file that lists them."""
    listed = next((one for one in measures().values() if one.register == register and one.titles), None)
    return {} if listed is None else {code: title[say.lang] for code, title in listed.titles.items()}
