"""Texts (rules A1, A2, C16): one cheap look at all of them together, a close one at each where that found something."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from pymarc import Field

from migration.issues import Issue
from migration.marc.validation.characters import character_issues, is_latin1, is_plain, lost_letter_issues
from migration.marc.validation.secrets import secret_issues
from migration.marc.validation.survey import Survey

RECORD_BYTES = 99_999
FIELD_BYTES = 9_999
_UNTIDY = re.compile("[ ¦¤][ ¦¤]")
_EDGES = ("", " ", "¦")
_MARKS = re.compile("[:;=,/][ ¦]{0,2}[¤:;=,]")
_DOUBLED = re.compile(r"[:;=/][ ¦]+[:;=](?=[\s¦]|$)|,[ ¦]*,|;[ ¦]*;|[\s¦]:[ ¦]*:(?!\w)")
_TRAILING = re.compile(r"(?: [/:=;]|[,:;=])$")
_ENDS_WITH_MARK = frozenset(("245", "240", "246", "250", "260", "264", "300", "490"))
"""Fields in which ISBD has marks between the parts, and so none after the last."""


def text_issues(survey: Survey) -> Iterator[Issue]:
    """One issue per code and field tag. The first look may be wrong; the close look decides."""
    text = f"¤{'¤'.join(survey.texts)}¤"
    latin1 = is_latin1(text)
    if len(text) * 3 + len(survey.texts) * 20 > FIELD_BYTES:
        yield from _sizes(survey)
    if not is_plain(text, latin1):
        yield from _each(survey, character_issues)
    if _UNTIDY.search(text):
        yield from _each(survey, _spaces)
    if _MARKS.search(text):
        yield from _each(survey, _marks)
    yield from secret_issues(survey, text)
    yield from lost_letter_issues(survey, text, latin1)
    if len(set(survey.texts)) != len(survey.texts):
        yield from _duplicates(survey)


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


def _duplicates(survey: Survey) -> Iterator[Issue]:
    """Fields with a text that another has too are looked at: 490 and 830 may well agree."""
    times = Counter(survey.texts)
    seen: list[tuple[object, ...]] = []
    for field, text in zip(survey.data_fields, survey.texts, strict=True):
        if times[text] > 1:
            outside = (text, *_outside(field))
            if outside in seen:
                yield Issue("field_duplicate", field.tag)
            seen.append(outside)


def _outside(field: Field) -> tuple[object, ...]:
    return field.tag, field.indicators, [code for code, _ in field.subfields]


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
