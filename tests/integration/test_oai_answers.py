"""OAI-PMH answers as files, read by an OAI client that knows nothing of them (sickle)."""

from pathlib import Path

import pytest
from lxml import etree
from oai_server import served
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, NoRecordsMatch, NoSetHierarchy

from migration.export.oai import pages
from migration.export.oai.pages import Harvested, Repository, write_answers

MARC = "{info:lc/xmlns/marcxchange-v1}"
REPOSITORY = Repository(
    name="Troms & Finnmark", identifier="bibliotek.example", isil="NO-2549900",
    base_url="http://127.0.0.1/oai", admin="post@example.org",
    moment="2026-11-23T01:30:00+01:00",
)  # fmt: skip


def record(n: int, title: str = "Čáppa sátni") -> Harvested:
    field = f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title} {n} &amp; mer</subfield></datafield>'
    leader = "<leader>00000nam a2200000 i 4500</leader>"
    text = f'<record>\n{leader}\n<controlfield tag="001">b{n}</controlfield>\n{field}\n</record>\n'
    return Harvested(f"b{n}", text)


def written(folder: Path, records: list[Harvested]) -> Path:
    write_answers(folder, REPOSITORY, records, len(records))
    return folder


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 3)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("count", [1, 3, 4, 6, 7])
def test_a_client_harvests_every_record_once_and_in_order(tmp_path: Path, count: int) -> None:
    folder = written(tmp_path, [record(n) for n in range(count)])
    with served(folder) as address:
        found = list(Sickle(address).ListRecords(metadataPrefix="marcxchange"))
        headers = list(Sickle(address).ListIdentifiers(metadataPrefix="marcxchange"))
    names = [f"oai:bibliotek.example:NO-2549900:b{n}" for n in range(count)]
    assert [one.header.identifier for one in found] == names
    assert [one.identifier for one in headers] == names
    titles = [one.xml.find(f".//{MARC}datafield[@tag='245']/{MARC}subfield").text for one in found]
    assert titles == [f"Čáppa sátni {n} & mer" for n in range(count)]


def test_a_deleted_record_is_a_header_that_says_so(tmp_path: Path) -> None:
    folder = written(tmp_path, [record(1), Harvested("gone", None)])
    with served(folder) as address:
        live, deleted = Sickle(address).ListRecords(metadataPrefix="marcxchange")
    assert (live.deleted, deleted.deleted) == (False, True)
    assert deleted.header.identifier == "oai:bibliotek.example:NO-2549900:gone"
    assert deleted.header.datestamp == "2026-11-23T00:30:00Z"


def test_a_repository_says_what_it_is_and_what_it_cannot(tmp_path: Path) -> None:
    with served(written(tmp_path, [])) as address:
        client = Sickle(address)
        assert client.Identify().repositoryName == "Troms & Finnmark"
        assert [one.metadataPrefix for one in client.ListMetadataFormats()] == ["marcxchange"]
        with pytest.raises(NoSetHierarchy):
            next(client.ListSets())
        with pytest.raises(NoRecordsMatch):
            next(client.ListRecords(metadataPrefix="marcxchange"))
        with pytest.raises(BadArgument):
            next(client.ListRecords(metadataPrefix="marcxchange", **{"from": "2026-11-01"}))


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one, other = (written(tmp_path / name, [record(n) for n in range(5)]) for name in ("one", "other"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}
    assert all(etree.parse(path) for path in one.iterdir())
