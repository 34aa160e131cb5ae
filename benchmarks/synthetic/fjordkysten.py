"""Fjordkysten fellesbase: two public libraries and a book bus in one database; NORMARC in MarcXchange, entity files."""

from collections.abc import Iterator
from pathlib import Path

from synthetic.delimited import COLUMNS, Dialect, days_after, write_entity
from synthetic.library import EXPORTED, Library
from synthetic.marc import MARCXCHANGE, Marc, collection, xml
from synthetic.nordvik import copy
from synthetic.people import Person, people
from synthetic.records import normarc
from synthetic.shared import DUMMY_ISBN, Shelf, near_miss
from synthetic.works import SERIALS, Work

UNITS = (6471, 6473, 6475)
LEAK = ("https://sok.example.no/mmwebapi?data source=db.example.no;initial catalog=fjordkysten;"
        "user id=leser;password=ikke-ekte;MultipleActiveResultSets=True;App=EntityFramework")  # fmt: skip
DIALECTS = {
    "CatalogueItems": Dialect(delimiter=";", extension="CSV", charset="utf-8-sig"),
    "Borrowers": Dialect(delimiter=",", extension="csv", quote_all=True),
    "BorrowerLoans": Dialect(delimiter="\t", extension="tsv"),
    "BorrowerReservations": Dialect(delimiter=";", extension="txt", charset="utf-8-sig", newline="\r\n"),
}
UNKNOWN_COLUMN = "SmsVarsel"


def build(library: Library, shelf: Shelf, folder: Path) -> None:
    """Write the export folder and note what is expected of it."""
    records = [*_clean(library, shelf), *_defective(library), *_near_misses(library)]
    damaged = _damaged(library, ordinal=len(records) + 1)
    attributes = ' format="NORMARC" type="Bibliographic"'
    body = [xml(r, attributes) for r in records] + [damaged]
    (folder / "katalog.xml").write_text(collection(body, MARCXCHANGE), encoding="utf-8", newline="")
    (folder / "lesmeg.txt").write_text("Eksport tatt 1. november 2026.\n", encoding="utf-8")
    library.expected.count(library.source, "bib", len(body))
    _units(library)
    _items(library)
    _borrowers(library)
    _loans(library)
    _reservations(library)
    _fees(library)
    for table, rows in library.tables.items():
        extra = (UNKNOWN_COLUMN,) if table == "Borrowers" else ()
        write_entity(folder, table, COLUMNS[table] + extra, rows, DIALECTS.get(table, Dialect()))
    library.count_tables()


def _clean(library: Library, shelf: Shelf) -> Iterator[Marc]:
    """Record ids 517001, 517002, …; one or two items each, ids 50001 …, barcodes 40000001 …"""
    for number, work in enumerate(shelf.works(library.source), start=517001):
        shelf.note(library.expected, library.source, work, str(number))
        for _ in range(1 + (number % 3 == 0)):
            _item(library, number, Shelf=f"{work.dewey} {work.author[:3].upper()}")
        yield normarc(work, str(number), bibbi=work.isbn[5:12], hyphenated=number % 2 == 0)


def _item(library: Library, record: int | str, **cells: str) -> dict[str, str]:
    """The next item; ids and barcodes run on."""
    n = len(library.tables.get("CatalogueItems", ()))
    usual = {
        "Id": str(50_001 + n),
        "MarcRecordId": str(record),
        "Barcode": str(40_000_001 + n),
        "BelongToUnitId": str(UNITS[n % 3]),
        "LocationId": str(1 + n % 2),
        "ItemStatus": "AvailableForLoan",
        "PermitLoan": "True",
        "IsILL": "False",
        "LoanType": "Vanlig",
        "Price": f"{200 + n}.00",
        "Acquired": days_after(library.before(3600), -400).isoformat() + "T00:00:00",
        "LastSeen": library.before(300).isoformat() + "T09:30:00",
        "TotalLoans": str(n % 40),
    }
    return library.row("CatalogueItems", **{**usual, **cells})


