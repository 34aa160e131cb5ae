"""Librarians' expectations in a run: each kind holds or fails, on both databases, and what failed is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import write, write_project
from sample_project import copy_sample
from sqlalchemy import select

from migration import pipeline
from migration.staging.schema import check_result, ledger

HOLDS = """\
titler:
  - post: 1
    tittel: Reinen og vidda
    forfatter: Hætta, Ánte
    år: 2011
    språk: nob
    format: book
    isbn: 978-82-02-00001-1
    felt: {245$c: Ánte Hætta, 008/35-37: nob, 650$a: ingen}
    sammen_med: dalen:1
    ikke_sammen_med: [2, dalen:2]
    eksemplarer: 1
  - post: 2
    eksemplarer: 1
    utfall: lastet
  - post: 3
    utfall: avvist
    årsak: title_missing
eksemplarer:
  - eksemplar: 11
    strekkode: 5001
    post: 1
    bibliotek: NO-2549901
    status: available
    utlånt: nei
    utlånt_til_kort: ingen
    hylleoppstilling: ingen
  - strekkode: 5002
    utlånt_til_kort: 800
    utlånt_til_låner: 8
    forfall: 08.12.2026
  - eksemplar: 14
    årsak: item_discarded
lånere:
  - låner: 8
    bibliotek: NO-2549901
    reservasjoner: 1
    skylder: 70
    lån: 1
  - kort: N000106188
    lån: ingen
    skylder: ingen
lån:
  - lån: 2
    låner: 8
    kort: 800
    eksemplar: 12
    utlånt: 2026-11-10
    forfall: 2026-12-08
  - lån: 3
    utfall: avvist
    årsak: patron_missing
reservasjoner:
  - reservasjon: 1
    kort: 800
    post: 1
    plass_i_kø: 1
gebyrer:
  - gebyr: 1
    låner: 8
    beløp: 70,00
    gjenstår: 70,00
    status: unpaid
  - gebyr: 2
    utfall: utelatt
"""

FAILS = [
    ("titler: [{post: 1, tittel: Reinen}]", "tittel skal være «Reinen», men er «Reinen og vidda»",
     "title should be “Reinen” but is “Reinen og vidda”"),
    ("titler: [{post: 1, forfatter: ingen}]", "forfatter skal være «ingen», men er «Hætta, Ánte»", "author should be"),
    ("titler: [{post: 1, år: 2012}]", "år skal være «2012», men er «2011»", "year should be “2012” but is “2011”"),
    ("titler: [{post: 1, språk: sme}]", "språk skal være «sme», men er «nob»", "language should be"),
    ("titler: [{post: 1, isbn: 9788202000028}]", "isbn skal være «9788202000028», men er «97882020000", "isbn should"),
    ("titler: [{post: 1, felt: {245$c: Ole}}]", "245$c skal være «Ole», men er «Ánte Hætta»", "245$c should be"),
    ("titler: [{post: 1, felt: {650$a: Rein}}]", "650$a skal være «Rein», men er tomt", "650$a should be “Rein”"),
    ("titler: [{post: 1, felt: {008/35-37: sme}}]", "008/35-37 skal være «sme», men er «nob»", "008/35-37 should be"),
    ("titler: [{post: 1, eksemplarer: 2}]", "eksemplarer skal være «2», men er «1»", "items should be “2” but is “1”"),
    ("titler: [{post: 2, sammen_med: dalen:1}]", "skal være slått sammen med dalen:1, men er en tittel for seg",
     "should be merged with dalen:1 but is a title of its own"),
    ("titler: [{post: 1, sammen_med: dalen:2}]", "sammen med dalen:2, men er slått sammen med dalen:1", "with dalen:1"),
    ("titler: [{post: 1, ikke_sammen_med: dalen:1}]", "skal ikke være slått sammen med dalen:1", "and must not be"),
    ("titler: [{post: 1, ikke_sammen_med: dalen:77}]", "posten dalen:77 finnes ikke", "there is no record dalen:77"),
    ("titler: [{post: 1, sammen_med: fjell:1}]", "kilden i «fjell:1» finnes ikke", "of “fjell:1” does not exist"),
    ("titler: [{post: 77}]", "finnes ikke i kilden", "is not in the source"),
    ("titler: [{post: 3}]", "skal være lastet eller slått sammen, men er avvist (title_missing)", "but is rejected"),
    ("titler: [{post: 1, utfall: utelatt}]", "skal være utelatt, men er ", "should be excluded but is "),
    ("titler: [{post: 3, årsak: record_empty}]", "skal være avvist eller utelatt (record_empty), men er avvist",
     "should be rejected or excluded (record_empty) but is rejected (title_missing)"),
    ("eksemplarer: [{eksemplar: 11, strekkode: 5009}]", "strekkode skal være «5009», men er «5001»", "barcode should"),
    ("eksemplarer: [{eksemplar: 12, utlånt: nei}]", "utlånt skal være «nei», men er «ja»", "on loan should be"),
    ("eksemplarer: [{eksemplar: 11, forfall: 2026-11-29}]", "forfall skal være «2026-11-29», men er tomt", "due"),
    ("eksemplarer: [{eksemplar: 12, utlånt_til_kort: N000106188}]",
     "utlånt til kort skal være «A999999999», men er et annet (999)", "on loan to card should be “A999999999” but"),
    ("eksemplarer: [{strekkode: 4711}]", "det er ikke overført noe med dette (strekkode)", "nothing that was loaded"),
    ("eksemplarer: [{eksemplar: 11, status: lost}]", "status skal være «lost», men er «available»", "status should be"),
    ("lånere: [{låner: 8, skylder: 80}]", "skylder skal være «80.00», men er «70.00»", "owes should be"),
    ("lånere: [{kort: '800', lån: 2}]", "lån skal være «2», men er «1»", "loans should be"),
    ("lånere: [{kort: '801'}]", "det er ikke overført noe med dette (kort)", "nothing that was loaded"),
    ("lån: [{lån: 2, eksemplar: 11}]", "eksemplar skal være «11», men er «12»", "item should be"),
    ("reservasjoner: [{reservasjon: 1, post: 2}]", "post skal være «2», men er «1»", "record should be"),
    ("gebyrer: [{gebyr: 1, beløp: 71}]", "beløp skal være «71.00», men er «70.00»", "amount should be"),
]  # fmt: skip


@pytest.fixture(scope="module")
def run_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has been run once."""
    folder = write_project(tmp_path_factory.mktemp("golden") / "project")
    with pipeline.open_project(folder) as project:
        assert pipeline.run(project).state == "done"
    return folder


