"""Bytes to text: strict UTF-8, then what is declared, then what makes the best words."""

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.charsets import CANDIDATES, decode_text, likelihood

NORWEGIAN = (
    "Blåbær på Røros søndag",
    "Ødegård, Åse",
    "Ærlig talt",
    "Nærøy og Åsnes",
    "Å leve på øya",
    "Smørebukk får kjøttkaker",
)
PYTHON_NAME = {"windows-1252": "cp1252", "cp865": "cp865", "cp850": "cp850", "mac-roman": "mac_roman"}


@pytest.mark.parametrize("text", NORWEGIAN)
@pytest.mark.parametrize("charset", CANDIDATES)
def test_norwegian_text_is_read_whatever_charset_wrote_it(text: str, charset: str) -> None:
    assert decode_text(text.encode(PYTHON_NAME[charset]))[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "«Hei» – sa “Kari” og ‘Ola’…",
        "don’t stop",
        "Rock ’n’ roll",
        "Pärt, Arvo: Für Alina",
        "Bokmål\xa0: Oslo",
        "10 m² til 20 °C",
        "Dušan Žižek",
        "«BLÅ»",
        "école d’été",
        "Encyclopædia",
        "Ljósvetninga þáttr",
    ],
)
def test_signs_and_foreign_letters_of_windows_1252_stay(text: str) -> None:
    assert decode_text(text.encode("cp1252")) == (text, "windows-1252")


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("mac-roman", "Höstsonaten"),
        ("mac-roman", "Los años perdidos"),
        ("mac-roman", "Pris: £5 og ¥300"),
        ("mac-roman", "Temperatur 25 °C"),
        ("mac-roman", "Leçons de français"),
        ("cp865", "Äpfel"),
        ("cp865", "Übung macht den Meister"),
        ("cp850", "Se fotnote¹ og note²"),
    ],
)
def test_vowels_and_consonants_take_turns_and_signs_have_their_places(charset: str, text: str) -> None:
    assert decode_text(text.encode(PYTHON_NAME[charset]))[0] == text


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("niño", "niäno"),
        ("français", "franðcais"),
        ("Höst", "Hšst"),
        ("¡Hola", "ÆHola"),
        ("£5", "noteø£"),
        ("bjørn", "bjøørn"),
        ("25 °C", "25 ¡C"),
        ("5 µm", "µtre"),
        ("don´t", "don¤t"),
        ("año", "aûo"),
        ("note¹", "note√"),
        ("dag", "d╣g"),
    ],
)
def test_what_reads_better(better: str, worse: str) -> None:
    assert likelihood(better) > likelihood(worse) or likelihood(worse) < 0


def test_utf8_comes_first_whatever_is_declared() -> None:
    assert decode_text("Čáppa ŋuohta".encode(), "windows-1252") == ("Čáppa ŋuohta", "utf-8")


def test_ascii_is_utf8() -> None:
    assert decode_text(b"Tittel", "cp865") == ("Tittel", "utf-8")


def test_empty_is_empty() -> None:
    assert decode_text(b"") == ("", "utf-8")


def test_the_declared_charset_counts_where_the_bytes_are_ambiguous() -> None:
    assert decode_text(b"\x84\xb9", "winsami2") == ("čŋ", "winsami2")
    assert decode_text(b"\xa2\xb1", "iso-ir-197") == ("čŋ", "iso-ir-197")
    assert decode_text(b"\xb8\xba", "mac-sami") == ("čŋ", "mac-sami")
    assert decode_text(b"\xe8\xbf", "iso-8859-4") == ("čŋ", "iso-8859-4")


def test_a_declared_charset_that_lacks_the_bytes_is_not_believed() -> None:
    """0x9B is ø in code page 865 and a control character in ISO 8859-1, which no text has."""
    assert decode_text(b"B\x9bker", "iso-8859-1") == ("Bøker", "cp865")


@pytest.mark.parametrize("declared", ["marc-8", "no-such-charset", "utf-16", "cp037", "base64", ""])
def test_what_is_no_single_byte_charset_is_as_good_as_undeclared(declared: str) -> None:
    assert decode_text(b"B\xf8ker", declared) == ("Bøker", "windows-1252")


def test_one_broken_letter_does_not_cost_the_other_letters_of_a_utf8_row() -> None:
    assert decode_text("Blåbær på R".encode() + b"\xf8" + b"ros") == ("Blåbær på R\ufffdros", "utf-8")


def test_a_byte_order_mark_is_left_to_the_caller() -> None:
    assert decode_text(b"\xef\xbb\xbfId;Name")[0] == "\ufeffId;Name"


def test_decomposed_letters_are_composed() -> None:
    assert decode_text("Ba\u030at".encode())[0] == "Båt"


@given(
    st.binary(), st.sampled_from(["auto", "windows-1252", "iso-8859-1", "cp865", "winsami2", "marc-8", "utf-8", "x"])
)
def test_any_bytes_become_text_in_nfc(data: bytes, declared: str) -> None:
    text, charset = decode_text(data, declared)
    assert is_normalized("NFC", text)
    assert charset
    text.encode()  # no lone surrogates


@given(st.text())
def test_text_written_in_utf8_comes_back(text: str) -> None:
    again, charset = decode_text(text.encode(errors="ignore"))
    assert charset == "utf-8"
    assert decode_text(again.encode()) == (again, "utf-8")
