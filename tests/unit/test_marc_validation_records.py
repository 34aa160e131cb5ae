"""Rules that first look at the whole record: what they find of a field does not depend on its neighbours."""

import pytest
from marc_records import record, rules

from migration.issues import Issue
from migration.marc.validation import compare, validate

BOOK = ("008 260101s2013    no            000 1 nob  ", "245 10 $aSult", "100 1# $aHamsun, Knut", "260 ## $aOslo$c2013")
NEIGHBOURS = (
    "500 ## $aÅpent hav & Ånd",
    "500 ## $aSápmi – čáppa",
    "500 ## $aЛьвы",
    "505 8# $aEn$bTo",
)


def tags_with(code: str, *lines: str) -> list[str]:
    return [issue.field for issue in validate(record(*BOOK, *lines), rules()) if issue.code == code]


@pytest.mark.parametrize("neighbour", NEIGHBOURS)
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("520 ## $aKjÃ¦rlighet", "text_garbled"),
        ("520 ## $aa\u0301", "text_not_composed"),
        ("520 ## $aa\u00adb", "invisible_character"),
        ("520 ## $aa\x85b", "character_invalid"),
        ("520 ## $aA &#229; b", "character_reference_left"),
        ("520 ## $aEn  to", "spaces_odd"),
        ("520 ## $aEn, , to", "punctuation_doubled"),
        ("500 ## $aLånt til Kari Nordmann", "private_note_left"),
    ],
)
def test_a_defect_is_found_beside_anything_and_only_where_it_is(neighbour: str, line: str, code: str) -> None:
    assert tags_with(code, neighbour, line) == [line[:3]]
    assert tags_with(code, neighbour) == []


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        (("650 #4 $aHav", "650 #4 $aHav"), ["650"]),
        (("650 #4 $aHav", "650 #0 $aHav"), []),
        (("650 #4 $aHav", "650 #4 $xHav"), []),
        (("650 #4 $aHav", "651 #4 $aHav"), []),
        (("490 1# $aSerie", "830 #0 $aSerie", "830 #0 $aSerie"), ["830"]),
        (("700 1# $aA", "650 #4 $aB", "650 #4 $aB", "700 1# $aA"), ["650", "700"]),
        (("007 ta", "007 ta"), []),
    ],
)
def test_duplicates_are_of_one_tag_and_equal_in_all(lines: tuple[str, ...], tags: list[str]) -> None:
    assert tags_with("field_duplicate", *lines) == tags


@pytest.mark.parametrize(
    ("source", "made", "expected"),
    [
        ("574 ## $aOriginaltittel: The tales", "246 1# $aThe tales", ()),
        ("574 ## $aOriginaltittel: The tales.", "246 1# $aTales, the", ()),
        ("574 ## $aOriginaltittel: The tales", "246 1# $aThe", (Issue("note_lost", "574$a"),)),
        ("650 #0 $aHav", "650 #4 $aHavet", (Issue("subject_lost", "650$a", "Hav"),)),
        ("700 1# $aHamsun, Knut,", "700 1# $aHamsun, Knut", ()),
    ],
)
def test_what_stands_otherwise_is_kept_when_its_words_stand(
    source: str, made: str, expected: tuple[Issue, ...]
) -> None:
    assert compare(record(source), record(made), rules(), "marc21") == expected


def test_a_record_of_the_very_same_fields_has_lost_nothing() -> None:
    same = record(*BOOK, "500 ## $a")
    assert compare(same, same, rules(), "marc21") == ()
