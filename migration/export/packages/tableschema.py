"""Files and columns in the words of Frictionless (Data Package 1, Table Schema 1)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from migration.export.files import DeliveredFile
from migration.export.packages.model import RECORDS, Field, Form, Resource

MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?"

_TYPES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "text": {"type": "string"},
        "uuid": {"type": "string", "format": "uuid"},
        "date": {"type": "date"},
        "moment": {"type": "string", "constraints": {"pattern": MOMENT}},
        "flag": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
        "integer": {"type": "integer"},
        "amount": {"type": "number"},
        "list": {"type": "array"},
    }
)
_MEDIA: Mapping[Form, tuple[str, str]] = MappingProxyType(
    {
        "csv": ("csv", "text/csv"),
        "tsv": ("tsv", "text/tab-separated-values"),
        "jsonl": ("jsonl", "application/jsonl"),
        "json": ("json", "application/json"),
        "xml": ("xml", "application/xml"),
        "marcxml": ("xml", RECORDS["marcxml"]),
        "iso2709": ("mrc", RECORDS["iso2709"]),
    }
)


def resource_name(path: str) -> str:
    """Frictionless allows lower case letters, digits, ``-``, ``_``, ``.`` and ``/``; names are those of the files."""
    return path.lower().replace("/", "-").replace(" ", "-")


def described(resource: Resource, file: DeliveredFile, paths: Sequence[str]) -> dict[str, Any]:
    """The descriptor of one file. ``paths``: the files of the package; a reference to any other is left out.

    Besides Frictionless' own: ``form``, ``records`` and ``recordKey`` (of what is no table), ``recordElement`` (xml),
    ``delta`` (``rows`` or ``whole``) and ``jsonSchema`` (path of the schema of its rows).
    """
    short, media = _MEDIA[resource.form]
    found: dict[str, Any] = {
        "name": resource_name(file.name),
        "path": file.name,
        "description": resource.about,
        "format": short,
        "mediatype": media,
        "encoding": resource.encoding,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "form": resource.form,
        "delta": "whole" if resource.whole or not resource.key else "rows",
    }
    if resource.form in ("csv", "tsv"):
        found |= {"profile": "tabular-data-resource", "dialect": _dialect(resource), "schema": _schema(resource, paths)}
        found["rows"] = file.rows
    else:
        found["records"] = file.rows
        found |= {"recordKey": list(resource.key)} if resource.key else {}
    if resource.element:
        found["recordElement"] = resource.element
    return found


def _dialect(resource: Resource) -> dict[str, Any]:
    return {
        "delimiter": resource.delimiter,
        "lineTerminator": "\n",
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
    }


def _schema(resource: Resource, paths: Sequence[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(field) for field in resource.fields], "missingValues": [""]}
    if resource.key:
        schema["primaryKey"] = list(resource.key)
    references = [
        {"fields": [r.field], "reference": {"resource": resource_name(r.path), "fields": [r.column]}}
        for r in resource.references
        if r.path in paths
    ]
    return schema | {"foreignKeys": references} if references else schema


def _field(field: Field) -> dict[str, Any]:
    found = {"name": field.name, **_TYPES[field.type], "description": field.about}
    limits = dict(found.pop("constraints", {})) | _limits(field)
    return found | {"constraints": limits} if limits else found


def _limits(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if field.required:
        limits["required"] = True
    if field.unique:
        limits["unique"] = True
    if field.values:
        limits["enum"] = list(field.values)
    if field.length:
        limits["maxLength"] = field.length
    return limits
