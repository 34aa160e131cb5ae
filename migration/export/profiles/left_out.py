"""Rows that the receiving system would refuse: left out of its files, and told with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

COLUMNS = ("file", "source", "id", "column", "why", "why_nb", "why_en")
REASONS: Mapping[str, tuple[str, str]] = {
    "required": ("{} må være utfylt hos mottakeren, og er tom", "{} must be filled for the receiver, and is empty"),
    "not_written": ("det som {} viser til, er selv utelatt", "what {} refers to is left out itself"),
    "too_long": ("{} er lengre enn mottakeren har plass til", "{} is longer than the receiver has room for"),
    "not_unique": ("{} står på en annen rad også", "{} stands in another row, too"),
    "same": ("personen står der allerede, med samme verdi i {}", "the person is there already, with the same {}"),
    "reference": ("raden viser til noe som er utelatt ({})", "the row refers to what is left out ({})"),
    "unlisted": ("ingen har bestemt hva verdien i {} skal bli", "nobody has said what the value in {} becomes"),
    "letter": ("raden har et tegn som filens tegnsett ikke har", "the row has a letter that the file's encoding lacks"),
}


RENAMED = ("file", "source", "id", "before")
"""Rows in which a value that several had got a prefix."""

SAME = "same"
"""No row is missing: the receiver has one for both."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``why``: a reason of ``REASONS`` and the column. Values are not told: a row may be a patron's."""

    file: str
    source: str
    id: str
    why: str

    def cells(self) -> tuple[str, ...]:
        reason, _, column = self.why.partition(":")
        nb, en = REASONS[reason]
        return (self.file, self.source, self.id, column, reason, nb.format(column), en.format(column))
