"""A return as JSON: the schema of a version of a form (JSON Schema, draft 2020-12), for programs that send one.

A document holds what the workbook does: the form, the unit and the period, and rows by table. Choices are written by
the register's own values, days as 2025-03-14, numbers as numbers; null, or no key at all, where a cell is empty. Titles
and descriptions say each thing in both languages.
"""

from collections.abc import Mapping
from typing import Any, Final

from diaban.basis.catalogue import LANGUAGES, Language
from diaban.intake.form import Form, FormColumn, FormTable, FormVersion
from diaban.intake.reporting import key_pattern

__all__ = ["DIALECT", "json_schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
UNIT: Final = r"^[0-9]{1,5}$"
DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ORIGIN: Final = 80
Schema = dict[str, Any]


def json_schema(form: Form, version: FormVersion) -> Schema:
    """The schema of a return by ``version`` of ``form``, as JSON writes it."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:diaban:form:{form.id}:{version.start}",
        "title": _both(form.definition.title),
        "type": "object",
        "properties": {
            "form": {"const": form.id},
            "version": {"const": version.start.isoformat()},
            "unit": {"type": "string", "pattern": UNIT},
            "period": {"type": "string", "pattern": f"^{key_pattern(form.rule)}$"},
            "origin": {"type": "string", "minLength": 1, "maxLength": ORIGIN},
            "tables": {
                "type": "object",
                "properties": {table.id: _table(table) for table in version.tables},
                "additionalProperties": False,
            },
        },
        "required": ["form", "unit", "period", "tables"],
        "additionalProperties": False,
    }


def _table(table: FormTable) -> Schema:
    required = [column.name for column in table.columns if column.required and not column.blank]
    row = {
        "type": "object",
        "properties": {column.name: _column(column) for column in table.columns},
        "required": required,
        "additionalProperties": False,
    }
    return {"title": _both(table.title), "type": "array", "items": row}


def _column(column: FormColumn) -> Schema:
    may_be_empty = column.blank or not column.required
    schema: Schema = {"title": _both(column.title)}
    if column.group:
        schema["title"] = f"{_both(column.group)}: {schema['title']}"
    if column.help:
        schema["description"] = "\n".join(column.help[lang] for lang in LANGUAGES)
    if column.choices:
        values: list[Schema] = [{"const": value, "title": _both(title)} for value, title in column.choices.items()]
        return {**schema, "oneOf": [*values, {"type": "null"}] if may_be_empty else values}
    kind, limits = _limits(column)
    schema["type"] = [kind, "null"] if may_be_empty else kind
    return {**schema, **limits}


def _limits(column: FormColumn) -> tuple[str, Schema]:
    match column.kind:
        case "integer":
            return "integer", {"minimum": column.least, "maximum": column.most}
        case "decimal" | "percent":
            return "number", {"minimum": column.least, "maximum": column.most}
        case "day":
            return "string", {"format": "date", "pattern": DAY}
        case "code" if column.widths:
            return "string", {"pattern": f"^(?:{'|'.join(f'[0-9]{{{width}}}' for width in column.widths)})$"}
        case _:
            return "string", {"minLength": 1, "maxLength": column.max_length}


def _both(title: Mapping[Language, str]) -> str:
    return " · ".join(dict.fromkeys(title[lang] for lang in LANGUAGES))
