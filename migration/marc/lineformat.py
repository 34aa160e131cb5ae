"""The NORMARC line format: a record's lines to leader and fields.

Grammar: one field a line, ``*TTTii$aValue$bValue``; 000 (the leader) to 009 have neither indicators nor subfields; the
record ends with a line ``^``; a blank may be written ``^`` in leader, fixed fields and indicators. Met besides: lines
``**…`` (junk), long lines wrapped, indicators left out. ``$`` has no escape: it begins a subfield where a small letter
or a digit follows. In text a digit with another after it may be a price: ``$12`` after a blank, after ``US`` or at once
after a subfield code is text, but not in the number and code fields (01X, 03X-09X, 880), where ``$2 23`` is meant.
"""

import re

from migration.marc.iso2709 import LEADER, Parts

_END = re.compile(rb"\^[ \t\x00\x1a]*")
_FIELD = re.compile(rb"\*\d[0-9A-Z]{2}")
_BROKEN_FIELD = re.compile(rb"\*[^$]{0,5}\$[a-z0-9]")
_CODE_FIELD = re.compile(rb"01.|0[3-9].|880")
_SUBFIELD = re.compile(rb"\$(?=[a-z0-9])")
_PRICE = re.compile(rb"(?: |US|\$[a-z])\$\d\d")
_SUBFIELD_BESIDE_PRICE = re.compile(rb"\$(?=[a-z]|\d(?!\d)|(?<![ ]\$)(?<!US\$)(?<!\$[a-z]\$)\d)")
_CONTROL_AS_DATA = re.compile(rb"[ ^]{0,2}\$a")
_FIXED = ("006", "007", "008")


def split(payload: bytes) -> Parts:
    """Leader (padded or cut to 24) and fields in the same shape as those of ISO 2709."""
    leader, fields = b"", []
    for line in _unwrapped(payload):
        tag, rest = line[1:4], line[4:]
        if tag == b"000":
            leader = rest.replace(b"^", b" ")
        else:
            fields.append((tag.decode("ascii", "replace"), _data(tag, rest)))
    return Parts(leader.ljust(LEADER)[:LEADER], fields)


def _unwrapped(payload: bytes) -> list[bytes]:
    """Field lines. A line that begins no field goes on the one before, with a blank between; junk is left out."""
    lines: list[list[bytes]] = []
    for line in payload.removeprefix(b"\xef\xbb\xbf").splitlines():
        if _FIELD.match(line) or _BROKEN_FIELD.match(line):
            lines.append([line])
        elif _END.fullmatch(line):
            break
        elif lines and not line.startswith(b"**") and line.strip(b" \t\x00\x1a"):
            lines[-1] += [line.strip(b" \t\x00\x1a")]
    return [first if not more else b" ".join([first.rstrip(b" "), *more]) for first, *more in lines]


def _data(tag: bytes, rest: bytes) -> bytes:
    if tag.startswith(b"00"):
        text = _CONTROL_AS_DATA.sub(b"", rest, count=1) if _CONTROL_AS_DATA.match(rest) else rest
        return text.replace(b"^", b" ") if tag.decode("ascii", "replace") in _FIXED else text
    indicators, body = _indicators(rest)
    prices = _PRICE.search(body) and not _CODE_FIELD.fullmatch(tag)
    return indicators + (_SUBFIELD_BESIDE_PRICE if prices else _SUBFIELD).sub(b"\x1f", body)


def _indicators(rest: bytes) -> tuple[bytes, bytes]:
    """Two indicators and what follows them; those left out are blank."""
    end = rest.find(b"$", 0, 3)
    end = 2 if end < 0 else end
    return rest[:end].ljust(2), rest[end:]
