"""The short ways that make reading and converting fast give the same as the long ones, whatever the record."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from marc_bytes import data
from marc_bytes import record as iso2709
from marc_records import MARC21_LEADER, NORMARC_LEADER, record, rules
from marc_strategies import coded_records, odd_records
from pymarc import Leader, Record

from migration.marc.charset.evidence import CharsetEvidence
from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.memory import memory_of
from migration.marc.conversion.trace import Fates, Tally, Trace
from migration.marc.formats import Format, Verdict
from migration.marc.reading.decode import Decoded, decode, decode_closely
from migration.marc.reading.plain import read_plain
from migration.marc.stored import to_stored

_texts = st.one_of(
    st.text("abcæøåčđŋšž ABCØ.,:;&^#$-0123456789\xa0", max_size=20),
    st.text(max_size=8),
    st.sampled_from(["SÃ¸ndag", "&#331;", "c\u0327a", "A\u030asne", " ", "", "\x98Den\x9c"]),
)
_indicators = st.sampled_from([b"  ", b"10", b"1 ", b"^^", b" #", b"1", b"", b"123", "å ".encode()])
_subfields = st.lists(
    st.builds(lambda code, text: (code + text).encode(), st.sampled_from("abc19$ "), _texts), max_size=4
)
_bodies = st.builds(lambda ind, subfields: data(ind, *subfields), _indicators, _subfields)
_fields = st.one_of(
    st.tuples(st.sampled_from([b"100", b"245", b"650", b"20 ", b"A1X", b"000", b"---"]), _bodies),
    st.tuples(st.sampled_from([b"001", b"008", b"245"]), _texts.map(str.encode)),
)
_records = st.lists(_fields, min_size=1, max_size=6).map(
    lambda fields: iso2709([(tag, body.replace(b"\x1d", b"").replace(b"\x1e", b"")) for tag, body in fields])
)


def _as_text(decoded: Decoded) -> tuple[str, str, object]:
    return to_stored(decoded.record), decoded.charset, decoded.issues


@settings(max_examples=400, deadline=None)
@given(_records)
def test_a_plain_record_reads_as_it_does_the_long_way(payload: bytes) -> None:
    if read_plain(payload) is not None:
        long = decode_closely(payload, "iso2709", "auto", "", CharsetEvidence())
        assert _as_text(decode(payload, "iso2709")) == _as_text(long)


def test_a_sound_record_takes_the_short_way_and_one_with_a_fault_does_not() -> None:
    sound = iso2709([(b"001", b"12"), (b"245", data(b"10", "aBlåbær på Røros".encode(), b"cKari"))])
    assert read_plain(sound) is not None
    faults = (
        sound.replace(b"10\x1f", b"1\x1f"),
        sound[:-1],
        sound.replace(b"12", b"1\x1b"),
        sound.replace(b"\xc3\xa5", b"\xe5"),
    )
    assert [read_plain(fault) for fault in faults] == [None] * 4


def _all(converted: Converted, tally: Tally) -> tuple[object, ...]:
    fates: Fates = tally.fates()
    return to_stored(converted.record), converted.issues, converted.kept, converted.references, fates


def _convert(record: Record, form: Format, isil: str, trace: Trace | None = None) -> tuple[object, ...]:
    tally = Tally()
    return _all(convert(record, rules(), Verdict(form, ()), isil=isil, tally=tally, trace=trace), tally)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(odd_records, coded_records),
    st.sampled_from(["normarc", "mixed"]),
    st.sampled_from([NORMARC_LEADER, MARC21_LEADER, "     ngm         1      ", "     njs         5      "]),
)
def test_what_is_remembered_of_other_records_changes_nothing(record: Record, form: Format, leader: str) -> None:
    """The same fields were met before: in a record of another type, another format, another library."""
    memory_of(rules()).clear()
    fresh = _convert(record, form, "NO-1")
    memory_of(rules()).clear()
    other = copy.copy(record)
    other.leader = Leader(leader)
    for known in ("mixed", "normarc"):
        _convert(other, known, "NO-2")
        _convert(other, known, "NO-1")
    assert _convert(record, form, "NO-1") == fresh
    assert _convert(record, form, "NO-1") == fresh


@settings(max_examples=100, deadline=None)
@given(st.one_of(odd_records, coded_records))
def test_a_traced_record_is_converted_without_memory_to_the_same(record: Record) -> None:
    assert _convert(record, "normarc", "NO-1", Trace()) == _convert(record, "normarc", "NO-1")


def test_remembered_subfields_kept_aside_stand_in_their_own_place() -> None:
    one = record("650 ## $aFiske$uodd")
    other = record("245 10 $aBok", "500 ## $aNote", "650 ## $aFiske$uodd")
    for source, place in ((one, 0), (other, 2), (one, 0)):
        kept = convert(source, rules(), Verdict("normarc", ())).kept
        assert [(k.place, k.code, k.value) for k in kept] == [(place, "u", "odd")]
