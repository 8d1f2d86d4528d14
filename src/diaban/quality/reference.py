"""The rule language in plain Python, form by form: what every faster engine must agree with."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from diaban.quality.language import Call, Fact, Member, Node, Operation, Value
from diaban.quality.rule import Rule

__all__ = ["Form", "answer", "flagged"]

Form = Mapping[str, Any]
"""A form's facts by name; a fact that is not there is null."""

SAME: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "=": lambda one, other: one == other,
        "!=": lambda one, other: one != other,
        "<": lambda one, other: one < other,
        "<=": lambda one, other: one <= other,
        ">": lambda one, other: one > other,
        ">=": lambda one, other: one >= other,
    }
)
WHOSE: Final = MappingProxyType({"household_head_text": "head", "household_spouse_text": "spouse"})
"""Of whom a function of the household tells a text."""
LONGEST: Final = 18
"""Digits of a number that every engine holds."""


def flagged(rules: Iterable[Rule], forms: Sequence[Form]) -> dict[str, list[tuple[int, bool]]]:
    """By code of rule: places of the forms it is asked of, each with whether it has the fault."""
    households: dict[str, list[Form]] = {}
    for form in forms:
        if form.get("household") is not None:
            households.setdefault(form["household"], []).append(form)
    found: dict[str, list[tuple[int, bool]]] = {}
    for rule in rules:
        found[rule.code] = told = []
        for place, form in enumerate(forms):
            same = households.get(form.get("household") or "", ())
            if rule.when is None or answer(rule.when, form, same) is True:
                told.append((place, answer(rule.test, form, same) is True))
    return found


def answer(node: Node, form: Form, household: Sequence[Form] = ()) -> Any:
    """What a tree says of a form; None where that is unknown. ``household``: all forms of its household."""
    match node:
        case Value(value=value):
            return value
        case Fact(name=name):
            return form.get(name)
        case Member(one=one, among=among):
            value = answer(one, form, household)
            return None if value is None else any(value == each.value for each in among)
        case Operation(sign=sign, parts=parts):
            return _operation(sign, [answer(part, form, household) for part in parts])
        case Call(name=name, parts=parts):
            if name.startswith("household_"):
                return _of_household(name, parts[0], form, household)
            return _call(name, [answer(part, form, household) for part in parts])


def _operation(sign: str, values: list[Any]) -> Any:
    match sign:
        case "and":
            return False if False in values else None if None in values else True
        case "or":
            return True if True in values else None if None in values else False
        case "not":
            return None if values[0] is None else not values[0]
    one, other = values
    if one is None or other is None:
        return None
    if sign in SAME:
        return SAME[sign](one, other)
    return one + other if sign == "+" else one - other


def _of_household(name: str, asked: Node, form: Form, household: Sequence[Form]) -> Any:
    if form.get("household") is None:
        return None
    if name == "household_count":
        return sum(answer(asked, other) is True for other in household)
    if name in WHOSE:
        said = {answer(asked, other) for other in household if other.get("relation") == WHOSE[name]} - {None}
        return said.pop() if len(said) == 1 else None
    heads = [answer(asked, other) for other in household if other.get("relation") == "head"]
    return min((value for value in heads if value is not None), default=None)


def _call(name: str, values: list[Any]) -> Any:
    match name:
        case "present":
            return values[0] is not None
        case "missing":
            return values[0] is None
        case "join":
            held = [value for value in values if value is not None]
            return " ".join(held)
    if None in values:
        return None
    return CALLS[name](*values)


def _years(one: date, other: date) -> int:
    return other.year - one.year - ((other.month, other.day) < (one.month, one.day))


def _digits(text: str) -> bool:
    return re.fullmatch("[0-9]+", text) is not None


CALLS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "length": len,
        "digits": _digits,
        "matches": lambda text, pattern: re.fullmatch(pattern, text, re.ASCII) is not None,
        "finds": lambda text, pattern: re.search(pattern, text, re.ASCII) is not None,
        "part": lambda text, first, count: text[first - 1 : first - 1 + count],
        "holds": lambda text, word: word in text,
        "lower": str.lower,
        "whole": lambda text: int(text) if _digits(text) and len(text) <= LONGEST else None,
        "text": str,
        "year": lambda day: day.year,
        "years": _years,
        "days": lambda one, other: (other - one).days,
    }
)
