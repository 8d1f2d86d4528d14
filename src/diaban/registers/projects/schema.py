"""Whether a document keeps to a JSON Schema: the part of draft 4 that the schema of OC4IDS uses, and nothing more.

Understood: ``type``, ``enum``, ``required``, ``properties``, ``patternProperties``, ``items``, ``minItems``,
``uniqueItems``, ``minLength``, ``pattern``, ``minProperties``, ``minimum``, ``format`` (date-time, uri), ``$ref`` into
the same document, ``anyOf``, ``oneOf``, ``allOf``. A word that constrains and is not among them makes a schema refused:
what is not checked must not pass for checked.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding

__all__ = ["EXCERPT", "breaches"]

EXCERPT: Final = Path(__file__).with_name("oc4ids-excerpt.json")
"""The part of the published schema of OC4IDS 0.9 that this program's packages use, in our own hand."""
SAYING: Final = frozenset(
    {
        *("$schema", "$comment", "id", "title", "description", "definitions", "codelist", "openCodelist", "deprecated"),
        *("default", "wholeListMerge", "omitWhenMerged", "versionId", "mergeStrategy", "propertyOrder", "format"),
        "additionalProperties",
    }
)
"""Words that say something of a schema and constrain nothing here; ``additionalProperties`` only where it is true."""
CHECKED: Final = frozenset(
    {
        *("type", "enum", "required", "properties", "patternProperties", "items", "minItems", "uniqueItems"),
        *("minLength", "pattern", "minProperties", "minimum", "$ref", "anyOf", "oneOf", "allOf"),
    }
)
TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}
URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def breaches(document: Any, schema: Mapping[str, Any], *, file: str = "") -> Iterator[str]:
    """Where a document breaks the schema, each as ``path: what is expected``; none for one that keeps to it.

    RefusedError ``schema-word`` for a schema with a constraint that is not understood.
    """
    yield from _check(document, schema, schema, "", file)


def _check(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str, file: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _check(value, _target(schema["$ref"], root, file), root, path, file)
        return
    strange = schema.keys() - SAYING - CHECKED
    if strange or schema.get("additionalProperties") is False:
        word = sorted(strange)[0] if strange else "additionalProperties"
        raise RefusedError(finding("schema-word", place=Place(file=file), word=word))
    types = schema.get("type", ())
    wanted = [types] if isinstance(types, str) else list(types)
    if wanted and not any(_is(value, name) for name in wanted):
        yield f"{path or '/'}: {' | '.join(wanted)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {' | '.join(map(str, schema['enum']))}"
    match value:
        case dict():
            yield from _object(value, schema, root, path, file)
        case list():
            yield from _array(value, schema, root, path, file)
        case str():
            yield from _string(value, schema, path)
        case int() | float() if "minimum" in schema and value < schema["minimum"]:
            yield f"{path}: ≥ {schema['minimum']}"
    yield from _several(value, schema, root, path, file)


def _object(
    value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str, file: str
) -> Iterator[str]:
    yield from (f"{path}/{name}: required" for name in schema.get("required", ()) if name not in value)
    if len(value) < schema.get("minProperties", 0):
        yield f"{path}: minProperties {schema['minProperties']}"
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, inner in value.items():
        if name in known:
            yield from _check(inner, known[name], root, f"{path}/{name}", file)
        for pattern, under in patterns.items():
            if re.search(pattern, name):
                yield from _check(inner, under, root, f"{path}/{name}", file)


def _array(value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str, file: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{path}: minItems {schema['minItems']}"
    if schema.get("uniqueItems") and any(one in value[:at] for at, one in enumerate(value)):
        yield f"{path}: uniqueItems"
    for at, one in enumerate(value) if "items" in schema else ():
        yield from _check(one, schema["items"], root, f"{path}/{at}", file)


def _string(value: str, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{path}: minLength {schema['minLength']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: {schema['pattern']}"
    if schema.get("format") == "date-time" and not _is_moment(value):
        yield f"{path}: date-time"
    if schema.get("format") == "uri" and not URI.fullmatch(value):
        yield f"{path}: uri"


def _several(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str, file: str) -> Iterator[str]:
    for word in ("anyOf", "oneOf", "allOf"):
        if word not in schema:
            continue
        kept = sum(not any(_check(value, one, root, path, file)) for one in schema[word])
        wanted = {"anyOf": kept >= 1, "oneOf": kept == 1, "allOf": kept == len(schema[word])}
        if not wanted[word]:
            yield f"{path}: {word}"


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES.get(name, ()))


def _is_moment(text: str) -> bool:
    """RFC 3339: a day, a time and a zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None and "T" in text
    except ValueError:
        return False


def _target(reference: str, root: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    at: Any = root
    for part in reference.removeprefix("#/").split("/"):
        at = at.get(part) if isinstance(at, dict) else None
    if not reference.startswith("#/") or not isinstance(at, dict):
        raise RefusedError(finding("schema-word", place=Place(file=file), word=f"$ref {reference[:60]}"))
    return at
