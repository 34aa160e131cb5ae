"""Invented names: of the same alphabet, capitals and damage as the original, and never a name that the originals have.

They are put together from syllables rather than taken from a list of real names, of which a county has every one.
Word by word, so that ``Ole`` and ``Ole Martin`` are still alike, and a family keeps one surname.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from migration.anonymise.draw import Draw

PARTICLES = frozenset(
    {"af", "al", "av", "bin", "da", "de", "del", "den", "der", "di", "el", "ibn", "la", "le", "og", "van", "von", "y"}
)
"""Words of names that say nothing of whose name it is."""

_WORD = re.compile(r"[^\W\d_]+(?:\?+[^\W\d_]+)*")
_SAMI = frozenset("čđŋšŧžáČĐŊŠŦŽÁ")
_FINNISH = re.compile(r"(?:nen|lä|la|mäki|niemi|maa|kko|kka)$|ää|yy|aa[^s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """``originals``: every word of the originals' names, casefolded; none of them is invented."""

    draw: Draw
    originals: Set[str]

    def whole(self, name: str, keep: Set[str] = frozenset()) -> str:
        """A name as it stands in one field: before the comma (or last, without one) is the surname. ``keep``: words,
        casefolded, that stay, such as *bibliotek*."""
        surname, comma, given = name.partition(",")
        if comma:
            return f"{self.words(surname, 'surname', keep)},{self.words(given, 'given', keep)}"
        first, blank, last = name.rstrip().rpartition(" ")
        return (
            f"{self.words(first, 'given', keep)}{blank}{self.words(last, 'surname', keep)}{name[len(name.rstrip()) :]}"
        )

    def words(self, text: str, kind: str, keep: Set[str] = frozenset()) -> str:
        """Every word of a text as a name; what stands between the words stays. ``kind``: surname or given."""
        return _WORD.sub(lambda found: self._word(found[0], kind, keep), text)

    def _word(self, word: str, kind: str, keep: Set[str]) -> str:
        folded = word.casefold()
        if folded in PARTICLES or folded in keep:
            return word
        if (whole := _undamaged(word)) is not None:
            return self._word(whole, kind, keep).encode().decode("cp1252", "replace")
        if len(word) == 1:
            alphabet = "АБВГДЕ" if word > "\u0400" else "ABDEGHIJKLMNOPRSTUV"
            return _like(word, self.draw.pick("initial", folded, [a for a in alphabet if a != word.upper()]))
        return _like(word, self._invent(folded, kind))

    def _invent(self, folded: str, kind: str) -> str:
        syllables = _syllables()[kind][_alphabet(folded)]
        starts, ends = syllables["start"], syllables["end"]
        for attempt in count():
            seed = f"{folded}:{attempt}" if attempt else folded
            name = self.draw.pick(f"{kind} start", seed, starts) + self.draw.pick(f"{kind} end", seed, ends)
            name = name if attempt < len(starts) * len(ends) else name + self.draw.pick("more", seed, ends)
            if name.casefold() not in self.originals:
                return _damaged(name) if "?" in folded else name
        raise AssertionError("count() does not end")


@cache
def _syllables() -> Any:
    """``{surname|given: {alphabet: {start|end: [syllable, …]}}}``."""
    return yaml.safe_load(Path(__file__).with_name("syllables.yaml").read_text(encoding="utf-8"))


def words_of(name: str) -> set[str]:
    """The words of a name, casefolded: what must not be invented."""
    return {found.casefold() for found in _WORD.findall(name)}


def _alphabet(folded: str) -> str:
    if any("\u0400" <= letter <= "\u04ff" for letter in folded):
        return "cyrillic"
    if "?" in folded or any(letter in _SAMI for letter in folded):
        return "sami"
    return "finnish" if _FINNISH.search(folded) else "latin"


def _undamaged(word: str) -> str | None:
    """The word that was written as UTF-8 and read as Windows-1252, if it is such a one; damage is kept."""
    if word.isascii():
        return None
    try:
        whole = word.encode("cp1252").decode()
    except UnicodeError:
        return None
    return whole if whole != word else None


def _damaged(name: str) -> str:
    """The name with its first Sami letter inside the word lost."""
    place = next((n for n, letter in enumerate(name) if n and letter in _SAMI), 1)
    return f"{name[:place]}?{name[place + 1 :]}"


def _like(word: str, name: str) -> str:
    """The name in the capitals of the word."""
    if word.isupper() and len(word) > 1:
        return name.upper()
    return name.lower() if word.islower() else name
