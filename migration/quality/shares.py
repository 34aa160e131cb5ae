"""What a source's catalogue consists of: formats, character sets, languages, decades; for bars with their numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, column, func, select, table

from migration.quality.languages import LANGUAGES
from migration.quality.words import MARC_FORMATS, both

DECADES = 12
"""Decades that are told one by one, up to the latest; what is older stands together."""
UNKNOWN = both("ukjent", "unknown")

_COLUMNS = ("marc_format", "charset", "language", "year")
_BIB = table("core_bib", column("source"), *(column(c) for c in _COLUMNS))


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole, for a bar. ``percent`` of the whole."""

    label: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The titles of a source by what is told of them."""

    formats: list[Share]
    charsets: list[Share]
    languages: list[Share]
    decades: list[Share]


def catalogue_shares(connection: Connection, source: str) -> Catalogue:
    """All shares in one pass over the source's records."""
    columns = [_BIB.c[name] for name in _COLUMNS]
    query = select(*columns, func.count()).where(_BIB.c.source == source).group_by(*columns)
    rows = connection.execute(query).all()
    counts = {name: _summed((row[place], row[-1]) for row in rows) for place, name in enumerate(_COLUMNS)}
    return Catalogue(
        formats=_by_size(counts["marc_format"], MARC_FORMATS),
        charsets=_by_size(counts["charset"], {"": UNKNOWN}),
        languages=_languages(counts["language"]),
        decades=_decades(counts["year"]),
    )


def shares(counts: Mapping[str, int]) -> list[Share]:
    """A share for each label, in the order given."""
    whole = sum(counts.values()) or 1
    return [Share(label, count, 100 * count / whole) for label, count in counts.items()]


def _summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for value, count in pairs:
        found[value] += count
    return found


def _by_size(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[Share]:
    """The largest first; a code without a label stands for itself."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return shares({labels.get(code, code): count for code, count in ordered})


def _languages(counts: Counter[str]) -> list[Share]:
    """The languages of LANGUAGES, zeros too, then all others together and the unknown."""
    listed = {both(*names): counts[code] for code, names in LANGUAGES.items()}
    unknown = counts[""] + counts["und"]
    others = counts.total() - sum(listed.values()) - unknown
    return shares(
        {**listed, both("andre språk", "other languages"): others, both("ukjent språk", "unknown language"): unknown}
    )


def _decades(counts: Mapping[str, int]) -> list[Share]:
    """Titles by decade of publication, the oldest first; years that are none (``19uu``) are unknown."""
    known = {year: count for year, count in counts.items() if year.isdecimal()}
    by_decade = _summed((str(int(year) // 10 * 10), count) for year, count in known.items())
    if not by_decade:
        return []
    first, last = min(map(int, by_decade)), max(map(int, by_decade))
    told = [str(decade) for decade in range(max(first, last - 10 * (DECADES - 1)), last + 1, 10)]
    older = by_decade.total() - sum(by_decade[decade] for decade in told)
    named = {both(f"{decade}-årene", f"{decade}s"): by_decade[decade] for decade in told}
    unknown = sum(counts.values()) - by_decade.total()
    before = {both(f"før {told[0]}", f"before {told[0]}"): older} if older else {}
    return shares({**before, **named, UNKNOWN: unknown})
