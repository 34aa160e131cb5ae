"""The same catalogue matched on DuckDB and on Spark: the same pairs with the same evidence, and the same clusters."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from feature_rows import COLUMNS, RULES, book, isbn, row

from migration.features import BibFeatures, Identifier
from migration.match.blocking.catalogue import open_catalogue
from migration.match.deciding import decided
from migration.match.engine import Joined, auto_pairs, joined
from migration.match.spark.catalogue import open_on_spark
from migration.match.spark.matching import match_on_spark, to_be_joined
from migration.staging.features import features_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

INVENTED = 700
CAP = 25
"""Low, so that blocks are divided and some overflow."""
SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.driver.host": "localhost",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
QUIET = """
rootLogger.level = error
rootLogger.appenderRef.none.ref = none
appender.none.type = Null
appender.none.name = none
"""
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    logging = folder / "log4j2.properties"
    logging.write_text(QUIET)
    java = f"{SETTINGS['spark.driver.extraJavaOptions']} -Dlog4j2.configurationFile={logging.as_uri()}"
    builder = SparkSession.builder.master("local[2]").appName("grenselos")
    told = SETTINGS | {"spark.driver.extraJavaOptions": java, "spark.sql.warehouse.dir": str(folder)}
    for name, value in told.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="module")
def records() -> Rows:
    """An invented union catalogue, and traps that it doesn't have; no two rows of one source and id."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
        from union import catalogue
    invented = [row(features_of(cells[4:]), cells[0], cells[1]) for cells, _ in catalogue.records(INVENTED)]
    return [*invented, *(row(features, f"trap{n % 60:02}", f"{n}") for n, features in enumerate(traps()))]


def traps() -> Iterator[BibFeatures]:
    """Records in pairs and crowds whose features try what two dialects of SQL may see differently."""
    yield from crowds()
    yield from bad_numbers()
    whole = BibFeatures(
        format_class="book", title="čáhci", subtitle="muitalus \"johka\" 'gáddi' 100 % \\ _", part_number="2 1",
        part_title="álgu", title_key="cahci muitalus", other_titles=("čáhci", "вода и берег", "voda i bereg", "😀 ord"),
        original_title="vannet", responsibility="n. n.", author="balto á", names=("balto á", "berg k"),
        birth_year="1950", year="2001", other_years=("1999", "u.å."), edition="2", version=("nno", "school"), pages=90,
        front_pages=4, volumes=2, minutes=60, height=21, language="sme", languages=("sme", "nob"),
        original_language="eng", publishers=("davvi",), places=("karasjok",), country="no", series=("s", "t"),
        series_number="3", host="tidsskrift 12", identifiers=isbn("9788202000011") + isbn("9788202000028", "set"),
    )  # fmt: skip
    yield from (whole, whole, replace(whole, pages=92), replace(whole, year="2002", height=None))
    yield from (
        replace(whole, identifiers=(), other_titles=("вода и берег",)),
        replace(whole, title_key="čáhci", host=""),
    )
    yield from (
        BibFeatures(),
        BibFeatures(),
        BibFeatures(title_key="bare nøkkel"),
        BibFeatures(author="berg k", pages=9),
    )
    for year in ("", "19uu", "1999", "2001", "2003"):
        for edition in ("", "1", "2", "12", "ny utv", "rev"):
            yield book("håndbok i fiske", year=year, edition=edition, other_years=("1999",) if year == "2003" else ())


def crowds() -> Iterator[BibFeatures]:
    """More than a block may hold: some can be divided by a longer key, some cannot."""
    for n in range(40):
        yield book(f"fortellinger om havets hemmelige liv {n % 8}", author="", year="", publishers=(f"forlag {n}",))
        yield book("dikt", author="", year="", pages=None, publishers=(f"forlag {n}",))
        yield book(
            "årbok", author="", year=str(1970 + n % 20), pages=100 + n, format_class="serial" if n % 3 else "book"
        )


