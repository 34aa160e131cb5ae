"""What the conversion must keep: material, audience, age limits, ISBNs, names, subjects, notes."""

import pytest
from marc_records import MARC21_LEADER, NORMARC_LEADER, normarc_008, record, rules

from migration.marc.conversion.convert import convert
from migration.marc.formats import Verdict
from migration.marc.validation import compare

RDA_BOOK = ("337 ## $bn", "338 ## $bnc")
RDA_FILM = ("337 ## $bv", "338 ## $bvd")
FILM_LEADER = MARC21_LEADER[:6] + "g" + MARC21_LEADER[7:]


def _compared(
    source: tuple[str, ...], target: tuple[str, ...], leader: str = MARC21_LEADER
) -> list[tuple[str, str, str]]:
    issues = compare(record(*source, leader=NORMARC_LEADER), record(*target, leader=leader), rules())
    return [(i.code, i.field, i.value) for i in issues]


@pytest.mark.parametrize(
    ("source", "target", "issue"),
    [
        ("100 #1 $aHamsun, Knut", "245 10 $aSult", ("name_lost", "100$a", "Hamsun, Knut")),
        ("700 #0 $aNesse, Åse", "700 1# $aNesse", ("name_lost", "700$a", "Nesse, Åse")),
        ("650 #0 $aFiske", "653 ## $aJakt", ("subject_lost", "650$a", "Fiske")),
        ("020 ## $a82-00-42442-5$bib.", "020 ## $qib.", ("isbn_lost", "020", "8200424425")),
        ("500 ## $aEieren heter Ola", "500 ## $aAnnet", ("note_lost", "500$a", "")),
    ],
)
def test_what_is_lost(source: str, target: str, issue: tuple[str, str, str]) -> None:
    assert _compared((source,), (target,)) == [issue]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("100 #1 $aHamsun, Knut", "100 1# $aHamsun, Knut,"),
        ("110 ## $aNorge. Stortinget", "110 1# $aNorge$bStortinget"),
        ("650 #0 $aFiske", "653 ## $aFiske"),
        ("020 ## $a82-00-42442-5", "020 ## $z8200424425"),
        ("020 ## $a82-00-42442-5 (ib.)", "020 ## $a8200424425$qib."),
        ("020 ## $aib.", "020 ## $qib."),
        ("574 ## $aOriginaltittel: Hunger", "246 1# $iOriginaltittel:$aHunger"),
        ("505 ## $aInnhold: A ; B", "505 0# $aA ; B"),
        ("500 ## $a", "245 10 $aX"),
        ("590 ## $aLokal note", "245 10 $aX"),
        ("690 ## $aLokalt emne", "245 10 $aX"),
    ],
)
def test_what_is_kept_in_another_shape(source: str, target: str) -> None:
    assert _compared((source,), (target,)) == []


def test_the_material_of_019_stands_in_leader_and_carrier() -> None:
    source = ("019 ## $bee",)
    assert _compared(source, RDA_FILM, FILM_LEADER) == []
    assert _compared(source, RDA_BOOK) == [("material_changed", "LDR/06", "a"), ("material_changed", "338$b", "vd")]


def test_the_leader_speaks_where_019_is_silent() -> None:
    assert _compared(("245 10 $aX",), ("245 10 $aX",)) == []
    assert _compared(("245 10 $aX",), ("245 10 $aX",), FILM_LEADER) == [("material_changed", "LDR/06", "g")]
    assert _compared(("245 10 $aX$hvideo",), ("245 10 $aX",), FILM_LEADER) == []


def test_a_marc_21_record_keeps_its_type() -> None:
    film, book = record(leader=FILM_LEADER), record(leader=MARC21_LEADER)
    assert [i.code for i in compare(film, book, rules(), "marc21")] == ["material_changed"]
    assert compare(film, film, rules(), "marc21") == ()


def test_each_target_group_stands_in_385() -> None:
    target = ("385 ## $aX$0https://schema.nb.no/Bibliographic/Values/TG1003$2nortarget",)
    assert _compared(("019 ## $abu",), target) == []
    assert _compared(("019 ## $abu,mu",), target) == [("audience_lost", "019$a", "mu")]


def test_adults_do_not_become_preschool_children() -> None:
    source = ("008 " + normarc_008(p22="a"),)
    assert _compared(source, ("008 " + normarc_008(p22="a"),)) == [("audience_residue", "008/22", "a")]
    assert _compared(source, ("008 " + normarc_008(p22="e"),)) == []


def test_the_age_limit_of_a_film_is_exact() -> None:
    film = record("008 " + normarc_008(p22="2"), leader=NORMARC_LEADER[:6] + "g" + NORMARC_LEADER[7:])
    kept = record("521 8# $aAldersgrense: 15 år", leader=FILM_LEADER)
    lost = record("521 8# $aTillatt for ungdom", leader=FILM_LEADER)
    assert compare(film, kept, rules()) == ()
    assert [(i.code, i.value) for i in compare(film, lost, rules())] == [("age_limit_lost", "Aldersgrense: 15 år")]


def test_our_own_conversion_loses_nothing_of_an_ordinary_record() -> None:
    source = record(
        "008 " + normarc_008(p22="a", p33="r", p35="nob", p39="2"),
        "015 ## $a0250080$bBIBBI",
        "019 ## $av$bl$dR",
        "020 ## $a82-00-42442-5$bib.$ckr 99",
        "100 #0 $aHamsun, Knut$d1859-1952$jn.",
        "245 10 $aSult$cKnut Hamsun",
        "260 ## $aOslo$bGyldendal$c1972",
        "574 ## $aOriginaltittel: Hunger",
        "650 #0 $aFattigdom",
        "700 #0 $aNesse, Åse$eoverse.",
    )  # fmt: skip
    found = convert(source, rules(), Verdict("normarc", ()))
    assert compare(source, found.record, rules()) == ()
