"""Texts, fields and records that no cataloguer has written: all is done in a moment, or the test is felt as a hang."""

from io import BytesIO

import pytest
from marc_records import converted, lines_of
from pymarc import Field

from migration.marc.charset.sami import is_coded_sami
from migration.marc.conversion.convert import Converted
from migration.marc.reading.alignment import Entry, Piece, align
from migration.marc.reading.isoframing import frame_iso2709

LONG = 90_000
MANY = 20_000
BLANKS = " " * LONG


def fields_of(result: Converted, tag: str) -> list[Field]:
    return result.record.get_fields(tag)


@pytest.mark.parametrize(
    "line",
    [
        f"020 ## $a8205312345{BLANKS}x",
        f"020 ## $b(ib.){BLANKS}x{BLANKS}y",
        f"020 ## $bib.{BLANKS}: kr 98.00",
        f"082 ## $a839.82$25{BLANKS}x",
        f"082 ## $a839.82$2{'ddk' * LONG}x",
        f"490 ## $aSerie ; {' ' * 480}{'1 ' * 240};x",
        f"490 ## $aISSN{' ' * 990}x",
        f"041 ## $a{'samsam' * LONG}!",
    ],
    ids=["number", "binding", "price", "edition", "editions", "series", "issn", "languages"],
)
def test_a_long_text(line: str) -> None:
    converted("245 10 $aSult", line)


def test_blanks_before_a_price_are_one_mark() -> None:
    (field,) = fields_of(converted(f"020 ## $a8203191354$bib.{BLANKS}: kr 98.00{BLANKS}(x)"), "020")
    assert [(s.code, s.value) for s in field.subfields][1:] == [("q", "innbundet"), ("c", "kr 98.00"), ("q", "x")]


@pytest.mark.parametrize(
    ("text", "is_sami"),
    [
        ("\x1fa" + "samsam" * LONG, True),
        ("\x1fa" + "nob" * LONG + "sme\x1fbnob", True),
        ("\x1fa" + "samsam" * LONG + "!", False),
        ("\x1fa" + "nobsam" * LONG + "no", False),
        ("\x1fanosamb", False),
        ("\x1fasamnob", True),
    ],
)
def test_codes_of_languages_run_together(text: str, is_sami: bool) -> None:
    assert is_coded_sami([("041", text)]) is is_sami


@pytest.mark.parametrize(
    "text", [b"2" * LONG, b"2" * LONG + b"\x1e", (b"2" * 999 + b"\x1e") * 99, b" " * LONG + b"2" * 9]
)
def test_of_a_field_of_digits_no_byte_is_lost(text: bytes) -> None:
    payload = b"00000nam a2200037   4500" + b"245000600000" + b"\x1e" + text + b"\x1e\x1d"
    assert b"".join(frame.payload for frame in frame_iso2709(BytesIO(payload))) == payload


def test_series_and_their_entries() -> None:
    entries = [f"830 #0 $aSerie {number} ; $v{number}" for number in range(0, MANY, 2)]
    result = converted(*(f"440 #0 $aSerie {number}$v{number}" for number in range(MANY // 2)), *entries)
    assert len(fields_of(result, "490")) == MANY // 2
    assert len(fields_of(result, "830")) == MANY // 2 + MANY // 4


def test_numbers_of_goods_and_of_books() -> None:
    books = [f"020 ## $a{number}" for number in range(9788200000000, 9788200000000 + MANY)]
    goods = [f"025 ## $a{number}" for number in range(9788200000000, 9788200000000 + MANY)]
    assert len(fields_of(converted(*books, *goods), "024")) == MANY - MANY // 10


def test_sound_recordings() -> None:
    assert len(fields_of(converted(*(f"028 ## $a{number}$bX" for number in range(MANY))), "028")) == MANY


def test_terms_and_what_they_share() -> None:
    shared = "".join(f"$0(NO-OsBA){number}" for number in range(MANY))
    fields = fields_of(converted(f"650 #0 {''.join(f'$aTerm {number}' for number in range(MANY))}{shared}"), "650")
    assert sum(len(field.subfields) for field in fields) < 3 * MANY
    text = " ".join(value for field in fields for value in field.get_subfields("a"))
    assert all(f"Term {number}" in text for number in (0, 1, MANY // 2, MANY - 1))


def test_a_field_of_many_terms_and_little_else() -> None:
    result = converted(f"650 #0 {''.join(f'$aTerm {number}' for number in range(99))}$0(NO-OsBA)1")
    assert len(fields_of(result, "650")) == 99


@pytest.mark.parametrize("count", [2, 99, 100, 101, MANY])
def test_names_in_one_field(count: int) -> None:
    fields = fields_of(converted(f"700 10 {''.join(f'$aNavn {number},' for number in range(count))}"), "700")
    assert len(fields) == min(count, 100)
    assert f"Navn {count - 1}" in fields[-1].subfields[0].value


@pytest.mark.parametrize(
    "subfields",
    [
        "".join(f"$8kjennetegn {number}" for number in range(MANY)),
        "".join(f"$cTillegg {number}" for number in range(MANY)),
        f"$c{' (x' * LONG}",
    ],
    ids=["characteristics", "additions", "qualifiers"],
)
def test_a_name_twice_with_much_in_it(subfields: str) -> None:
    name = f"700 10 $aHamsun, Knut{subfields}"
    assert len(fields_of(converted(name, name), "700")) == 1


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        (f"033 ## {''.join(f'$b{number}$a1999' for number in range(MANY))}", "518"),
        (f"040 ## {''.join(f'$bnob{number}$x{number}' for number in range(MANY))}", "040"),
        (f"082 ## $a839.82{'$zb' * MANY}{''.join(f'$b{number}' for number in range(MANY))}", "082"),
        (f"440 x0 {''.join(f'$aSerie {number}' for number in range(MANY))}", "490"),
    ],
    ids=["places", "agencies", "kinds", "series"],
)
def test_many_subfields(line: str, tag: str) -> None:
    assert lines_of(converted(line), tag)


@pytest.mark.parametrize("count", [60, 190, 400, 3000])
def test_a_directory_that_lost_a_field(count: int) -> None:
    """Two fields are gone from the text and all lengths are wrong: kinds and order tell what is whose, or places."""
    entries = [Entry("001", 9, 0), *(Entry("245", 99, 100 * number) for number in range(1, count))]
    pieces = [Piece(0, b"5"), *(Piece(10 * number, b"10\x1faTittel") for number in range(1, count - 2))]
    matched, strays = align(entries, pieces)
    assert (matched[0], len(matched), strays) == (b"5", count - 2, [])


def test_far_entries_are_found_near_their_place() -> None:
    """A stray piece in the middle of a record that is too long for all pairs to be weighed."""
    texts = [b"10\x1fa" + b"x" * (number % 37) for number in range(190)]
    entries = [Entry("500", len(text) + 1, 90_000 + 7 * number) for number, text in enumerate(texts)]
    given = [*texts[:90], b"stray and without a code", *texts[90:]]
    matched, strays = align(entries, [Piece(50 * number, text) for number, text in enumerate(given)])
    assert ([matched[number] for number in range(190)], strays) == (texts, [b"stray and without a code"])
