"""Writes the sheet with the sample: a row for each record, item and loan to look at, and green cells for the answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from migration.quality.samples import layout
from migration.quality.samples.layout import SampleRow
from migration.quality.workbook.cells import DAY, FILL_IN, HEAD, TEXT, Book, Styled, key, shown

_WORDS = {verdict: word for word, verdict in layout.VERDICTS.items()}


def write_sample(book: Book, rows: Iterable[SampleRow]) -> int:
    """Write the rows in their order. Returns how many there are."""
    sheet = book.add(layout.SHEET, layout.columns(), beside=len(layout.TO_FILL_IN))
    sheet.put_all(layout.columns(), HEAD)
    for row in rows:
        sheet.put(_cells(row))
    sheet.close_table()
    sheet.offer(0, list(layout.VERDICTS), layout.VERDICT)
    return sheet.rows - 1


def _cells(row: SampleRow) -> Iterator[Styled]:
    yield from _filled_in(row)
    texts = (row.noun, row.why, row.look, row.legacy_id, row.name, "\n".join(row.becomes), row.new_id)
    yield from ((shown(text), TEXT) for text in texts)
    yield from ((key(text), TEXT) for text in (row.source, row.entity, row.legacy_id, row.target_id, row.imprint))


def _filled_in(row: SampleRow) -> Sequence[Styled]:
    """What was answered before, as long as the row is what it was."""
    answer = row.answer
    if answer is None or answer.shown != row.imprint:
        return [*((None, FILL_IN) for _ in range(3)), (None, DAY)]
    texts = (_WORDS[answer.verdict], shown(answer.wrong), shown(answer.who))
    return [*((text, FILL_IN) for text in texts), (date.fromisoformat(answer.decided_on), DAY)]
