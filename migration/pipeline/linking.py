"""Links between titles: ``$w`` of 76X-78X and series names the title that stands for the record meant."""

from collections.abc import Iterator, Mapping, Sequence

import orjson
from sqlalchemy import or_, select, update

from migration.issues import Issue
from migration.marc.stored import parse_stored
from migration.match.merging.links import LINKING, has_links, repoint
from migration.match.merging.survivorship import StoredRecord
from migration.model import Entity
from migration.pipeline.merged import Head, Key
from migration.pipeline.sink import Sink
from migration.sources import Source
from migration.staging.bulk import BATCH
from migration.staging.read import stream
from migration.staging.schema import core_bib, matched_bib, matched_bib_member

Names = Mapping[Key, str]
"""The ``$w`` by which the title of each record is found."""


def write_links(sink: Sink, heads: Mapping[str, Head], sources: Mapping[str, Source]) -> None:
    """Repoint the links of every title, merged or not; those that lead nowhere stay as they are and are told.

    A delivered record is found by its 001 and 003: ``$w (ISIL)id``.
    """
    linked = [row for row in _linked(sink) if has_links(parse_stored(row[3])[1])]
    names = _names(sink, sources) if linked else {}
    for bib_id, source, legacy_id, marc in linked:
        base = heads[bib_id].base if bib_id in heads else (source, legacy_id)
        record = _repointed(sink, parse_stored(marc), bib_id, base, sources[base[0]], names)
        if record is not None:
            text = orjson.dumps(record).decode()
            sink.connection.execute(update(matched_bib).where(matched_bib.c.bib_id == bib_id).values(marc=text))


def _linked(sink: Sink) -> Iterator[tuple[str, str, str, str]]:
    """Titles that have a field of a linking tag: (bib_id, source, legacy_id, marc)."""
    sink.flush()
    t, b = matched_bib.c, core_bib.c
    own = (b.source == t.source) & (b.legacy_id == t.legacy_id)
    query = select(t.bib_id, t.source, t.legacy_id, t.marc, b.marc.label("own")).join_from(matched_bib, core_bib, own)
    tags = sorted({tag[:2] for tag in LINKING})
    wanted = or_(*(text.like(f'%["{tag}_",%') for text in (t.marc, b.marc) for tag in tags))
    for row in list(stream(sink.connection, query.where(wanted), (t.bib_id,), BATCH)):
        yield row.bib_id, row.source, row.legacy_id, row.marc or row.own


def _names(sink: Sink, sources: Mapping[str, Source]) -> Names:
    t, m = matched_bib.c, matched_bib_member.c
    query = select(m.source, m.legacy_id, m.bib_id, t.source.label("of")).join(matched_bib, t.bib_id == m.bib_id)
    rows = sink.connection.execute(query.execution_options(yield_per=BATCH))
    return {(row.source, row.legacy_id): f"({_isil(sources[row.of])}){row.bib_id}" for row in rows}


def _isil(source: Source) -> str:
    """That of the source's first library, as in 003 and 035."""
    return source.libraries[0].isil


def _repointed(
    sink: Sink, record: StoredRecord, bib_id: str, base: Key, source: Source, names: Names
) -> StoredRecord | None:
    """The record with its links as they must be; None where they are so already."""
    agencies = {library.isil for library in source.libraries}
    found = repoint(record, agencies, lambda number: names.get((base[0], number)), names[base])
    for code, links in (("link_to_nowhere", found.unresolved), ("link_to_itself", found.own)):
        sink.add_issues(Entity.BIB, base[1], _issues(code, links), base[0])
    return found.record if found.changed else None


def _issues(code: str, links: Sequence[tuple[str, str]]) -> list[Issue]:
    return [Issue(code, f"{tag}$w", number) for tag, number in links]
