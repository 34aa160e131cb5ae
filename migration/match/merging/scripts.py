"""Fields in two scripts: what a merged record takes, it takes with the 880 that is linked to it by ``$6``."""

from collections.abc import Iterable, Sequence

from migration.match.merging.fields import StoredField, first, subfields, with_subfields

_LAST = 99
"""Occurrence numbers have two digits."""
_LINKS = frozenset("68")
_UNLINKED = "00"


def last_occurrence(fields: Iterable[StoredField]) -> int:
    """The highest number of a link in the record; 0 where there is none."""
    return max((int(number) for field in fields if (number := occurrence(field))), default=0)


def occurrence(field: StoredField) -> str:
    """``01`` of ``$6 880-01`` and of ``$6 245-01/(N``; empty where the field has no link."""
    number = first(field, "6")[4:6] if "6" in field[2::2] else ""
    return number if number.isascii() and number.isdigit() and number != _UNLINKED else ""


def companion(field: StoredField, fields: Sequence[StoredField]) -> StoredField | None:
    """The 880 that the field names, of the fields of its record."""
    number = occurrence(field)
    if not number or not first(field, "6").startswith("880-"):
        return None
    link = f"{field[0]}-{number}"
    return next((f for f in fields if f[0] == "880" and first(f, "6")[:6] == link), None)


def unlinked(field: StoredField) -> StoredField:
    """The field without ``$6`` and ``$8``, which name fields that stay behind."""
    if _LINKS.isdisjoint(field[2::2]):
        return list(field)
    return with_subfields(field, [pair for pair in subfields(field) if pair[0] not in _LINKS])


def linked(field: StoredField, other: StoredField, number: int) -> list[StoredField]:
    """The field and its 880, linked by another number; the field alone where numbers have run out."""
    if number > _LAST:
        return [unlinked(field)]
    script = first(other, "6")[6:]
    return [_with_link(field, f"880-{number:02}"), _with_link(other, f"{field[0]}-{number:02}{script}")]


def _with_link(field: StoredField, link: str) -> StoredField:
    """``$6`` stands first."""
    return [*field[:2], "6", link, *unlinked(field)[2:]]
