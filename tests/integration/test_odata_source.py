"""A whole job whose source is Mikromarc's WebAPI: a real server that misbehaves, against the same data as files."""

import csv
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from projects import write
from sample_project import copy_sample
from sqlalchemy import select
from webapi_server import (
    PASSWORD,
    USER,
    Fault,
    Row,
    Service,
    body,
    cut_short,
    dropped,
    json_value,
    self_signed,
    serving,
    status,
    with_cards_inside,
    zipped,
)

from migration import pipeline
from migration.export.verify import verify
from migration.extract.folder import read_folder
from migration.extract.raw import TABLE_OF_FILE, RawTable
from migration.rows import cells_of
from migration.staging import schema

SOURCE = "fjordkysten"
_LOWER = {"True": "true", "False": "false"}
WHERE = {"file", "line", "payload"}
"""Columns that tell where a row stood: in a file or in an answer."""


@pytest.fixture(scope="module", autouse=True)
def _environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRENSELOS_AS_OF", "2026-11-22")
        patch.setenv("GRENSELOS_HASH_KEY", "k" * 32)
        patch.setenv("API_USER", USER)
        patch.setenv("API_PASSWORD", PASSWORD)
        yield


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county's library on the coast, without the rows whose cells have slipped: JSON has no such rows."""
    project = copy_sample(tmp_path_factory.mktemp("odata") / "files")
    for table, rows in entities(project):
        with (project / "exports" / SOURCE / table.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\n")
            writer.writerows([table.columns, *([_LOWER.get(c, c) for c in row] for row in rows)])
    return project


def entities(project: Path) -> list[tuple[RawTable, list[list[str]]]]:
    """The entity files, and their whole rows."""
    tables = [t for t in read_folder(project / "exports" / SOURCE) if t.table in TABLE_OF_FILE.values()]
    cells = [[cells_of(row.payload, "csv", t.delimiter, "auto") for row in t.rows if not row.problem] for t in tables]
    return [(t, [row for row in rows if len(row) == len(t.columns)]) for t, rows in zip(tables, cells, strict=True)]


def sets_of(project: Path) -> dict[str, list[Row]]:
    """The entity files as the API would hold them."""
    names = {table: name for name, table in TABLE_OF_FILE.items()}
    return {
        names[table.table]: [
            {c: json_value(c, cell) for c, cell in zip(table.columns, row, strict=True)} for row in rows
        ]
        for table, rows in entities(project)
    }


def project_of(directory: Path, files: Path, service: Service, secrets: str = "", **options: object) -> Path:
    """A project whose one source is the service; its catalogue is the delivered file."""
    sources = yaml.safe_load((files / "mappings" / "sources.yaml").read_text(encoding="utf-8"))["sources"]
    sources[SOURCE] = {
        "title": sources[SOURCE]["title"],
        "libraries": sources[SOURCE]["libraries"],
        "reader": "odata",
        "url": service.url,
        "odata": {"page_size": 20, "requests_per_second": 10_000, "backoff": 0, "timeout": 5, **options},
        **({"connection_env": secrets} if secrets else {"user_env": "API_USER", "password_env": "API_PASSWORD"}),
    }
    shutil.copytree(files / "mappings", directory / "mappings")
    write(directory / "mappings" / "sources.yaml", yaml.safe_dump({"sources": sources}))
    catalogue = directory / "exports" / SOURCE / "katalog.xml"
    catalogue.parent.mkdir(parents=True)
    shutil.copyfile(files / "exports" / SOURCE / "katalog.xml", catalogue)
    return directory


def core_of(project: pipeline.Project) -> dict[str, list[str]]:
    """Core rows, fates and rejects of the source, without where they stood."""
    pipeline.standardize(project, SOURCE)
    tables = [t for n, t in schema.metadata.tables.items() if n.startswith("core_") or n in ("ledger", "reject")]
    with project.engine.connect() as connection:
        return {
            t.name: sorted(
                repr([v for c, v in row._mapping.items() if c not in WHERE])
                for row in connection.execute(select(t).where(t.c.source == SOURCE))
            )
            for t in tables
        }


def issues_of(project: pipeline.Project) -> list[tuple[str, str, str]]:
    """What landing told of the fetching."""
    i = schema.issue.c
    query = select(i.code, i.field, i.value).where(i.stage == "land", i.code.like("odata%"))
    with project.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


@pytest.fixture(scope="module")
def expected(files: Path) -> dict[str, list[str]]:
    with pipeline.open_project(files) as project:
        pipeline.land(project, SOURCE)
        return core_of(project)


@pytest.fixture
def service(files: Path) -> Iterator[Service]:
    with serving(Service(sets_of(files))) as running:
        yield running


def landed(directory: Path) -> tuple[dict[str, list[str]], list[tuple[str, str, str]]]:
    with pipeline.open_project(directory) as project:
        pipeline.land(project, SOURCE)
        return core_of(project), issues_of(project)


def test_the_api_gives_what_the_files_give(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]
) -> None:
    directory = project_of(tmp_path / "api", files, service)
    core, issues = landed(directory)
    assert len(core["core_patron"]) > 20
    assert len(core["core_item"]) > 100
    assert core == expected
    assert issues == []
    assert not (directory / ".grenselos").exists()


