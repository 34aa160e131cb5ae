"""Patrons as the matching of persons sees them."""

from typing import Any

from migration.match.persons.certain import Person

BLANK: dict[str, Any] = {
    "national_id_ref": "", "national_card_number": "", "birth_date": "1980-05-17", "surname": "Hansen",
    "given_name": "Kari", "email": "", "phones": (), "is_protected": False,
}  # fmt: skip


def person(patron_id: str, ref: str = "", card: str = "", **changes: Any) -> Person:
    """Kari Hansen, born 1980-05-17, a patron of a source and library of her own."""
    own = {"legacy_id": f"old-{patron_id}", "source": f"source-{patron_id}", "library": f"NO-{patron_id}"}
    numbers = {"national_id_ref": ref, "national_card_number": card}
    return Person(patron_id=patron_id, **(BLANK | own | numbers | changes))
