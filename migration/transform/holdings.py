"""Items that stand in the records' repeated 099, where a source has no CatalogueItems (docs/contract.md, section 3).

Subfields: $k barcode, $i copy number, $b copy label, $o shelf mark, $d acquired, $9 last seen, $4 total loans,
$q status text, $x SCRAPPED, $7 shown in the OPAC, $0 loan permitted, $c/$g price and currency, in either order. Source:
three public conversion scripts of Mikromarc clients; a branch subfield is not attested.
"""

from collections.abc import Iterator, Mapping

from pymarc import Record

from migration.ids import target_id
from migration.issues import Result
from migration.model import Entity, Item
from migration.privacy import find_identity_numbers
from migration.rows import RowReader, column_index
from migration.transform.context import Context, Known, library_of
from migration.transform.fields import count, text
from migration.transform.issue_numbers import split_shelf
from migration.transform.item_status import item_status
from migration.transform.items import barcode, bib_refusal, finish, forbidden, note, past_day
from migration.transform.prices import price

COLUMNS = ("001", "k", "i", "b", "o", "d", "9", "4", "q", "x", "7", "0", "c", "g")
INDEX = column_index(COLUMNS)
SCRAPPED = "SCRAPPED"


def holdings(record: Record) -> Iterator[list[str]]:
    """The cells of each 099, in the order of ``COLUMNS``; a subfield that nobody knows follows as ``$x value``.

    A repeated subfield keeps all its values, joined by ``; ``; but a second barcode would make one that nothing bears.
    """
    for field in record.get_fields("099"):
        values: dict[str, str] = {}
        barcodes: list[str] = []
        for subfield in field.subfields:
            before = values.get(subfield.code)
            if before and subfield.code == "k":
                barcodes.append(f"$k {subfield.value}")
            else:
                values[subfield.code] = f"{before}; {subfield.value}" if before else subfield.value
        unknown = [f"${c} {v}" for c, v in values.items() if c not in COLUMNS]
        yield ["", *(values.get(c, "") for c in COLUMNS[1:]), *barcodes, *unknown]


def legacy_id(bib: str, barcode: str, ordinal: int) -> str:
    """``<001>:<barcode>``, or ``<001>#<n>`` without a barcode; n counts all 099 of the record, from 1.

    A barcode that is a national identity number can't stand in an id.
    """
    return f"{bib}:{barcode}" if barcode and not find_identity_numbers(barcode) else f"{bib}#{ordinal}"


def holding(context: Context, known: Known, item_id: str, bib: str, row: RowReader) -> Result[Item]:
    """One 099 of the record ``bib``. Rejected or excluded together with it."""
    refusal = bib_refusal(known, bib)
    if refusal:
        return refusal
    for extra in row.cells[len(COLUMNS) :]:
        row.note("subfield_unknown", "099" + extra[:2])
    label, number = text(row, "b"), text(row, "i")
    call_number, enumeration = split_shelf(text(row, "o"), "", known.bib_formats.get(bib) == "serial")
    status, restriction = item_status(context, row, "099$q", _status(row))
    cost = price(row, "c", "g")
    record = Item(
        legacy_id=item_id,
        target_id=target_id(context.source.key, Entity.ITEM, item_id),
        bib_legacy_id=bib,
        library=library_of(context, row, "001", ""),
        branch="",
        placed_branch="",
        department="",
        location="",
        barcode=barcode(row, "k"),
        call_number=call_number,
        item_type="",
        is_textbook=bib in known.textbook_bibs,
        status=status,
        use_restriction=restriction,
        not_for_loan=forbidden(row, "0"),
        not_for_reservation=None,
        hidden_in_opac=forbidden(row, "7"),
        is_ill=status == "ill",
        copy_number=number or label,
        enumeration=enumeration,
        price=cost.amount,
        currency=cost.currency,
        acquired_on=past_day(context, row, "d"),
        last_seen_on=past_day(context, row, "9"),
        due_on="",
        total_loans=count(row, "4"),
        note=note(row, "b") if number and label != f"Ex. {number}" else "",
    )
    return finish(record, row)


def _status(row: RowReader) -> str:
    """$x SCRAPPED outweighs the status text; an item without either says nothing of its status."""
    mark = row.take("x")
    if mark and mark.upper() != SCRAPPED:
        row.note("subfield_unknown", "099$x")
    return SCRAPPED if mark.upper() == SCRAPPED else row.take("q")


def as_mapping(cells: list[str]) -> Mapping[str, str]:
    """The source's own columns of a 099, for the rejects."""
    named = {f"099${c}" if c != "001" else c: v for c, v in zip(COLUMNS, cells, strict=False)}
    return named | {f"099{extra[:2]}": extra[3:] for extra in cells[len(COLUMNS) :]}
