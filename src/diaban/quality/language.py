"""The small language in which a rule says when a form has a fault. Read once, run in two ways that must agree.

``number`` compared, ``and``, ``or``, ``not``, ``in (…)``, ``+`` and ``-``, and the functions of :data:`FUNCTIONS`:
no loops, no names beside the facts. Truth has three values as in SQL: what is asked of a null is unknown, and only what
is true flags a form.

    present(number) and part(number, 5, 2) != text(birth_year)
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from diaban.quality.fact import FACTS, FactType

__all__ = [
    "FUNCTIONS",
    "Call",
    "Fact",
    "Function",
    "Member",
    "Node",
    "Operation",
    "RuleError",
    "Value",
    "names",
    "parse",
]

TEXT, NUMBER, DAY, TRUTH = FactType.TEXT, FactType.NUMBER, FactType.DAY, FactType.TRUTH


class RuleError(ValueError):
    """A test that is not of the language; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a text in the test itself."""

    value: int | str
    type: FactType


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the form, by its name."""

    name: str
    type: FactType


@dataclass(frozen=True, slots=True)
class Operation:
    """``and``, ``or``, ``not``, a comparison, ``+`` or ``-``."""

    sign: str
    parts: "tuple[Node, ...]"
    type: FactType


@dataclass(frozen=True, slots=True)
class Member:
    """Whether one thing is among those listed."""

    one: "Node"
    among: tuple[Value, ...]
    type: FactType = TRUTH


@dataclass(frozen=True, slots=True)
class Call:
    """A function of :data:`FUNCTIONS` with what it is asked of."""

    name: str
    parts: "tuple[Node, ...]"
    type: FactType


Node = Value | Fact | Operation | Member | Call


class Function(NamedTuple):
    """What a function takes (None: any type; the last one repeats if ``many``), gives and means."""

    takes: tuple[FactType | None, ...]
    gives: FactType
    means: str
    many: bool = False


FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        "present": Function((None,), TRUTH, "it is known"),
        "missing": Function((None,), TRUTH, "it is null"),
        "length": Function((TEXT,), NUMBER, "characters of a text"),
        "digits": Function((TEXT,), TRUTH, "a text of digits alone"),
        "matches": Function((TEXT, TEXT), TRUTH, "the whole text is of this pattern (ASCII classes and counts)"),
        "finds": Function((TEXT, TEXT), TRUTH, "the text holds something of this pattern"),
        "part": Function((TEXT, NUMBER, NUMBER), TEXT, "from the nth character, so many of them"),
        "holds": Function((TEXT, TEXT), TRUTH, "the first text holds the second"),
        "lower": Function((TEXT,), TEXT, "in small letters"),
        "whole": Function((TEXT,), NUMBER, "the whole number that digits write; null for anything else"),
        "text": Function((NUMBER,), TEXT, "a number as digits"),
        "year": Function((DAY,), NUMBER, "the year of a day"),
        "years": Function((DAY, DAY), NUMBER, "whole years from the first day to the second"),
        "days": Function((DAY, DAY), NUMBER, "days from the first to the second"),
        "join": Function((TEXT,), TEXT, "texts with a blank between, those that are null left out", many=True),
        "household_count": Function((TRUTH,), NUMBER, "forms of the same household of which this is true"),
        "household_head": Function(
            (NUMBER,), NUMBER, "of the head of the same household; the least, if there are more"
        ),
        "household_head_text": Function((TEXT,), TEXT, "of the head of the same household; null where heads differ"),
        "household_spouse_text": Function((TEXT,), TEXT, "of the head's spouse likewise"),
    }
)
"""The functions. Those of a household are null where the form names none."""

TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+)|'(?P<text>[^']*)'|(?P<name>[a-z_][a-z_0-9]*)|(?P<sign><=|>=|!=|[=<>+\-(),]))"
)
HOUSEHOLD: Final = "household_"
COMPARED: Final = frozenset(("=", "!=", "<", "<=", ">", ">="))
WORDS: Final = frozenset(("and", "or", "not", "in"))


def parse(test: str, *, gives: FactType = TRUTH) -> Node:
    """The tree of a test. RuleError for what is not of the language, or gives another type than asked for."""
    reading = _Reading(test)
    node = reading.either()
    if reading.now is not None:
        raise RuleError(f"{reading.now[1]!r} is left over")
    if node.type is not gives:
        raise RuleError(f"{gives} wanted, not {node.type}")
    return node


def names(node: Node) -> Iterator[str]:
    """The facts that a tree asks for."""
    match node:
        case Fact(name=name):
            yield name
        case Operation(parts=parts) | Call(parts=parts):
            for part in parts:
                yield from names(part)
        case Member(one=one):
            yield from names(one)
        case Value():
            pass


