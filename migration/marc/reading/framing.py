"""Where the records of a catalogue file begin and end, found on the bytes; nothing is interpreted.

Files are read in blocks. A record whose bounds are lost is handed on with a problem, and reading goes on after it:
record lengths are never believed, since one wrong length would cost the rest of the file.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from migration.marc.reading.frames import Frame
from migration.marc.reading.isoframing import frame_iso2709
from migration.marc.reading.lineframing import frame_line
from migration.marc.reading.utf16 import byte_order, shadow
from migration.marc.reading.xmlframing import frame_xml

__all__ = ["Frame", "frame", "sniff", "xml_charset"]

BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n\x00\x0c\x1a"
_XML_RECORDS = re.compile(
    rb"(?:<|&lt;)(?:[\w.-]+:)?(?:collection|records?|searchRetrieveResponse|OAI-PMH)(?:[\s>/]|&gt;)"
    rb"|(?:<|&lt;)(?:[\w.-]+:)?r(?:\s[^<>]*)?(?:>|&gt;)\s*(?:<|&lt;)(?:[\w.-]+:)?(?:l|c00\d|d\d\d\d)(?:[\s>]|&gt;)"
    rb"|http://www\.loc\.gov/MARC21/slim|info:lc/xmlns/marcxchange|indexdata\.com/turbomarc"
)
_XML_CHARSET = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_LINE_FIELD = re.compile(rb"(?m)^[\t\x0c\x00]*\*\d\d\d")
_LINE_END = re.compile(rb"(?m)^\^[ \t]*$")
_TEXT_LINE = re.compile(rb"(?m)^.*\S")
_STRAY_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x19\x1c\x7f]")


def sniff(head: bytes) -> str:
    """Format of a catalogue file by its first bytes: ``iso2709``, ``line``, ``xml``; empty for anything else."""
    order = byte_order(head)
    if order:
        return "xml" if _XML_RECORDS.search(shadow(head, order)) else ""
    start = head.removeprefix(BOM).lstrip(_BLANK).removeprefix(BOM)
    if start.startswith(b"<"):
        return "xml" if _XML_RECORDS.search(start) else ""
    if _is_iso2709(start):
        return "iso2709"
    return "line" if _is_line_format(start.replace(b"\r", b"\n")) else ""


def _is_iso2709(start: bytes) -> bool:
    """ISO 2709 has field terminators and hardly any other control character, which a packed or drawn file has."""
    if b"\x1e" not in start or not (b"\x1d" in start or b"\x1f" in start):
        return False
    return len(_STRAY_CONTROLS.findall(start)) * 100 <= len(start)


def _is_line_format(start: bytes) -> bool:
    """At least a third of the lines are fields: the others are wrapped lines, record ends and junk."""
    fields = len(_LINE_FIELD.findall(start))
    return (fields > 1 or bool(fields and _LINE_END.search(start))) and fields * 3 >= len(_TEXT_LINE.findall(start))


def xml_charset(head: bytes) -> str:
    """Charset of an XML file, in lower case: UTF-16 by its bytes, others as its declaration says; empty for neither.

    UTF-16 is told as ``utf-16-le`` or ``utf-16-be``, since no record but the first has the byte order mark.
    """
    order = byte_order(head)
    if order:
        return order
    found = _XML_CHARSET.match(head.removeprefix(BOM))
    return found[1].decode().lower() if found else ""


def frame(file: BinaryIO, format: str) -> Iterator[Frame]:  # noqa: A002 (the field's word)
    """Records of a file in a format that ``sniff`` names. A record's bytes are exactly the file's, UTF-16 as well.

    Problems: ``record_truncated`` (its end, or its beginning, is missing), ``record_too_long`` (over 32 MiB; the rest
    of it is skipped).
    """
    return _FRAMERS[format](file)


_FRAMERS: dict[str, Callable[[BinaryIO], Iterator[Frame]]] = {
    "iso2709": frame_iso2709,
    "line": frame_line,
    "xml": frame_xml,
}
