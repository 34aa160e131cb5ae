"""Rules A, B and C on one record of MARC 21: what passes, what is told, and under which code and place."""

import re

import pytest
from marc_records import MARC21_LEADER, normarc_008, record, rules
from pymarc import Field, Indicators, Subfield

from migration.issues import catalogue
from migration.marc.validation import validate
from migration.settings import SHIPPED

F008 = "008 130305s2013    no ||||||    |000 j nob  "
TITLE = "245 10 $aSult"
BOOK = (F008, "100 1# $aHamsun, Knut$d1859-1952$4aut", TITLE, "260 ## $aOslo$bGyldendal$c2013", "300 ## $a200 s.")
Found = tuple[str, str, str]


def found(*lines: str, leader: str = MARC21_LEADER, marc_format: str = "marc21") -> list[Found]:
    issues = validate(record(*lines, leader=leader), rules(), marc_format)
    return [(i.code, i.field, i.value) for i in issues if i.code != "record_sparse"]


def codes(*lines: str, leader: str = MARC21_LEADER) -> set[str]:
    return {code for code, _, _ in found(*lines, leader=leader)}


def with_book(*lines: str) -> list[Found]:
    """Issues of a good book with further lines; a line replaces the book's field with its tag."""
    tags = {line[:3] for line in lines}
    return found(*(line for line in BOOK if line[:3] not in tags), *lines)


def test_a_good_record_has_no_issues() -> None:
    assert validate(record(*BOOK, leader=MARC21_LEADER), rules()) == ()
    assert validate(record(*BOOK, leader=MARC21_LEADER)) == ()


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        (("035 ## $a(NO-TrBIB)1", "300 ## $a\ufffd s."), ("character_invalid", "300", "U+FFFD")),
        (("500 ## $aTo\x85",), ("character_invalid", "500", "U+0085")),
        (("500 ## $aEt \ue000 tegn",), ("character_invalid", "500", "U+E000")),
        (("500 ## $aSÃ¸ndag",), ("text_garbled", "500", "")),
        (("500 ## $aBl©Æb©Œr",), ("text_garbled", "500", "")),
        (("500 ## $aGi&#x014B;",), ("character_reference_left", "500", "")),
        (("500 ## $aA\u030a",), ("text_not_composed", "500", "")),
        (("500 ## $a\u0301abc",), ("combining_mark_alone", "500", "")),
        (("500 ## $aEt\u00a0mellomrom",), ("invisible_character", "500", "")),
        (("500 ## $aMyk\u00adbindestrek",), ("invisible_character", "500", "")),
    ],
)
def test_characters(lines: tuple[str, ...], issue: Found) -> None:
    assert issue in with_book(*lines)


@pytest.mark.parametrize(
    "text", ["Ålesund", "Čállit", "Ærø & Ås", "Привет", "日本語", "© 2013", "château", "Å gå", "naïve"]
)
def test_letters_of_every_script_are_good(text: str) -> None:
    assert with_book(f"500 ## $a{text}") == []


def test_sizes_are_in_bytes_of_utf8() -> None:
    assert ("field_oversize", "500", "10003") in with_book(
        f"500 ## $a{'ø' * 4999}"
    )  # 2 × 4999, $a, ii and a terminator
    assert with_book(f"500 ## $a{'ø' * 4990}") == []
    many = [f"500 ## $a{'x' * 9000}{n}" for n in range(12)]
    assert {code for code, _, _ in with_book(*many)} == {"record_oversize"}


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        ((F008, "100 1# $aA"), ("title_missing", "245", "")),
        ((F008, "245 10 $a /"), ("title_missing", "245", "")),
        ((F008, "245 10 $bTilleggstittel"), ("title_missing", "245", "")),
        ((F008, "245 10 $a1"), ("title_bare_number", "245$a", "1")),
        ((F008, "245 10 $aA", "245 10 $aB"), ("field_repeated", "245", "2")),
        ((F008, TITLE, "100 1# $aA", "110 2# $aB"), ("main_entries_several", "1XX", "100 110")),
        ((F008, TITLE, "100 1# $aA", "130 0# $aB"), ("main_entries_several", "1XX", "100 130")),
        ((F008, TITLE, "130 0# $aA", "240 10 $aB"), ("main_entries_several", "1XX", "130 240")),
        ((F008, TITLE, "100 1# $aA", "100 1# $aB"), ("field_repeated", "100", "2")),
        ((TITLE,), ("field_008_missing", "008", "")),
        (("008 1303", TITLE), ("field_008_not_40", "008", "4")),
        ((F008, TITLE, "005 2013-03-05"), ("field_005_invalid", "005", "2013-03-05")),
    ],
)
def test_what_a_record_must_have(lines: tuple[str, ...], issue: Found) -> None:
    assert issue in found(*lines)


