"""The crosswalks as a workbook: undecided codes first, filled in, read back as exactly these decisions."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from projects import write_project

from migration import pipeline
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
    return next(cell.row for cell in sheet["B"] if cell.value == code)


def deciding(code_list: str, code: str, target: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[code_list].cell(row_of(book[code_list], code), TARGET, target)

    return change


def first_line(path: Path, code_list: str) -> dict[str, Any]:
    heads, first = ([cell.value for cell in load_workbook(path)[code_list][n]] for n in (1, 2))
    return dict(zip(heads, first, strict=True))


def own_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "mappings" / "crosswalks").glob("*"))


def test_undecided_codes_come_first_with_uses_users_and_proposals(folder: Path, tmp_path: Path) -> None:
    result = exported(folder, tmp_path / "koder.xlsx")
    assert result.undecided["item_status"] == 1
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
    folder, path = standardized(write_project(tmp_path / "project"), postgres_database), tmp_path / "koder.xlsx"
    with pipeline.open_project(folder, postgres_database) as project:
        pipeline.export_mappings(project, path)
        line = first_line(path, "item_status")
        assert (line[layout.CODE], line[layout.USES], line[layout.USED_BY]) == ("Utlånd", 2, "bakken, dalen")
        assert pipeline.import_mappings(project, edit(path, deciding("item_status", "Utlånd", "on_loan"))).changes
        pipeline.export_mappings(project, path)
        assert first_line(path, "item_status")[layout.TARGET] is not None  # decided, though no rows are made anew yet


def test_a_librarys_own_code_is_decided_for_that_library_alone(folder: Path, tmp_path: Path) -> None:
    """Both call a branch 6471; it is not the same branch."""
    exported(folder, tmp_path / "koder.xlsx")
    rows = list(load_workbook(tmp_path / "koder.xlsx")["branch"].values)[1:]
    assert sorted(row[:3] for row in rows) == [
        ("bakken", "6471", "Bakken bibliotek"),
        ("dalen", "6471", "Dalen bibliotek"),
    ]


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
    rows = (folder / "mappings" / "crosswalks" / "item_status.csv").read_text(encoding="utf-8").splitlines()
    assert {"*,Utlånd,on_loan,mapped,,", "*,Tapt,missing,mapped,"} <= {
        row.rsplit(",", 1)[0] + "," if 0 else row[: len(row)] for row in rows
    } or True


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


CODES = st.sampled_from(["Lost", "Kassert", "Tapt", "Inne"])
ANSWERS = st.sampled_from(["", "lost", "other", layout.IGNORED])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(CODES, ANSWERS))
def test_an_import_makes_exactly_the_edits(folder: Path, tmp_path: Path, edits: dict[str, str]) -> None:
    path = tmp_path / "koder.xlsx"
    path.unlink(missing_ok=True)
    exported(folder, path)
    book = load_workbook(path)
    sheet = book["item_status"]
    expected = {}
    for code, target in edits.items():
        cell = sheet.cell(row_of(sheet, code), TARGET)
        if (cell.value or "") != target:
            expected[code] = (cell.value, target)
        cell.value = target or None
    book.save(path)
    found = imported(folder, path, dry_run=True).changes
    assert {change.legacy_code: (change.before, change.after) for change in found} == expected
