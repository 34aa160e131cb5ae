"""One cell of a correction against the cell that the export has: does it say something else?

Corrections come back from spreadsheets, which write dates and numbers their own way, drop leading zeros, round long
numbers, take ``1-2`` for a date and lose Sami letters. What only looks different is no correction, and what a
spreadsheet spoilt must not overwrite a name or a barcode.
"""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from unicodedata import normalize

from migration.privacy import mask

_MASKED = re.compile(r"\*{6}[ .-]?\*{5}")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.0*)?)?)?")
_NORWEGIAN = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})(?: (?:kl\.? ?)?(\d\d?)[:.](\d\d)(?:[:.](\d\d))?)?")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?")
_SCIENTIFIC = re.compile(r"(\d(?:[.,](\d{1,20}))?)E\+?(\d{1,3})", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mars?|apr|mai|may|jun|jul|aug|sept?|okt|oct|nov|des|dec)"
_TAKEN_FOR_DATE = re.compile(rf"(?:\d\d?[. -]+)?{_MONTH}\.?(?:[. -]+\d\d(?:\d\d)?)?", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"\d{1,4}[./-]\d{1,4}(?:[./-]\d{1,4})?")
_CELL_ERROR = re.compile(r"#(?:[A-ZÆØÅ0-9/]+[!?]?|#+)")
_TRUTH = {"true": "true", "sann": "true", "false": "false", "usann": "false"}
_STROKED = dict(zip("đĐŧŦŋŊʒƷ", "dÐtTnNzZ", strict=True))
"""Letters that no accent can be taken from, and what stands for them in windows-1252."""
_EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""


class Verdict(StrEnum):
    """``same``: says what the export says; ``masked`` and ``spoilt``: must not overwrite it. The first one rules."""

    SAME = "same"
    MASKED = "masked"
    SPOILT = "spoilt"
    CHANGED = "changed"


def judge(original: str, handed_in: str) -> Verdict:
    """What the cell of a correction means for the export's cell. Never raises."""
    if original == handed_in:
        return Verdict.SAME
    original, handed_in = plain(original), plain(handed_in)
    if handed_in in (original, mask(original)) or _means_the_same(original, handed_in):
        return Verdict.SAME
    if _MASKED.search(handed_in):
        return Verdict.MASKED
    return Verdict.SPOILT if _is_spoilt(original, handed_in) else Verdict.CHANGED


def plain(cell: str) -> str:
    """A cell as rows are read: trimmed, one kind of line end, empty for NULL."""
    text = cell.strip().replace("\r\n", "\n").replace("\r", "\n")
    return "" if text == "NULL" else text


def _means_the_same(original: str, handed_in: str) -> bool:
    """A date, a decimal or a truth value in a spreadsheet's own way of writing it."""
    if _DECIMAL.fullmatch(original) and _DECIMAL.fullmatch(handed_in):
        return Decimal(original.replace(",", ".")) == Decimal(handed_in.replace(",", "."))
    truth = _TRUTH.get(original.casefold())
    if truth:
        return _TRUTH.get(handed_in.casefold()) == truth
    moment = _moment(original)
    return moment is not None and _moment(handed_in) in (moment, moment.replace(second=0))


def _moment(text: str) -> datetime | None:
    """A date or a time in full, as the export or a spreadsheet writes it; a date alone is its midnight."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.group(1, 2, 3)
    elif found := _NORWEGIAN.fullmatch(text):
        day, month, year = found.group(1, 2, 3)
    else:
        return None
    try:
        hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
        return datetime(int(year), int(month), int(day), hour, minute, second)
    except ValueError:
        return None


def _is_spoilt(original: str, handed_in: str) -> bool:
    """Whether this is what a spreadsheet makes of the original, or an error of its own."""
    if _CELL_ERROR.fullmatch(handed_in):
        return True
    if _TAKEN_FOR_DATE.fullmatch(handed_in):
        return _LIKE_A_DATE.fullmatch(original) is not None
    if not original.isascii():
        return _has_lost_letters(original, handed_in)
    return original.isdigit() and _is_rounded(original, handed_in)


def _has_lost_letters(original: str, handed_in: str) -> bool:
    """Whether letters that windows-1252 lacks (č, đ, ŋ) came back as ``?`` or without what makes them."""
    if all(map(_in_windows_1252, original)):
        return False
    if handed_in.count("?") > original.count("?"):
        return True
    differing = [(a, b) for a, b in zip(original, handed_in, strict=False) if a != b]
    return len(original) == len(handed_in) and all(_is_stripped(a, b) for a, b in differing)


def _is_stripped(letter: str, handed_in: str) -> bool:
    return not _in_windows_1252(letter) and handed_in in (normalize("NFD", letter)[0], _STROKED.get(letter))


def _in_windows_1252(letter: str) -> bool:
    try:
        letter.encode("windows-1252")
    except UnicodeEncodeError:
        return False
    return True


def _is_rounded(digits: str, handed_in: str) -> bool:
    significant = digits.lstrip("0") or "0"
    cut = significant[:_EXACT_DIGITS].ljust(len(significant), "0")
    if handed_in in (significant, cut):
        return True
    match = _SCIENTIFIC.fullmatch(handed_in)
    if not match:
        return False
    rounded = f"{Decimal(digits):.{len(match[2] or '')}E}"
    return rounded == f"{match[1].replace(',', '.')}E+{int(match[3])}"
