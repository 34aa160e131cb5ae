"""``grenselos verify``: a delivery written by hand passes, and each broken promise of the contract is found.

Two sources. Nordvik: record 100 (merged with Sørdal's 7), record 200 (on its own), a rejected record, two items, a
patron, a loan, a reservation and a fee. Sørdal: record 7, an item on the shared record, a patron, an excluded fee.
"""

import csv
import hashlib
import io
import json
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migration.export.verify import verify


def own_id(source: str, entity: str, legacy_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"grenselos:{source}:{entity}:{legacy_id}"))


SHARED = own_id("nordvik", "bib", "100")
ALONE = own_id("nordvik", "bib", "200")
ITEM_1, ITEM_2 = own_id("nordvik", "item", "1"), own_id("nordvik", "item", "2")
ITEM_S = own_id("sordal", "item", "1")
PATRON, PATRON_S = own_id("nordvik", "patron", "5"), own_id("sordal", "patron", "5")
LOAN, RESERVATION, FEE = (own_id("nordvik", e, "9") for e in ("loan", "reservation", "fee"))
SYNTHETIC_NUMBER = "01819900007"
"""1 January 1999 in Skatteetaten's synthetic series (month + 80), with its check digits: nobody's number."""

Rows = list[dict[str, str]]


def sheet(columns: str, rows: Rows, key: str = "") -> str:
    names = [name.strip() for name in columns.split(",")]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row[key]) if key else rows)
    return out.getvalue()


def items() -> str:
    common = {"library": "NO-2549900", "branch": "hb", "barcode_rule": "as_is", "not_for_loan": "false"}
    return sheet(
        "item_id, source, legacy_id, bib_id, library, branch, location, barcode, original_barcode, barcode_rule, "
        "call_number, item_type, status, not_for_loan, copy_number, enumeration, price, acquired_on, last_seen_on, "
        "total_loans, note",
        [
            {"item_id": ITEM_1, "source": "nordvik", "legacy_id": "1", "bib_id": SHARED, "barcode": "0301"}
            | {"original_barcode": "0301", "acquired_on": "2019-02-28", "total_loans": "12"}
            | common,
            {"item_id": ITEM_2, "source": "nordvik", "legacy_id": "2", "bib_id": ALONE, "barcode": ""}
            | {"note": 'rygg "løs";\nlapp i boka'}
            | common,
            {"item_id": ITEM_S, "source": "sordal", "legacy_id": "1", "bib_id": SHARED, "barcode": "0399"}
            | {"original_barcode": "0399"}
            | common,
        ],
        "item_id",
    )


def patrons() -> str:
    return sheet(
        "patron_id, source, legacy_id, person_id, library, card_number, other_cards, national_card_number, "
        "national_id_ref, surname, given_name, birth_date, gender, address, postal_code, city, country, email, phone, "
        "mobile, language, category, class, expires_on, blocked, keep_history, notes, last_active_on",
        [
            {"patron_id": PATRON, "source": "nordvik", "legacy_id": "5", "person_id": PATRON, "library": "NO-2549900"}
            | {"other_cards": '["N001", "N002"]', "surname": "Øvergård", "birth_date": "1999-01-01"}
            | {"blocked": "false", "notes": "ringes helst"},
            {"patron_id": PATRON_S, "source": "sordal", "legacy_id": "5", "person_id": PATRON_S, "surname": "Länsman"},
        ],
        "patron_id",
    )


def loans() -> str:
    return sheet(
        "loan_id, source, legacy_id, patron_id, item_id, bib_id, library, loaned_at, due_at, renewals, status, is_ill, "
        "is_electronic",
        [
            {"loan_id": LOAN, "source": "nordvik", "legacy_id": "9", "patron_id": PATRON, "item_id": ITEM_1}
            | {"bib_id": SHARED, "loaned_at": "2026-11-01T10:30:00", "due_at": "2026-11-29", "renewals": "0"}
        ],
    )


def reservations() -> str:
    return sheet(
        "reservation_id, source, legacy_id, patron_id, bib_id, item_id, library, pickup_branch, placed_at, expires_at, "
        "held_until, suspended_from, suspended_until, queue_position, state",
        [
            {"reservation_id": RESERVATION, "source": "nordvik", "legacy_id": "9", "patron_id": PATRON}
            | {"bib_id": ALONE, "placed_at": "2026-11-02", "queue_position": "1"}
        ],
    )


