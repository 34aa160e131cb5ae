"""Which source holds which works: those in common must merge, the near misses must not."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthetic.expectations import Expected
from synthetic.identifiers import isbn13
from synthetic.works import CLASSICS, NORTHERN, Work, local_works

NORDVIK, FJORDKYSTEN, LYNGHEIA, STORVARRE = "nordvik", "fjordkysten", "lyngheia-vgs", "storvarre"
SOURCES = (NORDVIK, FJORDKYSTEN, LYNGHEIA, STORVARRE)

DUMMY_ISBN = isbn13(0)
"""A number with a valid check digit that libraries type in to get past a form."""

COMMON = local_works(1, 30, 9992000)
_OWN = {NORDVIK: (2, 34), FJORDKYSTEN: (3, 40), LYNGHEIA: (4, 16), STORVARRE: (5, 24)}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Works by source. A work that stands in several sources must become one record."""

    holdings: Mapping[str, tuple[Work, ...]]

    def works(self, source: str) -> tuple[Work, ...]:
        return self.holdings[source]

    def note(self, expected: Expected, source: str, work: Work, legacy_id: str) -> None:
        """Expect this record to merge with the other sources' records of the same work, if there are any."""
        holders = [s for s in SOURCES if work in self.holdings[s]]
        if len(holders) > 1:
            expected.group("bib", f"shared {work.isbn}", source, legacy_id, f"held by {len(holders)} sources")


def shelf() -> Shelf:
    """The common works lie in two, three or four sources; each source has local works of its own besides."""
    holdings: dict[str, list[Work]] = {source: [] for source in SOURCES}
    for n, work in enumerate(CLASSICS):
        _place(holdings, work, SOURCES if n % 3 == 0 else SOURCES[:2] + SOURCES[3:])
    for n, work in enumerate(NORTHERN):
        _place(holdings, work, (FJORDKYSTEN, STORVARRE) if not work.script[0] or n % 2 else (STORVARRE,))
    for n, work in enumerate(COMMON):
        _place(holdings, work, (SOURCES[n % 4], SOURCES[(n + 1) % 4]))
    for start, (source, (seed, count)) in enumerate(_OWN.items()):
        for work in local_works(seed, count, 9994000 + 500 * start):
            _place(holdings, work, (source,))
    return Shelf({source: tuple(works) for source, works in holdings.items()})


def _place(holdings: dict[str, list[Work]], work: Work, sources: tuple[str, ...]) -> None:
    for source in sources:
        holdings[source].append(work)


def near_miss(source: str) -> list[tuple[str, Work]]:
    """(group, work) of one source; works of one ISBN in different groups must stay apart."""
    return [(group, work) for holder, group, work in _NEAR_MISSES if holder == source]


def _volume(number: int, part: str) -> Work:
    return Work(title="Slekten på Kvitneset", number=str(number), part=part, author="Sæterholm, Liv", year=1979,
                pages=300 + number, isbn=isbn13(9997000), form="R")  # fmt: skip


def _translation(language: str, title: str, pages: int) -> Work:
    return Work(title=title, author="Skogheim, Åse", language=language, year=2014, pages=pages, isbn=isbn13(9997010))


def _edition(edition: str, year: int) -> Work:
    return Work(title="Båtførerboka", author="Havbru, Kåre", edition=edition, year=year, pages=240,
                isbn=isbn13(9997020), form="", subject="Fiske")  # fmt: skip


def _form(kind: str) -> Work:
    return Work(title="Nordlysnatt", author="Brattlid, Ylva", kind=kind, year=2019, pages=312, isbn=isbn13(9997030))


_NEAR_MISSES: tuple[tuple[str, str, Work], ...] = (
    (NORDVIK, "volume 1", _volume(1, "Nybrottet")),
    (FJORDKYSTEN, "volume 2", _volume(2, "Stormen")),
    (STORVARRE, "volume 3", _volume(3, "Hjemkomsten")),
    (NORDVIK, "bokmål", _translation("nob", "Ei jente fra havet", 180)),
    (STORVARRE, "nynorsk", _translation("nno", "Ei jente frå havet", 182)),
    (NORDVIK, "1st edition", _edition("", 2004)),
    (FJORDKYSTEN, "2nd edition", _edition("2. utg.", 2018)),
    (FJORDKYSTEN, "print", _form("book")),
    (STORVARRE, "e-book", _form("ebook")),
    (LYNGHEIA, "large print", _form("largeprint")),
    (NORDVIK, "talking book", _form("audiobook")),
)
