"""Numbers and what they are numbers of."""

import pytest
from marc_records import MARC21_LEADER, record

from migration.features import IDENTIFIER_KINDS, SCOPES, Identifier
from migration.marc.features.record import features

PRINTED, ONLINE, SPOKEN = (), ("007 cr",), ("300 ## $a6 CD-er",)


def _of(*lines: str, leader: str = MARC21_LEADER) -> tuple[tuple[str, str, str], ...]:
    found = features(record(*lines, leader=leader)).identifiers
    assert all(isinstance(i, Identifier) and i.kind in IDENTIFIER_KINDS and i.scope in SCOPES for i in found)
    return tuple((i.kind, i.value, i.scope) for i in found)


@pytest.mark.parametrize(
    ("about", "scope"),
    [
        ("$qinnbundet", "own"),
        ("$qib.", "own"),
        ("$qkplt.", "set"),
        ("$qhele verket", "set"),
        ("$qsett", "set"),
        ("$qset", "set"),
        ("$qpdf", "other_form"),
        ("$qEPUB", "other_form"),
        ("$qe-bok", "other_form"),
        ("$qlydbok", "other_form"),
        ("$qbind 2", "part"),
        ("$qbd. 2", "part"),
        ("", "own"),
        (" (kplt.)", "set"),
        (" (ib.)", "own"),
        (" ib.", "own"),
        (" (bind 2)", "part"),
    ],
)
def test_the_qualifier_says_whose_isbn_it_is(about: str, scope: str) -> None:
    assert _of(f"020 ## $a9788281692695{about}") == (("isbn", "9788281692695", scope),)


def test_a_volumes_isbn_in_its_own_record_is_its_own() -> None:
    assert _of("020 ## $a9788281692695$qbind 2", "245 10 $aA$n2") == (("isbn", "9788281692695", "own"),)
    assert _of("020 ## $a9788281692695$qbind 1", "245 10 $aA$n2") == (("isbn", "9788281692695", "part"),)


def test_in_an_e_book_it_is_the_paper_book_that_is_another_form() -> None:
    assert [i[2] for i in _of("020 ## $a9788281692695$qpdf", "020 ## $a8200424421$qinnbundet", *ONLINE)] == [
        "own",
        "other_form",
    ]


def test_in_an_audiobook_too() -> None:
    spoken = MARC21_LEADER.replace("nam", "nim")
    assert [
        i[2] for i in _of("020 ## $a9788281692695$qlydbok", "020 ## $a8200424421$qib.", *SPOKEN, leader=spoken)
    ] == [
        "own",
        "other_form",
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("020 ## $a82-00-42442-1", (("isbn", "9788200424420", "own"),)),
        ("020 ## $z8200424421", (("isbn", "9788200424420", "cancelled"),)),
        ("020 ## $a8200424422", ()),
        ("020 ## $a9790260000438", (("ismn", "9790260000438", "own"),)),
        ("024 2# $aM260000438", (("ismn", "9790260000438", "own"),)),
        ("024 3# $a7038010009457", (("ean", "7038010009457", "own"),)),
        ("024 3# $a9788281692695", (("isbn", "9788281692695", "own"),)),
        ("024 1# $a036000291452", (("ean", "0036000291452", "own"),)),
        ("024 3# $a7038010009458", ()),
        ("024 7# $a10.1000/1$2doi", ()),
        ("022 ## $a0805-5440$z0378-5955", (("issn", "08055440", "own"), ("issn", "03785955", "cancelled"))),
        ("022 ## $a0805-5441", ()),
        ("028 02 $aN.M.O. 12345$bNorsk Musikforlag", (("publisher_number", "norsk musikforlag nmo12345", "own"),)),
        ("015 ## $a0712345$2nbf", (("national", "(nbf)0712345", "own"),)),
        ("035 ## $a(NO-OsBA)0123", (("supplier", "(NO-OsBA)0123", "own"),)),
        ("035 ## $a(NO-TrBIB)99", (("national", "(NO-TrBIB)99", "own"),)),
        ("035 ## $a(NO-2030000)12", (("local", "(NO-2030000)12", "own"),)),
        ("035 ## $aocm123", ()),
    ],
)
def test_kinds(line: str, found: tuple[tuple[str, str, str], ...]) -> None:
    assert _of(line) == found


def test_the_records_own_number_is_no_identifier_of_the_title() -> None:
    assert _of("001 12", "003 NO-2030000", "035 ## $a(NO-2030000)12", "035 ## $a(NO-2030000)13") == (
        ("local", "(NO-2030000)13", "own"),
    )


def test_the_same_number_twice_is_one() -> None:
    assert len(_of("020 ## $a8200424421", "020 ## $a9788200424420")) == 1