def test_the_api_becomes_a_delivery_whose_manifest_names_the_sets(
    tmp_path: Path, files: Path, service: Service
) -> None:
    with pipeline.open_project(project_of(tmp_path / "api", files, service)) as project:
        result = pipeline.run(project, [SOURCE])
    assert result.delivery is not None
    assert verify(result.delivery).problems == ()
    manifest = (result.delivery / "manifest.json").read_text(encoding="utf-8")
    assert all(f'"{name}"' in manifest for name in TABLE_OF_FILE)


@pytest.mark.parametrize(
    "behave",
    [
        {"links": "next", "cap": 7},
        {"links": "stuck", "cap": 7},
        {"links": "http", "cap": 7},
        {"links": "token", "cap": 7, "heeds_skip": False},
        {"links": "evil.example", "cap": 7},
        {"cap": 7},
        {"cap": 7, "counts": len},
        {"cap": 10_000, "heeds_top": False},
        {"refuses": ("$count", "$orderby")},
        {"refuses": ("$count", "$expand"), "links": "next"},
    ],
    ids=repr,
)
def test_however_the_pages_are_linked_no_row_is_lost_or_doubled(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]], behave: dict[str, object]
) -> None:
    behaving(**behave)(service)
    core, issues = landed(project_of(tmp_path / "api", files, service))
    assert core == expected
    assert issues == []


FAULTS = {
    "500": [status(500)],
    "502, 503, 429": [status(502), status(503, Retry_After="0"), status(429, Retry_After="0")],
    "Retry-After that is none": [status(503, Retry_After="soon")],
    "dropped": [dropped, dropped],
    "body cut short": [cut_short],
    "JSON cut short": [body(b'{"value": [{"Id": 1, "Na')],
    "a web page": [body(b"<html><body>Vedlikehold</body></html>", "text/html")],
    "an error with status 200": [body(b'{"error": {"message": "Timeout expired"}}')],
    "not gzip": [body(b"not gzip", Content_Encoding="gzip")],
    "nothing": [body(b"")],
}


@pytest.mark.parametrize("where", ["Borrowers?", "$skip=20"])
@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_that_passes_is_not_noticed(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]], faults: list[Fault], where: str
) -> None:
    service.faults.extend(faults)
    service.fault_for = where
    core, issues = landed(project_of(tmp_path / "api", files, service))
    assert not service.faults
    assert core == expected
    assert issues == []


def test_cards_inside_the_borrowers_are_cards(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]
) -> None:
    service.sets["Borrowers"] = with_cards_inside(service.sets["Borrowers"], service.sets.pop("BorrowerBarcodes"))
    core, _ = landed(project_of(tmp_path / "inline", files, service))
    assert core == expected
    service.expands = True
    core, _ = landed(project_of(tmp_path / "expanded", files, service))
    assert core == expected


def test_cards_in_both_places_are_counted_once(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]
) -> None:
    service.sets["Borrowers"] = with_cards_inside(service.sets["Borrowers"], service.sets["BorrowerBarcodes"])
    core, _ = landed(project_of(tmp_path / "api", files, service))
    assert core == expected


