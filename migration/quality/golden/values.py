"""The values that people write in expectations, each in one form: a date as ISO 8601, an amount with two decimals.

So what was expected and what was found are compared as texts. The types raise ValueError with what is wrong and what to
write instead; the value itself is not in the text, since it may be a person's.
"""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from migration.issues import Fate, catalogue
from migration.privacy import identity_numbers
from migration.suggesting import did_you_mean

NONE = "ingen"
"""Written where a field must come out empty: an empty value in the file is more likely forgotten than meant."""
YES, NO = "ja", "nei"
FATES = {
    "lastet": Fate.LOADED,
    "slått sammen": Fate.MERGED,
    "avvist": Fate.REJECTED,
    "utelatt": Fate.EXCLUDED,
}
_SUBFIELD = re.compile(r"(\d{3})\s*\$?\s*([a-z0-9])")
_POSITIONS = re.compile(r"(00\d)(?:/(\d\d)(?:-(\d\d))?)?")


def _one(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("must be one value, not a list or a group of keys")
    text = value.strip()
    if not text:
        raise ValueError(f"is empty; write what must come out, {NONE} for an empty field, or leave the line out")
    if identity_numbers(text):
        raise ValueError("holds a national identity number; name the borrower by card or by number in Mikromarc")
    return text


def _many(value: object) -> object:
    return list(value) if isinstance(value, list) else [value]


def _yes_no(text: str) -> str:
    answers = {YES: YES, NO: NO, "true": YES, "false": NO}
    if text.casefold() not in answers:
        raise ValueError(f"must be {YES} or {NO}")
    return answers[text.casefold()]


def _count(text: str) -> str:
    if text == NONE:
        return "0"
    if not (text.isascii() and text.isdigit()):
        raise ValueError("must be a whole number")
    return str(int(text))


def _day(text: str) -> str:
    if text == NONE:
        return text
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(f"must be a date such as {date(2026, 2, 28).isoformat()} or 28.02.2026")


def _amount(text: str) -> str:
    if text == NONE:
        return "0.00"
    try:
        return two_decimals(Decimal(re.sub(r"\s|kr", "", text).replace(",", ".")))
    except InvalidOperation:
        raise ValueError("must be an amount such as 150 or 150,00") from None


def two_decimals(value: Decimal) -> str:
    """An amount as the expectations have it: ``150.00``."""
    return str(value.quantize(Decimal("0.01")))


def _fate(text: str) -> str:
    word = text.casefold().replace("_", " ")
    if word not in FATES:
        raise ValueError(f"must be one of {', '.join(FATES)}{did_you_mean(word, FATES)}")
    return FATES[word].value


def _code(text: str) -> str:
    if text not in catalogue():
        raise ValueError(f"{text!r} is no reason that the program knows{did_you_mean(text, catalogue())}")
    return text


def _place(name: str) -> str:
    """``245$a`` and ``008/35-37`` as they stand in MARC."""
    if found := _SUBFIELD.fullmatch(name):
        return f"{found[1]}${found[2]}"
    if _POSITIONS.fullmatch(name):
        return name
    raise ValueError(f"{name!r} must be a field and a subfield such as 245$a, or positions such as 008/35-37")


Text = Annotated[str, BeforeValidator(_one)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_many)]
YesNo = Annotated[Text, AfterValidator(_yes_no)]
Count = Annotated[Text, AfterValidator(_count)]
Day = Annotated[Text, AfterValidator(_day)]
Amount = Annotated[Text, AfterValidator(_amount)]
FateWord = Annotated[Text, AfterValidator(_fate)]
Code = Annotated[Text, AfterValidator(_code)]
Place = Annotated[Text, AfterValidator(_place)]
