"""``bibs_redirects.csv``: ids that were titles once lead straight to titles of this delivery."""

from collections import Counter

from migration.export.verification.layout import REDIRECTS
from migration.export.verification.state import Delivery
from migration.export.verification.tables import open_table
from migration.export.verification.values import parse_id

NAME = "bibs_redirects.csv"


def check_redirects(delivery: Delivery) -> int:
    """Check each row; a delivery without the file has none. Returns the number of rows."""
    table = open_table(delivery, NAME, REDIRECTS) if delivery.has(NAME) else None
    if table is None:
        return 0
    rows, by_source, last = 0, Counter[str](), ""
    for line, cells in table.rows():
        rows += 1
        old, new = (cells[table.position[column]] for column in REDIRECTS[:2])
        if "source" in table.position:
            by_source[cells[table.position["source"]]] += 1
        if old <= last:
            delivery.problems.note("order", NAME, f"{old} stands after {last}: twice, or not sorted", line)
        last = old
        if parse_id(new) not in delivery.ids["bib"]:
            delivery.problems.note("reference", NAME, f"bib_id {new} is not in bibs.xml", line)
        if parse_id(old) in delivery.ids["bib"]:
            delivery.problems.note("reference", NAME, f"old_bib_id {old} is a title of this delivery", line)
    delivery.count(NAME, rows, by_source if "source" in table.position else None)
    return rows
