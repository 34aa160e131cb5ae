"""Leader, 007 and 008 of NORMARC in MARC 21."""

import pytest
from marc_records import converted, f008, issues_of, lines_of, normarc_008

FILM = "     ngm         1      "
SERIAL = "     nas         1      "


def _leader(position: int, code: str) -> str:
    return "".join(code if i == position else c for i, c in enumerate("     nam         0      "))


@pytest.mark.parametrize(
    ("position", "normarc", "marc21"),
    [(5, "c", "c"), (6, "b", "t"), (6, "i", "i"), (7, "p", "a"), (7, "b", "b"), (7, "s", "s"),
     (17, "0", " "), (17, "1", " "), (17, "2", "7"), (17, "5", "5")],
)  # fmt: skip
def test_leader_codes(position: int, normarc: str, marc21: str) -> None:
    assert str(converted("245 10 $aSult", leader=_leader(position, normarc)).record.leader)[position] == marc21


def test_the_leader_says_utf_8_and_isbd_marks_left_out() -> None:
    leader = str(converted("245 10 $aSult").record.leader)
    assert (leader[9], leader[18], leader[10:12], leader[20:]) == ("a", "c", "22", "4500")


def test_a_blank_leader_is_a_book_of_unknown_fullness() -> None:
    leader = str(converted("245 10 $aSult", leader=" " * 24).record.leader)
    assert leader[5:8] == "nam"
    assert leader[17] == "u"


def test_an_unknown_leader_code_is_told() -> None:
    result = converted("245 10 $aSult", leader=_leader(6, "q"))
    assert str(result.record.leader)[6] == "a"
    assert ("fixed_code_unknown", "LDR/06", "q") in issues_of(result)


def test_019_b_gives_the_record_type_that_the_leader_lacks() -> None:
    result = converted("008 " + normarc_008(p22="a", p35="nob"), "019 ## $bee", "245 10 $aKon-Tiki")
    assert str(result.record.leader)[6] == "g"
    assert lines_of(result, "007") == ["007 vd |v||||"]
    assert f008(result)[22] == "e"
    assert f008(result)[33] == "v"
    assert ("record_type_changed", "LDR/06", "a") in issues_of(result)


def test_a_music_cd_stays_music_and_a_spoken_one_becomes_speech() -> None:
    assert str(converted("019 ## $bdc", leader=_leader(6, "j")).record.leader)[6] == "j"
    assert str(converted("019 ## $bdi,dc").record.leader)[6] == "i"


def test_a_book_with_a_cd_is_a_book() -> None:
    result = converted("019 ## $bl,dc", "245 10 $aSult")
    assert str(result.record.leader)[6] == "a"
    assert lines_of(result, "338") == ["338 ## $bnc$2rdacarrier", "338 ## $bsd$2rdacarrier"]


def test_008_has_exactly_40_characters_whatever_it_was() -> None:
    for data in ("", "1", " " * 39, " " * 40, "130305s2013    no                 0 nob 2 and more"):
        assert len(f008(converted("008 " + data, "245 10 $aSult"))) == 40
    assert len(f008(converted("245 10 $aSult"))) == 40


def test_a_wrong_length_is_told_and_a_missing_008_is_built() -> None:
    assert ("field_008_length", "008", "14") in issues_of(converted("008 130305s2013   "))
    built = f008(converted("041 ## $asme", "245 10 $aBeaivi", "260 ## $aKautokeino$c2003"))
    assert built[6:18] == "s2003    no "
    assert built[35:38] == "sme"


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [("a", "e"), ("b", "e"), ("j", "j"), ("k", "j"), ("l", "a"), ("m", "b"), ("n", "c"), ("o", "c"), ("p", "d"),
     ("q", "f"), ("u", " "), ("g", "g"), (" ", " "), ("e", "e")],
)  # fmt: skip
def test_audience_of_books(normarc: str, marc21: str) -> None:
    assert f008(converted("008 " + normarc_008(p22=normarc, p35="nob")))[22] == marc21


