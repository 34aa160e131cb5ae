"""sources.yaml: what is wrong is told all at once, each with its line."""

from pathlib import Path

import pytest
from projects import SOURCES, write

from migration.sources import SourcesError, load_sources


def problems(tmp_path: Path, text: str) -> list[str]:
    path = write(tmp_path / "sources.yaml", text)
    with pytest.raises(SourcesError) as error:
        load_sources(path)
    return [p.removeprefix(str(path)) for p in error.value.problems]


def test_defaults(tmp_path: Path) -> None:
    sources = load_sources(write(tmp_path / "sources.yaml", SOURCES))
    bakken = sources["bakken"]
    assert list(sources) == ["bakken", "dalen"]
    assert (bakken.reader, bakken.charset, bakken.marc_format, bakken.status) == ("folder", "auto", "auto", "ready")
    assert bakken.folder(tmp_path) == tmp_path / "exports" / "bakken"
    assert bakken.isil == "NO-2549901"


def test_every_problem_at_once_with_its_line(tmp_path: Path) -> None:
    text = SOURCES.replace("title: Bakken", "titel: Bakken").replace('municipality: "5498"', "municipality: 54980")
    found = problems(tmp_path, text)
    assert any(p.startswith(":3: sources.bakken.titel: Extra inputs") for p in found)
    assert any(p.startswith(":2: sources.bakken.title: Field required") for p in found)
    assert any(p.startswith(":9: sources.dalen.libraries.0.municipality") for p in found)


def test_a_key_that_stands_twice(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, SOURCES.replace("dalen:", "bakken:"))
    assert problem.startswith(":6:")
    assert "bakken" in problem


def test_a_key_in_capitals(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, SOURCES.replace("dalen:", "Dalen:"))
    assert problem == ":6: sources.Dalen: a source key is written with a-z, 0-9 and hyphens"


def test_a_unit_that_stands_twice_in_one_database(tmp_path: Path) -> None:
    twice = SOURCES.replace("  dalen:\n    title: Dalen bibliotek\n    libraries:\n", "")
    assert any("unit 6471 stands twice" in p for p in problems(tmp_path, twice))


@pytest.mark.parametrize("text", ["", "[]", "sources: []", "kilder: {}", "sources:\n  a: [", "\tsources: {}"])
def test_what_is_no_sources_file(tmp_path: Path, text: str) -> None:
    assert len(problems(tmp_path, text)) == 1


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="cannot be read"):
        load_sources(tmp_path / "sources.yaml")


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path / "sources.yaml", SOURCES.replace("Bakken b", "Bækken b"), "latin-1")
    with pytest.raises(SourcesError, match="not UTF-8"):
        load_sources(path)


def test_an_odbc_source_names_the_variable_of_its_connection(tmp_path: Path) -> None:
    text = SOURCES.replace("title: Dalen bibliotek", "title: Dalen bibliotek\n    reader: odbc")
    assert any("connection_env" in p for p in problems(tmp_path, text))
