"""What librarians found in the sample, read back from their workbook and stored as data."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Done, grenselos
from identity_numbers import synthetic
from sqlalchemy import delete, update
from staging_rows import put
from workbook_samples import STAGES, fill_in, open_empty, put_source, table

from migration.pipeline.project import ConfigurationError, Project
from migration.pipeline.samples import import_samples, sample_results, write_source_workbook
from migration.quality.samples.results import SampleResults
from migration.staging.engine import reading
from migration.staging.schema import core_bib, core_item, ledger


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with open_empty(tmp_path / "p") as opened:
        with opened.engine.begin() as connection:
            put_source(connection)
        yield opened


@pytest.fixture
def workbook(project: Project, tmp_path: Path) -> Path:
    return written(project, tmp_path)


def written(project: Project, folder: Path) -> Path:
    with reading(project.engine) as connection:
        write_source_workbook(project, connection, "bakken", folder, "run-1")
    return folder / "arbeidsbok.xlsx"


def found_in(project: Project, source: str = "bakken") -> SampleResults:
    with reading(project.engine) as connection:
        return sample_results(project, connection, source)


def stored(project: Project) -> list[str]:
    path = project.settings.project / "mappings" / "samples" / "bakken.csv"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def change(path: Path, row: int, heading: str, value: Any) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book["Stikkprøve"]
    at = [cell.value for cell in sheet[1]].index(heading) + 1
    sheet.cell(row, at).value = value
    book.save(path)
    return path


def row_of(path: Path, legacy_id: str) -> int:
    return 2 + next(n for n, found in enumerate(table(path, "Stikkprøve")) if found["id"] == legacy_id)


def imprint(path: Path, legacy_id: str) -> str:
    return str(next(found["avtrykk"] for found in table(path, "Stikkprøve") if found["id"] == legacy_id))


def test_answers_come_back_as_data(project: Project, workbook: Path) -> None:
    seen = {"a": imprint(workbook, "a"), "i1": imprint(workbook, "i1")}
    fill_in(workbook, {"a": ("feil", "æ er blitt ?", "kh", "22.11.2026"), "i1": ("OK", None, "kh", "2026-11-21")})
    report = import_samples(project, [workbook])
    assert (len(report.new), report.unanswered, report.problems) == (2, 17, [])
    assert stored(project) == [
        "entity,legacy_id,verdict,wrong,who,decided_on,shown",
        f"bib,a,fault,æ er blitt ?,kh,2026-11-22,{seen['a']}",
        f"item,i1,ok,,kh,2026-11-21,{seen['i1']}",
    ]


def test_a_row_without_a_date_was_decided_today(project: Project, workbook: Path) -> None:
    report = import_samples(project, [fill_in(workbook, {"a": ("usikker", None, "kh")})])
    assert [a.decided_on for a in report.new] == [project.settings.as_of.isoformat()]


def test_a_dry_run_writes_nothing(project: Project, workbook: Path) -> None:
    report = import_samples(project, [fill_in(workbook, {"a": ("ok", None, "kh")})], dry_run=True)
    assert (len(report.new), stored(project)) == (1, [])


def test_twice_equals_once(project: Project, workbook: Path) -> None:
    fill_in(workbook, {"a": ("ok", None, "kh", "2026-11-22"), "b": ("ok", None, "kh", "2026-11-22")})
    import_samples(project, [workbook])
    before = stored(project)
    report = import_samples(project, [workbook])
    assert (report.taken, report.known, stored(project)) == ([], 2, before)


def test_the_next_workbook_has_the_answers_and_brings_them_back_unchanged(project: Project, tmp_path: Path) -> None:
    path = written(project, tmp_path)
    import_samples(project, [fill_in(path, {"a": ("feil", "æ mangler", "kh", "2026-11-22")})])
    next_one = written(project, tmp_path)
    found = next(row for row in table(next_one, "Stikkprøve") if row["id"] == "a")
    assert (found["Vurdering"], found["Hva er galt"], found["Initialer"]) == ("feil", "æ mangler", "kh")
    assert found["Dato"].date().isoformat() == "2026-11-22"
    report = import_samples(project, [next_one])
    assert (report.taken, report.known, report.problems) == ([], 1, [])


def test_a_row_that_comes_out_otherwise_is_asked_again(project: Project, tmp_path: Path) -> None:
    path = written(project, tmp_path)
    import_samples(project, [fill_in(path, {"a": ("feil", "æ mangler", "kh", "2026-11-22")})])
    with project.engine.begin() as connection:
        connection.execute(update(core_bib).where(core_bib.c.legacy_id == "a").values(title="Sære ting"))
    found = next(row for row in table(written(project, tmp_path), "Stikkprøve") if row["id"] == "a")
    assert found["Vurdering"] is None
    results = found_in(project)
    assert ([a.legacy_id for a in results.changed], results.faults) == (["a"], ())


def test_a_later_answer_replaces_an_earlier_one_never_the_other_way(project: Project, workbook: Path) -> None:
    import_samples(project, [fill_in(workbook, {"a": ("ok", None, "kh", "2026-11-22")})])
    earlier = import_samples(project, [fill_in(workbook, {"a": ("feil", "x", "mn", "2026-11-21")})])
    later = import_samples(project, [fill_in(workbook, {"a": ("feil", "x", "mn", "2026-11-23")})])
    assert (earlier.overtaken, earlier.taken) == (1, [])
    assert [(a.verdict, a.who) for a in later.changed] == [("fault", "mn")]
    assert stored(project)[1].startswith("bib,a,fault,x,mn,2026-11-23")


def test_two_different_answers_on_one_row_are_both_refused(project: Project, workbook: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(workbook, tmp_path / "kopi.xlsx"))
    fill_in(workbook, {"a": ("ok", None, "kh"), "b": ("ok", None, "kh")})
    fill_in(other, {"a": ("feil", "x", "mn"), "b": ("ok", None, "mn")})
    report = import_samples(project, [workbook, other])
    assert [a.legacy_id for a in report.new] == ["b"]
    assert len(report.problems) == 1
    assert "arbeidsbok.xlsx, Stikkprøve" in report.problems[0]
    assert "kopi.xlsx, Stikkprøve" in report.problems[0]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("kanskje", None, "kh"), "Vurdering 'kanskje' is none of ok, feil, usikker"),
        (("feil", None, "kh"), "Hva er galt is empty"),
        (("ok", None, None), "Initialer is empty"),
        (("ok", None, "kh", "i går"), "Dato 'i går' is no date"),
        ((None, "æ mangler", "kh"), "Vurdering is empty, but Hva er galt is not"),
        (("=A2", None, "kh"), "Vurdering holds a formula"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_its_place(
    project: Project, workbook: Path, cells: tuple[Any, ...], problem: str
) -> None:
    row = row_of(workbook, "a")
    report = import_samples(project, [fill_in(workbook, {"a": cells, "b": ("ok", None, "kh")})])
    assert [a.legacy_id for a in report.new] == ["b"]
    assert [p for p in report.problems if p.startswith(f"arbeidsbok.xlsx, Stikkprøve:{row}: {problem}")]


def test_all_problems_come_at_once(project: Project, workbook: Path) -> None:
    fill_in(workbook, {"a": ("feil", None, None, "i går"), "b": ("kanskje", None, "kh")})
    assert len(import_samples(project, [workbook]).problems) == 4


@pytest.mark.parametrize(
    ("heading", "value", "problem"),
    [
        ("id", "b", "do not belong together"),
        ("slag", "item", "do not belong together"),
        ("kilde", "dalen", "do not belong together"),
        ("kilde", "elva", "the source 'elva' is not in sources.yaml; it has bakken, dalen"),
        ("nøkkel", None, "one of the hidden columns"),
    ],
)
def test_keys_that_were_changed_are_refused(
    project: Project, workbook: Path, heading: str, value: Any, problem: str
) -> None:
    fill_in(workbook, {"a": ("ok", None, "kh")})
    report = import_samples(project, [change(workbook, row_of(workbook, "a"), heading, value)])
    assert report.taken == []
    assert problem in report.problems[0]


def test_a_row_that_has_left_the_source_is_refused(project: Project, workbook: Path) -> None:
    with project.engine.begin() as connection:
        connection.execute(delete(ledger).where(ledger.c.legacy_id == "a"))
    report = import_samples(project, [fill_in(workbook, {"a": ("ok", None, "kh")})])
    assert "bakken bib a is not in the staging database" in report.problems[0]


def test_rows_may_be_sorted_and_columns_moved(project: Project, workbook: Path) -> None:
    fill_in(workbook, {"a": ("ok", None, "kh"), "l1": ("ok", None, "kh")})
    book = openpyxl.load_workbook(workbook)
    sheet = book["Stikkprøve"]
    lines = list(sheet.iter_rows(values_only=True))
    turned = [line[::-1] for line in (lines[0], *sorted(lines[1:], key=str))]
    for n, line in enumerate(turned, start=1):
        for at, value in enumerate(line, start=1):
            sheet.cell(n, at).value = value
    book.save(workbook)
    report = import_samples(project, [workbook])
    assert {a.legacy_id for a in report.new} == {"a", "l1"}


def test_edited_headings_are_refused_by_name(project: Project, workbook: Path) -> None:
    change(workbook, 1, "nøkkel", "Nøkkelen")
    with pytest.raises(ConfigurationError, match="sheet Stikkprøve lacks the headings nøkkel; headings"):
        import_samples(project, [workbook])


def test_files_that_are_no_workbook_are_told_all_at_once_and_nothing_is_taken(
    project: Project, workbook: Path, tmp_path: Path
) -> None:
    fill_in(workbook, {"a": ("ok", None, "kh")})
    (tmp_path / "tull.xlsx").write_text("ikke noe regneark")
    empty = openpyxl.Workbook()
    empty.save(tmp_path / "tom.xlsx")
    with pytest.raises(ConfigurationError) as error:
        import_samples(project, [workbook, tmp_path / "tull.xlsx", tmp_path / "tom.xlsx", tmp_path / "borte.xlsx"])
    assert [problem.split(": ")[0].rsplit("/")[-1] for problem in error.value.problems] == [
        "tull.xlsx", "tom.xlsx", "borte.xlsx",
    ]  # fmt: skip
    assert stored(project) == []


def test_identity_numbers_are_masked_before_anything_is_stored(project: Project, workbook: Path) -> None:
    number = synthetic(2, 82)
    import_samples(project, [fill_in(workbook, {"a": ("feil", f"hører til {number}", "kh")})])
    assert "hører til ***********" in stored(project)[1]


def test_stored_answers_that_people_have_spoilt_stop_with_file_and_row(project: Project) -> None:
    folder = project.settings.project / "mappings" / "samples"
    folder.mkdir()
    header = "entity,legacy_id,verdict,wrong,who,decided_on,shown\n"
    (folder / "bakken.csv").write_text(f"{header}bok,1,ok,,kh,2026-11-22,x\nbib,1,kanskje,,,igår,x\n")
    with pytest.raises(ConfigurationError) as error:
        found_in(project)
    assert [problem.split("bakken.csv")[1] for problem in error.value.problems] == [
        ":2: entity must be one of bib, item, loan, not 'bok'",
        ":3: verdict must be one of ok, fault, unsure, not 'kanskje'",
        ":3: who is empty",
        ":3: decided_on must be a date such as 2026-11-22, not 'igår'",
    ]


def test_what_was_found_is_counted_by_stratum(project: Project, workbook: Path) -> None:
    answers = {
        "a": ("feil", "æ", "kh"),
        "b": ("ok", None, "kh"),
        "c": ("usikker", None, "kh"),
        "i1": ("ok", None, "kh"),
    }
    import_samples(project, [fill_in(workbook, answers)])
    found = found_in(project)
    bibs, items, loans = found.entities
    assert (bibs.population, bibs.drawn, bibs.checked, bibs.faults, bibs.unsure, bibs.covered) == (10, 10, 2, 1, 1, 2)
    assert bibs.faulty is not None
    assert bibs.faulty.share == 0.5
    assert (items.checked, items.faults, loans.checked, loans.faulty) == (1, 0, 0, None)
    repaired = next(part for part in found.strata if part.stratum == "repaired")
    assert (repaired.checked, repaired.faults) == (1, 1)
    assert [(a.legacy_id, a.wrong) for a in found.faults] == [("a", "æ")]


def test_an_item_that_is_gone_is_counted_as_gone(project: Project, workbook: Path) -> None:
    import_samples(project, [fill_in(workbook, {"i1": ("ok", None, "kh")})])
    with project.engine.begin() as connection:
        connection.execute(delete(core_item).where(core_item.c.legacy_id == "i1"))
    assert found_in(project).gone == 1


def samples(project: Project, *arguments: object) -> Done:
    return grenselos(project.settings.project, "samples", *arguments)


def test_the_command_takes_what_it_can_and_says_what_it_cannot(project: Project, workbook: Path) -> None:
    fill_in(workbook, {"a": ("feil", "æ mangler", "kh", "2026-11-22"), "b": ("ok", None, None)})
    done = samples(project, "import", workbook)
    lines = done.stdout.splitlines()
    assert done.returncode == 1, done.stderr
    assert [" ".join(line.split()) for line in lines[:3]] == ["1 new, taken", "17 without an answer", "1 problems"]
    assert lines[3].endswith("mappings/samples/bakken.csv")
    row = row_of(workbook, "b")
    assert lines[4:] == [f"not taken: arbeidsbok.xlsx, Stikkprøve:{row}: Initialer is empty; write who looked at it"]
    assert len(stored(project)) == 2


def test_a_file_that_cannot_be_read_is_exit_status_2(project: Project, tmp_path: Path) -> None:
    done = samples(project, "import", tmp_path / "borte.xlsx")
    assert (done.returncode, stored(project)) == (2, [])
    assert "borte.xlsx: cannot be read" in done.stderr


def test_the_list_has_what_was_found(project: Project, workbook: Path) -> None:
    import_samples(project, [fill_in(workbook, {"a": ("feil", "æ mangler", "kh", "2026-11-22")})])
    with project.engine.begin() as connection:
        done_all = [{"source": "bakken", "stage": name, "state": "done", "detail": ""} for name in STAGES]
        put(connection, "source_stage", done_all)
    told = samples(project, "list", "--strata").stdout
    assert "fault: bakken bib a: æ mangler (kh, 2026-11-22)" in told
    assert " ".join(next(line for line in told.splitlines() if "repaired" in line).split()).endswith(
        "bib repaired 1 1 1 1 0 100.0% 100.0%"
    )
    (found,) = json.loads(samples(project, "list", "--source", "bakken", "--json").stdout)
    assert [part["faults"] for part in found["entities"]] == [1, 0, 0]
