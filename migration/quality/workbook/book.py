"""A library's workbook: issues, failed checks and codes as sheets with filters, and a sample to check by hand."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from migration.quality.samples.layout import SampleRow
from migration.quality.samples.sheet import write_sample
from migration.quality.workbook.cells import HEAD, TEXT, Book, Sheet, writing
from migration.quality.workbook.guide import GUIDE, Contents, guide
from migration.quality.workbook.kinds import issue_counts, kinds
from migration.quality.workbook.sheets import (
    OVERVIEW,
    OVERVIEW_HEAD,
    write_checks,
    write_codes,
    write_kind,
    write_overview,
)

FILE_NAME = "arbeidsbok.xlsx"


def write_workbook(
    connection: Connection,
    path: Path,
    source: str,
    title: str,
    run_id: str,
    sample: Iterable[SampleRow],
    *,
    pairs: int = 0,
    pairs_file: str = "dubletter.xlsx",
) -> Contents:
    """Write a source's workbook. ``sample``: rows to check by hand; ``pairs``: how many ``pairs_file`` has.

    Returns what it holds. Rows are written as they are read, a batch at a time.
    """
    with writing(path) as book:
        front = book.add_page(GUIDE, 110)
        sampled = write_sample(book, sample)
        overview = book.add(OVERVIEW, OVERVIEW_HEAD)
        checks = write_checks(book, connection, source)
        codes = write_codes(book, connection, source)
        counts = _write_kinds(book, overview, connection, source)
        contents = Contents(
            issues=sum(counts.values()),
            kinds=len(counts),
            checks=checks,
            codes=codes,
            sample=sampled,
            pairs=pairs,
            pairs_file=pairs_file,
        )
        for line in guide(title, run_id, contents):
            front.put([(line.removeprefix("# "), HEAD if line.startswith("# ") else TEXT)])
    return contents


def _write_kinds(book: Book, overview: Sheet, connection: Connection, source: str) -> dict[str, int]:
    """The sheets of all kinds of issues, and the overview of them. Returns how many there are of each."""
    counts = issue_counts(connection, source)
    found = []
    for kind in kinds(connection, source):
        code, severity, _ = kind
        found.append((code, severity, counts[code]))
        write_kind(book, kind, counts[code])
    write_overview(overview, found)
    return counts
