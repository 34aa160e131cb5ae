"""Field by field: what NORMARC says and what MARC 21 shall say. Present, blank, missing, odd."""

import pytest
from marc_records import MARC21_LEADER, converted, issues_of, lines_of, normarc_008, record, rules, show
from pymarc import Field

from migration.marc.conversion.convert import convert
from migration.marc.formats import Format, Verdict

NOB = "008 " + normarc_008(p22="a", p35="nob")


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("010 ## $a9012345", ["015 ## $a9012345$2nbf"]),
        ("015 ## $a0342691$bBIBBI", ["035 ## $a(NO-OsBA)0342691"]),
        ("015 ## $a98076$bbibsys", ["035 ## $a(NO-TrBIB)98076"]),
        ("015 ## $a77$bDFB", ["035 ## $a(DFB)77"]),
        ("015 ## $a88012345$bLC", ["010 ## $a88012345"]),
        ("020 ## $a978-82-8169-269-5$bib.$cNkr 349.00", ["020 ## $a9788281692695$qinnbundet$cNkr 349.00"]),
        ("020 ## $a82-00-42442-1 (h.)", ["020 ## $a8200424421$qheftet"]),
        ("020 ## $a9788281692695$gkplt.", ["020 ## $a9788281692695$qkplt."]),
        ("020 ## $bib.", ["020 ## $qinnbundet"]),
        ("020 ## $a9790260000438", ["024 2# $a9790260000438"]),
        ("024 2# $aM230003995$gh.", ["024 2# $a9790230003995$qh."]),
        ("025 ## $a7038010000010", ["024 3# $a7038010000010"]),
        ("041 ## $anobsme", ["041 ## $anob$asme"]),
        ("041 ## $anob$hgerswe", ["041 1# $anob$kger$hswe"]),
        ("041 1# $anob$heng", ["041 1# $anob$heng"]),
        ("041 ## $anob, nn", ["041 ## $anob$anno"]),
        ("041 ## $asam", ["041 ## $asmi"]),
        ("041 ## $afkvnob", ["041 ## $afiu$anob", "041 #7 $afkv$2iso639-3"]),
        ("044 ## $ano", ["044 ## $cno"]),
        ("074 ## $aSTE 12", ["500 ## $aSTE 12"]),
        ("082 31 $a394.2663$25", ["082 04 $a394.2663$25/nor$qNO-OsBA"]),
        ("082 30 $a839.8$223", ["082 04 $a839.8$223/nor$qNO-OsNB"]),
        ("082 0# $a839.8$223", ["082 04 $a839.8$223"]),
        ("082 32 $a839.8$25$zb", ["082 04 $a839.8$25/nor$mb"]),
        ("082 3# $a839.8$25$zh", ["082 04 $a839.8$25/nor"]),
        ("082 4# $a839.8", ["084 ## $a839.8$2z"]),
        ("100 2# $aBjørneboe Hansen, Jens$jn.$wBjorneboe", ["100 1# $aBjørneboe Hansen, Jens"]),
        ("100 30 $aOlav", ["100 1# $aOlav"]),
        ("100 3# $aFamilien Hansen", ["100 3# $aFamilien Hansen"]),
        ("100 #0 $aHamsun, Knut", ["100 1# $aHamsun, Knut"]),
        ("100 ## $aHomer", ["100 0# $aHomer"]),
        ("110 ## $aNRK$qOslo$bDagsnytt", ["110 2# $aNRK (Oslo)$bDagsnytt"]),
        ("111 #0 $aOL$d1994", ["111 2# $aOL$d1994"]),
        ("130 #4 $aDen store boka", ["130 4# $aDen store boka"]),
        ("240 14 $aThe hobbit", ["240 14 $aThe hobbit"]),
        ("240 0# $aFaust", ["240 10 $aFaust"]),
        ("240 10 $aA$ba novel", ["240 10 $aA", "246 1# $iOriginaltittel:$aA$ba novel"]),
        ("246 #0 $aThe book$wbook", ["246 31 $aThe book"]),
        ("350 ## $akr 20", ["037 ## $ckr 20"]),
        ("440 #0 $aSerien$pDel A$v3$y12$x1234-5678$wserien",
         ["490 1# $aSerien. Del A$v3$v12$x1234-5678", "830 #0 $aSerien$v3$x1234-5678", "830 #0 $aSerien$pDel A$v12"]),
        ("440 #4 $aDen serien$cNRK", ["490 1# $aDen serien / NRK", "830 #4 $aDen serien"]),
        ("490 ## $aBokklubben ; 12", ["490 0# $aBokklubben$v12"]),
        ("490 ## $aRapport, ISSN 1234-5678 ; 3/99", ["490 0# $aRapport$x1234-5678$v3/99"]),
        ("503 ## $a1. utg. 1920", ["500 ## $a1. utg. 1920"]),
        ("505 ## $aInnhold: A ; B", ["505 0# $aA ; B"]),
        ("505 ## $aHar register", ["505 8# $aHar register"]),
        ("511 ## $aRolleliste: Liv Ullmann", ["511 1# $aLiv Ullmann"]),
        ("511 ## $aLiv Ullmann", ["511 0# $aLiv Ullmann"]),
        ("532 ## $aKulturfond", ["541 0# $cKulturfond"]),
        ("533 ## $aMikrofilm", ["500 ## $aMikrofilm"]),
        ("572 ## $aOmslagstittel: Boka", ["246 1# $iOmslagstittel:$aBoka"]),
        ("572 ## $aTittel hentet fra nett", ["500 ## $aTittel hentet fra nett"]),
        ("573 ## $aTittel fra etikett", ["588 ## $aTittel fra etikett"]),
        ("574 ## $aOriginaltittel: Sult", ["246 1# $iOriginaltittel:$aSult"]),
        ("574 ## $aOrginaltittel : Sult", ["246 1# $iOriginaltittel:$aSult"]),
        ("574 ## $aOriginalens tittel: Sult", ["246 1# $iOriginaltittel:$aSult"]),
        ("574 ## $aOrig.tit.: Sult", ["246 1# $iOriginaltittel:$aSult"]),
        ("574 ## $aSult", ["246 1# $iOriginaltittel:$aSult"]),
        ("574 ## $aOriginaltittel mangler", ["500 ## $aOriginaltittel mangler"]),
        ("600 1# $aHamsun, Knut$jn.", ["600 14 $aHamsun, Knut"]),
        ("610 ## $aNRK$2BS", ["610 27 $aNRK$2bibbi"]),
        ("640 ## $aBibelen", ["630 04 $aBibelen"]),
        ("650 #2 $aJul$xFortellinger$2BS$2BS$9nob", ["650 #7 $aJul$xFortellinger$9nob$2bibbi"]),
        ("650 #0 $aFiske", ["650 #4 $aFiske"]),
        ("650 ## $aMerkur$0planet", ["650 #4 $aMerkur (planet)"]),
        ("650 #7 $aFiske$0(NO-OsBA)123$2humord", ["650 #7 $aFiske$0(NO-OsBA)123$2humord"]),
        ("652 ## $aSonate", ["655 #4 $aSonate"]),
        ("658 ## $afiolin$b02", ["382 0# $afiolin$s2"]),
        ("700 10 $aIngebrigtsen, Ola$eoverset.$jn.", ["700 1# $aIngebrigtsen, Ola$4trl"]),
        ("700 #2 $aDickens, Charles$jeng.$tEn julefortelling$ujulefortelling",
         ["700 12 $aDickens, Charles$tEn julefortelling"]),
        ("700 1# $aHansen, Per$eoverset. og ill.", ["700 1# $aHansen, Per$4trl$4ill"]),
        ("700 1# $aHansen, Per$eforf. og ill.", ["700 1# $aHansen, Per$4aut$4ill"]),
        ("700 1# $aHansen, Per$eoverset", ["700 1# $aHansen, Per$4trl"]),
        ("700 1# $aMo, Kari$eOVERS.", ["700 1# $aMo, Kari$4trl"]),
        ("730 ## $aBibelen", ["730 0# $aBibelen"]),
        ("740 02 $aJuleevangeliet", ["740 02 $aJuleevangeliet"]),
        ("800 10 $aHamsun, Knut$tVerker$v3", ["800 1# $aHamsun, Knut$tVerker$v3"]),
        ("099 ## $k0301$i1", []),
        ("856 ## $uhttps://nb.no/1", ["856 4# $uhttps://nb.no/1"]),
        ("900 #0 $aGundersen$zBull-Gundersen", []),
        ("300 ## $a ", []),
    ],
)  # fmt: skip
def test_field(normarc: str, marc21: list[str]) -> None:
    result = converted(NOB, normarc)
    derived = ("007", "008", "040", "386")
    assert [show(f) for f in result.record.fields if f.tag not in derived] == marc21


