"""Texts (rules A1, A2, C16): one cheap look at all of them together, a close one at each where that found something."""

import re
from collections.abc import Callable, Iterator

from pymarc import Field

from migration.issues import Issue
from migration.marc.charset.lostletters import lost_letters
from migration.marc.validation.characters import character_issues, is_plain, latin1_of
from migration.marc.validation.secrets import secret_issues
from migration.marc.validation.survey import Survey

RECORD_BYTES = 99_999
FIELD_BYTES = 9_999
_UNTIDY = re.compile("[ ¦¤][ ¦¤]")
_EDGES = ("", " ", "¦")
_MARKS = re.compile("[:;=,/][ ¦]{0,2}[¤:;=,]")
_DOUBLED = re.compile(r"[:;=/][ ¦]+[:;=](?=[\s¦]|$)|,[ ¦]*,|;[ ¦]*;|[\s¦]:[ ¦]*:(?!\w)")
_TRAILING = re.compile(r"(?: [/:=;]|[,:;=])$")
_SAMI = frozenset(("smi", "sma", "sme", "smj", "smn", "sms"))
_SAMI_LETTERS = re.compile("[čđŋšŧžČĐŊŠŦŽ]")
_ENDS_WITH_MARK = frozenset(("245", "240", "246", "250", "260", "264", "300", "490"))
"""Fields in which ISBD has marks between the parts, and so none after the last."""


def text_issues(survey: Survey) -> Iterator[Issue]:
    """One issue per code and field tag. The first look may be wrong; the close look decides."""
    text = f"¤{'¤'.join(survey.texts)}¤"
    data, latin1 = latin1_of(text)
    if len(text) * 3 + len(survey.texts) * 20 > FIELD_BYTES:
        yield from _sizes(survey)
    if not is_plain(text, data, latin1):
        yield from _each(survey, character_issues)
    if _UNTIDY.search(text):
        yield from _each(survey, _spaces)
    if _MARKS.search(text):
        yield from _each(survey, _marks)
    yield from secret_issues(survey, text)
    if "?" in text:
        yield from lost_letters(_values(survey), _is_sami(survey, text, latin1))
    for tag in sorted(survey.repeated):
        yield from _duplicates(tag, survey.fields[tag])


def _values(survey: Survey) -> Iterator[tuple[str, str]]:
    """Every value that has a question mark, with its path (``245$a``)."""
    for field, text in zip(survey.data_fields, survey.texts, strict=True):
        if "?" in text:
            yield from ((f"{field.tag}${code}", value) for code, value in field.subfields if "?" in value)


def _is_sami(survey: Survey, text: str, latin1: bool) -> bool:
    """By its language codes, else by Sami letters elsewhere in the record."""
    coded = survey.data("008")[35:38] in _SAMI or any(value in _SAMI for value in survey.values("041", "abdh"))
    return coded or (not latin1 and _SAMI_LETTERS.search(text) is not None)


def _each(survey: Survey, look: Callable[[Field, str], Iterator[Issue]]) -> Iterator[Issue]:
    for field, text in zip(survey.data_fields, survey.texts, strict=True):
        yield from look(field, text)


def _spaces(field: Field, text: str) -> Iterator[Issue]:
    if not (_UNTIDY.search(text) or text[:1] in _EDGES or text[-1:] in _EDGES):
        return
    values = [value for _, value in field.subfields]
    if any(not value.strip() for value in values):
        yield Issue("subfield_empty", field.tag)
    if any(value != value.strip() or "  " in value for value in values if value.strip()):
        yield Issue("spaces_odd", field.tag)


def _marks(field: Field, text: str) -> Iterator[Issue]:
    if _DOUBLED.search(text):
        yield Issue("punctuation_doubled", field.tag)
    if field.tag in _ENDS_WITH_MARK and _TRAILING.search(text):
        yield Issue("punctuation_trailing", field.tag)


def _duplicates(tag: str, fields: list[Field]) -> Iterator[Issue]:
    """Of one tag: 490 and 830 may well agree."""
    if not fields[0].control_field and len({(f.indicators, *f.subfields) for f in fields}) < len(fields):
        yield Issue("field_duplicate", tag)


def _sizes(survey: Survey) -> Iterator[Issue]:
    """In bytes of UTF-8: two indicators, a delimiter and a code per subfield, a terminator, 12 in the directory."""
    total = 26
    for field in (f for found in survey.fields.values() for f in found):
        size = sum(2 + _bytes(value) for _, value in field.subfields) + _bytes(field.data or "") + 3
        total += size + 12
        if size > FIELD_BYTES:
            yield Issue("field_oversize", field.tag, str(size))
    if total > RECORD_BYTES:
        yield Issue("record_oversize", value=str(total))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
