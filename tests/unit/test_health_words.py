"""Words that tell of health, as the shipped list has them: what is found, and what must not be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.health_words import HealthWords, health_words
from migration.privacy_rules import load_privacy_rules
from migration.settings import SHIPPED

WORDS: HealthWords = load_privacy_rules(
    SHIPPED / "mappings" / "privacy.csv", SHIPPED / "mappings" / "health_words.csv", set()
).words


@pytest.mark.parametrize(
    "note",
    [
        "Har nøtteallergi",
        "ALLERGISK mot støv",
        "ikke purre, mor er syk",
        "sykemeldt til mai",
        "dysleksi: vil ha lydbok",
        "Sitter i rullestol, trenger hjelp",
        "innlagt på  sykehus",
        "hiv-positiv",
        "Er sjuk, ring broren",
        "sykdom i familien",
        "Har kreft.",
        "psykisk utviklingshemmet",
        "Lea buohcci",
        "sohkardávda",
        "on sairaana",
        "Diabeetikko",
        "has a disability",
        "deaf, please write",
    ],
)
def test_what_tells_of_health(note: str) -> None:
    assert WORDS.found_in(note)
    assert WORDS.found_in(unicodedata.normalize("NFD", note))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Bor ved Hammerfest sykehus, Sykehusveien 35",
        "Buohcceviesu luhtte",
        "Sairaalan kirjasto",
        "Bekreftet adresse 2024",
        "Mistet sykkel utenfor biblioteket",
        "ILL: ring når boka kommer",
        "ill, deposit",
        "Account disabled, new card",
        "Blindeskriftbøker bestilles",
        "Dementi i avisa",
        "Hiv ut gamle kort",
        "Student i medisin, vil ha bok om anatomi",
        "Psykologistudent",
        "Kari Sjukehusgata 3",
        "Levert 3 bøker for sent; purret",
    ],
)
def test_what_only_looks_so(note: str) -> None:
    assert not WORDS.found_in(note)


def test_masked_words_are_hidden_to_their_ends() -> None:
    assert WORDS.mask("Har nøtteallergi, ring mor") == "Har ************, ring mor"
    assert WORDS.mask("sykemeldt og hiv-positiv") == "********* og ***********"
    assert WORDS.mask("vil ha bok") == "vil ha bok"


def test_no_words_find_nothing() -> None:
    assert not health_words([]).found_in("allergi")


TEXTS = st.text() | st.lists(
    st.sampled_from(["allergi", "kreft", "syk", "sykehus", "psykisk", "ø", " ", "-", "_", "dávda", "́"])
).map("".join)


@given(TEXTS)
def test_a_masked_text_tells_nothing_and_keeps_its_length(text: str) -> None:
    masked = WORDS.mask(text)
    assert len(masked) == len(unicodedata.normalize("NFC", text))
    assert not WORDS.found_in(masked)