def test_debts_by_card(tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]) -> None:
    cards = {}
    for card in service.sets["BorrowerBarcodes"]:
        if not card["IsSSN"]:
            cards.setdefault(str(card["BorrowerId"]), str(card["Barcode"]))
    for debt in service.sets.pop("BorrowerDebts"):
        card = cards[str(debt["BorrowerId"])]
        service.debts.setdefault(card, []).append({k: v for k, v in debt.items() if k != "BorrowerId"})
    directory = project_of(tmp_path / "api", files, service, debts_by_card=True)
    core, issues = landed(directory)
    assert sorted(core["core_fee"]) == sorted(expected["core_fee"])
    assert [code for code, *_ in issues] == ["odata_debts_not_asked"]
    identity = {str(c["Barcode"]) for c in service.sets["BorrowerBarcodes"] if c["IsSSN"]}
    assert identity
    assert not any(number in target for number in identity for target in service.targets)


def test_an_entity_file_in_the_folder_stands_for_the_set(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]
) -> None:
    directory = project_of(tmp_path / "api", files, service)
    del service.sets["BorrowerGroups"]
    shutil.copy(files / "exports" / SOURCE / "BorrowerGroups.csv", directory / "exports" / SOURCE)
    assert landed(directory)[0] == expected
    assert not any("BorrowerGroups" in target for target in service.targets)


def test_a_set_that_is_not_there_is_an_absent_file(tmp_path: Path, files: Path, service: Service) -> None:
    del service.sets["BorrowerReservations"]
    with pipeline.open_project(project_of(tmp_path / "api", files, service)) as project:
        assert pipeline.land(project, SOURCE).issues["file_absent"] == 1
        with project.engine.connect() as connection:
            absent = connection.execute(select(schema.issue.c.field).where(schema.issue.c.code == "file_absent"))
            assert absent.scalars().all() == ["BorrowerReservations"]


def test_a_property_that_nobody_knows_is_reported(tmp_path: Path, files: Path, service: Service) -> None:
    service.sets["LibraryUnits"][-1]["Hjemmeside"] = "x"
    with pipeline.open_project(project_of(tmp_path / "api", files, service)) as project:
        pipeline.land(project, SOURCE)
        with project.engine.connect() as connection:
            rows = connection.execute(select(schema.issue.c.field).where(schema.issue.c.code == "column_unknown"))
            assert "LibraryUnits:Hjemmeside" in rows.scalars().all()


def refuse(directory: Path) -> str:
    """What people are told when the source cannot be landed; it holds nothing secret."""
    with pipeline.open_project(directory) as project, pytest.raises(pipeline.ConfigurationError) as error:
        pipeline.land(project, SOURCE)
    text = str(error.value)
    assert PASSWORD not in text
    assert "Sæterholm" not in text
    return text


def break_off(service: Service, at: str) -> None:
    """From this request on, the server refuses everything."""

    def on_request(service: Service, target: str) -> None:
        if at in target:
            service.faults.extend([status(503)] * 1000)
            service.fault_for = ""

    service.on_request = on_request


def test_an_interrupted_run_goes_on_from_the_last_whole_page(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]
) -> None:
    directory = project_of(tmp_path / "api", files, service, retries=1)
    break_off(service, "Borrowers?$orderby=Id&$count=true&$expand=Barcodes&$skip=20")
    assert "(503)" in refuse(directory)
    spool = directory / ".grenselos" / "odata" / SOURCE
    pages = [p for p in spool.iterdir() if "-" in p.name]
    assert {stat.S_IMODE(p.stat().st_mode) for p in pages} == {0o600}
    assert stat.S_IMODE(spool.stat().st_mode) == 0o700
    service.faults.clear()
    service.on_request = lambda service, target: None
    before = len(service.seen)
    core, issues = landed(directory)
    assert core == expected
    assert issues == [("odata_resumed", "", str(len(pages)))]
    assert not any("CatalogueItems?" in target for target in service.targets[before:])
    assert not (directory / ".grenselos").exists()


