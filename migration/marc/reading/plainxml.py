"""A MARCXML or MarcXchange record in the usual shape, read in a third of the time that an XML parser takes.

Usual: only MARC's elements, properly nested, with or without one prefix; no references, comments or CDATA. Nothing else
is accepted, so that what is read here is what a parser would read.
"""

import re
from functools import lru_cache
from typing import NamedTuple

Plain = tuple[str, list[tuple[str, str]]]
"""Leader, and fields: tag and text; the text of 010-999 is ``ii`` 0x1F code value …."""

_UNUSUAL = re.compile("[&\x00-\x08\x0b-\x1f]")
_TAG = re.compile(
    r"(/?)((?:[A-Za-z_][\w.-]*:)?)(record|leader|controlfield|datafield|subfield)"
    r"""((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<\n\t]*"|'[^'<\n\t]*'))*)\s*>"""
)
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHAPE = re.compile("R(?:Ll|Cc|D(?:Ss)*d)*r")
_LAYOUT = re.compile(r"(?<!\s)\s*[\n\t]\s*")


class _Tag(NamedTuple):
    """``kind``: the initial of the element, small for an end tag, ``?`` for an unusual tag. ``tag``: that of a field.

    ``head``: what comes before the element's text: indicators, or 0x1F and the subfield's code.
    """

    kind: str
    prefix: str = ""
    tag: str = ""
    head: str = ""


def read_plain(text: str) -> Plain | None:
    """Leader and fields, or None for a record of any other shape."""
    before, *rest = text.split("<")
    if not rest or before.strip() or _UNUSUAL.search(text):
        return None
    parts = [part.partition(">") for part in rest]
    tags = [_tag(written + end) for written, end, _ in parts]
    if not _SHAPE.fullmatch("".join([tag.kind for tag in tags])) or len({tag.prefix for tag in tags}) != 1:
        return None
    return _built(tags, [text for _, _, text in parts])


def _built(tags: list[_Tag], texts: list[str]) -> Plain | None:
    """Leader and fields; None where text stands between elements."""
    leader, fields = "", []
    between, data = [], [""]
    for (kind, _, tag, head), text in zip(tags, texts, strict=True):
        if kind == "S":
            data += (head, one_line(text))
        elif kind == "C":
            fields.append((tag, one_line(text)))
        elif kind == "L":
            leader = one_line(text)
        else:
            between.append(text)
            if kind == "D":
                data, name = [head], tag
            elif kind == "d":
                fields.append((name, "".join(data)))
    return None if "".join(between).strip() else (leader, fields)


def one_line(text: str) -> str:
    """A text that was broken over lines for layout is one line again."""
    return _LAYOUT.sub(" ", text).strip() if "\n" in text or "\t" in text else text


@lru_cache(maxsize=16_384)
def _tag(written: str) -> _Tag:
    """What stands behind ``<``, with its ``>``."""
    found = _TAG.fullmatch(written)
    if not found:
        return _Tag("?")
    slash, prefix, name, attributes = found.groups()
    given = {key: double or single for key, double, single in _ATTRIBUTE.findall(attributes)}
    if len(given) != attributes.count("=") or (slash and attributes):
        return _Tag("?")
    if slash:
        return _Tag(name[0], prefix)
    return _Tag(name[0].upper(), prefix, given.get("tag", ""), _head(name, given))


def _head(name: str, given: dict[str, str]) -> str:
    if name == "datafield":
        return (given.get("ind1") or " ")[0] + (given.get("ind2") or " ")[0]
    code = given.get("code", "")
    return "\x1f" + (code if len(code) == 1 else " ") if name == "subfield" else ""