def test_a_wrong_check_digit_moves_to_z_and_is_told() -> None:
    result = converted("020 ## $a82-00-42442-5")
    assert lines_of(result, "020") == ["020 ## $z8200424425"]
    assert ("isbn_invalid", "020$a", "8200424425") in issues_of(result)


def test_codes_that_cannot_be_cut_in_threes_are_kept_aside_and_told() -> None:
    result = converted("041 ## $aengtibx")
    assert lines_of(result, "041") == []
    assert [kept.value for kept in result.kept] == ["engtibx"]
    assert ("language_code_unreadable", "041$a", "engtibx") in issues_of(result)


def test_languages_of_films_and_of_sound() -> None:
    film = converted("041 ## $anob$bengswe", leader="     ngm         1      ")
    assert lines_of(film, "041") == ["041 ## $anob$jeng$jswe"]
    sound = converted("041 ## $anob", leader="     njm         1      ")
    assert lines_of(sound, "041") == ["041 ## $dnob"]


@pytest.mark.parametrize(
    ("language", "title", "sort_form", "ind2"),
    [
        ("nob", "En julefortelling", "", "3"),
        ("nno", "Ei bok", "", "3"),
        ("eng", "The book", "", "4"),
        ("fre", "L'amour", "", "2"),
        ("ger", "Die Welt", "", "4"),
        ("sme", "Den giella", "", "0"),
        ("fin", "En tiedä", "", "0"),
        ("   ", "En bok", "", "0"),
        ("nob", "... En bok", "bok", "7"),
        ("nob", "En", "", "0"),
        ("nob", "Enden", "", "0"),
        ("eng", "En bok", "", "0"),
    ],
)
def test_nonfiling_characters_of_a_title(language: str, title: str, sort_form: str, ind2: str) -> None:
    result = converted("008 " + normarc_008(p35=language), f"245 1# $a{title}$w{sort_form}")
    assert lines_of(result, "245") == [f"245 1{ind2} $a{title}"]


