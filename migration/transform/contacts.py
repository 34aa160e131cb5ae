"""Phone numbers (E.164, by phonenumbers) and e-mail addresses. What cannot be read stays as it is, reported."""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from migration.privacy import shape
from migration.rows import RowReader
from migration.transform.fields import text

_MASKED = re.compile(r"\*{6}[ .-]?\*{5}|\*+")
_PHONE_ENDS = re.compile(r"\s*(?:[/;,|]|\beller\b|\bog\b|\bor\b)\s*", re.IGNORECASE)
_LABELS = re.compile(
    r"\b(?:tlf|telefon|tel|mob|mobil|mobiltlf|mobile|sms|privat|priv|hjem|hjemme|arb|arbeid|jobb|nr|fax|faks|m|t|p|a|h)\b"
    r"[.:]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[+(]?[0-9][0-9 ().\u00a0-]*[0-9]")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_NORWEGIAN = re.compile(r"(?:(?:\+|00)47 ?)?((?:[0-9] ?){7}[0-9])")
_TWO = re.compile(r"(?<=[0-9]{8})\s+(?=[0-9]{8}(?![0-9]))")
_WORD = r"[^@\s,;:<>()\"\\/.]+"
_ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_WORD}(?:\.{_WORD})*\.[^\W\d_]{{2,}}")
_AT = re.compile(r"\s*@\s*")
_MAIL_ENDS = re.compile(r"[;,\s<>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """``remarks``: what stood beside the numbers, and numbers beyond the two, for the notes."""

    phone: str = ""
    mobile: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number in E.164, or as it stood where it cannot be read."""

    text: str
    is_mobile: bool
    is_valid: bool


def phones(row: RowReader) -> Phones:
    """MainPhone and Mobile. A number's own kind decides which of the two it is, where both are not taken."""
    remarks: list[str] = []
    main = _numbers(row, "MainPhone", remarks)
    mobile = _numbers(row, "Mobile", remarks)
    distinct = list(dict.fromkeys((*mobile, *main)))
    if len(distinct) < len(mobile) + len(main):
        row.note("phone_repeated", "MainPhone")
    if len(distinct) == 1 and mobile and not distinct[0].is_valid:
        return Phones(mobile=distinct[0].text, remarks=tuple(remarks))
    mobiles = [n for n in distinct if n.is_mobile] or [n for n in distinct if not n.is_valid and n in mobile]
    rest = [n for n in distinct if n not in mobiles[:1]]
    fixed = [n for n in rest if not n.is_mobile] or rest
    if (mobiles and mobiles[0] not in mobile) or (fixed and fixed[0] not in main):
        row.note("phone_moved", "Mobile")
    extra = [n.text for n in rest if n not in fixed[:1]]
    if extra:
        row.note("phone_in_notes", "MainPhone")
    return Phones(
        phone=fixed[0].text if fixed else "",
        mobile=mobiles[0].text if mobiles else "",
        remarks=(*remarks, *(f"Telefon: {number}" for number in extra)),
    )


def _numbers(row: RowReader, column: str, remarks: list[str]) -> list[Number]:
    value = _MASKED.sub("", text(row, column)).strip(" .:;,/")
    if not value:
        return []
    is_one = not _PHONE_ENDS.search(value) and not any(c.isalpha() for c in value)
    if is_one and (whole := _parsed(value)):
        return [whole]
    parts = [_part(part) for part in _PHONE_ENDS.split(_TWO.sub("/", value)) if part]
    if not any(number for number, _ in parts):
        row.note("phone_unreadable", column, shape(value))
        return [Number(value, False, False)]
    remarks += [f"{column}: {said}" for _, said in parts if said]
    if any(said for _, said in parts):
        row.note("phone_remark", column)
    return [number for number, _ in parts if number]


def _part(part: str) -> tuple[Number | None, str]:
    """One number and the words beside it that are no label; no number: all of it is words."""
    match = _DIGITS.search(part)
    number = _parsed(match[0]) if match else None
    if not match or not number:
        return None, part
    words = _LABELS.sub(" ", part[: match.start()] + " " + part[match.end() :])
    return number, " ".join(words.split()).strip(" :.-()")


def _parsed(value: str) -> Number | None:
    """A number that is valid somewhere; without a country code, in Norway.

    The eight digits that most numbers here are need no parsing, and their first four tell the kind.
    """
    if (plain := _NORWEGIAN.fullmatch(value)) and (digits := plain[1].replace(" ", ""))[0] in "2345679":
        kind = _norwegian_kind(digits[:4])
        return None if kind == PhoneNumberType.UNKNOWN else Number(f"+47{digits}", kind in _MOBILE, True)
    number = _number(value)
    kind = phonenumbers.number_type(number) if number else PhoneNumberType.UNKNOWN
    if number is None or kind == PhoneNumberType.UNKNOWN:
        return None
    return Number(f"+{number.country_code}{phonenumbers.national_significant_number(number)}", kind in _MOBILE, True)


def _number(value: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(value, "NO")
    except phonenumbers.NumberParseException:
        return None


@cache
def _norwegian_kind(first_four: str) -> int:
    return phonenumbers.number_type(PhoneNumber(country_code=47, national_number=int(f"{first_four}1111")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """The first address; ``others`` for the notes."""

    address: str = ""
    others: tuple[str, ...] = ()


def email(row: RowReader) -> Email:
    """MainEmail. An address that cannot be right is kept as it stands, reported."""
    value = text(row, "MainEmail")
    if not value or _MASKED.search(value):
        return Email()
    if _ADDRESS.fullmatch(value):
        return Email(address=value)
    found = list(dict.fromkeys(filter(None, (_mended(part) for part in _MAIL_ENDS.split(_AT.sub("@", value))))))
    if not found:
        row.note("email_unusual", "MainEmail", shape(value))
        return Email(address=value)
    row.note("email_several" if len(found) > 1 else "email_mended", "MainEmail")
    return Email(address=found[0], others=tuple(found[1:]))


def _mended(part: str) -> str:
    """An address without ``mailto:`` before it and marks behind it; empty for any other word."""
    plain = re.sub(r"^mailto:", "", part.strip("\"'()[]"), flags=re.IGNORECASE).rstrip(".,:")
    return plain if _ADDRESS.fullmatch(plain) else ""
