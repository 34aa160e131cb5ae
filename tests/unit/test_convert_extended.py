"""019: what NORMARC's extended codes become, and the fate of every subfield."""

import pytest
from marc_records import converted, f008, issues_of, lines_of, normarc_008, record, rules

from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict

NOB = "008 " + normarc_008(p22="a", p35="nob")
FILM = "     ngm         1      "


def _groups(result: Converted) -> list[str]:
    """385 as TG numbers."""
    return [line.split("/TG")[1][:4] for line in lines_of(result, "385") if "/TG" in line]


def _fates(*lines: str) -> list[tuple[str, str, SubfieldFate, str, str]]:
    trace = Trace()
    convert(record(*lines), rules(), Verdict("normarc", ()), trace=trace)
    steps = [step for step in trace.steps if step.tag == "019"]
    return [(s.code, s.value, s.claim.fate, s.claim.rule, s.claim.target) for s in steps]


@pytest.mark.parametrize(
    ("ages", "groups"),
    [
        ("aa", ["1000"]), ("a", ["1001"]), ("b", ["1002"]), ("bu", ["1003"]), ("u", ["1004"]), ("mu", ["1005"]),
        ("vu", ["1015"]), ("v", ["1016"]),
        ("bu,u", ["1003", "1004"]), ("bu, u", ["1003", "1004"]), ("b/bu.u-mu", ["1002", "1003", "1004", "1005"]),
        ("[bu]", ["1003"]), ("(bu)", ["1003"]), ("bu|u", ["1003", "1004"]), ("BU", ["1003"]), ("bu,bu", ["1003"]),
        (" ", []),
    ],
)  # fmt: skip
def test_ages(ages: str, groups: list[str]) -> None:
    assert _groups(converted("019 ## $a" + ages)) == groups


@pytest.mark.parametrize(
    ("codes", "groups"),
    [("ta", ["1006"]), ("tate", ["1006", "1010"]), ("ta,te", ["1006", "1010"]), ("tk", ["1017"]), ("tj", ["1014"])],
)
def test_special_groups(codes: str, groups: list[str]) -> None:
    assert _groups(converted("019 ## $e" + codes)) == groups


def test_a_target_group_in_full() -> None:
    assert lines_of(converted("019 ## $abu$eta"), "385") == [
        "385 ## $a9-10 år$mAldersgruppe$0https://schema.nb.no/Bibliographic/Values/TG1003$2nortarget",
        "385 ## $aLettlest$0https://schema.nb.no/Bibliographic/Values/TG1006$2nortarget",
    ]


@pytest.mark.parametrize(
    ("ages", "code"), [("a", "a"), ("b", "b"), ("bu,u", "c"), ("mu", "d"), ("b,bu", "j"), ("v", "e"), ("u,v", " ")]
)
def test_ages_give_the_audience_that_008_lacks(ages: str, code: str) -> None:
    assert f008(converted("008 " + normarc_008(p35="nob"), "019 ## $a" + ages))[22] == code


def test_easy_reading_for_an_age_is_of_that_age() -> None:
    assert f008(converted("019 ## $abu$eta"))[22] == "c"
    assert f008(converted("019 ## $eta"))[22] == "f"


@pytest.mark.parametrize(
    ("forms", "code", "genres"),
    [("R", "f", []), ("N", "j", []), ("D", "p", []), ("S", "d", []), ("T", "1", []), ("NA", "j", ["Antologier"]),
     ("L", "0", ["Lærebøker"]), ("P", "1", ["Pekebøker"]), ("B", "1", ["Billedbøker"]), ("n,a", "j", ["Antologier"])],
)  # fmt: skip
def test_literary_forms(forms: str, code: str, genres: list[str]) -> None:
    result = converted(NOB, f"019 ## $bl$d{forms}")
    assert f008(result)[33] == code
    assert lines_of(result, "655") == [f"655 #4 $a{genre}" for genre in genres]


def test_a_comic_is_marked_in_the_contents() -> None:
    assert f008(converted("019 ## $bl$dT"))[24] == "6"


def test_forms_that_strayed_into_the_document_type() -> None:
    result = converted(NOB, "019 ## $bl,R")
    assert f008(result)[33] == "f"
    assert lines_of(result, "337") == ["337 ## $bn$2rdamedia"]
    assert result.kept == ()


def test_a_document_type_in_capitals_is_a_document_type() -> None:
    assert str(converted("019 ## $bDI").record.leader)[6] == "i"
    assert lines_of(converted("019 ## $bL"), "338") == ["338 ## $bnc$2rdacarrier"]


@pytest.mark.parametrize("value", ["di,dc", "di|dc", "di dc", "di;dc", "di/dc", "[di] [dc]"])
def test_several_document_types(value: str) -> None:
    result = converted("019 ## $b" + value)
    assert str(result.record.leader)[6] == "i"
    assert lines_of(result, "007", "336", "338") == [
        "007 sd f||||||||||", "336 ## $bspw$2rdacontent", "338 ## $bsd$2rdacarrier",
    ]  # fmt: skip


TYPES = (
    "a ab aj b c d da db dc dd de dg dh di dj dk dl dm dn dz e ea ec ed ee ef eg f fd ff fi g ga gb gc gd ge gf gg gh "
    "gi gt h i ib ic j je jn jp k ka l la m ma mb mc md me mi mj mk mn mo mp n na nb nc nl ns o te za"
)


