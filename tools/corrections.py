"""Our corrections, applied to what the package says."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from tools.package import AFTER, Raw, RawUnit
from tools.tables import Row, split


def correct(raw: Raw, corrections: Sequence[Row]) -> Raw:
    """The package with our corrections applied. ValueError for one that no longer has anything to correct."""
    for line in corrections:
        apply = ACTIONS.get(line["action"])
        if apply is None:
            raise ValueError(f"unknown action: {line}")
        apply(raw, line["subject"], line["object"], line["value"])
        if line["action"] == "set-point":
            raw.point_sources[line["subject"]] = line["source"]
    outgoing: dict[str, list[str]] = defaultdict(list)
    for older, newer in raw.lineage:
        outgoing[older].append(newer)
    for older, newers in outgoing.items():
        if len(newers) == 1:
            raw.lineage[older, newers[0]] = "whole"
            raw.defaults.pop(older, None)
    return raw


def _known(raw: Raw, older: str, newer: str) -> None:
    if (older, newer) not in raw.lineage:
        raise ValueError(f"no succession {older} -> {newer}: nothing to correct")


def _unit(raw: Raw, subject: str) -> RawUnit:
    unit = raw.units.get(split(subject))
    if unit is None:
        raise ValueError(f"no unit {subject}: nothing to correct")
    return unit


def _drop(raw: Raw, older: str, newer: str, _value: str) -> None:
    _known(raw, older, newer)
    del raw.lineage[older, newer]


def _add(raw: Raw, older: str, newer: str, value: str) -> None:
    if (older, newer) in raw.lineage:
        raise ValueError(f"succession {older} -> {newer} is there already: nothing to correct")
    raw.lineage[older, newer] = value


def _dispute(raw: Raw, older: str, newer: str, _value: str) -> None:
    _known(raw, older, newer)
    if newer in raw.disputes:
        raise ValueError(f"{newer} is disputed already: nothing to correct")
    raw.disputes.add(newer)


def _default(raw: Raw, older: str, newer: str, value: str) -> None:
    _known(raw, older, newer)
    if raw.defaults.get(older, ("", ""))[0] == newer:
        raise ValueError(f"{newer} is the default of {older} already: nothing to correct")
    raw.defaults[older] = (newer, value)


def _name(raw: Raw, subject: str, _other: str, value: str) -> None:
    unit = _unit(raw, subject)
    if unit.name == value:
        raise ValueError(f"{subject} is named {value} already: nothing to correct")
    unit.name = value


def _type(raw: Raw, subject: str, _other: str, value: str) -> None:
    unit = _unit(raw, subject)
    if unit.name_type == value:
        raise ValueError(f"{subject} is a {value} already: nothing to correct")
    unit.name_type = value


def _point(raw: Raw, code: str, _other: str, value: str) -> None:
    if (AFTER, code) not in raw.units:
        raise ValueError(f"no unit {code}: nothing to correct")
    lat, lon = value.split()
    if raw.points.get(code) == (float(lat), float(lon)):
        raise ValueError(f"the point of {code} is {value} already: nothing to correct")
    raw.points[code] = (float(lat), float(lon))


def _no_point(raw: Raw, code: str, _other: str, _value: str) -> None:
    if raw.points.pop(code, None) is None:
        raise ValueError(f"{code} has no point: nothing to correct")


ACTIONS: dict[str, Callable[[Raw, str, str, str], None]] = {
    "drop-lineage": _drop,
    "add-lineage": _add,
    "dispute-lineage": _dispute,
    "set-default": _default,
    "set-name": _name,
    "set-type": _type,
    "set-point": _point,
    "drop-point": _no_point,
}
"""Closed list of what a line of ``corrections.csv`` can do."""
