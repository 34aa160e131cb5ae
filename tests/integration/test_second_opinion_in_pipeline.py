"""The second opinion from the records to the page: counted by rule, told with both records, the same in every run."""

import csv
import json
from pathlib import Path

import pytest
from command_line import grenselos
from few_suites import two_suites
from opinion_samples import ABRIDGED, NEXT_YEAR, SHARED_TITLES, opinion_project
from projects import write_project
from sqlalchemy import select

from migration import pipeline
from migration.quality.matching_lines import DifferenceLine
from migration.staging.schema import matched_opinion


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = opinion_project(tmp_path_factory.mktemp("opinion") / "project")
    with two_suites():
        done = grenselos(project, "run")
    assert done.returncode == 0, done.stderr
    return project


def told(directory: Path) -> pipeline.SecondOpinion:
    with pipeline.open_project(directory, None) as project:
        return pipeline.second_opinion(project)


def ids(line: DifferenceLine) -> tuple[str, str]:
    return line.one.legacy_id, line.other.legacy_id


def test_merged_pairs_are_counted_by_the_rule_that_merged_them(directory: Path) -> None:
    (merged,) = [line for line in told(directory).counts if line.decision == "auto"]
    assert merged.rule == "number_and_all"
    assert merged.pairs == {"surely_one": SHARED_TITLES, "rather_one": 0, "rather_two": 0, "surely_two": 0}


def test_a_pair_for_review_of_which_the_model_is_sure_is_told_with_both_records(directory: Path) -> None:
    (line,) = told(directory).of("review")
    assert ids(line) == (str(NEXT_YEAR), str(NEXT_YEAR))
    assert line.one.statement == "Hætta, Ánte, Davvi, 1990, 144 s."
    assert line.other.statement == "Hætta, Ánte, Davvi, 1991, 144 s."
    assert line.nb.startswith("Kan være det samme: ")
    assert line.en.startswith("May be the same: ")
    assert "title" in line.agreeing


def test_a_pair_that_is_kept_apart_in_spite_of_the_model_stands_first(directory: Path) -> None:
    line = told(directory).differences[0]
    assert (line.decision, ids(line)) == ("apart", (str(ABRIDGED), str(ABRIDGED)))
    assert line.nb.startswith("Holdt fra hverandre: ")
    assert not line.is_one_title


def test_a_run_that_decides_nothing_anew_says_the_same(directory: Path) -> None:
    before = told(directory).differences
    with pipeline.open_project(directory, None) as project:
        again = pipeline.match(project)
        with project.engine.connect() as connection:
            assert len(connection.execute(select(matched_opinion)).all()) == len(before)
    assert again.detail["pairs decided in this run"] == 0
    assert told(directory).differences == before


def test_the_command_writes_all_as_csv(directory: Path, tmp_path: Path) -> None:
    done = grenselos(directory, "second-opinion", "--csv", tmp_path / "uenighet.csv", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert f"bakken:{ABRIDGED} Reinflokken på vidda - dalen:{ABRIDGED} Reinflokken på vidda" in done.stdout
    assert "Kept apart: " in done.stdout
    with (tmp_path / "uenighet.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["reglene"] for row in rows] == ["holdt fra hverandre", "til vurdering"]
    assert rows[0]["post"] == f"bakken:{ABRIDGED}"


def test_the_command_s_json_has_the_same_counts(directory: Path) -> None:
    found = json.loads(grenselos(directory, "second-opinion", "--json").stdout)
    assert found["counts"] == [
        {"decision": line.decision, "rule": line.rule, "pairs": dict(line.pairs)} for line in told(directory).counts
    ]


def test_a_file_that_cannot_be_written_is_told_kindly(directory: Path, tmp_path: Path) -> None:
    done = grenselos(directory, "second-opinion", "--csv", tmp_path / "missing" / "uenighet.csv")
    assert done.returncode == 2
    assert "name a file in a folder that exists" in done.stderr


def test_the_report_has_the_page_and_its_lists(directory: Path) -> None:
    folder = next((directory / "reports").iterdir())
    assert 'href="matching.html"' in (folder / "index.html").read_text(encoding="utf-8")
    page = (folder / "matching.html").read_text(encoding="utf-8")
    assert "Reinflokken på vidda" in page
    lists = sorted(path.name for path in (folder / "matching").iterdir())
    assert lists == ["endringer.csv", "uenighet.csv"]
    assert 'href="matching/uenighet.csv"' in page


def test_too_small_a_catalogue_to_learn_from_is_said_to_be_one(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    assert grenselos(project, "second-opinion").returncode == 2  # before matching
    assert grenselos(project, "run").returncode == 0
    done = grenselos(project, "second-opinion")
    assert done.returncode == 0
    assert "Reglene virker uten den" in done.stdout
