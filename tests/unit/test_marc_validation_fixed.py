"""Leader, 006, 007 and 008: every position has a code of its list, for its material."""

import pytest
from marc_records import MARC21_LEADER, record, rules

from migration.marc.validation import validate
from migration.marc.validation.fixed import material

BOOK = "130305s2013    no ||||||    |000 j nob  "
SERIAL = "130305c20109999no mr p|      0   a0nob  "
MUSIC = "130305s2013    no ppnn  ||||||   | nob  "
MAP = "130305s2013    no abcd|| a  |  |   nob  "
FILM = "130305s2013    no 095 |     |    vlnob  "
TITLE = "245 10 $aSult"


def _leader(kind: str = "a", level: str = "m") -> str:
    return MARC21_LEADER[:6] + kind + level + MARC21_LEADER[8:]


def _found(*lines: str, leader: str = MARC21_LEADER) -> list[tuple[str, str, str]]:
    issues = validate(record(*lines, TITLE, leader=leader), rules())
    return [(i.code, i.field, i.value) for i in issues if i.code != "record_sparse"]


def _at(data: str, position: int, code: str) -> str:
    return f"008 {data[:position]}{code}{data[position + len(code) :]}"


@pytest.mark.parametrize(
    ("kind", "level", "layout"),
    [
        ("a", "m", "BK"), ("t", "m", "BK"), ("a", "a", "BK"), ("a", "s", "CR"), ("a", "i", "CR"), ("a", "b", "CR"),
        ("c", "m", "MU"), ("j", "m", "MU"), ("i", "m", "MU"), ("e", "m", "MP"), ("g", "m", "VM"), ("r", "m", "VM"),
        ("m", "m", "CF"), ("p", "c", "MX"), ("?", "m", ""),
    ],
)  # fmt: skip
def test_the_layout_follows_the_leader(kind: str, level: str, layout: str) -> None:
    assert material(kind, level) == layout


@pytest.mark.parametrize(
    ("data", "kind", "level"),
    [(BOOK, "a", "m"), (SERIAL, "a", "s"), (MUSIC, "j", "m"), (MAP, "e", "m"), (FILM, "g", "m")],
)
def test_good_008_of_each_material(data: str, kind: str, level: str) -> None:
    assert len(data) == 40
    assert _found(f"008 {data}", leader=_leader(kind, level)) == []


@pytest.mark.parametrize(
    ("position", "code", "issue"),
    [
        (0, "13x305", ("fixed_code_invalid", "008/00-05", "13x305")),
        (0, "      ", ("fixed_code_blank", "008/00-05", "")),
        (6, "x", ("fixed_code_invalid", "008/06", "x")),
        (7, "20x3", ("fixed_code_invalid", "008/07-10", "20x3")),
        (15, "qq ", ("country_unknown", "008/15-17", "qq")),
        (15, "no#", ("country_unknown", "008/15-17", "no#")),
        (15, "us ", ("code_obsolete", "008/15-17", "us")),
        (18, "a?", ("fixed_code_invalid", "008/19", "?")),
        (22, "k", ("fixed_code_invalid", "008/22", "k")),
        (29, " ", ("fixed_code_blank", "008", "")),
        (33, "r", ("normarc_residue", "008/33", "r")),
        (33, "q", ("fixed_code_invalid", "008/33", "q")),
        (35, "qqq", ("language_code_unknown", "008/35-37", "qqq")),
        (35, "scr", ("code_obsolete", "008/35-37", "scr")),
        (39, "2", ("normarc_residue", "008/39", "2")),
    ],
)
def test_008_of_a_book(position: int, code: str, issue: tuple[str, str, str]) -> None:
    assert issue in _found(_at(BOOK, position, code))


@pytest.mark.parametrize(
    ("position", "code"), [(7, "199u"), (7, "19uu"), (15, "xx "), (15, "|||"), (35, "|||"), (35, "zxx")]
)
def test_unknown_is_a_good_answer(position: int, code: str) -> None:
    assert _found(_at(BOOK, position, code)) == []


def test_the_same_letter_means_another_thing_in_another_material() -> None:
    assert _found(_at(BOOK, 22, "j")) == []
    assert ("fixed_code_invalid", "008/22", "j") in _found(_at(SERIAL, 22, "j"), leader=_leader("a", "s"))
    assert ("fixed_code_invalid", "008/18-19", "qq") in _found(_at(MUSIC, 18, "qq"), leader=_leader("j"))


@pytest.mark.parametrize(
    ("leader", "issue"),
    [
        ("00000nam  2200000 c 4500", ("leader_invalid", "LDR", "224500")),
        ("00000nam a1200000 c 4500", ("leader_invalid", "LDR", "a124500")),
        ("00000nam a2200000 c     ", ("leader_invalid", "LDR", "a22")),
        ("00000nbm a2200000 c 4500", ("code_obsolete", "LDR/06", "b")),
        ("00000nym a2200000 c 4500", ("fixed_code_invalid", "LDR/06", "y")),
        ("00000nap a2200000 c 4500", ("fixed_code_invalid", "LDR/07", "p")),
        ("00000 am a2200000 c 4500", ("fixed_code_invalid", "LDR/05", " ")),
        ("00000nam a22000000c 4500", ("code_obsolete", "LDR/17", "0")),
    ],
)
def test_leader(leader: str, issue: tuple[str, str, str]) -> None:
    assert issue in _found(f"008 {BOOK}", leader=leader)


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("007 sc fsngnnmmned", ("fixed_code_invalid", "007/01", "c")),
        ("007 ud", ("fixed_code_invalid", "007/00", "u")),
        ("007 ", ("fixed_code_invalid", "007/00", "")),
        ("007 sd", ("fixed_field_length", "007", "2")),
        ("007 cr -n---------", ("fixed_code_blank", "007", "")),
        ("006 m", ("fixed_field_length", "006", "1")),
        ("006 q                 ", ("fixed_code_invalid", "006/00", "q")),
        ("006 m        ?        ", ("fixed_code_invalid", "006/09", "?")),
    ],
)
def test_006_and_007(line: str, issue: tuple[str, str, str]) -> None:
    assert issue in _found(f"008 {BOOK}", line)


@pytest.mark.parametrize(
    "line",
    [
        "007 ta",
        "007 sd fsngnnmmned",
        "007 cr |||||||||||",
        "007 cr |||",
        "007 vd cvaiz|",
        "007 co nga---|||||",
        "006 m     o  d        ",
    ],
)
def test_good_006_and_007(line: str) -> None:
    assert _found(f"008 {BOOK}", line) == []


def test_the_date_of_entry_may_be_unknown_but_not_blank() -> None:
    assert _found(_at(BOOK, 0, "000000")) == []
    assert _found(_at(BOOK, 0, "      ")) == [("fixed_code_blank", "008/00-05", "")]
    assert _found(_at(BOOK, 0, "9605xx")) == [("fixed_code_invalid", "008/00-05", "9605xx")]
