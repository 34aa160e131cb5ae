"""Which libraries hold which of the county's titles: one pass over the members of the titles and their items.

A library holds a title if it has an item of it; interlibrary loans are another library's. A title that nobody has an
item of (an e-book, an article) is held where its records stand.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Text, and_, case, column, func, literal, null, or_, select, table, union_all

from migration.sources import Source

SAMI = frozenset(("sme", "smj", "sma", "smn", "sms"))
MINORITY_LANGUAGES: Mapping[str, tuple[str, str]] = {
    "sme": ("nordsamisk", "North Sami"),
    "smj": ("lulesamisk", "Lule Sami"),
    "sma": ("sørsamisk", "South Sami"),
    "smn": ("enaresamisk", "Inari Sami"),
    "sms": ("skoltesamisk", "Skolt Sami"),
    "smi": ("samisk, uspesifisert", "Sami, unspecified"),
    "fkv": ("kvensk", "Kven"),
    "fiu": ("finsk-ugrisk (ofte kvensk)", "Finno-Ugrian (often Kven)"),
    "fin": ("finsk", "Finnish"),
    "rus": ("russisk", "Russian"),
}
"""Code, name in Bokmål and in English. MARC has no code for Kven: ``fkv`` comes from ISO 639-3."""

_FILMS = ("dvd", "bluray", "vhs", "video")
_TRACKS = frozenset(("fin", "rus"))
"""Languages in which films from the whole North have a sound track: there only the main language counts."""
_YIELD = 20_000

_MEMBER = table("matched_bib_member", *(column(c) for c in ("source", "legacy_id", "bib_id")))
_ITEM = table("core_item", *(column(c) for c in ("source", "bib_legacy_id", "library", "is_ill")))
_BIB = table("core_bib", *(column(c) for c in ("source", "legacy_id", "title")))
_SAID = ("source", "legacy_id", "language", "languages", "format_class")
_FEATURES = table("core_bib_features", *(column(c, Text) for c in _SAID))


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorityTitle:
    """A title with text or sound in minority languages. ``items`` by the libraries that hold it (0: no item at all).

    ``records``: its records that say so, as (source, legacy id).
    """

    bib_id: str
    title: str
    languages: tuple[str, ...]
    items: Mapping[str, int]
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """``holders``: number of titles by the libraries that hold them, in order; ``items``: by library."""

    holders: Mapping[tuple[str, ...], int]
    items: Mapping[str, int]
    minority: tuple[MinorityTitle, ...]


@dataclass(slots=True)
class _Found:
    """What is known of a minority title before its holders are."""

    title: str = ""
    codes: set[str] = field(default_factory=set)
    records: list[tuple[str, str]] = field(default_factory=list)


def holdings(connection: Connection, sources: Mapping[str, Source]) -> Holdings:
    """Read who holds what. Libraries are named by ISIL; by the source's key where its database does not tell which."""
    found = _minority(connection)
    holders: Counter[tuple[str, ...]] = Counter()
    items: Counter[str] = Counter()
    minority: list[MinorityTitle] = []
    for bib_id, own in _by_title(connection, sources):
        holders[tuple(sorted(own))] += 1
        items.update(own)
        if bib_id in found:
            minority.append(_minority_title(bib_id, found[bib_id], own))
    return Holdings(holders=holders, items=items, minority=tuple(minority))


def spoken(codes: Iterable[str]) -> tuple[str, ...]:
    """Minority languages among codes; a collective code only where no language of the group is named."""
    named = set(codes)
    general = {"smi"} if named & SAMI else set()
    general |= {"fiu"} if "fkv" in named else set()
    return tuple(code for code in MINORITY_LANGUAGES if code in named - general)


def _by_title(connection: Connection, sources: Mapping[str, Source]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Each title that somebody holds, with its number of items by holder."""
    rows = connection.execute(_holding_query().execution_options(yield_per=_YIELD))
    for bib_id, group in groupby(rows, key=lambda row: str(row[0])):
        if own := _held([tuple(row[1:]) for row in group], sources):
            yield bib_id, own


def _held(rows: Sequence[tuple[str, str | None, int]], sources: Mapping[str, Source]) -> Mapping[str, int]:
    """Items by holder of one title's rows; nobody holds a title that was only borrowed from elsewhere."""
    own: Counter[str] = Counter()
    for source, library, count in rows:
        if library is not None and count:
            own[_holder(source, library, sources)] += count
    if own or any(library is not None for _, library, _ in rows):
        return own
    return {_holder(source, "", sources): 0 for source, _, _ in rows}


def _holder(source: str, library: str, sources: Mapping[str, Source]) -> str:
    """ISIL of the library; of a database with several, where none is named, the source's key."""
    known = sources[source].libraries if source in sources else ()
    return library or (known[0].isil if len(known) == 1 else source)


def _holding_query() -> Any:
    """Rows of title, source, library, own items; library is NULL where a row says that a record stands there."""
    m, i = _MEMBER.c, _ITEM.c
    own = case((i.is_ill.is_(True), 0), else_=1)
    of_record = and_(i.source == m.source, i.bib_legacy_id == m.legacy_id)
    items = select(m.bib_id, m.source, i.library, own.label("own")).join_from(_ITEM, _MEMBER, of_record)
    records = select(m.bib_id, m.source, null(), literal(0))
    rows = union_all(items, records).subquery()
    keys = (rows.c.bib_id, rows.c.source, rows.c.library)
    return select(*keys, func.sum(rows.c.own)).group_by(*keys).order_by(*keys)


def _minority(connection: Connection) -> dict[str, _Found]:
    """Titles in minority languages by id, with the first of their records' titles."""
    found: dict[str, _Found] = {}
    rows = sorted(tuple(row) for row in connection.execute(_language_query()))
    for bib_id, source, legacy_id, title, *said in rows:
        codes = _codes(*said)
        if codes:
            title_found = found.setdefault(bib_id, _Found(title=title))
            title_found.codes |= codes
            title_found.records.append((source, legacy_id))
    return found


def _codes(language: str, format_class: str, languages: str) -> set[str]:
    """Minority languages of one record: its main one and those of 041 $a. ``languages``: a JSON list, or empty."""
    others = set(json.loads(languages)) if languages else set()
    if format_class in _FILMS:
        others -= _TRACKS
    return {language, *others} & MINORITY_LANGUAGES.keys()


def _language_query() -> Any:
    """The features first, which few rows pass: the records themselves are many times as large."""
    m, b, f = _MEMBER.c, _BIB.c, _FEATURES.c
    said = or_(*(f.languages.contains(f'"{code}"') for code in MINORITY_LANGUAGES))
    spoken_in = select(_FEATURES).where(or_(f.language.in_(MINORITY_LANGUAGES), said)).cte("spoken_in")
    s = spoken_in.c
    return (
        select(m.bib_id, m.source, m.legacy_id, b.title, s.language, s.format_class, s.languages)
        .join_from(spoken_in, _MEMBER, and_(m.source == s.source, m.legacy_id == s.legacy_id))
        .join(_BIB, and_(b.source == s.source, b.legacy_id == s.legacy_id))
    )


def _minority_title(bib_id: str, found: _Found, items: Mapping[str, int]) -> MinorityTitle:
    return MinorityTitle(
        bib_id=bib_id,
        title=found.title,
        languages=spoken(found.codes),
        items=items,
        records=tuple(found.records),
    )
