"""What templates may say: texts of the catalogue, and the parts every page is made of."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, Final

from django import template
from django.template.base import Parser, Token

from diaban.basis.catalogue import Language, Worded
from diaban.basis.figure import Reading, Step
from diaban.basis.speech import Speech
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.reports.page import Said
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.markup import SafeString, escape, mark_safe

register = template.Library()
FIXED: Final = re.compile(r"'[^'|]+'")


@register.simple_tag(takes_context=True, name="t")
def _text(context: template.Context, key: str, **values: object) -> str:
    return context["request"].say.text(key, **values)


_filled: Final = register.tags["t"]


@register.tag
def t(parser: Parser, token: Token) -> template.Node:
    """A text of the catalogue: ``{% t 'key' %}``, ``{% t key value=… %}``, ``{% t 'key' as name %}``."""
    _, *words = token.split_contents()
    if len(words) == 1 and FIXED.fullmatch(words[0]):
        return Fixed(words[0][1:-1])
    return _filled(parser, token)


class Fixed(template.Node):
    """A text that is always the same: nine of ten on a page, so none of a tag's arguments is looked up for it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def render(self, context: template.Context) -> SafeString:
        """The text in the language of the visit."""
        return _fixed(self._key, context["request"].say.lang)


@cache
def _fixed(key: str, lang: Language) -> SafeString:
    return escape(Speech(lang).text(key))


@register.simple_tag(takes_context=True)
def words(context: template.Context, what: Worded) -> str:
    """A value that knows how to be said."""
    return context["request"].say.words(what)


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: date | None) -> SafeString:
    """A day."""
    return parts.day(context["request"].say, value)


@register.simple_tag(takes_context=True)
def fig(context: template.Context, value: object, href: str | None = None, **more: Any) -> SafeString:
    """A figure."""
    return parts.figure(context["request"].say, value, href, **more)


@register.simple_tag(takes_context=True)
def strip(context: template.Context, result: CoverageResult) -> SafeString:
    """The strip of a standard."""
    return parts.strip(context["request"].say, result)


@register.simple_tag(takes_context=True)
def of_state(context: template.Context, result: CoverageResult, state: str, whole: bool = False) -> SafeString:
    """The figure of one state of a standard."""
    return parts.figure_of(context["request"].say, result, State(state), whole=whole)


@register.simple_tag(takes_context=True)
def step_name(context: template.Context, step: Step) -> str:
    """A step in words."""
    return context["request"].say.text(f"step.{step.value}")


@register.simple_tag(takes_context=True)
def reading_name(context: template.Context, reading: Reading) -> str:
    """A reading in words."""
    return context["request"].say.text(f"reading.{reading.value}")


@register.simple_tag(takes_context=True)
def register_name(context: template.Context, name: str) -> str:
    """A register as a figure's records name it, in words."""
    return context["request"].say.text(f"figure.register.{name}")


@register.simple_tag(takes_context=True)
def unit(context: template.Context, value: Unit, on: date | None = None) -> SafeString:
    """A unit as a link, as known when the page is."""
    return parts.linked(value, on, context["request"].known)


@register.simple_tag(takes_context=True)
def unit_path(context: template.Context, value: Unit, on: date | None = None) -> str:
    """Where a unit is shown, as known when the page is."""
    return parts.place(value, on, context["request"].known)


@register.simple_tag
def said(value: Said) -> SafeString:
    """Words of a printed page: a figure that opens, the name of a unit as a link, or words alone."""
    return parts.said(value)


@register.simple_tag
def code(text: object) -> SafeString:
    """An official code or an identifier."""
    return parts.code(str(text))


@register.simple_tag
def label(text: object) -> SafeString:
    """Words with digits in them that are no figure."""
    return parts.label(str(text))


@register.simple_tag
def chip(text: str, kind: str = "") -> SafeString:
    """A short word in a frame."""
    return parts.chip(text, kind)


@register.simple_tag(takes_context=True)
def province_options(context: template.Context, choices: Iterable[Any]) -> SafeString:
    """The provinces to choose from (``pages.board.choices``), in a list that opens."""
    none = f" · {escape(context['request'].say.text('web.board.no-data'))}"
    return mark_safe(
        "".join(
            f'<option value="{one.unit.id}"{" selected" if one.chosen else ""} data-n="name">'
            f"{escape(one.unit.full_name)}{none if one.since else ''}</option>"
            for one in choices
        )
    )
