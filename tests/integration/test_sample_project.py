"""The whole job over sample_data/: what the delivery's files say of every planted row. Reads nothing but the files."""

import csv
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import grenselos
from pymarc import MARCReader, Record, parse_xml_to_array

from migration.privacy import find_identity_numbers
from migration.settings import SHIPPED

SAMPLES = SHIPPED / "sample_data"
Row = dict[str, str]


@dataclass(frozen=True)
class Delivered:
    """``status``: the program's exit status. ``target``: (source, entity, legacy id) to target id."""

    project: Path
    folder: Path
    status: int
    ledger: dict[tuple[str, str, str], Row]
    bibs: dict[str, Record]

    def rows(self, name: str) -> list[Row]:
        return read(self.folder / name)

    def target(self, source: str, entity: str, legacy_id: str) -> str:
        return self.ledger[source, entity, legacy_id]["target_id"]

    def row(self, name: str, source: str, legacy_id: str) -> Row:
        return next(r for r in self.rows(name) if (r["source"], r["legacy_id"]) == (source, legacy_id))

    def bib(self, source: str, legacy_id: str) -> Record:
        return self.bibs[self.target(source, "bib", legacy_id)]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    project = tmp_path_factory.mktemp("project")
    for part in ("exports", "mappings"):
        shutil.copytree(SAMPLES / part, project / part)
    run = grenselos(project, "run", GRENSELOS_HASH_KEY="an invented key for tests")
    assert run.returncode in (0, 1), run.stderr
    (folder,) = (project / "deliveries").iterdir()
    ledger = {(r["source"], r["entity"], r["legacy_id"]): r for r in read(folder / "ledger.csv")}
    bibs = {r["001"].data: r for r in parse_xml_to_array(str(folder / "bibs.xml"))}
    return Delivered(project, folder, run.returncode, ledger, bibs)


def test_no_blocking_check_fails(delivered: Delivered) -> None:
    assert delivered.status == 0


def test_every_planted_row_has_the_fate_that_its_readme_tells(delivered: Delivered) -> None:
    wrong = []
    for row in read(SAMPLES / "expected.csv"):
        key = (row["source"], row["entity"], row["legacy_id"])
        found = delivered.ledger.get(key, {"fate": "not in the ledger"})["fate"]
        together = row["entity"] == "bib" and row["fate"] == "loaded" and found == "merged"
        if found != row["fate"] and not together:
            wrong.append((*key, row["fate"], found, row["why"]))
    assert wrong == []


def test_the_reasons_that_the_contract_names(delivered: Delivered) -> None:
    named = [r for r in read(SAMPLES / "expected.csv") if r["reason_hint"]]
    assert len(named) >= 5
    for row in named:
        assert delivered.ledger[row["source"], row["entity"], row["legacy_id"]]["reason"] == row["reason_hint"]


def test_rejected_and_excluded_rows_always_have_a_reason_and_no_target(delivered: Delivered) -> None:
    left_out = [r for r in delivered.ledger.values() if r["fate"] in ("rejected", "excluded")]
    assert all(r["reason"] and not r["target_id"] for r in left_out)


def test_nothing_is_left_out_that_was_not_planted(delivered: Delivered) -> None:
    planted = {(r["source"], r["entity"], r["legacy_id"]) for r in read(SAMPLES / "expected.csv")}
    left_out = {key for key, r in delivered.ledger.items() if r["fate"] in ("rejected", "excluded")}
    assert left_out - planted == set()


def test_every_source_row_is_counted(delivered: Delivered) -> None:
    balance = {(r["source"], r["entity"]): int(r["source_rows"]) for r in delivered.rows("balance.csv")}
    for row in read(SAMPLES / "expected_rows.csv"):
        assert balance[row["source"], row["entity"]] == int(row["rows"]), row


