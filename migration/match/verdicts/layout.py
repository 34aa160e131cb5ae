"""The review workbook's columns: what they are called, how wide they are, and the words for an answer.

Writer and reader share this: a column is known again by its heading, wherever it was moved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migration.match.verdicts.verdict import Answer
from migration.terms import term

FILE_NAME = "dubletter.xlsx"
SHEET = "Dubletter"
GUIDE = "Les meg"
MOST_PAIRS = 2_000
"""Pairs in one workbook: more than anybody answers between two runs."""

SAME, NOT_SAME, UNSURE = "samme", "ikke samme", "vet ikke"
ANSWERS: Mapping[str, Answer | None] = {SAME: Answer.MUST, NOT_SAME: Answer.CANNOT, UNSURE: None}
"""In the order of the drop-down list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One record of a pair as people know it. ``items``: how many the library has."""

    source: str
    legacy_id: str
    target_id: str
    library: str
    title: str = ""
    author: str = ""
    year: str = ""
    publisher: str = ""
    edition: str = ""
    part: str = ""
    extent: str = ""
    language: str = ""
    format_class: str = ""
    identifiers: str = ""
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A pair to decide. ``reason``: why the program was not sure; ``probability``: the second opinion's, or None."""

    one: Side
    other: Side
    reason: str
    gain: int
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """What is shown of both records, side by side. ``compared``: whether a difference is marked."""

    heading: str
    width: int
    value: Callable[[Side], str | int]
    compared: bool = True


FEATURES = (
    Feature("Bibliotek", 16, lambda s: s.library, compared=False),
    Feature("Nummer", 12, lambda s: s.legacy_id, compared=False),
    Feature("Tittel", 38, lambda s: s.title),
    Feature("Forfatter", 24, lambda s: s.author),
    Feature("År", 7, lambda s: s.year),
    Feature("Forlag", 20, lambda s: s.publisher),
    Feature("Utgave", 14, lambda s: s.edition),
    Feature("Del", 12, lambda s: s.part),
    Feature("Omfang", 18, lambda s: s.extent),
    Feature("Språk", 8, lambda s: s.language),
    Feature("Type", 12, lambda s: term("format", s.format_class).nb),
    Feature("ISBN", 17, lambda s: s.identifiers),
    Feature("Eksemplarer", 12, lambda s: s.items, compared=False),
)

ANSWER, INITIALS, DECIDED_ON, COMMENT = "Samme tittel?", "Initialer", "Dato", "Kommentar"
REASON, GAIN, PROBABILITY = "Hvorfor vi spør", "Eksemplarer i alt", "Sannsynlighet"
TO_FILL_IN = {ANSWER: 14, INITIALS: 10, DECIDED_ON: 12, COMMENT: 24}
"""Headings and widths of what librarians fill in."""
TO_READ = {REASON: 34, GAIN: 12, PROBABILITY: 13}

ONE, OTHER = " 1", " 2"
"""Ends of the headings for the two records."""
KEYS = ("kilde 1", "id 1", "nøkkel 1", "kilde 2", "id 2", "nøkkel 2")
"""Hidden: source, legacy id and target id of each record. The target id proves that the others were not changed."""


def headings() -> list[str]:
    """All headings of the sheet, in order."""
    pairs = (f.heading + end for f in FEATURES for end in (ONE, OTHER))
    return [*TO_FILL_IN, *TO_READ, *pairs, *KEYS]


def widths() -> list[int]:
    """Of all columns but the hidden ones, in characters."""
    return [*TO_FILL_IN.values(), *TO_READ.values(), *(f.width for f in FEATURES for _ in (ONE, OTHER))]
