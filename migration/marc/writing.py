"""Stored records to ISO 2709 and MARCXML: plain joins of strings, since a county is a million records."""

from collections.abc import Iterable
from typing import Any

from migration.marc.stored import is_control

MAX_RECORD = 99_999
MAX_FIELD = 9_999

MARCXML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
MARCXML_TAIL = "</collection>\n"


class RecordTooLongError(Exception):
    """ISO 2709 has room for 99,999 bytes a record and 9,999 a field. ``bytes``: what the record would have."""

    def __init__(self, bytes: int) -> None:  # noqa: A002 (the delivery's word)
        super().__init__(f"the record is {bytes} bytes")
        self.bytes = bytes


def iso2709(stored: list[Any]) -> bytes:
    """ISO 2709 in UTF-8 of a stored record (``parse_stored``); lengths rebuilt. Raises RecordTooLongError."""
    leader, rows = stored
    bodies = [_body(row).encode() for row in rows]
    directory, offset = [], 0
    for row, body in zip(rows, bodies, strict=True):
        directory.append("%s%04d%05d" % (row[0], len(body), offset))  # noqa: UP031 (twice as fast as an f-string)
        offset += len(body)
    base = 25 + 12 * len(rows)
    total = base + offset + 1
    if total > MAX_RECORD or max(map(len, bodies), default=0) > MAX_FIELD:
        raise RecordTooLongError(total)
    head = f"{total:05}{leader[5:9]}a22{base:05}{leader[17:20]}4500{''.join(directory)}\x1e"
    return b"".join([head.encode(), *bodies, b"\x1d"])


def _body(row: list[str]) -> str:
    if is_control(row[0]):
        return row[1] + "\x1e"
    return "\x1f".join([row[1], *map(str.__add__, row[2::2], row[3::2])]) + "\x1e"


def marcxml(stored: list[Any]) -> str:
    """One ``<record>`` element of a stored record (``parse_stored``), a line for each field."""
    leader, rows = stored
    leader = escaped(f"00000{leader[5:9]}a2200000{leader[17:20]}4500")
    return f"<record>\n<leader>{leader}</leader>\n{''.join(map(marcxml_field, rows))}</record>\n"


def marcxml_field(row: list[str]) -> str:
    """One ``<controlfield>`` or ``<datafield>`` element of a stored field, with its line end."""
    if is_control(row[0]):
        return f'<controlfield tag="{row[0]}">{escaped(row[1])}</controlfield>\n'
    first, second = map(escaped, row[1])
    return (
        f'<datafield tag="{row[0]}" ind1="{first}" ind2="{second}">'
        f"{''.join(_subfields(row[2::2], map(escaped, row[3::2])))}</datafield>\n"
    )


def _subfields(codes: Iterable[str], values: Iterable[str]) -> list[str]:
    return [
        f'<subfield code="{code if code.isalnum() else escaped(code)}">{value}</subfield>'
        for code, value in zip(codes, values, strict=True)
    ]


def escaped(text: str) -> str:
    """As it stands in XML, in an element or an attribute."""
    if "&" in text or "<" in text or ">" in text or '"' in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text
