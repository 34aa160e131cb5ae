"""The patrons' part of standardize."""

from migration.issues import Issue
from migration.model import Entity
from migration.pipeline.entity_rows import origin_of, transform_row
from migration.pipeline.small_tables import Rows
from migration.pipeline.writer import SourceWriter
from migration.privacy import mask
from migration.transform.context import Context, Known
from migration.transform.patrons import patron


def standardize_patrons(writer: SourceWriter, rows: Rows, context: Context, known: Known) -> None:
    for row in rows("raw_patron"):
        legacy_id, result = transform_row(writer, Entity.PATRON, row, lambda i, r: patron(context, i, r))
        result = writer.write(Entity.PATRON, legacy_id, result, origin_of(row))
        if result.record is None:
            known.patron_fates[legacy_id] = result.fate
        else:
            known.patrons[legacy_id] = result.record.library
    strays = [b for b in context.cards if b not in known.patrons and b not in known.patron_fates]
    for borrower in strays:
        shown = mask(borrower)
        writer.sink.add_issues(Entity.PATRON, shown, [Issue("card_without_patron", "BorrowerId", shown)])
