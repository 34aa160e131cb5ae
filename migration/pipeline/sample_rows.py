"""What the sample's sheet shows of the rows that were drawn: each as the new system gets it, without patrons' names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, and_, select

from migration.marc.stored import parse_stored
from migration.model import Entity
from migration.pipeline.stated import first_stated, statement
from migration.privacy import mask
from migration.quality.samples.answer import Answers
from migration.quality.samples.drawing import Chosen
from migration.quality.samples.layout import SampleRow
from migration.quality.samples.words import words
from migration.quality.workbook.kinds import NOUNS
from migration.staging.schema import (
    core_bib,
    core_bib_features,
    core_item,
    core_loan,
    core_patron,
    matched_bib,
    matched_bib_member,
    matched_item,
)
from migration.terms import term

_CHUNK = 400
"""Ids asked for at a time; SQLite takes about a thousand."""
MOST_SUBJECTS = 4
_TITLE = (("245", "a"),)


@dataclass(frozen=True, slots=True)
class Shown:
    """``name``: title or barcode; ``becomes``: lines; ``new_id``: the id that the new system gets."""

    name: str
    becomes: tuple[str, ...]
    new_id: str


def sample_rows(
    connection: Connection, source: str, chosen: Sequence[Chosen], rules: Mapping[str, str], answers: Answers
) -> list[SampleRow]:
    """The drawn rows as people read them, in their order. ``rules``: the rules of matching in words."""
    shown = {entity: shown_rows(connection, source, entity, _ids(chosen, entity)) for entity in _READERS}
    return [_row(source, one, shown[one.entity][one.legacy_id], rules, answers) for one in chosen]


def _ids(chosen: Iterable[Chosen], entity: Entity) -> list[str]:
    return [one.legacy_id for one in chosen if one.entity is entity]


def _row(source: str, one: Chosen, shown: Shown, rules: Mapping[str, str], answers: Answers) -> SampleRow:
    said = words(one.entity, one.stratum, rules)
    return SampleRow(
        source=source,
        entity=one.entity,
        legacy_id=one.legacy_id,
        target_id=one.target_id,
        noun=NOUNS[one.entity],
        why=said.nb,
        look=said.look,
        name=shown.name,
        becomes=shown.becomes,
        new_id=shown.new_id,
        answer=answers.get((one.entity.value, one.legacy_id)),
    )


def shown_rows(connection: Connection, source: str, entity: Entity, legacy_ids: Sequence[str]) -> dict[str, Shown]:
    """What is shown of rows of a source, by legacy id. A row that is not there is left out."""
    found: dict[str, Shown] = {}
    for start in range(0, len(legacy_ids), _CHUNK):
        found |= _READERS[entity](connection, source, legacy_ids[start : start + _CHUNK])
    return found


def _bibs(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Shown]:
    b, f, m, t = core_bib.c, core_bib_features.c, matched_bib_member.c, matched_bib.c
    base = core_bib.alias("base")
    tables = (
        core_bib.outerjoin(core_bib_features, and_(f.source == b.source, f.legacy_id == b.legacy_id))
        .outerjoin(matched_bib_member, and_(m.source == b.source, m.legacy_id == b.legacy_id))
        .outerjoin(matched_bib, t.bib_id == m.bib_id)
        .outerjoin(base, and_(base.c.source == t.source, base.c.legacy_id == t.legacy_id))
    )
    query = select(
        b.legacy_id, b.target_id, b.title, b.language, b.format_class, b.marc, f.identifiers, m.bib_id, t.cluster_size,
        t.marc.label("merged"), base.c.marc.label("base"),
    )  # fmt: skip
    rows = connection.execute(query.select_from(tables).where(b.source == source, b.legacy_id.in_(ids))).all()
    joined = _joined(connection, [row.bib_id for row in rows if (row.cluster_size or 1) > 1])
    return {row.legacy_id: _bib(source, row, joined.get(row.bib_id, ())) for row in rows}


def _bib(source: str, row: Any, members: Iterable[tuple[str, str]]) -> Shown:
    delivered = row.merged or row.base or row.marc
    fields = parse_stored(delivered)[1] if delivered else []
    title = first_stated(fields, _TITLE)
    format_class = term("format", row.format_class).nb
    others = ", ".join(f"{s} {i}" for s, i in members if (s, i) != (source, row.legacy_id))
    lines = (
        "" if row.title.startswith(title) else title,
        statement(delivered),
        _joined_by(" · ", format_class, row.language, *_isbns(row.identifiers)),
        _subjects(fields),
        f"slått sammen med {others}" if others else "",
    )
    return Shown(mask(row.title), _lines(lines), row.bib_id or row.target_id)


def _subjects(fields: Sequence[Sequence[str]]) -> str:
    """The first subjects and genres (600-655 $a)."""
    found = [field[3] for field in fields if "600" <= field[0] <= "655" and field[2:3] == ["a"]]
    named = ", ".join(dict.fromkeys(found[:MOST_SUBJECTS]))
    return f"emner: {named}" if named else ""


def _isbns(identifiers: str | None) -> list[str]:
    rows = orjson.loads(identifiers) if identifiers else []
    return list(dict.fromkeys(f"ISBN {value}" for kind, value, scope in rows if kind == "isbn" and scope == "own"))


def _joined(connection: Connection, bib_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """The records of each title, by its id."""
    m = matched_bib_member.c
    query = select(m.bib_id, m.source, m.legacy_id).where(m.bib_id.in_(set(bib_ids)))
    found: dict[str, list[tuple[str, str]]] = {}
    for bib_id, source, legacy_id in connection.execute(query.order_by(m.source, m.legacy_id)):
        found.setdefault(bib_id, []).append((source, legacy_id))
    return found


def _items(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Shown]:
    i, b, m = core_item.c, core_bib.c, matched_item.c
    tables = core_item.outerjoin(
        core_bib, and_(b.source == i.source, b.legacy_id == i.bib_legacy_id)
    ).outerjoin(matched_item, m.item_id == i.target_id)  # fmt: skip
    query = select(core_item, b.title, m.barcode.label("new_barcode")).select_from(tables)
    rows = connection.execute(query.where(i.source == source, i.legacy_id.in_(ids)))
    return {row.legacy_id: _item(row) for row in rows}


def _item(row: Any) -> Shown:
    renamed = row.new_barcode and row.new_barcode != row.barcode
    price = f"{row.price} {row.currency}".strip()
    lines = (
        f"ny strekkode {row.new_barcode}" if renamed else "",
        row.title or "",
        _joined_by(" · ", row.branch, row.location, row.call_number, row.enumeration),
        _joined_by(" · ", row.item_type, row.status, row.use_restriction, price),
        "ikke til utlån" if row.not_for_loan else "",
    )
    return Shown(mask(row.barcode) or "(uten strekkode)", _lines(lines), row.target_id)


def _loans(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Shown]:
    """With the patron's number and the item's barcode, but no title: who reads what stands in no workbook."""
    loan, i, p = core_loan.c, core_item.c, core_patron.c
    tables = core_loan.outerjoin(core_item, i.target_id == loan.item_id).outerjoin(
        core_patron, p.target_id == loan.patron_id
    )
    query = select(core_loan, i.barcode, p.legacy_id.label("patron")).select_from(tables)
    rows = connection.execute(query.where(loan.source == source, loan.legacy_id.in_(ids)))
    return {row.legacy_id: _loan(row) for row in rows}


def _loan(row: Any) -> Shown:
    lines = (
        f"låner nummer {row.patron}" if row.patron else "",
        f"lånt {row.loaned_at[:10]}" if row.loaned_at else "",
        f"forfall {row.due_at[:10]}" if row.due_at else "",
        f"fornyet {row.renewals}" if row.renewals else "",
        _joined_by(" · ", row.status, "fjernlån" if row.is_ill else "", "e-lån" if row.is_electronic else ""),
    )
    return Shown(mask(row.barcode or "") or "(uten eksemplar)", _lines(lines), row.target_id)


def _joined_by(sign: str, *texts: str) -> str:
    return sign.join(text for text in texts if text)


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(mask(text) for text in texts if text)


_READERS: Mapping[Entity, Any] = {Entity.BIB: _bibs, Entity.ITEM: _items, Entity.LOAN: _loans}
