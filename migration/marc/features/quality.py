"""How much a record is worth as the base of a merged one: 0-75."""

import re

from pymarc import Record

from migration.marc.features.subfields import Fields, values

_USEFUL_TAGS = re.compile(
    r"0(?:08|[12]\d|8[0-4])|1\d\d|2[456]\d|300|33[678]|38[0-8]|4[49]0|5\d\d|6\d\d|[78][0-3]\d|856"
)
_USEFUL = frozenset(tag for tag in map("{:03}".format, range(1000)) if _USEFUL_TAGS.fullmatch(tag))
_ENCODING = {" ": 20, "1": 16, "4": 14, "2": 10, "7": 8, "3": 4, "5": 2, "8": 2, "u": 4, "z": 0}
_NATIONAL = re.compile(
    r"\((?:NO-OsBA|NO-OsNB|NO-OsBAS|NO-TrBIB|NO-47BIBSYS|FI-MELINDA|LIBRIS)\)|bibsys_network", re.IGNORECASE
)
_MOST_USEFUL = 40


def quality(leader: str, data: str, record: Record, fields: Fields) -> int:
    """0-20 for the encoding level, 1 per useful field up to 40, 10 for a national or supplier's number, 5 for an
    agency with authority in 008/39."""
    useful = len([field for field in record.fields if field.tag in _USEFUL])
    numbers = [*values(fields, "035", "a"), *values(fields, "003", "a")]
    known = any(_NATIONAL.search(n) for n in numbers) or "nbf" in values(fields, "015", "2")
    agency = 5 if data[39] in " c" and fields.get("008") else 0
    return _ENCODING.get(leader[17], 0) + min(useful, _MOST_USEFUL) + (10 if known else 0) + agency
