"""Nordvik folkebibliotek: NORMARC line format in Windows-1252 with the items in 099; entity files with CRLF."""

from collections.abc import Iterator
from pathlib import Path

from synthetic.delimited import COLUMNS, Dialect, days_after, dotted, short, write_entity
from synthetic.library import Library
from synthetic.marc import Marc, line
from synthetic.people import Person, people
from synthetic.records import normarc
from synthetic.shared import DUMMY_ISBN, Shelf, near_miss
from synthetic.works import Work

UNIT = 6471
FILE = "nordvik.261101"
DIALECT = Dialect(delimiter=";", extension="csv", charset="windows-1252", newline="\r\n")


def build(library: Library, shelf: Shelf, folder: Path) -> None:
    """Write the export folder and note what is expected of it."""
    records = [*_clean(library, shelf), *_defective(library), *_near_misses(library)]
    text = "".join(line(r) for r in records)
    damaged = "".join(c if _fits(c) else "?" for c in text)
    (folder / FILE).write_bytes(damaged.replace("\n", "\r\n").encode("windows-1252"))
    library.expected.count(library.source, "bib", len(records))
    library.expected.count(library.source, "item", sum(f.tag == "099" for r in records for f in r.fields))
    _borrowers(library)
    _circulation(library)
    for table, rows in library.tables.items():
        write_entity(folder, table, COLUMNS[table], rows, DIALECT)
    library.count_tables()


def _fits(character: str) -> bool:
    return character.encode("windows-1252", "ignore") != b""


def copy(record: Marc, barcode: str, n: int = 1, **cells: str) -> None:
    """Add one 099. ``cells``: ``s_x="SCRAPPED"`` sets $x; an empty value leaves the subfield out."""
    usual = {"b": f"Ex. {n}", "i": str(n), "k": barcode, "o": "SKJØNN", "d": "2015-03-02", "9": "2026-09-14",
             "4": "17", "7": "1", "0": "1", "g": "NOK", "c": "249"}  # fmt: skip
    values = {**usual, **{code.removeprefix("s_"): value for code, value in cells.items()}}
    record.add("099", "  ", *values.items())


def _clean(library: Library, shelf: Shelf) -> Iterator[Marc]:
    """Record ids 1001, 1002, …; barcodes 30000001, 30000002, … one or two per record."""
    barcode = 30_000_001
    for number, work in enumerate(shelf.works(library.source), start=1001):
        record = normarc(work, str(number), bibbi=work.isbn[5:12] if number % 2 else "", hyphenated=number % 3 != 0)
        for n in range(1, 2 + (number % 4 == 0)):
            copy(record, str(barcode), n, s_o=work.dewey)
            barcode += 1
        shelf.note(library.expected, library.source, work, str(number))
        yield record
    library.fate("item", "1001:30000001", "loaded", "a clean copy from 099; on loan")


def _defective(library: Library) -> Iterator[Marc]:
    yield from _bad_records(library)
    yield from _odd_records(library)
    yield from _bad_copies(library)


def _plain(number: str, title: str, **facts: int) -> Marc:
    return normarc(Work(title=title, author="Ytterstad, Gunhild", publisher="Vidde forlag", **facts), number)


def _bad_records(library: Library) -> Iterator[Marc]:
    yield _plain("1001", "Dobbeltgjengeren")
    library.fate("bib", "1001#2", "rejected", "second record with 001 = 1001 (no copies)", "duplicate_id")
    titleless = _plain("1901", "Bortkommet").without("245")
    copy(titleless, "30000901")
    yield titleless
    library.fate("bib", "1901", "rejected", "no 245")
    library.fate("item", "1901:30000901", "rejected", "its record was rejected")
    deleted = _plain("1902", "Forhåndsomtalen")
    deleted.leader = deleted.leader[:5] + "d" + deleted.leader[6:]
    copy(deleted, "30000902")
    yield deleted
    library.fate("bib", "1902", "excluded", "leader/05 = d: deleted, waiting to be cleared away")
    library.fate("item", "1902:30000902", "excluded", "its record was excluded")


def _odd_records(library: Library) -> Iterator[Marc]:
    blank = _plain("1903", "Uten faste felt")
    blank.leader = " " * 24
    blank.fields = [f for f in blank.fields if f.tag != "008"]
    copy(blank, "30000903")
    yield blank
    library.fate("bib", "1903", "loaded", "no leader line and no 008")
    undated = _plain("1904", "Året som falt ut")
    undated.fields = [f for f in undated.fields if f.tag != "260"]
    undated.add("260", "  ", ("a", "Alta"), ("b", "Vidde forlag"), ("c", "0000 c"))
    undated.add("300", "  ", ("a", " "))
    copy(undated, "30000904")
    yield undated.in_order()
    library.fate("bib", "1904", "loaded", "260 $c is 0000 c; one 300 is blank")
    lost = normarc(Work(title="Giehtačállosat ja ođđa áigi", author="Nilut, Jovnna", language="sme", form="D"), "1905")
    copy(lost, "30000905")
    yield lost
    library.fate("bib", "1905", "loaded", "č and đ do not exist in Windows-1252 and stand as ? in 245")


