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


def odata(lines: str) -> str:
    """Dalen as an odata source, with these lines."""
    return SOURCES.replace("title: Dalen bibliotek\n", f"title: Dalen bibliotek\n    reader: odata\n{lines}")


URL = "    url: https://mikromarc.example/base/6471/odata\n"
NAMES = "    user_env: DALEN_USER\n    password_env: DALEN_PASSWORD\n"


@pytest.mark.parametrize("secrets", [NAMES, "    connection_env: DALEN_API\n"])
def test_an_odata_source(tmp_path: Path, secrets: str) -> None:
    dalen = load_sources(write(tmp_path / "sources.yaml", odata(URL + secrets)))["dalen"]
    assert dalen.url == "https://mikromarc.example/base/6471/odata"
    assert (dalen.odata.page_size, dalen.odata.requests_per_second, dalen.odata.debts_by_card) == (500, 4, False)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (URL, "needs user_env and password_env"),
        (URL + "    user_env: A\n", "needs user_env and password_env"),
        (URL + NAMES + "    connection_env: B\n", "or connection_env alone"),
        (NAMES, "needs url"),
        (NAMES + "    url: ftp://mikromarc.example/odata\n", "needs url"),
        (NAMES + "    url: https://[mikromarc/odata\n", "needs url"),
        (NAMES + "    url: https://mikromarc.example:99999/odata\n", "needs url"),
        (NAMES + "    url: https://leser:hemmelig@mikromarc.example/odata\n", "must not hold user or password"),
        (NAMES + "    url: https://mikromarc.example/odata?key=hemmelig\n", "must end with the path"),
        (NAMES + "    url: http://mikromarc.example/odata\n", "in clear; write https"),
        (URL + NAMES + "    odata: {page_size: 0}\n", "sources.dalen.odata.page_size"),
        (URL + NAMES + "    odata: {requests_per_second: 0}\n", "sources.dalen.odata.requests_per_second"),
        (URL + NAMES + "    odata: {password: hemmelig}\n", "sources.dalen.odata.password"),
    ],
)
def test_an_odata_source_that_cannot_be_asked(tmp_path: Path, lines: str, told: str) -> None:
    (problem,) = problems(tmp_path, odata(lines))
    assert told in problem
    assert "hemmelig" not in problem


@pytest.mark.parametrize("url", ["http://localhost:8080/odata", "http://127.0.0.1/odata"])
def test_http_on_this_machine_is_no_danger(tmp_path: Path, url: str) -> None:
    load_sources(write(tmp_path / "sources.yaml", odata(f"    url: {url}\n{NAMES}")))


def test_http_may_be_allowed(tmp_path: Path) -> None:
    lines = f"    url: http://mikromarc.example/odata\n    odata: {{allow_http: true}}\n{NAMES}"
    load_sources(write(tmp_path / "sources.yaml", odata(lines)))


def test_what_goes_with_odata_alone(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, odata(URL).replace("    reader: odata\n", ""))
    assert "go with reader odata" in problem
