"""Sami words as an old charset wrote them and another one was used to read them.

The old charsets put č đ ŋ š ŧ ž where the Western ones have other letters and signs, which are right in other texts: ð
is Icelandic, ç French, ¹ a note, ¼ a fraction. So a word is one only if every letter then stands where Sami has it.
Sources: WinSami 2, ISO-IR-197, ISO 8859-4 and -10, MacSami; "winsam", a font over Windows-1252 (Giellatekno's table).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from migration.charsets import decode_as

LETTERS = "čđŋšŧžČĐŊŠŦŽʒǯǥǧǩƷǮǤǦǨ"
LETTER_SIGNS = "èÈðÐóçþñýÓÇÞÑÝ"
"""Letters of other languages that an old charset has where Sami letters are."""

_SKOLT = "ʒǯǥǧǩ"
_VOWEL = "aáeiouyâäåæøöõï"
_CONSONANT = "bcdfghjklmnprstvzčđŋšŧžʒǯǥǧǩʹ"
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzáâäåæøöõïčđŋšŧžʒǯǥǧǩʹ")
_MISPLACED = re.compile(  # where no Sami language has the letter; in small letters
    rf"č(?![{_VOWEL}čkm])|(?<![{_VOWEL}])č(?=[km])|(?<=[fmszž])č"
    rf"|(?<![{_VOWEL}đvlrjbg])đ|đ(?![{_VOWEL}đjgnlrvkhmbsd])"
    rf"|(?<!^)(?<![{_VOWEL}ŋkgt])ŋ|^ŋ(?![{_VOWEL}])|ŋ(?![{_VOWEL}ŋkghslnd])"
    rf"|^š(?![{_VOWEL}lmnkptvj])|(?<![{_VOWEL}])š$|(?<=[{_CONSONANT}])š(?=[{_CONSONANT}])(?!š|k|t)"
    rf"|(?<!^)(?<![{_VOWEL}ždlnrvj])ž|ž(?![{_VOWEL}ž]|$)"
    rf"|(?<![{_VOWEL}ŧh])ŧ|ŧ(?![{_VOWEL}ŧ])"
    rf"|(?<![{_VOWEL}ǯʒǥǧʹjlnrv])[ǯʒǥǧ]|[ǯʒǥǧǩ](?![{_VOWEL}ǯʒǥǧǩjʹ]|$)"
    rf"|(.)\1\1"
)
_TELLING = re.compile("([èðçþñ])\\1|^[‚„¡¢Èè¸]á|èá")  # spellings of no language but Sami in an old charset
_TELLING_IF_LIKE = re.compile("^[‚„¡¢Èè](?:uo|ea|ie|oa)|[a-záš]è(?:uo|ea|ie|oa)")  # where the rest looks Sami too
_EDGES = "«»“”'’–…"
WORD = re.compile(r"[^\s\xa0\x1f.,:;!?()\[\]/\"=&<>+*-]{1,64}")

IMPLAUSIBLE, UNCHANGED, POSSIBLE, LIKELY, ALIKE, KNOWN = -1, 0, 1, 2, 3, 4
"""How a word reads: ``LIKELY`` has a sign inside the word where Sami has a letter; ``ALIKE`` is made of the pieces of
the lexicon's words besides; ``KNOWN`` is in the lexicon."""

_LIKE, _RATHER_LIKE = 0.7, 0.5
"""How much of a word must be pieces of the lexicon's words. Of words in other languages, one in ten has so many."""


@dataclass(frozen=True, slots=True)
class Misreading:
    """A Sami charset and the charset that it was taken for. ``letters``: what was read, and what it was."""

    charset: str
    taken_for: str
    letters: dict[int, str]


def _misreading(charset: str, taken_for: str, wanted: str = LETTERS) -> Misreading:
    letters = {}
    for code in range(0x80, 0x100):
        byte = bytes([code])
        letter, read = decode_as(byte, charset), decode_as(byte, taken_for)
        if letter in wanted and letter != read:
            letters[ord(read) if read != "\ufffd" else code] = letter
            if code < 0xA0 and taken_for == "windows-1252":
                letters[code] = letter  # read as ISO 8859-1
    return Misreading(charset, taken_for, letters)


