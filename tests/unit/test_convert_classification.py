"""060-084: editions, agencies, kinds of number; several of them, wrong ones, and words for the index."""

import pytest
from marc_records import converted, lines_of, record, rules

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("082 31 $a394.2663$25", ["082 04 $a394.2663$25/nor$qNO-OsBA"]),
        ("082 30 $a839.8$223", ["082 04 $a839.8$223/nor$qNO-OsNB"]),
        ("082 3# $a839.8", ["082 04 $a839.8$25/nor"]),
        ("082 3# $a839.8$2DDK 5", ["082 04 $a839.8$25/nor"]),
        ("082 3# $a839.8$25/nor", ["082 04 $a839.8$25/nor"]),
        ("082 0# $a839.8$223", ["082 04 $a839.8$223"]),
        ("082 01 $a839.8$223", ["082 04 $a839.8$223$qNO-OsBA"]),
        ("082 1# $a839.8$214", ["082 14 $a839.8$214"]),
        ("082 ## $a839.8$25", ["082 04 $a839.8$25/nor"]),
        ("082 9# $a839.8", ["082 04 $a839.8"]),
        ("082 74 $a839.8$223/nor", ["082 74 $a839.8$223/nor"]),
        ("082 4# $a839.8", ["084 ## $a839.8$2z"]),
        ("082 32 $a839.8$25$zh", ["082 04 $a839.8$25/nor"]),
        ("082 32 $a839.8$25$zb", ["082 04 $a839.8$25/nor$mb"]),
        ("082 32 $a839.8$25$za", ["083 0# $a839.8$25/nor"]),
        ("082 32 $a839.8$25$zx", ["082 04 $a839.8$25/nor"]),
        ("082 3# $25", []),
        ("082 3# $a $25", []),
        ("082 3# $a839.8$25$eNoveller", ["082 04 $a839.8$25/nor", "653 ## $aNoveller"]),
        ("080 ## $a839$zh", ["080 ## $a839"]),
        ("080 2# $a839$a840", ["080 ## $a839$2NORMARC 2", "080 ## $a840$2NORMARC 2"]),
        ("060 ## $aW 1$zh", ["060 #4 $aW 1"]),
        ("083 0# $a839$zT2", ["083 0# $a839$zT2"]),
        ("084 ## $aUTK 1", ["084 ## $aUTK 1$2z"]),
        ("084 ## $aUTK 1$2utk", ["084 ## $aUTK 1$2utk"]),
        ("082 4# $a839.8$21", ["084 ## $a839.8$2z"]),
    ],
)
def test_classification(normarc: str, marc21: list[str]) -> None:
    assert lines_of(converted(normarc), "060", "080", "082", "083", "084", "653") == marc21


def test_several_numbers_stay_several() -> None:
    result = converted("082 31 $a394.2663$25", "082 0# $a394.2663$223", "082 3# $a839.82$25$zb")
    assert lines_of(result, "082") == [
        "082 04 $a394.2663$25/nor$qNO-OsBA", "082 04 $a394.2663$223", "082 04 $a839.82$25/nor$mb",
    ]  # fmt: skip


@pytest.mark.parametrize("subfield", ["7del 2", "xT2", "1394", "zx"])
def test_what_marc_21_has_no_place_for_is_kept_aside(subfield: str) -> None:
    result = converted("082 31 $a394.2663$25$" + subfield)
    assert lines_of(result, "082") == ["082 04 $a394.2663$25/nor$qNO-OsBA"]
    assert [kept.code + kept.value for kept in result.kept] == [subfield]


def test_the_fates_name_the_rows() -> None:
    trace = Trace()
    lines = ("082 31 $a394$25$zh", "082 4# $a839$21", "082 3# $25")
    convert(record(*lines), rules(), Verdict("normarc", ()), trace=trace)
    assert [(step.code, step.claim.fate, step.claim.rule) for step in trace.steps] == [
        ("a", SubfieldFate.MOVED, "fields/082"),
        ("2", SubfieldFate.MOVED, "dewey_editions/3:5"),
        ("z", SubfieldFate.DROPPED, "fields/082"),
        ("a", SubfieldFate.MOVED, "fields/082"),
        ("2", SubfieldFate.DROPPED, "dewey_editions/4:*"),
        ("2", SubfieldFate.DROPPED, "fields/082"),
    ]
