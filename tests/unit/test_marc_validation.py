"""Light checks of a finished MARC 21 record."""

import pytest
from marc_records import normarc_008, record, rules

from migration.marc.validation import validate

GOOD = "008 130305s2013    no ||||||    |000 j nob  "


def _found(*lines: str) -> list[tuple[str, str, str]]:
    return [(i.code, i.field, i.value) for i in validate(record(*lines), rules())]


def test_a_good_record_has_no_issues() -> None:
    assert _found(GOOD, "020 ## $a9788281692695", "245 10 $aSult?") == []
    assert validate(record(GOOD, "245 10 $aSult")) == ()


@pytest.mark.parametrize(
    ("lines", "issue"),
    [
        (("245 10 $aSult",), ("field_008_missing", "008", "")),
        (("008 1303", "245 10 $aSult"), ("field_008_length", "008", "4")),
        (("008 " + normarc_008(p15="qq", p35="nob"),), ("country_unknown", "008/15-17", "qq")),
        (("008 " + normarc_008(p15="no", p35="qqq"),), ("language_code_unknown", "008/35-37", "qqq")),
        ((GOOD, "020 ## $a8200424425"), ("isbn_invalid", "020$a", "8200424425")),
        ((GOOD, "574 ## $aSult"), ("normarc_residue", "574", "")),
        ((GOOD, "245 10 $aA", "245 10 $aB"), ("second_title", "245", "")),
        ((GOOD, "041 ## $asme", "245 10 $aS?mi giella"), ("letter_lost", "245$a", "S?m")),
    ],
)
def test_issue(lines: tuple[str, ...], issue: tuple[str, str, str]) -> None:
    assert issue in _found(*lines)


def test_a_question_mark_is_only_suspect_between_letters_of_a_sami_record() -> None:
    assert _found(GOOD, "245 10 $aWhat?ever") == []
    assert _found(GOOD, "041 ## $asme", "245 10 $aMii? Gii?", "856 4# $uhttp://x.no/a?b") == []