def _bad_copies(library: Library) -> Iterator[Marc]:
    record = _plain("1910", "Eksemplarenes bok")
    copy(record, "30000910", 1, s_q="Tapt utlån")
    copy(record, "30000911", 2, s_x="SCRAPPED")
    copy(record, "30000912", 3, s_q="Tapt")
    copy(record, "30000913", 4, s_q="Står i kjelleren")
    copy(record, "30000914", 5, s_d="14.02.98", s_0="0")
    yield record
    library.fate("bib", "1910", "loaded", "five copies, four of them odd")
    library.fate("item", "1910:30000910", "loaded", "Tapt utlån: lost while on loan, the loan lives")
    library.fate("item", "1910:30000911", "excluded", "099 $x SCRAPPED")
    library.fate("item", "1910:30000912", "loaded", "Tapt: lost, no loan")
    library.fate("item", "1910:30000913", "loaded", "status text that no table knows: loaded, status empty")
    library.fate("item", "1910:30000914", "loaded", "two-digit year in $d; not for loan by $0")
    nameless = _plain("1911", "Uten strekkode")
    copy(nameless, "")
    yield nameless
    library.fate("item", "1911#1", "loaded", "099 without $k: gets a generated barcode")
    for number in ("1912", "1913"):
        twin = _plain(number, "Tvillingenes strekkode " + {"1912": "rød", "1913": "blå"}[number])
        copy(twin, "30000920")
        yield twin
        library.fate("item", f"{number}:30000920", "loaded", "barcode 30000920 stands on two copies of this source")
    between = _plain("1914", "Strekkode på reise")
    copy(between, "40000001")
    yield between
    library.fate("item", "1914:40000001", "loaded", "barcode 40000001 is in use in fjordkysten too")


def _near_misses(library: Library) -> Iterator[Marc]:
    works = near_miss(library.source)
    for number, (group, work) in enumerate(works, start=1801):
        record = normarc(work, str(number))
        copy(record, f"3000{number}")
        library.expected.group("bib", group, library.source, str(number), "near miss: shares its ISBN with others")
        library.fate("bib", str(number), "loaded", f"near miss {group}: must not merge")
        yield record
    for number, title in (("1851", "Kommunens årshefte"), ("1852", "Sanger for bassenget")):
        yield normarc(Work(title=title, isbn=DUMMY_ISBN), number)
        library.expected.group("bib", f"dummy {title}", library.source, number, "dummy ISBN on unlike titles")


def _borrowers(library: Library) -> None:
    library.row("BorrowerGroups", Id="1", Name="Voksen")
    library.row("BorrowerGroups", Id="2", Name="Barn")
    library.row("BorrowerGroups", Id="3", Name="Sluttet")
    library.row("LibraryUnits", Id=str(UNIT), Name="Nordvik folkebibliotek", IsDepartment="false")
    persons = people(11, 24)
    for number, person in enumerate(persons, start=1001):
        group = 2 if person.born.year > 2008 else 1
        library.borrower(number, person, UNIT, group, **_dates(library, person, number))
        library.row("BorrowerBarcodes", BorrowerId=str(number), Barcode=f"L{number}", IsCommonBorrowerCard="false",
                    IsSSN="false")  # fmt: skip
    _odd_borrowers(library, persons)


def _dates(library: Library, person: Person, number: int) -> dict[str, str]:
    """This library's dates are dotted, some with two-digit years."""
    write = short if number % 2 else dotted
    return {"BirthDate": write(person.born), "Expires": "31.12.2028", "LastActive": dotted(library.before(900)),
            "Defaulted": "0", "StoreBorrowerHistory": "1"}  # fmt: skip