def test_1984_is_a_title() -> None:
    assert found(F008, "245 10 $a1984") == []


def test_the_time_of_the_last_change() -> None:
    assert with_book("005 20130305120000.0") == []


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("574 ## $aSult", ("normarc_residue", "574", "")),
        ("350 ## $akr 20", ("normarc_residue", "350", "")),
        ("440 #0 $aSerie", ("normarc_residue", "440", "")),
        ("020 ## $a9788281692695$bib.", ("normarc_residue", "020$b", "")),
        ("020 ## $a9788281692695$gtillegg", ("normarc_residue", "020$g", "")),
        ("082 04 $a500$zh$223/nor", ("normarc_residue", "082$z", "")),
        ("245 10 $aSult$wsort", ("normarc_residue", "245$w", "")),
        ("700 1# $aA$jn.-sam.", ("normarc_residue", "700$j", "n.-sam.")),
        ("533 ## $a2 bl. kart", ("normarc_residue", "533", "")),
        ("850 ## $aDEICHM$bho", ("normarc_residue", "850$b", "")),
        ("658 ## $aFiolin$b02", ("normarc_residue", "658", "")),
        ("025 ## $a7020655825592", ("normarc_residue", "025", "")),
    ],
)
def test_nothing_of_normarc_is_left(line: str, issue: Found) -> None:
    assert issue in with_book(line)


@pytest.mark.parametrize(
    "line",
    [
        "700 1# $aA$jFollower of",
        "533 ## $aElektronisk reproduksjon",
        "533 ## $aKopi$bOslo$d2010",
        "532 1# $aTekstet for hørselshemmede",
        "850 ## $aNO-0030100",
    ],
)
def test_what_marc_21_has_under_the_same_tag_is_good(line: str) -> None:
    assert with_book(line) == []


def test_norwegian_marc_21_keeps_019_and_9xx_but_normarc_does_not() -> None:
    lines = (*BOOK, "019 ## $bl", "900 0# $aB")
    assert found(*lines) == [("local_field", "019", ""), ("local_field", "900", "")]
    converted = found(*lines, marc_format="normarc")
    assert converted == [("normarc_residue", "019", ""), ("normarc_residue", "900", "")]


@pytest.mark.parametrize("tag", ["090", "590", "690", "991", "049", "AVA"])
def test_local_fields_are_counted_not_judged(tag: str) -> None:
    assert with_book(f"{tag} xy $ahva som helst$Zx") == [("local_field", tag, "")]


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("999 ## $aX", ("local_field", "999", "")),
        ("549 ## $aX", ("field_undefined", "549", "")),
        ("300 ## $a1 s.$q2", ("subfield_undefined", "300$q", "")),
        ("300 ## $a1 s.$b1$b2", ("subfield_repeated", "300$b", "")),
        ("300 1# $a1 s.", ("indicator_invalid", "300 ind1", "1")),
        ("245 3 $aX", ("indicator_blank", "245 ind2", "")),
        ("776 #8 $aX", ("indicator_blank", "776 ind1", "")),
        ("261 ## $aX", ("field_obsolete", "261", "")),
        ("300 ## $a1 s.$m2", ("subfield_obsolete", "300$m", "")),
        ("500 ##", ("subfield_empty", "500", "")),
    ],
)
def test_the_schema(line: str, issue: Found) -> None:
    assert issue in with_book(line)


