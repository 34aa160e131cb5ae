"""Which record of a title is its base: by the criteria of ``survivorship.yaml``, on what the stored record says."""

from collections.abc import Sequence

from migration.match.merging.fields import StoredField, StoredRecord, first
from migration.match.merging.rules import Complete, Criterion, Level, Newest, NumberOf

_BEFORE_PUBLICATION = "8"
_MARC_BEGINS = 68
"""Two digits of a year from here on are of the 20th century: MARC is from 1968."""
_SAYS_WHO = frozenset({"003", "015", "035", "040", "042"})

Rank = tuple[int, ...]


def rank(record: StoredRecord, criteria: Sequence[Criterion]) -> Rank:
    """The smaller, the better. Whatever the criteria, a record without a title comes last, and one that was made before
    the book was out (leader/17 is 8) after all others."""
    leader, fields = record
    titled = any(field[0] == "245" and first(field, "a") for field in fields)
    early = leader[17:18] == _BEFORE_PUBLICATION
    return (not titled, early, *(_place(criterion, leader, fields) for criterion in criteria))


def _place(criterion: Criterion, leader: str, fields: Sequence[StoredField]) -> int:
    match criterion:
        case NumberOf():
            return not any(field[0] in _SAYS_WHO and _agency(field) in criterion.names for field in fields)
        case Complete():
            tags = {field[0] for field in fields}
            return -sum(not tags.isdisjoint(wanted) for wanted in criterion.tags)
        case Level():
            return criterion.places.get(leader[17:18], len(criterion.places))
        case Newest():
            return -_changed(fields)


def _agency(field: StoredField) -> str:
    """Who numbered or made the record, by one field."""
    tag = field[0]
    if tag == "003":
        return field[1].strip().casefold()
    if tag == "035":
        number = first(field, "a").strip()
        return number[1:].partition(")")[0].casefold() if number.startswith("(") else ""
    return first(field, "2" if tag == "015" else "a").strip().casefold()


def _changed(fields: Sequence[StoredField]) -> int:
    """``20260113093000``; 0 where the record doesn't say."""
    data = {field[0]: field[1] for field in fields if field[0] in ("005", "008")}
    changed, entered = data.get("005", "")[:14], data.get("008", "")[:6]
    if len(changed) == 14 and _is_number(changed):
        return int(changed)
    if len(entered) < 6 or not _is_number(entered):
        return 0
    century = "19" if int(entered[:2]) >= _MARC_BEGINS else "20"
    return int(f"{century}{entered}000000")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
