"""A union catalogue of 60 libraries with known truth: rows as they stand in ``core_bib_features``, and their titles.

Half of the records say exactly what another of the same title says, as where libraries buy from one supplier: some are
copied, others come out alike in spite of the ``noise``. How many libraries hold a title falls as a power: few titles
are everywhere, most are in one or two.
"""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from migration.features import BibFeatures, Identifier
from migration.staging.features import features_row
from migration.staging.schema import core_bib_features
from union.noise import catalogued
from union.works import things

if TYPE_CHECKING:
    import pyarrow as pa

LIBRARIES = 60
COLUMNS = ("source", "legacy_id", "target_id", *core_bib_features.columns.keys()[2:])
TITLE = "title_no"
"""Column of the truth: records with the same number are one title."""
_POPULARITY = 0.85
"""Exponent of the Pareto distribution of holdings: six libraries hold a title on average."""
_COPIED = 0.15
"""Share of records that are copied outright; as many again come out alike."""
_TWICE = 0.003
"""Share of a title's holders that have it twice."""
_REUSED = 500
"""ISBNs from which one is reused by mistake: a publisher reuses its own, of about the same time."""

Row = tuple[Any, ...]


def records(count: int, seed: int = 5) -> Iterator[tuple[Row, int]]:
    """So many rows of ``COLUMNS`` with the number of their title; the same for the same seed."""
    return islice(_endless(Random(seed)), count)


def _endless(rng: Random) -> Iterator[tuple[Row, int]]:
    recent: list[Identifier] = []
    number = 0
    for title, thing in enumerate(things(rng)):
        for source, features in held(thing, rng, recent):
            number += 1
            key = f"{number * 7_919 % 99_999_989:08d}"
            yield (source, key, f"{source}-{key}", *features), title
        recent.extend(i for i in thing.identifiers if i.kind == "isbn")
        del recent[:-_REUSED]


def held(thing: BibFeatures, rng: Random, recent: list[Identifier]) -> Iterator[tuple[str, Row]]:
    """The libraries that hold a thing, each with the columns of its record."""
    libraries = rng.sample(range(LIBRARIES), min(LIBRARIES, int(rng.paretovariate(_POPULARITY))))
    written: list[Row] = []
    for library in (*libraries, *[x for x in libraries if rng.random() < _TWICE]):
        if not written or rng.random() >= _COPIED:
            written.append(features_row(catalogued(thing, rng, recent)))
        yield f"library{library + 1:02d}", rng.choice(written)


def table(count: int, seed: int = 5) -> "pa.Table":
    """The catalogue in order of source and legacy id, as staging reads it, with the column ``TITLE``."""
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    rows = records(count, seed)
    while chunk := list(islice(rows, 50_000)):
        columns = zip(*[(*row, title) for row, title in chunk], strict=True)
        batches.append(
            pa.RecordBatch.from_pydict(dict(zip((*COLUMNS, TITLE), map(list, columns), strict=True)), schema())
        )
    return pa.Table.from_batches(batches, schema()).sort_by([("source", "ascending"), ("legacy_id", "ascending")])


def schema() -> "pa.Schema":
    """Column types, said outright: a batch may have no value at all in one."""
    import pyarrow as pa
    from sqlalchemy import Integer

    numbers = {c.name for c in core_bib_features.columns if isinstance(c.type, Integer)} | {TITLE}
    return pa.schema([(name, pa.int32() if name in numbers else pa.string()) for name in (*COLUMNS, TITLE)])
