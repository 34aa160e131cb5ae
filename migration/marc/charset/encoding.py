"""Which charset a record is in, decided on its bytes: leader/09 and export settings are wrong too often.

A field that is valid UTF-8 is UTF-8. For the others every charset gets a score: how much its letters look as if they
belong where they stand. The source's declaration holds unless the bytes refute it; else what is clear in the bytes
decides, and where two charsets read about equally well (one odd letter) the source's other records do.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from migration.charsets import decode_as, decodes, is_mostly_utf8, likelihood, odd_words
from migration.marc.charset import sami
from migration.marc.charset.ansel import MARC_8, decode_marc8, has_escapes
from migration.marc.charset.chance import is_by_chance
from migration.marc.charset.cleaning import Field
from migration.marc.charset.codepages import is_cp850, is_like_cp850
from migration.marc.charset.samiwords import MISREADINGS, has_reading
from migration.marc.charset.scores import ACCENT, NEAR, is_composed, scores_of

_FAR = 10
"""What another charset must read better by than a declared one whose own reading has nothing odd."""

_CODE = re.compile(rb"\x1f.", re.DOTALL)
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMI = {m.charset: (place, m.taken_for) for place, m in reversed(list(enumerate(MISREADINGS)))}
_OLD = _SAMI.keys() | {"iso-ir-209"}
"""ISO-IR-209 has the letters of ISO-IR-197 where the two are told apart by what is declared only."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A charset, and whether the bytes alone say so."""

    charset: str
    sure: bool


def decode_fields(
    fields: list[tuple[str, bytes]], charset: str, may_be_marc8: bool, others: Sequence[str] = ()
) -> tuple[list[Field], str, bool]:
    """Fields as text, the charset, and whether some fields were in UTF-8 and others not.

    ``charset``: the source's setting; ``may_be_marc8``: leader/09 does not deny it; ``others``: charsets of the
    source's other records, the most frequent first.
    """
    texts = [None if may_be_marc8 and has_escapes(data) else _utf8(data) for _, data in fields]
    strict = texts
    if not _OLD.isdisjoint((charset, *others)):
        texts = _not_by_chance(texts)
    if None not in texts:
        return [(tag, text or "") for (tag, _), text in zip(fields, texts, strict=True)], "utf-8", False
    odd = [data for (_, data), text in zip(fields, texts, strict=True) if text is None]
    used = choose(odd, charset, may_be_marc8, others, _is_coded_sami(fields)).charset
    texts = _not_by_chance(texts) if used in _OLD else strict
    read = _as_declared if used == charset else _text
    decoded = [
        (tag, read(data, used) if text is None else text) for (tag, data), text in zip(fields, texts, strict=True)
    ]
    return decoded, used, used != "utf-8" and not all(text is None or text.isascii() for text in texts)


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _not_by_chance(texts: list[str | None]) -> list[str | None]:
    """The same without those that are UTF-8 by chance, in a record that is in an old Sami charset."""
    return [None if text and is_by_chance(text) else text for text in texts]


def _is_coded_sami(fields: Iterable[tuple[str, bytes]]) -> bool:
    return sami.is_coded_sami((tag, data.decode("latin-1")) for tag, data in fields if tag[:1] == "0" or tag == "852")


def as_read(data: bytes, charset: str, declared: str) -> str:
    """XML in a charset that ``choose`` has named, an old Sami one as what it is taken for: ``clean`` mends it."""
    if charset in _SAMI and charset != declared:
        return decode_as(data, _SAMI[charset][1])
    return _as_declared(data, charset)


def _as_declared(data: bytes, charset: str) -> str:
    return decode_marc8(data) if charset == MARC_8 else normalize("NFC", decode_as(data, charset))


def _text(data: bytes, charset: str) -> str:
    """A field's text. In a Sami charset that nobody declared, words that are not Sami are read as the usual charset."""
    if charset not in _SAMI:
        return _as_declared(data, charset)
    place, taken_for = _SAMI[charset]
    head, *subfields = decode_as(data, taken_for).split("\x1f")
    mended = [sami.mend(head, place, True), *(part[:1] + sami.mend(part[1:], place, True) for part in subfields)]
    return normalize("NFC", "\x1f".join(mended))


