"""Which format a record is in, told by the record itself."""

import pytest
from marc_records import MARC21_LEADER, NORMARC_LEADER, normarc_008, record

from migration.marc.formats import verdict

BLANK = " " * 24
NORMARC_BOOK = (
    "008 " + normarc_008(p22="a", p33="1", p34="0", p35="nob", p39="2"),
    "015 ## $a0342691$bBIBBI",
    "019 ## $bl$dAN",
    "020 ## $a978-82-8169-269-5$bib.$cNkr 349.00",
    "082 31 $a394.2663$25",
    "245 10 $aVerdens fineste julefortellinger",
    "700 #0 $aBull-Gundersen, Anne B.$ered.$jn.",
)
MARC21_BOOK = (
    "008 130305s2013    no ||||||    |000 j nob  ",
    "020 ## $a9788281692695$qinnbundet",
    "035 ## $a(NO-OsBA)0342691",
    "040 ## $aNO-OsBA$bnob$ekatreg",
    "082 04 $a394.2663$25/nor",
    "245 10 $aVerdens fineste julefortellinger",
    "650 #7 $aJul$2bibbi",
)


def test_mikromarcs_own_record_is_normarc() -> None:
    assert verdict(record(*NORMARC_BOOK)).format == "normarc"


def test_a_norwegian_marc_21_record_is_marc_21() -> None:
    assert verdict(record(*MARC21_BOOK, leader=MARC21_LEADER)).format == "marc21"


def test_a_kept_019_and_references_do_not_make_a_marc_21_record_normarc() -> None:
    kept = ("019 ## $bl$dR", "900 #0 $aGundersen, Anne$zBull-Gundersen, Anne B.")
    assert verdict(record(*MARC21_BOOK, *kept, leader=MARC21_LEADER)).format == "marc21"


def test_nationality_in_names_beside_33x_is_mixed() -> None:
    lines = ("100 1# $aHamsun, Knut$jn.", "245 10 $aSult", "336 ## $btxt$2rdacontent")
    assert verdict(record(*lines)).format == "mixed"


def test_utf_8_and_a_number_in_035_do_not_make_a_normarc_record_mixed() -> None:
    leader = "     nam a       1      "
    assert verdict(record(*NORMARC_BOOK, "035 ## $a(BibliofilID)123", leader=leader)).format == "normarc"


@pytest.mark.parametrize(
    ("leader", "expected"),
    [
        (MARC21_LEADER, "marc21"),
        ("00000nam a2200000   4500", "marc21"),
        (NORMARC_LEADER, "normarc"),
        (BLANK, "normarc"),
    ],
)
def test_a_bare_record_is_told_by_its_leader(leader: str, expected: str) -> None:
    assert verdict(record("245 10 $aSult", leader=leader)).format == expected


def test_what_the_source_declares_decides() -> None:
    assert verdict(record(*NORMARC_BOOK), "marc21").format == "marc21"
    assert verdict(record(*MARC21_BOOK, leader=MARC21_LEADER), "normarc").format == "normarc"


def test_the_evidence_names_each_feature_once() -> None:
    evidence = verdict(record(*NORMARC_BOOK, "020 ## $a8200000000$bh.")).evidence
    assert evidence.count("normarc 3: 020 $b") == 1


def test_run_together_language_codes_are_normarc() -> None:
    assert verdict(record("041 ## $anobsme", "245 10 $aSult", leader=MARC21_LEADER)).evidence.count(
        "normarc 3: 041 run together"
    )


def test_a_record_with_odd_leaders_and_no_fields_has_a_verdict() -> None:
    assert verdict(record(leader="x" * 24)).format == "normarc"


@pytest.mark.parametrize(
    ("lines", "leader", "expected"),
    [
        (("100 #0 $aHamsun, Knut", "245 10 $aSult"), NORMARC_LEADER, "normarc"),
        (("100 20 $aMoe Hansen, Kari", "245 10 $aSult"), MARC21_LEADER, "marc21"),
        (("100 1# $aHamsun, Knut", "245 10 $aSult"), MARC21_LEADER, "marc21"),
        (("008 " + " " * 40, "245 10 $aSult"), NORMARC_LEADER, "normarc"),
        (("008 " + " " * 40, "245 10 $aSult"), "     nam a       1      ", "normarc"),
        (("110 ## $aNRK", "245 10 $aSult"), BLANK, "normarc"),
        (("245 10 $aSult", "852 ## $aX", "035 ## $a(NO-OsBA)1"), BLANK, "marc21"),
        (("245 10 $aSult", "574 ## $aHunger"), MARC21_LEADER, "marc21"),
        ((*MARC21_BOOK, "440 #0 $aSerie"), MARC21_LEADER, "marc21"),
        ((*MARC21_BOOK, "020 ## $a1$bib."), MARC21_LEADER, "mixed"),
        ((*MARC21_BOOK, "850 ## $aX", "574 ## $aHunger"), MARC21_LEADER, "mixed"),
        ((*NORMARC_BOOK, "336 ## $btxt$2rdacontent"), NORMARC_LEADER, "mixed"),
    ],
)
def test_sparse_and_mixed_records(lines: tuple[str, ...], leader: str, expected: str) -> None:
    assert verdict(record(*lines, leader=leader)).format == expected


def test_the_summary_is_short_and_begins_with_the_sums() -> None:
    found = verdict(record("015 ## $a1$bBIBBI", "019 ## $bl", "245 10 $aSult", leader=MARC21_LEADER))
    assert found.summary == "normarc 6, marc21 3: 015 $b; 019 $b $d; leader/18; leader/09"
    long = verdict(record(*NORMARC_BOOK)).summary
    assert len(long) <= 80
    assert long.startswith("normarc 23, marc21 0: 015 $b; 019 $b $d; 020 $b; 082; ")
    assert long.endswith("; …")


@pytest.mark.parametrize(("declared", "summary"), [("normarc", "declared: normarc"), ("marc21", "declared: marc21")])
def test_the_summary_of_a_declared_format(declared: str, summary: str) -> None:
    assert verdict(record(*NORMARC_BOOK), declared).summary == summary


def test_without_evidence_the_summary_is_the_sums() -> None:
    assert verdict(record(leader=BLANK)).summary == "normarc 0, marc21 0"


@pytest.mark.parametrize("leader", ["     nam         1      ", "     ngm         1      "])
def test_a_019_beside_a_thesaurus_code_is_mixed_unless_the_leader_is_marc_21(leader: str) -> None:
    lines = ("019 ## $bl", "245 10 $aBok", "650 #0 $aBarn$2samisk", "650 #7 $aFiske$2humord")
    assert verdict(record(*lines, leader=leader)).format == "mixed"
    assert verdict(record(*lines, leader="00000nam a2200000 c 4500")).format == "marc21"