@pytest.fixture
def expect(run_project: Path) -> Iterator[Path]:
    """Where the expectations of the source bakken are written."""
    path = run_project / "mappings" / "golden" / "bakken.yaml"
    yield path
    path.unlink(missing_ok=True)


def tried(folder: Path, staging: str | None = None) -> list[pipeline.CheckResult]:
    """The expectations' results, as the checks before a delivery give them."""
    with pipeline.open_project(folder, staging) as project:
        return [result for result in pipeline.check_blocking(project) if result.table_name == "golden"]


def failed(results: list[pipeline.CheckResult]) -> list[str]:
    return [result.message_nb for result in results if not result.success]


def test_everything_that_holds_is_told_to_hold(run_project: Path, expect: Path) -> None:
    write(expect, HOLDS)
    results = tried(run_project)
    assert failed(results) == []
    assert len(results) == 13
    assert {result.source for result in results} == {"bakken"}
    assert {result.severity for result in results} == {"error"}


@pytest.mark.parametrize(("text", "nb", "en"), FAILS)
def test_what_does_not_hold_says_what_was_expected_and_found(
    run_project: Path, expect: Path, text: str, nb: str, en: str
) -> None:
    write(expect, text)
    (result,) = tried(run_project)
    assert not result.success
    assert result.failing == 1
    assert nb in result.message_nb
    assert en in result.message_en


def test_a_row_is_named_with_the_reason_and_the_line(run_project: Path, expect: Path) -> None:
    write(expect, "titler:\n  - post: 1\n    hvorfor: skolens favoritt\n    år: 2012\n")
    (result,) = tried(run_project)
    told = "Post 1 (skolens favoritt): år skal være «2012», men er «2011». Forventet i bakken.yaml:2."
    assert (result.check_name, result.failing_keys, result.message_nb) == ("bib 1", ("bib 1",), told)


def test_all_that_is_wrong_with_a_row_is_told_at_once(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 1, år: 2012, språk: sme}]")
    assert failed(tried(run_project))[0].count("skal være") == 2


def test_a_card_is_compared_but_never_stored(run_project: Path, expect: Path) -> None:
    write(expect, "lånere: [{kort: N000106188, lån: 5}]\neksemplarer: [{eksemplar: 12, utlånt_til_kort: N999999999}]")
    results = tried(run_project)
    assert len(failed(results)) == 2
    with pipeline.open_project(run_project) as project, project.engine.connect() as connection:
        stored = connection.execute(select(check_result).where(check_result.c.table_name == "golden")).all()
    assert len(stored) == 2
    assert not [row for row in stored if "106188" in str(row) or "N9" in str(row)]


