"""The vendor's load report held against a delivery: loaded by us, loaded by them, missing there."""

import csv
import json
from pathlib import Path
from uuid import UUID

import pytest
from identity_numbers import synthetic
from projects import write_project
from small_deliveries import write_delivery
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.export.load_reports.comparing import Comparison
from migration.export.load_reports.model import Reconciliation


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bakken has two titles, two items and a loan, Dalen two titles and two items; one title is shared."""
    folder = write_project(tmp_path_factory.mktemp("reconcile") / "project")
    cards = folder / "exports" / "bakken" / "BorrowerBarcodes.csv"
    cards.write_text(cards.read_text(encoding="utf-8").replace("8;800;0", "8;00800;0"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRENSELOS_AS_OF", "2026-11-22")
        with pipeline.open_project(folder) as project:
            assert pipeline.run(project).state == "done"
    return folder


def delivered(folder: Path, name: str) -> list[dict[str, str]]:
    path = next((folder / "deliveries").iterdir()) / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(folder: Path, file: Path, *words: str) -> tuple[int, dict]:
    told = CliRunner().invoke(app, ["--project", str(folder), "--json", "reconcile", str(file), *words])
    return told.exit_code, json.loads(told.stdout) if told.stdout else {"text": told.output, "error": told.exception}


def report(path: Path, heading: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding=encoding)
    return path


def problems_of(folder: Path, file: Path, *words: str) -> list[str]:
    """What is told of a file that is refused, with exit status 2 (``ConfigurationError``) and nothing left behind."""
    before = sorted((folder / "reports").rglob("*"))
    told = CliRunner().invoke(app, ["--project", str(folder), "reconcile", str(file), *words])
    assert isinstance(told.exception, pipeline.ConfigurationError)
    assert sorted((folder / "reports").rglob("*")) == before
    return told.exception.problems


def lines_of(result: dict) -> dict[tuple[str, str], list[int]]:
    names = ("delivered", "loaded", "failed", "skipped", "missing")
    return {(line["source"], line["entity"]): [line[name] for name in names] for line in result["found"]["lines"]}


def test_a_report_that_loads_everything_is_complete(folder: Path, tmp_path: Path) -> None:
    ids = [row["target_id"] for row in delivered(folder, "bibs_crosswalk.csv") if row["target_id"]]
    ids += [row["item_id"] for row in delivered(folder, "items.csv")]
    code, result = asked(folder, report(tmp_path / "load.csv", "id,status", [f"{i},created" for i in set(ids)]))
    assert code == 0
    assert lines_of(result)["bakken", "bib"] == [2, 2, 0, 0, 0]
    assert lines_of(result)["dalen", "bib"] == [2, 2, 0, 0, 0]
    assert result["found"]["silent"] == ["fee", "loan", "patron", "reservation"]
    page = Path(result["page"]).read_text(encoding="utf-8")
    assert "Alt leverandøren har svart på, er lastet." in page
    assert "Alt er lastet." not in page


def test_only_a_report_of_all_there_is_says_that_all_is_loaded(folder: Path, tmp_path: Path) -> None:
    ids = {row["target_id"] for row in delivered(folder, "bibs_crosswalk.csv") if row["target_id"]}
    for name in ("item", "patron", "loan", "reservation", "fee"):
        ids |= {row[f"{name}_id"] for row in delivered(folder, f"{name}s.csv")}
    code, result = asked(folder, report(tmp_path / "load.csv", "id,status", [f"{i},created" for i in ids]))
    assert (code, result["found"]["silent"]) == (0, [])
    assert "Alt er lastet." in Path(result["page"]).read_text(encoding="utf-8")


def test_what_they_lack_is_told_per_library_with_the_vendors_words(folder: Path, tmp_path: Path) -> None:
    items = {row["barcode"]: row for row in delivered(folder, "items.csv") if row["source"] == "bakken"}
    kept = sorted(items)
    file = report(
        tmp_path / "lasterapport.csv", "Strekkode;Resultat;Melding",
        [f"{kept[0]};Lastet;", f"{kept[0]};Feilet;mangler påkrevd felt", "404;Lastet;", ";Lastet;"],
        encoding="windows-1252",
    )  # fmt: skip
    code, result = asked(folder, file)
    assert code == 1
    assert lines_of(result)["bakken", "item"] == [len(items), 0, 1, 0, len(items) - 1]
    assert result["found"]["repeated"] == 1
    assert result["found"]["unknown"] == {"no_id": 1, "several": 0, "zeros_lost": 0, "not_delivered": 1}
    assert [(m["message"], m["rows"]) for m in result["found"]["messages"]] == [("mangler påkrevd felt", 1)]
    page = Path(result["page"])
    with (page.parent / "bakken.csv").open(encoding="utf-8", newline="") as lists:
        rows = [(row["legacy_id"], row["outcome"], row["row"]) for row in csv.DictReader(lists)]
    assert (items[kept[0]]["legacy_id"], "failed", "3") in rows
    assert [outcome for _, outcome, _ in rows].count("missing") == len(items) - 1
    assert "mangler påkrevd felt" in page.read_text(encoding="utf-8")


def test_a_message_on_a_patron_is_never_shown(folder: Path, tmp_path: Path) -> None:
    patron = delivered(folder, "patrons.csv")[0]["patron_id"]
    code, result = asked(
        folder, report(tmp_path / "load.csv", "id\tstatus\tmessage", [f"{patron}\tfailed\tMáret Hætta has no e-mail"])
    )
    assert code == 1
    written = "".join(path.read_text(encoding="utf-8") for path in Path(result["page"]).parent.iterdir())
    assert patron in written
    assert "Máret" not in written + json.dumps(result, ensure_ascii=False)


def written(result: dict) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in Path(result["page"]).parent.iterdir())


def test_a_message_on_an_item_that_names_a_patron_is_not_shown(folder: Path, tmp_path: Path) -> None:
    """A surname alone is shown: authors have surnames, too."""
    items = [row["item_id"] for row in delivered(folder, "items.csv")]
    surname, given = next((p["surname"], p["given_name"]) for p in delivered(folder, "patrons.csv"))
    rows = [
        f"{items[0]},failed,på lån hos {given.upper()} {surname}",
        f"{items[1]},failed,ukjent forfatter {surname}",
        f"{items[2]},failed,spør {given}.x@vendor.example",
    ]
    _, result = asked(folder, report(tmp_path / "load.csv", "id,status,message", rows))
    told = [(m["message"], m["rows"]) for m in result["found"]["messages"]]
    assert told == [("spør …", 1), (f"ukjent forfatter {surname}", 1), ("…", 1)]
    assert given not in written(result)
    assert given.upper() not in written(result)


def test_an_id_that_may_be_a_name_or_a_formula_is_not_shown(folder: Path, tmp_path: Path) -> None:
    number = synthetic(1, 81)
    item = delivered(folder, "items.csv")[0]["item_id"]
    rows = ["Máret Hætta,failed,", f"{number},failed,", "404,failed,", "=1+1,failed,", f"{item},failed,=1+1"]
    _, result = asked(folder, report(tmp_path / "load.csv", "id,status,message", rows))
    with (Path(result["page"]).parent / "unknown.csv").open(encoding="utf-8", newline="") as file:
        shown = [row["id"] for row in csv.DictReader(file)]
    assert shown == ["Aaaaa Aaaaa", "***********", "404", "'=9+9"]
    assert ",'=1+1" in written(result)


@pytest.mark.parametrize("shape", ["{}", "{{{}}}", "urn:uuid:{}"])
def test_our_ids_are_known_however_they_are_written(folder: Path, tmp_path: Path, shape: str) -> None:
    ids = [shape.format(row["item_id"].upper()) for row in delivered(folder, "items.csv")]
    code, result = asked(folder, report(tmp_path / "load.csv", "id,status", [f"{i},OK." for i in ids]))
    assert (code, result["found"]["rows"]) == (0, len(ids))


@pytest.mark.parametrize(
    ("encoding", "before", "delimiter"),
    [
        ("utf-16", "", "\t"), ("utf-16-le", "", ";"), ("utf-16-be", "", ","), ("utf-8-sig", "", "|"),
        ("windows-1252", "sep=;\r\n", ";"), ("utf-16", "sep=,\n", ","), ("utf-8", "\n  \n", ","),
    ],
)  # fmt: skip
def test_a_spreadsheet_s_forms_are_read(
    folder: Path, tmp_path: Path, encoding: str, before: str, delimiter: str
) -> None:
    """A barcode with a blank stays what it is; a heading may hold a line end, a message any."""
    item = delivered(folder, "items.csv")[0]
    heading = delimiter.join(("Strekkode", "Resultat", "Årsak", '"en\ntil"'))
    rows = [
        delimiter.join((item["barcode"], "Feila", '"får ikke\nplass"', "")),
        delimiter.join(("1 2", "Lasta", "", "")),
    ]
    (tmp_path / "l.csv").write_bytes((before + "\n".join([heading, *rows]) + "\n").encode(encoding))
    _, result = asked(folder, tmp_path / "l.csv")
    assert [(m["message"], m["example"]) for m in result["found"]["messages"]] == [("får ikke\nplass", item["item_id"])]
    assert (result["found"]["rows"], result["found"]["unknown"]["not_delivered"]) == (2, 1)


def test_a_report_that_says_nothing_of_anything_is_not_everything_loaded(folder: Path, tmp_path: Path) -> None:
    assert "has a heading and no rows" in refused(folder, report(tmp_path / "l.csv", "id,status", ["", ","]))
    ids = [row["item_id"] for row in delivered(folder, "items.csv")]
    _, result = asked(folder, report(tmp_path / "l.csv", "id,status", [f"{i},ok" for i in ids]))
    page = Path(result["page"]).read_text(encoding="utf-8")
    assert "Alt leverandøren har svart på, er lastet." in page
    assert "Leverandøren har svart for hver rad" not in page


def refused(folder: Path, file: Path) -> str:
    before = sorted((folder / "reports").iterdir())
    told = CliRunner().invoke(app, ["--project", str(folder), "reconcile", str(file)])
    assert isinstance(told.exception, pipeline.ConfigurationError)
    assert sorted((folder / "reports").iterdir()) == before
    return "\n".join(told.exception.problems)


def test_a_quote_that_is_not_closed_swallows_nothing(folder: Path, tmp_path: Path) -> None:
    items = [row["item_id"] for row in delivered(folder, "items.csv")]
    rows = [f'{items[0]},failed,"not closed', *(f"{i},ok," for i in items[1:])]
    assert "l.csv: row 2 cannot be read" in refused(folder, report(tmp_path / "l.csv", "id,status,message", rows))
    rows = [f"{items[0]},ok,", f'{items[1]},failed,"Title "Sult" lacks 245"']
    assert "l.csv: row 3 cannot be read" in refused(folder, report(tmp_path / "l.csv", "id,status,message", rows))


def test_a_column_of_names_is_not_told_as_statuses(folder: Path, tmp_path: Path) -> None:
    told = refused(folder, report(tmp_path / "l.csv", "id,status", [f"{n},Máret Hætta {n}" for n in range(20)]))
    assert "more than 10 different statuses" in told
    assert "Máret" not in told


def test_zeros_that_a_spreadsheet_took_are_recognised(folder: Path, tmp_path: Path) -> None:
    file = report(tmp_path / "load.csv", "id,status,entity", ["N000106188,ok,patrons.csv", "800,ok,patron"])
    code, result = asked(folder, file)
    assert code == 1
    assert result["found"]["unknown"] == {"no_id": 0, "several": 0, "zeros_lost": 1, "not_delivered": 0}
    assert lines_of(result)["bakken", "patron"] == [2, 1, 0, 0, 1]


def test_every_unknown_status_and_missing_column_is_told(folder: Path, tmp_path: Path) -> None:
    before = sorted((folder / "reports").iterdir())
    file = report(tmp_path / "load.csv", "id,status", ["1,foo", "2,bar", "3,foo"])
    told = CliRunner().invoke(app, ["--project", str(folder), "reconcile", str(file)])
    assert isinstance(told.exception, pipeline.ConfigurationError)
    assert [problem.split(" is not in ")[0] for problem in told.exception.problems] == [
        "load.csv: status 'bar' (1 rows)", "load.csv: status 'foo' (2 rows)",
    ]  # fmt: skip
    assert problems_of(folder, report(tmp_path / "x.csv", "a,text", [])) == [
        "x.csv: no column id or record_id or external_id or key or barcode or cardnumber or strekkode or lånernummer; "
        "the first row has 2 columns, and known among them text",
        "x.csv: no column status or state or result or outcome or resultat; the first row has 2 columns, and known "
        "among them text",
        "x.csv: the first row must be a heading with an id and a status; name columns that are called otherwise with "
        "--id-column, --status-column, --message-column and --entity-column",
    ]
    assert sorted((folder / "reports").iterdir()) == before


def test_an_identity_number_for_an_id_is_masked(folder: Path, tmp_path: Path) -> None:
    number = synthetic(1, 81)
    rows = [f"{number},failed,x", f"{number[:6]} {number[6:]},failed,x", f"nr {number},ok,"]
    file = report(tmp_path / f"load-{number}.csv", "id,status,message", rows)
    code, result = asked(folder, file)
    assert code == 1
    reports = Path(result["page"]).parent
    with (reports / "unknown.csv").open(encoding="utf-8", newline="") as unknown:
        assert [row["id"] for row in csv.DictReader(unknown)] == ["*" * 11, "****** *****", f"aa {'*' * 11}"]
    written = "".join(path.read_text(encoding="utf-8") for path in reports.iterdir())
    assert number not in written + json.dumps(result)
    assert number[6:] not in written


def test_a_report_without_a_heading_is_told_without_its_cells(folder: Path, tmp_path: Path) -> None:
    file = report(tmp_path / "load.csv", f"{synthetic(1, 81)},error,Máret Hætta", [f"{synthetic(2, 82)},ok,Ánte"])
    problems = problems_of(folder, file)
    assert [problem.partition("; ")[2] for problem in problems[:2]] == [
        "the first row has 3 columns, and known among them error"
    ] * 2
    assert "must be a heading" in problems[-1]


def test_rows_lie_in_the_folder_that_is_written_and_nowhere_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the next command removes them, should this one be killed; and they are gone from what it wrote."""
    beside = []
    told = Comparison.told

    def look(comparison: Comparison) -> Reconciliation:
        beside.extend(path.relative_to(folder / "reports").parts for path in (folder / "reports").rglob("rows.csv"))
        return told(comparison)

    monkeypatch.setattr(Comparison, "told", look)
    _, result = asked(folder, report(tmp_path / "load.csv", "id,status", ["404,ok"]))
    page = Path(result["page"])
    assert [(parts[0], parts[-1]) for parts in beside] == [(f".{page.parent.name}.partial", "rows.csv")]
    assert sorted(path.name for path in page.parent.iterdir()) == ["index.html", "unknown.csv"]


