"""What the county's libraries have in common: tables from who holds what (``holdings``), in plain counts."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from sqlalchemy import Connection, and_, column, distinct, func, select, table

from migration.issues import Fate
from migration.model import Entity
from migration.quality.holdings import MINORITY_LANGUAGES, Holdings, MinorityTitle, holdings
from migration.quality.overlap_lines import (
    LANGUAGE_SPREAD,
    SPREAD,
    LanguageLine,
    LibraryLine,
    Overlap,
    Pair,
    RuleLine,
    SourceLine,
    Step,
)
from migration.sources import Source

NOT_A_RULE = ("", "founder")
"""``decided_by`` of records that stand alone."""

_MEMBER = table("matched_bib_member", *(column(c) for c in ("source", "legacy_id", "bib_id", "decided_by")))
_FEATURES = table("core_bib_features", *(column(c) for c in ("source", "legacy_id", "format_class")))
_LEDGER = table("ledger", *(column(c) for c in ("source", "entity", "fate")))


def overlap(connection: Connection, sources: Mapping[str, Source]) -> Overlap:
    """Count what the libraries have in common, from the matched tables as they stand. ``sources``: by key."""
    held = holdings(connection, sources)
    keys = sorted({key for holders in held.holders for key in holders}, key=lambda key: _place(key, sources))
    common = common_titles(held.holders, keys)
    return Overlap(
        titles=sum(held.holders.values()),
        libraries=tuple(_library(key, held, common, sources) for key in keys),
        sources=_sources(connection, sources),
        spread=spread(held.holders, SPREAD),
        pairs=tuple(_pair(a, b, common) for a, b in combinations(keys, 2)),
        rules=_rules(connection),
        languages=tuple(_language(code, held.minority) for code in MINORITY_LANGUAGES),
        minority=tuple(sorted(held.minority, key=_title_order)),
    )


def common_titles(holders: Mapping[tuple[str, ...], int], keys: Sequence[str]) -> dict[tuple[str, str], int]:
    """Titles that each two libraries both hold, by (a, b) and (b, a); (a, a): all of a's.

    As a product of matrices: a county's most common titles stand in all of its libraries.
    """
    import numpy as np

    place = {key: n for n, key in enumerate(keys)}
    total = np.zeros((len(keys), len(keys)), dtype=np.int64)
    for part in _parts(sorted(holders)):
        held = np.zeros((len(part), len(keys)))
        for n, libraries in enumerate(part):
            held[n, [place[key] for key in libraries]] = 1
        counts = np.array([holders[libraries] for libraries in part], dtype=float)
        total += (held.T @ (held * counts[:, None])).astype(np.int64)
    return {(a, b): int(total[m, n]) for a, m in place.items() for b, n in place.items()}


def spread(holders: Mapping[tuple[str, ...], int], steps: Sequence[Step]) -> tuple[int, ...]:
    """Number of titles for each step of how many libraries hold them."""
    return tuple(sum(count for libraries, count in holders.items() if _within(len(libraries), step)) for step in steps)


def _within(count: int, step: Step) -> bool:
    first, last = step
    return first <= count and (last is None or count <= last)


def _parts(rows: Sequence[tuple[str, ...]], size: int = 50_000) -> Iterable[Sequence[tuple[str, ...]]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _place(key: str, sources: Mapping[str, Source]) -> tuple[str, str]:
    """Neighbours stand together: by municipality, then by ISIL; a whole database after its first library."""
    if key in sources:
        return sources[key].libraries[0].municipality, f"{sources[key].isil} "
    found = [lib.municipality for source in sources.values() for lib in source.libraries if lib.isil == key]
    return (found[0] if found else "9999"), key


def _name(key: str, sources: Mapping[str, Source]) -> str:
    if key in sources:
        return f"{sources[key].title} (uten bibliotek)"
    return next((lib.name for source in sources.values() for lib in source.libraries if lib.isil == key), key)


def _library(
    key: str, held: Holdings, common: Mapping[tuple[str, str], int], sources: Mapping[str, Source]
) -> LibraryLine:
    titles, unique = common[key, key], held.holders.get((key,), 0)
    reach = sum(common_count for (a, _), common_count in common.items() if a == key) / titles
    own = [title for title in held.minority if key in title.items]
    return LibraryLine(
        key=key,
        name=_name(key, sources),
        municipality=_place(key, sources)[0],
        is_library=key not in sources,
        titles=titles,
        unique=unique,
        shared=titles - unique,
        reach=reach,
        items=held.items.get(key, 0),
        languages={code: sum(code in t.languages for t in own) for code in MINORITY_LANGUAGES},
        language_items={code: sum(t.items[key] for t in own if code in t.languages) for code in MINORITY_LANGUAGES},
    )


def _pair(a: str, b: str, common: Mapping[tuple[str, str], int]) -> Pair:
    smaller = min(common[a, a], common[b, b])
    return Pair(a=a, b=b, common=common[a, b], share=common[a, b] / smaller)


def _language(code: str, minority: Iterable[MinorityTitle]) -> LanguageLine:
    nb, en = MINORITY_LANGUAGES[code]
    own = [title.items for title in minority if code in title.languages]
    return LanguageLine(
        code=code,
        name=nb,
        name_en=en,
        titles=len(own),
        items=sum(sum(items.values()) for items in own),
        libraries=len({key for items in own for key in items}),
        spread=tuple(sum(_within(len(items), step) for items in own) for step in LANGUAGE_SPREAD),
    )


def _title_order(title: MinorityTitle) -> tuple[int, str, str]:
    """By first language, then by title as it stands."""
    return list(MINORITY_LANGUAGES).index(title.languages[0]), title.title.casefold(), title.bib_id


def _sources(connection: Connection, sources: Mapping[str, Source]) -> tuple[SourceLine, ...]:
    records = select(_MEMBER.c.source, func.count()).group_by(_MEMBER.c.source).order_by(_MEMBER.c.source)
    is_merged = and_(_LEDGER.c.entity == Entity.BIB.value, _LEDGER.c.fate == Fate.MERGED.value)
    merged_query = select(_LEDGER.c.source, func.count()).where(is_merged).group_by(_LEDGER.c.source)
    merged = {row[0]: row[1] for row in connection.execute(merged_query)}
    return tuple(
        SourceLine(
            source=source,
            title=sources[source].title if source in sources else source,
            records=count,
            merged=merged.get(source, 0),
        )
        for source, count in connection.execute(records)
    )


def _rules(connection: Connection) -> tuple[RuleLine, ...]:
    """The rules by the records that they joined, the most first."""
    m, f = _MEMBER.c, _FEATURES.c
    same = and_(m.source == f.source, m.legacy_id == f.legacy_id)
    query = (
        select(m.decided_by, f.format_class, func.count(distinct(m.bib_id)), func.count())
        .join_from(_MEMBER, _FEATURES, same)
        .where(m.decided_by.not_in(NOT_A_RULE))
        .group_by(m.decided_by, f.format_class)
    )
    lines = [RuleLine(rule=r, format_class=f, titles=t, records=n) for r, f, t, n in connection.execute(query)]
    return tuple(sorted(lines, key=lambda line: (-line.records, line.rule, line.format_class)))