def test_pages_older_than_a_day_or_of_another_address_are_fetched_again(
    tmp_path: Path, files: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = project_of(tmp_path / "api", files, service, retries=0)
    break_off(service, "Borrowers?")
    refuse(directory)
    service.faults.clear()
    service.on_request = lambda service, target: None
    now = (directory / ".grenselos" / "odata" / SOURCE / "begun").stat().st_mtime
    monkeypatch.setattr("time.time", lambda: now + 24 * 60 * 60 + 1)
    assert landed(directory)[1] == []


def behaving(**behaviour: object) -> Callable[[Service], None]:
    def behave(service: Service) -> None:
        for name, value in behaviour.items():
            setattr(service, name, value)

    return behave


def always(fault: Fault) -> Callable[[Service], None]:
    return lambda service: service.faults.extend([fault] * 999)


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (behaving(heeds_skip=False, cap=20), "CatalogueItems: the server gives the same rows again"),
        (behaving(heeds_skip=False, cap=7), "CatalogueItems: the server gives the same rows again"),
        (behaving(heeds_skip=False, cap=7, links="stuck"), "CatalogueItems: the server gives the same rows again"),
        (behaving(heeds_skip=False, cap=7, counts=len), "CatalogueItems: the server gives the same rows again"),
        (behaving(forbidden=("BorrowerLoans",)), "BorrowerLoans: this user may not read it (403)"),
        (lambda s: s.sets.clear(), "has none of Mikromarc's entity sets (404)"),
        (lambda s: [r.pop("MarcRecordId") for r in s.sets["CatalogueItems"]], "the mandatory property MarcRecordId"),
        (always(body(b"<html>", "text/html")), "a web page or XML, not JSON (text/html"),
        (always(body(b'{"value": [')), "only the beginning of it"),
        (always(body(b'{"value": 7}')), "no list of rows"),
        (always(dropped), "cannot be reached or breaks off"),
        (always(status(302, Location="https://login.example/inn?t=hemmelig")),
         "sends us on to https://login.example/inn (302)"),
        (always(status(401)), "check the variables API_USER and API_PASSWORD"),
    ],
)  # fmt: skip
def test_what_does_not_pass_is_told_and_nothing_is_changed(
    tmp_path: Path, files: Path, service: Service, behave: Callable[[Service], object], told: str
) -> None:
    directory = project_of(tmp_path / "api", files, service, retries=1)
    behave(service)
    text = refuse(directory)
    assert told in text
    assert "hemmelig" not in text
    settings = pipeline.settings_of(directory)
    if "the same rows" not in told:
        assert told in "\n".join(pipeline.check_inputs(settings, pipeline.load_mappings(settings), [SOURCE]))


def test_a_server_that_mends_itself_is_believed_at_once(
    tmp_path: Path, files: Path, service: Service, expected: dict[str, list[str]]
) -> None:
    directory = project_of(tmp_path / "api", files, service)
    service.heeds_skip = False
    refuse(directory)
    service.heeds_skip = True
    assert landed(directory)[0] == expected


def test_no_request_goes_to_another_host_or_without_tls(tmp_path: Path, files: Path, service: Service) -> None:
    """A nextLink to a host that listens: it hears nothing."""
    certificate = self_signed(tmp_path)
    with serving(Service({})) as other, serving(Service(service.sets, cap=7), certificate) as secure:
        directory = project_of(tmp_path / "api", files, secure, ca_file=str(certificate))
        for links in (f"localhost:{other.port}", "http"):
            secure.links, secure.heeds_skip = links, True
            landed(directory)
    assert len(secure.seen) > 50
    assert other.seen == []


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path, files: Path) -> None:
    with serving(Service({}), self_signed(tmp_path)) as secure:
        assert "certificate is not trusted" in refuse(project_of(tmp_path / "api", files, secure))
    assert secure.seen == []


def test_what_the_server_is_asked(tmp_path: Path, files: Path, service: Service) -> None:
    landed(project_of(tmp_path / "api", files, service))
    headers = [h for _, h in service.seen]
    assert {h["Accept"] for h in headers} == {"application/json;odata.metadata=none"}
    assert {h["Content-Length"] for h in headers} == {"0"}
    assert not any("Transfer-Encoding" in h for h in headers)


