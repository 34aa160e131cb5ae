"""What can be told of the twin on Spark without Spark: names of descriptions, and statements that it knows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.match.spark.deciding import name_of
from migration.match.spark.loading import signed
from migration.match.spark.statements import SparkTables, translated


@given(st.integers(0, (1 << 64) - 1))
def test_a_name_survives_a_number_with_a_sign(number: int) -> None:
    assert -(1 << 63) <= signed(number) < 1 << 63
    assert name_of(signed(number)) == f"{number:016x}"


def test_a_hash_that_spark_lacks_is_another_of_as_many_bits() -> None:
    (statement,) = translated("SELECT md5_number_lower('isbn: ' || value) FROM good")
    assert statement.sql("spark") == "SELECT XXHASH64('isbn: ' || value) FROM good"


def test_types_of_json_are_those_of_spark() -> None:
    (statement,) = translated("""SELECT from_json(x, '["VARCHAR"]') FROM description""")
    assert statement.sql("spark") == "SELECT FROM_JSON(x, 'array<string>') FROM description"


def test_a_statement_without_a_twin_is_refused_by_name() -> None:
    session: Any = None
    with pytest.raises(ValueError, match="not known on Spark: VACUUM"):
        SparkTables(session).execute("VACUUM")
