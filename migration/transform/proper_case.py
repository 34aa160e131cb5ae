"""Names in capitals (or without any) as people write them: particles, Mc and Mac, hyphens, apostrophes."""

import re

_SMALL = {
    "von", "van", "der", "den", "de", "af", "av", "zu", "zum", "ter", "ten", "bin", "ibn", "y", "og", "och", "da",
    "dos", "di", "du", "la", "le", "del", "della",
}  # fmt: skip
_MAC = re.compile(
    r"^mac(?=(?:arthur|donald|dougall|farlane|gregor|intosh|intyre|kay|kenzie|lean|leod|millan|pherson|queen)$)"
)
"""Names that are certainly Scottish: Macek and Machado are not."""
_NUMERALS = {"ii", "iii", "iv"}
_PARTS = re.compile(r"([ \-'’./]+)")
_APOSTROPHES = ("'", "’")


def is_one_case(name: str) -> bool:
    """Whether a name of some length is all in capitals or has none at all."""
    letters = [c for c in name if c.isalpha()]
    return len(letters) > 3 and (name.isupper() or name.islower())


def proper_case(name: str, *, particles: bool = False) -> str:
    """``O'BRIEN`` → ``O'Brien``. With ``particles`` (a surname) ``VON DER LIPPE`` → ``von der Lippe``."""
    pieces = _PARTS.split(name)
    small = particles and len(pieces) > 1
    return "".join(
        piece if n % 2 else _word(piece, small and not pieces[n - 1].startswith(_APOSTROPHES) if n else small)
        for n, piece in enumerate(pieces)
    )


def _word(word: str, particles: bool) -> str:
    small = word.lower()
    if small in _NUMERALS:
        return small.upper()
    if particles and small in _SMALL:
        return small
    if small.startswith("mc") and len(small) > 3:
        return f"Mc{small[2:].capitalize()}"
    if match := _MAC.match(small):
        return f"Mac{small[match.end() :].capitalize()}"
    return small.capitalize()
