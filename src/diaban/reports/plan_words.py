"""Words for a phasing, out of its document: limits by name, why works are in or out. Used by every door."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from diaban.basis.speech import Speech
from diaban.reports.works_words import billion

__all__ = ["amount_of", "cost", "done_by", "gap", "limit_name", "quantity", "when", "why"]


def limit_name(say: Speech, limit: Mapping[str, Any]) -> str:
    """``vốn năm 2027``, ``giám sát giai đoạn 2, tỉnh A``."""
    resource = say.text(f"plan.resource.{limit['resource']}")
    if limit["year"] is not None:
        name = say.text("plan.limit.year", resource=resource, year=str(limit["year"]))
    else:
        name = say.text("plan.limit.phase", resource=resource, phase=str(limit["phase"]))
    return f"{name}, {limit['region']}" if limit["region"] else name


def quantity(say: Speech, resource: str, number: int | None) -> str:
    """Đồng as billions; of everything else the number."""
    if number is None:
        return "—"
    return billion(say, number) if resource == "money" else say.write(number)


def amount_of(say: Speech, limit: Mapping[str, Any], number: int | None) -> str:
    """An amount of what a limit is about."""
    return quantity(say, limit["resource"], number)


def cost(say: Speech, works: Mapping[str, Any]) -> str:
    """What works are charged with; that it is a bound is said."""
    least, most = works["cost_least"], works["cost_most"]
    if least is None and most is None:
        return "—"
    told = billion(say, works["charged"])
    if least == most:
        return told
    return say.text("projects.at-least" if most is None else "projects.at-most", value=told)


def gap(say: Speech, share: float | None) -> str:
    """A gap in per cent, to three places; never 0 for what is not."""
    if share is None:
        return "—"
    percent = 100 * share
    return say.text(
        "plan.gap", percent="< " + say.write(0.001) if 0 < percent < 0.001 else say.write(round(percent, 3))
    )


def when(say: Speech, works: Mapping[str, Any]) -> str:
    """The phase and the year in which works begin."""
    if works["year"] is None:
        return say.text("plan.not-in")
    return say.text("plan.when", phase=str(works["phase"]), year=str(works["year"]))


def why(say: Speech, works: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]]) -> str:
    """Why works are in, or out, in one or two sentences; empty where nobody worked it out."""
    if (told := works["why_in"]) is not None:
        if told["stand_in"] is None:
            return say.text("plan.in.alone", worth=told["worth"])
        return say.text("plan.in.stand-in", worth=told["worth"], works=told["stand_in"], other=told["stand_in_worth"])
    told = works["why_out"]
    if told is None:
        return ""
    if not told["entries"]:
        return " ".join(_barred(say, told["barred"]))
    entry = next((one for one in told["entries"] if one["year"] == told["nearest"]), told["entries"][0])
    return _entry(say, entry, limits)


def _barred(say: Speech, barred: Mapping[str, str]) -> Iterable[str]:
    found: dict[str, list[str]] = {}
    for year, reason in barred.items():
        found.setdefault(reason, []).append(year)
    for reason, years in found.items():
        # What holds in all years names none.
        key = f"plan.why.{reason}"
        yield say.text("plan.out.barred", why=say.text(key), years="–".join(dict.fromkeys((years[0], years[-1]))))


def _entry(say: Speech, entry: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]]) -> str:
    year = str(entry["year"])
    if entry["waits"]:
        return say.text("plan.out.waits", year=year, works=list(entry["waits"]))
    lacks = [
        say.text("plan.out.lack", limit=limit_name(say, limits[key]), amount=amount_of(say, limits[key], amount))
        for key, amount in entry["lacks"].items()
    ]
    if not lacks:
        # It fits, and adds nothing: it is worth nothing.
        return say.text("plan.out.fits", year=year, gain=entry["gain"])
    missed = say.text("plan.out.misses", year=year, lacks="; ".join(lacks))
    if entry["displaces"] is None:
        return f"{missed} {say.text('plan.out.none' if entry['proven'] else 'plan.out.not-found')}"
    displaced = say.text("plan.out.displaces", works=list(entry["displaces"]), loss=entry["loss"], gain=entry["gain"])
    return f"{missed} {displaced}"


def done_by(say: Speech, point: Mapping[str, Any]) -> str:
    """The day of 100 % of a point of the frontier."""
    told = point["done_by"]
    if told is None:
        return say.text("plan.frontier.beyond")
    day = say.write(date.fromisoformat(told))
    return day if not point["left_out"] else say.text("plan.frontier.without", day=day, n=point["left_out"])
