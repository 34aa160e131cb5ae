"""Persons and bodies by which records are matched."""

import pytest
from marc_records import MARC21_LEADER, record

from migration.features import BibFeatures
from migration.marc.features.record import features


def _of(*lines: str) -> BibFeatures:
    return features(record(*lines, leader=MARC21_LEADER))


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("100 1# $aHamsun, Knut,$d1859-1952",), ("hamsun knut",)),
        (("700 1# $aVik, Kari$etegner", "100 1# $aHamsun, Knut"), ("hamsun knut", "vik kari")),
        (("110 2# $aNRK$bDagsnytt", "711 2# $aNordisk råd"), ("nrk dagsnytt", "nordisk rad")),
        (("100 0# $aHaakon$bVII$ckonge",), ("haakon vii",)),
        (("100 1# $aVik, Kari", "700 1# $aVik, Kari"), ("vik kari",)),
        (("700 12 $aDickens, Charles", "700 1# $aMoe, Per$tDikt"), ()),
        (("100 1# $aЧехов, Антон",), ("tsjekhov anton", "chekhov anton")),
        (("100 0# $aAnonym",), ()),
        (("100 1# $dx",), ()),
    ],
)
def test_names_but_no_authors_of_works_contained(lines: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert _of(*lines).names == names


def test_the_author_in_cyrillic_is_the_author_in_latin_letters() -> None:
    assert _of("100 1# $aЧехов, Антон").author == _of("100 1# $aTsjekhov, A.").author == "tsjekhov a"


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        ("1859-1952", "1859"),
        ("1859-", "1859"),
        ("f. 1859", "1859"),
        ("b. 1884.", "1884"),
        ("ca. 1480", "1480"),
        ("-1552", ""),
        ("d. 1552", ""),
        ("død 1552", ""),
        ("5. århundre", ""),
    ],
)
def test_the_year_of_birth(dates: str, year: str) -> None:
    assert _of(f"100 1# $aA$d{dates}").birth_year == year
