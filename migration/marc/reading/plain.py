"""The short way for a record that has nothing wrong with it: ISO 2709 in UTF-8, read in one go.

Most records are like that. Whatever is odd about a record is seen here by a few tests on the whole of its text, and
then the long way (``decode``) is taken from the beginning: the outcome of both is the same.
"""

import re
from functools import lru_cache
from itertools import accumulate, chain
from unicodedata import is_normalized

from pymarc import Field, Indicators, Subfield

from migration.marc.charset.cleaning import has_hint
from migration.marc.stored import control_field, data_field, is_control, new_subfield, two_indicators

_LEADER = 24
_ENTRY = 12
_ODD_SUBFIELD = re.compile("\x1f(?:[^!-~]|.\\s*[\x1f\x1e])")
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_BLANKS = str.maketrans("^#\\", "   ")


def read_plain(payload: bytes) -> tuple[str, list[Field]] | None:
    """Leader and fields; None where the record needs a closer look."""
    if payload[-2:] != b"\x1e\x1d" or b"\x1b" in payload:
        return None
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return None
    head, _, body = text[:-2].partition("\x1e")
    pieces = body.split("\x1e")
    tags = _tags(head, _lengths(payload, pieces))
    if not tags or has_hint(body.replace("\x1e", "\x1f")) or not is_normalized("NFC", body):
        return None
    fields = build_plain(tags, pieces, text)
    return (head[:_LEADER], fields) if fields else None


def build_plain(tags: list[str], texts: list[str], joined: str) -> list[Field] | None:
    """Fields of their tags and texts; None where any is malformed. ``joined``: the texts, each followed by 0x1E."""
    if _ODD_SUBFIELD.search(joined):
        return None
    fields: list[Field] = []
    for tag, text in zip(tags, texts, strict=True):
        if is_control(tag):
            if "\x1f" in text or not text or text.isspace() or tag == "000":
                return None
            fields.append(control_field(tag, text))
            continue
        head, *subfields = text.split("\x1f")
        indicators = _indicators(head)
        if indicators is None or not subfields or not _is_tag(tag):
            return None
        fields.append(data_field(tag, indicators, [new_subfield(Subfield, (part[0], part[1:])) for part in subfields]))
    return fields


def _lengths(payload: bytes, pieces: list[str]) -> list[int]:
    """Lengths in bytes, terminators included."""
    if payload.isascii():
        return [len(piece) + 1 for piece in pieces]
    return [len(piece) + 1 for piece in payload[:-2].split(b"\x1e")[1:]]


def _tags(head: str, lengths: list[int]) -> list[str]:
    """The directory's tags; none where leader or directory is not exactly what the lengths demand."""
    if (
        len(head) != _LEADER + _ENTRY * len(lengths)
        or not (head.isascii() and head.isprintable())
        or head[10] not in "2 "
    ):
        return []
    tags = [head[at : at + 3] for at in range(_LEADER, len(head), _ENTRY)]
    entries = chain.from_iterable(zip(tags, lengths, accumulate(lengths, initial=0), strict=False))
    return tags if _directory(len(lengths)) % tuple(entries) == head[_LEADER:] else []


@lru_cache(maxsize=1024)
def _directory(entries: int) -> str:
    return "%s%04d%05d" * entries


@lru_cache(maxsize=4096)
def _is_tag(tag: str) -> bool:
    return _TAG.fullmatch(tag) is not None


@lru_cache(maxsize=4096)
def _indicators(head: str) -> Indicators | None:
    """Two indicators; signs for blank are blank. None for another number of them, or what can't be one."""
    if len(head) != 2 or not (head.isascii() and head.isprintable()):
        return None
    return two_indicators(head.translate(_BLANKS))
