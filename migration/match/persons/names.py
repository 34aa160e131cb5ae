"""Whether two names may be one person's: without case, accents and marks, by words, with initials."""

from functools import lru_cache

from migration.marc.folding import fold

CACHED = 65_536


@lru_cache(maxsize=CACHED)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded; ``aa`` is å and ``oe`` is ø, as old registers write them."""
    return tuple(fold(name).replace("aa", "a").replace("oe", "o").split())


def same_surname(a: str, b: str) -> bool:
    """Whether the names are equal without case and marks, or one is part of a double-barrelled other."""
    words_a, words_b = set(name_words(a)), set(name_words(b))
    return bool(words_a and words_b) and (words_a <= words_b or words_b <= words_a)


def same_given_name(a: str, b: str) -> bool:
    """Whether every word of the shorter name stands in the longer, whole or as an initial: ``O. M.``, ``Ole Martin``.

    ``Ole`` and ``Ole Martin`` are compatible, ``Anne Lise`` and ``Anne Marie`` are not. An empty name is nobody's.
    """
    fewer, more = sorted((name_words(a), name_words(b)), key=len)
    left = list(more)
    for word in sorted(fewer, key=len, reverse=True):
        match = word if word in left else next((w for w in left if _initial(word, w)), None)
        if match is None:
            return False
        left.remove(match)
    return bool(fewer)


def same_name(surname_a: str, given_a: str, surname_b: str, given_b: str) -> bool:
    """Whether both parts are compatible. A name that nobody has split is compared as a whole: all its words."""
    if name_words(given_a) and name_words(given_b):
        return same_surname(surname_a, surname_b) and same_given_name(given_a, given_b)
    whole_a, whole_b = (sorted(name_words(f"{s} {g}")) for s, g in ((surname_a, given_a), (surname_b, given_b)))
    return len(whole_a) > 1 and whole_a == whole_b


def names_agree(surname_a: str, given_a: str, surname_b: str, given_b: str) -> bool:
    """Whether nothing in the names contradicts an identity number that they share: a given name may be missing."""
    if same_name(surname_a, given_a, surname_b, given_b):
        return True
    missing = not name_words(given_a) or not name_words(given_b)
    surname = sorted(name_words(surname_a))
    return missing and bool(surname) and surname == sorted(name_words(surname_b))


def names_confirm(surname_a: str, given_a: str, surname_b: str, given_b: str) -> bool:
    """Whether the names make a shared card certain: a whole given name in common. A family may share a card, and an
    initial, or no given name, may as well be the twin's."""
    if not same_name(surname_a, given_a, surname_b, given_b):
        return False
    words_a, words_b = ({w for w in name_words(g) if len(w) > 1} for g in (given_a or surname_a, given_b or surname_b))
    return bool(words_a & words_b)


def _initial(a: str, b: str) -> bool:
    return 1 in (len(a), len(b)) and a[0] == b[0]
