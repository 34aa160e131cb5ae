"""Storvarre kommunebibliotek: MARC 21 in MARCXML, tab-separated files, much Sami, Kven, Finnish and Russian."""

from collections.abc import Iterator
from pathlib import Path

from synthetic.delimited import COLUMNS, Dialect, days_after, dotted, write_entity
from synthetic.library import EXPORTED, Library
from synthetic.marc import MARCXML, Marc, collection, xml
from synthetic.people import people
from synthetic.records import marc21
from synthetic.shared import DUMMY_ISBN, Shelf, near_miss
from synthetic.words import BEGINNINGS, PLACES
from synthetic.works import Work

UNIT = 6471
ISIL = "NO-2549500"
DIALECT = Dialect(delimiter="\t", extension="tsv")
CONTENTS = 64
"""Fields 505 of the great work, about 1.8 kB each: together more than ISO 2709's 99,999 bytes."""


def build(library: Library, shelf: Shelf, folder: Path) -> None:
    """Write the export folder and note what is expected of it."""
    records = [*_clean(library, shelf), *_near_misses(library), *_defective(library)]
    (folder / "katalog.xml").write_text(collection([xml(r) for r in records], MARCXML), encoding="utf-8", newline="")
    library.expected.count(library.source, "bib", len(records))
    _borrowers(library)
    _circulation(library)
    for table, rows in library.tables.items():
        write_entity(folder, table, COLUMNS[table], rows, DIALECT)
    library.count_tables()


def _item(library: Library, record: str, **cells: str) -> str:
    n = len(library.tables.get("CatalogueItems", ()))
    usual = {"Id": str(50_001 + n), "MarcRecordId": record, "Barcode": str(40_000_001 + 1000 * n),
             "BelongToUnitId": str(UNIT), "Shelf": "SKJØNN", "ItemStatus": "AvailableForLoan", "PermitLoan": "true",
             "IsILL": "false", "Acquired": "11.05.2019", "LastSeen": "30.10.2026", "TotalLoans": "3"}  # fmt: skip
    return library.row("CatalogueItems", **{**usual, **cells})["Id"]


def _clean(library: Library, shelf: Shelf) -> Iterator[Marc]:
    """Record ids 1001, 1002, … as in nordvik; item ids as in fjordkysten."""
    for number, work in enumerate(shelf.works(library.source), start=1001):
        shelf.note(library.expected, library.source, work, str(number))
        _item(library, str(number))
        yield marc21(work, str(number), ISIL)
    library.fate("item", "50001", "loaded", "barcode 40000001 is in use in nordvik and fjordkysten too")


def _near_misses(library: Library) -> Iterator[Marc]:
    for number, (group, work) in enumerate(near_miss(library.source), start=1801):
        library.expected.group("bib", group, library.source, str(number), "near miss: shares its ISBN with others")
        _item(library, str(number))
        yield marc21(work, str(number), ISIL)
    yield marc21(Work(title="Reglement for båthavna", isbn=DUMMY_ISBN), "1851", ISIL)
    library.expected.group("bib", "dummy Reglement", library.source, "1851", "dummy ISBN on unlike titles")


def _defective(library: Library) -> Iterator[Marc]:
    great = marc21(Work(title="Samlede fortellinger fra hele kysten", author="Brattlid, Ylva"), "1901", ISIL)
    for n in range(CONTENTS):
        great.add("505", "0 ", ("a", _contents(n)))
    yield great.in_order()
    library.fate("bib", "1901", "loaded", "more than 99,999 bytes: only in bibs.xml, listed in oversize.csv")
    mixed = marc21(Work(title="Verken det ene eller det andre", author="Myrvang, Torbjørn"), "1902", ISIL)
    mixed.add("019", "  ", ("b", "l"), ("d", "R"))
    mixed.add("574", "  ", ("a", "Orginaltittel: Neither one nor the other"))
    yield mixed.in_order()
    library.fate("bib", "1902", "loaded", "MARC 21 with fields of NORMARC left in it (019, 574)")
    bad = marc21(Work(title="Feiltrykt nummer", author="Myrvang, Liv"), "1903", ISIL)
    bad.add("020", "  ", ("a", "9788299970009"))
    yield bad.in_order()
    library.fate("bib", "1903", "loaded", "an ISBN whose check digit is wrong")
    yield marc21(Work(title="Ruttádat girjerádju"), "1904", ISIL).without("008")
    library.fate("bib", "1904", "loaded", "no 008")
    deleted = marc21(Work(title="Slettet hos leverandøren"), "1905", ISIL)
    deleted.leader = deleted.leader[:5] + "d" + deleted.leader[6:]
    yield deleted
    _item(library, "1905")
    library.fate("bib", "1905", "excluded", "leader/05 = d")
    library.fate("item", library.tables["CatalogueItems"][-1]["Id"], "excluded", "its record was excluded")


def _contents(n: int) -> str:
    chapters = (f"{a} {b}, kapittel {n + 1}" for a in BEGINNINGS for b in PLACES[: 4 + n % 2])
    return "Innhold: " + " ; ".join(chapters)


def _borrowers(library: Library) -> None:
    for number, name in enumerate(("Vuoksen", "Barn"), start=1):
        library.row("BorrowerGroups", Id=str(number), Name=name)
    library.row("LibraryUnits", Id=str(UNIT), Name="Storvarre kommunebibliotek", IsDepartment="false")
    for number, person in enumerate(people(14, 18), start=1001):
        library.borrower(number, person, UNIT, 1 + (person.born.year > 2008),
                         BirthDate=dotted(person.born), Expires="31.12.2027 00:00",
                         LastActive=dotted(library.before(500)) + " 13:45")  # fmt: skip
        library.row("BorrowerBarcodes", BorrowerId=str(number), Barcode=f"N5495{number:05d}",
                    IsCommonBorrowerCard="true", IsSSN="false")  # fmt: skip
    library.tables["BorrowerBarcodes"][0]["Barcode"] = "N01001"
    library.fate("patron", "1001", "loaded", "marked as national card, but N and five digits: a local card")
    library.tables["Borrowers"][1]["Name"] = "Čáhppesnjunni, Áilu"
    library.fate("patron", "1002", "loaded", "a name with Sami letters")
    library.fate("patron", "1003", "loaded", "a clean borrower with a national card")


def _circulation(library: Library) -> None:
    items = library.tables["CatalogueItems"]
    for n in range(8):
        lent = days_after(EXPORTED, -2 * n - 1)
        library.row("BorrowerLoans", Id=str(9001 + n), BorrowerId=str(1003 + n),
                    MarcRecordId=items[n]["MarcRecordId"], ItemId=items[n]["Id"], LoanTime=dotted(lent) + " 11:20",
                    DueTime=dotted(days_after(lent, 28)) + " 00:00", RenewalCount="0")  # fmt: skip
    library.fate("loan", "9001", "loaded", "a clean loan; three other sources have a loan 9001 too")
    library.row("BorrowerReservations", Id="8001", BorrowerId="1005", MarcRecordId="1003",
                DeliverAtLocalUnitId=str(UNIT), ResTime="30.10.2026 08:01", NumberInQueue="1")  # fmt: skip
    library.fate("reservation", "8001", "loaded", "a clean reservation")
    library.row("BorrowerReservations", Id="8002", BorrowerId="1006", MarcRecordId="1905",
                DeliverAtLocalUnitId=str(UNIT), ResTime="30.10.2026 08:05", NumberInQueue="1")  # fmt: skip
    library.fate("reservation", "8002", "rejected", "its record, 1905, was excluded")