@pytest.mark.parametrize(
    "line",
    [
        "300 ## $a1 s.$92",
        "264 #4 $c©2013",
        "336 ## $atekst$btxt$2rdacontent",
        "856 40 $uhttps://nb.no/$yNett",
        "887 ## $a{}$2x",
        "880 ## $6500-01/(N$aТекст",
        "866 #0 $a1990-",
        "588 0# $aBeskrivelsen bygger på omslaget",
    ],
)
def test_the_schema_knows_todays_marc_21(line: str) -> None:
    assert not {code for code, _, _ in with_book(line)} & {"field_undefined", "subfield_undefined", "indicator_invalid"}


def test_indicators_and_codes_that_iso_2709_cannot_hold() -> None:
    odd = record(*BOOK, leader=MARC21_LEADER)
    odd.fields += [Field("996", Indicators("", "\x01"), [Subfield("ab", "x")])]
    assert [(i.code, i.field) for i in validate(odd, rules())] == [
        ("indicator_invalid", "996 ind1"),
        ("indicator_invalid", "996 ind2"),
        ("subfield_undefined", "996"),
        ("local_field", "996"),
    ]


def test_an_ean_that_repeats_the_isbn() -> None:
    isbn = "020 ## $a978-82-8169-269-5"
    assert ("ean_repeats_isbn", "024$a", "") in with_book(isbn, "024 3# $a9788281692695")
    assert with_book(isbn, "024 3# $a7020655825592") == []


def test_880_is_built_as_the_field_it_stands_for() -> None:
    assert ("subfield_undefined", "245$q", "") in with_book("245 10 $6880-01$aX", "880 10 $6245-01/(N$aЭ$qЭ")


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        (("020 ## $a8200424425",), ("isbn_invalid", "020$a", "8200424425")),
        (("020 ## $a978-82-8169-269-5 (ib.)",), ("isbn_qualifier", "020$a", "978-82-8169-269-5 (ib.)")),
        (("020 ## $a9790260000438",), ("ismn_as_isbn", "020$a", "9790260000438")),
        (("022 ## $a0332-5025",), ("issn_invalid", "022$a", "0332-5025")),
        (("022 ## $a03325024",), ("issn_form", "022$a", "03325024")),
        (("490 0# $aSerie$x0332-5025",), ("issn_invalid", "490$x", "0332-5025")),
        (("773 0# $tBok$z8200424425",), ("isbn_invalid", "773$z", "8200424425")),
        (("024 2# $a9790260000439",), ("ismn_invalid", "024$a", "9790260000439")),
        (("024 3# $a7020655825593",), ("ean_invalid", "024$a", "7020655825593")),
    ],
)
def test_numbers(lines: tuple[str, ...], issue: Found) -> None:
    assert issue in with_book(*lines)