def bad_numbers() -> Iterator[BibFeatures]:
    """Dummies, set numbers, numbers of two formats, and numbers with three quite different titles."""
    for title in ("havets liv", "gull og grønne skoger", "snekkerboka", "snekkerboken"):
        for number in ("9780000000002", "9788202000042"):
            yield book(title, title_key=title.replace(" ", "  "), identifiers=isbn(number))
    for part in ("1", "2"):
        yield book("slekta", part_number=part, identifiers=(*isbn("9788202000059"), *isbn("9788202000066", "set")))
    for form in ("book", "ebook", "audiobook"):
        number = (Identifier("ean", "7035620000123"), Identifier("publisher_number", "cappelen 12"))
        yield book("vinterens gjest", format_class=form, identifiers=number)
    for kind, value in (
        ("issn", "03331111"),
        ("national", "(NO-TrBIB)990012"),
        ("supplier", "(NO-BS)0123"),
        ("local", "7"),
    ):
        for pages in (212, 213, 300):
            yield book("to menn i båt", pages=pages, identifiers=(Identifier(kind, value),))


def frame_of(spark: "SparkSession", records: Rows) -> "DataFrame":
    import pyarrow

    columns = {name: [cells[n] for cells in records] for n, name in enumerate(COLUMNS)}
    columns["passed_over"] = [None for _ in records]
    return spark.createDataFrame(pyarrow.table(columns))


def on_duckdb(records: Rows, **verdicts: Any) -> Joined:
    with open_catalogue([records], COLUMNS, RULES) as catalogue:
        return joined(catalogue, auto_pairs(catalogue, RULES), RULES, **verdicts)


def test_pairs_evidence_and_clusters_are_those_of_duckdb(spark: "SparkSession", records: Rows) -> None:
    with (
        open_catalogue([records], COLUMNS, RULES, most_in_block=CAP) as here,
        open_on_spark(frame_of(spark, records), RULES, most_in_block=CAP) as there,
    ):
        pairs = sorted(pair for rows in decided(here, RULES) for pair in rows)
        assert sorted(tuple(pair) for pair in there.pairs.collect()) == pairs
        assert {pair.decision for pair in pairs} == {"auto", "review"}
        assert there.bad == here.bad
        assert Identifier("isbn", "9788202000042") in here.bad
        assert there.key_counts == here.key_counts
        assert {bool(counts.divided) for counts in here.key_counts} == {True, False}
        assert any(counts.overflows for counts in here.key_counts)
        assert list(there.records()) == list(here.records())
        assert there.names() == here.names()
        assert there.features([0, 5, 9]) == here.features([0, 5, 9])
        found = joined(there, to_be_joined(there.pairs), RULES)
        assert found == joined(here, auto_pairs(here, RULES), RULES)
        assert found.clustering.clusters
        assert found.clustering.refusals


def test_neither_order_nor_partitions_change_it_and_verdicts_hold(spark: "SparkSession", records: Rows) -> None:
    members = [n for c in on_duckdb(records).clustering.clusters for n in c.members]
    keys = sorted((cells[0], cells[1]) for cells in records)
    lone = [key for n, key in enumerate(keys) if n not in set(members)]
    verdicts = {"must": [(lone[0], lone[1])], "cannot": [(keys[members[0]], keys[members[1]])]}
    shuffled = Random(7).sample(records, len(records))
    spark.conf.set("spark.sql.shuffle.partitions", "3")
    found = match_on_spark(frame_of(spark, shuffled).repartition(3), RULES, **verdicts)
    assert found == on_duckdb(records, **verdicts)
    assert found.clustering != on_duckdb(records).clustering
    assert spark.catalog.listTables() == [], "nothing is left behind"


def test_a_column_that_is_missing_is_named(spark: "SparkSession", records: Rows) -> None:
    frame = frame_of(spark, records[:2]).drop("host", "title")
    with pytest.raises(ValueError, match=r"without the columns host, title$"), open_on_spark(frame, RULES):
        pass
