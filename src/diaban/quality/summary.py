"""The summary of a batch: counts of every commune under the four qualities, each apart, and nothing of a person.

It is all that leaves the commune. A share is always worked out from its two counts; none is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.quality.live import EVENTS, Waiting, waiting_together
from diaban.quality.rule import Quality

__all__ = [
    "AGES",
    "KIND",
    "CommuneCounts",
    "Score",
    "Summary",
    "commune_counts_of",
    "read_summary",
    "sendable",
    "total",
]

KIND: Final = "diaban-forms-summary"
AGES: Final = (14, 25, 40, 60)
"""Ages at which an identity card is due (26/2023/QH15, articles 19 and 21)."""
FEW: Final = 5
"""Forms of a commune below which its counts are not told: who lives there would know whose they are."""
MOST: Final = 2_000_000_000
NAMED: Final = 120


@dataclass(frozen=True, slots=True)
class Score:
    """Forms asked by some rule of one quality, and those of them that no rule that weighs has flagged."""

    asked: int
    sound: int


@dataclass(frozen=True, slots=True)
class CommuneCounts:
    """What is counted of the forms of one commune; ``unit`` None: of forms whose commune cannot be told.

    ``rules``: by code, forms asked and forms flagged. ``required``, ``filled``: cells that a rule of completeness asked
    for, and that are filled. ``persons``: different people among the forms; ``expected``: people the commune has, None
    where nobody said. ``median_days``: days from filling in to the check, in the middle. ``due``: by age, people who
    reach it within a year of the check. ``by_day``: forms by their day of filling in; ``events``: births, deaths and
    moves that the forms cannot know of, None where nobody counted any.
    """

    unit: str | None
    code: str | None
    name: str | None
    forms: int
    scores: Mapping[Quality, Score]
    rules: Mapping[str, tuple[int, int]]
    required: int
    filled: int
    persons: int | None
    expected: int | None
    median_days: int | None
    due: Mapping[int, int]
    by_day: Mapping[date, int] = field(default_factory=dict)
    events: Mapping[str, Waiting] | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "unit": self.unit,
            "code": self.code,
            "name": self.name,
            "forms": self.forms,
            **{quality.value: {"asked": score.asked, "sound": score.sound} for quality, score in self.scores.items()},
            "cells": {"required": self.required, "filled": self.filled},
            "persons": self.persons,
            "expected": self.expected,
            "median_days": self.median_days,
            "due": {str(age): count for age, count in self.due.items()},
            "by_day": {day.isoformat(): count for day, count in self.by_day.items()},
            "events": None if self.events is None else {kind: asdict(one) for kind, one in self.events.items()},
            "rules": {code: {"asked": asked, "flagged": flagged} for code, (asked, flagged) in self.rules.items()},
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """A batch checked: by which engine, model and rules, as of which day, until when its lists may be kept.

    ``folded``: communes with so few forms that their counts would tell of a person; they are told as of no commune.
    """

    as_of: date
    expires: date
    engine: str
    model: str | None
    rules_sha256: str
    files: tuple[Mapping[str, Any], ...]
    forms: int
    communes: tuple[CommuneCounts, ...]
    pairs: Mapping[str, int] = field(default_factory=dict)
    invented: bool = False
    folded: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": KIND,
            "version": 1,
            "as_of": self.as_of.isoformat(),
            "expires": self.expires.isoformat(),
            "invented": self.invented,
            "engine": self.engine,
            "model": self.model,
            "rules_sha256": self.rules_sha256,
            "files": [dict(one) for one in self.files],
            "forms": self.forms,
            "folded": self.folded,
            "pairs": dict(self.pairs),
            "communes": [one.as_dict() for one in self.communes],
        }


def sendable(summary: Summary) -> Summary:
    """What may be sent on: communes with fewer than ``FEW`` forms are told together with forms of no known commune."""
    few = [one for one in summary.communes if one.unit is not None and one.forms < FEW]
    if not few:
        return summary
    kept = [one for one in summary.communes if one.unit is not None and one.forms >= FEW]
    rest = [one for one in summary.communes if one.unit is None]
    return replace(summary, communes=(*kept, total([*few, *rest])), folded=len(few))


def total(communes: Iterable[CommuneCounts]) -> CommuneCounts:
    """The counts of several communes together; a median is of one commune alone."""
    held = list(communes)
    rules: dict[str, tuple[int, int]] = {}
    for one in held:
        for code, (asked, flagged) in one.rules.items():
            before = rules.get(code, (0, 0))
            rules[code] = (before[0] + asked, before[1] + flagged)
    return CommuneCounts(
        None,
        None,
        None,
        sum(one.forms for one in held),
        {
            quality: Score(
                sum(one.scores[quality].asked for one in held), sum(one.scores[quality].sound for one in held)
            )
            for quality in Quality
        },
        rules,
        sum(one.required for one in held),
        sum(one.filled for one in held),
        _sum(one.persons for one in held),
        _sum(one.expected for one in held),
        None,
        {age: sum(one.due[age] for one in held) for age in AGES},
        _days(held),
        waiting_together(one.events for one in held),
    )


def _days(communes: Iterable[CommuneCounts]) -> dict[date, int]:
    found: dict[date, int] = {}
    for one in communes:
        for day, count in one.by_day.items():
            found[day] = found.get(day, 0) + count
    return dict(sorted(found.items()))


def _sum(counts: Iterable[int | None]) -> int | None:
    held = list(counts)
    return None if None in held else sum(one for one in held if one is not None)


def read_summary(document: object, file: str) -> Summary:
    """A summary as it was written, every value looked at: counts are counts, and nothing else is let in.

    RefusedError ``summary-refused``, naming the key.
    """
    reading = _Reading(file)
    top = reading.table(document, "")
    if top.get("kind") != KIND or top.get("version") != 1:
        raise reading.refused("kind")
    communes = tuple(
        reading.commune(one, f"communes[{number}]")
        for number, one in enumerate(reading.listed(top.get("communes"), "communes"), 1)
    )
    keys = {*Summary.__dataclass_fields__, "kind", "version"}
    if unknown := sorted(top.keys() - keys):
        raise reading.refused(unknown[0])
    files = tuple(
        {
            "sha256": reading.hexadecimal(table.get("sha256"), "files.sha256"),
            **{key: reading.count(table.get(key), f"files.{key}") for key in ("size", "forms")},
        }
        for table in (reading.table(one, "files") for one in reading.listed(top.get("files"), "files"))
    )
    model = top.get("model")
    return Summary(
        as_of=reading.day(top.get("as_of"), "as_of"),
        expires=reading.day(top.get("expires"), "expires"),
        engine=reading.word(top.get("engine"), "engine"),
        model=None if model is None else reading.word(model, "model"),
        rules_sha256=reading.hexadecimal(top.get("rules_sha256"), "rules_sha256"),
        files=files,
        forms=reading.count(top.get("forms"), "forms"),
        communes=communes,
        pairs={
            reading.word(key, "pairs"): reading.count(value, f"pairs.{key}")
            for key, value in reading.table(top.get("pairs", {}), "pairs").items()
        },
        invented=top.get("invented") is True,
        folded=reading.count(top.get("folded", 0), "folded"),
    )


def commune_counts_of(document: object, file: str) -> CommuneCounts:
    """The counts of one commune as :meth:`CommuneCounts.as_dict` wrote them. RefusedError ``summary-refused``."""
    return _Reading(file).commune(document, "commune")


class _Reading:
    def __init__(self, file: str) -> None:
        self._file = file

    def refused(self, key: str) -> RefusedError:
        return RefusedError(finding("summary-refused", place=Place(file=self._file, column=key)))

    def table(self, value: object, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refused(key)
        return value

    def listed(self, value: object, key: str) -> list[Any]:
        if not isinstance(value, list) or len(value) > 20_000:
            raise self.refused(key)
        return value

    def count(self, value: object, key: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
            raise self.refused(key)
        return value

    def maybe(self, value: object, key: str) -> int | None:
        return None if value is None else self.count(value, key)

    def word(self, value: object, key: str) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= NAMED or sum(map(str.isdigit, value)) > 8:
            raise self.refused(key)
        return value

    def hexadecimal(self, value: object, key: str) -> str:
        if not isinstance(value, str) or len(value) != 64 or set(value) - set("0123456789abcdef"):
            raise self.refused(key)
        return value

    def day(self, value: object, key: str) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.refused(key) from None

    def commune(self, value: object, key: str) -> CommuneCounts:
        table = self.table(value, key)
        known = {"unit", "code", "name", "forms", "cells", "persons", "expected", "median_days", "due", "rules"}
        known |= {"by_day", "events"}
        if unknown := sorted(table.keys() - known - set(Quality)):
            raise self.refused(f"{key}.{unknown[0]}")
        scores = {quality: self._score(table.get(quality.value), f"{key}.{quality}") for quality in Quality}
        cells = self.table(table.get("cells"), f"{key}.cells")
        due = self.table(table.get("due"), f"{key}.due")
        rules = {
            self.word(code, f"{key}.rules"): (
                self.count(self.table(told, key).get("asked"), f"{key}.rules.{code}"),
                self.count(told.get("flagged"), f"{key}.rules.{code}"),
            )
            for code, told in self.table(table.get("rules"), f"{key}.rules").items()
        }
        named = [None if table.get(one) is None else self.word(table[one], f"{key}.{one}") for one in NAMES]
        return CommuneCounts(
            named[0],
            named[1],
            named[2],
            self.count(table.get("forms"), f"{key}.forms"),
            scores,
            rules,
            self.count(cells.get("required"), f"{key}.cells"),
            self.count(cells.get("filled"), f"{key}.cells"),
            self.maybe(table.get("persons"), f"{key}.persons"),
            self.maybe(table.get("expected"), f"{key}.expected"),
            self.maybe(table.get("median_days"), f"{key}.median_days"),
            {age: self.count(due.get(str(age)), f"{key}.due") for age in AGES},
            {
                self.day(day, f"{key}.by_day"): self.count(count, f"{key}.by_day")
                for day, count in self.table(table.get("by_day", {}), f"{key}.by_day").items()
            },
            self._events(table.get("events"), f"{key}.events"),
        )

    def _events(self, value: object, key: str) -> dict[str, Waiting] | None:
        if value is None:
            return None
        table = self.table(value, key)
        if table.keys() != set(EVENTS):
            raise self.refused(key)
        told = {kind: self.table(table[kind], f"{key}.{kind}") for kind in EVENTS}
        return {
            kind: Waiting(*(self.count(one.get(part), f"{key}.{kind}") for part in ("known", "waiting", "surely")))
            for kind, one in told.items()
        }

    def _score(self, value: object, key: str) -> Score:
        table = self.table(value, key)
        score = Score(self.count(table.get("asked"), key), self.count(table.get("sound"), key))
        if score.sound > score.asked:
            raise self.refused(key)
        return score


NAMES: Final = ("unit", "code", "name")
