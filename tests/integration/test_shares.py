"""What a catalogue consists of, as shares of its titles."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from staging_rows import put, row

from migration.quality.shares import UNKNOWN, catalogue_shares, shares
from migration.quality.words import in_bokmal
from migration.staging.engine import open_staging


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as opened:
        yield opened


def decades(connection: Connection, *years: str) -> dict[str, int]:
    put(connection, "core_bib", [row("core_bib", "nordvik", str(n), year=year) for n, year in enumerate(years)])
    return {in_bokmal(share.label): share.count for share in catalogue_shares(connection, "nordvik").decades}


def test_titles_by_decade_with_the_unknown_last(connection: Connection) -> None:
    assert decades(connection, "1999", "2000", "2009", "2021", "19uu", "") == {
        "1990-årene": 1, "2000-årene": 2, "2010-årene": 0, "2020-årene": 1, "ukjent": 2,
    }  # fmt: skip


def test_old_titles_stand_together(connection: Connection) -> None:
    found = decades(connection, "1599", "1850", "2021")
    assert list(found)[:2] == ["før 1910", "1910-årene"]
    assert found["før 1910"] == 2
    assert len(found) == 1 + 12 + 1


def test_a_catalogue_without_years_has_no_decades(connection: Connection) -> None:
    assert decades(connection, "", "uuuu") == {}


def test_an_empty_catalogue(connection: Connection) -> None:
    found = catalogue_shares(connection, "nordvik")
    assert found.formats == found.charsets == found.decades == []
    assert {share.count for share in found.languages} == {0}


def test_every_title_is_counted_once_in_each_of_the_plots(connection: Connection) -> None:
    codes = ("nob", "sme", "fkv", "eng", "ara", "", "und")
    put(connection, "core_bib", [row("core_bib", "nordvik", code or "-", language=code) for code in codes])
    found = catalogue_shares(connection, "nordvik")
    for plot in (found.formats, found.charsets, found.languages, found.decades):
        assert sum(share.count for share in plot) == len(codes)
        assert round(sum(share.percent for share in plot), 6) == 100


def test_shares_of_nothing_are_nothing() -> None:
    assert [share.percent for share in shares({UNKNOWN: 0})] == [0]
