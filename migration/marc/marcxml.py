"""MARCXML, MarcXchange and Turbomarc: one record element to leader and fields.

Elements are told by the last part of their names: what a prefix stands for is declared outside the record.
"""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ErrorString, errors

_PREFIX = re.compile(r"[<\s]((?!xml(?:ns)?:)[A-Za-z_][\w.-]*):[A-Za-z_]")
_PROLOG = re.compile(r"\A\s*\ufeff?\s*<\?xml[^>]*\?>")
_LAYOUT = re.compile(r"(?<!\s)\s*[\n\t]\s*")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#0*(?:[0-8]|1[124-9]|2[0-9]|3[01]);|&#x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]);"
)
_KINDS = {"l": "leader", "c": "controlfield", "d": "datafield", "s": "subfield"}
_TURBOMARC = re.compile(r"l|c[0-9]{3}|d[0-9A-Za-z]{3}|s.?")


class InvalidXmlError(Exception):
    """The record is not well-formed. The text is the parser's, with line and column and nothing of the record."""


def read(text: str) -> tuple[str, list[tuple[str, str]], bool]:
    """Leader, fields (tag and text; 010-999 as ``ii`` 0x1F code value …), whether forbidden characters were removed.

    Raises InvalidXmlError.
    """
    allowed, removed = _FORBIDDEN.subn("", text)
    leader, fields = "", []
    for element in _parse(allowed):
        kind, key = _kind(element.tag)
        if kind == "datafield":
            fields.append((element.get("tag", key), _data(element)))
        elif kind == "controlfield":
            fields.append((element.get("tag", key), _text(element)))
        elif kind == "leader":
            leader = _text(element)
    return leader, fields, bool(removed)


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
    """Text of an element; one that was broken over lines for layout is one line again."""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return _LAYOUT.sub(" ", text).strip() if "\n" in text or "\t" in text else text
