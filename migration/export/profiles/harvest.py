"""A profile's records as answers to a harvester (``oai`` of the profile): the live ones, and those that are no more."""

import csv
from collections.abc import Iterator
from pathlib import Path

from migration.export.database import require_tables
from migration.export.files import DeliveredFile, describe
from migration.export.oai.pages import Harvested, Repository, write_answers
from migration.export.profiles.model import OaiRule
from migration.export.profiles.records import records

FOLDER = "oai"
GONE = {"bibs_redirects.csv": "old_bib_id", "bibs_gone.csv": "bib_id"}
"""Tables of a delivery, and the column, of ids that were titles once and are none now."""


def harvest_files(delivery: Path, folder: Path, oai: OaiRule, live: int, moment: str) -> Iterator[DeliveredFile]:
    """Write the answers into ``oai/``. ``live``: records in the file; ``moment``: of the delivery.

    Deleted are the ids that were titles once and are none now (``GONE``). Raises NoDeliveryError.
    """
    repository = Repository(
        name=oai.repository,
        identifier=oai.identifier,
        isil=oai.isil,
        base_url=oai.base_url,
        admin=oai.admin,
        moment=moment,
    )
    require_tables(delivery, [name.removesuffix(".csv") for name in GONE])
    (folder / FOLDER).mkdir()
    gone = sorted(bib_id for name, column in GONE.items() for bib_id in _ids(delivery / name, column))
    found = write_answers(folder / FOLDER, repository, _all(folder / oai.records, gone), live + len(gone))
    for name, rows in sorted(found.items()):
        yield describe(folder, f"{FOLDER}/{name}", rows, {})


def _all(path: Path, gone: list[str]) -> Iterator[Harvested]:
    yield from (Harvested(bib_id, text) for bib_id, text in records(path))
    yield from (Harvested(bib_id, None) for bib_id in gone)


def _ids(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]
