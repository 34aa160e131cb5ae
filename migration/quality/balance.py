"""The balance of fates, and the invariants that stop a delivery: set-based SQL over the staging tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    TableClause,
    and_,
    column,
    exists,
    func,
    literal,
    select,
    table,
    union_all,
)

from migration.issues import Fate
from migration.marc.conversion.trace import SubfieldFate
from migration.model import Entity
from migration.quality.checks import CheckResult
from migration.quality.debts import unbalanced as unbalanced_debts

LEDGER = table("ledger", *(column(c) for c in ("source", "entity", "legacy_id", "fate")))
SOURCE_ROWS = table("source_rows", *(column(c) for c in ("source", "entity", "rows")))
CONVERSION = table("core_conversion", *(column(c) for c in ("source", "fate", "uses")))
UNKNOWN = table("core_bib_unknown", column("source"))
SUBFIELD = "subfield"
"""Stands in ``source_rows`` for the subfields (and control fields) of the records that were converted: no entity."""
TABLE = "balance"
"""``table_name`` of these checks: a table of its own, for they are replaced apart from the suite ``ledger``."""

DELIVERED = (Fate.LOADED.value, Fate.MERGED.value)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that must name a row of another core table of the same source; empty only where not ``mandatory``."""

    entity: Entity
    column: str
    to: Entity
    key: str
    mandatory: bool


REFERENCES = (
    Reference(Entity.ITEM, "bib_legacy_id", Entity.BIB, "legacy_id", mandatory=True),
    Reference(Entity.LOAN, "patron_id", Entity.PATRON, "target_id", mandatory=True),
    Reference(Entity.LOAN, "item_id", Entity.ITEM, "target_id", mandatory=False),
    Reference(Entity.LOAN, "bib_legacy_id", Entity.BIB, "legacy_id", mandatory=False),
    Reference(Entity.RESERVATION, "patron_id", Entity.PATRON, "target_id", mandatory=True),
    Reference(Entity.RESERVATION, "item_id", Entity.ITEM, "target_id", mandatory=False),
    Reference(Entity.RESERVATION, "bib_legacy_id", Entity.BIB, "legacy_id", mandatory=False),
    Reference(Entity.FEE, "patron_id", Entity.PATRON, "target_id", mandatory=True),
    Reference(Entity.FEE, "item_id", Entity.ITEM, "target_id", mandatory=False),
    Reference(Entity.FEE, "bib_legacy_id", Entity.BIB, "legacy_id", mandatory=False),
)

MESSAGES: Mapping[str, tuple[str, str]] = {
    "balance": (
        "Regnskapet går opp: hver rad fra kilden er lastet, slått sammen, avvist eller utelatt, og ingen er borte.",
        "The balance holds: every source row is loaded, merged, rejected or excluded, and none is lost.",
    ),
    "ledger_core": (
        "Regnskap og poster stemmer overens: hver lastet eller sammenslått rad finnes, og hver som finnes, er ført.",
        "Ledger and records agree: every loaded or merged row exists, and every one that exists is in the ledger.",
    ),
    "conversion": (
        "Hvert delfelt er gjort rede for: flyttet, slått sammen, utelatt etter regel, eller ukjent og tatt vare på.",
        "Every subfield is accounted for: moved, merged, dropped by rule, or unknown and kept aside.",
    ),
    "debts": (
        "Gebyrene går opp: alt som er krevd, er lastet, avvist eller utelatt; alt som er lastet, er utestående eller "
        "gjort opp.",
        "The debts add up: all that was charged is loaded, rejected or left out; all that is loaded is outstanding or "
        "settled.",
    ),
    "references": (
        "Alle henvisninger treffer: eksemplarer har tittel; lån, reservasjoner og gebyrer har låner og eksemplar.",
        "Every reference resolves: items have titles; loans, reservations and fees have patrons and items.",
    ),
}