def test_adult_is_never_preschool_in_any_material() -> None:
    for leader in (_leader(6, "a"), _leader(6, "j"), _leader(6, "m"), FILM):
        assert f008(converted("008 " + normarc_008(p22="a"), leader=leader))[22] == "e"


def test_age_codes_become_target_groups_too() -> None:
    result = converted("008 " + normarc_008(p22="n", p35="nob"))
    assert lines_of(result, "385") == [
        "385 ## $a9-10 år$mAldersgruppe$0https://schema.nb.no/Bibliographic/Values/TG1003$2nortarget"
    ]


def test_large_print_moves_to_form_of_item() -> None:
    data = f008(converted("008 " + normarc_008(p22="s", p35="nob")))
    assert (data[22], data[23]) == (" ", "d")


def test_age_limit_of_a_film_is_kept_exactly() -> None:
    result = converted("008 " + normarc_008(p22="2"), leader=FILM)
    assert f008(result)[22] == "d"
    assert lines_of(result, "521") == ["521 8# $aAldersgrense: 15 år"]


def test_serials_have_no_audience_in_008() -> None:
    result = converted("008 " + normarc_008(p22="j", p28="1"), leader=SERIAL)
    assert (f008(result)[22], f008(result)[28]) == (" ", "o")


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [("0", "0"), ("1", "1"), ("r", "f"), ("n", "j"), ("d", "p"), ("s", "d"), ("t", "1"), ("a", "1"), ("p", "1"),
     ("l", "0"), (" ", "|")],
)  # fmt: skip
def test_literary_form(normarc: str, marc21: str) -> None:
    assert f008(converted("008 " + normarc_008(p33=normarc, p35="nob")))[33] == marc21


def test_a_comic_is_marked_in_the_contents_too() -> None:
    assert f008(converted("008 " + normarc_008(p33="t")))[24] == "6"


@pytest.mark.parametrize(
    ("position", "normarc", "marc21"),
    [(23, "r", " "), (24, "z", " "), (24, "x", "m"), (24, "h", " "), (28, "b", "l"), (28, "c", "s"), (28, "e", "f"),
     (28, "0", " "), (30, "a", "1"), (34, "0", " "), (34, "1", "d"), (34, "b", "b"), (39, "0", " "), (39, "2", "c"),
     (39, "9", "d"), (39, " ", "u"), (18, "n", " ")],
)  # fmt: skip
def test_other_codes_of_books(position: int, normarc: str, marc21: str) -> None:
    assert f008(converted("008 " + normarc_008(**{f"p{position}": normarc})))[position] == marc21


def test_an_unknown_code_is_not_coded_and_told() -> None:
    result = converted("008 " + normarc_008(p33="k"))
    assert f008(result)[33] == "|"
    assert ("fixed_code_unknown", "008/33", "k") in issues_of(result)


@pytest.mark.parametrize(
    ("coded", "c260", "expected"),
    [
        ("s2007    ", "2009", "s2007    "),
        ("c20071999", "", "t20071999"),
        ("x1990    ", "", "c19909999"),
        ("o19901999", "", "d19901999"),
        (" 2007    ", "", "s2007    "),
        (" " * 9, "cop. 2013", "s2013    "),
        (" " * 9, "2001, cop. 1999", "t20011999"),
        (" " * 9, "[1993?]", "s1993    "),
        (" " * 9, "1975-1980", "m19751980"),
        (" " * 9, "1975-80", "m19751980"),
        (" " * 9, "1998-", "m19989999"),
        (" " * 9, "[198-]", "s198u    "),
        (" " * 9, "19--", "s19uu    "),
        (" " * 9, "1999 [i.e. 1989]", "s1989    "),
        (" " * 9, "[s.a.]", "nuuuuuuuu"),
        (" " * 9, "", "nuuuuuuuu"),
    ],
)
def test_dates(coded: str, c260: str, expected: str) -> None:
    result = converted("008 " + normarc_008(p6=coded), f"260 ## $aOslo$c{c260}")
    assert f008(result)[6:15] == expected


