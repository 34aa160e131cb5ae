"""Stored form, ISO 2709 and MARCXML: what is written is what is read."""

import json
from xml.etree import ElementTree

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import data, record

from migration.marc.reading.decode import decode
from migration.marc.stored import from_stored, parse_stored, to_stored
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, RecordTooLongError, iso2709, marcxml

STORED = ["00080cam a2200049 i 4500", [["001", "12"], ["245", "10", "a", "Blåbær & bjørk", "b", "<ny>"]]]

NS = "{http://www.loc.gov/MARC21/slim}"


class TestStored:
    def test_the_form(self) -> None:
        payload = record([(b"001", b"12"), (b"245", data(b"10", b"aEn", b"ato")), (b"020", data(b"  ", b"a82"))])
        text = to_stored(decode(payload, "iso2709").record)
        assert json.loads(text) == [
            "00083nam a2200061   4500",
            [["001", "12"], ["245", "10", "a", "En", "a", "to"], ["020", "  ", "a", "82"]],
        ]

    def test_a_record_made_by_pymarc_itself(self) -> None:
        made = pymarc.Record(fields=[pymarc.Field("001", data="1")], leader="00000nam a2200000   4500")
        made.add_field(pymarc.Field("245", pymarc.Indicators("1", "0"), [pymarc.Subfield("a", "En")]))
        assert parse_stored(to_stored(made))[1] == [["001", "1"], ["245", "10", "a", "En"]]

    def test_the_fields_are_pymarcs_own(self) -> None:
        made = from_stored(json.dumps(STORED))
        title = pymarc.Field("245", pymarc.Indicators("1", "0"), [pymarc.Subfield("a", "Blåbær & bjørk")])
        title.add_subfield("b", "<ny>")
        assert [str(f) for f in made.fields] == ["=001  12", str(title)]
        assert made.fields[1].indicators == title.indicators
        assert made.fields[1].subfields == title.subfields
        assert [s.code for s in made["245"]] == ["a", "b"]
        assert made.fields[0].control_field
        assert made.as_marc() == pymarc.Record(data=made.as_marc(), force_utf8=True).as_marc()

    def test_there_and_back(self) -> None:
        text = json.dumps(STORED, ensure_ascii=False, separators=(",", ":"))
        assert to_stored(from_stored(text)) == text


class TestIso2709:
    def test_byte_for_byte(self) -> None:
        """24 + 2 × 12 + 1 = 49 bytes to the data; 3 + 28 bytes of data (å, æ and ø are two each); the terminator."""
        assert iso2709(STORED) == (
            b"00081cam a2200049 i 4500" + b"001000300000" + b"245002800003" + b"\x1e"
            b"12\x1e" + "10\x1faBlåbær & bjørk\x1fb<ny>\x1e".encode() + b"\x1d"
        )

    def test_the_leader_says_utf8_and_this_format_whatever_it_said(self) -> None:
        written = iso2709(["     nam         1      ", [["001", "1"]]])
        assert written.startswith(b"00040nam a22000371  4500")

    def test_as_pymarc_writes_it(self) -> None:
        assert iso2709(STORED) == from_stored(json.dumps(STORED)).as_marc()

    def test_a_field_has_room_for_9999_bytes(self) -> None:
        """Two indicators, 0x1F and the code before the text, 0x1E after it: 9,994 are left. 25 + 12 + 9,999 + 1."""
        assert len(iso2709([STORED[0], [["520", "  ", "a", "x" * 9_994]]])) == 10_037
        with pytest.raises(RecordTooLongError) as caught:
            iso2709([STORED[0], [["520", "  ", "a", "x" * 9_995]]])
        assert caught.value.bytes == 10_038

    def test_a_record_has_room_for_99999_bytes(self) -> None:
        """25 bytes and 12 an entry; ten fields of 9,000 and one that fills up: 25 + 132 + 90,000 + 9,841 + 1."""
        rows = [["520", "  ", "a", "x" * 8_995] for _ in range(10)]
        assert len(iso2709([STORED[0], [*rows, ["500", "  ", "a", "x" * 9_836]]])) == 99_999
        with pytest.raises(RecordTooLongError) as caught:
            iso2709([STORED[0], [*rows, ["500", "  ", "a", "x" * 9_837]]])
        assert caught.value.bytes == 100_000


class TestMarcxml:
    def test_an_element(self) -> None:
        assert marcxml(STORED) == (
            "<record>\n<leader>00000cam a2200000 i 4500</leader>\n"
            '<controlfield tag="001">12</controlfield>\n'
            '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Blåbær &amp; bjørk</subfield>'
            '<subfield code="b">&lt;ny&gt;</subfield></datafield>\n</record>\n'
        )

    def test_signs_in_codes_and_indicators(self) -> None:
        text = marcxml([STORED[0], [["900", '<"', "&", "x"]]])
        assert '<datafield tag="900" ind1="&lt;" ind2="&quot;"><subfield code="&amp;">x</subfield>' in text

    def test_a_collection_is_well_formed(self) -> None:
        root = ElementTree.fromstring(MARCXML_HEAD + marcxml(STORED) * 2 + MARCXML_TAIL)
        assert root.tag == NS + "collection"
        assert [e.text for e in root.iter(NS + "subfield")] == ["Blåbær & bjørk", "<ny>"] * 2


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"))
VALUES = st.text(LETTERS | st.sampled_from("æøåÆØÅčđŋ&<>\"'Ã¸Å‹"), min_size=1, max_size=30).filter(str.strip)
CODES = st.sampled_from('abcdefghijklmnopqrstuvwxyz0123456789&<"$')
DATA_FIELDS = st.builds(
    lambda tag, indicators, pairs: [tag, indicators, *(part for pair in pairs for part in pair)],
    st.integers(10, 999).map("{:03}".format) | st.just("9XX"),
    st.text("0123456789 ", min_size=2, max_size=2),
    st.lists(st.tuples(CODES, VALUES), min_size=1, max_size=4),
)
CONTROL_FIELDS = st.builds(lambda tag, text: [tag, text], st.sampled_from(["001", "003", "005", "008"]), VALUES)
RECORDS = st.lists(CONTROL_FIELDS | DATA_FIELDS, min_size=1, max_size=6)


@given(RECORDS)
def test_writing_then_reading_is_identity(rows: list[list[str]]) -> None:
    """Of any record that has been decoded, in either format."""
    first = decode(iso2709([STORED[0], rows]), "iso2709").record
    stored = parse_stored(to_stored(first))
    for again in (decode(iso2709(stored), "iso2709"), decode(marcxml(stored).encode(), "xml")):
        assert {issue.code for issue in again.issues} <= {"characters_damaged", "sami_encoding_suspected"}
        assert parse_stored(to_stored(again.record))[1] == stored[1]
    assert to_stored(from_stored(to_stored(first))) == to_stored(first)
    assert iso2709(stored) == from_stored(to_stored(first)).as_marc()