@pytest.mark.parametrize("code", TYPES.split(" "))
def test_every_document_type_in_use_is_known(code: str) -> None:
    result = converted(f"019 ## $b{code}")
    assert result.kept == ()
    assert not [issue for issue in issues_of(result) if issue[0] == "marc_code_unknown"]


@pytest.mark.parametrize(
    ("code", "leader_06_07", "field_007"),
    [("l", "am", "ta"), ("la", "am", "cr |||||||||||"), ("di", "im", ""), ("dc", "jm", "sd f||||||||||"),
     ("da", "jm", "sd |||||||||||"), ("ee", "gm", "vd |v||||"), ("ef", "gm", "vd |s||||"), ("aj", "em", "aj |||||"),
     ("ab", "em", "ad |||||"), ("c", "cm", ""), ("j", "as", ""), ("jp", "as", ""), ("k", "aa", ""), ("h", "rm", ""),
     ("ma", "mm", "co |||||||||||"), ("gd", "mm", "co |||||||||||"), ("fd", "gm", "gs ||||||"), ("te", "am", "tc"),
     ("ib", "am", "hd ||||||||||"), ("dk", "om", ""), ("b", "tm", ""), ("fi", "km", "kf |||")],
)  # fmt: skip
def test_document_types_to_leader_and_007(code: str, leader_06_07: str, field_007: str) -> None:
    result = converted(f"019 ## $b{code}")
    assert str(result.record.leader)[6:8] == leader_06_07
    assert lines_of(result, "007") == ([f"007 {field_007}"] if field_007 else [])


def test_a_record_of_its_own_007_gets_no_other() -> None:
    assert lines_of(converted("007 sd", "019 ## $bdc"), "007") == ["007 sd |||||||||||"]


def test_a_novel_on_disc_is_speech_and_music_is_music() -> None:
    assert str(converted("019 ## $bdc$dR").record.leader)[6] == "i"
    assert str(converted("019 ## $bdc").record.leader)[6] == "j"


def test_a_carrier_alone_takes_its_content_from_the_record_type() -> None:
    assert lines_of(converted("019 ## $bge"), "336") == ["336 ## $btxt$2rdacontent"]


@pytest.mark.parametrize(
    ("value", "note", "group", "code"),
    [("15", "15 år", "15 år", "d"), ("15 år", "15 år", "15 år", "d"), ("7", "7 år", "7 år", "b"),
     ("Tillatt for alle", "Tillatt for alle", "Tillatt for alle", " "), ("18", "18 år", "18 år", "e")],
)  # fmt: skip
def test_age_limits_are_kept_exactly(value: str, note: str, group: str, code: str) -> None:
    result = converted("019 ## $bee$s" + value)
    assert lines_of(result, "521") == [f"521 8# $aAldersgrense: {note}"]
    assert lines_of(result, "385") == [f"385 ## $a{group}$mAldersgrense$2nma"]
    assert f008(result)[22] == code


def test_the_same_age_limit_in_008_and_019_is_told_once() -> None:
    result = converted("008 " + normarc_008(p22="2"), "019 ## $bee$s15", leader=FILM)
    assert lines_of(result, "521") == ["521 8# $aAldersgrense: 15 år"]


def test_every_019_counts() -> None:
    result = converted("019 ## $ab$bl", "019 ## $amu$dR")
    assert _groups(result) == ["1002", "1005"]
    assert f008(result)[33] == "f"
    assert lines_of(result, "019") == []


def test_what_no_table_knows_is_kept_aside_and_the_rest_is_used() -> None:
    result = converted("019 ## $bl,qq$avv$dXR$exy$fqqq$zz")
    assert [(kept.code, kept.value) for kept in result.kept] == [
        ("b", "l,qq"), ("a", "vv"), ("d", "XR"), ("e", "xy"), ("f", "qqq"), ("z", "z"),
    ]  # fmt: skip
    assert f008(result)[33] == "f"
    assert lines_of(result, "338") == ["338 ## $bnc$2rdacarrier"]
    assert {("marc_code_unknown", "019$b", "qq"), ("marc_code_unknown", "019$d", "X")} <= set(issues_of(result))
    assert ("field_not_converted", "019$b", "") in issues_of(result)


def test_other_groups_are_used_where_they_are_those_of_e() -> None:
    assert _groups(converted("019 ## $fta")) == ["1006"]


def test_the_fate_of_each_subfield() -> None:
    moved = SubfieldFate.MOVED
    assert _fates("019 ## $abu,u$bl$dNA$etate$s15$b ") == [
        ("a", "bu,u", moved, "audience/bu", "385$a"),
        ("b", "l", moved, "document_types/l", "LDR/06"),
        ("d", "NA", moved, "literary_forms/N", "008/33"),
        ("e", "tate", moved, "audience/ta", "385$a"),
        ("s", "15", moved, "age_limits/15", "521$a"),
        ("b", " ", SubfieldFate.DROPPED, "empty", ""),
    ]


def test_without_019_the_material_designation_says_what_it_is() -> None:
    assert str(converted("245 10 $aSult$hlydbok").record.leader)[6] == "i"
    assert str(converted("019 ## $bee", "245 10 $aSult$hlydbok").record.leader)[6] == "g"


def test_a_spoken_novel_keeps_what_008_said_of_its_text() -> None:
    result = converted("008 " + normarc_008(p22="j", p33="r", p34="b", p35="nob"), "019 ## $bdi")
    assert str(result.record.leader)[6] == "i"
    assert (f008(result)[22], f008(result)[30:32]) == ("j", "fb")