def test_a_running_periodical_has_an_open_date() -> None:
    assert f008(converted("245 10 $aNordlys", "260 ## $c1902-", leader=SERIAL))[6:15] == "c19029999"


@pytest.mark.parametrize(
    ("iso", "place", "marc"),
    [("se ", "", "sw "), ("gb ", "", "xxk"), ("at ", "", "au "), ("au ", "", "at "), ("ch ", "", "sz "),
     ("is ", "", "ic "),
     ("no ", "", "no "), ("xxk", "", "xxk"), ("   ", "Tromsø", "no "), ("   ", "[København]", "dk "),
     ("   ", "", "xx "),
     ("   ", "[S.l.]", "xx ")],
)  # fmt: skip
def test_country(iso: str, place: str, marc: str) -> None:
    assert f008(converted("008 " + normarc_008(p15=iso), f"260 ## $a{place}$bX"))[15:18] == marc


def test_an_unknown_country_is_told() -> None:
    assert ("country_unknown", "008/15-17", "qq") in issues_of(converted("008 " + normarc_008(p15="qq")))


@pytest.mark.parametrize(
    ("coded", "expected"),
    [("nob", "nob"), ("sam", "smi"), ("lap", "smi"), ("sve", "swe"), ("deu", "ger"), ("nb ", "nob"), ("fkv", "fiu"),
     ("SME", "sme"), ("   ", "und"), ("mul", "mul")],
)  # fmt: skip
def test_language(coded: str, expected: str) -> None:
    assert f008(converted("008 " + normarc_008(p35=coded)))[35:38] == expected


def test_a_language_unknown_to_marc_is_told() -> None:
    assert ("language_code_unknown", "008/35-37", "zzz") in issues_of(converted("008 " + normarc_008(p35="zzz")))


def test_blanks_in_a_film_say_no_language() -> None:
    assert f008(converted("008 " + normarc_008(p22="a"), leader=FILM))[35:38] == "zxx"


def test_kven_gets_its_exact_code_besides() -> None:
    result = converted("008 " + normarc_008(p35="fkv"))
    assert lines_of(result, "041") == ["041 #7 $afkv$2iso639-3"]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [("sc", "sd f||||||||||"), ("sd", "sd |||||||||||"), ("cn", "cr |||||||||||"), ("cd", "cj |||||||||||"),
     ("co", "co |||||||||||"), ("ug", "zz"), ("vd cvaizq", "vd cvaizq"), ("ta", "ta")],
)  # fmt: skip
def test_007(normarc: str, marc21: str) -> None:
    assert lines_of(converted("007 " + normarc, "245 10 $aSult"), "007") == [f"007 {marc21}"]


def test_an_unknown_code_in_007_is_not_coded_and_told() -> None:
    result = converted("007 vx")
    assert lines_of(result, "007")[0].startswith("007 v|")
    assert ("fixed_code_unknown", "007/v/01", "x") in issues_of(result)


@pytest.mark.parametrize(
    ("entered", "changed", "expected"),
    [("130305", "", "130305"), ("      ", "20140102030405.0", "140102"), ("131340", "20140102030405.0", "140102"),
     ("990101", "20140102030405.0", "990101"), ("      ", "", "000000"), ("      ", "odd", "000000")],
)  # fmt: skip
def test_date_entered(entered: str, changed: str, expected: str) -> None:
    lines = [f"005 {changed}"] if changed else []
    assert f008(converted("008 " + normarc_008(p0=entered, p35="nob"), *lines))[:6] == expected


@pytest.mark.parametrize(
    ("coded", "c260", "expected"),
    [
        ("s199?    ", "", "s199u    "),
        ("s19--    ", "", "s19uu    "),
        ("c19909999", "", "c19909999"),
        ("t19999999", "", "m19999999"),
        ("e20130412", "", "e20130412"),
        ("e2013    ", "", "s2013    "),
        ("q1975    ", "", "s1975    "),
        ("a2014    ", "", "s2014    "),
        ("p2001    ", "", "s2001    "),
        ("r20011950", "", "r20011950"),
        ("n        ", "", "nuuuuuuuu"),
        ("s0000    ", "1999", "s1999    "),
        (" " * 9, "1998 eller 1999", "q19981999"),
        (" " * 9, "2001-12-05", "s2001    "),
        (" " * 9, "1998-<2003>", "m19989999"),
    ],
)
def test_odd_dates(coded: str, c260: str, expected: str) -> None:
    assert f008(converted("008 " + normarc_008(p6=coded), f"260 ## $aOslo$c{c260}"))[6:15] == expected