@pytest.mark.parametrize(
    ("lead", "delimiter", "encoding"),
    [
        ("", "\t", "utf-16"),  # Excel's Unicode text
        ("", ";", "utf-16-le"),
        ("", ",", "utf-16-be"),
        ("sep=;\n", ";", "utf-8"),
        ('"sep=|"\r\n', "|", "utf-8-sig"),
        ("SEP=,\n", ",", "utf-16"),
    ],
)
def test_a_report_is_read_as_a_spreadsheet_writes_it(
    folder: Path, tmp_path: Path, lead: str, delimiter: str, encoding: str
) -> None:
    """Rows are counted from the heading, as the spreadsheet shows them."""
    item = delivered(folder, "items.csv")[0]
    words = [["id", "status", "årsak"], [item["item_id"], "failed", "mangler påkrevd felt"], ["", "ok", ""]]
    file = tmp_path / "load.csv"
    file.write_bytes((lead + "".join(delimiter.join(row) + "\r\n" for row in words)).encode(encoding))
    _, result = asked(folder, file)
    assert [message["message"] for message in result["found"]["messages"]] == ["mangler påkrevd felt"]
    assert [row["row"] for row in rows_of(Path(result["page"]).parent / "unknown.csv")] == ["3"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_report_without_rows_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert (
        "empty.csv: the file is empty; the first row must be a heading"
        in problems_of(folder, tmp_path / "empty.csv")[0]
    )
    assert problems_of(folder, report(tmp_path / "load.csv", "id,status", ["", ""])) == [
        "load.csv: has a heading and no rows; ask the vendor for the whole report"
    ]


def test_capitals_do_not_make_another_id(folder: Path, tmp_path: Path) -> None:
    ids = [row["item_id"].upper() for row in delivered(folder, "items.csv") if row["source"] == "bakken"]
    rows = [f"{ids[0]},ok", "n000106188,ok"]
    code, result = asked(folder, report(tmp_path / "load.csv", "id,status", rows))
    assert code == 1
    assert sum(result["found"]["unknown"].values()) == 0
    assert (lines_of(result)["bakken", "item"][1], lines_of(result)["bakken", "patron"][1]) == (1, 1)


PATRONS = [str(UUID(int=n)) for n in range(21, 25)]


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """Two persons have card D0001, at libraries of their own; Koha's export put the library before it. The third has a
    national card alone."""
    folder = write_project(tmp_path / "project")
    rows = [
        {"patron_id": PATRONS[0], "person_id": PATRONS[0], "library": "NO-2549901", "card_number": "D0001"},
        {"patron_id": PATRONS[1], "person_id": PATRONS[1], "library": "NO-2549902", "card_number": "D0001"},
        {"patron_id": PATRONS[2], "person_id": PATRONS[2], "library": "NO-2549902", "national_card_number": "N0301"},
    ]
    write_delivery(folder / "deliveries" / "run-1", patrons=[{"surname": "Hætta"} | row for row in rows])
    with pipeline.open_project(folder) as project:
        pipeline.export(project, "koha", "run-1")
    return folder


@pytest.mark.parametrize("delivery", ["last", "run-1", "run-1.koha"])
def test_a_card_that_a_profile_renamed_is_known(renamed: Path, tmp_path: Path, delivery: str) -> None:
    rows = ["NO-2549901-D0001,ok", "no-2549902-d0001,failed", "N0301,ok"]
    code, result = asked(renamed, report(tmp_path / "load.csv", "id,status", rows), "--delivery", delivery)
    assert code == 1
    assert result["found"]["delivery"] == "run-1"
    assert result["found"]["unknown"] == {"no_id": 0, "several": 0, "zeros_lost": 0, "not_delivered": 0}
    told = [(line["library"], line["delivered"], line["loaded"], line["failed"]) for line in result["found"]["lines"]]
    assert told == [("NO-2549901", 1, 1, 0), ("NO-2549902", 2, 1, 1)]


def test_names_of_an_export_of_another_delivery_are_not_taken(renamed: Path, tmp_path: Path) -> None:
    path = renamed / "deliveries" / "run-1" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-22T", "2026-11-23T"), encoding="utf-8")
    file = report(tmp_path / "load.csv", "id,status", ["NO-2549901-D0001,ok"])
    assert asked(renamed, file)[1]["found"]["unknown"]["not_delivered"] == 1
    [said] = problems_of(renamed, file, "--delivery", "run-1.koha")
    assert "was made from another run-1; run grenselos export again" in said


def test_a_profile_of_the_project_may_have_another_prefix(renamed: Path, tmp_path: Path) -> None:
    text = """
title: Of our own
files:
  loans.csv:
    form: csv
    rows: loans
    columns: {nr: {from: loan_id, prefix_if_shared: item.barcode, required: true, unique: true}}
  patrons.csv:
    form: csv
    rows: patrons
    columns: {nr: {from: card_number, prefix_if_shared: class|source, required: true, unique: true}}
"""
    profile = renamed / "mappings" / "exports" / "own.yaml"
    profile.parent.mkdir()
    profile.write_text(text, encoding="utf-8")
    with pipeline.open_project(renamed) as project:
        patrons = [{"patron_id": p, "card_number": "9", "source": s} for p, s in zip(PATRONS, "ab", strict=False)]
        write_delivery(renamed / "deliveries" / "run-2", patrons=patrons)
        pipeline.export(project, "own", "run-2")
    file = report(tmp_path / "load.csv", "id,status", ["a-9,ok", "b-9,ok", "9,ok"])
    _, result = asked(renamed, file, "--delivery", "run-2")
    assert [line["loaded"] for line in result["found"]["lines"]] == [1, 1]
    assert result["found"]["unknown"] == {"no_id": 0, "several": 1, "zeros_lost": 0, "not_delivered": 0}
