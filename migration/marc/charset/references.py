"""Characters that were written out in ASCII: ``&#x014B;``, ``&#331``, ``&aring;``, ``&amp;``, and ``@l`` of BIBSYS."""

import re
from html.entities import name2codepoint

_NUMERIC = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{2,6});|0*([0-9]{2,7});|([0-9]{3,6})(?![0-9;]))")
_NAMED = re.compile(r"&([A-Za-z]{2,8}[0-9]{0,2});")
_BIBSYS = {"l": "ł", "L": "Ł", "æ": "ä", "Æ": "Ä", "ø": "ö", "Ø": "Ö", "y": "ü", "Y": "Ü", "d": "ð", "s": "ß", "m": "ő"}
_ESCAPE = re.compile("@([lLæÆøØyYdsm])")
_SURE_ESCAPE = re.compile("@[æøÆØ]")
_FROM_BIBSYS = re.compile("BIBSYS|TrBIB|TrBib", re.IGNORECASE)
_NAME_TAGS = frozenset(("100", "600", "700", "800"))
_ASCII = {34: '"', 38: "&", 39: "'", 60: "<", 62: ">"}


def resolved(value: str) -> str:
    """A value with the characters that its references name; others stay as they were written.

    Numeric ones that name a control character or no character stay, and of ASCII all but ``" & ' < >``. A decimal one
    without its ``;`` (old web pages) counts only where it names a letter; a hexadecimal one never, since its end can't
    be told from a letter of the word. Named ones are HTML's, and need their ``;``.
    """
    return _NAMED.sub(_named, _NUMERIC.sub(_numbered, value))


def _numbered(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2] or match[3])
    if code in _ASCII:
        return _ASCII[code] if match[2] or match[1] else match[0]
    if code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code < 0xFDF0:
        return match[0]
    return match[0] if match[3] and not chr(code).isalpha() else chr(code)


def _named(match: re.Match[str]) -> str:
    if match[1] == "apos":
        return "'"
    code = name2codepoint.get(match[1])
    return chr(code) if code else match[0]


def is_from_bibsys(text: str) -> bool:
    """Whether a record's text says that it came from BIBSYS, or has an escape that nothing else can be."""
    return bool(_FROM_BIBSYS.search(text) or _SURE_ESCAPE.search(text))


def unescaped(value: str, tag: str) -> str:
    """A name of a BIBSYS record without escapes: ``Stanis@law`` is Stanisław. Only 100, 600, 700 and 800 hold names."""
    return _ESCAPE.sub(lambda match: _BIBSYS[match[1]], value) if tag in _NAME_TAGS else value
