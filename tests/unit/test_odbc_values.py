import sys
from datetime import date, datetime, time
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.extract.odbc import as_text, check_odbc, joined
from migration.extract.odbc_connection import sentence
from migration.extract.odbc_mapping import CatalogueOrigin, OdbcMapping


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        ("Áhkká Ж", "Áhkká Ж"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (2**40, "1099511627776"),
        (Decimal("150.00"), "150.00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.05"), "-0.05"),
        (12.0, "12"),
        (0.5, "0.5"),
        (float("nan"), "nan"),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 13, 5), "2024-01-31T13:05:00"),
        (datetime(2024, 1, 31, 13, 5, 9, 120_000), "2024-01-31T13:05:09.120000"),
        (time(8, 30), "08:30:00"),
        ("lånt".encode(), "lånt"),
        (bytearray("lånt".encode("windows-1252")), "lånt"),
    ],
)
def test_a_value_is_the_text_that_an_export_would_have(value: object, text: str | None) -> None:
    assert as_text(value) == text


@given(st.one_of(st.text(st.characters()), st.binary(), st.floats(), st.decimals(), st.datetimes(), st.integers()))
def test_every_value_can_be_written_as_json(value: object) -> None:
    assert orjson.loads(orjson.dumps([as_text(value)])) == [as_text(value)]


@pytest.mark.parametrize(
    ("parts", "record"),
    [
        ((b"00024\x1d",), b"00024\x1d"),
        (("*245  $aBøker",), "*245  $aBøker".encode()),
        ((b"a", None, b"b"), b"ab"),
        ((None, None), b""),
    ],
)
def test_a_record_is_joined_from_its_parts(parts: tuple[object, ...], record: bytes) -> None:
    assert joined(parts) == record


@pytest.mark.parametrize(
    ("state", "opening", "words"),
    [
        ("08001", True, "cannot be reached"),
        ("HYT00", True, "cannot be reached"),
        ("28000", True, "refused the login"),
        ("42000", True, "refused the login"),
        ("IM002", True, "driver is not installed"),
        ("01000", True, "driver is not installed"),
        ("08S01", False, "connection broke"),
        ("57P01", False, "connection broke"),
        ("42501", False, "refused the SELECT"),
        ("22018", False, "could not convert"),
        ("HY000", False, "reported an error"),
    ],
)
def test_an_sqlstate_is_said_in_plain_words(state: str, opening: bool, words: str) -> None:
    text = sentence(state, opening=opening)
    assert words in text
    assert text.endswith(f"(SQLSTATE {state})")


def test_a_missing_driver_manager_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyodbc", None)
    site = OdbcMapping(file="site.yaml", catalogue=CatalogueOrigin(table="p", key="k", record=("r",)))
    assert check_odbc("DRIVER=SQLite3", site) == [
        "ODBC: the driver manager is missing; install unixODBC (Debian: apt install unixodbc) and run again"
    ]
