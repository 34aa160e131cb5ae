"""Any bytes can be read without an error; what is written is read back as it was, by us and by pymarc."""

from io import BytesIO

import pytest
from golden_records import SETTINGS
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_bytes import book
from marc_strategies import clean_records
from pymarc import MARCReader, Record, parse_xml_to_array

from migration.issues import Fate
from migration.marc.reading.decode import UnreadableRecordError, decode
from migration.marc.reading.framing import frame
from migration.marc.stored import from_stored, parse_stored, to_stored
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, iso2709, marcxml
from migration.transform.bibs import LandedRecord, prepare_one

FORMS = st.sampled_from(["iso2709", "line", "xml"])
SOUND = book(b"42", "Čáppa bøker".encode())
LINE = "*000     nam         1      \r\n*00142\r\n*24510$aČáppa bøker\r\n^\r\n".encode()
XML = marcxml(["00000nam a2200000 c 4500", [["001", "42"], ["245", "10", "a", "Čáppa bøker"]]]).encode()


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """A sound record in which some bytes were changed, cut out or put in."""
    data = bytearray(draw(st.sampled_from([SOUND, LINE, XML])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


any_bytes = st.one_of(st.binary(max_size=200), _damaged())


@settings(max_examples=300, deadline=None)
@given(any_bytes, FORMS)
def test_no_bytes_make_the_decoder_fail(data: bytes, form: str) -> None:
    try:
        decoded = decode(data, form)
    except UnreadableRecordError:
        return
    assert decoded.record.fields
    to_stored(decoded.record).encode()


@settings(max_examples=300, deadline=None)
@given(any_bytes, FORMS)
def test_any_bytes_get_a_fate(data: bytes, form: str) -> None:
    done = prepare_one(SETTINGS, LandedRecord(1, data, form, "", ""))
    assert done.fate in (Fate.LOADED, Fate.REJECTED)
    assert (done.bib is None) == (done.fate is Fate.REJECTED)


@settings(max_examples=150, deadline=None)
@given(st.lists(_damaged(), max_size=4), FORMS)
def test_framing_loses_no_byte_but_separators(parts: list[bytes], form: str) -> None:
    """Frames stand in the file where they say, one after the other."""
    data = b"".join(parts)
    end = 0
    for one in frame(BytesIO(data), form):
        assert one.offset >= end
        assert data[one.offset : one.offset + len(one.payload)] == one.payload
        end = one.offset + len(one.payload)


@settings(max_examples=200, deadline=None)
@given(clean_records())
def test_iso_2709_is_read_back_as_it_was(record: Record) -> None:
    stored = to_stored(record)
    written = iso2709(parse_stored(stored))
    assert _rows(to_stored(decode(written, "iso2709").record)) == _rows(stored)
    (read,) = MARCReader(BytesIO(written))
    assert read is not None
    assert _rows(to_stored(read)) == _rows(stored)


@settings(max_examples=200, deadline=None)
@given(clean_records())
def test_marcxml_is_read_back_as_it_was(record: Record) -> None:
    stored = to_stored(record)
    element = marcxml(parse_stored(stored))
    assert _rows(to_stored(decode(element.encode(), "xml").record)) == _rows(stored)
    (read,) = parse_xml_to_array(BytesIO((MARCXML_HEAD + element + MARCXML_TAIL).encode()))
    assert read is not None
    assert _rows(to_stored(read)) == _rows(stored)


@settings(max_examples=100, deadline=None)
@given(clean_records())
def test_the_stored_form_is_read_back_as_it_was(record: Record) -> None:
    assert to_stored(from_stored(to_stored(record))) == to_stored(record)


@pytest.mark.parametrize("form", ["iso2709", "xml"])
def test_leader_keeps_what_is_not_a_length(form: str) -> None:
    stored = ["00000cas a2200000 i 4500", [["001", "1"], ["245", "00", "a", "Varanger årbok"]]]
    written = iso2709(stored) if form == "iso2709" else marcxml(stored).encode()
    read = str(decode(written, form).record.leader)
    assert (read[5:10], read[17:20]) == ("cas a", " i ")


def _rows(stored: str) -> list[list[str]]:
    """The fields, without the leader, whose lengths are the writer's."""
    rows: list[list[str]] = parse_stored(stored)[1]
    return rows
