"""Links between titles: ``$w`` of 76X-78X and series names the title that stands for the record meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import orjson
from sqlalchemy import Connection, delete, insert, or_, select, update

from migration.issues import Issue
from migration.marc.stored import parse_stored
from migration.match.merging.fields import StoredRecord
from migration.match.merging.links import LINKING, Key, Repointed, Titles, has_links, repoint
from migration.model import Entity
from migration.pipeline.sink import Sink
from migration.sources import Source
from migration.staging.bulk import BATCH
from migration.staging.read import stream
from migration.staging.schema import core_bib, matched_bib, matched_bib_member, matched_field


def write_links(sink: Sink, bases: Mapping[str, Key], sources: Mapping[str, Source]) -> None:
    """Repoint the links of every title, merged or not; those that lead nowhere stay as they are and are told.

    A delivered record is found by its 001 and 003: ``$w (ISIL)id``. ``bases``: whose fields a merged title has, so
    that bare numbers are of that source.
    """
    linked = [row for row in _linked(sink) if has_links(parse_stored(row[3])[1])]
    titles = Titles(_county(sources), _names(sink, sources) if linked else {})
    for bib_id, source, legacy_id, marc in linked:
        base = bases.get(bib_id, (source, legacy_id))
        found = _repointed(sink, parse_stored(marc), base, sources[base[0]], titles)
        if found.changed:
            text = orjson.dumps(found.record).decode()
            sink.connection.execute(update(matched_bib).where(matched_bib.c.bib_id == bib_id).values(marc=text))
        if found.gone:
            _close_up(sink.connection, bib_id, found.gone)


def _county(sources: Mapping[str, Source]) -> dict[str, str]:
    """Sources by the codes of their libraries."""
    return {library.isil: key for key, source in sources.items() for library in source.libraries}


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


def _names(sink: Sink, sources: Mapping[str, Source]) -> dict[Key, str]:
    t, m = matched_bib.c, matched_bib_member.c
    query = select(m.source, m.legacy_id, m.bib_id, t.source.label("of")).join(matched_bib, t.bib_id == m.bib_id)
    rows = sink.connection.execute(query.execution_options(yield_per=BATCH))
    return {(row.source, row.legacy_id): f"({sources[row.of].isil}){row.bib_id}" for row in rows}


def _repointed(sink: Sink, record: StoredRecord, base: Key, source: Source, titles: Titles) -> Repointed:
    """The record with its links as they must be. What leads nowhere, or to the title itself, is told."""
    own = dict.fromkeys((library.isil for library in source.libraries), source.key)
    found = repoint(record, source.key, replace(titles, sources={**titles.sources, **own}), titles.names[base])
    for code, links in (("link_to_nowhere", found.unresolved), ("link_to_itself", found.own)):
        sink.add_issues(Entity.BIB, base[1], _issues(code, links), base[0])
    return found


def _close_up(connection: Connection, bib_id: str, gone: Sequence[int]) -> None:
    """The origins of a record's fields, after those at these places have gone."""
    of_title = matched_field.c.bib_id == bib_id
    rows = connection.execute(select(matched_field).where(of_title)).mappings().all()
    connection.execute(delete(matched_field).where(of_title))
    kept = [{**row, "n": row["n"] - sum(place < row["n"] for place in gone)} for row in rows if row["n"] not in gone]
    if kept:
        connection.execute(insert(matched_field), kept)


def _issues(code: str, links: Sequence[tuple[str, str]]) -> list[Issue]:
    return [Issue(code, f"{tag}$w", number) for tag, number in links]
