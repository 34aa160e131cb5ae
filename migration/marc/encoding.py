"""Which charset a record is in, decided on its bytes: leader/09 and export settings are wrong too often."""

import re
from unicodedata import normalize

from migration.charsets import best_charset, decode_as, decodes, is_mostly_utf8, odd_words
from migration.marc.ansel import decode_marc8, has_escapes, looks_like_marc8
from migration.marc.cleaning import Field

MARC_8 = "marc-8"
_CODE = re.compile(rb"\x1f.", re.DOTALL)


def decode_fields(fields: list[tuple[str, bytes]], charset: str, may_be_marc8: bool) -> tuple[list[Field], str, bool]:
    """Fields as text, the charset, and whether some fields were in UTF-8 and others not.

    ``charset``: the source's setting; ``may_be_marc8``: leader/09 does not deny it. A field that is valid UTF-8 is
    UTF-8, whatever the others are.
    """
    texts = [None if may_be_marc8 and has_escapes(data) else _utf8(data) for _, data in fields]
    if None not in texts:
        return [(tag, text or "") for (tag, _), text in zip(fields, texts, strict=True)], "utf-8", False
    others = [data for (_, data), text in zip(fields, texts, strict=True) if text is None]
    used = choose(others, charset, may_be_marc8)
    decoded = [
        (tag, _text(data, used) if text is None else text) for (tag, data), text in zip(fields, texts, strict=True)
    ]
    return decoded, used, used != "utf-8" and not all(text is None or text.isascii() for text in texts)


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _text(data: bytes, charset: str) -> str:
    return decode_marc8(data) if charset == MARC_8 else normalize("NFC", decode_as(data, charset))


def choose(fields: list[bytes], charset: str, may_be_marc8: bool) -> str:
    """Charset of fields that are not UTF-8: the source's, MARC-8, or what makes the best words."""
    data = b" \x1e ".join(_CODE.sub(b"  ", field) for field in fields)
    if charset == MARC_8 or (may_be_marc8 and has_escapes(data)):
        return MARC_8
    if is_mostly_utf8(data):
        return "utf-8"
    if charset != "auto" and decodes(data, charset):
        return charset
    best = best_charset(data)
    return MARC_8 if may_be_marc8 and looks_like_marc8(odd_words(data), best) else best
