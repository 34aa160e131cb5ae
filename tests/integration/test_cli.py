"""The command line from outside: exit statuses, what goes to which stream, and that no failure leaves traces."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import environment, grenselos
from identity_numbers import synthetic
from projects import SOURCES, write, write_project

PROGRAM = Path(sys.executable).parent / "grenselos"
NO_LIMIT = resource.RLIM_INFINITY


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project")


def in_a_process(project: Path, *arguments: str, file_limit: int = NO_LIMIT) -> subprocess.CompletedProcess[str]:
    """The program as it is installed, with all suites; ``file_limit``: bytes that a file may have."""
    return subprocess.run(
        [PROGRAM, "--project", project, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit)),
    )


def test_a_run_says_in_short_what_became_of_the_rows(project: Path) -> None:
    done = in_a_process(project, "run")
    assert done.returncode == 0, done.stderr
    assert [line.split()[:6] for line in done.stdout.splitlines()[1:4]] == [
        ["bakken", "16", "9", "0", "5", "2"],
        ["dalen", "5", "3", "1", "0", "1"],
        ["all", "21", "12", "1", "5", "3"],
    ]
    assert "report" in done.stdout
    assert "delivery" in done.stdout


def test_json_is_alone_on_standard_output(project: Path) -> None:
    done = grenselos(project, "land", "dalen", "--json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    assert (report["stage"], report["source"], report["rows"]) == (
        "land", "dalen", {"raw_bib": 2, "raw_file": 1},
    )  # fmt: skip
    assert json.loads(grenselos(project, "--json", "status").stdout)[1]["stages"] == ["land"]


def test_stages_one_by_one_and_verify(project: Path) -> None:
    for command in (["land"], ["standardize"], ["match"], ["quality"], ["deliver"]):
        done = grenselos(project, *command)
        assert done.returncode == 0, done.stderr
    (delivery,) = (project / "deliveries").iterdir()
    assert grenselos(project, "verify", str(delivery)).returncode == 0
    (delivery / "items.csv").write_text("", encoding="utf-8")
    tampered = grenselos(project, "verify", str(delivery))
    assert tampered.returncode == 1
    assert "items.csv" in tampered.stdout


@pytest.mark.parametrize(
    "arguments",
    [("run", "nowhere"), ("verify", "nowhere"), ("run", "--type", "rehearsal"), ("fly",), ("inspect", "bakken")],
)
def test_what_cannot_be_used_is_exit_2(project: Path, arguments: tuple[str, ...]) -> None:
    done = grenselos(project, *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert not done.stdout


def test_check_prints_every_problem_at_once(project: Path) -> None:
    write(project / "mappings" / "exclusions.csv", "a,b\n")
    write(project / "mappings" / "crosswalks" / "gender.csv", "x\n")
    write(project / "mappings" / "sources.yaml", SOURCES.replace("title:", "titel:"))
    done = grenselos(project, "check")
    assert done.returncode == 2
    for part in ("sources.yaml:3", "sources.yaml:7", "exclusions.csv:1", "gender.csv:1"):
        assert part in done.stderr


def test_check_names_the_rows_that_will_be_rejected_and_still_succeeds(project: Path) -> None:
    write(project / "exports" / "bakken" / "Borrowers.csv", "Id;Name\n7;a;b\n")
    done = grenselos(project, "check")
    assert done.returncode == 0, done.stderr
    assert "Borrowers.csv:2: row_too_long" in done.stdout


def test_show_prints_a_record_before_and_after(project: Path, tmp_path: Path) -> None:
    assert grenselos(project, "run").returncode == 0
    shown = grenselos(project, "show", "bakken", "1")
    assert shown.returncode == 0, shown.stderr
    for text in ("Reinen og vidda", "I kilden", "I MARC 21", "fields/020"):
        assert text in shown.stdout
    found = json.loads(grenselos(project, "show", "bakken", "1", "--json").stdout)
    assert (found["legacy_id"], found["fate"], found["record"]["lines"][0]["tag"]) == ("1", "loaded", "001")
    page = tmp_path / "post.html"
    assert grenselos(project, "show", "bakken", found["target_id"], "--html", str(page)).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert '<html lang="nb">' in text
    assert "Reinen og vidda" in text


def test_show_of_an_unknown_id_is_exit_2_with_ids_near_it(project: Path) -> None:
    assert grenselos(project, "show", "bakken", "1").returncode == 2
    assert grenselos(project, "run").returncode == 0
    done = grenselos(project, "show", "bakken", "4")
    assert done.returncode == 2
    assert "1, 2, 3" in done.stderr
    assert not done.stdout


def test_an_excluded_source_cannot_be_run(project: Path) -> None:
    text = SOURCES.replace("title: Dalen bibliotek", "title: Dalen bibliotek\n    status: excluded")
    write(project / "mappings" / "sources.yaml", text)
    done = grenselos(project, "run", "dalen")
    assert done.returncode == 2
    assert "excluded" in done.stderr


def test_an_unreachable_staging_database_is_told_without_its_password(project: Path) -> None:
    url = "postgresql://grenselos:Hemmelig-7@127.0.0.1:1/staging"
    done = grenselos(project, "--staging", url, "status")
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    assert "Hemmelig-7" not in done.stderr + done.stdout


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite:////no/such/folder/staging.db"])
def test_a_staging_url_that_cannot_be_used(project: Path, url: str) -> None:
    done = grenselos(project, "--staging", url, "status")
    assert done.returncode == 2
    assert "staging" in done.stderr


def test_a_full_disk_stops_the_run_and_leaves_what_was_there(project: Path) -> None:
    assert grenselos(project, "run").returncode == 0
    before = json.loads(grenselos(project, "status", "--json").stdout)
    deliveries = sorted((project / "deliveries").iterdir())
    big = "*999  $a" + "x" * 5_000_000
    catalogue = project / "exports" / "dalen" / "katalog.txt"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("*099", f"{big}\r\n*099", 1), encoding="utf-8")
    done = in_a_process(project, "run", file_limit=3_000_000)
    assert done.returncode == 3
    assert "nothing half-written remains" in done.stderr
    assert "Traceback" not in done.stderr
    after = json.loads(grenselos(project, "status", "--json").stdout)
    assert [s["balance"] for s in after] == [s["balance"] for s in before]
    assert sorted((project / "deliveries").iterdir()) == deliveries


def test_no_identity_number_is_let_through_anywhere(project: Path) -> None:
    number = synthetic(3, 84)
    folder = project / "exports" / "bakken"
    write(
        folder / "Borrowers.csv",
        f"Id;Name;HomeUnitId;LocalKey;Notes\n7;Hætta, Máret;6471;{number};ring {number[:6]} {number[6:]}\n"
        f"7;Dobbelt, {number};6471;;\n;Uten id;6471;{number};\n{number};Rar id;6471;;\n",
    )
    write(folder / "BorrowerBarcodes.csv", f"BorrowerId;Barcode;IsSSN\n7;{number};1\n8;{number};0\n")
    write(folder / "BorrowerLoans.csv", f"Id;BorrowerId;ItemId;DueTime;Notes\n1;{number};12;2026-12-01;{number}\n")
    done = grenselos(project, "run")
    assert done.returncode == 0, done.stderr
    forms = (number, f"{number[:6]} {number[6:]}")
    assert not any(form in done.stdout + done.stderr for form in forms)
    for folder_name in ("deliveries", "reports"):
        for path in (project / folder_name).rglob("*.*"):
            text = path.read_bytes().decode("utf-8", "replace")
            assert not any(form in text for form in forms), path.name


def test_the_key_of_the_hashes_is_made_once_and_only_its_owner_reads_it(project: Path) -> None:
    grenselos(project, "status")
    key = project / ".grenselos.key"
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    grenselos(project, "status")
    assert key.read_bytes() == before