@pytest.mark.parametrize(
    "line",
    [
        "020 ## $a978-82-8169-269-5$qib.",
        "020 ## $z8200424425",
        "020 ## $ckr 399",
        "022 ## $a0332-5024",
        "024 2# $a9790260000438",
        "024 2# $aM-2600-0043-8",
        "024 3# $a7020655825592",
        "024 70 $a10.1000/182$2doi",
        "490 0# $aSerie$x0332-5024 ;$v3",
    ],
)
def test_good_numbers(line: str) -> None:
    assert with_book(line) == []


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("650 #7 $aFiske$2finnesikke", ("source_unknown", "650$2", "finnesikke")),
        ("650 #7 $aFiske", ("source_missing", "650$2", "")),
        ("650 #4 $aFiske$2humord", ("source_unexpected", "650$2", "")),
        ("650 #7 $aFiske$090123$2humord", ("authority_form", "650$0", "90123")),
        ("700 1# $aA$4xyz", ("relator_unknown", "700$4", "xyz")),
        ("700 1# $aA$eoversetter$4ill", ("relator_differs", "700$e", "oversetter")),
        ("700 1# $aA$d1920 - 1999", ("name_dates_form", "700$d", "1920 - 1999")),
        ("700 1# $aA$d19201999", ("name_dates_form", "700$d", "19201999")),
    ],
)
def test_vocabularies_and_names(line: str, issue: Found) -> None:
    assert issue in with_book(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            f"650 #7 $aFiske$2{code}"
            for code in ("ntsf", "bibbi", "samisk", "no-ubo-mr", "humord", "norvok", "lcsh/nor")
        ),
        "655 #7 $aRomaner$0https://id.nb.no/vocabulary/ntsf/1$2ntsf",
        "385 ## $aVoksne$2nortarget",
        "386 ## $an.-sam.$2bs-nasj",
        "650 #7 $aFiske$0(NO-TrBIB)HUME1$2humord",
        "700 1# $aA$4http://id.loc.gov/vocabulary/relators/ill",
        "700 1# $aA$eillustratør$4ill",
        "700 1# $aA$d1920-",
        "700 1# $aA$dca. 1500-1560,",
        "700 0# $aOlav$cden hellige$d995-1030",
    ],
)
def test_norwegian_practice_is_good(line: str) -> None:
    assert with_book(line) == []


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("700 1# $aHamsun, Knut$d1859-1952$4aut",), True),
        (("700 1# $aHamsun, Knut,$d1859-1952",), True),
        (("700 1# $aHamsun, Knut$d1859-1952$4ill",), False),  # a further role
        (("700 12 $aHamsun, Knut$d1859-1952$tPan",), False),  # a work
        (("700 1# $aHamsun, Knut$d1900-1990$4aut",), False),  # another person
        (("700 1# $aNesse, Åse$4trl", "700 1# $aNesse, Åse$4trl"), True),
    ],
)
def test_a_name_twice(lines: tuple[str, ...], told: bool) -> None:
    assert (("name_repeated", "700", "") in with_book(*lines)) is told


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        (("245 10 $6880-01$aX",), ("link_broken", "245$6", "01")),
        (("880 10 $6245-01/(N$aX",), ("link_broken", "880$6", "245-01")),
        (("880 10 $aX",), ("link_broken", "880$6", "")),
        (("245 10 $6880-01$aX", "880 10 $6246-01$aX"), ("link_broken", "245$6", "01")),
        (("245 10 $6(NO-LaBS)1$aX",), ("link_form", "245$6", "(NO-LaBS)1")),
        (("245 10 $6880-01$aX", "880 10 $6245-01/rus$aX"), ("link_form", "880$6", "245-01/rus")),
    ],
)
def test_links_to_880(lines: tuple[str, ...], issue: Found) -> None:
    assert issue in with_book(*lines)


@pytest.mark.parametrize("script", ["", "/(N", "/Cyrl", "/(3/r"])
def test_links_both_ways_are_good(script: str) -> None:
    assert with_book("245 10 $6880-01$aSult", f"880 10 $6245-01{script}$aГолод") == []
    assert with_book("880 ## $6500-00/(N$aТекст") == []


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        (("041 0# $aswe",), ("language_differs", "008/35-37", "nob swe")),
        (("041 1# $anob",), ("original_language_missing", "041$h", "")),
        (("041 0# $anobsme",), ("language_code_unreadable", "041$a", "nobsme")),
        (("041 0# $anob$anb",), ("language_code_unknown", "041$a", "nb")),
        (("041 0# $anob$alap",), ("code_obsolete", "041$a", "lap")),
        (("700 1# $aA$4trl",), ("original_language_unsaid", "041$h", "")),
        (("246 1# $iOriginaltittel:$aHunger",), ("original_language_unsaid", "041$h", "")),
        (("008 " + F008[4:39] + "mul  ",), ("languages_missing", "041", "")),
    ],
)
def test_languages(lines: tuple[str, ...], issue: Found) -> None:
    assert issue in with_book(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("041 1# $anob$heng", "700 1# $aA$4trl", "246 1# $iOriginaltittel:$aHunger"),
        ("041 0# $anob$asme",),
        ("041 #7 $afkv$2iso639-3",),
        ("041 0# $dnob",),
    ],
)
def test_good_languages(lines: tuple[str, ...]) -> None:
    assert with_book(*lines) == []


