"""The rows of a delivery, read from the staging database in the order in which they are written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table, case, func, select
from sqlalchemy.sql import ColumnElement

from migration.export import tables as columns
from migration.export.bibs import DeliveredBib
from migration.export.files import DeliveredFile, describe, write_csv
from migration.issues import message
from migration.marc.conversion.masking import mask_private
from migration.model import Entity
from migration.pipeline.project import CODE_LISTS
from migration.pipeline.stage import COUNTY
from migration.privacy import mask_bytes
from migration.quality.balance import balance
from migration.staging.read import AnySelect, cursor
from migration.staging.schema import (
    core_bib,
    core_code,
    core_fee,
    core_item,
    core_loan,
    core_patron,
    core_reservation,
    issue,
    ledger,
    matched_bib,
    matched_bib_member,
    matched_gone,
    matched_item,
    matched_patron,
    matched_redirect,
    reject,
)

Sources = Sequence[str]
Rows = Iterator[Sequence[Any]]


def bibs(connection: Connection, isils: Mapping[str, str]) -> Iterator[DeliveredBib]:
    """Every record of the shared catalogue by its id, each with the source records that it stands for."""
    members = groupby(cursor(connection, _member_query()), key=lambda row: row[0])
    query = (
        select(matched_bib.c.bib_id, matched_bib.c.source, func.coalesce(matched_bib.c.marc, core_bib.c.marc))
        .join(
            core_bib,
            (core_bib.c.source == matched_bib.c.source) & (core_bib.c.legacy_id == matched_bib.c.legacy_id),
        )
        .order_by(matched_bib.c.bib_id)
    )
    for (bib_id, source, marc), (member_of, rows) in zip(cursor(connection, query), members, strict=True):
        assert bib_id == member_of, "matched_bib and matched_bib_member disagree"
        numbers = [(isils[member], legacy_id) for _, member, legacy_id in rows]
        yield DeliveredBib(bib_id, source, isils[source], marc, numbers)


def _member_query() -> AnySelect:
    m = matched_bib_member.c
    return select(m.bib_id, m.source, m.legacy_id).order_by(m.bib_id, m.source, m.legacy_id)


def _bib_id(core: Table) -> ColumnElement[str]:
    """The delivered id of the record that a core row names; empty where it names none."""
    m = matched_bib_member.c
    found = (
        select(m.bib_id)
        .where(m.source == core.c.source, m.legacy_id == core.c.bib_legacy_id)
        .correlate(core)
        .scalar_subquery()
    )
    return func.coalesce(found, "")


def _crosswalk(connection: Connection, sources: Sources) -> Rows:
    m, b = matched_bib_member.c, matched_bib.c
    query = (
        select(
            ledger.c.source, ledger.c.legacy_id, ledger.c.target_id, ledger.c.fate, ledger.c.reason,
            b.cluster_size, m.score, m.decided_by,
        )
        .outerjoin_from(
            ledger, matched_bib_member, (m.source == ledger.c.source) & (m.legacy_id == ledger.c.legacy_id)
        )
        .outerjoin(matched_bib, b.bib_id == m.bib_id)
        .where(ledger.c.entity == Entity.BIB, ledger.c.source.in_(sources))
        .order_by(ledger.c.source, ledger.c.legacy_id)
    )  # fmt: skip
    return cursor(connection, query)


def _redirects(connection: Connection, sources: Sources) -> Rows:
    """Ids that were titles once, and the titles of this delivery that stand for them."""
    r, b = matched_redirect.c, matched_bib.c
    query = (
        select(r.old_bib_id, r.bib_id, r.reason, b.source)
        .join_from(matched_redirect, matched_bib, b.bib_id == r.bib_id)
        .order_by(r.old_bib_id)
    )
    return cursor(connection, query)


def _gone(connection: Connection, sources: Sources) -> Rows:
    """Ids that were titles once, and of whose records none is there any more. A source may be gone with them: ``*``."""
    g = matched_gone.c
    source = case((g.source.in_(sources), g.source), else_=COUNTY)
    return cursor(connection, select(g.bib_id, source.label("source")).order_by(g.bib_id))


def _items(connection: Connection, sources: Sources) -> Rows:
    i, m = core_item.c, matched_item.c
    query = (
        select(
            m.item_id, i.source, i.legacy_id, _bib_id(core_item), i.library, i.branch, i.location, m.barcode,
            i.barcode, m.barcode_rule, i.call_number, i.item_type, i.status, i.not_for_loan, i.copy_number,
            i.enumeration, i.price, i.acquired_on, i.last_seen_on, i.total_loans, i.note, i.is_ill,
            *(i[name] for name in columns.ITEMS[22:]),
        )
        .join_from(matched_item, core_item, i.target_id == m.item_id)
        .where(i.source.in_(sources))
        .order_by(m.item_id)
    )  # fmt: skip
    return cursor(connection, query)


def _patrons(connection: Connection, sources: Sources) -> Rows:
    p, m = core_patron.c, matched_patron.c
    after = [p[name] for name in columns.PATRONS[4:]]
    query = (
        select(m.patron_id, p.source, p.legacy_id, m.person_id, *after)
        .join_from(matched_patron, core_patron, p.target_id == m.patron_id)
        .where(p.source.in_(sources))
        .order_by(m.patron_id)
    )
    return cursor(connection, query)


def _core_rows(core: Table, names: Sequence[str], connection: Connection, sources: Sources) -> Rows:
    """A core table as it stands under the delivery's names: its id first, ``bib_id`` looked up."""
    chosen = [_bib_id(core).label("bib_id") if name == "bib_id" else core.c[name] for name in names[1:]]
    query = select(core.c.target_id, *chosen).where(core.c.source.in_(sources)).order_by(core.c.target_id)
    return cursor(connection, query)