def choose(
    fields: Iterable[bytes], declared: str, may_be_marc8: bool, others: Sequence[str] = (), coded_sami: bool = False
) -> Choice:
    """Charset of fields that are not UTF-8. See the module's rule; ``coded_sami``: the record says that it is Sami."""
    data = b" \x1e ".join(_CODE.sub(b"  ", field) for field in fields)
    if (may_be_marc8 or declared == MARC_8) and has_escapes(data):
        return Choice(MARC_8, True)
    if is_mostly_utf8(data) and not (declared in _OLD and is_by_chance(data.decode(errors="ignore"))):
        return Choice("utf-8", True)
    words = odd_words(data)
    scores, preferred = _weighed(data, words, declared, may_be_marc8, others)
    best = max(scores, key=lambda charset: scores[charset])
    holds = _holds(declared, words, scores, best)
    if holds and (declared in _OLD or _is_sound(words, declared)):
        return Choice(declared, True)
    old = _sami(data, words, coded_sami, scores, (declared, *others))
    if old or holds:
        return old or Choice(declared, True)
    if preferred[:1] == [MARC_8] and may_be_marc8 and ACCENT.search(data) and all(map(is_composed, words)):
        return Choice(MARC_8, False)
    near = [charset for charset in scores if scores[charset] >= scores[best] - NEAR]
    known = next((name for charset in preferred for name in (charset, _usual(charset)) if name in near), "")
    return Choice(known or best, _has_several(data) and _read_alike(data, near))


def _weighed(
    data: bytes, words: list[bytes], declared: str, may_be_marc8: bool, others: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """The score of each charset, the declared one among them; and the charsets that the source speaks for."""
    preferred = [
        charset
        for charset in (declared, *others)
        if charset == MARC_8 or (charset not in ("auto", "utf-8") and decodes(b"", charset))
    ]
    scores = scores_of(words, may_be_marc8 or declared == MARC_8, preferred)
    if declared not in scores and declared != "auto" and decodes(data, declared):
        scores[declared] = likelihood(decode_as(b" ".join(words), declared))
    if declared != "cp850" and (any(map(is_cp850, words)) or (declared != "cp865" and any(map(is_like_cp850, words)))):
        del scores["cp865"]
        preferred = ["cp850" if charset == "cp865" else charset for charset in preferred]
    return scores, preferred


def _holds(declared: str, words: list[bytes], scores: dict[str, int], best: str) -> bool:
    """Whether the bytes let a declared charset stand: it reads about as well as any, or has nothing odd and is near."""
    if declared not in scores:
        return False
    composed = all(map(is_composed, words))
    if declared == MARC_8 and composed and any(map(ACCENT.search, words)):
        return True
    lack = scores[best] - scores[declared]
    if best == MARC_8 and lack > 0 and composed and sum(len(ACCENT.findall(word)) for word in words) > 2:
        return False
    return lack <= NEAR or (lack <= _FAR and _is_sound(words, declared))


def _is_sound(words: list[bytes], charset: str) -> bool:
    """Whether no word has a letter or sign where it can't stand."""
    return all(likelihood(_as_declared(word, charset)) >= 0 for word in words)


def _has_several(data: bytes) -> bool:
    """One odd letter is never sure: most charsets have some letter or other in its place."""
    return len(_HIGH.findall(data)) > 1


def _read_alike(data: bytes, charsets: list[str]) -> bool:
    """Whether it is the same text in all of them, as Norwegian is in code pages 865 and 850."""
    return len(charsets) == 1 or len({_as_declared(data, charset) for charset in charsets}) == 1


def _usual(charset: str) -> str:
    """The charset that a source of an old Sami one uses for its other texts."""
    return _SAMI[charset][1] if charset in _SAMI else charset


@lru_cache(maxsize=65_536)
def _may_be_sami(word: bytes, taken_for: str) -> bool:
    return has_reading(decode_as(word, taken_for), sami.OF_BYTES[taken_for])


def _sami(
    data: bytes, words: list[bytes], coded: bool, scores: dict[str, int], preferred: Sequence[str]
) -> Choice | None:
    """The old Sami charset of the bytes, where one is sure and reads at least as well as any other charset.

    MARC-8 has Sami letters too: where it reads as well, only words of the lexicon count.
    """
    found: dict[str, int] = {}
    for taken_for, indexes in sami.OF_BYTES.items():
        if not any(_may_be_sami(word, taken_for) for word in words):
            continue
        text = decode_as(data, taken_for)
        verdict = sami.judge(text, coded, indexes, preferred)
        if not verdict.sure:
            continue
        charset, score = MISREADINGS[verdict.index].charset, likelihood(sami.mend(text, verdict.index, True))
        marc8 = scores[MARC_8] >= score and not verdict.known and charset not in preferred
        if score >= max(scores.values()) - NEAR and not marc8:
            found[charset] = verdict.points // 10 + score
    if not found:
        return None
    best = next((charset for charset in preferred if charset in found), "") or max(found, key=lambda name: found[name])
    rivals = [name for name in found if name != best and found[name] > found[best] - NEAR // 2]
    return Choice(best, not rivals)