def test_the_rate_is_kept(tmp_path: Path, files: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("migration.extract.odata_client.time.sleep", waits.append)
    landed(project_of(tmp_path / "api", files, service, requests_per_second=0.5))
    assert max(waits) == pytest.approx(2, abs=0.5)
    assert sum(wait > 1 for wait in waits) >= len(service.seen) - 1


def test_bom_gzip_other_charset_and_odd_values(tmp_path: Path, files: Path, service: Service) -> None:
    utf8 = '{"value": [{"Id": 7, "Name": "Čáppa", "ParentUnitId": null, "IsDepartment": true}]}'
    latin = '{"value": [{"Id": 7, "Name": "Bøker", "ParentUnitId": 1.50, "X": {"a": 1}}]}'.encode("latin-1")
    answers = {
        b"\xef\xbb\xbf" + utf8.encode(): ["7", "Čáppa", None, "true"],
        utf8.encode("utf-16"): ["7", "Čáppa", None, "true"],
        latin: ["7", "Bøker", "1.50", '{"a": "1"}'],
        b'[{"Id": 1e3, "Name": "\\ud800", "@odata.etag": "x"}]': ["1e3", "?"],
    }
    raw = schema.RAW_TABLES["raw_unit"]
    for number, (payload, cells) in enumerate(answers.items()):
        answer = zipped(payload) if number else body(payload, "text/plain; charset=utf-8")
        service.faults.extend([answer, body(b'{"value": []}')])
        service.fault_for = "LibraryUnits"
        with pipeline.open_project(project_of(tmp_path / str(number), files, service)) as project:
            pipeline.land(project, SOURCE)
            with project.engine.connect() as connection:
                (found,) = connection.execute(select(raw.c.payload)).scalars()
        assert json.loads(found) == cells


def test_what_was_fetched_twice_or_changed_meanwhile_is_told(tmp_path: Path, files: Path, service: Service) -> None:
    items = service.sets["CatalogueItems"]
    before = len(items)

    def return_an_item(service: Service, target: str) -> None:
        if "CatalogueItems" in target and "$skip=40" in target and len(items) == before:
            items.insert(0, {**items[0], "Id": 1, "Barcode": "ny"})

    service.on_request = return_an_item
    service.counts = len
    with pipeline.open_project(project_of(tmp_path / "api", files, service)) as project:
        rows = pipeline.land(project, SOURCE).rows["raw_item"]
        found = issues_of(project)
    assert rows == before
    assert found == [
        ("odata_rows_missing", "CatalogueItems", f"{before}/{before + 1}"),
        ("odata_rows_repeated", "CatalogueItems", "1"),
    ]


def test_two_different_rows_with_one_id_are_both_landed(tmp_path: Path, files: Path, service: Service) -> None:
    units = service.sets["LibraryUnits"]
    units += [{**units[0], "Name": "Et annet navn"}, dict(units[0])]
    with pipeline.open_project(project_of(tmp_path / "api", files, service)) as project:
        assert pipeline.land(project, SOURCE).rows["raw_unit"] == len(units) - 1


def test_a_short_list_that_heeds_nothing_is_taken_with_a_word(tmp_path: Path, files: Path, service: Service) -> None:
    service.sets = {"LibraryUnits": service.sets["LibraryUnits"]}
    service.heeds_skip = service.heeds_top = False
    service.links = "stuck"
    with pipeline.open_project(project_of(tmp_path / "api", files, service)) as project:
        pipeline.land(project, SOURCE)
        number = str(len(service.sets["LibraryUnits"]))
        assert issues_of(project) == [("odata_end_unproved", "LibraryUnits", number)]


def test_check_tells_everything_at_once_and_writes_nothing(tmp_path: Path, files: Path, service: Service) -> None:
    directory = project_of(tmp_path / "api", files, service)
    settings = pipeline.settings_of(directory)
    mappings = pipeline.load_mappings(settings)
    assert pipeline.check_inputs(settings, mappings, [SOURCE]) == []
    (directory / "exports" / SOURCE / "katalog.xml").unlink()
    service.forbidden = ("Borrowers",)
    for row in service.sets["BorrowerDebts"]:
        del row["Amount"]
    found = pipeline.check_inputs(settings, mappings, [SOURCE])
    assert len(found) == 3
    assert all(any(word in p for p in found) for word in ("no catalogue file", "Borrowers: this user", "Amount"))
    assert not (directory / ".grenselos").exists()


def test_the_password_may_stand_in_one_variable(
    tmp_path: Path, files: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_BOTH", f"{USER}:{PASSWORD}")
    landed(project_of(tmp_path / "api", files, service, secrets="API_BOTH"))
    monkeypatch.setenv("API_BOTH", PASSWORD)
    directory = project_of(tmp_path / "wrong", files, service, secrets="API_BOTH")
    assert "API_BOTH must hold user:password" in refuse(directory)
    monkeypatch.delenv("API_BOTH")
    assert "API_BOTH is not set" in refuse(directory)


def test_nothing_listens(tmp_path: Path, files: Path) -> None:
    with serving(Service({})) as service:
        directory = project_of(tmp_path / "api", files, service)
    assert "cannot be reached" in refuse(directory)