class _Reading:
    """A test, read from left to right; ``now``: kind and text of the token in hand, None at the end."""

    def __init__(self, test: str) -> None:
        self._tokens = _tokens(test)
        self.now: tuple[str, str] | None = None
        self._step()

    def _step(self) -> None:
        self.now = next(self._tokens, None)

    def _takes(self, *texts: str) -> str | None:
        if self.now is not None and self.now[0] in {"sign", "word"} and self.now[1] in texts:
            text = self.now[1]
            self._step()
            return text
        return None

    def _must(self, text: str) -> None:
        if self._takes(text) is None:
            raise RuleError(f"{text!r} wanted, not {self.now[1] if self.now else 'the end'!r}")

    def either(self) -> Node:
        """Read what ``or`` joins: a whole test."""
        return self._chain("or", self._both)

    def _both(self) -> Node:
        return self._chain("and", self._negated)

    def _chain(self, sign: str, below: Callable[[], Node]) -> Node:
        parts = [below()]
        while self._takes(sign):
            parts.append(below())
        return parts[0] if len(parts) == 1 else _operation(sign, parts)

    def _negated(self) -> Node:
        return _operation("not", [self._negated()]) if self._takes("not") else self._compared()

    def _compared(self) -> Node:
        left = self._sum()
        if sign := self._takes(*COMPARED):
            return _operation(sign, [left, self._sum()])
        turned = self._takes("not") is not None
        if turned or (self.now is not None and self.now == ("word", "in")):
            self._must("in")
            member = Member(left, self._listed(left.type))
            return _operation("not", [member]) if turned else member
        return left

    def _listed(self, type_: FactType) -> tuple[Value, ...]:
        self._must("(")
        found: list[Value] = []
        while not found or self._takes(","):
            value = self._atom()
            if not isinstance(value, Value) or value.type is not type_:
                raise RuleError(f"values of type {type_} wanted after 'in'")
            found.append(value)
        self._must(")")
        return tuple(found)

    def _sum(self) -> Node:
        node = self._atom()
        while sign := self._takes("+", "-"):
            node = _operation(sign, [node, self._atom()])
        return node

    def _atom(self) -> Node:
        if self._takes("("):
            node = self.either()
            self._must(")")
            return node
        if self.now is None:
            raise RuleError("something is wanted at the end")
        kind, text = self.now
        self._step()
        if kind == "number":
            return Value(int(text), NUMBER)
        if kind == "text":
            return Value(text, TEXT)
        if kind != "name":
            raise RuleError(f"{text!r} stands where a value is wanted")
        if self._takes("("):
            return self._call(text)
        if text not in FACTS:
            raise RuleError(f"there is no fact {text!r}")
        return Fact(text, FACTS[text])

    def _call(self, name: str) -> Call:
        function = FUNCTIONS.get(name)
        if function is None:
            raise RuleError(f"there is no function {name!r}")
        parts: list[Node] = []
        while not parts or self._takes(","):
            parts.append(self.either())
        self._must(")")
        takes = function.takes * len(parts) if function.many else function.takes
        if len(takes) != len(parts) or any(
            wanted not in {None, part.type} for wanted, part in zip(takes, parts, strict=True)
        ):
            raise RuleError(f"{name} takes {', '.join(str(one or 'anything') for one in function.takes)}")
        if name in {"matches", "finds"} and not (isinstance(parts[1], Value) and _is_pattern(str(parts[1].value))):
            raise RuleError("the pattern must stand in the test, of ASCII classes and counts")
        if name.startswith(HOUSEHOLD) and any(map(_asks_household, parts)):
            raise RuleError(f"{name} asks no other form of the household what it asks of them")
        return Call(name, tuple(parts), function.gives)


def _tokens(test: str) -> Iterator[tuple[str, str]]:
    at, test = 0, test.strip()
    while at < len(test):
        found = TOKEN.match(test, at)
        if found is None:
            raise RuleError(f"{test[at : at + 10]!r} is not of the language")
        at = found.end()
        kind = found.lastgroup or ""
        text = found[kind]
        yield ("word" if kind == "name" and text in WORDS else kind), text


def _operation(sign: str, parts: list[Node]) -> Operation:
    types = {part.type for part in parts}
    if sign in {"and", "or", "not"}:
        if types != {TRUTH}:
            raise RuleError(f"{sign!r} joins truths")
        return Operation(sign, tuple(parts), TRUTH)
    if sign in {"+", "-"}:
        if types != {NUMBER}:
            raise RuleError(f"{sign!r} joins numbers")
        return Operation(sign, tuple(parts), NUMBER)
    if len(types) != 1 or (sign not in {"=", "!="} and types & {TEXT, TRUTH}):
        raise RuleError(f"{sign!r} compares two of one type, and by size only numbers and days")
    return Operation(sign, tuple(parts), TRUTH)


def _asks_household(node: Node) -> bool:
    match node:
        case Call(name=name, parts=parts):
            return name.startswith(HOUSEHOLD) or any(map(_asks_household, parts))
        case Operation(parts=parts):
            return any(map(_asks_household, parts))
        case Member(one=one):
            return _asks_household(one)
        case _:
            return False


PATTERN: Final = re.compile(
    r"(?:[A-Za-z0-9 /:@#_-]|\\\.|\[\^?[A-Za-z0-9 +/.@_?=#!%&*$-]+\]|\{\d+(?:,\d*)?\}|[?+*|()])+"
)


def _is_pattern(text: str) -> bool:
    """A pattern that every engine of regular expressions reads alike."""
    if PATTERN.fullmatch(text) is None:
        return False
    try:
        re.compile(text)
    except re.error:
        return False
    return True
