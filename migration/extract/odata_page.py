"""One answer of an OData service: its rows, its link to the next page, and how many rows the set has.

Numbers stay the text that was sent: ``10.50`` is no ``10.5``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from migration.charsets import decode_text

NEXT_LINK = "@odata.nextLink"
COUNT = "@odata.count"


class DamagedPageError(Exception):
    """An answer is no page of rows: cut off, a web page, or something else. The text never quotes it."""


@dataclass(frozen=True, slots=True)
class Page:
    """``link``: the query of the next page's address, empty where there is none. ``count``: rows of the whole set."""

    rows: list[dict[str, Any]]
    link: str = ""
    count: int | None = None


def page_text(body: bytes, content_type: str = "") -> str:
    """The answer's text. Valid UTF-8 is UTF-8 whatever was declared; a byte order mark is no part of it."""
    encoding = json.detect_encoding(body)
    if not encoding.startswith("utf-8"):
        return body.decode(encoding, "replace")
    _, _, charset = content_type.lower().partition("charset=")
    return decode_text(body, charset.split(";")[0].strip(" \"'") or "auto")[0].lstrip("\ufeff")


def parse_page(text: str, content_type: str = "") -> Page:
    """Rows of a page: ``{"value": […]}``, or a bare array as Mikromarc's addresses outside OData give.

    Raises DamagedPageError, with the kind and size of what came.
    """
    try:
        answer = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise DamagedPageError(_unreadable(text, content_type)) from None
    rows = answer.get("value") if isinstance(answer, dict) else answer
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DamagedPageError("the answer is JSON, but no list of rows")
    facts = answer if isinstance(answer, dict) else {}
    return Page([_without_annotations(row) for row in rows], _query(facts.get(NEXT_LINK)), _number(facts.get(COUNT)))


def _unreadable(text: str, content_type: str) -> str:
    kind = content_type.split(";")[0].strip() or "no content type"
    if text.lstrip()[:1] == "<":
        return f"the answer is a web page or XML, not JSON ({kind}, {len(text)} characters)"
    return f"the answer is no JSON, or only the beginning of it ({kind}, {len(text)} characters)"


def _without_annotations(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's properties alone: a server may send ``@odata.etag`` and the like whatever is asked for."""
    return {name: value for name, value in row.items() if "@" not in name}


def _query(link: object) -> str:
    """All of a nextLink that is believed. Scheme, host and path are ours, so the password goes nowhere else."""
    try:
        return urlsplit(link).query if isinstance(link, str) else ""
    except ValueError:
        return ""


def _number(count: object) -> int | None:
    return int(count) if isinstance(count, str) and count.isascii() and count.isdigit() else None


def as_text(value: object) -> str | None:
    """A JSON value as the text that an export would have; objects and arrays as JSON."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no letter
