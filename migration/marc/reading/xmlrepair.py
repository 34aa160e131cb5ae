"""Mends the record elements that an XML parser refuses, where there is only one way to read them.

An ampersand or ``<`` that begins nothing of MARC's is text; the entities of HTML are the characters that they name; a
control character that XML forbids is removed. Nothing is mended in a document with a DOCTYPE, which may give entities
any meaning.
"""

import re
from html.entities import html5
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#0*(?:[0-8]|1[124-9]|2[0-9]|3[01]);|&#x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]);"
)
_QUOTED = re.compile(r"<!--(?:(?!<!--).)*?-->|<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)(?:([A-Za-z][A-Za-z0-9]*;))?")
_IMPOSSIBLE = re.compile(
    r"&(?=#(?:x0*(?:[dD][89a-fA-F]..|[fF]{3}[eEfF]|[1-9a-fA-F]\w{6,}|1[1-9a-fA-F]\w{4});|0*\d{8,};))"
)
_MARC = r"<(?!/?(?:[\w.-]+:)?(?:record|leader|controlfield|datafield|subfield)[\s/>])"
_TURBOMARC = r"<(?!/?(?:[\w.-]+:)?(?:r|l|c[0-9]{3}|d[0-9A-Za-z]{3}|s[0-9A-Za-z]?)[\s/>])"
_LOOSE = {False: re.compile(_MARC), True: re.compile(_TURBOMARC)}
_IS_TURBOMARC = re.compile(r"\s*<(?:[\w.-]+:)?r[\s>]")


def without_forbidden(text: str) -> str:
    """The text without characters, and references to characters, that XML 1.0 does not have."""
    return _FORBIDDEN.sub("", text)


def mended(text: str) -> str:
    """The record with every ``&`` and ``<`` that is text escaped, comments left out and CDATA made plain text."""
    if "<!DOCTYPE" in text:
        return text
    plain = _QUOTED.sub(lambda quoted: escape(quoted[1] or ""), text)
    plain = _IMPOSSIBLE.sub("&amp;", _AMPERSAND.sub(_ampersand, plain))
    return _LOOSE[bool(_IS_TURBOMARC.match(plain))].sub("&lt;", plain).replace("]]>", "]]&gt;")


def _ampersand(match: re.Match[str]) -> str:
    """An entity of HTML is its character; another one stays as it was written."""
    name = match[1] or ""
    return escape(html5[name]) if name in html5 else f"&amp;{name}"
