"""The languages that a migration must not lose sight of: titles in each, and what became of their letters."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, column, func, or_, select, table

from migration.privacy import mask
from migration.quality.words import both

EXAMPLES = 5
LANGUAGES: Mapping[str, tuple[str, str]] = {
    "nob": ("bokmål", "Bokmål"),
    "nno": ("nynorsk", "Nynorsk"),
    "sme": ("nordsamisk", "Northern Sami"),
    "smj": ("lulesamisk", "Lule Sami"),
    "sma": ("sørsamisk", "South Sami"),
    "smi": ("samisk (andre eller ikke oppgitt)", "Sami (other or not stated)"),
    "fkv": ("kvensk", "Kven"),
    "fiu": ("finsk-ugrisk (ofte brukt om kvensk)", "Finno-Ugric (often used of Kven)"),
    "fin": ("finsk", "Finnish"),
    "rus": ("russisk", "Russian"),
}
"""Codes of MARC's list in Bokmål and English. ``fkv`` stands in some catalogues though MARC's list has it not."""
MINORITY = ("sme", "smj", "sma", "smi", "fkv", "fiu", "fin", "rus")
"""Shown even where there is no title in them."""
DAMAGED = (
    "letter_lost", "characters_damaged", "text_garbled", "character_reference_left", "character_invalid",
    "sami_encoding_suspected", "combining_mark_alone", "charset_mixed",
)  # fmt: skip
"""Issue codes that say that letters are lost or may be wrong."""
REPAIRED = (
    "double_utf8_repaired", "c1_characters_repaired", "misread_charset_repaired", "sami_encoding_repaired",
    "character_reference_resolved", "bibsys_escape_resolved", "cedilla_repaired",
)  # fmt: skip
"""Issue codes that say that letters were wrong and have been put right."""

_BIB = table("core_bib", *(column(c) for c in ("source", "legacy_id", "title", "language")))
_FEATURES = table("core_bib_features", *(column(c) for c in ("source", "legacy_id", "language", "languages")))
_ISSUE = table("issue", *(column(c) for c in ("source", "entity", "legacy_id", "code")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Titles that are in a language by 008 or 041. ``damaged``, ``repaired``: titles with such letters.

    ``examples``: (legacy id, title) of damaged ones.
    """

    code: str
    label: str
    titles: int
    damaged: int
    repaired: int
    examples: tuple[tuple[str, str], ...]


def language_overview(connection: Connection, source: str) -> list[Language]:
    """A row for each language of MINORITY, in its order."""
    titles = _titles(connection, source)
    marked: dict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
    for legacy_id, title, codes, damaged in _marked(connection, source):
        for code in codes:
            marked[code, damaged][legacy_id] = title
    return [_language(code, titles[code], marked[code, True], marked[code, False]) for code in MINORITY]


def _language(code: str, titles: int, damaged: Mapping[str, str], repaired: Mapping[str, str]) -> Language:
    first = sorted(damaged, key=lambda legacy_id: (len(legacy_id), legacy_id))[:EXAMPLES]
    return Language(
        code=code,
        label=both(*LANGUAGES[code]),
        titles=titles,
        damaged=len(damaged),
        repaired=len(repaired),
        examples=tuple((legacy_id, damaged[legacy_id]) for legacy_id in first),
    )


def _titles(connection: Connection, source: str) -> Counter[str]:
    """Titles by language. One in several languages counts in each of them."""
    b, f = _BIB.c, _FEATURES.c
    counts: Counter[str] = Counter()
    first = select(b.language, func.count()).where(b.source == source, b.language.in_(MINORITY)).group_by(b.language)
    for language, number in connection.execute(first):
        counts[language] += number
    others = select(f.language, f.languages, func.count()).where(f.source == source, _in_041())
    for language, languages, number in connection.execute(others.group_by(f.language, f.languages)):
        counts.update(dict.fromkeys(_codes(language, languages) - {language}, number))
    return counts


def _marked(connection: Connection, source: str) -> Iterator[tuple[str, str, set[str], bool]]:
    """(legacy id, title, languages, damaged rather than repaired) of titles in these languages; once per issue code."""
    b, f, i = _BIB.c, _FEATURES.c, _ISSUE.c
    tables = _ISSUE.join(_BIB, and_(b.source == i.source, b.legacy_id == i.legacy_id)).outerjoin(
        _FEATURES, and_(f.source == i.source, f.legacy_id == i.legacy_id)
    )
    wanted = select(i.legacy_id, b.title, b.language, func.coalesce(f.languages, ""), i.code).select_from(tables)
    ours = (i.source == source, i.entity == "bib", i.code.in_((*DAMAGED, *REPAIRED)))
    for legacy_id, title, language, languages, code in connection.execute(
        wanted.where(*ours, or_(b.language.in_(MINORITY), _in_041())).distinct()
    ):
        yield legacy_id, mask(title), _codes(language, languages), code in DAMAGED


def _in_041() -> ColumnElement[bool]:
    return or_(*(_FEATURES.c.languages.contains(f'"{code}"') for code in MINORITY))


def _codes(language: str, languages: str) -> set[str]:
    """Codes of MINORITY in 008 and in 041 (a JSON array, or nothing)."""
    return {language, *(json.loads(languages) if languages else ())} & set(MINORITY)
