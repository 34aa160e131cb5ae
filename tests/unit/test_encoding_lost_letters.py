"""``?`` where a letter was, and question marks that are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.issues import Issue
from migration.marc.charset.lostletters import lost_letters


def lost(value: str, is_sami: bool = False, path: str = "245$a") -> list[str]:
    return [issue.value for issue in lost_letters([(path, value)], is_sami)]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("Bl?b?r i skogen", "Bl?b?r"),
        ("P? S?rlandet", "S?rlandet"),
        ("Ma??el", "Ma??el"),
        ("BL?B?R", "BL?B?R"),
        ("S?NDAG I R?ROS", "S?NDAG"),
        ("?álli", "?álli"),
        ("?degård, Åse", "?degård"),
        ("Boka («?rlig talt»)", "(«?rlig"),
        ("hage/t?y", "hage/t?y"),
    ],
)
def test_a_letter_was_lost_in_any_language(value: str, word: str) -> None:
    assert lost(value) == [word]
    assert lost(value, is_sami=True) == [word]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Hvem er du?",
        "Hva?Hvem?",
        "HVA?HVEM?",
        "Hva? Og hvorfor?: roman",
        "Kven er du? ei bok",
        "[1950?]",
        "19??",
        "(?)",
        "? : dikt",
        "Hvem?-hvor?-hva?",
        "https://eksempel.no/sok?bok=1",
        "www.eksempel.no/a?b",
        "side?id=3",
        "Gos don leat? muhto mun dáppe",
        "Galgágo? de",
    ],
)
def test_a_question_mark_that_is_right(value: str) -> None:
    assert lost(value) == []
    assert lost(value, is_sami=True) == []


@pytest.mark.parametrize("value", ["sápmela? girji", "dola?, ja", "beaivvá?; muitalus"])
def test_at_a_words_end_it_is_a_letter_only_in_sami(value: str) -> None:
    assert lost(value, is_sami=True) == [value.split()[0].rstrip(",;")]
    assert lost(value) == []


def test_at_the_end_of_a_text_it_is_a_question() -> None:
    assert lost("Sámi?", is_sami=True) == []


def test_addresses_and_numbers_of_records_are_not_read() -> None:
    assert lost("a?b", path="856$u") == []
    assert lost("a?b", path="650$0") == []
    assert lost("bl?", path="008") == []


def test_once_for_each_subfield() -> None:
    values = [("245$a", "Bl?b?r"), ("650$a", "S?r"), ("650$a", "N?rd"), ("650$x", "Sør")]
    assert lost_letters(values, False) == (
        Issue("letter_lost", "245$a", "Bl?b?r"),
        Issue("letter_lost", "650$a", "S?r"),
    )


@given(st.text(alphabet="?aáÁbčB ,;.:([/«=-1", max_size=30), st.booleans())
def test_any_text_is_read(value: str, is_sami: bool) -> None:
    assert all("?" in word for word in lost(value, is_sami))
