"""010-035, 300-362: numbers, binding and price, codes; present, blank, missing, odd; and what becomes of each."""

import pytest
from marc_records import converted, issues_of, lines_of, normarc_008, record, rules

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict

SOUND = "     njm         1      "


def _claims(*lines: str) -> list[tuple[str, SubfieldFate, str]]:
    trace = Trace()
    convert(record(*lines), rules(), Verdict("normarc", ()), trace=trace)
    return [(step.code, step.claim.fate, step.claim.rule) for step in trace.steps]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("010 ## $a9012345", ["015 ## $a9012345$2nbf"]),
        ("010 ## $a ", []),
        ("015 ## $a0342691$bBIBBI", ["035 ## $a(NO-OsBA)0342691"]),
        ("015 ## $a0342691$bbibbi ", ["035 ## $a(NO-OsBA)0342691"]),
        ("015 ## $a98$bBIBSYS", ["035 ## $a(NO-TrBIB)98"]),
        ("015 ## $a1$a2$bBIBBI", ["035 ## $a(NO-OsBA)1", "035 ## $a(NO-OsBA)2"]),
        ("015 ## $a77$bDFB", ["035 ## $a(DFB)77"]),
        ("015 ## $a88012345$bLC", ["010 ## $a88012345"]),
        ("015 ## $a77$bNORBOK", ["015 ## $a77$2nbf"]),
        ("015 ## $a77$2nbf", ["015 ## $a77$2nbf"]),
        ("015 ## $a77", []),
        ("015 ## $bBIBBI", []),
        ("016 ## $a77", ["016 ## $a77"]),
        ("016 7# $a77$2NO-OsNB", ["016 7# $a77$2NO-OsNB"]),
        ("035 ## $a(NO-OsBA)1$a(NO-TrBIB)2", ["035 ## $a(NO-OsBA)1", "035 ## $a(NO-TrBIB)2"]),
    ],
)
def test_control_numbers(normarc: str, marc21: list[str]) -> None:
    assert lines_of(converted(normarc), "010", "015", "016", "035") == marc21


def test_a_second_number_of_the_library_of_congress_has_no_010() -> None:
    result = converted("015 ## $a1$bLC", "015 ## $a2$bLC")
    assert lines_of(result, "010", "035") == ["010 ## $a1", "035 ## $a(DLC)2"]


def test_a_number_without_a_source_is_kept_aside() -> None:
    result = converted("015 ## $a77", "015 ## $bBIBBI")
    assert [(kept.code, kept.value) for kept in result.kept] == [("a", "77"), ("b", "BIBBI")]


