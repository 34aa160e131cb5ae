"""Title and main entry (rule A4), names (rule B13), non-filing indicators and sparse records (rule C16)."""

import re
from collections.abc import Iterator

from pymarc import Field

from migration.issues import Issue
from migration.marc.fields import first_value
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_MAIN = ("100", "110", "111", "130")
_ADDED = ("700", "710", "711")
_NAMES = (*_MAIN[:3], *_ADDED)
_NUMBER = re.compile(r"[\d\s.,:;/]{1,3}")
_MARKS = " .,:;/="
_FEW = 15
"""A record with as many different tags is not asked whether it is sparse."""
_BEFORE_WORD = " '’‘\"«“”([-.…¡¿"


def entry_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    fields = survey.fields
    main = [tag for tag in _MAIN if tag in fields]
    if len(main) > 1:
        yield Issue("main_entries_several", "1XX", " ".join(main))
    if "130" in main and "240" in fields:
        yield Issue("main_entries_several", "1XX", "130 240")
    titles = fields.get("245")
    yield from _title(titles[0], survey, rules) if titles else (Issue("title_missing", "245"),)
    if len(fields) < _FEW and len([tag for tag in fields if "100" <= tag < "900" and tag[:2] != "33"]) < 3:
        yield Issue("record_sparse")


def _title(field: Field, survey: Survey, rules: Rules) -> Iterator[Issue]:
    """A number of one or two digits is a volume, rarely a title; 1984 is one."""
    title = first_value(field, "a")
    if not title.strip(_MARKS):
        yield Issue("title_missing", "245")
    elif len(title) <= 3 and _NUMBER.fullmatch(title):
        yield Issue("title_bare_number", "245$a", title)
    else:
        yield from _nonfiling(title, field, survey, rules)


def _nonfiling(title: str, field: Field, survey: Survey, rules: Rules) -> Iterator[Issue]:
    """Characters skipped must end before a word; an article of the record's language is skipped."""
    skipped = (field.indicators or (" ", " "))[1]
    if not skipped.isdigit() or not skipped.isascii():
        return
    count = int(skipped)
    if count:
        if count >= len(title) or title[count - 1] not in _BEFORE_WORD:
            yield Issue("nonfiling_suspect", "245 ind2", skipped)
        return
    word, space, _ = title.partition(" ")
    if space and word.casefold() in rules.articles.get(survey.data("008")[35:38], ()):
        yield Issue("nonfiling_suspect", "245 ind2", skipped)


def name_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """A name twice with nothing new about it; $e and $4 that name different roles."""
    for field in survey.with_roles:
        yield from _roles(field, rules)
    names = [f for tag in _NAMES if tag in survey.fields for f in survey.fields[tag] if f.subfields]
    if len(names) > 1 and len({f.subfields[0][1].rstrip(_MARKS) for f in names}) < len(names):
        yield from _repeated(names)


def _repeated(names: list[Field]) -> Iterator[Issue]:
    """Added entries for works are not names alone; a further role is something new."""
    seen: dict[tuple[str, ...], set[str]] = {}
    for field in names:
        codes = dict(reversed(field.subfields))
        if field.tag in _ADDED and ("t" in codes or "i" in codes):
            continue
        roles = {value for code, value in field.subfields if code in "4e"}
        name = tuple([codes.get(code, "").strip(_MARKS) for code in "abcd"])
        if name in seen and roles <= seen[name]:
            yield Issue("name_repeated", field.tag)
        seen.setdefault(name, set()).update(roles)


def _roles(field: Field, rules: Rules) -> Iterator[Issue]:
    """Only terms that the table of roles knows can be judged."""
    codes = {value.rpartition("/")[2] for code, value in field.subfields if code == "4"}
    for code, value in field.subfields:
        wanted = rules.relators.get(value.strip(" ,").casefold()) if code == "e" else None
        if wanted and wanted not in codes:
            yield Issue("relator_differs", f"{field.tag}$e", value)
