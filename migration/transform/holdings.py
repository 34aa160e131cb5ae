"""Items that stand in the records' repeated 099, where a source has no CatalogueItems (docs/contract.md, section 3).

Subfields: $k barcode, $i copy number, $b copy label, $o shelf mark, $d acquired, $9 last seen, $4 total loans,
$q status text, $x SCRAPPED, $7 shown in the OPAC, $0 loan permitted, $c/$g price and currency. Source: three public
conversion scripts of Mikromarc clients; a branch subfield is not attested.
"""

from collections.abc import Iterator, Mapping

from pymarc import Record

from migration.ids import target_id
from migration.issues import Result
from migration.model import Entity, Item
from migration.rows import RowReader, column_index
from migration.transform.context import Context, Known, code, library_of
from migration.transform.fields import amount, count, day, flag, text
from migration.transform.items import bib_refusal, finish

COLUMNS = ("001", "k", "i", "b", "o", "d", "9", "4", "q", "x", "7", "0", "c", "g")
INDEX = column_index(COLUMNS)
SCRAPPED = "SCRAPPED"


def holdings(record: Record) -> Iterator[list[str]]:
    """The cells of each 099, in the order of ``COLUMNS``; a subfield that nobody knows follows as ``$x value``.

    A repeated subfield keeps all its values, joined by ``; ``.
    """
    for field in record.get_fields("099"):
        values: dict[str, str] = {}
        for subfield in field.subfields:
            before = values.get(subfield.code)
            values[subfield.code] = f"{before}; {subfield.value}" if before else subfield.value
        yield ["", *(values.pop(c, "") for c in COLUMNS[1:]), *(f"${c} {v}" for c, v in values.items())]


def legacy_id(bib: str, barcode: str, ordinal: int) -> str:
    """``<001>:<barcode>``, or ``<001>#<n>`` without a barcode; n counts all 099 of the record, from 1."""
    return f"{bib}:{barcode}" if barcode else f"{bib}#{ordinal}"


def holding(context: Context, known: Known, item_id: str, bib: str, row: RowReader) -> Result[Item]:
    """One 099 of the record ``bib``. Rejected or excluded together with it."""
    refusal = bib_refusal(known, bib)
    if refusal:
        return refusal
    for extra in row.cells[len(COLUMNS) :]:
        row.note("subfield_unknown", "099" + extra[:2])
    permit = flag(row, "0")
    label, number = text(row, "b"), text(row, "i")
    _note_unmoved(row)
    record = Item(
        legacy_id=item_id,
        target_id=target_id(context.source.key, Entity.ITEM, item_id),
        bib_legacy_id=bib,
        library=library_of(context, row, "001", ""),
        branch="",
        placed_branch="",
        department="",
        location="",
        barcode=row.take("k"),
        call_number=text(row, "o"),
        item_type="",
        is_textbook=False,
        status=code(context, row, "item_status", _status(row)),
        use_restriction="",
        not_for_loan=None if permit is None else not permit,
        not_for_reservation=None,
        hidden_in_opac=None,
        is_ill=False,
        copy_number=number or label,
        enumeration="",
        price=amount(row, "c"),
        currency="",
        acquired_on=day(context, row, "d"),
        last_seen_on=day(context, row, "9"),
        due_on="",
        total_loans=count(row, "4"),
        note=label if number and label != f"Ex. {number}" else "",
    )
    return finish(record, row)


def _note_unmoved(row: RowReader) -> None:
    """What the common model has no place for: a price that is not in kroner, an item hidden in the OPAC."""
    currency = row.take("g")
    if currency.casefold().rstrip(".") not in ("", "nok", "nkr", "kr"):
        row.note("price_in_other_currency", "099$g", currency)
    if flag(row, "7") is False:
        row.note("item_hidden_in_opac", "099$7")


def _status(row: RowReader) -> str:
    """$x SCRAPPED outweighs the status text; an item without either says nothing of its status."""
    return SCRAPPED if row.take("x").upper() == SCRAPPED else row.take("q")


def as_mapping(cells: list[str]) -> Mapping[str, str]:
    """The source's own columns of a 099, for the rejects."""
    named = {f"099${c}" if c != "001" else c: v for c, v in zip(COLUMNS, cells, strict=False)}
    return named | {f"099{extra[:2]}": extra[3:] for extra in cells[len(COLUMNS) :]}