def test_the_source_of_a_number_names_its_row() -> None:
    assert _claims("015 ## $a77$bbibbi", "015 ## $a78$bDFB") == [
        ("a", SubfieldFate.MERGED, "control_numbers/BIBBI"),
        ("b", SubfieldFate.MOVED, "control_numbers/BIBBI"),
        ("a", SubfieldFate.MERGED, "fields/015"),
        ("b", SubfieldFate.MERGED, "fields/015"),
    ]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("020 ## $a978-82-8169-269-5$bib.$cNkr 349.00", ["020 ## $a9788281692695$qinnbundet$cNkr 349.00"]),
        ("020 ## $a9788281692695", ["020 ## $a9788281692695"]),
        ("020 ## $aISBN 978 82 8169 269 5", ["020 ## $a9788281692695"]),
        ("020 ## $a82-00-42442-1 (h.)", ["020 ## $a8200424421$qheftet"]),
        ("020 ## $a82-00-42442-1 (ib.) : kr 98.00", ["020 ## $a8200424421$qinnbundet$ckr 98.00"]),
        ("020 ## $a82-00-42442-1 : kr 98.00", ["020 ## $a8200424421$ckr 98.00"]),
        ("020 ## $a82-00-42442-1$bib. : Nkr 98.00", ["020 ## $a8200424421$qinnbundet$cNkr 98.00"]),
        ("020 ## $a82-00-42442-1$bib.$bkpl.", ["020 ## $a8200424421$qinnbundet$qkpl."]),
        ("020 ## $a82-00-42442-1$gkplt.$zGalt 82-1", ["020 ## $a8200424421$qkplt.$zGalt 82-1"]),
        ("020 ## $a82-00-42442-1$c10 kr$c12 kr", ["020 ## $a8200424421$c10 kr ; 12 kr"]),
        ("020 ## $a82-00-42442-1$bib.$a978-82-8169-269-5$bh.",
         ["020 ## $a8200424421$qinnbundet", "020 ## $a9788281692695$qheftet"]),
        ("020 ## $a82-00-42442-1 (ib.) ; 978-82-8169-269-5 (h.)",
         ["020 ## $a8200424421$qinnbundet", "020 ## $a9788281692695$qheftet"]),
        ("020 ## $a82-00-42442-5", ["020 ## $z8200424425"]),
        ("020 ## $a82-00-42442-5$bib.", ["020 ## $z8200424425$qinnbundet"]),
        ("020 ## $a82-00-4244", ["020 ## $z82-00-4244"]),
        ("020 ## $aib.", ["020 ## $qinnbundet"]),
        ("020 ## $akr 98.00", ["020 ## $ckr 98.00"]),
        ("020 ## $bib.", ["020 ## $qinnbundet"]),
        ("020 ## $cNkr 349.00", ["020 ## $cNkr 349.00"]),
        ("020 ## $a979-0-2600-0043-8", ["024 2# $a9790260000438"]),
        ("020 ## $aM-2300-0399-5", ["024 2# $a9790230003995"]),
        ("020 ## $a82-7094-055-X", ["020 ## $z827094055X"]),
        ("020 13 $a9788281692695", ["020 ## $a9788281692695"]),
        ("020 ## $a ", []),
    ],
)  # fmt: skip
def test_isbn(normarc: str, marc21: list[str]) -> None:
    assert lines_of(converted(normarc), "020", "024") == marc21


def test_a_wrong_isbn_is_told_and_every_part_of_a_020_is_accounted_for() -> None:
    assert ("isbn_invalid", "020$a", "8200424425") in issues_of(converted("020 ## $a82-00-42442-5"))
    assert _claims("020 ## $a82-00-42442-1 (h.) : kr 20$bib.$cNkr 1$gsett") == [
        ("a", SubfieldFate.MOVED, "bindings/h."),
        ("b", SubfieldFate.MOVED, "bindings/ib."),
        ("c", SubfieldFate.MERGED, "fields/020"),
        ("g", SubfieldFate.MOVED, "fields/020"),
    ]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("022 ## $a0029-2001", ["022 ## $a0029-2001"]),
        ("022 ## $a00292001", ["022 ## $a0029-2001"]),
        ("022 ## $aISSN 0029-2001", ["022 ## $a0029-2001"]),
        ("022 ## $a0029-2002", ["022 ## $y0029-2002"]),
        ("022 ## $akommer", ["022 ## $ykommer"]),
        ("022 5x $a0029-2001$y1234-5678$z2345-6789", ["022 ## $a0029-2001$y1234-5678$z2345-6789"]),
        ("022 ## $a0029-2001$l00292001", ["022 ## $a0029-2001", "023 0# $a0029-2001"]),
        ("022 ## $a0029-2001$a0809-2052", ["022 ## $a0029-2001", "022 ## $a0809-2052"]),
    ],
)
def test_issn(normarc: str, marc21: list[str]) -> None:
    assert lines_of(converted(normarc), "022", "023") == marc21


