"""What the pages of units say beside the common parts: values of registers, who says so, acts, changes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from django import template

from diaban.basis.moment import VIET_NAM
from diaban.basis.speech import Speech
from diaban.coverage.strength import Said
from diaban.registers.handover import Answered
from diaban.store.queries import ActAbout
from diaban.units.conflict import ConflictKind
from diaban.web import parts
from diaban.web.commune_tables import said_html
from diaban.web.known import NAME, moment_written
from diaban.web.markup import SafeString, escape, mark_safe

register = template.Library()


def _say(context: template.Context) -> Speech:
    say: Speech = context["request"].say
    return say


@register.simple_tag(takes_context=True)
def sure(context: template.Context, value: StrEnum) -> SafeString:
    """How sure a recorded fact is, or how settled a difference."""
    return parts.chip(_say(context).text(f"confidence.{value.value}"), "quiet")


@register.simple_tag(takes_context=True)
def conflict_kind(context: template.Context, kind: ConflictKind | None) -> str:
    """What sources differ about; None: anything."""
    say = _say(context)
    return say.text("web.conflicts.every") if kind is None else say.text(f"conflict.{kind.value}")


@register.simple_tag(takes_context=True)
def level_name(context: template.Context, level: StrEnum) -> str:
    """A level of the administration."""
    return _say(context).text(f"level.{level.value}")


@register.simple_tag
def called(titles: Mapping[str, str], key: str) -> str:
    """The title of an origin or a source; its key where it has none."""
    return titles.get(key, key)


@register.simple_tag
def sources(titles: Mapping[str, str], keys: Iterable[str]) -> SafeString:
    """Sources by title."""
    return parts.label("; ".join(titles.get(key, key) for key in keys))


@register.simple_tag(takes_context=True)
def value(context: template.Context, one: StrEnum) -> str:
    """A value of a register, in words."""
    return _say(context).text(f"register.value.{one.value}")


@register.simple_tag(takes_context=True)
def stated(context: template.Context, number: int | None) -> SafeString:
    """A number, or that it is not stated."""
    say = _say(context)
    return _unstated(say) if number is None else parts.figure(say, number, None)


@register.simple_tag(takes_context=True)
def told(context: template.Context, said: Iterable[Said], titles: Mapping[str, str]) -> SafeString:
    """What origins state: one number, or each with its origin where there are several."""
    return said_html(_say(context), said, titles)


@register.simple_tag(takes_context=True)
def answer(context: template.Context, answers: tuple[bool, ...]) -> SafeString:
    """An item of a list: met, not met, said both ways, not stated; by sign and word."""
    word = "yes" if answers == (True,) else "no" if answers == (False,) else "both" if answers else "unstated"
    sign = {"yes": "✓", "no": "✗", "both": "≠", "unstated": "?"}[word]
    text = escape(_say(context).text(f"web.commune.item.{word}"))
    return mark_safe(f'<span class="item {word}"><span aria-hidden="true">{sign}</span> {text}</span>')


@register.simple_tag(takes_context=True)
def hamlet_state(context: template.Context, state: Answered) -> str:
    """Where a hamlet stands."""
    return _say(context).text(f"hamlets.state.{state.value}")


@register.simple_tag(takes_context=True)
def premises_title(context: template.Context, name: str) -> str:
    """Headquarters or housing."""
    return _say(context).text(f"web.commune.{name}")


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime) -> SafeString:
    """The day of an act, in Viet Nam."""
    return parts.day(_say(context), at.astimezone(VIET_NAM).date())


@register.simple_tag(takes_context=True)
def then(context: template.Context, at: datetime) -> str:
    """The address of this page as known right after an act."""
    query = context["request"].GET.copy()
    query[NAME] = moment_written(at)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def action_name(context: template.Context, action: str) -> str:
    """What was done."""
    return _say(context).text(f"action.{action}")


@register.simple_tag(takes_context=True)
def rows_written(context: template.Context, act: ActAbout) -> SafeString:
    """How many rows of which register an act wrote and closed here."""
    say = _say(context)
    registers = dict.fromkeys((*act.wrote, *act.closed))
    told = [
        say.text(
            "web.commune.rows",
            name=say.text(f"web.row.{name}"),
            wrote=act.wrote.get(name, 0),
            closed=act.closed.get(name, 0),
        )
        for name in registers
    ]
    return parts.label("; ".join(told))


def _unstated(say: Speech) -> SafeString:
    return mark_safe(f'<span class="quiet">{escape(say.text("web.commune.unstated"))}</span>')