def fees() -> str:
    return sheet(
        "fee_id, source, legacy_id, patron_id, item_id, library, type, amount, outstanding, state, charged_on",
        [
            {"fee_id": FEE, "source": "nordvik", "legacy_id": "9", "patron_id": PATRON, "item_id": ITEM_1}
            | {"amount": "120.50", "outstanding": "20", "charged_on": "2026-10-01"}
        ],
    )


def crosswalk() -> str:
    return (
        "source,legacy_id,target_id,fate,reason,cluster_size,score,decided_by\n"
        f"nordvik,100,{SHARED},loaded,,2,0.98,rule\n"
        f"nordvik,200,{ALONE},loaded,,1,,\n"
        "nordvik,@3,,rejected,no_id,,,\n"
        f"sordal,7,{SHARED},merged,,2,0.98,rule\n"
    )


def ledger() -> str:
    return (
        "source,entity,legacy_id,fate,reason,target_id\n"
        f"nordvik,bib,100,loaded,,{SHARED}\n"
        f"nordvik,bib,200,loaded,,{ALONE}\n"
        "nordvik,bib,@3,rejected,no_id,\n"
        f"nordvik,fee,9,loaded,,{FEE}\n"
        f"nordvik,item,1,loaded,,{ITEM_1}\n"
        f"nordvik,item,2,loaded,,{ITEM_2}\n"
        "nordvik,item,3,rejected,no_record,\n"
        f"nordvik,loan,9,loaded,,{LOAN}\n"
        f"nordvik,patron,5,loaded,,{PATRON}\n"
        f"nordvik,reservation,9,loaded,,{RESERVATION}\n"
        f"sordal,bib,7,merged,,{SHARED}\n"
        "sordal,fee,1,excluded,estimate,\n"
        f"sordal,item,1,loaded,,{ITEM_S}\n"
        f"sordal,patron,5,loaded,,{PATRON_S}\n"
    )


def balance() -> str:
    return (
        "source,entity,source_rows,loaded,merged,rejected,excluded\n"
        "nordvik,bib,3,2,0,1,0\n"
        "nordvik,fee,1,1,0,0,0\n"
        "nordvik,item,3,2,0,1,0\n"
        "nordvik,loan,1,1,0,0,0\n"
        "nordvik,patron,1,1,0,0,0\n"
        "nordvik,reservation,1,1,0,0,0\n"
        "sordal,bib,1,0,1,0,0\n"
        "sordal,fee,1,0,0,0,1\n"
        "sordal,item,1,1,0,0,0\n"
        "sordal,patron,1,1,0,0,0\n"
    )


MEMBERS = {SHARED: ["(NO-2549900)100", "(NO-2549901)7"], ALONE: ["(NO-2549900)200", "(OCoLC)200"]}
TITLES = {SHARED: "Sjømannen", ALONE: "Čáhcerávga"}


def marcxml() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
        + "".join(marcxml_record(target) for target in sorted(TITLES))
        + "</collection>\n"
    )


def marcxml_record(target: str) -> str:
    origins = "".join(
        f'<datafield tag="035" ind1=" " ind2=" "><subfield code="a">{member}</subfield></datafield>\n'
        for member in MEMBERS[target]
    )
    return (
        "<record>\n<leader>00000nam a2200000   4500</leader>\n"
        f'<controlfield tag="001">{target}</controlfield>\n<controlfield tag="003">NO-2549900</controlfield>\n'
        f'{origins}<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{TITLES[target]}</subfield></datafield>\n'
        "</record>\n"
    )


def iso2709(targets: list[str]) -> str:
    return "".join(iso2709_record(target) for target in sorted(targets))


def iso2709_record(target: str) -> str:
    fields = {"001": target + "\x1e", "245": f"00\x1fa{TITLES[target]}\x1e"}
    directory, start = "", 0
    for tag, value in fields.items():
        length = len(value.encode())
        directory += f"{tag}{length:04}{start:05}"
        start += length
    base = 24 + len(directory) + 1
    return f"{base + start + 1:05}nam a22{base:05}   4500{directory}\x1e{''.join(fields.values())}\x1d"


