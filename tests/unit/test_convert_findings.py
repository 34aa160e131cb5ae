"""What reviewers of converted catalogues found, each with the outcome worked out by hand."""

from collections.abc import Sequence

import pytest
from marc_records import converted, f008, issues_of, lines_of, normarc_008, record, rules

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict

SERIAL = "     nas         1      "
TITLE = "245 10 $aX"


@pytest.mark.parametrize(
    ("note", "title"),
    [
        ("Organisering og ledelse", "Organisering og ledelse"),
        ("Organic chemistry", "Organic chemistry"),
        ("Organisasjonstitler", "Organisasjonstitler"),
        ("Orgelets tittel: x", "Orgelets tittel: x"),
        ("Organisert tittel: X", "Organisert tittel: X"),
        ("Originalt titanium", "Originalt titanium"),
        ("Orgelmusikk ved Nidarosdomen", "Orgelmusikk ved Nidarosdomen"),
        ("Original tittel: The sea", "The sea"),
        ("Orginaltittel: The sea", "The sea"),
        ("Origintittel: The sea", "The sea"),
        ("Originaltittel The sea", "The sea"),
        ("Originaltitel: The sea", "The sea"),
        ("Original title: The sea", "The sea"),
        ("Orig. tit.: The sea", "The sea"),
        ("Orig.tittel: The sea", "The sea"),
        ("Orig. eng. tit.: The sea", "The sea"),
        ("Originalens tittel: The sea", "The sea"),
    ],
)
def test_only_a_word_for_original_title_is_taken_off_574(note: str, title: str) -> None:
    assert lines_of(converted(TITLE, f"574 ## $a{note}"), "246", "500") == [f"246 1# $iOriginaltittel:$a{title}"]


def test_a_bare_prefix_of_574_says_nothing() -> None:
    assert lines_of(converted(TITLE, "574 ## $aOriginaltittel:"), "246", "500") == []


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("110 ## $aKirken$qNes", "110 2# $aKirken (Nes)"),
        ("110 ## $qNes$aKirken", "110 2# $aKirken (Nes)"),
        ("110 ## $aKirken,$qNes", "110 2# $aKirken (Nes)"),
        ("110 ## $aKirken (Nes)$qNes", "110 2# $aKirken (Nes)"),
        ("110 ## $aNorge. Dep$qNes", "110 1# $aNorge$bDep (Nes)"),
        ("110 ## $aOslo. Skolestyret", "110 1# $aOslo$bSkolestyret"),
        ("110 ## $aOslo. Skolestyret. Avdeling B", "110 1# $aOslo$bSkolestyret$bAvdeling B"),
        ("110 ## $aVadsø$bBystyret", "110 1# $aVadsø$bBystyret"),
        ("110 ## $aAlta kommune. Skolestyret", "110 1# $aAlta kommune$bSkolestyret"),
        ("110 ## $aGyldendal. Norsk forlag", "110 2# $aGyldendal. Norsk forlag"),
        ("110 ## $aRøde kors. Landsstyret", "110 2# $aRøde kors. Landsstyret"),
        ("045 ## $a1880", "045 0# $bd1880"),
        ("045 ## $aca. 1880", "045 0# $bd1880"),
        ("045 ## $a1880-1920", "045 2# $bd1880$bd1920"),
        ("505 00 $tEn$rA /$g(3:20) --$tTo", "505 00 $tEn$rA /$g(3:20) --$tTo"),
        ("505 10 $tEn$tTo", "505 10 $tEn$tTo"),
        ("505 ## $tEn$rA", "505 00 $tEn$rA"),
        ("505 00 $aInnhold: A ; B", "505 0# $aA ; B"),
        ("490 ## $aHav. - ISSN 0801-1234 ; 3", "490 0# $aHav$x0801-1234$v3"),
        ("490 ## $aHav – ISSN 0801-1234", "490 0# $aHav$x0801-1234"),
    ],
)
def test_a_field_becomes_one_of_marc_21_and_nothing_is_unknown(normarc: str, marc21: str) -> None:
    result = converted(normarc, TITLE)
    assert lines_of(result, normarc[:3]) == [marc21]
    assert result.kept == ()


@pytest.mark.parametrize(
    ("note", "links"),
    [
        ("Sammenslåing av: A ; og B", ["780 04 $tA", "780 04 $tB"]),
        ("Delt i: A ; B ; og: C", ["785 06 $tA", "785 06 $tB", "785 06 $tC"]),
        ("Delt i: A ;B", ["785 06 $tA", "785 06 $tB"]),
        ("Sammenslåing av: Ord og Bilde", ["780 04 $tOrd", "780 04 $tBilde"]),
        ("Sammenslåing av: A ; ogre", ["780 04 $tA", "780 04 $togre"]),
    ],
)
def test_the_titles_of_503(note: str, links: list[str]) -> None:
    assert lines_of(converted(TITLE, f"503 ## $a{note}"), "780", "785") == links


