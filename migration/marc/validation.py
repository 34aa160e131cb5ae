"""Light checks of a MARC 21 record: problems that a reader of the delivery would stumble over. Nothing is repaired."""

import re
from collections.abc import Iterator
from functools import cache

from pymarc import Field, Record

from migration.issues import Issue
from migration.marc.formats import NORMARC_NOTES
from migration.marc.isbn import isbn13
from migration.marc.rules import Rules, load_rules
from migration.settings import SHIPPED

RESIDUE_TAGS = NORMARC_NOTES - {"532", "533"} | {"350", "440", "640", "652", "900", "910", "911", "930", "940", "950"}
"""Tags that only NORMARC has. 019 isn't among them: Norwegian MARC 21 keeps it. 532 and 533 mean something else now."""
_SAMI = frozenset(("smi", "sma", "sme", "smj", "smn", "sms"))
_SAMI_LETTERS = re.compile("[čđŋšŧžČĐŊŠŦŽ]")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")


def validate(record: Record, rules: Rules | None = None) -> tuple[Issue, ...]:
    """The issues of one record, each code and place once. Never raises on a record that pymarc can hold.

    ``rules`` hold MARC's lists of languages and countries; without them the shipped lists are used.
    """
    return tuple(dict.fromkeys(_issues(record, rules or _shipped())))


@cache
def _shipped() -> Rules:
    return load_rules(lambda name: SHIPPED / "mappings" / name)


def _issues(record: Record, rules: Rules) -> Iterator[Issue]:
    tags = [field.tag for field in record.fields]
    yield from _check_008(record, rules)
    yield from (Issue("normarc_residue", tag) for tag in tags if tag in RESIDUE_TAGS)
    if tags.count("245") > 1:
        yield Issue("second_title", "245")
    for field in record.fields:
        if field.tag == "020":
            yield from _check_isbn(field)
    yield from _check_letters(record)


def _check_008(record: Record, rules: Rules) -> Iterator[Issue]:
    found = [field.data or "" for field in record.fields if field.tag == "008"]
    if not found:
        yield Issue("field_008_missing", "008")
        return
    data = found[0]
    if len(data) != 40:
        yield Issue("field_008_length", "008", str(len(data)))
        return
    country, language = data[15:18].strip(" |"), data[35:38].strip(" |")
    if country and country not in rules.marc21_countries:
        yield Issue("country_unknown", "008/15-17", country)
    if language and language not in rules.marc21_languages:
        yield Issue("language_code_unknown", "008/35-37", language)


def _check_isbn(field: Field) -> Iterator[Issue]:
    for code, value in field.subfields:
        number = re.split(r"[\s(]", re.sub(r"[-–]", "", value.strip()), maxsplit=1)[0]
        if code == "a" and not isbn13(number):
            yield Issue("isbn_invalid", "020$a", number)


def _check_letters(record: Record) -> Iterator[Issue]:
    """``?`` between letters in a record of Sami: a letter was lost in an earlier export. It can't be known which."""
    if not _is_sami(record):
        return
    for field in record.fields:
        for code, value in field.subfields:
            match = _LOST.search(value) if code != "u" else None
            if match:
                yield Issue("letter_lost", f"{field.tag}${code}", match[0])


def _is_sami(record: Record) -> bool:
    """By its language codes, else by Sami letters elsewhere in the record."""
    for field in record.fields:
        if field.tag == "008" and (field.data or "")[35:38] in _SAMI:
            return True
        if field.tag == "041" and any(s.value in _SAMI for s in field.subfields):
            return True
    return any(_SAMI_LETTERS.search(s.value) for field in record.fields for s in field.subfields)
