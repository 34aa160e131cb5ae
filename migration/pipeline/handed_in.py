"""The rows of a correction file: which row of the export each means, and which of its cells stand where."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from migration.export.tables import REJECTS
from migration.extract.corrections import LEGACY_ID
from migration.pipeline.landed import LandedFile, LandedRow, distinct
from migration.privacy import shape
from migration.rows import column_index, fold_column

_ID = re.compile(r"@?[0-9]+(?:#[0-9]+)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""Ids as databases give them: numbers, or GUIDs."""
OVERFLOW = "+"
"""The column of a reject that holds what lay beyond the header."""


@dataclass(frozen=True, slots=True)
class Handed:
    """``key``: the legacy id that it names; ``place``: file and row that it names, empty where it does not."""

    row: LandedRow
    key: str
    new_id: str
    source: str
    place: tuple[str, str]

    @property
    def shown_key(self) -> str:
        """The key for an issue: of a cell that went astray, which may hold a name, only what it looks like."""
        return self.key if self.row.file.table == "raw_item" or _ID.fullmatch(self.key) else shape(self.key)

    @property
    def where(self) -> str:
        return f"{self.row.file.name}:{self.row.line}"


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of a correction file lie in a row of the export.

    ``pairs``: position in the correction, position in the row; ``file``: the row's, with the columns that it did not
    have at its end; ``overflow``: position of ``+``; ``whole``: whether every column of the export is there.
    """

    pairs: tuple[tuple[int, int], ...]
    file: LandedFile
    overflow: int | None
    whole: bool


def handed_in(row: LandedRow) -> Handed:
    reader = row.reader()
    copy = is_copy_of_rejects(row.file)
    own_id = reader.take("Id")
    return Handed(
        row=row,
        key=(reader.take(LEGACY_ID) if copy else "") or own_id,
        new_id=own_id,
        source=reader.take("source") if copy else "",
        place=(reader.take("file"), reader.take("row")) if copy else ("", ""),
    )


def is_copy_of_rejects(file: LandedFile) -> bool:
    """Whether a file has more than the export's columns: its reasons, its file and row are then none of them."""
    return LEGACY_ID in file.index


@lru_cache(maxsize=64)
def columns_of(own: LandedFile, correction: LandedFile, known: tuple[str, ...]) -> Columns:
    """``known``: the contract's columns of the table, which a correction may add. The first of equal names counts."""
    places = _places(own)
    contract = {fold_column(name): name for name in known}
    added: dict[str, str] = {}
    pairs: dict[int, int] = {}
    for at, name in enumerate(correction.columns):
        folded = _own_name(name, correction)
        if folded in contract and folded not in places:
            places[folded] = len(own.columns) + len(added)
            added[folded] = contract[folded]
        if folded in places and places[folded] not in pairs.values():
            pairs[at] = places[folded]
    return Columns(
        pairs=tuple(pairs.items()),
        file=_with(own, tuple(added.values())),
        overflow=correction.index.get(OVERFLOW),
        whole=set(range(len(own.columns))) <= set(pairs.values()),
    )


def _places(own: LandedFile) -> dict[str, int]:
    return column_index(distinct(own.columns))


def _own_name(name: str, correction: LandedFile) -> str:
    """The folded name in the export; empty for a column that the rejects add.

    A column of the export that is called as one of those stands as ``<name>.1`` in the rejects.
    """
    folded = fold_column(name)
    if not is_copy_of_rejects(correction):
        return folded
    if folded in REJECTS:
        return ""
    base, _, number = folded.rpartition(".")
    return base if number == "1" and base in REJECTS else folded


def _with(own: LandedFile, added: tuple[str, ...]) -> LandedFile:
    if not added:
        return own
    columns = (*own.columns, *added)
    return replace(own, columns=columns, index=column_index(columns))
