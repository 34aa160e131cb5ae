"""Names in one field: taken apart by rule, never losing a part, and reported where the rule is no certainty."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.transform.names import person_name, whole_name
from migration.transform.proper_case import proper_case


@pytest.mark.parametrize(
    ("text", "surname", "given_name"),
    [
        ("Nordmann, Kari", "Nordmann", "Kari"),
        ("Hætta, Ánte Máhtte", "Hætta", "Ánte Máhtte"),
        ("van Gogh, Vincent", "van Gogh", "Vincent"),
        ("Čáhppesnjunni-Lien,Áilu", "Čáhppesnjunni-Lien", "Áilu"),
        ("Li, Bo", "Li", "Bo"),
        ("Olsen, P.", "Olsen", "P."),
    ],
)
def test_a_comma_parts_the_name_without_a_word(text: str, surname: str, given_name: str) -> None:
    found = person_name(text)
    assert (found.surname, found.given, found.issues) == (surname, given_name, ())


@pytest.mark.parametrize(
    ("text", "surname", "given_name"),
    [
        ("Kari Nordmann", "Nordmann", "Kari"),
        ("Ole Henrik Magga", "Magga", "Ole Henrik"),
        ("Ana Garcia-Lopez", "Garcia-Lopez", "Ana"),
        ("Ludvig von der Lippe", "von der Lippe", "Ludvig"),
        ("Mohammed Al Hassan", "Al Hassan", "Mohammed"),
        ("Fatima bint Ali", "bint Ali", "Fatima"),
        ("Ben Olsen Hansen", "Hansen", "Ben Olsen"),
        ("Tran Van Hai", "Hai", "Tran Van"),
        ("Juan Ortega y Gasset", "Ortega y Gasset", "Juan"),
        ("Per Olsen jr.", "Olsen jr.", "Per"),
        ("dr. Kari Nordmann", "Nordmann", "dr. Kari"),
        ("Иванов Иван Иванович", "Иванов", "Иван Иванович"),
        ("Иван Иванович Иванов", "Иванов", "Иван Иванович"),
        ("Петрова Ирина", "Петрова", "Ирина"),
        ("Ирина Петрова", "Петрова", "Ирина"),
        ("Madonna", "Madonna", ""),
    ],
)
def test_without_a_comma_the_split_is_derived_and_reported(text: str, surname: str, given_name: str) -> None:
    found = person_name(text)
    assert (found.surname, found.given, found.issues) == (surname, given_name, ("name_without_comma",))


@pytest.mark.parametrize(
    ("text", "surname", "given_name"),
    [
        ("NORDMANN, KARI ANNE", "Nordmann", "Kari Anne"),
        ("nordmann, kari", "Nordmann", "Kari"),
        ("NORDMANN, Kari", "Nordmann", "Kari"),
        ("VON DER LIPPE, ANNE", "von der Lippe", "Anne"),
        ("O'BRIEN, SEAN", "O'Brien", "Sean"),
        ("MCDONALD, RONALD", "McDonald", "Ronald"),
        ("MACDONALD, ANNE", "MacDonald", "Anne"),
        ("MACHADO, JOSE", "Machado", "Jose"),
        ("HÆTTA-ČÁHPPE, ŊÁHTTE", "Hætta-Čáhppe", "Ŋáhtte"),
        ("ИВАНОВ, ИВАН", "Иванов", "Иван"),
        ("LE, THI LA", "Le", "Thi La"),
    ],
)
def test_capitals_are_rewritten_and_reported(text: str, surname: str, given_name: str) -> None:
    found = person_name(text)
    assert (found.surname, found.given, found.issues) == (surname, given_name, ("name_recased",))


@pytest.mark.parametrize("text", ["Nordmann KARI", "KARI Nordmann"])
def test_a_word_in_capitals_is_the_surname(text: str) -> None:
    assert (person_name(text).surname, person_name(text).given) == ("Kari", "Nordmann")


@pytest.mark.parametrize(
    ("text", "surname", "given_name", "code"),
    [
        ("!!Hansen, Per", "Hansen", "Per", "name_marked_deleted"),
        ("Hansen, Per (død)", "Hansen", "Per", "name_says_deceased"),
        ("Hansen, Per, dr.", "Hansen", "Per dr.", "name_several_commas"),
        ("Hansen, Per, Ole", "Hansen", "Per Ole", "name_several_commas"),
        (", Per", "Per", "", "name_part_empty"),
        ("Hansen,", "Hansen", "", "name_part_empty"),
        ("Hansen 2, Per", "Hansen 2", "Per", "name_has_digits"),
        ("Hansen, Per ****** *****", "Hansen", "Per", ""),
    ],
)
def test_dirt(text: str, surname: str, given_name: str, code: str) -> None:
    found = person_name(text)
    assert (found.surname, found.given, found.issues) == (surname, given_name, (code,) if code else ())


def test_who_is_marked_deleted() -> None:
    assert person_name("!!Hansen, Per").is_deleted
    assert not person_name("Hansen, Per").is_deleted


def test_an_institution_keeps_its_name() -> None:
    found = whole_name("NAV VADSØ, avd. 2")
    assert (found.surname, found.given, found.issues) == ("NAV VADSØ, avd. 2", "", ())


@pytest.mark.parametrize("text", [",", "-", "***********", "(død)"])
def test_what_is_no_name_stays_as_it_is(text: str) -> None:
    assert person_name(text).surname


WORDS = st.lists(
    st.sampled_from(
        ["Kari", "NORDMANN", "von", "der", "Al", "Ánte", "Иванов", "Иванович", "jr.", "O'Brien", "y", "li"]
    ),
    min_size=1,
    max_size=6,
)


@given(WORDS, st.integers(0, 6))
def test_no_letter_of_a_name_is_ever_lost(words: list[str], comma: int) -> None:
    text = " ".join(f"{word}," if n == comma else word for n, word in enumerate(words))
    found = person_name(text)

    def letters(name: str) -> Counter[str]:
        return Counter(c for c in name.casefold() if c.isalpha())

    assert letters(f"{found.surname} {found.given}") == letters(text)


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    person_name(" ".join(text.split()))


@given(st.text(st.sampled_from("ABCÆØÅŠaiou -'"), max_size=20))
def test_proper_case_is_settled_the_first_time(text: str) -> None:
    once = proper_case(text, particles=True)
    assert proper_case(once, particles=True) == once
