"""The NORMARC line format: a record's lines to leader and fields.

Grammar: one field a line, ``*TTTii$aValue$bValue``; 000 (the leader) to 009 have neither indicators nor subfields; the
record ends with a line ``^``; a blank may be written ``^`` in leader, fixed fields and indicators. Met besides: lines
``**…`` (junk), long lines wrapped, indicators left out or set off with blanks, leaders of other lengths than 24.

``$`` has no escape: it begins a subfield where a small letter or a digit follows. In text a digit may be a price:
``$12``, ``$9.50`` and ``$5`` with a blank behind it are text after a blank, ``(``, ``$`` or ``US``, and at once after a
subfield code. In 6XX-8XX only the latter are, since ``$1`` may hold a Dewey number there; in number and code fields
(01X, 03X-09X, 880) none, where ``$2 23`` is meant. Where a field begins with ``$$a``, ``$$`` is its delimiter.
"""

import re
from functools import lru_cache

from migration.marc.reading.directory import LEADER
from migration.marc.reading.iso2709 import Parts
from migration.marc.reading.leaders import aligned

_BLANK = b" \t\x0c\x00\x1a"
_MARGIN = re.compile(rb"(?:\xef\xbb\xbf|[\t\x0c\x00\x1a])+")
_END = re.compile(rb"\^[ \t\x0c\x00\x1a]*")
_FIELD = re.compile(rb"\*(?:\d[0-9A-Z]{2}|[^$]{0,5}\$[a-z0-9])")
_FIXED = (b"006", b"007", b"008")
_CONTROL_AS_DATA = re.compile(rb"[ ^]{0,2}\$a")
_INDICATORS = re.compile(rb"[ \t]*[0-9^#]{0,2}[ \t]*")

_SUBFIELD = re.compile(rb"\$(?=[a-z0-9])")
_GOES_ON = re.compile(rb"\$(?:[a-z]|\d(?!\d))")
_DOUBLED = re.compile(rb"\$\$(?=[a-z0-9])")
_NUMBER_FIELD = re.compile(rb"01.|0[3-9].|880")
_MAY_BE_PRICE = re.compile(rb"\$[1-9](?:\d|[.,]\d| )")
_NO_PRICE_AFTER_CODE = re.compile(rb"(?<!\$[a-z])\$(?=[a-z0-9])|\$(?=[a-z0]|\d(?!\d|[.,]\d| ))")
_NO_PRICE = re.compile(rb"(?<![ ($])(?<!US)(?<!\$[a-z])\$(?=[a-z0-9])|\$(?=[a-z0]|\d(?!\d|[.,]\d| ))")


def split(payload: bytes) -> Parts:
    """Leader (24 bytes) and fields in the same shape as those of ISO 2709."""
    leader, fields = b"", []
    for line in _unwrapped(payload):
        tag, rest = line[1:4], line[4:]
        if tag == b"000":
            leader = _leader(rest)
        elif tag.startswith(b"00"):
            fields.append((_name(tag), _control(tag, rest)))
        else:
            fields.append((_name(tag), _data(tag, _without_end(rest))))
    return Parts(leader.ljust(LEADER)[:LEADER], fields)


def _unwrapped(payload: bytes) -> list[bytes]:
    """Field lines. A line that begins no field goes on the one before; junk is left out.

    ``**`` begins junk, but within a text that is wrapped: where the next line goes on with it.
    """
    lines: list[bytes] = []
    held, is_junk = b"", False
    for line in payload.splitlines():
        text = line if line[:1] == b"*" else _MARGIN.sub(b"", line, count=1)
        if _FIELD.match(text):
            lines.append(text)
        elif _END.fullmatch(text):
            break
        elif lines and text.startswith(b"**"):
            held, is_junk = b"" if is_junk else text.strip(_BLANK), True
            continue
        elif lines and (more := text.strip(_BLANK)):
            lines[-1] = _joined(lines[-1], held + b" " + more if held else more)
        held, is_junk = b"", False
    return lines


def _without_end(text: bytes) -> bytes:
    """A field's text without ``^`` at its end, which some exports write after the last field, or after each."""
    bare = text.rstrip(_BLANK)
    return bare[:-1].rstrip(_BLANK) if bare.endswith(b"^") else bare


def _joined(line: bytes, more: bytes) -> bytes:
    """A wrapped line in one, with a blank between unless a subfield begins there."""
    return line.rstrip(_BLANK) + (b"" if _GOES_ON.match(more) else b" ") + more


@lru_cache(maxsize=4096)
def _name(tag: bytes) -> str:
    return tag.decode("ascii", "replace")


@lru_cache(maxsize=4096)
def _leader(text: bytes) -> bytes:
    return aligned(_CONTROL_AS_DATA.sub(b"", text, count=1).replace(b"^", b" "))


def _control(tag: bytes, text: bytes) -> bytes:
    text = _CONTROL_AS_DATA.sub(b"", text, count=1) if _CONTROL_AS_DATA.match(text) else text
    return text.replace(b"^", b" ") if tag in _FIXED else _without_end(text) if text.endswith(b"^") else text


def _data(tag: bytes, rest: bytes) -> bytes:
    """Indicators, and 0x1F for each ``$`` that begins a subfield."""
    indicators, begin = _indicators(rest[:7])
    body = rest[begin:]
    if body.startswith(b"$$") and _DOUBLED.match(body):
        return indicators + _DOUBLED.sub(b"\x1f", body)
    if not _MAY_BE_PRICE.search(body) or _NUMBER_FIELD.fullmatch(tag):
        return indicators + _SUBFIELD.sub(b"\x1f", body)
    return indicators + (_NO_PRICE_AFTER_CODE if tag[:1] in b"678" else _NO_PRICE).sub(b"\x1f", body)


@lru_cache(maxsize=4096)
def _indicators(start: bytes) -> tuple[bytes, int]:
    """Two indicators and where the subfields begin; those left out are blank, and blanks may stand around two."""
    end = start.find(b"$")
    if end > 2 and _INDICATORS.fullmatch(start, 0, end):
        given = start[1:3] if end == 3 and start[:1] in b" \t" else start[:end].strip(b" \t")
        return given.ljust(2), end
    end = end if 0 <= end < 2 else 2
    return start[:end].ljust(2), end