def test_a_given_nonfiling_indicator_and_a_blank_first_one() -> None:
    assert lines_of(converted(NOB, "245 #0 $aEn bok"), "245") == ["245 00 $aEn bok"]
    assert "245 10 $aSult" in lines_of(converted("100 1# $aHamsun, Knut", "245 #0 $aSult"), "245")


def test_material_designation_becomes_the_record_type() -> None:
    result = converted("245 10 $aSult$h[Video] :$bfilm")
    assert lines_of(result, "245") == ["245 10 $aSult$bfilm"]
    assert lines_of(result, "336", "337") == ["336 ## $btdi$2rdacontent", "337 ## $bv$2rdamedia"]


def test_an_unknown_material_designation_is_a_note() -> None:
    result = converted("245 10 $aSult$hflanellograf")
    assert lines_of(result, "500") == ["500 ## $aMaterialbetegnelse: flanellograf"]


def test_a_material_designation_that_contradicts_019_is_kept_as_a_note() -> None:
    result = converted("019 ## $bl", "245 10 $aSult$hvideo")
    assert lines_of(result, "500") == ["500 ## $aMaterialbetegnelse: video"]
    assert lines_of(converted("019 ## $bee", "245 10 $aSult$hvideo"), "500") == []


def test_a_second_title_in_another_script_is_880() -> None:
    result = converted("245 10 $aБратья Карамазовы$9rus", "245 10 $aBratja Karamazovy")
    assert lines_of(result, "245", "880") == [
        "245 10 $6880-01$aBratja Karamazovy",
        "880 10 $6245-01/(N$aБратья Карамазовы",
    ]


def test_a_second_title_in_latin_letters_is_a_variant_and_told() -> None:
    result = converted("245 10 $aSult", "245 10 $aHunger")
    assert lines_of(result, "245", "246") == ["245 10 $aSult", "246 3# $aHunger"]
    assert ("second_title", "245", "") in issues_of(result)


def test_series_statement_is_traced_when_there_is_a_series_entry() -> None:
    assert lines_of(converted("490 ## $aSerien", "830 #0 $aSerien"), "490") == ["490 1# $aSerien"]


def test_019_in_all_its_ways_of_writing() -> None:
    result = converted(NOB, "019 ## $abu,u$bl$dNA$etate", "245 10 $aBok")
    ids = [line.split("/TG")[1][:4] for line in lines_of(result, "385")]
    assert ids == ["1003", "1004", "1006", "1010"]
    assert lines_of(result, "008")[0][4 + 33] == "j"
    assert lines_of(result, "655") == ["655 #4 $aAntologier"]
    assert lines_of(result, "019") == []


