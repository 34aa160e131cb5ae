"""Rows of ``core_bib_features`` into DuckDB: each record once, each distinct description once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from migration.features import FEATURES_VERSION, BibFeatures, Identifier
from migration.marc.folding import fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyarrow import Schema

Row = Sequence[Any]
Picker = Callable[[Row], tuple[Any, ...]]
DESCRIBING = tuple(field.name for field in fields(BibFeatures))
"""The features that tell descriptions apart."""
LISTS = frozenset(
    {"other_titles", "names", "other_years", "version", "languages", "publishers", "places", "series", "identifiers"}
)
NUMBERS = frozenset({"pages", "front_pages", "volumes", "minutes", "height"})
RECORD = ("source", "legacy_id", "target_id")
COLUMN_OF = {"version": "version_marks"}
"""Features that have another name as a column."""
_SEED = f"features {FEATURES_VERSION}".encode()
_TITLE = DESCRIBING.index("title")
_IDENTIFIERS = DESCRIBING.index("identifiers")
_LIST_PLACES = tuple(place for place, name in enumerate(DESCRIBING) if name in LISTS)


def load(connection: "DuckDBPyConnection", batches: Iterable[Sequence[Row]], columns: Sequence[str]) -> None:
    """Fill ``loaded_record`` and ``loaded_description``, which a digest of the features joins.

    ``columns``: what the rows hold, in their order: ``source``, ``legacy_id``, ``target_id`` and the
    columns of ``core_bib_features``; others are passed over. Raises ValueError where one is missing.
    """
    record, described = _pickers(columns)
    known: set[int] = set()
    _create(connection)
    for batch in batches:
        texts = [described(row) for row in batch]
        digests = [digest_of(orjson.dumps(text)) for text in texts]
        _insert(connection, "loaded_record", zip(map(record, batch), digests, strict=True), _record_schema())
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        known.update(new)
        _insert(connection, "loaded_description", _with_head(new), _description_schema())


def _pickers(columns: Sequence[str]) -> tuple[Picker, Picker]:
    places = [columns.index(name) for name in wanted_columns(columns)]
    return itemgetter(*places[: len(RECORD)]), itemgetter(*places[len(RECORD) :])


def wanted_columns(columns: Collection[str]) -> list[str]:
    """The columns that are read: those of ``RECORD``, then those of ``DESCRIBING``. ValueError where one is missing."""
    wanted = [*RECORD, *(COLUMN_OF.get(name, name) for name in DESCRIBING)]
    missing = sorted(set(wanted) - set(columns))
    if missing:
        raise ValueError(f"features without the columns {', '.join(missing)}")
    return wanted


def digest_of(described: bytes) -> int:
    """The same for the same features on every machine: 64 bits. ``described``: a row of ``DESCRIBING`` as JSON."""
    return int.from_bytes(blake2b(_SEED + described, digest_size=8).digest(), "big")


def renamed(digest: int, bad: Sequence[Sequence[str]]) -> int:
    """The name of a description of which some identifiers prove nothing: it is judged otherwise."""
    return int.from_bytes(blake2b(b"%016x" % digest + orjson.dumps(bad), digest_size=8).digest(), "big")


def _with_head(descriptions: Mapping[int, Row]) -> Iterator[tuple[Row, int, str]]:
    """``head``: the main title alone, folded, so that a missing subtitle changes no key."""
    return ((row, digest, fold(row[_TITLE])) for digest, row in descriptions.items())


def _create(connection: "DuckDBPyConnection") -> None:
    connection.from_arrow(_record_schema().empty_table()).create("loaded_record")
    connection.from_arrow(_description_schema().empty_table()).create("loaded_description")


def _insert(connection: "DuckDBPyConnection", table: str, rows: Iterable[tuple[Any, ...]], schema: "Schema") -> None:
    import pyarrow

    flat = [(*first, *rest) for first, *rest in rows]
    if flat:
        columns = [pyarrow.array(v, f.type) for v, f in zip(zip(*flat, strict=True), schema, strict=True)]
        connection.from_arrow(pyarrow.Table.from_arrays(columns, schema=schema)).insert_into(table)


def _record_schema() -> "Schema":
    import pyarrow

    return pyarrow.schema([*((name, pyarrow.string()) for name in RECORD), ("digest", pyarrow.uint64())])


def _description_schema() -> "Schema":
    import pyarrow

    named = [(name, pyarrow.int32() if name in NUMBERS else pyarrow.string()) for name in DESCRIBING]
    return pyarrow.schema([*named, ("digest", pyarrow.uint64()), ("head", pyarrow.string())])


def features_of(row: Row) -> BibFeatures:
    """The features of a row of ``DESCRIBING``."""
    values = list(row)
    for place in _LIST_PLACES:
        text = values[place]
        values[place] = tuple(orjson.loads(text)) if text else ()
    if values[_IDENTIFIERS]:
        values[_IDENTIFIERS] = tuple([Identifier(*each) for each in values[_IDENTIFIERS]])
    return BibFeatures(**dict(zip(DESCRIBING, values, strict=True)))
