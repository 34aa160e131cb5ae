"""What a comparison of a delivery with the vendor's load report says."""

from dataclasses import dataclass

OUTCOMES = ("loaded", "failed", "skipped", "missing")
"""``missing``: delivered, and the vendor's report has no word of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """Rows of one entity of a source, by library (ISIL; empty for records, which have none of their own).

    A record that stands for records of several sources counts in each of them.
    """

    source: str
    library: str
    entity: str
    delivered: int
    loaded: int
    failed: int
    skipped: int
    missing: int

    @property
    def not_loaded(self) -> int:
        return self.delivered - self.loaded


@dataclass(frozen=True, slots=True)
class LoadMessage:
    """What the vendor says of records and items that were not loaded; ``example``: an id of the delivery."""

    entity: str
    message: str
    rows: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """``rows``: of the vendor's file. ``unknown``: rows by why they fit nothing that was delivered.

    ``silent``: entities that were delivered and of which the report has no row at all: they were not judged.
    ``repeated``: ids that stand more than once; the last row counts.
    """

    delivery: str
    rows: int
    repeated: int
    lines: tuple[LoadLine, ...]
    messages: tuple[LoadMessage, ...]
    unknown: dict[str, int]
    silent: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Everything that was delivered of the reported entities is loaded, and every row of the report is known."""
        return not any(self.unknown.values()) and all(line.not_loaded == 0 for line in self.lines)

    @property
    def says_all(self) -> bool:
        """Complete, and of everything that was delivered."""
        return self.complete and not self.silent