def test_titles_in_common_become_one_record_and_near_misses_do_not(delivered: Delivered) -> None:
    targets: dict[str, set[str]] = defaultdict(set)
    for row in read(SAMPLES / "expected_groups.csv"):
        if row["entity"] == "bib":
            targets[row["group"]].add(delivered.target(row["source"], "bib", row["legacy_id"]))
    assert {group: len(t) for group, t in targets.items() if len(t) != 1} == {}
    uses = Counter(t for found in targets.values() for t in found)
    assert {t for t, n in uses.items() if n > 1} == set()


def test_only_titles_in_common_are_merged(delivered: Delivered) -> None:
    shared = {
        (r["source"], r["legacy_id"]) for r in read(SAMPLES / "expected_groups.csv") if r["group"].startswith("shared")
    }
    merged = {(s, i) for (s, e, i), r in delivered.ledger.items() if e == "bib" and r["fate"] == "merged"}
    assert merged
    assert merged <= shared


def test_the_same_person_is_known_again_in_another_library(delivered: Delivered) -> None:
    persons: dict[str, set[str]] = defaultdict(set)
    for row in read(SAMPLES / "expected_groups.csv"):
        if row["entity"] == "patron":
            persons[row["group"]].add(delivered.row("patrons.csv", row["source"], row["legacy_id"])["person_id"])
    assert len(persons) == 2
    assert all(len(ids) == 1 for ids in persons.values())
    shared = Counter(r["person_id"] for r in delivered.rows("patrons.csv"))
    assert sorted(n for n in shared.values() if n > 1) == [2, 2]


def test_no_identity_number_and_no_password_is_delivered_or_reported(delivered: Delivered) -> None:
    for path in [*delivered.folder.rglob("*"), *delivered.project.glob("reports/**/*")]:
        if path.is_file():
            text = path.read_bytes().decode("latin-1")
            assert "ikke-ekte" not in text, path
            assert path.suffix in (".html", ".js", ".css", ".svg") or find_identity_numbers(text) == [], path


@pytest.mark.parametrize(
    ("source", "legacy_id", "title"),
    [
        ("lyngheia-vgs", "3903", "Blåbær på Røros"),
        ("lyngheia-vgs", "3904", "Søndagsåpent på Ørneberget"),
        ("lyngheia-vgs", "4003", "Økologi og næring"),
        ("lyngheia-vgs", "4010", "Engelsk på stø kurs"),
        ("nordvik", "1903", "Uten faste felt"),
        ("nordvik", "1904", "Året som falt ut"),
        ("nordvik", "1905", "Giehta?állosat ja o??a áigi"),
        ("storvarre", "1904", "Ruttádat girjerádju"),
    ],
)
def test_titles_keep_their_letters(delivered: Delivered, source: str, legacy_id: str, title: str) -> None:
    assert delivered.bib(source, legacy_id)["245"]["a"].rstrip(" /:") == title


def test_sami_kven_and_russian_titles_are_whole(delivered: Delivered) -> None:
    values = {sub.value.rstrip(" /:.,") for r in delivered.bibs.values() for f in r.get_fields("245", "880")
              for sub in f.subfields}  # fmt: skip
    assert values >= {"Čáhcegátti mánát", "Ŋurrasat ja biegga", "Ođđa áigi Ruoŧas", "Meren ranthaala",
                      "Поморские сказки", "Чайка", "Garman & Worse"}  # fmt: skip


def test_the_great_work_stands_in_xml_only(delivered: Delivered) -> None:
    great = delivered.target("storvarre", "bib", "1901")
    assert [r["target_id"] for r in delivered.rows("oversize.csv")] == [great]
    assert len(delivered.bibs[great].get_fields("505")) == 64
    with (delivered.folder / "bibs.mrc").open("rb") as file:
        ids = {r["001"].data for r in MARCReader(file) if r}
    assert ids == set(delivered.bibs) - {great}


def test_the_rejected_records_lie_byte_for_byte_in_the_rejects(delivered: Delivered) -> None:
    kept = (delivered.folder / "rejects/bib.mrc").read_bytes()
    assert b"00098 Dette er ingen post, bare en linje som noen har limt inn" in kept
    assert "Den nummerløse".encode() in kept
    assert "Dobbeltgjengeren".encode("windows-1252") in kept