@pytest.mark.parametrize(
    ("f008", "f041"),
    [("smi", "sme"), ("nor", "nob"), ("mul", "sme"), ("zxx", "nob"), ("   ", "nob")],
)
def test_a_group_of_languages_covers_its_members(f008: str, f041: str) -> None:
    assert "language_differs" not in codes("008 " + normarc_008(p35=f008), TITLE, f"041 0# $a{f041}")


@pytest.mark.parametrize(
    ("dates", "imprint", "issue"),
    [
        ("s2013    ", "2012", ("date_differs", "008/07-10", "2013 2012")),
        ("m20132010", "2013", ("dates_reversed", "008/07-14", "2013 2010")),
        ("s199u    ", "2003", ("date_differs", "008/07-10", "199u 2003")),
    ],
)
def test_dates(dates: str, imprint: str, issue: Found) -> None:
    assert issue in with_book(f"008 130305{dates}{F008[19:]}", f"260 ## $aOslo$bX$c{imprint}")


@pytest.mark.parametrize(
    ("dates", "imprint"),
    [
        ("s2013    ", "2013"), ("s2013    ", "[2013]"), ("s2013    ", "cop. 2013"), ("s2013    ", "MMXIII"),
        ("s199u    ", "[199-?]"), ("s199u    ", "1995"), ("t20132010", "2013, cop. 2010"), ("r20131959", "2013"),
        ("m20102013", "2011"), ("c20109999", "2010-"), ("n        ", "1950"), ("r20131859", "1859"),
    ],
)  # fmt: skip
def test_good_dates(dates: str, imprint: str) -> None:
    assert with_book(f"008 130305{dates}{F008[19:]}", f"260 ## $aOslo$bX$c{imprint}") == []


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        (("336 ## $bspw$2rdacontent",), ("content_differs", "336$b", "a spw")),
        (("007 sd fsngnnmmned", "337 ## $bn$2rdamedia"), ("media_differs", "337$b", "s n")),
        (("337 ## $bn$2rdamedia", "338 ## $bsd$2rdacarrier"), ("carrier_differs", "338$b", "n sd")),
        (("300 ## $a3 CD-plater (4 t)",), ("material_differs", "LDR/06", "a")),
    ],
)
def test_materials_that_disagree(lines: tuple[str, ...], issue: Found) -> None:
    assert issue in with_book(*lines)


def test_materials_that_agree() -> None:
    rda = ("336 ## $btxt$2rdacontent", "337 ## $bn$2rdamedia", "338 ## $bnc$2rdacarrier")
    assert with_book("007 ta", *rda) == []
    assert with_book("300 ## $a200 s.$e1 CD") == []


@pytest.mark.parametrize(
    ("code", "group", "issue"),
    [
        ("a", "v", ("audience_residue", "008/22", "a")),
        ("e", "b", ("audience_differs", "008/22", "e")),
        ("b", "mu", ("audience_differs", "008/22", "b")),
    ],
)
def test_audiences_that_disagree(code: str, group: str, issue: Found) -> None:
    f008 = "008 " + F008[4:26] + code + F008[27:]
    assert issue in with_book(f008, f"385 ## $b{group}$2nortarget")


@pytest.mark.parametrize(("code", "group"), [("e", "v"), ("j", "b"), ("|", "b"), ("b", "b"), (" ", "v"), ("f", "b")])
def test_audiences_that_agree(code: str, group: str) -> None:
    f008 = "008 " + F008[4:26] + code + F008[27:]
    assert with_book(f008, f"385 ## $b{group}$2nortarget") == []
    target = {"v": "TG1016", "b": "TG1002"}[group]
    assert with_book(f008, f"385 ## $aX$0https://schema.nb.no/Bibliographic/Values/{target}$2nortarget") == []


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("500 ## $aA$b", ("subfield_empty", "500", "")),
        ("500 ## $aTo  mellomrom", ("spaces_odd", "500", "")),
        ("500 ## $a foran", ("spaces_odd", "500", "")),
        ("245 10 $aSult :", ("punctuation_trailing", "245", "")),
        ("245 10 $aSult : :$bRoman", ("punctuation_doubled", "245", "")),
        ("245 10 $aSult :$bRoman", ("punctuation_unexpected", "245", "")),
        ("260 ## $a[S.l.]$b[s.n.]$c2013", ("place_latin", "260", "")),
        ("245 10 $aEn mann", ("nonfiling_suspect", "245 ind2", "0")),
        ("245 12 $aSult", ("nonfiling_suspect", "245 ind2", "2")),
    ],
)
def test_untidy(line: str, issue: Found) -> None:
    assert issue in with_book(line)