def _defective(library: Library) -> Iterator[Marc]:
    leaking = normarc(Work(title="Adressen som røpet seg", author="Fossland, Unni"), "517901")
    leaking.add("996", "  ", ("u", LEAK))
    yield leaking
    library.fate("bib", "517901", "loaded", "996 $u holds a connection string with a password: left out")
    orphan = normarc(Work(title="Den nummerløse"), "0").without("001")
    yield orphan
    ordinal = len(_works_before(library)) + 2
    library.fate("bib", f"@{ordinal}", "rejected", "no 001; the legacy id is the record's ordinal")
    sami = normarc(Work(title="Gielat", language="sam", author="Sarre, Máret"), "517903")
    yield sami
    library.fate("bib", "517903", "loaded", "the old language code sam")
    for number, serial in enumerate(SERIALS, start=517904):
        _item(library, number, Shelf=f"2024:{number - 517900}")
        library.fate("item", _last_id(library), "loaded", "Shelf holds an issue number: enumeration, not a shelf mark")
        yield normarc(serial, str(number))
    yield normarc(Work(title="Fjernlånet", author="Rundhaug, Liv"), "517906")
    yield normarc(Work(title="Lydfila", kind="ebook", author="Løkvoll, Inga"), "517907")
    library.fate("bib", "517907", "loaded", "an e-book without items; lent electronically")
    with_copies = normarc(Work(title="Begge deler", author="Åsvatn, Åse"), "517908")
    copy(with_copies, "40009999")
    yield with_copies
    library.fate("bib", "517908", "loaded", "has a 099 although CatalogueItems is there: the file counts, not the 099")


def _works_before(library: Library) -> set[str]:
    """Ids of the clean records: the first rows of CatalogueItems name each of them."""
    return {row["MarcRecordId"] for row in library.tables["CatalogueItems"]}


def _last_id(library: Library) -> str:
    return library.tables["CatalogueItems"][-1]["Id"]


def _near_misses(library: Library) -> Iterator[Marc]:
    for number, (group, work) in enumerate(near_miss(library.source), start=517801):
        library.expected.group("bib", group, library.source, str(number), "near miss: shares its ISBN with others")
        _item(library, number)
        yield normarc(work, str(number))
    yield normarc(Work(title="Kart over fjellheimen", isbn=DUMMY_ISBN), "517851")
    library.expected.group("bib", "dummy Kart", library.source, "517851", "dummy ISBN on unlike titles")


def _damaged(library: Library, ordinal: int) -> str:
    """Markup that ends inside the very tag that should give the 001."""
    library.fate("bib", f"@{ordinal}", "rejected", "XML that is not well-formed, before the 001 can be read")
    text = xml(normarc(Work(title="Den ødelagte", author="Grønnli, Vidar"), "517999"))
    return text.replace('<controlfield tag="001">517999', '<controlfield tag="001>')


def _units(library: Library) -> None:
    library.row("LibraryUnits", Id="6471", Name="Sørfjord folkebibliotek", IsDepartment="False")
    library.row("LibraryUnits", Id="6472", Name="Barneavdelingen", ParentUnitId="6471", IsDepartment="True")
    library.row("LibraryUnits", Id="6473", Name="Indrefjord bibliotek", IsDepartment="False")
    library.row("LibraryUnits", Id="6475", Name="Bokbussen Guovssahas", IsDepartment="False")
    library.row("CatalogueItemLocations", Id="1", Name="Hovedsamling")
    library.row("CatalogueItemLocations", Id="2", Name="Magasin")
    for number, name in enumerate(("Voksen", "Barn", "SB_1A", "Sluttet", "Bibliotek"), start=1):
        library.row("BorrowerGroups", Id=str(number), Name=name)


def _items(library: Library) -> None:
    """The planted items; the clean ones came with their records."""
    planted = [
        ({"ItemStatus": "DeletedInMikromarc1"}, "excluded", "DeletedInMikromarc1"),
        ({"ItemStatus": "Withdrawn"}, "excluded", "Withdrawn"),
        ({"ItemStatus": "Discarded"}, "excluded", "Discarded"),
        ({"ItemStatus": "GjemtAvNissen"}, "loaded", "a status that no table knows: loaded, status empty"),
        ({"BelongToUnitId": "6472"}, "loaded", "belongs to a department: its library is the parent unit's"),
        ({"Barcode": "40000002"}, "loaded", "barcode 40000002 stands on two items of this source"),
        ({"Barcode": ""}, "loaded", "no barcode: gets a generated one"),
        ({"Acquired": "00.00.0000", "LastSeen": "NULL"}, "loaded", "an impossible date and the text NULL"),
        ({"MarcRecordId": "517989"}, "rejected", "record 517989 does not exist"),
    ]
    for cells, fate, why in planted:
        _item(library, 517903, **cells)
        library.fate("item", _last_id(library), fate, why)
    _item(library, 517906, IsILL="True", ItemStatus="OnLoan", Barcode="FJL-2291")
    library.fate("item", _last_id(library), "loaded", "an interlibrary item, on loan")
    _item(library, 517903, Id="50001")
    library.fate("item", "50001#2", "rejected", "second item with Id 50001", "duplicate_id")
    library.fate("item", "50001", "loaded", "a clean item; its barcode 40000001 is in use in nordvik and storvarre too")


