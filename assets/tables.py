"""The tables that are assets: one name for table, asset, suite and file, and a text for the people who read the UI."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import dagster as dg

from assets.owners import kinds_of, owners_of, tags_of
from migration.model import Entity
from migration.staging.schema import metadata


@dataclass(frozen=True, slots=True)
class Table:
    """A staging table. ``entity``: whose fates its metadata shows; ``deps``: the tables that it is made from."""

    name: str
    nb: str
    en: str
    entity: Entity | None = None
    deps: tuple[str, ...] = ()


RAW = (
    Table("raw_file", "Filene som ble levert, med sjekksummer", "The files delivered, with checksums"),
    Table("raw_bib", "Katalogposter som levert", "Catalogue records as delivered"),
    Table("raw_item", "Eksemplarer som levert", "Items as delivered"),
    Table("raw_location", "Plasseringer som levert", "Locations as delivered"),
    Table("raw_unit", "Enheter som levert", "Library units as delivered"),
    Table("raw_patron_group", "Lånergrupper som levert", "Patron groups as delivered"),
    Table("raw_patron", "Lånere som levert", "Patrons as delivered"),
    Table("raw_patron_barcode", "Lånernummer som levert", "Patron barcodes as delivered"),
    Table("raw_loan", "Lån som levert", "Loans as delivered"),
    Table("raw_reservation", "Reserveringer som levert", "Reservations as delivered"),
    Table("raw_fee", "Gebyrer som levert", "Fees as delivered"),
)

CORE = (
    Table(
        "core_bib", "Bibliografiske poster i MARC 21", "Bibliographic records in MARC 21", Entity.BIB, deps=("raw_bib",)
    ),
    Table(
        "core_bib_features",
        "Det postene sammenlignes etter",
        "What the records are compared by",
        deps=("core_bib",),
    ),
    Table(
        "core_conversion",
        "Hva som ble av postenes delfelt, regel for regel",
        "What became of the records' subfields, rule by rule",
        deps=("raw_bib",),
    ),
    Table(
        "core_bib_unknown",
        "Delfelt som ingen regel kjenner, tatt vare på",
        "Subfields that no rule knows, kept aside",
        deps=("raw_bib",),
    ),
    Table(
        "core_bib_reference",
        "Henvisninger (900-950) fra postene",
        "References (900-950) from the records",
        deps=("core_bib",),
    ),
    Table(
        "core_item",
        "Eksemplarer i felles modell",
        "Items in the common model",
        Entity.ITEM,
        deps=("raw_item", "raw_location", "raw_unit", "core_bib"),
    ),
    Table(
        "core_patron",
        "Lånere i felles modell",
        "Patrons in the common model",
        Entity.PATRON,
        deps=("raw_patron", "raw_patron_barcode", "raw_patron_group", "raw_unit"),
    ),
    Table(
        "core_loan",
        "Lån i felles modell",
        "Loans in the common model",
        Entity.LOAN,
        deps=("raw_loan", "core_patron", "core_item"),
    ),
    Table(
        "core_reservation",
        "Reserveringer i felles modell",
        "Reservations in the common model",
        Entity.RESERVATION,
        deps=("raw_reservation", "core_patron", "core_item"),
    ),
    Table(
        "core_fee",
        "Gebyrer i felles modell",
        "Fees in the common model",
        Entity.FEE,
        deps=("raw_fee", "core_patron", "core_item"),
    ),
    Table(
        "core_code",
        "Koder i bruk, og hva de ble til",
        "Codes in use, and what they became",
        deps=("core_item", "core_patron", "core_loan", "core_reservation", "core_fee"),
    ),
    Table(
        "fee_balance",
        "Gebyrene som regnestykke: krevd, betalt, utestående",
        "The debts as a sum: charged, paid, outstanding",
        deps=("raw_fee", "core_fee"),
    ),
    Table("source_rows", "Rader som kom inn, talt for seg", "Rows that came in, counted apart", deps=("raw_file",)),
    Table(
        "ledger",
        "Regnskapet: hva som skjedde med hver rad",
        "The ledger: what became of every row",
        deps=("source_rows", "core_bib", "core_item", "core_patron", "core_loan", "core_reservation", "core_fee"),
    ),
    Table(
        "reject",
        "Rader som ikke kan lastes, med årsak",
        "Rows that cannot be loaded, with the reason",
        deps=("ledger",),
    ),
    Table("issue", "Avvik som noen må se på", "Problems that somebody should look at", deps=("ledger",)),
)

MATCHED = (
    Table(
        "matched_bib",
        "Titlene i fylket, etter sammenslåing",
        "The county's titles, after merging",
        deps=("core_bib", "core_bib_features"),
    ),
    Table(
        "matched_bib_member",
        "Hvilke poster hver tittel består av",
        "The records that each title is made of",
        deps=("matched_bib",),
    ),
    Table(
        "matched_cluster",
        "Grunnpostene som holder titlenes id fast",
        "The founders that keep the titles' ids",
        deps=("matched_bib",),
    ),
    Table(
        "matched_pair",
        "Par av poster som er avgjort, med begrunnelse",
        "Pairs of records that were decided, with the evidence",
        deps=("core_bib_features",),
    ),
    Table(
        "matched_block",
        "Hva som er sammenlignet, slik at bare endringer avgjøres på nytt",
        "What was compared, so that only changes are decided again",
        deps=("core_bib_features",),
    ),
    Table(
        "matched_bad_identifier",
        "Nummer som ikke beviser noe",
        "Identifiers that prove nothing",
        deps=("core_bib_features",),
    ),
    Table(
        "matched_review",
        "Par av poster som noen må vurdere",
        "Pairs of records that somebody should look at",
        deps=("matched_pair", "matched_bib"),
    ),
    Table(
        "matched_opinion",
        "Hvor en statistisk modell og reglene er mest uenige",
        "Where a statistical model and the rules differ most",
        deps=("matched_pair",),
    ),
    Table(
        "matched_verdict",
        "Bibliotekarenes vurderinger, og hva som ble av dem",
        "Librarians' verdicts, and what became of them",
        deps=("core_bib",),
    ),
    Table(
        "matched_redirect",
        "Titler som er gått opp i andre",
        "Titles that went into others",
        deps=("matched_bib",),
    ),
    Table(
        "matched_gone",
        "Titler som det ikke er noen post igjen av",
        "Titles of which no record is left",
        deps=("matched_bib",),
    ),
    Table(
        "matched_change",
        "Poster som skiftet tittel siden sist",
        "Records that changed titles since the last matching",
        deps=("matched_bib",),
    ),
    Table(
        "matched_field",
        "Hvilke felt en sammenslått post har fra andre enn grunnposten",
        "The fields that a merged record has from others than its base",
        deps=("matched_bib",),
    ),
    Table(
        "matched_item",
        "Eksemplarer med entydig strekkode",
        "Items with a unique barcode",
        deps=("core_item", "matched_bib"),
    ),
    Table(
        "matched_patron",
        "Lånere som sikkert er samme person",
        "Patrons who are certainly one person",
        deps=("core_patron",),
    ),
    Table(
        "matched_likely_person",
        "Lånere som kan være samme person, til kontroll",
        "Patrons who may be one person, for review",
        deps=("core_patron",),
    ),
)


def specs(tables: Iterable[Table], group: str) -> Iterator[dg.AssetSpec]:
    """Asset specifications of one layer."""
    for table in tables:
        yield dg.AssetSpec(
            table.name,
            deps=table.deps,
            group_name=group,
            description=describe(table.nb, table.en),
            owners=owners_of(table.name),
            tags=tags_of(table.name, group),
            kinds=kinds_of(group),
            metadata={"dagster/column_schema": _columns(table.name)},
        )


def describe(nb: str, en: str) -> str:
    """Bokmål first, English below it."""
    return f"{nb}.\n\n*{en}.*"


def _columns(name: str) -> dg.TableSchema:
    table = metadata.tables[name]
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                c.name, str(c.type).lower(), constraints=dg.TableColumnConstraints(nullable=bool(c.nullable))
            )
            for c in table.columns
        ],
        constraints=dg.TableConstraints(other=[table.comment] if table.comment else []),
    )