@pytest.mark.parametrize(
    ("iso", "marc"),
    [("gg ", "gg "), ("im ", "im "), ("je ", "je "), ("xx#", "xx "), ("swe", "sw "), ("gbr", "xxk"), ("nor", "no "),
     ("deu", "gw "), ("su ", "ru "), ("NO ", "no "), ("|||", "xx "), ("nyu", "nyu"), ("hk ", "cc ")],
)  # fmt: skip
def test_odd_countries(iso: str, marc: str) -> None:
    assert f008(converted("008 " + normarc_008(p15=iso)))[15:18] == marc


def test_an_unknown_country_is_found_by_the_place() -> None:
    assert f008(converted("008 " + normarc_008(p15="qq"), "260 ## $aOslo"))[15:18] == "no "


@pytest.mark.parametrize(
    ("line", "expected"),
    [("306 ## $a013500", "095"), ("300 ## $a1 DVD (95 min)", "095"), ("300 ## $a1 DVD", "---"),
     ("306 ## $a200000", "000"), ("300 ## $a1 DVD (0 min)", "---")],
)  # fmt: skip
def test_running_time_of_films(line: str, expected: str) -> None:
    assert f008(converted(line, leader=FILM))[18:21] == expected


def test_what_does_not_move_has_no_running_time() -> None:
    assert f008(converted("245 10 $aKlosser", leader="     nrm         1      "))[18:21] == "nnn"


@pytest.mark.parametrize(("field_007", "kind"), [("vd", "v"), ("mr", "m"), ("gs", "|")])
def test_the_kind_of_film_by_007(field_007: str, kind: str) -> None:
    assert f008(converted("007 " + field_007, leader=FILM))[33] == kind


def test_printed_music_and_speech_say_so() -> None:
    assert f008(converted("245 10 $aNoter", leader="     ncm         1      "))[30:32] == "n "
    assert f008(converted("245 10 $aLydbok", leader="     nim         1      "))[18:21] == "nnn"


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [("sd fsngnnmmned", "sd fsngnnmmned"), ("sdxfsngnnmmned", "sd fsngnnmmned"),
     ("sd fsngnnmmnedxyz", "sd fsngnnmmned"), ("co cga---aaaaa", "co cga---aaaaa"),
     ("co cga12aaaaaa", "co cga|||aaaaa"), ("vd", "vd ||||||"), ("vd  vaizq", "vd |vaizq"), ("xd", "zu"),
     ("hd bfa012b", "hd bfa012b|||"), ("hd bfa01", "hd bfa|||||||")],
)  # fmt: skip
def test_odd_007(normarc: str, marc21: str) -> None:
    assert lines_of(converted("007 " + normarc, "245 10 $aSult"), "007") == [f"007 {marc21}"]


def test_an_empty_007_is_left_out() -> None:
    assert lines_of(converted("007 ", "245 10 $aSult"), "007") == []


def test_a_006_from_marc_21_stays_and_another_is_kept_aside() -> None:
    good = "j       f        "
    assert lines_of(converted(f"006 {good.ljust(18)}"), "006") == [f"006 {good.ljust(18)}"]
    odd = converted("006 xyz")
    assert lines_of(odd, "006") == []
    assert [(kept.tag, kept.value) for kept in odd.kept] == [("006", "xyz")]


def test_a_newspaper_s_code_says_nothing_of_an_article() -> None:
    result = converted("019 ## $bjn,k", "245 10 $aEn artikkel", leader="     caa         0      ")
    assert f008(result)[18:22] == "    "
