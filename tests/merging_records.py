"""Stored records that tests of merging are made of."""

from migration.match.merging.fields import StoredField
from migration.match.merging.rules import load_survivorship_rules
from migration.match.merging.survivorship import Member, Merged, merge
from migration.settings import SHIPPED

RULES = load_survivorship_rules(SHIPPED / "mappings" / "survivorship.yaml")
RELATORS = {"oversetter": "trl", "illustrator": "ill"}
"""By folded terms."""
LEADER = "00000nam a2200000 c 4500"
TITLE = ["245", "10", "a", "Markens grøde"]
NATIONAL = ["035", "  ", "a", "(NO-OsNB)990000000001"]
"""Makes a record the base."""


def member(name: str, fields: list[StoredField], leader: str = LEADER) -> Member:
    """A record of the library ``NO-<name>``."""
    return Member(name, "1", f"NO-{name}", [leader, fields])


def told(base: list[StoredField], *others: list[StoredField]) -> Merged:
    """The first is the base, the others come in this order."""
    first = member("0", [NATIONAL, *base])
    found = merge([first, *(member(str(n), fields) for n, fields in enumerate(others, 1))], RULES, RELATORS)
    assert found.base is first
    assert found.record[0] == LEADER
    return found


def merged(base: list[StoredField], *others: list[StoredField]) -> list[StoredField]:
    """The fields of the record, but for the number that makes the first the base."""
    return [field for field in told(base, *others).record[1] if field != NATIONAL]
