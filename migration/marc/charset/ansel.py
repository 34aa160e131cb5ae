"""MARC-8: ASCII and ANSEL, where an accent stands before its letter; escapes lead to other scripts."""

import re
from unicodedata import normalize

from pymarc.marc8 import MARC8ToUnicode
from pymarc.marc8_mapping import CODESETS

MARC_8 = "marc-8"
_ANSEL = CODESETS[0x45]
_ESCAPE = re.compile(rb"\x1b(?:[(),$-]{1,2}[!-~]|[bgpsN1-4])")
_TABLE: dict[int, tuple[str, bool]] = {
    byte: (chr(_ANSEL[byte][0]), bool(_ANSEL[byte][1])) if byte in _ANSEL else ("\ufffd", False)
    for byte in range(0x80, 0x100)
}


def has_escapes(data: bytes) -> bool:
    """Whether the bytes change script by a MARC-8 escape sequence."""
    return b"\x1b" in data and bool(_ESCAPE.search(data))


def decode_marc8(data: bytes) -> str:
    """Text in NFC of one subfield's value, or of several with 0x1F between. Never raises: see U+FFFD."""
    if has_escapes(data):
        return "\x1f".join(_with_escapes(value) for value in data.split(b"\x1f"))
    return _ansel(data)


def _ansel(data: bytes) -> str:
    letters: list[str] = []
    accents: list[str] = []
    for byte in data:
        char, combining = (chr(byte), False) if byte < 0x80 else _TABLE[byte]
        if combining:
            accents.append(char)
            continue
        letters.append(char)
        if accents:
            letters += accents
            accents.clear()
    return normalize("NFC", "".join(letters + accents))


def _with_escapes(value: bytes) -> str:
    if b"\x1b" not in value:
        return _ansel(value)
    try:
        return str(MARC8ToUnicode(quiet=True).translate(value))  # type: ignore[no-untyped-call]  # pymarc has no types there
    except (UnicodeDecodeError, IndexError, TypeError, KeyError, ValueError):
        return _ansel(_ESCAPE.sub(b"", value))
