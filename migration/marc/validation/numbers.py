"""ISBN, ISSN, ISMN, EAN (rule B10), by python-stdnum; each number is looked at once."""

import re
from collections.abc import Iterator
from functools import lru_cache

from stdnum import ean, ismn, issn

from migration.issues import Issue
from migration.marc.isbn import isbn13
from migration.marc.rules import Rules
from migration.marc.schema import Schema
from migration.marc.validation.survey import Survey

_DASHES = re.compile(r"[-‐-―]")
_SPLIT = re.compile(r"[\s(:;,]")


@lru_cache(maxsize=65_536)
def number_of(value: str) -> str:
    """The number at the start of a value, without hyphens: ``82-02-42442-5 (ib.)`` gives 8202424425."""
    return _SPLIT.split(_DASHES.sub("", value.strip()), maxsplit=1)[0]


@lru_cache(maxsize=65_536)
def isbn_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """020 $a: a valid ISBN and nothing besides. A number that isn't one belongs in $z; 979-0 is an ISMN."""
    number = number_of(value)
    if number.startswith("9790") or number.upper().startswith("M"):
        return (Issue("ismn_as_isbn", path, number),)
    if not isbn13(number):
        return (Issue("isbn_invalid", path, number),)
    return (Issue("isbn_qualifier", path, value),) if _DASHES.sub("", value.strip()) != number else ()


@lru_cache(maxsize=65_536)
def linked_isbn_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """An ISBN in 76X-78X $z, where text after it is of no matter."""
    return () if isbn13(number_of(value)) else (Issue("isbn_invalid", path, number_of(value)),)


@lru_cache(maxsize=16_384)
def issn_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """022 $a and the ISSN of series and links: eight characters with a hyphen in the middle."""
    text = value.strip().rstrip(" ;,.=:")
    if not issn.is_valid(text):
        return (Issue("issn_invalid", path, text),)
    return () if text[4:5] == "-" else (Issue("issn_form", path, text),)


@lru_cache(maxsize=16_384)
def ismn_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    number = number_of(value)
    return () if ismn.is_valid(number) else (Issue("ismn_invalid", path, number),)


def number_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """An EAN that only says again what the ISBN says."""
    if "024" in survey.fields and "020" in survey.fields:
        isbns = {isbn13(number_of(value)) for value in survey.values("020", "a")}
        for field in survey.fields["024"]:
            if any(code == "a" and number_of(value) in isbns for code, value in field.subfields):
                yield Issue("ean_repeats_isbn", "024$a")


@lru_cache(maxsize=16_384)
def ean_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """024 with indicator 3: 13 digits with a check digit; an add-on of two or five may follow a hyphen or a space."""
    number = re.split(r"[\s(+]|-(?=\d{2}$|\d{5}$)", value.strip(), maxsplit=1)[0].replace("-", "")
    return () if ean.is_valid(number) else (Issue("ean_invalid", path, number),)
