"""Bytes to text when nobody has said, or nobody can be sure, which charset the bytes are in.

Strict UTF-8 comes first, since no Nordic text in another charset is valid UTF-8 by chance; then what the source is
declared to be; then the candidate whose letters look most like words. Text is returned in NFC.
"""

import codecs
import re
from functools import cache, lru_cache
from operator import itemgetter
from unicodedata import category, is_normalized, name, normalize

CANDIDATES = {"windows-1252": 0, "cp865": 0, "cp850": 0, "mac-roman": -2}
"""Single-byte charsets that a Norwegian library system may have written, each with what speaks for it beforehand.

On equal evidence the first wins.
"""

_LATIN_1_TOP = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
_UPPER_HALF = {  # 0x80-0xFF of the Sami charsets, which Python lacks (glibc's tables of the same names)
    "winsami2": "€\ufffeČƒčƷʒǮǯĐŠ‹Œ\ufffe\ufffe\ufffe\ufffe‘’“”•–—đǦš›œ\ufffe\ufffeŸ"
    "\xa0ǧǤ£¤ǥ¦§¨©Ȟ«¬\xad®ȟ°±Ǩǩ´µ¶·ŊŋŦ»ŧ½Žž" + _LATIN_1_TOP,
    "iso-ir-197": "\ufffe\ufffe‚ƒ„…¬≠£‰¿≤Œ\ufffe\ufffe\ufffe\ufffe‘’“”•–—®™¡≥œ\ufffe\ufffeŸ"
    "\xa0ČčĐđǤǥ§Ǧ©ǧ«Ǩ\xadǩŊ°ŋŠš´Ŧ¶·ŧŽž»ƷʒǮǯ" + _LATIN_1_TOP,
    "iso-ir-209": "\ufffe\ufffe‚ƒ„…¬≠£‰¿≤Œ\ufffe\ufffe\ufffe\ufffe‘’“”•–—®™¡≥œ\ufffe\ufffeŸ"
    "\xa0ČčĐđǤǥ§Ǧ©ǧȞǨ\xadǩŊ°ŋŠš´Ŧ¶·ŧŽžȟƷʒǮǯ" + _LATIN_1_TOP,
    "mac-sami": "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûüÝ°Č£§•¶ß®©™´¨≠ÆØĐŊȞȟŠŦ∂Žčđŋšŧžæø¿¡¬√ƒ≈∆«»…"
    "\xa0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄¤ÐðÞþý·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıƷʒǮǯǤǥǦǧǨǩ",
}
_TABLES = {charset: "".join(map(chr, range(128))) + top for charset, top in _UPPER_HALF.items()}
_KNOWN_CODEC = re.compile(r"utf-?8|us-?ascii|iso-?8859-\d+|windows-\d+|cp-?\d+|mac-?\w+|latin-?\d+|koi8-\w+")

