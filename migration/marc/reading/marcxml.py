"""MARCXML, MarcXchange and Turbomarc: one record element to leader and fields.

Elements are told by the last part of their names: what a prefix stands for is declared outside the record. A record in
the usual shape is read without an XML parser (``plainxml``), the others with one; what the parser refuses is mended
where that can be done without guessing (``xmlrepair``).
"""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ErrorString, errors
from xml.sax.saxutils import unescape

from migration.marc.reading.plainxml import one_line, read_plain
from migration.marc.reading.utf16 import byte_order
from migration.marc.reading.xmlrepair import mended, without_forbidden

_PREFIX = re.compile(r"[<\s]((?!xml(?:ns)?:)[A-Za-z_][\w.-]*):[A-Za-z_]")
_PROLOG = re.compile(r"\A\s*\ufeff?\s*<\?xml[^>]*\?>")
_ESCAPED = re.compile(r"\s*&lt;")
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#34;": '"', "&#39;": "'"}
_KINDS = {"l": "leader", "c": "controlfield", "d": "datafield", "s": "subfield"}
_TURBOMARC = re.compile(r"l|c[0-9]{3}|d[0-9A-Za-z]{3}|s.?")

Read = tuple[str, list[tuple[str, str]], tuple[str, ...]]
"""Leader, fields (tag and text; 010-999 as ``ii`` 0x1F code value …), issue codes of what was mended."""


class InvalidXmlError(Exception):
    """The record is not well-formed. The text is the parser's, with line and column and nothing of the record."""


def as_utf8(payload: bytes) -> bytes:
    """A record of a file in UTF-16 in UTF-8; any other as it is. Half a surrogate pair becomes U+FFFD."""
    order = byte_order(payload)
    return payload.decode(order, "replace").encode() if order else payload


def read(text: str) -> Read:
    """The record in a text. Issue codes: ``control_characters_removed``, ``xml_mended``. Raises InvalidXmlError."""
    plain = read_plain(text)
    if plain:
        return (*plain, ())
    document = unescape(text, _QUOTES) if _ESCAPED.match(text) else text
    try:
        return (*_from_tree(_parse(document)), ())
    except InvalidXmlError:
        allowed = without_forbidden(document)
        whole = mended(allowed)
        codes = ["control_characters_removed"] * (allowed != document) + ["xml_mended"] * (whole != allowed)
        if not codes:
            raise
        return (*_from_tree(_parse(whole)), tuple(codes))


def _from_tree(record: Element) -> tuple[str, list[tuple[str, str]]]:
    leader, fields = "", []
    for element in record:
        kind, key = _kind(element.tag)
        if kind == "datafield":
            fields.append((element.get("tag", key), _data(element)))
        elif kind == "controlfield":
            fields.append((element.get("tag", key), _text(element)))
        elif kind == "leader":
            leader = _text(element)
    return leader, fields


def _parse(text: str) -> Element:
    """The record element."""
    inner = _PROLOG.sub("", text)
    try:
        return _parse_inside("", inner)
    except ParseError as error:
        if ErrorString(error.code) != errors.XML_ERROR_UNBOUND_PREFIX:
            raise _invalid(error) from error
    prefixes = sorted(set(_PREFIX.findall(inner)))
    try:
        return _parse_inside("".join(f' xmlns:{prefix}="{prefix}"' for prefix in prefixes), inner)
    except ParseError as error:
        raise _invalid(error) from error


def _parse_inside(declarations: str, text: str) -> Element:
    """The record parsed inside another element, where no document type, and so no entity, can be declared."""
    root = fromstring(f"<x{declarations}>{text}</x>".encode())  # noqa: S314
    return root[0] if len(root) else root


def _invalid(error: ParseError) -> InvalidXmlError:
    line, column = error.position
    return InvalidXmlError(f"{ErrorString(error.code)}: line {line}, column {column}")


@lru_cache(maxsize=4096)
def _kind(name: str) -> tuple[str, str]:
    """Kind of an element, and the tag or code that Turbomarc has in its name; empty for another element."""
    local = name.rpartition("}")[2]
    if local in _KINDS.values():
        return local, ""
    if _TURBOMARC.fullmatch(local):
        return _KINDS[local[0]], local[1:]
    return "", ""


def _data(field: Element) -> str:
    """Indicators and subfields. What stands beside the subfields is layout, and seldom a text that lost its code."""
    parts = [_indicator(field.get("ind1") or field.get("i1")) + _indicator(field.get("ind2") or field.get("i2"))]
    parts.append(_loose(field.text))
    for subfield in field:
        code = subfield.get("code", _kind(subfield.tag)[1])
        parts += ("\x1f", code if len(code) == 1 else " ", _text(subfield), _loose(subfield.tail))
    return "".join(parts)


def _indicator(value: str | None) -> str:
    return value[0] if value else " "


def _loose(text: str | None) -> str:
    return "" if text is None or text.isspace() else text.strip()


def _text(element: Element) -> str:
    return one_line("".join(element.itertext()) if len(element) else element.text or "")
