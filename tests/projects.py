"""Small projects that tests write for themselves: two libraries with one title in common."""

from pathlib import Path

SOURCES = """\
sources:
  bakken:
    title: Bakken bibliotek
    libraries:
      - {unit: 6471, isil: NO-2549901, name: Bakken bibliotek, type: public, municipality: "5499"}
  dalen:
    title: Dalen bibliotek
    libraries:
      - {unit: 6471, isil: NO-2549902, name: Dalen bibliotek, type: public, municipality: "5498"}
"""


def isbn13(body: str) -> str:
    """Twelve digits and their check digit."""
    total = sum(int(c) * (1 if n % 2 == 0 else 3) for n, c in enumerate(body))
    return f"{body}{-total % 10}"


SHARED = isbn13("978820200001")


def line_record(number: str, title: str, *fields: str, isbn: str = "") -> str:
    """A NORMARC record in line format."""
    lines = [
        "*000     nam         1      ",
        f"*001{number}",
        "*008                      a          10nob 2",
        *([f"*020  $a{isbn}$bib."] if isbn else []),
        "*100 0$aHætta, Ánte$d1950-$jn.-sam.",
        f"*24510$a{title}$cÁnte Hætta",
        "*260  $aOslo$bForlaget$c2011",
        "*300  $a120 s.",
        *fields,
        "^",
    ]
    return "\r\n".join(lines) + "\r\n"


def write_project(directory: Path, sources: str = SOURCES) -> Path:
    """Two libraries in line format, with items in CatalogueItems (bakken) and in 099 (dalen)."""
    write(directory / "mappings" / "sources.yaml", sources)
    bakken, dalen = directory / "exports" / "bakken", directory / "exports" / "dalen"
    write(
        bakken / "katalog.txt",
        line_record("1", "Reinen og vidda", isbn=SHARED)
        + line_record("2", "En annen bok")
        + "*000     nam\r\n*001 3\r\n*300  $auten tittel\r\n^\r\n",
    )
    write(
        bakken / "CatalogueItems.csv",
        "Id;MarcRecordId;Barcode;BelongToUnitId;ItemStatus\n"
        "11;1;5001;6471;AvailableForLoan\n12;2;5002;6471;OnLoan\n13;3;5003;6471;AvailableForLoan\n"
        "14;2;5004;6471;Discarded\n",
    )
    write(bakken / "Borrowers.csv", "Id;Name;HomeUnitId\n7;Hætta, Máret;6471\n8;Nilsen, Ole;6471\n")
    write(bakken / "BorrowerBarcodes.csv", "BorrowerId;Barcode;IsSSN\n7;N000106188;0\n8;800;0\n")
    write(
        bakken / "BorrowerLoans.csv",
        "Id;BorrowerId;ItemId;MarcRecordId;LoanTime;DueTime\n"
        "1;7;12;2;2026-11-01;2026-11-29\n2;8;12;2;2026-11-10;2026-12-08\n3;9;11;1;2026-11-10;2026-12-08\n",
    )
    write(bakken / "BorrowerReservations.csv", "Id;BorrowerId;MarcRecordId\n1;8;1\n2;8;404\n")
    write(
        bakken / "BorrowerDebts.csv",
        "Id;BorrowerId;AccountCodeId;Amount;Remainder;State\n1;8;7;70;70;Unpaid\n2;8;6;10;10;Estimated\n",
    )
    write(
        dalen / "katalog.txt",
        line_record("1", "Reinen og vidda", "*099  $bEx. 1$i1$k5001", "*099  $bEx. 2$i2", isbn=SHARED)
        + line_record("2", "Noe helt tredje", "*099  $k5009$xSCRAPPED"),
    )
    return directory


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path
