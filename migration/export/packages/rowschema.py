"""JSON Schemas (2020-12) of rows: of a table's as an object of typed values, of a nested file's as its line is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from migration.export.packages.model import Field, Resource, Tree
from migration.export.packages.tableschema import MOMENT

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "text": {"type": "string"},
        "uuid": {"type": "string", "format": "uuid"},
        "date": {"type": "string", "format": "date"},
        "moment": {"type": "string", "pattern": f"^{MOMENT}$"},
        "flag": {"type": "boolean"},
        "integer": {"type": "integer"},
        "amount": {"type": "number"},
        "list": {"type": "array", "items": {"type": "string"}},
    }
)


def row_schema(resource: Resource) -> dict[str, Any]:
    """The schema of one row. In a table an empty cell is ``null``; what is empty in a nested row is not there."""
    head = {"$schema": DIALECT, "title": resource.path, "description": resource.about}
    if resource.tree:
        return head | _nested(resource.tree)
    return head | {
        "type": "object",
        "properties": {field.name: _cell(field) for field in resource.fields},
        "required": [field.name for field in resource.fields],
        "additionalProperties": False,
    }


def _cell(field: Field) -> dict[str, Any]:
    found = _leaf(field)
    if not field.required:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _leaf(field: Field) -> dict[str, Any]:
    found = dict(_TYPES[field.type])
    if field.about:
        found["description"] = field.about
    if field.values:
        found["enum"] = list(field.values)
    if field.length:
        found["maxLength"] = field.length
    if field.required and field.type == "text":
        found["minLength"] = 1
    return found


def _nested(tree: Tree) -> dict[str, Any]:
    if isinstance(tree, Field):
        return _leaf(tree)
    if isinstance(tree, Mapping):
        required = [name for name, part in tree.items() if isinstance(part, Field) and part.required]
        properties = {name: _nested(part) for name, part in tree.items()}
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    parts = [_nested(part) for part in tree]
    return {"type": "array", "items": parts[0] if len(parts) == 1 else {"anyOf": parts}}