def _ledger(connection: Connection, sources: Sources) -> Rows:
    query = select(*(ledger.c[name] for name in columns.LEDGER)).where(ledger.c.source.in_(sources))
    return cursor(connection, query.order_by(ledger.c.source, ledger.c.entity, ledger.c.legacy_id))


def _balance(connection: Connection, sources: Sources) -> Rows:
    for row in sorted(balance(connection, sources), key=lambda row: (row.source, row.entity)):
        yield row.source, row.entity, row.source_rows, row.loaded, row.merged, row.rejected, row.excluded


def _issues(connection: Connection, sources: Sources) -> Rows:
    c = issue.c
    order = (c.source, c.entity, c.legacy_id, c.code, c.field, c.value)
    query = select(c.code, c.severity, c.source, c.entity, c.legacy_id, c.field, c.value).where(c.source.in_(sources))
    for row in cursor(connection, query.order_by(*order)):
        code, field, value = row[0], row[5], row[6]
        yield *row, message(code, field, value), message(code, field, value, lang="en")


Write = Callable[[Path, str, Connection, Sources], DeliveredFile]


def _csv(names: Sequence[str], rows: Callable[[Connection, Sources], Rows]) -> Write:
    def write(folder: Path, name: str, connection: Connection, sources: Sources) -> DeliveredFile:
        return write_csv(folder, name, names, rows(connection, sources))

    return write


TABLES: Mapping[str, Write] = {
    "bibs_crosswalk.csv": _csv(columns.BIBS_CROSSWALK, _crosswalk),
    "bibs_redirects.csv": _csv(columns.REDIRECTS, _redirects),
    "bibs_gone.csv": _csv(columns.GONE, _gone),
    "items.csv": _csv(columns.ITEMS, _items),
    "patrons.csv": _csv(columns.PATRONS, _patrons),
    "loans.csv": _csv(columns.LOANS, partial(_core_rows, core_loan, columns.LOANS)),
    "reservations.csv": _csv(columns.RESERVATIONS, partial(_core_rows, core_reservation, columns.RESERVATIONS)),
    "fees.csv": _csv(columns.FEES, partial(_core_rows, core_fee, columns.FEES)),
    "ledger.csv": _csv(columns.LEDGER, _ledger),
    "balance.csv": _csv(columns.BALANCE, _balance),
    "issues.csv": _csv(columns.ISSUES, _issues),
}
"""The tables of a delivery: file name and how it is written."""


def code_lists(folder: Path, connection: Connection, sources: Sources) -> Iterator[DeliveredFile]:
    """``codes/<list>.csv`` for every code list, also one that nobody used."""
    c = core_code.c
    for name in CODE_LISTS:
        query = (
            select(c.source, c.legacy_code, c.target_code, c.status, c.uses, c.label)
            .where(c.code_list == name, c.source.in_(sources))
            .order_by(c.source, c.legacy_code)
        )
        yield write_csv(folder, f"codes/{name}.csv", columns.CODES, cursor(connection, query))


def rejects(folder: Path, connection: Connection, sources: Sources) -> Iterator[DeliveredFile]:
    """``rejects/<entity>.csv`` in the source's own columns; records byte for byte in ``rejects/bib.mrc``."""
    for entity in Entity:
        if entity is not Entity.BIB:
            yield _rejected_rows(folder, connection, sources, entity)
    yield from _rejected_records(folder, connection, sources)


def _reject_query(sources: Sources, entity: Entity) -> AnySelect:
    c = reject.c
    query = select(reject).where(c.entity == entity, c.source.in_(sources))
    return query.order_by(c.source, c.legacy_id)


def _rejected_rows(folder: Path, connection: Connection, sources: Sources, entity: Entity) -> DeliveredFile:
    query = _reject_query(sources, entity)
    own: dict[str, None] = {}
    for row in cursor(connection, query):
        own.update(dict.fromkeys(name for name, _ in orjson.loads(row.cells)))

    def rows() -> Rows:
        for row in cursor(connection, query):
            cells = dict(orjson.loads(row.cells))
            texts = (message(row.reason, row.field, row.value, lang=lang) for lang in ("nb", "en"))
            yield *(cells.get(n) for n in own), row.reason, *texts, row.source, row.legacy_id, row.file, row.line

    names = [f"{name}.1" if name.casefold() in columns.REJECTS else name for name in own]
    source_at = len(own) + columns.REJECTS.index("source")
    return write_csv(folder, f"rejects/{entity}.csv", (*names, *columns.REJECTS), rows(), source_at)


def _rejected_records(folder: Path, connection: Connection, sources: Sources) -> Iterator[DeliveredFile]:
    counts: dict[str, int] = {}
    index = []
    with (folder / "rejects" / "bib.mrc").open("wb") as file:
        for row in cursor(connection, _reject_query(sources, Entity.BIB)):
            payload = mask_private(mask_bytes(row.payload))
            texts = (message(row.reason, row.field, row.value, lang=lang) for lang in ("nb", "en"))
            index.append((row.legacy_id, row.reason, *texts, row.source, row.file, row.line, file.tell(), len(payload)))
            file.write(payload)
            counts[row.source] = counts.get(row.source, 0) + 1
    yield describe(folder, "rejects/bib.mrc", len(index), counts)
    yield write_csv(folder, "rejects/bib.csv", columns.REJECTED_BIBS, index)