def test_ages_with_odd_separators_and_a_second_019() -> None:
    result = converted("019 ## $ab/bu.u", "019 ## $amu$bl")
    assert [line.split("/TG")[1][:4] for line in lines_of(result, "385")] == ["1002", "1003", "1004", "1005"]


def test_unknown_codes_of_019_are_told() -> None:
    assert ("marc_code_unknown", "019$b", "qq") in issues_of(converted("019 ## $bqq"))
    assert ("marc_code_unknown", "019$a", "vv") in issues_of(converted("019 ## $avv"))


def test_nationality_is_gathered_once_each() -> None:
    result = converted("100 1# $aValkeapää, Nils-Aslak$jn.-sam.", "700 1# $aX, Y$jn.-sam.", "700 1# $aZ, W$jsv.")
    assert lines_of(result, "386") == [
        "386 ## $an.-sam.$mNasjonalitet/regional gruppe$2bs-nasj",
        "386 ## $asv.$mNasjonalitet/regional gruppe$2bs-nasj",
    ]


def test_what_no_rule_knows_is_taken_out_kept_and_named() -> None:
    result = converted("245 10 $aSult$qodd", "591 ## $aInternt$bSamer", "901 ## $aX")
    assert lines_of(result, "245", "591", "901") == ["245 10 $aSult"]
    assert [(kept.place, kept.tag, kept.code, kept.value) for kept in result.kept] == [
        (0, "245", "q", "odd"), (1, "591", "a", "Internt"), (1, "591", "b", "Samer"), (2, "901", "a", "X")
    ]  # fmt: skip
    assert {("field_not_converted", "245$q", ""), ("field_not_converted", "591$b", "")} <= set(issues_of(result))


def test_a_subfield_dropped_by_rule_is_named() -> None:
    assert ("subfield_dropped", "740$7", "") in issues_of(converted("740 02 $aSult$7s. 3"))


@pytest.mark.parametrize("form", ["normarc", "marc21"])
@pytest.mark.parametrize(
    "address",
    ["http://bruker:hemmelig@host/db", "https://host/?user=a&password=hemmelig", "https://host/?pwd=hemmelig"],
)
def test_addresses_with_a_password_are_left_out_of_every_format(form: Format, address: str) -> None:
    result = converted(f"856 4# $u{address}$zVis", form=form)
    assert "hemmelig" not in str(result.record) + str(result.issues)
    assert ("credentials_removed", "856$u", "") in issues_of(result)
    assert lines_of(result, "856") == ["856 4# $zVis"]


def test_marc_21_is_left_as_it_is_but_for_the_coding_scheme() -> None:
    lines = ("001 12", NOB, "019 ## $bl", "020 ## $a978-82-8169-269-5", "100 1# $aHamsun, Knut$jn.", "900 ## $aX")
    result = converted(*lines, leader=MARC21_LEADER, form="marc21")
    assert [show(f) for f in result.record.fields] == [show(f) for f in record(*lines).fields]
    assert str(result.record.leader)[9] == "a"
    assert result.issues == ()


def test_a_mixed_record_keeps_what_is_marc_21_already() -> None:
    data = "008 130305s2013    sw ||||||a   |000 j nob  "
    lines = ("100 1# $aHamsun, Knut$jn.", "245 10 $aSult", "336 ## $btxt$2rdacontent", "650 #7 $aJul$2bibbi")
    result = converted(data, *lines, "019 ## $bl", leader=MARC21_LEADER, form="mixed")
    assert lines_of(result, "008") == [data]
    assert lines_of(result, "336", "650") == ["336 ## $btxt$2rdacontent", "650 #7 $aJul$2bibbi"]
    assert ("format_mixed", "", "") in issues_of(result)


def test_the_source_record_is_never_touched() -> None:
    source = record(NOB, "100 2# $aA, B$eill.$jn.", "440 #0 $aS$v1", "019 ## $bee")
    before = str(source)
    convert(source, rules(), Verdict("normarc", ()))
    marc21 = convert(source, rules(), Verdict("marc21", ())).record
    marc21.fields.clear()
    assert str(source) == before


def test_zero_length_indicators_count_as_blank() -> None:
    odd = Field("700", ["", ""], [*record("700 ## $aA, B").fields[0].subfields])  # type: ignore[arg-type]  # odd on purpose
    source = record()
    source.fields = [odd]
    result = convert(source, rules(), Verdict("normarc", ()))
    assert lines_of(result, "700") == ["700 1# $aA, B"]
