"""``grenselos overlap`` and the page of a run, over the sample project."""

import json
from pathlib import Path

import pytest
from command_line import grenselos
from few_suites import two_suites
from sample_project import copy_sample


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = copy_sample(tmp_path_factory.mktemp("overlap") / "project")
    with two_suites():
        done = grenselos(copied, "run")
    assert done.returncode == 0, done.stderr
    return copied


def test_the_figures_as_json_agree_with_each_other(project: Path) -> None:
    done = grenselos(project, "overlap", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sum(found["spread"]) == found["titles"] > 0
    assert sum(line["unique"] for line in found["libraries"]) == found["spread"][0]
    assert sum(line["titles"] for line in found["libraries"]) > found["titles"]
    assert {line["key"] for line in found["libraries"]} >= {"NO-2549700", "NO-2549800", "NO-2549801"}


def test_the_tables_for_the_terminal(project: Path) -> None:
    lines = grenselos(project, "overlap").stdout.splitlines()
    assert any(line.startswith("Indrefjord bibliotek – Siskkitvuona girjerádju") for line in lines)
    assert any(line.startswith("North Sami") for line in lines)


def test_the_page_lies_beside_the_county_s_with_its_lists(project: Path) -> None:
    (folder,) = (project / "reports").iterdir()
    assert 'href="overlap.html"' in (folder / "index.html").read_text(encoding="utf-8")
    page = (folder / "overlap.html").read_text(encoding="utf-8")
    lists = sorted(path.name for path in (folder / "overlap").iterdir())
    assert lists == ["bibliotek.csv", "felles_titler.csv", "samisk_kvensk_finsk_russisk.csv", "siste_eksemplar.csv"]
    assert all(f'href="overlap/{name}"' in page for name in lists)


def test_before_the_titles_are_merged_it_says_what_to_do(tmp_path: Path) -> None:
    done = grenselos(copy_sample(tmp_path / "project"), "overlap")
    assert done.returncode == 2
    assert "grenselos match" in done.stderr
