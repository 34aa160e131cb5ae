"""The crosswalks as a workbook: undecided codes first, filled in, read back as exactly these decisions."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from projects import write_project
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.quality.mapping_book import layout

TARGET = list(layout.COLUMNS).index(layout.TARGET) + 1


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both libraries have a status that nobody knows; Bakken alone has a gender that nobody knows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRENSELOS_AS_OF", "2026-11-22")
        return standardized(write_project(tmp_path_factory.mktemp("mapping") / "project"))


def standardized(folder: Path, staging_url: str | None = None) -> Path:
    items = folder / "exports" / "bakken" / "CatalogueItems.csv"
    items.write_text(items.read_text(encoding="utf-8").replace("AvailableForLoan", "Utlånd"), encoding="utf-8")
    catalogue = folder / "exports" / "dalen" / "katalog.txt"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("$xSCRAPPED", "$qUtlånd"), encoding="utf-8")
    with pipeline.open_project(folder, staging_url) as project:
        for key in project.sources:
            pipeline.land(project, key)
            pipeline.standardize(project, key)
    return folder


@pytest.fixture
def folder(made: Path) -> Path:
    """Without files of its own in ``mappings/crosswalks/``."""
    for path in (made / "mappings").glob("crosswalks/*"):
        path.unlink()
    return made


def exported(folder: Path, path: Path, *sources: str) -> pipeline.MappingExport:
    with pipeline.open_project(folder) as project:
        return pipeline.export_mappings(project, path, sources)


def imported(folder: Path, path: Path, *, dry_run: bool = False) -> pipeline.MappingImport:
    with pipeline.open_project(folder) as project:
        return pipeline.import_mappings(project, path, dry_run=dry_run)


def edit(path: Path, change: Callable[[Any], None]) -> Path:
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def row_of(sheet: Any, code: str) -> int:
    return int(next(cell.row for cell in sheet["B"] if cell.value == code))


def deciding(code_list: str, code: str, target: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[code_list].cell(row_of(book[code_list], code), TARGET, target)

    return change


def first_line(path: Path, code_list: str) -> dict[str, Any]:
    heads, first = ([cell.value for cell in load_workbook(path)[code_list][n]] for n in (1, 2))
    return dict(zip(heads, first, strict=True))


def own_lines(folder: Path, code_list: str = "item_status") -> list[str]:
    return (folder / "mappings" / "crosswalks" / f"{code_list}.csv").read_text(encoding="utf-8").splitlines()


def own_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "mappings" / "crosswalks").glob("*"))


def test_undecided_codes_come_first_with_uses_users_and_proposals(folder: Path, tmp_path: Path) -> None:
    result = exported(folder, tmp_path / "koder.xlsx")
    assert (result.undecided["item_status"], result.unseen) == (1, [])
    book = load_workbook(tmp_path / "koder.xlsx")
    assert book.sheetnames == [
        layout.GUIDE,
        *sorted(result.undecided, key=lambda name: (-result.undecided[name], name)),
        layout.VALUES,
        layout.WRITTEN,
    ]
    line = first_line(tmp_path / "koder.xlsx", "item_status")
    assert (line[layout.SOURCE], line[layout.CODE], line[layout.USES]) == ("*", "Utlånd", 2)
    assert line[layout.USED_BY] == "bakken, dalen"
    assert line[layout.PROPOSED].split(", ")[0] == "on_loan"
    assert line[layout.TARGET] is None
    assert line[layout.STATE] == layout.STATES["open"]


def test_uses_are_counted_in_postgresql_too(
    tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    folder = standardized(write_project(tmp_path / "project"), postgres_database)
    path, again = tmp_path / "koder.xlsx", tmp_path / "again.xlsx"
    with pipeline.open_project(folder, postgres_database) as project:
        pipeline.export_mappings(project, path)
        line = first_line(path, "item_status")
        assert (line[layout.CODE], line[layout.USES], line[layout.USED_BY]) == ("Utlånd", 2, "bakken, dalen")
        assert pipeline.import_mappings(project, edit(path, deciding("item_status", "Utlånd", "on_loan"))).changes
    with pipeline.open_project(folder, postgres_database) as project:  # decided now, though no row is made anew yet
        assert pipeline.export_mappings(project, again).undecided["item_status"] == 0
        assert pipeline.import_mappings(project, again).changes == []


def test_an_untouched_workbook_changes_nothing(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "koder.xlsx")
    result = imported(folder, tmp_path / "koder.xlsx")
    assert (result.changes, result.files, own_files(folder)) == ([], [], [])


def test_decisions_become_rows_of_the_projects_own_file(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "koder.xlsx")

    def fill_in(book: Any) -> None:
        sheet = book["item_status"]
        sheet.cell(row_of(sheet, "Utlånd"), TARGET, "on_loan")
        sheet.cell(row_of(sheet, "Kassert"), TARGET, layout.IGNORED)
        sheet.cell(row_of(sheet, "Savnet"), TARGET).value = None

    edit(tmp_path / "koder.xlsx", fill_in)
    foreseen = imported(folder, tmp_path / "koder.xlsx", dry_run=True).changes
    assert [(c.kind, c.legacy_code, c.before, c.after) for c in foreseen] == [
        ("changed", "Kassert", "discarded", layout.IGNORED),
        ("removed", "Savnet", "missing", ""),
        ("added", "Utlånd", "", "on_loan"),
    ]
    assert own_files(folder) == []
    imported(folder, tmp_path / "koder.xlsx")
    assert own_files(folder) == ["item_status.csv"]
    with (folder / "mappings" / "crosswalks" / "item_status.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["legacy_code"]: row for row in csv.DictReader(file)}
    assert (rows["Utlånd"]["source"], rows["Utlånd"]["target_code"], rows["Utlånd"]["status"]) == (
        "*",
        "on_loan",
        "mapped",
    )
    assert (rows["Kassert"]["target_code"], rows["Kassert"]["status"]) == ("", "ignored")
    assert "Savnet" not in rows
    assert rows["Lost"]["note"] == "Mikromarc WebAPI ItemStatus"
    assert imported(folder, tmp_path / "koder.xlsx").changes == []


def test_every_problem_is_told_at_once_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "koder.xlsx")

    def spoil(book: Any) -> None:
        sheet = book["item_status"]
        sheet.cell(row_of(sheet, "Utlånd"), TARGET, "on_lone")
        sheet.cell(row_of(sheet, "Lost"), TARGET, '=CONCAT("l","ost")')
        sheet.cell(row_of(sheet, "Tapt"), 1, "nowhere")
        sheet.delete_rows(row_of(sheet, "Inne"))
        sheet.append(["*", "Kassert", None, None, None, "lost"])
        del book["gender"]

    edit(tmp_path / "koder.xlsx", spoil)
    with pytest.raises(pipeline.ConfigurationError) as error:
        imported(folder, tmp_path / "koder.xlsx")
    told = "\n".join(error.value.problems)
    for part in (
        "the sheet gender is missing", "'on_lone' is no value of item_status; perhaps on_loan", "has a formula",
        "source 'nowhere' is not in sources.yaml", "the row of * Inne is gone", "* Kassert stands in item_status:",
    ):  # fmt: skip
        assert part in told
    assert own_files(folder) == []


def test_what_somebody_else_has_decided_since_is_no_victim(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "first.xlsx")
    exported(folder, tmp_path / "second.xlsx")
    edit(tmp_path / "first.xlsx", deciding("item_status", "Tapt", "missing"))
    imported(folder, tmp_path / "first.xlsx")
    assert imported(folder, tmp_path / "second.xlsx", dry_run=True).changes == []
    edit(tmp_path / "second.xlsx", deciding("item_status", "Tapt", "other"))
    with pytest.raises(pipeline.ConfigurationError, match="was decided by somebody else since"):
        imported(folder, tmp_path / "second.xlsx")


def test_what_others_have_decided_besides_stands(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "first.xlsx")
    exported(folder, tmp_path / "second.xlsx")
    imported(folder, edit(tmp_path / "first.xlsx", deciding("item_status", "Utlånd", "on_loan")))
    imported(folder, edit(tmp_path / "second.xlsx", deciding("item_status", "Tapt", "missing")))
    assert {"*,Utlånd,on_loan,mapped,,", "*,Tapt,missing,mapped,099 $q,grenselos default"} <= set(own_lines(folder))


def test_a_workbook_for_one_source_keeps_the_rows_of_others(folder: Path, tmp_path: Path) -> None:
    write = folder / "mappings" / "crosswalks" / "branch.csv"
    write.parent.mkdir(exist_ok=True)
    write.write_text(
        "source,legacy_code,target_code,status,note,decided_by\nbakken,1,A,mapped,,ab\ndalen,1,B,mapped,,ab\n"
    )
    exported(folder, tmp_path / "koder.xlsx", "bakken")
    edit(tmp_path / "koder.xlsx", deciding("branch", "1", "C"))
    imported(folder, tmp_path / "koder.xlsx")
    assert write.read_text().splitlines()[1:] == ["bakken,1,C,mapped,,ab", "dalen,1,B,mapped,,ab"]


def test_only_the_edited_row_of_the_file_is_another(folder: Path, tmp_path: Path) -> None:
    """An untouched import leaves the bytes; an edit leaves order, byte order mark and line ends as Excel saved them."""
    path = folder / "mappings" / "crosswalks" / "gender.csv"
    path.parent.mkdir(exist_ok=True)
    before = (
        "\ufeffsource,legacy_code,target_code,status,note,decided_by\r\n"
        'bakken,z,female,mapped,"først, fordi",ab\r\n*,k,female,mapped,,cd\r\n*,a,,ignored,,\r\n'
    )
    path.write_bytes(before.encode())
    exported(folder, tmp_path / "koder.xlsx")
    assert imported(folder, tmp_path / "koder.xlsx").files == []
    assert path.read_bytes() == before.encode()
    imported(folder, edit(tmp_path / "koder.xlsx", deciding("gender", "k", "male")))
    assert path.read_bytes() == before.replace("*,k,female", "*,k,male").encode()


def test_a_value_of_the_projects_own_may_stand(folder: Path, tmp_path: Path) -> None:
    path = folder / "mappings" / "crosswalks" / "gender.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("source,legacy_code,target_code,status,note,decided_by\n*,x,other,mapped,,\n*,y,male,mapped,,\n")
    exported(folder, tmp_path / "koder.xlsx")
    assert imported(folder, edit(tmp_path / "koder.xlsx", deciding("gender", "y", "other"))).changes[0].after == "other"


def test_a_place_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(pipeline.ConfigurationError, match="cannot be written"):
        exported(folder, tmp_path / "nowhere" / "koder.xlsx")


def test_a_workbook_that_is_there_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    """Somebody may have spent a week on it."""
    path = tmp_path / "koder.xlsx"
    exported(folder, path)
    edit(path, deciding("item_status", "Kassert", "lost"))
    filled_in = path.read_bytes()
    with pytest.raises(pipeline.ConfigurationError, match="is there already, maybe filled in"):
        exported(folder, path)
    assert path.read_bytes() == filled_in


def test_sources_that_have_not_been_read_are_named(tmp_path: Path) -> None:
    """Else their codes would seem to be used by nobody."""
    path = tmp_path / "koder.xlsx"
    assert exported(write_project(tmp_path / "project"), path).unseen == ["bakken", "dalen"]
    assert load_workbook(path)[layout.GUIDE]["A"][-1].value == f"{layout.UNSEEN} bakken, dalen"


def test_the_commands_show_what_changes(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "koder.xlsx"

    def command(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["--project", str(folder), "mappings", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert "item_status" in command("export", str(path))
    assert command("import", str(path), "--lang", "nb").strip() == "Ingenting blir endret."
    edit(path, deciding("item_status", "Kassert", "lost"))
    told = command("import", str(path), "--dry-run", "--lang", "nb").split("\n")
    assert told[0] == "item_status"
    assert told[1].strip() == "endret: * Kassert: discarded → lost (099 $q; grenselos default)"
    assert told[-2] == "Ville blitt endret: endret 1"
    assert "changed: * Kassert: discarded → lost" in command("import", str(path), "--dry-run")
    assert own_files(folder) == []
    change = json.loads(command("import", str(path), "--json"))["changes"][0]
    assert (change["kind"], change["before"], change["after"]) == ("changed", "discarded", "lost")
    assert own_files(folder) == ["item_status.csv"]
