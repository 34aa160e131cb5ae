"""Finds in the staging tables what the expectations of one source name: some queries per table, none per row."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, or_, select

from migration.model import Entity
from migration.quality.golden.circulation import (
    cards_of,
    fees_found,
    items_found,
    loans_found,
    patrons_found,
    reservations_found,
)
from migration.quality.golden.fact import Found
from migration.quality.golden.files import Expectation
from migration.quality.golden.queries import ITEM, PATRON, ledger_rows, source_rows
from migration.quality.golden.titles import find_titles

_FINDERS = {
    Entity.ITEM: items_found,
    Entity.PATRON: patrons_found,
    Entity.LOAN: loans_found,
    Entity.RESERVATION: reservations_found,
    Entity.FEE: fees_found,
}


def find(connection: Connection, source: str, expectations: Sequence[Expectation]) -> list[Found]:
    """What the staging tables have of each expectation's row, in the order of the expectations."""
    named = _named(connection, source, expectations)
    wanted: dict[Entity, set[str]] = defaultdict(set)
    for one, ids in zip(expectations, named, strict=True):
        wanted[one.entry.entity].update(ids)
    found = {entity: _found(connection, source, entity, sorted(ids)) for entity, ids in wanted.items()}
    return [
        found[one.entry.entity].get(ids[0], Found(legacy_id=ids[0])) if len(ids) == 1 else Found(rows=len(ids))
        for one, ids in zip(expectations, named, strict=True)
    ]


def known_records(connection: Connection, source: str, legacy_ids: Collection[str]) -> frozenset[str]:
    """Those of these record numbers that a source's catalogue has."""
    return frozenset(row["legacy_id"] for row in ledger_rows(connection, source, Entity.BIB, legacy_ids))


def _found(connection: Connection, source: str, entity: Entity, ids: Sequence[str]) -> dict[str, Found]:
    rows = ledger_rows(connection, source, entity, ids)
    fates = {row["legacy_id"]: (row["fate"], row["reason"]) for row in rows}
    if entity is Entity.BIB:
        return find_titles(connection, source, fates)
    facts = _FINDERS[entity](connection, source, ids)
    return {
        key: Found(legacy_id=key, fate=fate, reason=reason, facts=facts.get(key, {}))
        for key, (fate, reason) in fates.items()
    }


def _named(connection: Connection, source: str, expectations: Sequence[Expectation]) -> list[list[str]]:
    """Legacy ids of the rows that each expectation names: one, unless it names them by barcode or card."""
    names = [one.entry.named for one in expectations]
    others = {
        "barcode": _by_barcode(connection, source, {value for name, value in names if name == "barcode"}),
        "card": _by_card(connection, source, {value for name, value in names if name == "card"}),
    }
    return [sorted(others[name].get(value, ())) if name in others else [value] for name, value in names]


def _by_barcode(connection: Connection, source: str, barcodes: Collection[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in source_rows(connection, source, ITEM, ITEM.c.barcode, barcodes):
        found[row["barcode"]].add(row["legacy_id"])
    return found


def _by_card(connection: Connection, source: str, cards: set[str]) -> Mapping[str, set[str]]:
    """One pass over the borrowers, since a card may be any of theirs."""
    found: dict[str, set[str]] = defaultdict(set)
    p = PATRON.c
    some = or_(p.card_number.in_(cards), p.national_card_number.in_(cards), p.other_cards.not_in(("", "[]")))
    query = select(PATRON).where(p.source == source, some)
    for row in connection.execute(query).mappings() if cards else ():
        for card in cards.intersection(cards_of(row)):
            found[card].add(row["legacy_id"])
    return found
