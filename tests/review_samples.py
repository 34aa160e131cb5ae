"""A review queue for tests: five records, three pairs, and the workbooks made of them."""

from pathlib import Path
from typing import Any

import openpyxl
import orjson
from sqlalchemy import Connection
from staging_rows import put, row

from migration.features import BibFeatures, Identifier
from migration.match.verdicts import layout
from migration.pipeline.review import review_queue
from migration.staging.features import features_row
from migration.staging.schema import core_bib_features, matched_review

TITLES = {"bakken": "Bakken bibliotek", "dalen": "Dalen bibliotek", "elva": "Elva bibliotek"}
MARC = [
    ["100", "1 ", "a", "Hætta, Ánte,", "d", "1950-"],
    ["250", "  ", "a", "2. utg."],
    ["264", " 1", "a", "Oslo :", "b", "Forlaget,"],
    ["300", "  ", "a", "120 s. ;", "c", "21 cm"],
]


def put_record(connection: Connection, source: str, legacy_id: str, title: str, items: int = 0, **own: Any) -> None:
    marc = orjson.dumps(["0" * 24, MARC]).decode()
    put(connection, "core_bib", [row("core_bib", source, legacy_id, title=title, marc=marc, **own)])
    features = BibFeatures(
        part_number="2",
        identifiers=(Identifier("isbn", "9788202000011"), Identifier("isbn", "9788202000028", "set")),
    )
    names = [c.name for c in core_bib_features.columns]
    values = (source, legacy_id, *features_row(features))
    put(connection, "core_bib_features", [dict(zip(names, values, strict=True))])
    numbers = range(items)
    put_items = [row("core_item", source, f"{legacy_id}-{n}", bib_legacy_id=legacy_id) for n in numbers]
    if put_items:
        put(connection, "core_item", put_items)


def put_pair(connection: Connection, one: tuple[str, str], other: tuple[str, str], **own: Any) -> None:
    keys = dict(zip(("source", "legacy_id", "other_source", "other_legacy_id"), (*one, *other), strict=True))
    blank = {c.name: "" for c in matched_review.columns if str(c.type) in ("TEXT", "VARCHAR")}
    put(connection, "matched_review", [blank | {"gain": 1, "failed": "title"} | keys | own])


def put_queue(connection: Connection) -> None:
    """Three pairs: bakken and dalen twice, dalen and elva once."""
    put_record(connection, "bakken", "1", "Reinen og vidda", items=2)
    put_record(connection, "dalen", "007", "Reinen og viddene", items=3)
    put_record(connection, "bakken", "2", "=HYPERLINK(1)", year="1999")
    put_record(connection, "dalen", "8", "En annen\x01 bok", year="2001")
    put_record(connection, "elva", "5", "En annen bok")
    put_pair(connection, ("bakken", "1"), ("dalen", "007"), gain=5, failed="title edition", probability="0.87")
    put_pair(connection, ("bakken", "2"), ("dalen", "8"), gain=5, probability="0.9")
    put_pair(connection, ("dalen", "8"), ("elva", "5"), gain=7)


def sheet_of(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    """Headings, and the rows by heading."""
    rows = openpyxl.load_workbook(path)[layout.SHEET].iter_rows(values_only=True)
    headings = [str(text) for text in next(rows)]
    return headings, [dict(zip(headings, values, strict=True)) for values in rows]


def written(queue: Connection, source: str, folder: Path) -> Path:
    review_queue(queue, TITLES).write(source, folder / layout.FILE_NAME)
    return folder / layout.FILE_NAME