def test_punctuation_and_blanks_of_cataloguing_are_not_compared(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 1, tittel: ' Reinen og  vidda / ', forfatter: 'Hætta, Ánte,'}]")
    assert failed(tried(run_project)) == []


def test_a_lost_letter_is_not_forgiven(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 1, forfatter: 'H?tta, Ánte'}]")
    assert len(failed(tried(run_project))) == 1


def test_a_copy_of_099_is_known_by_its_barcode_and_may_get_another(run_project: Path) -> None:
    path = run_project / "mappings" / "golden" / "dalen.yaml"
    write(path, "eksemplarer:\n  - strekkode: 5001\n    post: 1\n  - eksemplar: '1:5001'\n    strekkode: 5001\n")
    results = tried(run_project)
    path.unlink()
    with pipeline.open_project(run_project) as project, project.engine.connect() as connection:
        delivered = connection.execute(select(ledger.c.fate).where(ledger.c.legacy_id == "1:5001")).scalar_one()
    assert delivered == "loaded"
    assert [result.success for result in results] == [True, False]
    assert "strekkode skal være «5001», men er «5001-" in results[1].message_nb


def test_a_file_of_no_source_fails_for_the_county(run_project: Path) -> None:
    path = write(run_project / "mappings" / "golden" / "baken.yaml", "titler: [{post: 1}]")
    (result,) = tried(run_project)
    path.unlink()
    assert (result.source, result.check_name, result.success) == ("*", "baken.yaml", False)
    assert "ingen kilde i sources.yaml heter baken" in result.message_nb


def test_an_expectation_that_nobody_has_any_longer_is_forgotten(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 77, stopper: ja}]")
    assert len(tried(run_project)) == 1
    expect.unlink()
    assert tried(run_project) == []
    with pipeline.open_project(run_project) as project, project.engine.connect() as connection:
        query = select(check_result).where(check_result.c.table_name == "golden")
        assert connection.execute(query).all() == []


def test_one_that_stops_holds_the_delivery_back_but_not_the_next_matching(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 77, stopper: ja}]")
    with pipeline.open_project(run_project) as project:
        result = pipeline.run(project)
        assert (result.state, result.delivery) == ("blocked", None)
        assert "bakken: bib 77" in result.blocked_by
    expect.unlink()
    with pipeline.open_project(run_project) as project:
        assert pipeline.run(project).state == "done"


def test_what_failed_stands_in_the_library_s_report(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 1, år: 2012}]")
    with pipeline.open_project(run_project) as project:
        result = pipeline.run(project)
    page = (result.report.parent / "bakken.html").read_text(encoding="utf-8")
    assert "år skal være «2012», men er «2011»" in page


def test_nothing_is_tried_before_the_county_is_matched(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "project")
    write(folder / "mappings" / "golden" / "bakken.yaml", "titler: [{post: 1}]")
    with pipeline.open_project(folder) as project:
        for key in ("bakken", "dalen"):
            pipeline.land(project, key)
            pipeline.standardize(project, key)
        assert not [result for result in pipeline.check_all(project) if result.table_name == "golden"]
        pipeline.match(project)
        assert [result.success for result in pipeline.check_all(project) if result.table_name == "golden"] == [True]


def test_all_of_it_holds_on_postgresql_too(tmp_path: Path, postgres_database: str) -> None:
    folder = write_project(tmp_path / "project")
    write(folder / "mappings" / "golden" / "bakken.yaml", HOLDS)
    with pipeline.open_project(folder, postgres_database) as project:
        results = [result for result in pipeline.run(project).checks if result.table_name == "golden"]
    assert len(results) == 13
    assert failed(results) == []


def test_unreadable_expectations_keep_a_run_from_starting(run_project: Path, expect: Path) -> None:
    write(expect, "titler: [{post: 1, titel: Sult}]")
    with pytest.raises(
        pipeline.ConfigurationError, match=r"bakken\.yaml:1: titel: is no key here; did you mean tittel"
    ):
        pipeline.open_project(run_project)


def test_the_answers_for_the_sample_project_hold_but_for_its_lost_letters(tmp_path: Path) -> None:
    with pipeline.open_project(copy_sample(tmp_path / "sample")) as project:
        results = [result for result in pipeline.run(project).checks if result.table_name == "golden"]
    assert [result.check_name for result in results if not result.success] == ["bib 1905"]


def test_the_anonymised_copy_leaves_them_out(run_project: Path, expect: Path, tmp_path: Path) -> None:
    write(expect, HOLDS)
    with pipeline.open_project(run_project) as project:
        pipeline.anonymise(project, tmp_path / "copy", [])
    assert (tmp_path / "copy" / "mappings" / "sources.yaml").exists()
    assert not (tmp_path / "copy" / "mappings" / "golden").exists()
