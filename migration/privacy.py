"""National identity numbers: recognised with their check digits, masked, and kept only as keyed hashes.

Fødselsnummer, D-number (day + 40), H-number (month + 40) and the synthetic series (month + 80 Tenor, month + 65 Dolly).
Source: Skatteetaten's description of the number, and of its form from 2032 (the first check digit may leave 0 to 3, and
no digit tells the century). python-stdnum refuses the synthetic series, so the digits are weighed here.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from migration.settings import identity_rule

_AS_ZEROS = bytes.maketrans(b"123456789\t\n\r./-?\xa0", b"000000000        ")
"""All digits as zeros, all that people put between them as blanks: a long dash is ``?`` in Latin-1."""
_CANDIDATES = (
    re.compile(rb"000000 {0,3}(?:00000|000 00)(?!0)"),
    re.compile(rb"00 00 00 {0,3}(?:00000|000 00)(?!0)"),
)
"""``010190 12345``, ``010190  12345``, ``010190 123 45``, ``01.01.90-12345``. Each begins with literal text, which is
searched for four times as fast as a class of characters.

What stands before it is looked at afterwards: a look-behind would be asked at every character.
"""
LENGTH = 11
_IN_UTF_16 = re.compile(rb"(?<![0-9]\x00)([0-9](?:\x00[0-9]){5})\x00(?:[ .-]\x00)?([0-9](?:\x00[0-9]){4})(?!\x00[0-9])")
"""The same in either byte order: between any two of the digits stands one zero byte."""
_WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_FIRST_REMAINDERS: Final = {"1964": (0,), "2032": (0, 1, 2, 3)}
"""What the first weighted sum may leave when divided by 11, by rule."""
_MONTH_SHIFTS = (0, 40, 65, 80)
_SHAPE_LENGTH = 40


def is_identity_number(digits: str) -> bool:
    """Whether eleven digits are a national identity number of any series, by date and both check digits."""
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    d = [int(c) for c in digits]
    if not _date_is_plausible(int(digits[0:2]), int(digits[2:4])):
        return False
    first = sum(w * n for w, n in zip(_WEIGHTS_1, d, strict=False))
    second = sum(w * n for w, n in zip(_WEIGHTS_2, d, strict=True))
    return second % 11 == 0 and first % 11 in _FIRST_REMAINDERS[identity_rule()]


def _date_is_plausible(day: int, month: int) -> bool:
    return (1 <= day <= 31 or 41 <= day <= 71) and any(1 <= month - shift <= 12 for shift in _MONTH_SHIFTS)


def birth_dates_in(number: str) -> frozenset[str]:
    """The dates of birth (ISO 8601) that an identity number may mean: one by today's rule, two by that of 2032."""
    day, month, year = (int(number[n : n + 2]) for n in (0, 2, 4))
    day -= 40 if day > 40 else 0
    month -= next(shift for shift in _MONTH_SHIFTS if 1 <= month - shift <= 12)
    found = set()
    for century in _centuries(year, int(number[6:9])):
        try:
            found.add(date(century + year, month, day).isoformat())
        except ValueError:  # 30 February
            continue
    return frozenset(found)


def _centuries(year: int, individual: int) -> tuple[int, ...]:
    if identity_rule() == "2032":
        return (1900, 2000)
    if individual < 500:
        return (1900,)
    if year < 40:
        return (2000,)
    return (1900,) if individual >= 900 else (1800,)


def identity_numbers(text: str) -> frozenset[str]:
    """The identity numbers that stand alone in a text, as eleven digits."""
    return frozenset(_digits(text, span) for span in _spans(text))


def find_identity_numbers(text: str) -> list[tuple[int, int]]:
    """Spans of the identity numbers that stand alone in a text."""
    return list(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Latin-1 has one byte per character, so that places in it are places in the text."""
    if len(text) < LENGTH:
        return
    plain = text.encode("latin-1", "replace").translate(_AS_ZEROS)
    if b"00000" not in plain and b"000 00" not in plain:
        return
    for candidate in _CANDIDATES:
        for match in candidate.finditer(plain):
            start, end = match.span()
            alone = not text[start - 1 : start].isdigit() and not text[end : end + 1].isdigit()
            if alone and is_identity_number(_digits(text, (start, end))):
                yield start, end


def _digits(text: str, span: tuple[int, int]) -> str:
    return "".join(filter(str.isdecimal, text[slice(*span)]))


def mask(text: str) -> str:
    """The text with the digits of every identity number replaced by asterisks; its length is kept."""
    for start, end in find_identity_numbers(text):
        text = text[:start] + re.sub(r"\d", "*", text[start:end]) + text[end:]
    return text


def mask_bytes(payload: bytes) -> bytes:
    """``mask`` on bytes of UTF-16, or of any charset that has ASCII's digits. Lengths are kept, so framing survives."""
    masked = mask(payload.decode("latin-1")).encode("latin-1")
    return _IN_UTF_16.sub(_masked_in_utf_16, masked) if b"\x00" in payload else masked


def _masked_in_utf_16(match: re.Match[bytes]) -> bytes:
    digits = (match[1] + match[2]).replace(b"\x00", b"").decode("ascii")
    return re.sub(rb"\d", b"*", match[0]) if is_identity_number(digits) else match[0]


def keyed_hash(key: bytes, identity_number: str) -> str:
    """HMAC-SHA-256 of an identity number, 64 hex digits: equal for the same person, useless without the key."""
    return hmac.new(key, identity_number.encode("ascii"), hashlib.sha256).hexdigest()


def shape(text: str) -> str:
    """What a value looks like without what it says: letters as A or a, digits as 9."""
    out = "".join("9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in text)
    return out if len(out) <= _SHAPE_LENGTH else out[:_SHAPE_LENGTH] + "…"
