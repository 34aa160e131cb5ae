"""A second opinion on decided pairs: a Fellegi-Sunter model (Splink on DuckDB) over the features that the rules see.

It learns from the catalogue itself, without labels, and decides nothing: it ranks the review queue, and shows where it
and the rules differ (``differences``). It takes features for independent of each other, which those of two volumes or
editions are not, so it is too sure of these: that is why rules decide.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

from migration.features import BibFeatures, Identifier
from migration.match.blocking.catalogue import Catalogue
from migration.match.linkage_model import COMPARISONS, THREADS, Model, learn, linker, prepare

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyarrow import Table
    from splink import DuckDBAPI

_AT_ONCE = 50_000
_NUMBERS = ("pages", "minutes")
_TEXTS = (
    "title_key", "author", "format_class", "edition", "year", "publishers", "part_number", "part_title", "version",
    "language", "identifiers",
)  # fmt: skip
_COLUMN_OF = {"version": "version_marks"}
_BLOCKED = """
    CREATE TABLE blocked AS
    SELECT DISTINCT '0' AS match_key, least(d1, d2) AS join_key_l, greatest(d1, d2) AS join_key_r FROM asked_pair
"""
_TOLD = """
    SELECT d1, d2, match_probability AS probability, match_weight AS weight, COLUMNS('^by_.*')
    FROM asked_pair LEFT JOIN predicted ON d_l = least(d1, d2) AND d_r = greatest(d1, d2)
    ORDER BY n
"""


def describe_all(catalogue: Catalogue) -> "Table":
    """Every description of the catalogue, by its number, as ``opinions`` wants them."""
    import pyarrow as pa

    count = catalogue.description_count()
    starts = range(0, max(1, count), _AT_ONCE)
    chunks = (catalogue.features(range(start, min(start + _AT_ONCE, count))) for start in starts)
    return pa.concat_tables(map(describe, chunks))


def describe(features: Mapping[int, BibFeatures]) -> "Table":
    """Descriptions by number as ``opinions`` wants them: ``d``, and columns as in ``core_bib_features``."""
    import pyarrow as pa

    numbers = [pa.field(name, pa.int32()) for name in ("d", *_NUMBERS)]
    schema = pa.schema([*numbers, *(pa.field(_COLUMN_OF.get(name, name), pa.string()) for name in _TEXTS)])
    rows = [
        (d, *(getattr(f, n) for n in _NUMBERS), *(_text(getattr(f, n)) for n in _TEXTS)) for d, f in features.items()
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _text(value: str | tuple[str | Identifier, ...]) -> str:
    if isinstance(value, str):
        return value
    return orjson.dumps([[v.kind, v.value, v.scope] if isinstance(v, Identifier) else v for v in value]).decode()


def opinions(descriptions: "Table", pairs: "Table") -> "Table":
    """``d1``, ``d2``, ``probability`` (0 to 1) of being one title, and ``weight`` (log2 of the odds), as pairs come.

    ``descriptions``: as ``describe`` makes them; ``pairs``: ``d1``, ``d2``. Further columns ``by_title``,
    ``by_author`` … say what each feature adds to the weight. All are null where there is too little to learn from.
    """
    import duckdb
    from splink import DuckDBAPI

    with duckdb.connect(":memory:", config={"threads": THREADS}) as connection:
        connection.register("given", descriptions)
        connection.register("asked", pairs)
        connection.execute("CREATE TABLE asked_pair AS SELECT row_number() OVER () AS n, d1, d2 FROM asked")
        prepare(connection)
        database = DuckDBAPI(connection)
        model = learn(database)
        return _weighed(database, model) if model else _silent(connection)


def features_weighed() -> tuple[str, ...]:
    """The columns of ``opinions`` that tell one feature's weight."""
    return tuple(f"by_{name}" for name in COMPARISONS)


def _weighed(database: "DuckDBAPI", model: Model) -> "Table":
    """The model's word on each pair asked for, in their order. Two pairs of the same descriptions get the same."""
    connection = database.duckdb_con
    connection.execute(_BLOCKED)
    weighing = linker(database, "described", model)
    weighing.table_management.register_blocked_pairs_for_predict(database.register("blocked"))
    predicted = weighing.inference.predict(warning_mode="never").physical_name
    connection.execute(f"CREATE VIEW predicted AS FROM {predicted}")
    return connection.execute(_TOLD).to_arrow_table()


def _silent(connection: "DuckDBPyConnection") -> "Table":
    import pyarrow as pa

    pairs = connection.execute("SELECT d1, d2 FROM asked_pair ORDER BY n").to_arrow_table()
    for name in ("probability", "weight", *features_weighed()):
        pairs = pairs.append_column(name, pa.nulls(len(pairs), pa.float64()))
    return pairs