def test_barcodes_are_unique_and_the_old_ones_are_kept_beside(delivered: Delivered) -> None:
    items = delivered.rows("items.csv")
    assert max(Counter(r["barcode"] for r in items).values()) == 1
    twins = [r for r in items if r["original_barcode"] == "40000001"]
    assert {r["source"] for r in twins} == {"nordvik", "fjordkysten", "storvarre"}
    assert sorted(bool(r["barcode_rule"]) for r in twins) == [False, True, True]
    assert delivered.row("items.csv", "nordvik", "1911#1")["barcode"] != ""


def test_items_keep_what_the_099_and_the_files_said(delivered: Delivered) -> None:
    clean = delivered.row("items.csv", "nordvik", "1001:30000001")
    assert (clean["library"], clean["acquired_on"], clean["total_loans"]) == ("NO-2549900", "2015-03-02", "17")
    assert delivered.row("items.csv", "nordvik", "1910:30000914")["acquired_on"] == "1998-02-14"
    assert delivered.row("items.csv", "nordvik", "1910:30000914")["not_for_loan"] == "true"
    assert delivered.row("items.csv", "nordvik", "1910:30000913")["status"] == ""
    issues = [r for r in delivered.rows("items.csv") if r["enumeration"]]
    assert sorted(r["enumeration"] for r in issues) == ["2024:4", "2024:5"]
    assert {r["call_number"] for r in issues} == {""}


def test_a_department_s_items_belong_to_its_library(delivered: Delivered) -> None:
    planted = next(r for r in read(SAMPLES / "expected.csv") if "department" in r["why"])
    assert delivered.row("items.csv", "fjordkysten", planted["legacy_id"])["library"] == "NO-2549800"


def test_loans_keep_their_kind(delivered: Delivered) -> None:
    assert delivered.row("loans.csv", "fjordkysten", "9101")["is_ill"] == "true"
    electronic = delivered.row("loans.csv", "fjordkysten", "9102")
    assert (electronic["is_electronic"], electronic["item_id"]) == ("true", "")
    assert electronic["bib_id"] == delivered.target("fjordkysten", "bib", "517907")
    alive = delivered.row("loans.csv", "nordvik", "9003")
    assert alive["item_id"] == delivered.target("nordvik", "item", "1910:30000910")
    assert delivered.row("loans.csv", "lyngheia-vgs", "9001")["due_at"][:10] == "2026-06-20"


def test_patrons_keep_cards_names_and_notes(delivered: Delivered) -> None:
    two_cards = delivered.row("patrons.csv", "nordvik", "1004")
    assert (two_cards["national_card_number"], two_cards["card_number"]) == ("N549900004", "L1004B")
    assert delivered.row("patrons.csv", "nordvik", "1002")["surname"] == "Bygdekvinnelaget Nordvik"
    sami = delivered.row("patrons.csv", "storvarre", "1002")
    assert (sami["surname"], sami["given_name"]) == ("Čáhppesnjunni", "Áilu")
    note = delivered.row("patrons.csv", "fjordkysten", "1001")["notes"]
    assert '"hent hos naboen, takk";' in note
    assert "har nøkkel" in note
    hashed = delivered.row("patrons.csv", "lyngheia-vgs", "1002")
    assert len(hashed["national_id_ref"]) == 64
    assert delivered.row("patrons.csv", "storvarre", "1001")["national_card_number"] == ""


def test_fees_keep_amount_and_remainder_apart(delivered: Delivered) -> None:
    partly = delivered.row("fees.csv", "fjordkysten", "7002")
    assert (float(partly["amount"]), float(partly["outstanding"])) == (400.0, 150.0)
    assert float(delivered.row("fees.csv", "nordvik", "7001")["amount"]) == 50.0


def test_what_nobody_knows_is_reported(delivered: Delivered) -> None:
    fields = [r["field"] for r in delivered.rows("issues.csv") if r["source"] == "fjordkysten"]
    assert any("SmsVarsel" in field for field in fields)
    assert any("lesmeg.txt" in field for field in fields)
