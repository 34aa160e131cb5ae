"""``bibs_redirects.csv`` and ``bibs_gone.csv``: ids that were titles once, and lead to others now, or nowhere."""

from collections import Counter
from collections.abc import Iterator, Sequence

from migration.export.verification.layout import GONE, REDIRECTS
from migration.export.verification.state import Delivery
from migration.export.verification.tables import open_table
from migration.export.verification.values import parse_id


def check_redirects(delivery: Delivery) -> int:
    """Check each row; a delivery without the file has none. Returns the number of rows."""
    name, rows = "bibs_redirects.csv", 0
    for line, (old, new) in _sorted_rows(delivery, name, REDIRECTS[:2]):
        rows += 1
        if parse_id(new) not in delivery.ids["bib"]:
            delivery.problems.note("reference", name, f"bib_id {new} is not in bibs.xml", line)
        if parse_id(old) in delivery.ids["bib"]:
            delivery.problems.note("reference", name, f"old_bib_id {old} is a title of this delivery", line)
    return rows


def check_gone(delivery: Delivery) -> int:
    """Check each row; a delivery without the file has none. Returns the number of rows."""
    name, rows = "bibs_gone.csv", 0
    for line, (bib_id,) in _sorted_rows(delivery, name, GONE[:1]):
        rows += 1
        if parse_id(bib_id) in delivery.ids["bib"]:
            delivery.problems.note("reference", name, f"bib_id {bib_id} is a title of this delivery", line)
    return rows


def _sorted_rows(delivery: Delivery, name: str, wanted: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and cells of each row; the first must be unique, and in order. Counts them for the manifest."""
    table = open_table(delivery, name, wanted) if delivery.has(name) else None
    if table is None:
        return
    rows, by_source, last = 0, Counter[str](), ""
    for line, cells in table.rows():
        rows += 1
        found = tuple(cells[table.position[column]] for column in wanted)
        if "source" in table.position:
            by_source[cells[table.position["source"]]] += 1
        if found[0] <= last:
            delivery.problems.note("order", name, f"{found[0]} stands after {last}: twice, or not sorted", line)
        last = found[0]
        yield line, found
    delivery.count(name, rows, by_source if "source" in table.position else None)