@pytest.mark.parametrize("line", ["245 13 $aEn mann", "245 12 $aL'amour", "856 40 $uhttps://x.no/a?b=1&c=2"])
def test_tidy(line: str) -> None:
    assert with_book(line) == []


def test_isbd_is_expected_where_the_leader_says_so() -> None:
    isbd = MARC21_LEADER[:18] + "i" + MARC21_LEADER[19:]
    with_marks = (F008, "245 10 $aSult :$broman /$cKnut Hamsun", "260 ## $aOslo :$bGyldendal,$c2013")
    assert found(*with_marks, leader=isbd) == []
    assert found(F008, "245 10 $aSult$cKnut Hamsun", leader=isbd) == [("punctuation_missing", "245", "")]


def test_the_same_field_twice() -> None:
    assert ("field_duplicate", "500", "") in with_book("500 ## $aA", "500 ## $aA")
    assert with_book("500 ## $aA", "520 ## $aA", "500 ## $3A") == []


def test_a_sparse_record() -> None:
    issues = validate(record(F008, TITLE, leader=MARC21_LEADER), rules())
    assert [i.code for i in issues] == ["record_sparse"]


def test_a_geographic_area_code_has_seven_characters() -> None:
    assert ("area_code_form", "043$a", "e-no") in with_book("043 ## $ae-no")
    assert ("area_code_form", "043$a", "E-NO---") in with_book("043 ## $ae-no---$aE-NO---")
    assert with_book("043 ## $ae-no---$an-us-ca") == []
    assert with_book("043 ## $bno$2local") == []


def test_a_question_mark_inside_a_word_is_a_lost_letter_in_any_language() -> None:
    assert ("letter_lost", "245$a", "Bl?b?r") in with_book("245 10 $aBl?b?r i skogen")
    assert ("letter_lost", "245$a", "S?mi") in found(F008, "041 0# $anob$asme", "245 10 $aS?mi giella")
    assert ("letter_lost", "500$a", "Sa?á") in with_book("500 ## $aSa?á", "245 10 $aČálli")
    assert with_book("245 10 $aWhat?Ever") == []
    assert found(F008, "041 0# $anob$asme", "245 10 $aMii? Gii?", "856 40 $uhttp://x.no/a?b") == []


def test_a_question_mark_at_a_words_end_is_a_lost_letter_in_sami_only() -> None:
    """The language is known by its code, or by letters that only Sami has."""
    lost = ("letter_lost", "500$a", "dola?")
    assert lost in found(F008, "041 0# $asme", TITLE, "500 ## $adola? girji")
    assert lost in found(F008, "245 10 $aČálli", "500 ## $adola? girji")
    assert lost not in found(F008, TITLE, "500 ## $adola? girji")


def test_secrets_are_told_but_never_shown() -> None:
    issues = with_book("856 40 $uhttps://ola:hemmelig@x.no/", "590 ## $aLånt ut til Kari Nordmann")
    assert ("secret_left", "856", "") in issues
    assert ("private_note_left", "590", "") in issues
    assert not any("hemmelig" in value or "Kari" in value for _, _, value in issues)


def test_every_code_of_the_package_is_in_the_catalogue() -> None:
    folder = SHIPPED / "migration" / "marc" / "validation"
    named = {
        code for p in folder.glob("*.py") for code in re.findall(r'Issue\(\s*"(\w+)"', p.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert named <= set(catalogue())
