"""Characters that cannot be delivered (rule A2), and invisible ones (C16)."""

import re
from collections.abc import Iterator
from unicodedata import category, is_normalized

from pymarc import Field

from migration.issues import Issue

_TRAIL = "\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€"
_HINT = re.compile(f"[ÃÂÅÄâ©&][{_TRAIL}Æı#]")
_HINT_LATIN1 = re.compile("[ÃÂÅÄâ©&][\x80-\xbfÆ#]")
_SUSPECT = bytes(code for code in range(256) if not chr(code).isprintable()) + "ÃÂÅÄâ©&".encode("latin-1")
"""In Latin-1: what cannot be printed, and what a sign of a wrong encoding begins with."""
_GARBLED = re.compile(f"Ã[{_TRAIL}]|Â[\xa0-\xbf]|Å[‹§¡¾\x8a\x8b]|Ä[‘\x90\x91]|©[ÆıŒ]|â€[{_TRAIL}]")
"""UTF-8 read as Windows-1252, or as MARC-8."""
_REFERENCE = re.compile(r"&#(?:x[0-9a-fA-F]{2,6}|[0-9]{2,7});")
_SIGNS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]")
"""Controls, halves of surrogate pairs, private use, no characters at all."""


def latin1_of(text: str) -> tuple[bytes, bool]:
    """The text in Latin-1, with ``?`` for what that lacks; and whether it lacks nothing."""
    try:
        return text.encode("latin-1"), True
    except UnicodeEncodeError:
        return text.encode("latin-1", "replace"), False


def is_plain(text: str, data: bytes, latin1: bool) -> bool:
    """Printable, composed, without any sign of a wrong encoding. What is Latin-1 is composed and has no marks.

    ``data``, ``latin1``: as from ``latin1_of``. Most records have none of the suspect bytes at all.
    """
    if latin1 and len(data.translate(None, _SUSPECT)) == len(data):
        return True
    if latin1:
        return text.isprintable() and not _HINT_LATIN1.search(text)
    if not text.isprintable() or "\ufffd" in text or _HINT.search(text) or not is_normalized("NFC", text):
        return False
    return not any(category(char)[0] in "MC" for char in set(text) if char > "ÿ")


def character_issues(field: Field, text: str) -> Iterator[Issue]:
    """Of one field whose text may not be plain."""
    found = _SIGNS.search(text)
    if found:
        yield Issue("character_invalid", field.tag, f"U+{ord(found[0]):04X}")
    elif not text.isprintable():
        yield Issue("invisible_character", field.tag)
    if _GARBLED.search(text):
        yield Issue("text_garbled", field.tag)
    if _REFERENCE.search(text):
        yield Issue("character_reference_left", field.tag)
    if not is_normalized("NFC", text):
        yield Issue("text_not_composed", field.tag)
    if any(value and category(value[0]) == "Mn" for _, value in field.subfields):
        yield Issue("combining_mark_alone", field.tag)