def good_files() -> dict[str, str]:
    return {
        "bibs.xml": marcxml(),
        "bibs.mrc": iso2709(list(TITLES)),
        "bibs_crosswalk.csv": crosswalk(),
        "items.csv": items(),
        "patrons.csv": patrons(),
        "loans.csv": loans(),
        "reservations.csv": reservations(),
        "fees.csv": fees(),
        "codes/status.csv": "source,legacy_code,target_code,status,uses\nnordvik,1,available,mapped,2\n",
        "ledger.csv": ledger(),
        "balance.csv": balance(),
        "issues.csv": "code,severity,source,entity,legacy_id,field,value,message\n"
        "no_id,error,nordvik,bib,@3,001,,Posten mangler 001\n",
        "rejects/bib.mrc": "00030nam  2200025   4500\x1e\x1d",
        "rejects/item.csv": "Id,MarcRecordId,reason,message\n3,404,no_record,Posten finnes ikke\n",
    }


def write(folder: Path, files: dict[str, str]) -> Path:
    """The files and a manifest that fits them, as an exporter would seal them."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    (folder / "manifest.json").write_text(json.dumps(manifest(files)), encoding="utf-8")
    return folder


def manifest(files: dict[str, str]) -> dict[str, object]:
    return {
        "contract_version": 1,
        "run_id": "20261122T101500",
        "run_type": "trial",
        "created_at": "2026-11-22T10:15:00+01:00",
        "tool_version": "0.1.0",
        "mapping_version": "0123456789ab",
        "sources": [
            {"source": "nordvik", "extracted_files": [{"name": "k.mrc", "bytes": 9, "sha256": "0" * 64}]},
            {"source": "sordal", "extracted_files": []},
        ],
        "files": [listed(name, text) for name, text in files.items()],
    }


def listed(name: str, text: str) -> dict[str, object]:
    data = text.encode("utf-8", "surrogateescape")
    rows, counts = counted(name, text)
    return {
        "name": name,
        "rows": rows,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "counts_by_source": counts,
    }


def counted(name: str, text: str) -> tuple[int, dict[str, int]]:
    if not name.endswith(".csv"):
        return text.count("<record>" if name.endswith(".xml") else "\x1d"), {}
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    sources = [row["source"] for row in rows if row.get("source")]
    return len(rows), {source: sources.count(source) for source in sources}


def problems_after(folder: Path, name: str, old: str, new: str) -> tuple[str, ...]:
    """Problems of the good delivery with one text exchanged in one file, sealed again."""
    files = good_files()
    assert old in files[name]
    return verify(write(folder, files | {name: files[name].replace(old, new, 1)})).problems


def test_a_good_delivery_has_no_problems(tmp_path):
    result = verify(write(tmp_path, good_files()))
    assert result.problems == ()
    assert result.ok
    assert result.files == 14
    assert (
        result.rows == 44
    )  # bibs 4 + 2 + 2, entities 3 + 2 + 1 + 1 + 1, ledger 14, balance 10, issue, code, rejects 2


def test_columns_may_stand_in_any_order_and_more_may_follow(tmp_path):
    rows = [line.split(",") for line in crosswalk().splitlines()]
    turned = "".join(",".join(["x", *reversed(row)]) + "\n" for row in rows)
    assert verify(write(tmp_path, good_files() | {"bibs_crosswalk.csv": turned})).ok


def test_a_record_that_is_too_long_for_iso_2709_stands_in_oversize(tmp_path):
    files = good_files() | {"bibs.mrc": iso2709([ALONE]), "oversize.csv": f"target_id,bytes\n{SHARED},100001\n"}
    assert verify(write(tmp_path, files)).ok


def test_a_loaded_record_may_keep_an_id_that_its_cluster_once_had(tmp_path):
    kept = own_id("vestby", "bib", "1")
    files = {name: text.replace(SHARED, kept) for name, text in good_files().items()}
    files["bibs.xml"] = marcxml_with(kept)
    files["bibs.mrc"] = iso2709_with(kept)
    files["items.csv"] = items().replace(SHARED, kept)
    assert verify(write(tmp_path, files)).ok


def marcxml_with(kept: str) -> str:
    head, tail = marcxml().split("<record>", 1)[0], "</collection>\n"
    records = {ALONE: marcxml_record(ALONE), kept: marcxml_record(SHARED).replace(SHARED, kept)}
    return head + "".join(records[target] for target in sorted(records)) + tail


def iso2709_with(kept: str) -> str:
    records = {ALONE: iso2709_record(ALONE), kept: iso2709_record(SHARED).replace(SHARED, kept)}
    return "".join(records[target] for target in sorted(records))


ELSEWHERE = own_id("nordvik", "bib", "999")

BROKEN = [
    # the form of the files
    ("patrons.csv", "patron_id", "\ufeffpatron_id", "patrons.csv:1: begins with a byte order mark"),
    ("patrons.csv", "Øvergård", "\udcd8verg\udce5rd", "patrons.csv:3: is not UTF-8 from here on"),
    ("ledger.csv", "no_id,\n", "no_id,\r\n", "ledger.csv:4: the row does not end with LF alone"),
    ("ledger.csv", "target_id\n", "target_id\r\n", "ledger.csv:1: the row does not end with LF alone"),
    ("ledger.csv", "no_id,\n", "no_id\n", "ledger.csv:4: the row has 5 cells, not 6"),
    ("loans.csv", "due_at", "due", "loans.csv:1: lacks due_at"),
    ("items.csv", '"rygg ""løs"";\nlapp i boka"', '"rygg', "is not CSV from here on"),
    # values
    ("items.csv", "2019-02-28", "2019-02-30", "acquired_on is not a date"),
    ("items.csv", "2019-02-28", "28.02.2019", "acquired_on is not a date"),
    ("items.csv", "false", "0", "not_for_loan is not true or false"),
    ("items.csv", ",12,", ",twelve,", "total_loans is not a whole number"),
    ("loans.csv", "T10:30:00", "T25:30:00", "loans.csv:2: loaned_at is not a date or a time"),
    ("patrons.csv", '""N002""]', '""N002""', "other_cards is not a JSON array"),
    ("fees.csv", "120.50", "120,50 kr", "the row has"),
    ("fees.csv", "120.50", "kr 120.50", "fees.csv:2: amount is not an amount"),
    # ids
    ("loans.csv", LOAN, LOAN.upper(), "loans.csv:2: loan_id is not a UUID"),
    ("loans.csv", LOAN, own_id("nordvik", "loan", "10"), "loans.csv:2: loan_id is not the id that"),
    ("bibs_crosswalk.csv", f"7,{SHARED}", "7,", "bibs_crosswalk.csv:5: target_id of a merged row is not a UUID"),
    ("ledger.csv", f"nordvik,item,2,loaded,,{ITEM_2}", f"nordvik,item,2,loaded,,{ITEM_1}", "under another id"),
    # references
    ("items.csv", f"2,{ALONE}", f"2,{ELSEWHERE}", f"bib_id {ELSEWHERE} is no bib of this delivery"),
    ("loans.csv", PATRON, ELSEWHERE, f"loans.csv:2: patron_id {ELSEWHERE} is no patron"),
    ("loans.csv", ITEM_1, ELSEWHERE, f"loans.csv:2: item_id {ELSEWHERE} is no item"),
    ("loans.csv", SHARED, ELSEWHERE, f"loans.csv:2: bib_id {ELSEWHERE} is no bib"),
    ("reservations.csv", ALONE, ELSEWHERE, f"reservations.csv:2: bib_id {ELSEWHERE} is no bib"),
    ("reservations.csv", PATRON, ELSEWHERE, f"reservations.csv:2: patron_id {ELSEWHERE} is no patron"),
    ("fees.csv", PATRON, ELSEWHERE, f"fees.csv:2: patron_id {ELSEWHERE} is no patron"),
    ("fees.csv", ITEM_1, ELSEWHERE, f"fees.csv:2: item_id {ELSEWHERE} is no item"),
    ("bibs_crosswalk.csv", f"7,{SHARED}", f"7,{ELSEWHERE}", f"target_id {ELSEWHERE} is not in bibs.xml"),
    # barcodes
    ("items.csv", ",0399,", ",0301,", "the barcode 0301 stands in an earlier row, too"),
    # fates, ledger and balance
    ("bibs_crosswalk.csv", "merged", "joined", "bibs_crosswalk.csv:5: 'joined' is no fate"),
    ("ledger.csv", "excluded", "left", "ledger.csv:13: 'left' is no fate"),
    ("ledger.csv", "sordal,fee", "sordal,fine", "ledger.csv:13: 'fine' is no entity"),
    ("ledger.csv", "rejected,no_id", "rejected,", "nordvik bib @3 is rejected without a reason"),
    ("ledger.csv", f"2,loaded,,{ITEM_2}", f"2,loaded,,{ELSEWHERE}", "item 2 is loaded, but its target is not in"),
    ("ledger.csv", f"2,loaded,,{ITEM_2}", "2,excluded,gone,", "says that 1 rows of nordvik item are loaded"),
    ("ledger.csv", f"200,loaded,,{ALONE}", f"200,merged,,{SHARED}", "nordvik 200: fate and target are not the same"),
    ("ledger.csv", "nordvik,bib,@3,rejected,no_id,\n", "", "but ledger.csv has [2, 0, 0, 0]"),
    ("balance.csv", "nordvik,bib,3,2,0,1,0", "nordvik,bib,4,2,0,1,0", "4 rows came in, but 3 have a fate"),
    ("balance.csv", "nordvik,bib,3,2,0,1,0", "nordvik,bib,3,3,0,0,0", "ledger.csv has [2, 0, 1, 0]"),
    ("balance.csv", "sordal,fee,1,0,0,0,1\n", "", "sordal fee stands in ledger.csv, but not here"),
    ("balance.csv", "sordal,fee,1,0,0,0,1\n", "sordal,fee,1,0,0,0,1\n" * 2, "sordal fee stands twice"),
    ("balance.csv", "sordal,fee,1", "sordal,fee,one", "a sum is not a whole number"),
    ("bibs_crosswalk.csv", "merged,,2", "merged,,3", "cluster_size is 3, but 2 rows have its target"),
    ("issues.csv", "error", "fatal", "issues.csv:2: has no code, or a severity that is not known"),
    ("rejects/item.csv", "3,404,no_record,Posten finnes ikke\n", "", "has 0 rows, but ledger.csv has 1 rejected rows"),
    ("rejects/bib.mrc", "\x1d", "", "rejects/bib.mrc: has 0 rows, but ledger.csv has 1"),
    ("codes/status.csv", "uses", "used", "codes/status.csv:1: lacks uses"),
    # records
    ("bibs.xml", "(NO-2549901)7<", "(NO-2549901)8<", "has no 035 $a (ISIL)7 for sordal 7"),
    ("bibs.xml", '<controlfield tag="003">NO-2549900</controlfield>', "", "bibs.xml:3: the record has no 003"),
    ("bibs.xml", f'<controlfield tag="001">{ALONE}</controlfield>', "", "the record has no usable 001"),
    ("bibs.xml", "Sjømannen", "Sjo\u0308mannen", "the text is not in NFC"),
    ("bibs.xml", "</collection>", "", "is not XML from here on"),
    ("bibs.xml", "\n</collection>", "\r\n</collection>", "has line ends other than LF"),
    ("bibs.xml", 'encoding="UTF-8"', 'encoding="TF-8"', "declares TF-8, and must be UTF-8"),
    ("bibs.xml", "MARC21/slim", "MARC21/thick", "is not a MARCXML collection"),
    ("bibs.mrc", "nam a22", "nam  22", "is not UTF-8 by its leader"),
    ("bibs.mrc", "Sjømannen", "Sjømann", "its leader does not give its length"),
    ("bibs.mrc", ALONE, ELSEWHERE, "its 001 is not in bibs.xml"),
    ("bibs.mrc", iso2709_record(ALONE), "", "lacks 1 records of bibs.xml"),
    # identity numbers in clear
    ("items.csv", ",0399,0399,", f",0399,{SYNTHETIC_NUMBER},", "original_barcode holds a national identity number"),
    ("patrons.csv", "ringes helst", f"fnr {SYNTHETIC_NUMBER}", "notes holds a national identity number"),
    ("patrons.csv", "ringes helst", "018199 00007", "notes holds a national identity number"),
    ("issues.csv", "Posten mangler 001", SYNTHETIC_NUMBER, "message holds a national identity number"),
    ("ledger.csv", "sordal,fee,1,", f"sordal,fee,{SYNTHETIC_NUMBER},", "legacy_id holds a national identity number"),
    ("rejects/item.csv", "finnes ikke", SYNTHETIC_NUMBER, "message holds a national identity number"),
    ("bibs.xml", "Sjømannen", f"Eier {SYNTHETIC_NUMBER}", "field 245 holds a national identity number"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), BROKEN, ids=[case[3][:60] for case in BROKEN])
def test_each_broken_promise_is_found(tmp_path, name, old, new, expected):
    problems = problems_after(tmp_path, name, old, new)
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("patrons.csv", "ringes helst", "018199 00008"),  # wrong check digit
        ("patrons.csv", "ringes helst", f"9{SYNTHETIC_NUMBER}"),  # does not stand alone
        ("patrons.csv", "ringes helst", "+" + SYNTHETIC_NUMBER),  # a telephone number with its country
        ("bibs.xml", "(OCoLC)200", f"(OCoLC){SYNTHETIC_NUMBER}"),  # a control number
        ("loans.csv", "2026-11-29", "2026-11-29T23:59:59+01:00"),
        ("loans.csv", f",{ITEM_1},", ",,"),  # an electronic loan has no item
    ],
)
def test_what_the_contract_allows_is_no_problem(tmp_path, name, old, new):
    assert problems_after(tmp_path, name, old, new) == ()


@pytest.mark.parametrize("name", ["items.csv", "bibs.xml", "ledger.csv", "bibs_crosswalk.csv"])
def test_rows_that_are_not_sorted_are_found(tmp_path, name):
    files = good_files()
    files[name] = swapped(files[name], name)
    assert any(p.startswith(name) and "stands after" in p for p in verify(write(tmp_path, files)).problems)


def swapped(text: str, name: str) -> str:
    """The first two rows or records change places."""
    if name == "bibs.xml":
        first, second = (marcxml_record(target) for target in sorted(TITLES))
        return text.replace(first + second, second + first)
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, rows[1], rows[0], *rows[2:]])
    return out.getvalue()


def test_an_id_that_stands_twice_is_found(tmp_path):
    row = loans().splitlines(keepends=True)[1]
    problems = problems_after(tmp_path, "loans.csv", row, row + row)
    assert any(f"the id {LOAN} stands twice" in problem for problem in problems)


def test_two_loans_of_one_item_are_found(tmp_path):
    row = loans().splitlines(keepends=True)[1]
    second = row.replace(LOAN, own_id("nordvik", "loan", "10")).replace(",9,", ",10,", 1)
    problems = problems_after(tmp_path, "loans.csv", row, "".join(sorted([row, second])))
    assert any(f"a loan of the item {ITEM_1} stands in an earlier row, too" in problem for problem in problems)


def test_a_legacy_id_with_two_fates_is_found(tmp_path):
    row = f"nordvik,item,2,loaded,,{ITEM_2}\n"
    problems = problems_after(tmp_path, "ledger.csv", row, row + "nordvik,item,2,rejected,no_record,\n")
    assert any("nordvik item 2 stands after nordvik item 2: twice" in problem for problem in problems)


def test_a_changed_file_is_found_by_size_and_checksum(tmp_path):
    folder = write(tmp_path, good_files())
    with (folder / "fees.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    problems = verify(folder).problems
    assert any(p.startswith("fees.csv: has ") and "bytes" in p for p in problems)
    assert any(p.startswith("fees.csv: is not the file that the manifest describes") for p in problems)


def test_a_changed_letter_is_found_by_its_checksum(tmp_path):
    folder = write(tmp_path, good_files())
    path = folder / "patrons.csv"
    path.write_bytes(path.read_bytes().replace(b"ringes", b"ringet"))
    assert [p.split(";")[0] for p in verify(folder).problems] == [
        "patrons.csv: is not the file that the manifest describes (SHA-256 differs)"
    ]


def test_missing_and_unlisted_files_are_found(tmp_path):
    folder = write(tmp_path, good_files())
    (folder / "codes/status.csv").rename(folder / "codes/old.csv")
    problems = verify(folder).problems
    assert any(p.startswith("codes/status.csv: is missing") for p in problems)
    assert any(p.startswith("codes/old.csv: is not listed in the manifest") for p in problems)


def test_a_mandatory_file_that_nobody_lists_is_found(tmp_path):
    files = good_files()
    del files["issues.csv"]
    assert any(p.startswith("issues.csv: is missing") for p in verify(write(tmp_path, files)).problems)


MANIFESTS = [
    ({"contract_version": 2}, "contract_version: Value error, this program checks contract version 1"),
    ({"run_type": "rehearsal"}, "run_type: Value error, must be one of trial, delta, cutover"),
    ({"created_at": "yesterday"}, "created_at: "),
    ({"mapping_version": ""}, "mapping_version: "),
    ({"sources": [{"source": "nordvik"}]}, "sources.0.extracted_files: Field required"),
    ({"files": None}, "files: "),
]


@pytest.mark.parametrize(("change", "expected"), MANIFESTS)
def test_a_manifest_of_another_shape_is_found(tmp_path, change, expected):
    folder = write(tmp_path, good_files())
    text = json.dumps(manifest(good_files()) | change)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert any(p.startswith(f"manifest.json: {expected}") for p in verify(folder).problems)


COUNTS = [
    ({"rows": 2}, "items.csv: has 3 rows, but the manifest says 2"),
    ({"counts_by_source": {"nordvik": 3}}, "items.csv: has 2 rows of nordvik, but the manifest says 3"),
    ({"counts_by_source": {"nordvik": 2}}, "items.csv has 3 rows, but its counts_by_source give 2"),
    ({"counts_by_source": {"nordvik": 2, "vestby": 1}}, "items.csv counts 'vestby', which is not among the sources"),
]


@pytest.mark.parametrize(("change", "expected"), COUNTS)
def test_counts_in_the_manifest_are_worked_out_again(tmp_path, change, expected):
    folder = write(tmp_path, good_files())
    told = manifest(good_files())
    told["files"] = [f | change if f["name"] == "items.csv" else f for f in told["files"]]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    assert any(expected in p for p in verify(folder).problems)


def test_a_folder_without_a_manifest_is_no_delivery(tmp_path):
    result = verify(tmp_path)
    assert not result.ok
    assert result.problems[0].startswith("manifest.json: cannot be read (No such file or directory)")


def test_problems_of_a_kind_are_capped_and_counted(tmp_path):
    rows = "".join(f"no_id,fatal,nordvik,bib,@{n},001,,tekst\n" for n in range(332))
    files = good_files() | {"issues.csv": "code,severity,source,entity,legacy_id,field,value,message\n" + rows}
    problems = verify(write(tmp_path, files)).problems
    assert len(problems) == 21
    assert problems[-1] == "issues.csv: and 312 more of this kind (value)"


def test_problems_never_show_what_a_person_is_called_or_numbered(tmp_path):
    problems = problems_after(tmp_path, "patrons.csv", "1999-01-01", f"Øvergård {SYNTHETIC_NUMBER}")
    assert problems
    assert not any("Øvergård" in p or SYNTHETIC_NUMBER in p for p in problems)


def test_every_problem_says_what_to_do(tmp_path):
    problems = problems_after(tmp_path, "balance.csv", "nordvik,bib,3", "nordvik,bib,4")
    assert problems == (
        "balance.csv:2: nordvik bib: 4 rows came in, but 3 have a fate; make the delivery again with grenselos deliver",
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["manifest.json", *good_files()]), data=st.binary(max_size=200), at=st.integers(0, 2000))
def test_any_bytes_anywhere_are_a_problem_and_no_error(tmp_path, name, data, at):
    folder = write(tmp_path, good_files())
    path = folder / name
    good = path.read_bytes()
    path.write_bytes(good[:at] + data + good[at + 1 :])
    changed = path.read_bytes() != good
    assert changed is not verify(folder).ok or name == "manifest.json"
