"""OAI-PMH 2.0 as files: each answer that a harvester may ask for is a file, and a web server need only find it.

``verb`` alone, ``verb.metadataPrefix`` or ``verb.resumptionToken``, with ``.xml`` behind, is the name of the answer. An
error has a file of its name; which one is meant, the web server knows (``deploy/oai.conf``). All records have the time
of the delivery, so that ``from`` and ``until`` change nothing: who harvests what is new gets the whole list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

PREFIX = "marcxchange"
_NAMESPACE = "info:lc/xmlns/marcxchange-v1"
_SCHEMA = "http://www.loc.gov/standards/iso25577/marcxchange-1-1.xsd"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)
_RECORD = "<record>"
_MARC = f'<record xmlns="{_NAMESPACE}" format="MARC21" type="Bibliographic">'
_PLAIN = str.maketrans("", "", "-:")
PAGE = 500
"""Records in an answer."""
_ERRORS = {
    "badArgument": "Ask for a whole list: verb, metadataPrefix or resumptionToken.",
    "badResumptionToken": "There is no such token any more; begin again.",
    "badVerb": "There is no such verb.",
    "cannotDisseminateFormat": f"The only metadataPrefix is {PREFIX}.",
    "noSetHierarchy": "There are no sets.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """``identifier``, ``isil``: the domain and the library in the records' ids, whoever's the record is, since an id
    must not change with the base of a merged record; ``base_url``: where the answers are asked for.

    ``moment``: of all answers and records, ISO 8601 with offset: the same delivery gives the same bytes.
    """

    name: str
    identifier: str
    isil: str
    base_url: str
    admin: str
    moment: str

    @property
    def utc(self) -> str:
        return f"{datetime.fromisoformat(self.moment).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def page(self, number: int) -> str:
        """What an answer of a list is asked for by: the prefix, then the token that the answer before gave.

        With the time: a harvest that was begun on one delivery must not go on in the pages of another.
        """
        return PREFIX if number == 1 else f"{PREFIX}-{self.utc.translate(_PLAIN)}-{number:06d}"


@dataclass(frozen=True, slots=True)
class Harvested:
    """One record. ``text``: its ``<record>`` element; None: deleted."""

    bib_id: str
    text: str | None


def write_answers(folder: Path, repository: Repository, records: Iterable[Harvested], total: int) -> dict[str, int]:
    """Write every answer; returns the files' names and how many records are in each. ``total``: how many come."""
    files = {}
    for name, body in _fixed(repository):
        files[_write(folder / f"{name}.xml", repository, name, body)] = 0
    so_far = 0
    for number, page in enumerate(batched_records(records), 1):
        so_far += len(page)
        after = _token(repository.page(number + 1), so_far, total, len(page))
        for verb, made in (("ListRecords", _records), ("ListIdentifiers", _headers)):
            path = folder / f"{verb}.{repository.page(number)}.xml"
            body = [f"<{verb}>\n", *made(repository, page), after, f"</{verb}>\n"]
            files[_write(path, repository, verb, body)] = len(page)
    if not so_far:
        for verb in ("ListRecords", "ListIdentifiers"):
            body = [_error("noRecordsMatch", "There are no records.")]
            files[_write(folder / f"{verb}.{PREFIX}.xml", repository, verb, body)] = 0
    return files


def batched_records(records: Iterable[Harvested]) -> Iterator[tuple[Harvested, ...]]:
    page: list[Harvested] = []
    for record in records:
        page.append(record)
        if len(page) == PAGE:
            yield tuple(page)
            page = []
    if page:
        yield tuple(page)


def _token(after: str, so_far: int, total: int, size: int) -> str:
    """Where the next answer is; empty at the end of a list of several, and nothing where there is only one."""
    place = f'completeListSize="{total}" cursor="{so_far - size}"'
    if so_far < total:
        return f"<resumptionToken {place}>{after}</resumptionToken>\n"
    return f"<resumptionToken {place}/>\n" if so_far > size else ""


def _fixed(repository: Repository) -> Iterator[tuple[str, list[str]]]:
    yield (
        "Identify",
        [
            "<Identify>\n",
            f"<repositoryName>{escape(repository.name)}</repositoryName>\n",
            f"<baseURL>{escape(repository.base_url)}</baseURL>\n",
            "<protocolVersion>2.0</protocolVersion>\n",
            f"<adminEmail>{escape(repository.admin)}</adminEmail>\n",
            f"<earliestDatestamp>{repository.utc}</earliestDatestamp>\n",
            "<deletedRecord>transient</deletedRecord>\n",
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>\n",
            "</Identify>\n",
        ],
    )
    yield (
        "ListMetadataFormats",
        [
            "<ListMetadataFormats>\n<metadataFormat>\n",
            f"<metadataPrefix>{PREFIX}</metadataPrefix>\n<schema>{_SCHEMA}</schema>\n",
            f"<metadataNamespace>{_NAMESPACE}</metadataNamespace>\n",
            "</metadataFormat>\n</ListMetadataFormats>\n",
        ],
    )
    yield "ListSets", [_error("noSetHierarchy", _ERRORS["noSetHierarchy"])]
    yield from ((code, [_error(code, text)]) for code, text in _ERRORS.items())


def _error(code: str, text: str) -> str:
    return f"<error code={quoteattr(code)}>{escape(text)}</error>\n"


def _write(path: Path, repository: Repository, verb: str, body: Iterable[str]) -> str:
    attribute = "" if verb in _ERRORS else f" verb={quoteattr(verb)}"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEAD)
        file.write(f"<responseDate>{repository.utc}</responseDate>\n")
        file.write(f"<request{attribute}>{escape(repository.base_url)}</request>\n")
        file.writelines(body)
        file.write("</OAI-PMH>\n")
    return path.name


def _header(repository: Repository, record: Harvested) -> str:
    status = "" if record.text is not None else ' status="deleted"'
    name = escape(f"oai:{repository.identifier}:{repository.isil}:{record.bib_id}")
    return f"<header{status}><identifier>{name}</identifier><datestamp>{repository.utc}</datestamp></header>"


def _headers(repository: Repository, page: Iterable[Harvested]) -> Iterator[str]:
    return (_header(repository, record) + "\n" for record in page)


def _records(repository: Repository, page: Iterable[Harvested]) -> Iterator[str]:
    for record in page:
        if record.text is None:
            yield f"<record>{_header(repository, record)}</record>\n"
        else:
            marc = record.text.replace(_RECORD, _MARC, 1)
            yield f"<record>{_header(repository, record)}<metadata>\n{marc}</metadata></record>\n"
