"""Titles of the synthetic county from an index, and their fields in NORMARC and MARC 21.

A field is (tag, content) as in ISO 2709: indicators and ``\\x1f``-marked subfields, or a control field's data.
"""

from random import Random
from typing import NamedTuple

from synthetic.identifiers import isbn13
from synthetic.words import BEGINNINGS, GIVEN, PLACES, PUBLISHERS, SUBJECTS, SURNAMES

_LANGUAGES = ("nob",) * 14 + ("nno", "nno", "eng", "eng", "sme", "fin")
_NOUNS = (
    "båt", "fjell", "hav", "storm", "lys", "vinter", "skole", "brev", "vei", "hus", "fugl", "stein", "elv", "natt",
    "krig", "fred", "drøm", "bror", "søster", "kyst", "rein", "torsk", "ski", "brygge", "myr", "øy", "skygge", "sang",
)  # fmt: skip


class Title(NamedTuple):
    """``key``: a well-mixed number, from which everything else is drawn."""

    index: int
    key: int
    title: str
    surname: str
    given: str
    isbn: str
    year: int
    pages: int
    language: str


def title(index: int, seed: int) -> Title:
    """The title of an index: the same wherever it is held."""
    key = ((index + 1) * 2_654_435_761 + seed * 40_503) & 0xFFFFFFFF
    key ^= key >> 15
    first, second = _NOUNS[key % 28], _NOUNS[(key >> 5) % 28]
    name = f"{BEGINNINGS[(key >> 10) % 12]} {PLACES[(key >> 14) % 12]}: {first} og {second} {index}"
    return Title(
        index,
        key,
        name,
        SURNAMES[(key >> 3) % 28],
        GIVEN[(key >> 8) % 24],
        isbn13(index % 10_000_000),
        1960 + (key >> 9) % 64,
        48 + (key >> 7) % 500,
        _LANGUAGES[(key >> 12) % 20],
    )


def _abstracts() -> tuple[str, ...]:
    """Sixty-four summaries of about 260 characters."""
    random = Random(64)
    words = (*_NOUNS, "og", "i", "på", "ved", "som", "handler", "om", "menneskene", "gjennom", "århundrer", "nord")
    return tuple(" ".join(random.choice(words) for _ in range(44)).capitalize() + "." for _ in range(64))


_ABSTRACTS = _abstracts()


def fields_normarc(number: int, work: Title) -> list[tuple[str, str]]:
    """About 25 fields of a NORMARC record with blank dates in 008, 019, 574 and local fields."""
    key = work.key
    place, publisher = PUBLISHERS[key % 4]
    subject, other = SUBJECTS[key % 7], SUBJECTS[(key >> 4) % 7]
    person = f"{SURNAMES[(key >> 6) % 28]}, {GIVEN[(key >> 11) % 24]}"
    return [
        ("001", str(number)),
        ("008", f"                      a          r0{work.language} 2"),
        ("015", f"  \x1fa{work.index:07d}\x1fbBIBBI"),
        ("019", "  \x1fbl\x1fdR"),
        ("020", f"  \x1fa{work.isbn}\x1fbib.\x1fcNkr {199 + key % 200}.00"),
        ("041", f"1 \x1fa{work.language}\x1fheng"),
        ("082", f"30\x1fa{800 + key % 99}.{key % 9}\x1f25"),
        ("090", f"  \x1fc{800 + key % 99}\x1fd{work.surname[:3]}"),
        ("096", f"  \x1faSKJ {work.surname[:3].upper()}"),
        ("100", f" 0\x1fa{work.surname}, {work.given}\x1fd{1920 + key % 70}-\x1fjn."),
        ("245", f"10\x1fa{work.title}\x1fbroman\x1fc{work.given} {work.surname}"),
        ("260", f"  \x1fa{place}\x1fb{publisher}\x1fccop. {work.year}"),
        ("300", f"  \x1fa{work.pages} s.\x1fbill."),
        ("440", f" 0\x1faNordbøkene\x1fv{key % 90}"),
        ("500", f"  \x1faOmslag ved {person}"),
        ("505", "  \x1faHar litteraturliste"),
        ("520", f"  \x1fa{_ABSTRACTS[key % 64]}"),
        ("574", f"  \x1faOriginaltittel: The {key % 9973} tales"),
        ("600", f" 0\x1fa{person}\x1fxBiografier\x1f9nob"),
        ("650", f" 0\x1fa{subject}\x1fxHistorie\x1f2BS\x1f9nob"),
        ("650", f" 0\x1fa{other}\x1fzNord-Norge\x1f2BS\x1f9nob"),
        ("653", f"  \x1fa{_NOUNS[key % 28]}\x1fa{_NOUNS[(key >> 5) % 28]}"),
        ("700", f" 0\x1fa{person}\x1feovers.\x1fjn."),
        ("740", f"0 \x1faAlt om {_NOUNS[(key >> 5) % 28]}"),
        ("850", f"  \x1faNO-2900000\x1fb{key % 9}"),
        ("996", f"  \x1fuhttps://sok.example.no/post/{number}"),
    ]


def fields_marc21(number: int, work: Title) -> list[tuple[str, str]]:
    """About 25 fields of a MARC 21 record with ISBD marks and RDA carriers."""
    key = work.key
    place, publisher = PUBLISHERS[key % 4]
    subject, other = SUBJECTS[key % 7], SUBJECTS[(key >> 4) % 7]
    person = f"{SURNAMES[(key >> 6) % 28]}, {GIVEN[(key >> 11) % 24]}"
    return [
        ("001", str(number)),
        ("003", "NO-2900000"),
        ("005", "20240917120000.0"),
        ("008", f"240917s{work.year}    no     e      000 f {work.language} d"),
        ("020", f"  \x1fa{work.isbn}\x1fqinnbundet\x1fcNkr {199 + key % 200}.00"),
        ("035", f"  \x1fa(NO-OsBA){work.index:07d}"),
        ("040", "  \x1faNO-2900000\x1fbnob\x1fekatreg"),
        ("041", f"1 \x1fa{work.language}\x1fheng"),
        ("082", f"04\x1fa{800 + key % 99}.{key % 9}\x1f223/nor"),
        ("100", f"1 \x1fa{work.surname}, {work.given},\x1fd{1920 + key % 70}-\x1f4aut"),
        ("245", f"10\x1fa{work.title} :\x1fbroman /\x1fc{work.given} {work.surname}"),
        ("246", f"1 \x1fiOriginaltittel\x1faThe {key % 9973} tales"),
        ("264", f" 1\x1fa{place} :\x1fb{publisher},\x1fc{work.year}."),
        ("300", f"  \x1fa{work.pages} sider :\x1fbillustrasjoner"),
        ("336", "  \x1fatekst\x1fbtxt\x1f2rdacontent"),
        ("337", "  \x1fauformidlet\x1fbn\x1f2rdamedia"),
        ("338", "  \x1fabind\x1fbnc\x1f2rdacarrier"),
        ("490", f"1 \x1faNordbøkene ;\x1fv{key % 90}"),
        ("520", f"  \x1fa{_ABSTRACTS[key % 64]}"),
        ("600", f"14\x1fa{person}\x1fvBiografier"),
        ("650", f" 7\x1fa{subject}\x1fxHistorie\x1f2bibbi"),
        ("650", f" 7\x1fa{other}\x1fzNord-Norge\x1f2bibbi"),
        ("655", " 7\x1faRomaner\x1f2ntsf"),
        ("700", f"1 \x1fa{person}\x1f4trl"),
        ("830", f" 0\x1faNordbøkene\x1fv{key % 90}"),
    ]
