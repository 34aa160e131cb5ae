"""Rows that the receiving system would refuse: left out of its files, and told with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

REASONS: Mapping[str, tuple[str, str]] = {
    "required": ("{} må være utfylt hos mottakeren, og er tom", "{} must be filled for the receiver, and is empty"),
    "too_long": ("{} er lengre enn mottakeren har plass til", "{} is longer than the receiver has room for"),
    "not_unique": ("{} står på en annen rad også", "{} stands in another row, too"),
    "not_written": ("det som {} viser til, er selv utelatt", "what {} refers to is left out itself"),
    "unfit": ("{} har ikke formen som mottakeren krever", "{} has not the form that the receiver demands"),
    "unlisted": ("ingen har bestemt hva verdien i {} skal bli", "nobody has said what the value in {} becomes"),
    "letter": ("{} har et tegn som filen ikke kan ha", "{} has a letter that the file cannot hold"),
    "same": ("mottakeren har én rad for denne og en annen", "the receiver has one row for this and another"),
}
SAME = "same:"
"""No row is missing: another stands for it."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]


LEFT_OUT = Table("left_out.csv", ("file", "source", "legacy_id", "id", "column", "why", "code", "why_nb", "why_en"))
RENAMED = Table("renamed.csv", ("file", "source", "id", "before"))
"""Rows in which a value that several had got a prefix, and what it was."""
RECORD_COUNTS = ("file", "records", "bytes")
"""Columns of the table that a profile's ``record_counts`` names."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``legacy_id``: of the row in the source, where it is one; ``why``: a reason of ``REASONS`` and the column.

    Values are not told, since a row may be a patron's, but for a ``code`` of another table that nobody has listed.
    """

    file: str
    source: str
    id: str
    why: str
    legacy_id: str = ""
    code: str = ""

    def cells(self) -> tuple[str, ...]:
        reason, _, column = self.why.partition(":")
        nb, en = REASONS[reason]
        return (
            self.file,
            self.source,
            self.legacy_id,
            self.id,
            column,
            reason,
            self.code,
            nb.format(column),
            en.format(column),
        )
