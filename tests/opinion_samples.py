"""Two libraries with enough in common for the statistical model to learn from, and where it and the rules differ.

Four hundred titles stand in both under the same ISBN, catalogued a page apart. Beside them stand two without an ISBN.
"""

from pathlib import Path
from random import Random

from projects import isbn13, write, write_project

SHARED_TITLES = 400
ABRIDGED, NEXT_YEAR = 900, 901
"""Ids in both libraries: kept apart as two versions; for review as two years."""
_WORDS = (
    "skog", "hav", "natt", "vinter", "fjord", "stein", "lys", "vind", "regn", "ild", "gård", "skip", "fjell", "elv",
    "storm", "is", "torsk", "rein", "brygge", "myr",
)  # fmt: skip


def record(number: int, title: str, author: str, year: int, pages: int, publisher: str, *fields: str) -> str:
    """A book in NORMARC line format."""
    lines = [
        "*000     nam         1      ",
        f"*001{number}",
        "*008                      a          10nob 2",
        f"*100 0$a{author}",
        f"*24510$a{title}",
        f"*260  $aOslo$b{publisher}$c{year}",
        f"*300  $a{pages} s.",
        *fields,
        "^",
    ]
    return "\r\n".join(lines) + "\r\n"


def opinion_project(directory: Path) -> Path:
    """Bakken and dalen, as ``projects`` has them, with these catalogues and no tables."""
    write_project(directory)
    for table in (directory / "exports" / "bakken").glob("*.csv"):
        table.unlink()
    for library, more in (("bakken", 0), ("dalen", 1)):
        write(directory / "exports" / library / "katalog.txt", "".join(_records(more)))
    return directory


def _records(more: int) -> list[str]:
    """``more``: pages, years and words that the second library has more than the first."""
    rng = Random(4)
    records = []
    for number in range(SHARED_TITLES):
        title = f"{rng.choice(_WORDS).title()}{rng.choice(_WORDS)} og {rng.choice(_WORDS)}{rng.choice(_WORDS)}"
        author = f"{rng.choice(_WORDS).title()}sen, {rng.choice(_WORDS).title()}"
        year, pages, publisher = rng.randint(1960, 2020), rng.randint(60, 500), f"{rng.choice(_WORDS).title()} forlag"
        isbn = f"*020  $a{isbn13(f'97882020{number:04d}')}$bib."
        records.append(record(number, title, author, year, pages + more, publisher, isbn))
    abridged = ["*250  $aForkortet utg."] * more
    records.append(record(ABRIDGED, "Reinflokken på vidda", "Sara, Máret", 1990, 210, "Davvi", *abridged))
    records.append(record(NEXT_YEAR, "Ved fjordens bredd", "Hætta, Ánte", 1990 + more, 144, "Davvi"))
    return records