def test_text_after_an_issn_is_kept_aside_and_a_wrong_one_is_told() -> None:
    result = converted("022 ## $a0029-2001 (trykt utg.)")
    assert lines_of(result, "022") == ["022 ## $a0029-2001"]
    assert [kept.value for kept in result.kept] == ["0029-2001 (trykt utg.)"]
    assert ("issn_invalid", "022$a", "0029-2002") in issues_of(converted("022 ## $a0029-2002"))


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("024 0# $aNOABC1234567", ["024 0# $aNOABC1234567"]),
        ("024 2# $aM-2300-0399-5$gh.", ["024 2# $a9790230003995$qh."]),
        ("024 2# $aM-2300-0399-6", ["024 2# $zM230003996"]),
        ("024 4# $a0095-4403(199502/03)21:3<12:W>2.0.TX;2-J", ["024 4# $a0095-4403(199502/03)21:3<12:W>2.0.TX;2-J"]),
        ("024 ## $a123", ["024 8# $a123"]),
        ("024 ## $aM-2300-0399-5", ["024 2# $a9790230003995"]),
        ("024 9# $a10.1000/1$2doi", ["024 7# $a10.1000/1$2doi"]),
        ("025 ## $a7038010000010", ["024 3# $a7038010000010"]),
        ("025 ## $a7 038010 000010", ["024 3# $a7038010000010"]),
        ("025 ## $a7038010000011", ["024 3# $z7038010000011"]),
        ("025 ## $a016861234522", ["024 1# $a016861234522"]),
        ("025 ## $a7038010000010$a9788281692695", ["024 3# $a7038010000010", "024 3# $a9788281692695"]),
        ("025 ## $a ", []),
    ],
)  # fmt: skip
def test_other_standard_numbers(normarc: str, marc21: list[str]) -> None:
    assert lines_of(converted(normarc), "024") == marc21


@pytest.mark.parametrize("isbn", ["978-82-8169-269-5", "82-8169-269-3 (ib.)"])
def test_an_ean_that_is_the_isbn_is_dropped_by_rule(isbn: str) -> None:
    lines = (f"020 ## $a{isbn}", "025 ## $a9788281692695")
    assert lines_of(converted(*lines), "024") == []
    assert _claims(*lines)[-1] == ("a", SubfieldFate.DROPPED, "fields/025")


