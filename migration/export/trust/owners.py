"""Whose is a row: the part that a patron, and all that hangs on the patron, travels in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import intern
from uuid import UUID

from migration.export.trust.model import PEOPLE, UNKNOWN
from migration.ids import target_id


@dataclass(slots=True)
class Owners:
    """Parts by the ids of people's rows. Memory: about a hundred bytes for each row.

    ``libraries``: the ISIL of each part; empty for a part of patrons of whom nobody says whose they are. ``sources``:
    the source of each part's patrons.
    """

    libraries: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    _parts: dict[bytes, str] = field(default_factory=dict)

    def of_row(self, table: str, row: Mapping[str, str]) -> str | None:
        """The part of a row of a people's table, which is remembered; None where its patron is not known."""
        part = self._of_patron(row) if table == "patrons" else self.of_id(row["patron_id"])
        if part is not None:
            self._parts[UUID(row[PEOPLE[table]]).bytes] = part
        return part

    def of_id(self, row_id: str) -> str | None:
        return self._parts.get(UUID(row_id).bytes) if row_id else None

    def of_legacy(self, source: str, entity: str, legacy_id: str) -> str | None:
        """By the key of a row in its source."""
        return self.of_id(target_id(source, entity, legacy_id))

    def _of_patron(self, row: Mapping[str, str]) -> str:
        part = intern(row["library"] or f"{UNKNOWN}{row['source']}")
        self.libraries[part] = row["library"]
        self.sources[part] = row["source"]
        return part
