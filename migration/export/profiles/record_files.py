"""Writes an entry of a profile that has records: MARCXML, ISO 2709, or what is made of each record."""

from collections import Counter
from collections.abc import Iterator, Sequence

import orjson

from migration.export.files import describe
from migration.export.profiles.accounts import Account
from migration.export.profiles.job import Job, Written, account_of
from migration.export.profiles.left_out import LeftOut
from migration.export.profiles.makers import MAKERS
from migration.export.profiles.marc import MadeRecord, item_selection, made_records
from migration.export.profiles.queries import Selection
from migration.export.profiles.records import stored
from migration.export.profiles.tables import BIBS
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, RecordTooLongError, iso2709

_EVERY_RECORD = Selection(table=BIBS, cells=(), unlisted={})


def write_records(job: Job) -> Written:
    """In ISO 2709 a record that is too long is left out."""
    counts: Counter[str] = Counter()
    items = left_out = too_long = 0
    is_xml = job.spec.rule.form == "marcxml"
    with (job.folder / job.spec.name).open("wb") as file:
        file.write(MARCXML_HEAD.encode() if is_xml else b"")
        for record in made_records(job):
            items += record.items
            left_out += _tell(job, record.left_out)
            body = record.text.encode() if is_xml else _iso2709(record)
            if body is None:
                too_long += _tell(job, [LeftOut(job.spec.name, record.source, record.bib_id, "too_long:record")])
                continue
            file.write(body)
            counts[record.source] += 1
        file.write(MARCXML_TAIL.encode() if is_xml else b"")
    written = counts.total()
    accounts = [account_of(job, _EVERY_RECORD, written, too_long), *_of_items(job, items, left_out)]
    return Written([describe(job.folder, job.spec.name, written, counts)], accounts)


def write_made(job: Job) -> Written:
    """What the maker of ``make`` makes of each record, a line of JSON each."""
    counts: Counter[str] = Counter()
    make = MAKERS[job.spec.rule.make].make
    with (job.folder / job.spec.name).open("wb") as file:
        for record in made_records(job):
            file.write(orjson.dumps(make(record.bib_id, stored(record.text), job.profile.reference)) + b"\n")
            counts[record.source] += 1
    written = counts.total()
    file_facts = describe(job.folder, job.spec.name, written, counts)
    return Written([file_facts], [account_of(job, _EVERY_RECORD, written, 0)])


def _tell(job: Job, rows: Sequence[LeftOut]) -> int:
    for row in rows:
        job.told.leave_out(row)
    return len(rows)


def _of_items(job: Job, written: int, left_out: int) -> Iterator[Account]:
    if job.spec.rule.items:
        yield account_of(job, item_selection(job), written, left_out)


def _iso2709(record: MadeRecord) -> bytes | None:
    try:
        return iso2709(stored(record.text))
    except RecordTooLongError:
        return None
