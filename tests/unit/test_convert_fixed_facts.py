"""Every row of the fact tables on NORMARC's leader, 007 and 008 (read from NORMARC 2012-01-19 and MARC 21)."""

import pytest
from marc_records import converted, f008, lines_of, normarc_008

LEADERS = {
    "Mon": "     nam         1      ",
    "Per": "     nas         1      ",
    "Mus": "     ncm         1      ",
    "Fil": "     nmm         1      ",
    "Kar": "     nem         1      ",
    "F/V": "     ngm         1      ",
}
AUDIENCE = [
    ("a", "e"), ("b", "e"), ("j", "j"), ("k", "j"), ("l", "a"), ("m", "b"), ("n", "c"), ("o", "c"), ("p", "d"),
    ("v", "a"), ("w", "b"), ("x", "c"), ("y", "c"), ("z", "d"), ("f", "f"), ("q", "f"), ("r", "f"), ("s", " "),
    ("g", "g"), ("u", " "),
]  # fmt: skip
POSITIONS = [
    *((22, material, old, new) for material in ("Mon", "Mus", "Fil") for old, new in AUDIENCE),
    *((22, "F/V", old, new) for old, new in [("1", "e"), ("2", "d"), ("4", "d"), ("5", "b"), ("6", "a"), ("a", "e")]),
    *((22, "Per", old, " ") for old in "abjklmnopvwxyzfqrsgu"),
    (23, "Mon", "r", " "), (23, "Per", "r", " "), (23, "Mus", "r", " "), (23, "Mon", "d", "d"),
    (18, "Mon", "n", " "), (18, "Mon", "a", "a"),
    (24, "Mon", "h", " "), (24, "Per", "h", " "), (24, "Mon", "x", "m"), (24, "Per", "x", "m"), (24, "Mon", "m", "m"),
    (24, "Mon", "z", " "), (24, "Per", "z", " "), (25, "Per", "z", " "), (24, "Mon", "b", "b"),
    *((28, material, old, new) for material in ("Mon", "Per", "Fil", "Kar", "F/V")
      for old, new in [("0", " "), ("1", "o"), ("b", "l"), ("c", "s"), ("d", "f"), ("e", "f")]),
    (30, "Mon", "a", "1"), (30, "Mon", "b", "1"), (30, "Mon", "0", "0"), (30, "Mon", "1", "1"),
    *((33, "Mon", old, new) for old, new in [("0", "0"), ("l", "0"), ("1", "1"), ("r", "f"), ("n", "j"), ("d", "p"),
                                             ("s", "d"), ("t", "1"), ("a", "1"), ("p", "1")]),
    *((34, "Mon", old, new) for old, new in [("0", " "), ("1", "d"), ("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]),
    (18, "Per", "k", " "), (18, "Per", "m", "m"), (21, "Per", "a", " "), (21, "Per", "z", " "), (20, "Per", "1", " "),
    (31, "Per", "b", " "), (31, "Per", "1", " "), (33, "Per", "a", "a"), (33, "Per", "m", "z"), (34, "Per", " ", "0"),
    (20, "Mus", "a", "a"), (20, "Mus", "d", "|"), (24, "Mus", "n", " "), (18, "Mus", " ", "|"),
    (33, "F/V", " ", "|"), (29, "F/V", " ", " "), (29, "F/V", "s", "s"), (25, "Kar", " ", "|"), (22, "Kar", "a", " "),
    (39, "Mon", "0", " "), (39, "Mon", "1", " "), (39, "Mon", "2", "c"), (39, "Mon", "3", "c"), (39, "Mon", "4", "c"),
    (39, "Mon", "5", "c"), (39, "Mon", "9", "d"), (39, "Mon", " ", "u"),
]  # fmt: skip
FIELD_007 = {
    "a": {"01": "az bd cz dz ez fz gg hz jj kk lr mr nr oj pj qq rr ss tz yy zz", "03": "aa cc", "05": "ff nn uu zz"},
    "c": {"01": "am bb cc dj hz kf mh nr oo zz"},
    "d": {"01": "aa bb cc zz"},
    "g": {"01": "hz oo pz rz ss tt zz", "05": "aa bb i# uu", "06": "aa s#", "08": "cc i#"},
    "h": {"01": "aa cc dd ee gg zz", "03": "aa bb mm uu z|", "12": "aa b| nn"},
    "k": {"01": "cc dd ee gg hh ii jj kz ll ms nn oo po qo rf sp tk zz", "05": "aa i# oo"},
    "m": {"01": "cc ff rr zz", "05": "aa i#", "06": "aa s#"},
    "s": {"01": "cd dd ee gg ii qq ss tt ww zz"},
    "v": {"01": "dd ff rr zz", "05": "aa i#", "06": "dd s#"},
}
"""By category and position: NORMARC's code and MARC 21's, two characters each; ``#`` is a blank."""


@pytest.mark.parametrize(("position", "material", "normarc", "marc21"), POSITIONS)
def test_008(position: int, material: str, normarc: str, marc21: str) -> None:
    result = converted("008 " + normarc_008(**{f"p{position}": normarc}), leader=LEADERS[material])
    assert f008(result)[position] == marc21


@pytest.mark.parametrize(
    ("category", "position", "pairs"), [(c, p, pairs) for c, rows in FIELD_007.items() for p, pairs in rows.items()]
)
def test_007(category: str, position: str, pairs: str) -> None:
    for normarc, marc21 in pairs.split():
        data = category.ljust(int(position), "|") + normarc
        [line] = lines_of(converted("007 " + data), "007")
        assert line[4 + int(position)] == marc21.replace("#", " ")


@pytest.mark.parametrize("kind", "acdegpqruz")
def test_three_dimensional_objects_have_no_007_of_their_own_in_marc_21(kind: str) -> None:
    assert lines_of(converted("007 u" + kind), "007") == ["007 zz"]


@pytest.mark.parametrize(
    ("normarc", "groups", "genre"),
    [("l", ["1001"], ""), ("m", ["1002"], ""), ("n", ["1003"], ""), ("o", ["1004"], ""), ("p", ["1005"], ""),
     ("q", ["1006"], ""), ("r", ["1007"], ""), ("s", ["1008"], ""), ("k", [], "Billedbøker"),
     ("b", [], "Billedbøker og tegneserier for voksne"), ("v", ["1001"], "Billedbøker"),
     ("z", ["1005"], "Billedbøker")],
)  # fmt: skip
def test_what_an_audience_code_says_besides(normarc: str, groups: list[str], genre: str) -> None:
    result = converted("008 " + normarc_008(p22=normarc, p35="nob"))
    assert [line.split("/TG")[1][:4] for line in lines_of(result, "385")] == groups
    assert lines_of(result, "655") == ([f"655 #4 $a{genre}"] if genre else [])


def test_the_audience_of_a_periodical_is_told_in_385() -> None:
    result = converted("008 " + normarc_008(p22="n"), leader=LEADERS["Per"])
    assert "TG1003" in lines_of(result, "385")[0]


@pytest.mark.parametrize(("code", "age"), [("1", "18"), ("2", "15"), ("4", "12"), ("5", "7")])
def test_the_exact_age_limit_of_a_film(code: str, age: str) -> None:
    result = converted("008 " + normarc_008(p22=code), leader=LEADERS["F/V"])
    assert lines_of(result, "521") == [f"521 8# $aAldersgrense: {age} år"]
    assert f"385 ## $a{age} år$mAldersgrense$2nma" in lines_of(result, "385")


def test_a_yearbook_and_an_irregular_periodical() -> None:
    result = converted("008 " + normarc_008(p18="k", p21="a"), leader=LEADERS["Per"])
    assert (f008(result)[18:20], f008(result)[21], f008(result)[24]) == (" x", " ", "y")


def test_reference_works_and_textbooks_become_genres() -> None:
    assert lines_of(converted("008 " + normarc_008(p24="h")), "655") == ["655 #4 $aReferanseverk"]
    assert lines_of(converted("008 " + normarc_008(p33="l")), "655") == ["655 #4 $aLærebøker"]
