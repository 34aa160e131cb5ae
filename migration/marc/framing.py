"""Where the records of a catalogue file begin and end, found on the bytes; nothing is interpreted.

Files are read in blocks. A record whose bounds are lost is handed on with a problem, and reading goes on after it:
record lengths are never believed, since one wrong length would cost the rest of the file.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from migration.marc.frames import BLOCK, CAP, Frame
from migration.marc.lineframing import frame_line
from migration.marc.xmlframing import frame_xml

__all__ = ["Frame", "frame", "sniff", "xml_charset"]

BOM = b"\xef\xbb\xbf"
LEADER_LENGTH = 24
_BLANK = b" \t\r\n\x00\x1a"
_XML_RECORDS = re.compile(
    rb"<(?:[\w.-]+:)?(?:collection|records?|searchRetrieveResponse|OAI-PMH)[\s>/]"
    rb"|<(?:[\w.-]+:)?r(?:\s[^>]*)?>\s*<(?:[\w.-]+:)?(?:l|c00\d|d\d\d\d)[\s>]"
    rb"|http://www\.loc\.gov/MARC21/slim|info:lc/xmlns/marcxchange|indexdata\.com/turbomarc"
)
_XML_CHARSET = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_LINE_FIELD = re.compile(rb"(?m)^\*\d\d\d")
_TEXT_LINE = re.compile(rb"(?m)^.*\S")
_STRAY_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x19\x1c\x7f]")

_SEPARATORS = re.compile(rb"(?:[ \t\r\n\x00\x1a]|\xef\xbb\xbf)*")
_HEAD = re.compile(rb"(?=\d{5}[ -~]{5}[ 2]{2}(\d{5})[ -~]{7}((?:[0-9A-Za-z]{3}\d{9})+)\x1e)")
"""A leader and its directory: base address and entries."""


def sniff(head: bytes) -> str:
    """Format of a catalogue file by its first bytes: ``iso2709``, ``line``, ``xml``; empty for anything else."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    start = head.removeprefix(BOM).lstrip(_BLANK).removeprefix(BOM)
    if start.startswith(b"<"):
        return "xml" if _XML_RECORDS.search(start) else ""
    if _is_iso2709(start):
        return "iso2709"
    return "line" if _is_line_format(start) else ""


def _is_iso2709(start: bytes) -> bool:
    """ISO 2709 has field terminators and hardly any other control character, which a packed or drawn file has."""
    if b"\x1e" not in start or not (b"\x1d" in start or b"\x1f" in start):
        return False
    return len(_STRAY_CONTROLS.findall(start)) * 100 <= len(start)


def _is_line_format(start: bytes) -> bool:
    """At least a third of the lines are fields: the others are wrapped lines, record ends and junk."""
    fields = len(_LINE_FIELD.findall(start))
    return fields > 1 and fields * 3 >= len(_TEXT_LINE.findall(start))


def xml_charset(head: bytes) -> str:
    """Charset that an XML declaration names, in lower case; empty where none does."""
    found = _XML_CHARSET.match(head.removeprefix(BOM))
    return found[1].decode().lower() if found else ""


def frame(file: BinaryIO, format: str) -> Iterator[Frame]:  # noqa: A002 (the field's word)
    """Records of a file in a format that ``sniff`` names. A record's bytes are exactly the file's.

    Problems: ``record_truncated`` (its end is missing), ``record_too_long`` (over 32 MiB; the rest of it is skipped).
    """
    return _FRAMERS[format](file)


def _frame_iso2709(file: BinaryIO) -> Iterator[Frame]:
    """Records end at 0x1D, whatever their leaders say."""
    start, rest, skipping = 0, b"", False
    while block := file.read(BLOCK):
        *whole, rest = (rest + block).split(b"\x1d")
        for piece in whole:
            if not skipping:
                yield from _iso2709_records(start, piece + b"\x1d", "")
            start, skipping = start + len(piece) + 1, False
        if len(rest) > CAP:
            if not skipping:
                yield Frame(start, rest, "record_too_long")
            start, rest, skipping = start + len(rest), b"", True
    if not skipping:
        yield from _iso2709_records(start, rest, "record_truncated")


def _iso2709_records(start: int, piece: bytes, problem: str) -> Iterator[Frame]:
    """The record of a piece; more than one where a record was cut short and the next one follows."""
    begin = _after_separators(piece)
    if not piece[begin:].strip(b"\x1d \t\r\n\x00\x1a"):
        return
    for head in _HEAD.finditer(piece, begin + 1):
        if _begins_record(piece, head):
            yield Frame(start + begin, piece[begin : head.start()], "record_truncated")
            begin = head.start()
    yield Frame(start + begin, piece[begin:], problem)


def _begins_record(piece: bytes, head: re.Match[bytes]) -> bool:
    """Whether it is a record's head and no digits of a directory: its base address fits, or a field or line ended."""
    return int(head[1]) == LEADER_LENGTH + len(head[2]) + 1 or piece[head.start() - 1 : head.start()] in (
        b"\x1e",
        b"\n",
    )


def _after_separators(piece: bytes) -> int:
    """Where a record begins. Blanks before anything but a digit belong to it: a leader may lack its length."""
    found = _SEPARATORS.match(piece)
    end = found.end() if found else 0
    if piece[end : end + 1].isdigit():
        return end
    return len(piece[:end].rstrip(b" "))


_FRAMERS: dict[str, Callable[[BinaryIO], Iterator[Frame]]] = {
    "iso2709": _frame_iso2709,
    "line": frame_line,
    "xml": frame_xml,
}