def _odd_borrowers(library: Library, persons: list[Person]) -> None:
    rows = library.tables["Borrowers"]
    rows[0]["LastActive"] = "14.10.26"
    library.fate("patron", "1001", "loaded", "dates DD.MM.YY, the year's century is not in the file")
    rows[1]["Name"] = "Bygdekvinnelaget Nordvik"
    library.fate("patron", "1002", "loaded", "a name without a comma")
    rows[2]["Notes"] = f"Ringte. Fnr {persons[2].identity[:6]} {persons[2].identity[6:]}, må bekreftes"
    library.fate("patron", "1003", "loaded", "a national identity number in the note: masked")
    cards = library.tables["BorrowerBarcodes"]
    cards[3]["Barcode"] = "N549900004"
    cards[3]["IsCommonBorrowerCard"] = "true"
    library.row("BorrowerBarcodes", BorrowerId="1004", Barcode="L1004B", IsCommonBorrowerCard="false", IsSSN="false")
    library.fate("patron", "1004", "loaded", "two cards, one of them a national card (N-number)")
    library.row("BorrowerBarcodes", BorrowerId="1005", Barcode=persons[4].identity, IsCommonBorrowerCard="false",
                IsSSN="true")  # fmt: skip
    library.fate("patron", "1005", "loaded", "a national identity number among the cards (IsSSN): never a card")
    rows[5]["BorrowerGroupId"] = "99"
    library.fate("patron", "1006", "loaded", "group 99 is in no table: loaded, category empty")
    library.row("Borrowers", **rows[6])
    library.fate("patron", "1007#2", "rejected", "second borrower with Id 1007", "duplicate_id")
    rows[7]["*"] = "for|mange|celler"
    library.fate("patron", "1008", "rejected", "three cells more than the header has columns")


def _circulation(library: Library) -> None:
    """``ItemId`` is the copy's barcode, since the items come from 099."""
    loans = [("9001", "1001", "1001", "30000001"), ("9002", "1002", "1002", "30000002"),
             ("9003", "1004", "1910", "30000910"), ("9004", "1005", "1003", "30000003")]  # fmt: skip
    for n, (number, borrower, record, item) in enumerate(loans):
        _loan(library, number, borrower, record, item, days=5 + 3 * n)
    library.fate("loan", "9001", "loaded", "a clean loan")
    library.fate("loan", "9003", "loaded", "the living loan of a Tapt utlån copy")
    _loan(library, "9005", "1003", "1003", "30000003", days=90)
    library.fate("loan", "9004", "loaded", "the newer of two loans of one copy")
    library.fate("loan", "9005", "rejected", "the older of two loans of one copy")
    _loan(library, "9006", "7777", "1004", "30000004", days=10)
    library.fate("loan", "9006", "rejected", "borrower 7777 does not exist")
    _loan(library, "9007", "1009", "1004", "39999999", days=10)
    library.fate("loan", "9007", "rejected", "no copy has the barcode 39999999")
    _loan(library, "9008", "1008", "1005", "30000006", days=10)
    library.fate("loan", "9008", "rejected", "its borrower, 1008, was rejected")
    for number, borrower, record in (("8001", "1010", "1006"), ("8002", "1011", "1990"), ("8003", "7777", "1006")):
        library.row("BorrowerReservations", Id=number, BorrowerId=borrower, MarcRecordId=record,
                    DeliverAtLocalUnitId=str(UNIT), ResTime="21.10.2026", NumberInQueue="1",
                    Scope="EntireUnitBranch")  # fmt: skip
    library.fate("reservation", "8001", "loaded", "a clean reservation")
    library.fate("reservation", "8002", "rejected", "record 1990 does not exist")
    library.fate("reservation", "8003", "rejected", "borrower 7777 does not exist")
    _fees(library)


def _loan(library: Library, number: str, borrower: str, record: str, item: str, *, days: int) -> None:
    lent = days_after(library.before(1), -days)
    library.row("BorrowerLoans", Id=number, BorrowerId=borrower, MarcRecordId=record, ItemId=item, LoanTime=short(lent),
                DueTime=dotted(days_after(lent, 28)), RenewalCount="0", ServiceCode="OnLoan")  # fmt: skip


def _fees(library: Library) -> None:
    fees = [
        ("7001", "1002", "7", "Purregebyr", "50,00", "50,00", "Unpaid"),
        ("7002", "1003", "5", "Overtidsgebyr", "12,00", "12,00", "Estimated"),
        ("7003", "1003", "12", "Innbetaling", "-50,00", "0,00", "Paid"),
    ]
    for number, borrower, code, name, amount, rest, state in fees:
        library.row("BorrowerDebts", Id=number, BorrowerId=borrower, AccountCodeId=code, AccountCodeName=name,
                    Amount=amount, Remainder=rest, State=state, DebtDate="03.09.2026",
                    LocalUnitId=str(UNIT))  # fmt: skip
    library.fate("fee", "7001", "loaded", "a clean reminder fee, decimal comma")
    library.fate("fee", "7002", "excluded", "Estimated: accrues on a loan that is not yet returned")
    library.fate("fee", "7003", "excluded", "a payment row of the ledger (AccountCodeId 12)")
