"""OAI-PMH answers as files, read by an OAI client that knows nothing of them (sickle)."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from oai_server import answers, served
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch, NoSetHierarchy

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


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("window", [{"from": "2026-11-01"}, {"from": "2026-11-22T00:00:00Z", "until": "2026-12-01"}])
def test_who_asks_for_what_is_new_gets_every_record(tmp_path: Path, window: dict[str, str]) -> None:
    folder = written(tmp_path, [record(n) for n in range(4)])
    with served(folder) as address:
        found = list(Sickle(address).ListRecords(metadataPrefix="marcxchange", **window))
    assert [one.header.identifier.rpartition(":")[2] for one in found] == ["b0", "b1", "b2", "b3"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "marcxchange", "set": "bok"}, "noSetHierarchy"),
        ({"verb": "ListRecords", "resumptionToken": "marcxchange-20261122T003000Z-000002"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "marcxchange", "identifier": "oai:x:b1"}, "badArgument"),
        ({"verb": "Slett"}, "badVerb"),
        ({"verb": "../../deliveries/users-0001"}, "badVerb"),
        ({"verb": "ListRecords", "metadataPrefix": "../../users-0001"}, "cannotDisseminateFormat"),
    ],
)
def test_what_cannot_be_answered_is_told_as_the_protocol_has_it(
    tmp_path: Path, asked: dict[str, str], code: str
) -> None:
    with served(written(tmp_path, [record(1)])) as address:
        answer = Sickle(address).harvest(**asked).xml
    assert [error.get("code") for error in answer.iter("{http://www.openarchives.org/OAI/2.0/}error")] == [code]


ASKED = ("verb=../secret", "verb=ListRecords&metadataPrefix=/../secret", "verb=a/b", "verb=%2e%2e%2fx")


@pytest.mark.parametrize("query", ASKED)
def test_no_query_leads_out_of_the_folder(query: str) -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+", name) for name in answers(query))


@pytest.mark.usefixtures("small_pages")
def test_a_harvest_does_not_go_on_in_the_pages_of_another_delivery(tmp_path: Path) -> None:
    (tmp_path / "next").mkdir()
    records = [record(n) for n in range(5)]
    later = replace(REPOSITORY, moment="2026-11-24T01:30:00+01:00")
    former = {path.name for path in written(tmp_path, records).glob("*.marcxchange-*")}
    write_answers(tmp_path / "next", later, records, len(records))
    assert former == {f"{verb}.marcxchange-20261123T003000Z-000002.xml" for verb in ("ListRecords", "ListIdentifiers")}
    assert former.isdisjoint(path.name for path in (tmp_path / "next").iterdir())


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one, other = (written(tmp_path / name, [record(n) for n in range(5)]) for name in ("one", "other"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}
    assert all(etree.parse(path) for path in one.iterdir())
