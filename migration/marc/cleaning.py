"""Mends what earlier systems did to a record's texts, where there is no doubt, and names what can't be mended.

Repaired: UTF-8 read as Windows-1252 and written as UTF-8 again (``SÃ¸ndag``); numeric character references left as
text (``&#x014B;``); C1 control characters that were letters and signs of Windows-1252; c with U+0326, a comma, for a
cedilla (s and t with it are Romanian and stay). Control characters are removed. Texts come out in NFC.
"""

import re
from unicodedata import is_normalized, normalize

from migration.issues import Issue

Field = tuple[str, str]
"""Tag and text; the text of 010-999 is ``ii`` 0x1F code value 0x1F code value …."""

_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{2,6})|0*([0-9]{3,7}));")
_LAYOUT = re.compile(r"(?<! ) *[\t\r\n][ \t\r\n]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_DAMAGED = re.compile(r"[\x80-\x9f\ufffd]")

_C1_KEPT = {0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x88, 0x89, 0x98, 0x9C}
"""No characters of Windows-1252, and four that mark words which sorting leaves out: which one is meant is a guess."""

_C1 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in _C1_KEPT}
_BYTE = {chr(code): bytes([code]) for code in range(256)} | {
    char: char.encode("cp1252") for char in "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
}
_TRAIL = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_DOUBLE = re.compile(
    f"Ã{_TRAIL}"  # À-ÿ
    f"|â[€\x80]{_TRAIL}"  # dashes and quotation marks
    "|Å[‹§¦¡¾½\x8a\x8b]|Ä[Œ\x8c\x8d\x90\x91]"  # Sami letters, by what can't follow Å and Ä in a text
    f"|[ÐÑ]{_TRAIL}(?:[ÐÑ]{_TRAIL})+"  # Cyrillic
)
_HINT = re.compile("[\x00-\x1e\x7f-\x9f&ÃâÅÄÐÑ\u0326\ufdd0-\ufdef\ufffd-\uffff]")
_SUSPECT = re.compile(f"[\x00-\x1e\x7f-\x9f\u0326\ufdd0-\ufdef\ufffd-\uffff]|&#|{_DOUBLE.pattern}")


def clean(fields: list[Field]) -> tuple[list[Field], list[Issue]]:
    """Fields with mended texts, and one issue per fault and subfield (``245$a``)."""
    text = "\x1f".join([text for _, text in fields])
    if is_normalized("NFC", text) and not (_HINT.search(text) and _SUSPECT.search(text)):
        return fields, []
    doubled = bool(_DOUBLE.search(text))
    issues: dict[Issue, None] = {}
    return [(tag, _clean_field(tag, text, doubled, issues)) for tag, text in fields], list(issues)


def _clean_field(tag: str, text: str, doubled: bool, issues: dict[Issue, None]) -> str:
    head, *subfields = text.split("\x1f")
    parts = [clean_value(head, tag, doubled, issues)]
    for subfield in subfields:
        code = subfield[:1]
        path = f"{tag}${code}" if code.isalnum() else tag
        parts.append(code + clean_value(subfield[1:], path, doubled, issues))
    return "\x1f".join(parts)


def clean_value(value: str, path: str, doubled: bool, issues: dict[Issue, None]) -> str:
    """One value, mended until nothing more is found. ``doubled``: the record is known to hold UTF-8 encoded twice."""
    mended, before = value, None
    while mended != before:
        before = mended
        mended = _clean_once(mended, path, doubled, issues)
    if _DAMAGED.search(mended):
        issues[Issue("characters_damaged", path)] = None
    return mended


def _clean_once(value: str, path: str, doubled: bool, issues: dict[Issue, None]) -> str:
    steps = (
        ("control_characters_removed", _without_controls(value)),
        ("character_reference_resolved", _REFERENCE.sub(_resolved, value)),
        ("double_utf8_repaired", _undoubled(value, doubled)),
        ("c1_characters_repaired", value.translate(_C1)),
        ("", normalize("NFC", value.replace("c\u0326", "ç").replace("C\u0326", "Ç"))),
    )
    for code, mended in steps:
        if mended != value:
            if code:
                issues[Issue(code, path)] = None
            return mended
    return value


def _without_controls(value: str) -> str:
    return _CONTROL.sub("", _LAYOUT.sub(" ", value)) if _CONTROL.search(value) else value


def _resolved(match: re.Match[str]) -> str:
    """The character of a reference; ASCII, controls and what is no character stay as they were written."""
    code = int(match[1], 16) if match[1] else int(match[2])
    if code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code < 0xFDF0:
        return match[0]
    return chr(code)


def _undoubled(value: str, doubled: bool) -> str:
    """The value as it was before it was encoded twice: whole if it can be, else the sure letters alone."""
    if not doubled:
        return value
    if value.isascii():
        return value
    try:
        return b"".join([_BYTE[char] for char in value]).decode()
    except (KeyError, UnicodeDecodeError):
        return _DOUBLE.sub(_undoubled_letters, value)


def _undoubled_letters(match: re.Match[str]) -> str:
    try:
        return b"".join([_BYTE[char] for char in match[0]]).decode()
    except UnicodeDecodeError:
        return match[0]