_WINSAM = Misreading(
    "winsam", "windows-1252", {ord(read): letter for read, letter in zip("óçðþñýÓÇÐÞÑÝ", "ščđžŋŧŠČĐŽŊŦ", strict=True)}
)
MISREADINGS = (
    _misreading("winsami2", "windows-1252"),
    _misreading("iso-ir-197", "windows-1252"),
    _misreading("iso-8859-4", "windows-1252"),
    _misreading("iso-8859-10", "windows-1252"),
    _WINSAM,
    _misreading("mac-sami", "mac-roman"),
    _misreading("mac-sami", "windows-1252", LETTERS + "áÁæÆøØåÅäÄöÖïÏ"),
)


@cache
def lexicon() -> frozenset[str]:
    """Frequent Sami words in small letters."""
    text = files("migration.marc.charset").joinpath("sami_words.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())


@cache
def _pieces() -> frozenset[str]:
    return frozenset(piece for word in lexicon() for piece in _cut(word))


def _cut(word: str) -> list[str]:
    """A word in pieces of three letters, its ends marked."""
    marked = f"^{word}$"
    return [marked[i : i + 3] for i in range(len(word))]


def resemblance(word: str) -> float:
    """How much of a word in small letters is pieces of the lexicon's words: from 0 to 1."""
    pieces = _cut(word)
    return sum(piece in _pieces() for piece in pieces) / len(pieces)


@lru_cache(maxsize=65_536)
def read_word(word: str, index: int) -> tuple[str, int]:
    """A word as ``MISREADINGS[index]`` has it, and how it reads."""
    letters = MISREADINGS[index].letters
    core = core_of(word, index)
    mended = core.translate(letters)
    if mended == core:
        return word, UNCHANGED
    kind = _kind(core, mended, letters)
    return (word.replace(core, mended, 1), kind) if kind > 0 else (word, kind)


def core_of(word: str, index: int) -> str:
    """A word without quotation marks, unless they may be letters: » is the š of MacSami."""
    letters = MISREADINGS[index].letters
    return word.strip("".join(mark for mark in _EDGES if ord(mark) not in letters or "«" in word))


def _kind(core: str, mended: str, letters: dict[int, str]) -> int:
    small = mended.lower()
    if PLAIN.issuperset(core.lower()):  # a Sami word as it stands
        return IMPLAUSIBLE
    if not mended.replace("ʹ", "").isalpha() or not _cased(mended) or not PLAIN.issuperset(small):
        return IMPLAUSIBLE
    if letters.get(ord("‡")) == "á" and any(char in "áåäæøöÁÅÄÆØÖ" and ord(char) not in letters for char in core):
        return IMPLAUSIBLE  # MacSami has these elsewhere
    signs = inner_signs(core, letters)
    if small in lexicon() and len(small) > 3:
        return KNOWN
    bare = core.lower().strip("".join(map(chr, letters)))
    if len(small) < 4 or _MISPLACED.search(small) or bare in lexicon() or not any(v in small for v in _VOWEL):
        return IMPLAUSIBLE
    if any(char in _SKOLT and char not in core.lower() for char in small) and resemblance(small) < _LIKE:
        return IMPLAUSIBLE
    if small[0] in "ŋž" and resemblance(small) < _RATHER_LIKE and not any(char in LETTERS for char in small[1:]):
        return IMPLAUSIBLE
    like = len(small) > 5 and resemblance(small) >= _LIKE
    if signs or (like and len(small) > 6 and "ðð" in core):
        return ALIKE if like else LIKELY
    return LIKELY if _TELLING.search(core) or (like and _TELLING_IF_LIKE.search(core)) else POSSIBLE


def _cased(word: str) -> bool:
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())


def inner_signs(core: str, letters: dict[int, str]) -> bool:
    """Whether a sign, no letter of any language, stands between letters."""
    return any(ord(char) in letters and char not in LETTER_SIGNS and char not in "çÇ" for char in core[1:-1])


def words_of(text: str) -> list[str]:
    """The different words of a text that have a character which may have been a Sami letter."""
    return [word for word in dict.fromkeys(WORD.findall(text)) if not word.isascii()]


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[int, ...]:
    return tuple(read_word(word, index)[1] for index in range(len(MISREADINGS)))


def has_reading(text: str, indexes: Sequence[int]) -> bool:
    """Whether any word of a text can be a Sami word by one of these misreadings."""
    return any(readings(word)[index] > 0 for word in words_of(text) for index in indexes)
