"""Records that were refused go out byte for byte, but for passwords and notes about borrowers: these are asterisks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_records import rules

from migration.marc.conversion.masking import mask_private

PASSWORD = "https://bruker:hemmelig@host.no/db"


def iso2709(*fields: tuple[str, str]) -> bytes:
    bodies = [f"  \x1f{text}\x1e".encode() for _, text in fields]
    directory, at = b"", 0
    for (tag, _), body in zip(fields, bodies, strict=True):
        directory += f"{tag}{len(body):04}{at:05}".encode()
        at += len(body)
    return b"00000nam a2200000   4500" + directory + b"\x1e" + b"".join(bodies) + b"\x1d"


def test_a_password_in_an_address_is_masked_and_the_rest_stays() -> None:
    record = iso2709(("245", "aTittel"), ("856", f"u{PASSWORD}\x1fzÅpent"))
    masked = mask_private(record, rules())
    assert masked == record.replace(PASSWORD.encode(), b"*" * len(PASSWORD))


def test_a_note_about_a_borrower_is_masked_in_all_its_subfields() -> None:
    record = iso2709(("245", "aTittel"), ("590", "aLånt ut til\x1fbKari Nordmann"), ("650", "aHav"))
    masked = mask_private(record, rules())
    assert masked == record.replace("Lånt ut til".encode(), b"*" * 12).replace(b"Kari Nordmann", b"*" * 13)


def test_what_has_another_tag_is_no_note() -> None:
    record = iso2709(("245", "aLånt ut til Kari"), ("246", "aPassord: sommer"))
    assert mask_private(record, rules()) == record


def test_without_a_directory_that_fits_any_field_may_be_a_note() -> None:
    record = b"00000nam  2200000   4500" + b"\x1e" + "  \x1faLånt ut til Kari\x1e\x1d".encode()
    assert b"Kari" not in mask_private(record, rules())
    assert len(mask_private(record, rules())) == len(record)


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "cp865", "mac_roman"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_format_in_every_charset(charset: str, end: str) -> None:
    lines = ["*0011", "*24510$aTittel", "*590  $aLånt ut til Kari", f"*85640$u{PASSWORD}$zÅpent", "^", ""]
    expected = [*lines]
    note = len("Lånt ut til Kari".encode(charset))
    expected[2], expected[3] = "*590  $a" + "*" * note, "*85640$u" + "*" * len(PASSWORD) + "$zÅpent"
    assert mask_private(end.join(lines).encode(charset), rules()) == end.join(expected).encode(charset)


def test_marc_8() -> None:
    record = b"*001 1\n*590  $aL\xeaant ut til Kari\n^"
    assert mask_private(record, rules()) == b"*001 1\n*590  $a" + b"*" * 17 + b"\n^"


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
def test_xml_with_references(charset: str) -> None:
    before = '<record><datafield tag="590" ind1=" " ind2=" "><subfield code="a">'
    after = '</subfield></datafield><datafield tag="245"><subfield code="a">Passord: x</subfield></datafield></record>'
    text = "L&#229;nt ut til Kari"
    record = (before + text + after).encode(charset)
    assert mask_private(record, rules()) == (before + "*" * len(text) + after).encode(charset)


def test_turbomarc() -> None:
    record = b"<r><d856 i1='4'><su>https://host/?password=hemmelig</su><sz>mer</sz></d856></r>"
    assert mask_private(record, rules()) == record.replace(b"https://host/?password=hemmelig", b"*" * 31)


def test_of_fields_on_items_only_the_notes_are_masked() -> None:
    record = iso2709(("245", "aTittel"), ("852", "bHoved\x1fxUtlånt til Kari"))
    assert mask_private(record, rules()) == record.replace("Utlånt til Kari".encode(), b"*" * 16)


def test_the_password_of_a_borrower_is_masked_by_the_shipped_rules() -> None:
    assert mask_private(b"*590  $aPassord: hemmelig") == b"*590  $a*****************"


@given(st.binary(max_size=300) | st.text("*059 $aLånt utilKr<>dfg=\x1d\x1e\x1f\r\n\x00", max_size=200).map(str.encode))
def test_masking_never_raises_and_keeps_the_length(payload: bytes) -> None:
    masked = mask_private(payload, rules())
    assert len(masked) == len(payload)
    assert mask_private(masked, rules()) == masked
