"""Framing and leaders: habits of exports that were met late."""

import io

import pytest
from damaged_records import GOOD
from marc_bytes import book
from marc_records import show

from migration.marc.reading.decode import decode
from migration.marc.reading.framing import frame

HEAD = "*000     nam         1      \n*0011\n"


def read_lines(text: str) -> list[list[str]]:
    found = frame(io.BytesIO(text.encode()), "line")
    return [[show(field) for field in decode(one.payload, "line").record.fields] for one in found]


@pytest.mark.parametrize("end", ["", "^\n"])
def test_a_record_end_may_stand_at_the_end_of_a_line(end: str) -> None:
    text = HEAD + "*24510$aTittel$cKari^ \n*650 0$aHav^\n" + end
    assert read_lines(text) == [["001 1", "245 10 $aTittel$cKari", "650 #0 $aHav"]]


def test_every_line_may_end_so_and_the_records_stay_apart() -> None:
    text = "*000     nam^\n*0011^\n*24510$aEn^\n*000     nam^\n*0012^\n*24510$aTo^\n"
    assert read_lines(text) == [["001 1", "245 10 $aEn"], ["001 2", "245 10 $aTo"]]


def test_a_blank_of_008_at_its_end_stays_a_blank() -> None:
    assert read_lines(HEAD + "*008990101^^\n*245  $aA\n^\n") == [["001 1", "008 990101  ", "245 ## $aA"]]


def test_two_asterisks_within_a_wrapped_text_are_text() -> None:
    text = HEAD + "*24510$aA\n*520  $aEn tekst som\n** er ** brukket\nover linjer\n*650 0$aHav\n^\n"
    assert read_lines(text)[0][2] == "520 ## $aEn tekst som ** er ** brukket over linjer"


@pytest.mark.parametrize("junk", ["** side 2\n", "** side 2\n** dato\n", "** side 2\n** dato\nx\n"])
def test_two_asterisks_before_a_field_are_junk(junk: str) -> None:
    lines = read_lines(HEAD + "*24510$aA\n*520  $aEn tekst\n" + junk + "*650 0$aHav\n^\n")[0]
    assert lines[2] == "520 ## $aEn tekst" + (" x" if "x" in junk else "")


@pytest.mark.parametrize(
    ("written", "leader"),
    [
        ("nam         1      ", "     nam         1      "),
        ("     nam 1", "     nam         1      "),
        ("nam 1", "     nam         1      "),
        ("nam", "     nam                "),
        ("00000nam", "00000nam                "),
        ("     nam         1     ", "     nam         1      "),
        ("00000nam  2200000 1 4500  ", "00000nam  2200000 1 4500"),
        ("00000nam a2200000 c 4500", "00000nam a2200000 c 4500"),
        ("0000000nam a2200000 c 4500", "     nam a2200000 c 4500"),
        ("", "                        "),
        ("x", "x                       "),
    ],
)
def test_a_leader_of_any_length_in_xml(written: str, leader: str) -> None:
    text = (
        f'<record><leader>{written}</leader><datafield tag="245"><subfield code="a">A</subfield></datafield></record>'
    )
    assert str(decode(text.encode(), "xml").record.leader) == leader


def test_a_field_of_digits_alone_is_no_head_of_a_record() -> None:
    """Under a wrong length of the record: digits with ``22`` where a leader has it, and twelve more as an entry."""
    digits = b"0000000000" + b"22" + b"00000" + b"0000000" + b"001000500000"
    record = book(b"7", b"Tittel")
    end = record.index(b"\x1e", record.index(b"\x1e") + 1) + 1
    whole = record[:end] + digits + b"\x1e" + record[end:]
    assert [one.payload for one in frame(io.BytesIO(whole + GOOD["iso2709"][1]), "iso2709")] == [
        whole,
        GOOD["iso2709"][1],
    ]