def _borrowers(library: Library) -> None:
    """Ids 1001 … as in nordvik. Every cell is quoted; notes hold delimiters, quotes and line breaks."""
    persons = people(12, 36)
    for number, person in enumerate(persons, start=1001):
        unit = UNITS[number % 3]
        row = library.borrower(number, person, unit, 2 if person.born.year > 2008 else 1)
        row[UNKNOWN_COLUMN] = "Ja"
        library.row("BorrowerBarcodes", BorrowerId=str(number), Barcode=f"L{number}", IsCommonBorrowerCard="False",
                    IsSSN="False")  # fmt: skip
    _odd_borrowers(library, library.tables["Borrowers"])
    _same_persons(library, people(11, 24))


def _odd_borrowers(library: Library, rows: list[dict[str, str]]) -> None:
    rows[0]["Notes"] = 'Sa: "hent hos naboen, takk";\nhar nøkkel, ring først'
    library.fate("patron", "1001", "loaded", "a quoted note with delimiters, quotes and a line break")
    rows[1].update(MainPhone=rows[1]["Mobile"], Class="1A", BorrowerGroupId="3")
    library.fate("patron", "1002", "loaded", "phone equal to mobile; a class left over as a group, SB_1A")
    rows[2].update(MainZip="990", MainPlace="9990 Båtsfjord", Expires="NULL")
    library.fate("patron", "1003", "loaded", "post code and place mixed up; the text NULL as a date")
    rows[3]["BirthDate"] = "00.00.0000"
    library.fate("patron", "1004", "loaded", "an impossible birth date")
    rows[4]["Name"] = "Fjordkysten videregående skole"
    rows[4]["BorrowerGroupId"] = "5"
    library.fate("patron", "1005", "loaded", "a library as borrower (interlibrary loan); no comma in the name")
    rows[5]["HomeUnitId"] = "6999"
    rows[6]["PreferredLanguage"] = "sme"
    library.fate("patron", "1007", "loaded", "a clean borrower who wants messages in Northern Sami")
    library.row("BorrowerBarcodes", BorrowerId="8888", Barcode="L8888", IsCommonBorrowerCard="False", IsSSN="False")


def _same_persons(library: Library, neighbours: list[Person]) -> None:
    """Two of nordvik's borrowers have a card here too: one by national card, one by identity number."""
    for number, person, card, is_number in (
        ("1101", neighbours[3], "N549900004", False),
        ("1102", neighbours[4], neighbours[4].identity, True),
    ):
        library.borrower(int(number), person, 6473, 1)
        library.row("BorrowerBarcodes", BorrowerId=number, Barcode=card, IsCommonBorrowerCard=str(not is_number),
                    IsSSN=str(is_number))  # fmt: skip
        group = f"person {number}"
        why = "same identity number, birth date and name" if is_number else "same national card, birth date and name"
        library.expected.group("patron", group, library.source, number, why)
        library.expected.group("patron", group, "nordvik", str(1004 + is_number), why)


def _loan(library: Library, number: str, borrower: str, record: str, item: str, *, days: int, **cells: str) -> None:
    lent = days_after(EXPORTED, -days)
    usual = {"Id": number, "BorrowerId": borrower, "MarcRecordId": record, "ItemId": item,
             "LoanTime": f"{lent}T14:05:00", "DueTime": f"{days_after(lent, 28)}T23:59:59", "RenewalCount": "1",
             "ServiceCode": "OnLoan"}  # fmt: skip
    library.row("BorrowerLoans", **{**usual, **cells})


