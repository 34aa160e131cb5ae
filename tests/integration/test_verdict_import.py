"""Filled-in workbooks on their way back: what a spreadsheet or a librarian did to them is understood or told."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import grenselos
from projects import write, write_project
from review_samples import put_pair, put_queue, sheet_of, written
from sqlalchemy import Connection, select

from migration import pipeline
from migration.ids import target_id
from migration.match.verdicts import layout
from migration.match.verdicts.files import load_verdicts
from migration.match.verdicts.verdict import Answer
from migration.pipeline.reporting import report
from migration.settings import load_settings
from migration.staging.engine import open_staging
from migration.staging.schema import matched_bib_member


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as connection:
        put_queue(connection)
        yield connection


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project")


def answer(path: Path, answers: dict[str, dict[str, Any]]) -> Path:
    """Fill in the rows with these numbers (of the first record)."""
    book = openpyxl.load_workbook(path)
    sheet = book[layout.SHEET]
    at = {cell.value: cell.column for cell in sheet[1]}
    for n in range(2, sheet.max_row + 1):
        for heading, value in answers.get(sheet.cell(n, at["Nummer 1"]).value, {}).items():
            sheet.cell(n, at[heading]).value = value
    book.save(path)
    return path


def take(project: Path, *files: Path, **options: bool) -> pipeline.ImportReport:
    settings = load_settings(project, environ={"GRENSELOS_AS_OF": "2026-11-22"})
    return pipeline.import_verdicts(settings, files, **options)


def stored(project: Path) -> list[tuple[str, ...]]:
    return [
        (v.file, v.answer.value, str(v.one), str(v.other), v.who, v.decided_on, v.why)
        for v in load_verdicts(project / "mappings" / "verdicts")
    ]


KN = {"Samme tittel?": "samme", "Initialer": "KN"}


def test_answers_become_verdicts_once(queue: Connection, project: Path, tmp_path: Path) -> None:
    path = answer(
        written(queue, "bakken", tmp_path),
        {
            "1": {**KN, "Dato": datetime(2026, 11, 20), "Kommentar": "=Skrivefeil"},
            "2": {**KN, "Samme tittel?": "ikke samme"},
        },
    )
    assert len(take(project, path, dry_run=True).new) == 2
    assert stored(project) == []
    assert len(take(project, path).new) == 2
    assert sorted(stored(project)) == [
        ("2026-11-22.csv", "cannot", "bakken 2", "dalen 8", "KN", "2026-11-22", ""),
        ("2026-11-22.csv", "must", "bakken 1", "dalen 007", "KN", "2026-11-20", ""),
    ]
    again = take(project, path)
    assert (again.known, again.taken) == (2, [])
    assert len(stored(project)) == 2


def test_a_sheet_that_was_sorted_and_rearranged_is_read(queue: Connection, project: Path, tmp_path: Path) -> None:
    """Columns in another order, rows turned around, a title above, another sheet before it, a new name."""
    path = answer(written(queue, "bakken", tmp_path), {"1": KN})
    rows = list(openpyxl.load_workbook(path)[layout.SHEET].iter_rows(values_only=True))
    book = openpyxl.Workbook()
    book.active["A1"] = "Notater"
    sheet = book.create_sheet("Ark 7")
    sheet.append(["Utfylt av oss"])
    sheet.append([None])
    for values in (rows[0], *reversed(rows[1:])):
        sheet.append(list(reversed(values)))
    sheet.append([None, "en løs merknad"])
    book.save(tmp_path / "Kopi av dubletter.xlsx")
    report = take(project, tmp_path / "Kopi av dubletter.xlsx")
    assert (len(report.new), report.unanswered, report.problems) == (1, 1, [])
    assert stored(project) == [("2026-11-22.csv", "must", "bakken 1", "dalen 007", "KN", "2026-11-22", "")]


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "windows-1252"), (",", "utf-8-sig"), ("\t", "utf-16")])
def test_a_sheet_saved_as_csv_is_read(
    queue: Connection, project: Path, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    """As spreadsheets do: numbers without the zeros in front."""
    _, rows = sheet_of(answer(written(queue, "bakken", tmp_path), {"1": KN}))
    lines = [delimiter.join(rows[0])]
    for cells in rows:
        values = {name: str(value or "").replace("\n", " ").replace(delimiter, " ") for name, value in cells.items()}
        values["id 2"] = values["id 2"].lstrip("0")
        lines.append(delimiter.join(values.values()))
    report = take(project, write(tmp_path / "dubletter.csv", "\r\n".join(lines), encoding))
    assert report.problems == []
    assert stored(project) == [("2026-11-22.csv", "must", "bakken 1", "dalen 007", "KN", "2026-11-22", "")]


def test_good_rows_are_taken_and_bad_ones_told(queue: Connection, project: Path, tmp_path: Path) -> None:
    path = answer(written(queue, "bakken", tmp_path), {"1": KN, "2": {"Samme tittel?": "samme"}})
    report = take(project, path)
    assert report.problems == ["dubletter.xlsx, Dubletter:2: Initialer is empty; write who decided"]
    assert [row[2] for row in stored(project)] == ["bakken 1"]


def test_two_libraries_that_answer_differently_are_told(queue: Connection, project: Path, tmp_path: Path) -> None:
    paths = []
    for source, given in (("bakken", "samme"), ("dalen", "ikke samme")):
        (tmp_path / source).mkdir()
        own = {"1": {"Samme tittel?": given, "Initialer": source[0]}}
        paths.append(answer(written(queue, source, tmp_path / source), own))
    report = take(project, *paths)
    assert (report.taken, len(report.problems)) == ([], 1)
    assert stored(project) == []


def test_a_changed_verdict_stands_whatever_the_files_are_called(
    queue: Connection, project: Path, tmp_path: Path
) -> None:
    """A later row counts, so it must not land in a file that is read before the one it turns around."""
    header = "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
    write(project / "mappings/verdicts/y.csv", f"{header}must,bakken,1,dalen,007,KN,2026-11-01,\n")
    ids = f"{target_id('bakken', 'bib', '2')},{target_id('dalen', 'bib', '8')}"
    write(
        project / "mappings/verdicts/z.csv",
        f"verdict,target_id,other_target_id,who,decided_on,why\nmust,{ids},KN,2026-11-01,\n",
    )
    no = {**KN, "Samme tittel?": "ikke samme"}
    path = answer(written(queue, "bakken", tmp_path), {"1": no, "2": no})
    assert len(take(project, path).changed) == 2
    last = {v.pair: v.answer for v in load_verdicts(project / "mappings" / "verdicts")}
    assert set(last.values()) == {Answer.CANNOT}
    again = take(project, path)
    assert (again.known, again.taken) == (2, [])


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", ""), ("a.xlsx", "PK\x03\x04 half a file"), ("a.xlsx", "<html>"), ("a.ods", "PK")]
)
def test_a_file_that_is_no_workbook_stops_the_import(project: Path, tmp_path: Path, name: str, content: str) -> None:
    path = write(tmp_path / name, content)
    with pytest.raises(pipeline.ConfigurationError, match="is no workbook that can be read"):
        take(project, path)


def test_a_workbook_without_its_hidden_columns_stops_the_import(
    queue: Connection, project: Path, tmp_path: Path
) -> None:
    path = written(queue, "bakken", tmp_path)
    book = openpyxl.load_workbook(path)
    book[layout.SHEET].delete_cols(len(layout.widths()) + 1, len(layout.KEYS))
    book.save(path)
    with pytest.raises(pipeline.ConfigurationError, match="has no table with the columns"):
        take(project, path)


def test_a_run_writes_the_workbook_and_reads_the_verdicts(project: Path, tmp_path: Path) -> None:
    with pipeline.open_project(project) as opened:
        before = opened.mappings.version
        run = pipeline.run(opened)
        with opened.engine.begin() as connection:
            put_pair(connection, ("bakken", "2"), ("dalen", "2"))
        run.report.parent.rename(tmp_path / "earlier")
        page = report(opened, run.run_id).parent / "bakken.html"
    workbook = page.parent / "bakken" / layout.FILE_NAME
    assert 'href="bakken/dubletter.xlsx"' in page.read_text(encoding="utf-8")
    no = {**KN, "Samme tittel?": "ikke samme"}
    done = grenselos(project, "verdicts", "import", str(answer(workbook, {"2": no})))
    assert (done.returncode, done.stdout.split()[:3]) == (0, ["1", "new,", "taken"])
    (listed,) = json.loads(grenselos(project, "verdicts", "list", "--source", "dalen", "--json").stdout)
    assert (listed["verdict"]["answer"], listed["verdict"]["who"], listed["state"]) == (
        "cannot",
        "KN",
        "not_matched_yet",
    )
    with pipeline.open_project(project) as opened:
        assert opened.mappings.version != before


def test_what_is_not_taken_is_exit_1_and_a_wrong_file_exit_2(project: Path, tmp_path: Path) -> None:
    columns = "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
    path = write(tmp_path / "own.csv", f"{columns}must,bakken,1,dalen,1,,,\nmust,bakken,2,dalen,2,KN,,\n")
    done = grenselos(project, "verdicts", "import", str(path))
    assert done.returncode == 1
    assert "not taken: own.csv:2: Initialer is empty; write who decided" in done.stdout
    assert grenselos(project, "verdicts", "import", str(tmp_path / "nowhere.xlsx")).returncode == 2
    assert len(stored(project)) == 1


def titles_of(project: Path) -> tuple[set[str], list[str]]:
    """Run; the titles that hold the first record of either library, and the states of the verdicts."""
    with pipeline.open_project(project) as opened:
        pipeline.run(opened)
        with opened.engine.connect() as connection:
            m = matched_bib_member.c
            found = connection.execute(select(m.bib_id).where(m.legacy_id == "1")).scalars()
            return set(found), [listed.state for listed in pipeline.list_verdicts(opened)]


def test_a_merge_is_undone_by_a_cannot_and_done_again_without_it(project: Path, tmp_path: Path) -> None:
    one_title = titles_of(project)
    header = "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
    assert take(project, write(tmp_path / "own.csv", f"{header}cannot,dalen,1,bakken,1,KN,,\n")).problems == []
    two_titles = titles_of(project)
    (project / "mappings" / "verdicts" / "2026-11-22.csv").unlink()
    assert (len(one_title[0]), one_title[1]) == (1, [])
    assert (len(two_titles[0]), two_titles[1]) == (2, ["applied"])
    assert one_title[0] < two_titles[0]
    assert titles_of(project) == one_title


def test_a_must_merges_what_the_rules_keep_apart(project: Path, tmp_path: Path) -> None:
    header = "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
    take(project, write(tmp_path / "own.csv", f"{header}must,dalen,2,bakken,2,KN,,\n"))
    with pipeline.open_project(project) as opened:
        pipeline.run(opened)
        with opened.engine.connect() as connection:
            m = matched_bib_member.c
            found = connection.execute(select(m.bib_id).where(m.legacy_id == "2")).scalars().all()
    assert (len(found), len(set(found))) == (2, 1)