@pytest.mark.parametrize(
    ("lines", "leader", "marc21"),
    [
        (["028 ## $aSON 1$bSonet"], SOUND, "028 02 $aSON 1$bSonet"),
        (["028 0# $aSON 1$bSonet", "571 ## $aBestillingsnr: SON 1"], SOUND, "028 00 $aSON 1$bSonet"),
        (["028 ## $aNM 1"], "     ncm         1      ", "028 32 $aNM 1"),
        (["028 ## $aDVD 1"], "     ngm         1      ", "028 42 $aDVD 1"),
        (["028 ## $aX 1"], "     nam         1      ", "028 52 $aX 1"),
        (["028 23 $aX 1"], SOUND, "028 23 $aX 1"),
    ],
)
def test_publisher_numbers(lines: list[str], leader: str, marc21: str) -> None:
    assert lines_of(converted(*lines, leader=leader), "028") == [marc21]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("027 ## $aSTF 1$aSTF 2", ["027 ## $aSTF 1", "027 ## $aSTF 2"]),
        ("030 ## $aABCDEF", ["030 ## $aABCDEF"]),
        ("033 ## $a19950312$b0301", ["033 ## $a19950312", "518 ## $aOpptakssted (SSBs kode): 0301"]),
        ("033 00 $a19950312", ["033 00 $a19950312"]),
        ("037 ## $akr 20", ["037 ## $akr 20"]),
        ("043 ## $ae-no---", ["043 ## $ae-no---"]),
        ("044 ## $ano", ["044 ## $cno"]),
        ("044 ## $ano$ase", ["044 ## $cno$cse"]),
        ("044 ## $ano,se", ["044 ## $cno$cse"]),
        ("044 ## $anosedk", ["044 ## $cno$cse$cdk"]),
        ("044 ## $axxk", ["044 ## $axxk"]),
        ("044 ## $aNorge", []),
        ("045 ## $a1880", ["045 0# $bd1880"]),
        ("045 ## $a1880-1885", ["045 2# $bd1880$bd1885"]),
        ("045 ## $a1880-85", ["045 2# $bd1880$bd1885"]),
        ("045 ## $a1880$a1890", ["045 1# $bd1880$bd1890"]),
        ("045 ## $abarokken", []),
        ("047 ## $asn", ["047 ## $asn"]),
        ("048 ## $aka01", ["048 ## $aka01"]),
        ("050 ## $aPT8950", ["050 #4 $aPT8950"]),
        ("074 ## $aSTE 12", ["500 ## $aSTE 12"]),
        ("086 ## $aNOU 1990:1", ["086 ## $aNOU 1990:1"]),
        ("300 ## $a ", []),
        ("300 ## $a189 s.$bill.$bkart", ["300 ## $a189 s.$bill. ; kart"]),
        ("300 1# $a189 s.$c21 cm$eCD", ["300 ## $a189 s.$c21 cm$eCD"]),
        ("306 ## $a012030", ["306 ## $a012030"]),
        ("306 ## $a1:20:30$a42.15", ["306 ## $a012030$a004215"]),
        ("306 ## $aen time", ["500 ## $aSpilletid: en time"]),
        ("307 ## $aman-fre", ["307 ## $aman-fre"]),
        ("310 ## $aMånedlig$aUkentlig", ["310 ## $aMånedlig", "310 ## $aUkentlig"]),
        ("336 ## $btxt$2rdacontent", ["336 ## $btxt$2rdacontent"]),
        ("350 ## $akr 20$bper år", ["037 ## $ckr 20$nper år"]),
        ("362 ## $aNr 1 (1990)-", ["362 0# $aNr 1 (1990)-"]),
        ("362 1# $aUtkom 1990", ["362 1# $aUtkom 1990"]),
        ("380 ## $aRoman", ["380 ## $aRoman"]),
    ],
)
def test_codes_and_description(normarc: str, marc21: list[str]) -> None:
    result = converted("008 " + normarc_008(p35="nob"), normarc)
    assert lines_of(result, *{line[:3] for line in marc21} | {normarc[:3], "037", "518"}) == marc21


@pytest.mark.parametrize("line", ["044 ## $aNorge", "045 ## $abarokken", "300 ## $a1 s.$kx", "060 ## $7x"])
def test_what_cannot_be_read_is_kept_aside(line: str) -> None:
    result = converted(line)
    code, value = line[7:].split("$")[-1][:1], line[7:].split("$")[-1][1:]
    assert [(kept.code, kept.value) for kept in result.kept] == [(code, value)]
    assert ("field_not_converted", f"{line[:3]}${code}", "") in issues_of(result)


@pytest.mark.parametrize(
    ("lines", "isil", "marc21"),
    [
        ([], "", "040 ## $bnob$ekatreg"),
        ([], "NO-2190100", "040 ## $bnob$ekatreg$cNO-2190100"),
        (["008 " + normarc_008(p39="2")], "", "040 ## $aNO-OsBA$bnob$ekatreg"),
        (["008 " + normarc_008(p39="5")], "", "040 ## $aNO-TrBIB$bnob$ekatreg"),
        (["040 ## $aNO-0030100"], "", "040 ## $aNO-0030100$bnob$ekatreg"),
        (["040 ## $aX$bnno$erda$cY$dZ"], "NO-1", "040 ## $aX$bnno$erda$cY$dZ"),
        (["040 ## $aX$aY"], "", "040 ## $aX$bnob$ekatreg$dY"),
    ],
)
def test_cataloguing_source(lines: list[str], isil: str, marc21: str) -> None:
    result = convert(record(*lines), rules(), Verdict("normarc", ()), isil=isil)
    assert lines_of(result, "040") == [marc21]
