"""Entity files of the synthetic county: items, patrons, loans, reservations and fees in realistic shares."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from synthetic.people import people

PATRONS_PER_BIB = 0.15
ON_LOAN_EVERY = 18
RESERVED_EVERY = 90
FEES_PER_PATRON = 0.12
PERSONS = 5_000
"""Distinct persons; patrons beyond them are namesakes born on the same day, without identity numbers."""


def write_tables(
    folder: Path, columns: Mapping[str, Sequence[str]], source: int, bibs: int, *, with_items: bool
) -> None:
    """Write the entity files. Without items, loans name the barcodes of 099."""
    patrons = max(1, int(bibs * PATRONS_PER_BIB))
    numbers = range(1, bibs + 1)
    if with_items:
        _write(folder, "CatalogueItems", columns, (i for n in numbers for i in _items(source, n)))
        _write(folder, "CatalogueItemLocations", columns, ["1;Hovedsamling", "2;Magasin"])
    _write(folder, "LibraryUnits", columns, [f"6471;Bibliotek {source};;false"])
    _write(folder, "BorrowerGroups", columns, ["1;Voksen", "2;Barn"])
    _write(folder, "Borrowers", columns, _patrons(source, patrons))
    _write(folder, "BorrowerBarcodes", columns, _cards(source, patrons))
    _write(folder, "BorrowerLoans", columns, _loans(numbers, patrons, with_items))
    _write(folder, "BorrowerReservations", columns, _reservations(numbers, patrons))
    _write(folder, "BorrowerDebts", columns, _fees(int(patrons * FEES_PER_PATRON), patrons))


def _write(folder: Path, name: str, columns: Mapping[str, Sequence[str]], rows: Iterable[str]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="", buffering=1 << 20) as file:
        file.write(";".join(columns[name]) + "\n")
        file.writelines(row + "\n" for row in rows)


def barcode(number: int, copy: int) -> str:
    """The barcode of a copy: unique in a source, the same in all of them for each hundredth record."""
    return f"3{number:07d}{copy}"


def copies(number: int) -> int:
    """1.6 copies a record on average."""
    return 2 if number % 5 < 3 else 1


def _items(source: int, number: int) -> Iterator[str]:
    for copy in range(1, copies(number) + 1):
        code = barcode(number, copy) if number % 100 == 0 else f"{100 + source}{barcode(number, copy)}"
        status = "OnLoan" if copy == 1 and number % ON_LOAN_EVERY == 0 else "AvailableForLoan"
        yield (
            f"{number * 2 + copy};{number};{code};6471;{1 + number % 2};SKJ {number % 999};{status};true;false;Vanlig;"
            f"249.00;2016-03-02;2026-09-14;{number % 60};;"
        )


def _patrons(source: int, count: int) -> Iterator[str]:
    persons = people(source, min(count, PERSONS))
    for n in range(count):
        person = persons[n % len(persons)]
        yield (
            f"{n + 1};{person.name};{person.email};;{person.phone};{person.street};;9990;Båtsfjord;"
            f"{1 + n % 2};6471;nob;2028-12-31;false;true;{person.born};{person.gender};;;2026-05-0{1 + n % 9};"
        )


def _cards(source: int, count: int) -> Iterator[str]:
    persons = people(source, min(count, PERSONS))
    for n in range(count):
        yield f"{n + 1};L{n + 1:07d};false;false"
        if n % 10 == 0 and n < len(persons):
            yield f"{n + 1};{persons[n].identity};false;true"


def _loans(numbers: range, patrons: int, with_items: bool) -> Iterator[str]:
    for number in numbers[ON_LOAN_EVERY - 1 :: ON_LOAN_EVERY]:
        item = str(number * 2 + 1) if with_items else barcode(number, 1)
        yield f"{number};{1 + number % patrons};{number};{item};2026-10-1{number % 10};2026-11-1{number % 10};0;OnLoan;"


def _reservations(numbers: range, patrons: int) -> Iterator[str]:
    for number in numbers[RESERVED_EVERY - 1 :: RESERVED_EVERY]:
        yield f"{number};{1 + number % patrons};{number};;6471;;2026-10-20;2027-04-20;;;;1;EntireUnitBranch"


def _fees(count: int, patrons: int) -> Iterator[str]:
    for n in range(1, count + 1):
        yield f"{n};{1 + n % patrons};6;Overtid;35.00;35.00;Unpaid;2026-08-30;;;6471"