ADVICE = (
    "Dette er en feil i programmet, ikke hos biblioteket. Meld fra til den som driver flyttingen; leveransen venter "
    "til det er rettet.",
    "This is a fault of the program, not of the library. Tell whoever runs the migration; the delivery waits until "
    "it is mended.",
)
"""What hinders a delivery here can never be mended by a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """Rows that came in for one entity of one source, and what became of them."""

    source: str
    entity: str
    source_rows: int
    loaded: int
    merged: int
    rejected: int
    excluded: int

    @property
    def balances(self) -> bool:
        """Source rows = loaded + merged + rejected + excluded."""
        return self.source_rows == self.loaded + self.merged + self.rejected + self.excluded


def balance(connection: Connection, sources: Sequence[str] | None = None) -> list[BalanceRow]:
    """A row per entity, zeros too, of every source that was counted or has a ledger; sorted by source."""
    came_in = _counts(connection, select(SOURCE_ROWS.c.source, SOURCE_ROWS.c.entity, SOURCE_ROWS.c.rows), sources)
    fates = select(LEDGER.c.source, LEDGER.c.entity, LEDGER.c.fate, func.count()).group_by(
        LEDGER.c.source, LEDGER.c.entity, LEDGER.c.fate
    )
    became = _counts(connection, fates, sources)
    known = sorted({key[0] for key in (*came_in, *became)})
    return [_balance_row(source, entity.value, came_in, became) for source in known for entity in Entity]


def blocking_checks(connection: Connection, sources: Sequence[str] | None = None) -> list[CheckResult]:
    """The checks ``balance``, ``conversion``, ``debts``, ``ledger_core`` and ``references`` of every source.

    A failing key is ``<entity> <legacy id>``, or the entity alone where its sums do not balance; of ``conversion``,
    ``subfield`` or ``unknown``; of ``debts``, the term. Sources default to those that were counted or have a ledger.
    """
    rows = balance(connection, sources)
    checked = sorted({row.source for row in rows} if sources is None else set(sources))
    unbalanced = [(row.source, row.entity) for row in rows if not row.balances]
    return [
        *_results("balance", checked, unbalanced),
        *_results("conversion", checked, _unaccounted(connection, sources)),
        *_results("debts", checked, unbalanced_debts(connection, sources)),
        *_results("ledger_core", checked, _keys(connection, _strays(), sources)),
        *_results("references", checked, _keys(connection, [_dangling(r) for r in REFERENCES], sources)),
    ]


def _unaccounted(connection: Connection, sources: Sequence[str] | None) -> list[tuple[str, str]]:
    """(source, sum) that does not come out: all subfields against their fates; the unknown against those kept aside."""
    units = select(SOURCE_ROWS.c.source, SOURCE_ROWS.c.rows).where(SOURCE_ROWS.c.entity == SUBFIELD)
    fates = select(CONVERSION.c.source, func.sum(CONVERSION.c.uses)).group_by(CONVERSION.c.source)
    kept = select(UNKNOWN.c.source, func.count()).group_by(UNKNOWN.c.source)
    sums = (
        (SUBFIELD, units, fates),
        ("unknown", fates.where(CONVERSION.c.fate == SubfieldFate.UNKNOWN.value), kept),
    )
    found = []
    for name, expected, actual in sums:
        wanted, given = _counts(connection, expected, sources), _counts(connection, actual, sources)
        found += [
            (source, name)
            for (source,) in sorted({*wanted, *given})
            if wanted.get((source,), 0) != given.get((source,), 0)
        ]
    return found


def _counts(connection: Connection, query: Select[Any], sources: Sequence[str] | None) -> dict[tuple[str, ...], int]:
    """The last column by the columns before it."""
    return {tuple(row[:-1]): row[-1] for row in connection.execute(_only(query, sources))}


def _only(query: Select[Any], sources: Sequence[str] | None) -> Select[Any]:
    """Restrict a query to sources; its first column is the source."""
    return query if sources is None else query.where(query.selected_columns[0].in_(sources))


def _balance_row(
    source: str, entity: str, came_in: Mapping[tuple[str, ...], int], became: Mapping[tuple[str, ...], int]
) -> BalanceRow:
    return BalanceRow(
        source=source,
        entity=entity,
        source_rows=came_in.get((source, entity), 0),
        loaded=became.get((source, entity, Fate.LOADED.value), 0),
        merged=became.get((source, entity, Fate.MERGED.value), 0),
        rejected=became.get((source, entity, Fate.REJECTED.value), 0),
        excluded=became.get((source, entity, Fate.EXCLUDED.value), 0),
    )


def _core(entity: Entity, *columns: str) -> TableClause:
    return table(f"core_{entity.value}", *(column(c) for c in ("source", "legacy_id", *columns)))


def _strays() -> list[Select[Any]]:
    """Delivered rows of the ledger without a record, and records that the ledger does not count as delivered."""
    return [query for entity in Entity for query in (_without_record(entity), _without_fate(entity))]


def _without_record(entity: Entity) -> Select[Any]:
    core = _core(entity)
    record = exists().where(core.c.source == LEDGER.c.source, core.c.legacy_id == LEDGER.c.legacy_id)
    return select(LEDGER.c.source, LEDGER.c.entity, LEDGER.c.legacy_id).where(
        LEDGER.c.entity == entity.value, LEDGER.c.fate.in_(DELIVERED), ~record
    )


def _without_fate(entity: Entity) -> Select[Any]:
    core = _core(entity)
    delivered = exists().where(
        LEDGER.c.source == core.c.source,
        LEDGER.c.entity == entity.value,
        LEDGER.c.legacy_id == core.c.legacy_id,
        LEDGER.c.fate.in_(DELIVERED),
    )
    return select(core.c.source, literal(entity.value), core.c.legacy_id).where(~delivered)


def _dangling(reference: Reference) -> Select[Any]:
    """Rows whose reference names nothing."""
    core = _core(reference.entity, reference.column)
    target = _core(reference.to, "target_id").alias("target")
    value = core.c[reference.column]
    found = exists().where(target.c.source == core.c.source, target.c[reference.key] == value)
    missing = ~found if reference.mandatory else and_(value != "", ~found)
    return select(core.c.source, literal(reference.entity.value), core.c.legacy_id).where(missing)


def _keys(
    connection: Connection, queries: Iterable[Select[Any]], sources: Sequence[str] | None
) -> list[tuple[str, str]]:
    """(source, key) of the rows that the queries select, each once, sorted."""
    found = connection.execute(union_all(*(_only(query, sources) for query in queries)))
    return sorted({(source, f"{entity} {legacy_id}") for source, entity, legacy_id in found})


def _results(name: str, sources: Sequence[str], failures: Iterable[tuple[str, str]]) -> list[CheckResult]:
    keys: dict[str, list[str]] = defaultdict(list)
    for source, key in failures:
        keys[source].append(key)
    return [_result(name, source, tuple(keys[source])) for source in sources]


def _result(name: str, source: str, keys: tuple[str, ...]) -> CheckResult:
    message_nb, message_en = MESSAGES[name]
    return CheckResult(
        source=source,
        table_name=TABLE,
        check_name=name,
        severity="blocking",
        success=not keys,
        failing=len(keys),
        failing_keys=keys,
        message_nb=message_nb,
        message_en=message_en,
        advice_nb=ADVICE[0],
        advice_en=ADVICE[1],
    )


def summed(source: str, entity: str, rows: Iterable[BalanceRow]) -> BalanceRow:
    """The sum of several rows under one name, e.g. of a source or of an entity."""
    given = list(rows)
    return BalanceRow(
        source=source,
        entity=entity,
        source_rows=sum(row.source_rows for row in given),
        loaded=sum(row.loaded for row in given),
        merged=sum(row.merged for row in given),
        rejected=sum(row.rejected for row in given),
        excluded=sum(row.excluded for row in given),
    )
