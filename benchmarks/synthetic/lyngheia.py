"""Lyngheia videregående skole: NORMARC in ISO 2709, two catalogues (main and textbooks), Windows-1252 borrowers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from synthetic.delimited import COLUMNS, Dialect, dotted, short, write_entity
from synthetic.library import Library
from synthetic.marc import iso2709
from synthetic.people import people
from synthetic.records import normarc
from synthetic.shared import DUMMY_ISBN, Shelf, near_miss
from synthetic.works import Work

UNIT = 6471
PUPILS = Dialect(delimiter=";", extension="txt", charset="windows-1252", newline="\r\n")
PLAIN = Dialect(delimiter=",", extension="csv")
TEXTBOOKS = (
    "Fysikk for kystfolk", "Matematikk på ny", "Økologi og næring", "Språk og røtter", "Båtmotorlære",
    "Samfunnet vårt", "Kjemi i fjæra", "Historie nordfra", "Geografi for vg1", "Engelsk på stø kurs",
)  # fmt: skip
DUE = date(2026, 6, 20)
"""All textbooks are due on one day; it is past at the export."""


def build(library: Library, shelf: Shelf, folder: Path) -> None:
    """Write the export folder and note what is expected of it."""
    main = list(_main_catalogue(library, shelf))
    textbooks = list(_textbooks(library, len(main)))
    (folder / "hovedkatalog.mrc").write_bytes(b"".join(main))
    (folder / "laeremidler.iso").write_bytes(b"\r\n".join(textbooks))
    library.expected.count(library.source, "bib", len(main) + len(textbooks))
    _pupils(library)
    _circulation(library)
    for table, rows in library.tables.items():
        dialect = PUPILS if table.startswith("Borrower") and table != "BorrowerDebts" else PLAIN
        write_entity(folder, table, COLUMNS[table], rows, dialect)
    library.count_tables()


def _item(library: Library, record: str, **cells: str) -> str:
    n = len(library.tables.get("CatalogueItems", ()))
    usual = {"Id": str(50_001 + n), "MarcRecordId": record, "Barcode": f"LV{10001 + n}", "BelongToUnitId": str(UNIT),
             "Shelf": "Bokhylla", "ItemStatus": "AvailableForLoan", "PermitLoan": "1", "IsILL": "0",
             "LoanType": "Vanlig",
             "Price": "349.50", "Acquired": "2021-08-16", "LastSeen": "2026-06-18", "TotalLoans": "6"}  # fmt: skip
    return library.row("CatalogueItems", **{**usual, **cells})["Id"]


def _main_catalogue(library: Library, shelf: Shelf) -> Iterator[bytes]:
    """UTF-8 although leader/09 is blank, as most Norwegian records. Ids 3001, 3002, …"""
    number = 3000
    for number, work in enumerate(shelf.works(library.source), start=3001):
        shelf.note(library.expected, library.source, work, str(number))
        _item(library, str(number))
        yield iso2709(normarc(work, str(number), hyphenated=False))
    for group, work in near_miss(library.source):
        number += 1
        library.expected.group("bib", group, library.source, str(number), "near miss: shares its ISBN with others")
        yield iso2709(normarc(work, str(number)))
    yield from _faulty(library, number - 3000 + 1)


def _faulty(library: Library, ordinal: int) -> Iterator[bytes]:
    yield b"00098 Dette er ingen post, bare en linje som noen har limt inn\x1d"
    library.fate("bib", f"@{ordinal}", "rejected", "no directory and no fields between two record terminators")
    wrong = normarc(Work(title="Feil lengde", author="Skjærvik, Åse"), "3902")
    yield iso2709(wrong, length_error=11)
    library.fate("bib", "3902", "loaded", "record length in leader/00-04 is 11 too great")
    recoded = normarc(Work(title="Blåbær på Røros", author="Bjørkelid, Øystein"), "3903")
    yield iso2709(recoded, count_characters=True)
    library.fate("bib", "3903", "loaded", "recoded to UTF-8 with the old directory: lengths count characters")
    twice = normarc(Work(title="Søndagsåpent på Ørneberget".encode().decode("latin-1")), "3904")
    yield iso2709(twice)
    library.fate("bib", "3904", "loaded", "245 is UTF-8 encoded twice")
    yield iso2709(normarc(Work(title="Frøya og fjæra", isbn=DUMMY_ISBN), "3905"))
    library.expected.group("bib", "dummy Frøya", library.source, "3905", "dummy ISBN on unlike titles")


def _textbooks(library: Library, before: int) -> Iterator[bytes]:
    """Windows-1252, CRLF between the records, the last one cut off. Ids 4001, 4002, … and once more 3001."""
    for number, title in enumerate(TEXTBOOKS, start=4001):
        work = Work(title=title, author="Fossland, Håkon", form="L", publisher="Vidde forlag", year=2021, dewey="370")
        for _ in range(3):
            _item(library, str(number), LoanType="Læremidler")
        yield iso2709(normarc(work, str(number)), "windows-1252")
    yield iso2709(normarc(Work(title="Læreboka med lånt nummer"), "3001"), "windows-1252")
    library.fate("bib", "3001#2", "rejected", "the textbook catalogue has a 3001 too", "duplicate_id")
    library.fate("bib", "3001", "loaded", "the first record with 001 = 3001 keeps it")
    yield iso2709(normarc(Work(title="Avbrutt overføring"), "4012"), "windows-1252")[:90]
    ordinal = before + len(TEXTBOOKS) + 2
    library.fate("bib", f"@{ordinal}", "rejected", "the file ends inside the last record's directory")


def _pupils(library: Library) -> None:
    for number, name in enumerate(("Elever", "Ansatte", "Sluttet"), start=1):
        library.row("BorrowerGroups", Id=str(number), Name=name)
    persons = people(13, 40, first_year=2008, last_year=2010)
    for number, person in enumerate(persons, start=1001):
        library.borrower(number, person, UNIT, 1, Class=f"{1 + number % 3}STA", LocalKey=f"E{number}",
                         BirthDate=short(person.born), Expires="20.06.2027", LastActive=dotted(library.before(200)),
                         Defaulted="False", StoreBorrowerHistory="False")  # fmt: skip
        library.row("BorrowerBarcodes", BorrowerId=str(number), Barcode=f"{number:06d}", IsCommonBorrowerCard="False",
                    IsSSN="False")  # fmt: skip
    rows, cards = library.tables["Borrowers"], library.tables["BorrowerBarcodes"]
    rows[0]["LocalKey"] = persons[0].identity
    library.fate("patron", "1001", "loaded", "a national identity number in LocalKey: only its keyed hash is kept")
    cards[1].update(Barcode=persons[1].identity, IsSSN="False")
    library.fate("patron", "1002", "loaded", "a national identity number as card, not marked as one: never a card")
    rows[2].update(BorrowerGroupId="3", Class="")
    library.fate("patron", "1003", "loaded", "a leaver in the group Sluttet, with an open loan")
    library.row("Borrowers", Id="", Name="Uten, Nummer", BorrowerGroupId="1")
    library.fate("patron", f"@{len(rows)}", "rejected", "a borrower without Id; the legacy id is the row's ordinal")


def _circulation(library: Library) -> None:
    items = [row for row in library.tables["CatalogueItems"] if row["LoanType"] == "Læremidler"]
    for n, item in enumerate(items[:20]):
        library.row("BorrowerLoans", Id=str(9001 + n), BorrowerId=str(1003 + n), MarcRecordId=item["MarcRecordId"],
                    ItemId=item["Id"], LoanTime="18.08.25", DueTime=dotted(DUE), RenewalCount="0",
                    ServiceCode="OnLoan")  # fmt: skip
    library.fate("loan", "9001", "loaded", "a textbook, due with all the others on 20 June; the leaver's")
    library.row("BorrowerLoans", Id="9001", BorrowerId="1030", MarcRecordId=items[25]["MarcRecordId"],
                ItemId=items[25]["Id"], LoanTime="18.08.25", DueTime=dotted(DUE))  # fmt: skip
    library.fate("loan", "9001#2", "rejected", "second loan with Id 9001", "duplicate_id")
    library.row("BorrowerDebts", Id="7001", BorrowerId="1004", AccountCodeId="11", AccountCodeName="Erstatning, bok",
                Amount="349.50", Remainder="349.50", State="Unpaid", DebtDate="2026-06-25", ItemId=items[1]["Id"],
                MarcRecordId=items[1]["MarcRecordId"], LocalUnitId=str(UNIT))  # fmt: skip
    library.fate("fee", "7001", "loaded", "a replacement claim for one item, with a comma in a quoted cell")
