"""Who looks after an asset, and how the UI's filters find it: owners, tags and kinds.

The teams are roles that every county has: *katalog* (cataloguers), *utlan* (circulation) and *prosjektleder*.
"""

CATALOGUE, CIRCULATION, LEAD = "team:katalog", "team:utlan", "team:prosjektleder"

PEOPLE = ("patron", "loan", "reservation", "fee", "likely_person")
"""Parts of the names of tables that hold borrowers, or what they have borrowed and owe."""

ITEMS = ("item", "location", "unit")
ACCOUNTS = ("raw_file", "source_rows", "ledger", "issue", "core_code", "fee_balance")


def owners_of(table: str) -> list[str]:
    """The team that mends what is wrong with a table."""
    if table in ACCOUNTS:
        return [LEAD]
    return [CIRCULATION] if any(part in table for part in PEOPLE) else [CATALOGUE]


def tags_of(table: str, layer: str) -> dict[str, str]:
    """``layer``, ``subject`` (catalogue, items, circulation, accounts), and ``personal_data`` where rows hold it."""
    return {"layer": layer, "subject": _subject(table), "personal_data": "yes" if holds_personal_data(table) else "no"}


def holds_personal_data(table: str) -> bool:
    """Whether rows of the table are about persons: its own, or rejected ones of every kind."""
    return table == "reject" or (any(part in table for part in PEOPLE) and table != "fee_balance")


def kinds_of(layer: str) -> set[str]:
    """The icons beside an asset."""
    return {"table", "python"} if layer == "matched" else {"table"}


def _subject(table: str) -> str:
    if table in ACCOUNTS or table == "reject":
        return "accounts"
    if any(part in table for part in PEOPLE):
        return "circulation"
    return "items" if any(part in table for part in ITEMS) else "catalogue"