@pytest.mark.parametrize(
    ("source", "made", "kept"),
    [
        ("100 1# $6880-01$aA", ["100 1# $6880-01$aA"], []),
        ("100 1# $6123$aA", ["100 1# $aA"], [("6", "123")]),
        ("100 1# $6(NO-LaBS)613101-2$aA", ["100 1# $0(NO-LaBS)613101-2$aA"], []),
        ("650 #0 $6emne$aHav", ["650 #4 $aHav"], [("6", "emne")]),
        ("650 #0 $8kvinne$aHav", ["650 #4 $aHav"], [("8", "kvinne")]),
        ("650 #0 $81.2\\x$aHav", ["650 #4 $81.2\\x$aHav"], []),
        ("300 ## $a12 s.$8x", ["300 ## $a12 s."], [("8", "x")]),
    ],
)
def test_what_links_no_fields_does_not_stand_in_6_and_8(
    source: str, made: list[str], kept: list[tuple[str, str]]
) -> None:
    result = converted(source, TITLE)
    assert lines_of(result, source[:3]) == made
    assert [(unit.code, unit.value) for unit in result.kept] == kept


@pytest.mark.parametrize(
    ("lines", "made"),
    [
        (["490 ## $aHavet ; 3", "830 #0 $aFjellet"], ["490 0# $aHavet$v3", "830 #0 $aFjellet"]),
        (["490 ## $aStore serie ; 3", "830 #0 $aAnnen serie"], ["490 0# $aStore serie$v3", "830 #0 $aAnnen serie"]),
        (["490 1# $aHavet", "830 #0 $aFjellet"], ["490 1# $aHavet", "830 #0 $aFjellet"]),
        (["490 ## $aHavets skrifter ; 3", "830 #0 $aSkrifter om havets liv"],
         ["490 1# $aHavets skrifter$v3", "830 #0 $aSkrifter om havets liv"]),
        (["490 ## $aDickens", "800 1# $aDickens, Charles$tVerker"], ["490 0# $aDickens"]),
        (["490 ## $aVerker ; 2", "800 1# $aDickens, Charles$tVerker"], ["490 1# $aVerker$v2"]),
        (["490 ## $aHav ; 3", "440 #0 $aHav$v3"], ["490 1# $aHav$v3", "830 #0 $aHav$v3"]),
        (["440 #0 $aHav$v3", "490 ## $aHav"], ["490 1# $aHav$v3", "830 #0 $aHav$v3"]),
        (["440 #0 $aHav$v3", "490 ## $aHav ; 4"], ["490 1# $aHav$v3", "490 0# $aHav$v4", "830 #0 $aHav$v3"]),
        (["440 #0 $aHav$v3", "440 #0 $aHav$v3"], ["490 1# $aHav$v3", "830 #0 $aHav$v3"]),
        (["440 #0 $aHav$x0801-1234", "490 ## $aHav, ISSN 0801-1234"],
         ["490 1# $aHav$x0801-1234", "830 #0 $aHav$x0801-1234"]),
        (["440 #0 $aHav. - ISSN 0801-1234 ; 3"], ["490 1# $aHav$x0801-1234$v3", "830 #0 $aHav$x0801-1234$v3"]),
    ],
)  # fmt: skip
def test_a_series_is_said_once_and_traced_where_it_is(lines: Sequence[str], made: list[str]) -> None:
    result = converted(TITLE, *lines)
    assert lines_of(result, "490", "830") == made
    assert result.kept == ()


@pytest.mark.parametrize("code", "abjklmnopqrsuvwxyz12456")
def test_008_22_of_a_periodical_is_no_audience(code: str) -> None:
    result = converted("008 " + normarc_008(p00="990101", p22=code), TITLE, leader=SERIAL)
    assert f008(result)[22] == " "
    assert "fixed_code_unknown" not in [found for found, _, _ in issues_of(result)]


def test_a_periodical_for_children_says_so_in_521() -> None:
    result = converted("008 " + normarc_008(p00="990101", p22="j"), TITLE, leader=SERIAL)
    assert lines_of(result, "521") == ["521 8# $aBarn og ungdom"]


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("di", ["655 #4 $aLydbøker"]),
        ("dh", ["655 #4 $aSpråkkurs"]),
        ("dj", ["655 #4 $aTaleopptak"]),
        ("dd", ["347 ## $bDigibok"]),
        ("de", ["347 ## $bDigikort"]),
    ],
)
def test_kinds_of_spoken_recordings_are_told_apart(code: str, made: list[str]) -> None:
    assert lines_of(converted(TITLE, f"019 ## $b{code}"), "347", "655") == made


def test_866_names_its_library() -> None:
    made = converted("850 ## $a2030001$bHoved$i1$k1995", TITLE, leader=SERIAL)
    assert lines_of(made, "852", "866") == ["852 ## $aNO-2030001$bHoved", "866 #0 $aHoved: 1(1995)-$xNO-2030001"]


def test_a_very_long_body_is_done_in_time_that_grows_with_its_length() -> None:
    """Eighteen thousand units of abbreviations: none of them is looked through again for the next."""
    trace = Trace()
    name = "Avd. " * 18_000 + "Nord"
    made = convert(record(f"110 ## $a{name}", TITLE), rules(), Verdict("normarc", ()), trace=trace)
    assert lines_of(made, "110") == [f"110 2# $a{name}"]
    assert {step.claim.fate for step in trace.steps} == {SubfieldFate.MOVED}
