"""Works of the invented catalogue, and their manifestations: what one title of the county ought to be.

A *thing* is a manifestation as the features of a flawless record of it. Numbers are drawn so that what a matcher must
keep apart occurs as it does on shelves: editions, volumes, annuals, formats, translations, school books.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from random import Random

from synthetic.identifiers import isbn13, issn

from migration.features import BibFeatures, Identifier
from migration.marc.folding import fold
from union.words import GENERIC, PUBLISHERS, SUBJECTS, SUBTITLES, parish, person, title, word

_ARTICLES = ("den ", "the ")


class Numbers:
    """ISBNs and other numbers, each given once."""

    def __init__(self) -> None:
        self._next = 0

    def isbn(self, scope: str = "own") -> Identifier:
        self._next += 1
        return Identifier("isbn", isbn13(self._next), scope)

    def issn(self) -> Identifier:
        self._next += 1
        return Identifier("issn", issn(self._next).replace("-", ""))

    def label(self) -> Identifier:
        self._next += 1
        return Identifier("publisher_number", f"varden {self._next}")


@cache
def _name(full: str) -> str:
    return fold(full)


@cache
def _main_entry(full: str) -> str:
    surname, _, given = full.partition(", ")
    return f"{fold(surname)} {fold(given)[:1]}"


def described(name: str, subtitle: str, author: str, rng: Random, language: str = "nob") -> BibFeatures:
    """What the first edition of a work says of itself, but for its numbers."""
    place, publisher = rng.choice(PUBLISHERS)
    return BibFeatures(
        format_class="book",
        **titled(name, subtitle),
        author=_main_entry(author) if author else "",
        names=(_name(author),) if author else (),
        responsibility=" ".join(reversed(author.lower().split(", "))) if author else "",
        birth_year=str(rng.randint(1880, 1995)) if author else "",
        year=str(rng.randint(1950, 2024)),
        pages=rng.randint(40, 620),
        height=rng.choice((18, 20, 21, 22, 23, 24, 25, 30)),
        language=language,
        languages=(language,),
        publishers=(fold(publisher),),
        places=(fold(place),),
        country="no",
        series=(f"{word(rng)} serien",) if rng.random() < 0.2 else (),
    )


@cache
def _comparison(text: str) -> str:
    words = " ".join(text.lower().replace("-", " ").split())
    return next((words.removeprefix(a) for a in _ARTICLES if words.startswith(a)), words)


def titled(name: str, subtitle: str) -> dict[str, str]:
    """245 $a and $b in comparison form, and both folded."""
    main, rest = _comparison(name), _comparison(subtitle)
    return {"title": main, "subtitle": rest, "title_key": fold(f"{main} {rest}")}


def _later(thing: BibFeatures, rng: Random, numbers: Numbers, *, pages: int = 30) -> BibFeatures:
    """Another manifestation of the same text: its own year, pages and ISBN."""
    year = min(2025, int(thing.year) + rng.randint(1, 9))
    own = max(16, (thing.pages or 100) + rng.randint(-pages, pages))
    return replace(thing, year=str(year), pages=own, identifiers=(numbers.isbn(),))


def _book(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    """A novel: hard cover, and perhaps a paperback, later editions, other formats, translations."""
    language = rng.choices(("nob", "nno", "sme", "eng"), (70, 12, 8, 10))[0]
    name = rng.choice(GENERIC) if rng.random() < 0.02 else title(rng, language)
    subtitle = rng.choice(SUBTITLES) if rng.random() < 0.6 else ""
    first = described(name, subtitle, person(rng), rng, language)
    first = replace(first, identifiers=(numbers.isbn(),) if first.year > "1969" else ())
    yield first
    if rng.random() < 0.3:
        yield _later(first, rng, numbers)
    if rng.random() < 0.12:
        yield replace(_later(first, rng, numbers), edition="2")
    yield from _other_formats(first, rng, numbers)
    if rng.random() < 0.1:
        yield _translation(first, rng, numbers)


def _other_formats(first: BibFeatures, rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    if rng.random() < 0.2:
        yield replace(first, format_class="ebook", identifiers=(numbers.isbn(),), height=None)
    if rng.random() < 0.15:
        yield replace(
            first, format_class=rng.choice(("audiobook_cd", "audiobook_file", "audiobook_mp3")), pages=None,
            height=None, minutes=rng.randint(180, 1200), volumes=rng.randint(1, 14), identifiers=(numbers.isbn(),),
        )  # fmt: skip
    if rng.random() < 0.04:
        yield replace(_later(first, rng, numbers, pages=200), format_class="largeprint")


def _translation(first: BibFeatures, rng: Random, numbers: Numbers) -> BibFeatures:
    """Half of them under the same title, as names of persons and places are in every language."""
    language = rng.choice([code for code in ("nob", "nno", "sme", "eng") if code != first.language])
    name = first.title if rng.random() < 0.5 else title(rng, language)
    return replace(
        _later(first, rng, numbers, pages=60), **titled(name, first.subtitle), language=language, languages=(language,),
        original_language=first.language, original_title=fold(first.title), names=(*first.names, _name(person(rng))),
    )  # fmt: skip


def _handbook(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    """Non-fiction in one to five editions, each with its number."""
    subject = rng.choice(SUBJECTS)
    general = f"{subject.capitalize()} for {rng.choice(('alle', 'helsefag', 'videregående', 'nybegynnere'))}"
    name = general if rng.random() < 0.25 else f"{subject.capitalize()} i {rng.choice((parish, word))(rng)}"
    thing = described(name, rng.choice(SUBTITLES), person(rng), rng)
    thing = replace(thing, year=str(rng.randint(1965, 2010)), identifiers=(numbers.isbn(),))
    for edition in range(1, rng.choice((1, 1, 1, 2, 2, 3, 5)) + 1):
        yield replace(thing, edition=str(edition) if edition > 1 else "")
        thing = _later(thing, rng, numbers, pages=40)


def _volumes(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    """A work in volumes: the set's ISBN stands in each of them, and some years, pages and titles are the same."""
    whole = described(title(rng, "nob"), rng.choice(SUBTITLES), person(rng), rng)
    count, titles, series = rng.randint(2, 12), rng.random() < 0.5, numbers.isbn("set")
    for number in range(1, count + 1):
        yield replace(
            whole, part_number=str(number), part_title=_comparison(title(rng, "nob")) if titles else "",
            year=str(int(whole.year) + number // 3), pages=(whole.pages or 0) + rng.randint(-20, 20),
            identifiers=(numbers.isbn(), series),
        )  # fmt: skip


def _annual(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    """A yearbook: one title, a volume a year, much the same extent."""
    place = parish(rng)
    whole = replace(described(f"Årbok for {place}", "", "", rng), names=(fold(f"{place} historielag"),))
    first, pages = rng.randint(1960, 2010), rng.randint(80, 240)
    for year in range(first, first + rng.randint(4, 14)):
        yield replace(
            whole, author=whole.names[0], year=str(year), part_number=str(year), pages=pages + rng.randint(-8, 8),
            identifiers=(numbers.isbn(),) if rng.random() < 0.4 else (),
        )  # fmt: skip


def _school(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    """A school book: by grade, form of Norwegian, and what it is for."""
    name = f"{word(rng).capitalize()} {rng.choice(('matematikk', 'norsk', 'naturfag', 'samfunnsfag'))}"
    whole = replace(described(name, "", person(rng), rng), publishers=("skolebokene",), places=("oslo",))
    first = rng.randint(1, 6)
    for grade in range(first, first + rng.randint(2, 4)):
        year = str(rng.randint(1997, 2023))
        for kind in ("grunnbok", "arbeidsbok", "lærerveiledning")[: rng.randint(1, 3)]:
            for language in ("nob", "nno")[: rng.choice((1, 2, 2))]:
                marks = tuple(sorted({"school", f"grade-{grade}", language, *({"teacher"} if kind[0] == "l" else ())}))
                yield replace(
                    whole, **titled(f"{name} {grade}", kind), version=marks, year=year, language=language,
                    languages=(language,), pages=rng.randint(60, 260), identifiers=(numbers.isbn(),),
                )  # fmt: skip


def _film(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    """A film on DVD and Blu-ray; the label's number stands on both."""
    whole = replace(described(title(rng, "nob"), "", "", rng), names=(_name(person(rng)),), pages=None, height=None)
    whole = replace(whole, minutes=rng.randint(75, 150), year=str(rng.randint(1999, 2020)), format_class="dvd")
    yield replace(whole, identifiers=(numbers.label(),))
    if rng.random() < 0.4:
        yield replace(whole, format_class="bluray", identifiers=(numbers.label(),))


def _music(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    whole = replace(
        described(title(rng, rng.choice(("nob", "eng", "sme"))), "", person(rng), rng), pages=None, height=None
    )
    yield replace(whole, format_class="music_cd", volumes=1, language="", languages=(), identifiers=(numbers.label(),))


def _serial(rng: Random, numbers: Numbers) -> Iterator[BibFeatures]:
    whole = described(f"{parish(rng)} tidende", "", "", rng)
    yield replace(whole, format_class="serial", pages=None, identifiers=(numbers.issn(),))


_KINDS: tuple[tuple[int, Callable[[Random, Numbers], Iterator[BibFeatures]]], ...] = (
    (52, _book), (22, _handbook), (5, _volumes), (2, _annual), (3, _school), (9, _film), (5, _music), (2, _serial),
)  # fmt: skip


def things(rng: Random) -> Iterator[BibFeatures]:
    """Manifestations without end, work by work."""
    numbers = Numbers()
    weights, kinds = zip(*_KINDS, strict=True)
    while True:
        yield from rng.choices(kinds, weights)[0](rng, numbers)