_C1 = re.compile(rb"[\x80-\x9f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_START = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LONGEST = 64
_ODD_PART = re.compile(rb"[\x00-\x7f]{0,30}[\x80-\xff][\x00-\xff]{0,30}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f\xa0]")
_TWO_CAPITALS = re.compile(r"(?<![^\W\d_])[À-ÖØ-ÞĄ-Ž][A-Z](?=[a-zß-öø-ÿ])")
"""``ÆHola``, ``ÅQue``: the first of them is no letter, but a sign of MARC-8 or MacRoman."""

_MEASURES = "£€¥°ºªµ¹²³"
_UNITS = frozenset("gmlsAFHNVW")
_PLACES = {
    letter: (re.compile(place, re.IGNORECASE), gain)
    for letter, place, gain in (
        ("ñ", r"[aeiouáéíóú\W][aeiouáéíóú]", 4),
        ("ä", "[^aou].", 0),
        ("ç", ".[aouãâáàõóô]", 2),
        ("ð", "[^bcdhkmnpqstxz][^bcdhkmpqtxz]", 0),
        ("þ", "[^bcdfgkmpqtxz][^bcdfghkmpqtxz]", 0),
        ("ã", ".[oem]", 0),
        ("õ", ".e|[^aeiou][^aeiou]", 0),
    )
}
"""Where letters of single languages stand: before and after, and what that adds to their weight."""


def decode_text(data: bytes, declared: str = "auto") -> tuple[str, str]:
    """Text in NFC, and the charset that was used. ``declared``: ``auto`` or a charset of ``sources.yaml``.

    Never raises: bytes that the charset does not define become U+FFFD. Nothing is removed, not even a BOM.
    """
    try:
        return _nfc(data.decode()), "utf-8"
    except UnicodeDecodeError:
        charset = choose_charset(data, declared)
        return _nfc(decode_as(data, charset)), charset


def choose_charset(data: bytes, declared: str = "auto") -> str:
    """The charset of bytes that are not valid UTF-8. Damaged UTF-8 is still ``utf-8``."""
    if is_mostly_utf8(data):
        return "utf-8"
    if declared != "auto" and decodes(data, declared):
        return declared
    return best_charset(data)


def is_mostly_utf8(data: bytes) -> bool:
    """Whether more letters of the bytes are whole in UTF-8 than are broken."""
    if not _UTF8_START.search(data):
        return False
    others, whole = _UTF8_LETTER.subn(b"", data)
    return whole > len(_HIGH.findall(others))


def best_charset(data: bytes) -> str:
    """The candidate whose letters look most like words."""
    totals = [sum(column) for column in zip(CANDIDATES.values(), *map(likelihoods, odd_words(data)), strict=True)]
    return max(zip(CANDIDATES, totals, strict=True), key=itemgetter(1))[0]


def odd_words(data: bytes) -> list[bytes]:
    """The different words with bytes beyond ASCII: all that tells one charset from another."""
    words = dict.fromkeys(word for word in data.split() if not word.isascii())
    return [part for word in words for part in ([word] if len(word) <= _LONGEST else _ODD_PART.findall(word))]


@lru_cache(maxsize=65_536)
def likelihoods(word: bytes) -> tuple[int, ...]:
    """How well a word reads in each of the candidates. Kept, since a catalogue uses few words very often."""
    return tuple(likelihood(decode_as(word, charset)) for charset in CANDIDATES)


def decodes(data: bytes, charset: str) -> bool:
    """Whether all the bytes have a meaning in the charset. An ISO 8859 text has no C1 control characters."""
    try:
        _decode(data, charset, "strict")
    except (UnicodeDecodeError, LookupError):
        return False
    return not (charset.startswith("iso-8859") and _C1.search(data))


def decode_as(data: bytes, charset: str) -> str:
    """Text by a charset that ``decodes`` or ``choose_charset`` has named; undefined bytes become U+FFFD."""
    return _decode(data, charset, "replace")


def _decode(data: bytes, charset: str, errors: str) -> str:
    table = _TABLES.get(charset)
    if table:
        return codecs.charmap_decode(data, errors, table)[0]
    return data.decode(_codec(charset), errors)


@cache
def _codec(charset: str) -> str:
    """Python's name of a charset. Raises LookupError for what is no charset, or one that does not extend ASCII."""
    if not _KNOWN_CODEC.fullmatch(charset.lower()):
        raise LookupError(charset)
    ascii_text = bytes(range(32, 127))
    codec = codecs.lookup(charset).name
    if ascii_text.decode(codec, "replace") != ascii_text.decode("ascii"):
        raise LookupError(charset)
    return codec


def _nfc(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def likelihood(text: str) -> int:
    """How much the non-ASCII characters of a text look as if they belong between their neighbours.

    A no-break space says nothing: in code page 865 its byte is á, and both are common.
    """
    padded = f" {text} "
    places = (m.start() for m in _NOT_ASCII.finditer(padded))
    fitness = sum(_fitness(padded[i - 1], padded[i], padded[i + 1]) for i in places)
    return fitness - 12 * len(_TWO_CAPITALS.findall(padded))


@lru_cache(maxsize=65_536)
def _fitness(before: str, char: str, after: str) -> int:
    if char == "\ufffd" or category(char) in ("Cc", "Mn", "Cn", "Co") or "\u2500" <= char <= "\u259f":  # boxes
        return -10
    if category(char) in ("Lu", "Ll") and char != "µ":
        return _letter(before, char, after)
    return _sign(before, char, after)


def _letter(before: str, char: str, after: str) -> int:
    """A letter fits inside a word, less well at its edge, and not at all as a capital among small letters.

    Nor do á, â, è and ê before a vowel: that is how à, é, ä and å of MARC-8 look in Windows-1252.
    """
    weight = _weight(char)
    touching = before.isalpha() + after.isalpha()
    if not touching and (before.isdigit() or after.isdigit()):
        return -2
    if weight < 0 or not touching:
        return min(weight, 1)
    if (before.islower() and char.isupper()) or (char.islower() and after.isupper()):
        return -weight
    if (before.isupper() and char.isupper() and after.islower()) or _is_accent(char, after):
        return 0
    if char in "æøÆØ" and char in (before, after):  # å is doubled in South Sami
        return 0
    return weight - 2 * (2 - touching) + _company(before, char, after)


def _is_accent(char: str, after: str) -> bool:
    return (char in "áâ" and after in "aeou") or (char in "èê" and after in "aeiou")


def _company(before: str, char: str, after: str) -> int:
    """What the neighbours add: vowels and consonants take turns, and some letters have a place of their own."""
    small = char.lower()
    if small in _PLACES:
        likely, gain = _PLACES[small]
        return gain if likely.search(before + after) else -2
    if small in "æøåäöëïü":  # as often as not beside another vowel
        return 0
    neighbours = [_is_vowel(letter) for letter in (before, after) if letter.isalpha()]
    if _is_vowel(char):
        return -2 if any(neighbours) else 0
    return 0 if any(neighbours) or char in (before, after) else -3


@cache
def _is_vowel(letter: str) -> bool:
    return normalize("NFD", letter)[0].lower() in "aeiouyæøœı"


@cache
def _weight(char: str) -> int:
    if char in "æøåÆØÅ":
        return 10
    if char in "äöéáüčđŋšŧžÄÖÉÁÜČĐŊŠŦŽ":
        return 6
    if not name(char, "").startswith("LATIN"):
        return -5
    if char in "êÊ":
        return 4
    return 0 if char in "ƒıŸÿ" else 3


def _sign(before: str, char: str, after: str) -> int:
    """A sign fits in its own place: quotation marks around words, a degree after a digit, an apostrophe in a word."""
    if char in "“‘«”’»…„" and (found := _quotation_mark(before, char, after)):
        return found
    if before.isalpha() and after.isalpha():
        return {"’": 5, "´": 3, "ʻ": 0, "ʼ": 0}.get(char, -5)
    if char in _MEASURES and (found := _measure(before, char, after)):
        return found
    if char in "¡¿" and not before.isalnum() and after.isalpha():
        return 2
    if char in "–—" and not before.isalpha():
        return 3
    return 0 if char in "§©®°·–—½¼¾¹²³¡¿×÷±º˜•™£€¥ʻʼ" else -2


def _quotation_mark(before: str, char: str, after: str) -> int:
    """Marks that open or close; » opens and „ does in few languages."""
    opens, closes = not before.isalnum() and after.isalnum(), not before.isspace() and not after.isalnum()
    if char in "„»" and opens:
        return 2 if char == "„" else 1
    return 3 * (char != "„" and (opens or closes))


def _measure(before: str, char: str, after: str) -> int:
    """Prices, units, degrees, footnotes and ordinals, which have a number or a word beside them; 0 for others."""
    if char in "£€¥":
        return -8 if before.isalpha() else 3 * (before.isdigit() or after.isdigit())
    if (char in "²³" and before == "m" and not after.isalpha()) or (
        char == "µ" and not before.isalpha() and after in _UNITS
    ):
        return 10
    if char == "°" and not before.isalpha():
        return 6 if after in ("C", "F") else 3 * before.isdigit()
    if char in "ºª":
        return 2 * (before.isdigit() and not after.isalnum())
    return int(char in "¹²³" and before.isalnum() and not after.isalnum())
