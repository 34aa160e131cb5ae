"""The records of a generic delivery, read from ``bibs.xml`` as it is written there: a line for each field."""

import re
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from migration.marc.writing import MARCXML_HEAD

_CHUNK = 1 << 20
_END = "</record>\n"
_ID = re.compile(r'<controlfield tag="001">([^<]*)</controlfield>')
_LEADER = re.compile(r"<leader>([^<]*)</leader>")
_FIELD = re.compile(
    r'<controlfield tag="(?P<control>[^"]*)">(?P<data>[^<]*)</controlfield>'
    r'|<datafield tag="(?P<tag>[^"]*)" ind1="(?P<first>[^"]*)" ind2="(?P<second>[^"]*)">(?P<subfields>.*?)</datafield>',
    re.DOTALL,
)
_SUBFIELD = re.compile(r'<subfield code="([^"]*)">([^<]*)</subfield>')


class BrokenRecordsError(Exception):
    """``bibs.xml`` is not as it was written."""


def records(path: Path) -> Iterator[tuple[str, str]]:
    """001 and the text of each ``<record>`` element, with its line end."""
    with path.open(encoding="utf-8", newline="") as file:
        if file.read(len(MARCXML_HEAD)) != MARCXML_HEAD:
            raise BrokenRecordsError(f"{path.name} does not begin as grenselos writes it; write the delivery again")
        rest = ""
        while chunk := file.read(_CHUNK):
            *whole, rest = (rest + chunk).split(_END)
            for text in whole:
                found = _ID.search(text)
                if found is None:
                    raise BrokenRecordsError(f"{path.name} has a record without 001; write the delivery again")
                yield found[1], text + _END


def without(text: str, tags: Collection[str]) -> str:
    """The record without the fields of these tags."""
    for tag in tags:
        if f'tag="{tag}"' in text:
            text = re.sub(rf'<(datafield|controlfield) tag="{tag}".*?</\1>\n', "", text, flags=re.DOTALL)
    return text


def fields(text: str, tag: str) -> Iterator[list[str]]:
    """The rows of one tag, in the record's order."""
    if f'tag="{tag}"' in text:
        lines = re.finditer(rf'<(datafield|controlfield) tag="{tag}".*?</\1>', text, flags=re.DOTALL)
        yield from (_row(found) for line in lines if (found := _FIELD.match(line[0])))


def stored(text: str) -> list[Any]:
    """The record as leader and rows, as the writers take it."""
    leader = _LEADER.search(text)
    return [unescape(leader[1]) if leader else "", [_row(found) for found in _FIELD.finditer(text)]]


def _row(found: re.Match[str]) -> list[str]:
    if found["control"] is not None:
        return [found["control"], unescape(found["data"])]
    row = [found["tag"], unescape(found["first"] + found["second"])]
    for code, value in _SUBFIELD.findall(found["subfields"]):
        row += (unescape(code), unescape(value) if "&" in value else value)
    return row