def _loans(library: Library) -> None:
    for n in range(14):
        item = library.tables["CatalogueItems"][n + 2]
        _loan(library, str(9001 + n), str(1007 + n), item["MarcRecordId"], item["Id"], days=3 + n)
    library.fate("loan", "9001", "loaded", "a clean loan; nordvik has a loan 9001 too")
    library.tables["BorrowerLoans"][1].update(DueTime="2026-01-02", LoanTime="2026-10-20")
    library.fate("loan", "9002", "loaded", "due before it was lent")
    ill = next(row for row in library.tables["CatalogueItems"] if row["IsILL"] == "True")
    _loan(library, "9101", "1005", "517906", ill["Id"], days=20)
    library.fate("loan", "9101", "loaded", "an interlibrary loan")
    _loan(library, "9102", "1008", "517907", "", days=4, ServiceCode="OnLoan")
    library.fate("loan", "9102", "loaded", "an electronic loan: a record and no item")
    _loan(library, "9103", "8888", "517001", "50001", days=4)
    library.fate("loan", "9103", "rejected", "borrower 8888 does not exist, only a card")
    _loan(library, "9104", "1009", "517001", "59999", days=4)
    library.fate("loan", "9104", "rejected", "item 59999 does not exist")
    newest = library.tables["CatalogueItems"][20]
    for number, borrower, days in (("9105", "1010", 12), ("9106", "1011", 300), ("9107", "1012", 150)):
        _loan(library, number, borrower, newest["MarcRecordId"], newest["Id"], days=days)
    library.fate("loan", "9105", "loaded", "the newest of three loans of one item")
    library.fate("loan", "9106", "rejected", "an older one of three loans of one item")
    library.fate("loan", "9107", "rejected", "an older one of three loans of one item")


def _reservations(library: Library) -> None:
    rows = [
        ("8001", "1009", "517002", {}, "loaded", "a clean reservation"),
        ("8002", "1010", "517002", {"NumberInQueue": "2", "ResPausedFrom": "2026-12-01", "ResPausedTo": "2027-01-15"},
         "loaded", "paused over Christmas"),
        ("8003", "1011", "517002", {"ItemId": "50003", "ServiceCode": "ReservationArrived",
                                    "ResHeldUntil": "2026-11-08"}, "loaded", "one item, waiting on the shelf"),
        ("8004", "1012", "517989", {}, "rejected", "record 517989 does not exist"),
        ("8005", "8888", "517002", {}, "rejected", "borrower 8888 does not exist"),
        ("8006", "1013", "517002", {"*": "x|y"}, "rejected", "two cells more than the header has columns"),
    ]  # fmt: skip
    for number, borrower, record, cells, fate, why in rows:
        library.row("BorrowerReservations", **{
            "Id": number, "BorrowerId": borrower, "MarcRecordId": record, "DeliverAtLocalUnitId": "6473",
            "ResTime": "2026-10-28T18:22:10", "ResValidUntil": "2027-04-28", "NumberInQueue": "1",
            "Scope": "CooperatingUnits", **cells,
        })  # fmt: skip
        library.fate("reservation", number, fate, why)


def _fees(library: Library) -> None:
    rows = [
        ("7001", "1009", "6", "Overtid", "35.00", "35.00", "Unpaid", "loaded", "a clean overdue fine"),
        ("7002", "1009", "8", "Erstatning", "400.00", "150.00", "Unpaid", "loaded", "partly paid"),
        ("7003", "1009", "12", "Betaling", "-250.00", "0.00", "Paid", "excluded", "a payment row (AccountCodeId 12)"),
        ("7004", "1010", "13", "Ettergitt", "-35.00", "0.00", "Paid", "excluded",
         "a write-off row (AccountCodeId 13)"),
        ("7005", "1010", "-1", "Løpende", "15.00", "15.00", "Estimated", "excluded", "Estimated"),
        ("7006", "8888", "6", "Overtid", "20.00", "20.00", "Unpaid", "rejected", "borrower 8888 does not exist"),
    ]  # fmt: skip
    for number, borrower, code, name, amount, rest, state, fate, why in rows:
        library.row("BorrowerDebts", Id=number, BorrowerId=borrower, AccountCodeId=code, AccountCodeName=name,
                    Amount=amount, Remainder=rest, State=state, DebtDate="2026-08-30", LocalUnitId="6471")  # fmt: skip
        library.fate("fee", number, fate, why)
