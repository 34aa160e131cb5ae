"""Characters that cannot be delivered (rule A2), invisible ones (C16), and letters lost in an earlier export."""

import re
from collections.abc import Iterator
from unicodedata import category, is_normalized

from pymarc import Field

from migration.issues import Issue
from migration.marc.validation.survey import Survey

_TRAIL = "\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€"
_HINT = re.compile(f"[ÃÂÅÄâ©&][{_TRAIL}Æı#]")
_HINT_LATIN1 = re.compile("[ÃÂÅÄâ©&][\x80-\xbfÆ#]")
_GARBLED = re.compile(f"Ã[{_TRAIL}]|Â[\xa0-\xbf]|Å[‹§¡¾\x8a\x8b]|Ä[‘\x90\x91]|©[ÆıŒ]|â€[{_TRAIL}]")
"""UTF-8 read as Windows-1252, or as MARC-8."""
_REFERENCE = re.compile(r"&#(?:x[0-9a-fA-F]{2,6}|[0-9]{2,7});")
_SIGNS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]")
"""Controls, halves of surrogate pairs, private use, no characters at all."""
_SAMI = frozenset(("smi", "sma", "sme", "smj", "smn", "sms"))
_SAMI_LETTERS = re.compile("[čđŋšŧžČĐŊŠŦŽ]")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")


def is_latin1(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def is_plain(text: str, latin1: bool) -> bool:
    """Printable, composed, without any sign of a wrong encoding. What is Latin-1 is composed and has no marks."""
    if latin1:
        return text.isprintable() and not _HINT_LATIN1.search(text)
    if not text.isprintable() or "\ufffd" in text or _HINT.search(text) or not is_normalized("NFC", text):
        return False
    return not any(category(char)[0] in "MC" for char in set(text))


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


def lost_letter_issues(survey: Survey, text: str, latin1: bool) -> Iterator[Issue]:
    """``?`` between letters in a record of Sami: a letter was lost in an earlier export. It can't be known which."""
    if "?" not in text or not _is_sami(survey, text, latin1):
        return
    for field in survey.data_fields:
        for code, value in field.subfields:
            match = _LOST.search(value) if code != "u" else None
            if match:
                yield Issue("letter_lost", f"{field.tag}${code}", match[0])


def _is_sami(survey: Survey, text: str, latin1: bool) -> bool:
    """By its language codes, else by Sami letters elsewhere in the record."""
    coded = survey.data("008")[35:38] in _SAMI or any(value in _SAMI for value in survey.values("041", "abdh"))
    return coded or (not latin1 and _SAMI_LETTERS.search(text) is not None)
