"""What two records say beside their titles: other scripts, titles of parts, and who made it."""

from functools import lru_cache

from migration.features import BibFeatures
from migration.marc.folding import fold
from migration.match.comparing.title_words import SHORTEST, Words

_MOST_NAMES = 12
"""Names looked at of one record."""
_BY = frozenset(("by", "av", "af", "ved", "von", "par", "with", "med", "ed", "edited", "red", "tekst", "text"))
"""Words before a name."""


def may_be_cut_otherwise(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether one title has the first word of the other: most have not, and are done."""
    one, two = a.title_key or fold(a.title), b.title_key or fold(b.title)
    fewer, more = (one, two) if len(one) <= len(two) else (two, one)
    return fewer.partition(" ")[0] in more


def without_year(record: BibFeatures, other: BibFeatures) -> str:
    """The title without the year of both records at its end: what is published every year is often called by it."""
    if not record.year or record.year != other.year or not record.title.endswith(f" {record.year}"):
        return record.title
    return record.title[: -len(record.year) - 1]


def in_other_script(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the title of the one is a form of the other's title: its transliteration, or its original script."""
    if not a.other_titles and not b.other_titles:
        return False
    return bool({a.title_key, *a.other_titles} & {b.title_key, *b.other_titles} - {""})


def is_title_of_part(a: BibFeatures, b: BibFeatures) -> bool:
    """Whether the title of the one is what the other has as subtitle or part, after the title of a series."""
    if len(a.title) < SHORTEST or not (b.subtitle or b.part_title):
        return False
    return fold(a.title) in (fold(b.subtitle), fold(b.part_title))


def without_by(words: Words) -> set[str]:
    return set(words) - _BY


def said_beside(own: BibFeatures, other: BibFeatures) -> set[str]:
    """Words of what the other says beside its title (who made it, the title of the part), and of the names of both;
    names in the genitive, too."""
    names = {word for record in (own, other) for name in record.names[:_MOST_NAMES] for word in name.split()}
    beside = (other.responsibility, other.part_title)
    return names | {f"{name}s" for name in names} | {"s"} | {word for text in beside for word in _folded_words(text)}


@lru_cache(maxsize=65_536)
def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())
