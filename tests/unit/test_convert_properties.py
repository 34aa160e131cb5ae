"""What holds for every record, however odd: nothing raises, MARC 21 is left alone, no value vanishes in silence."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_records import rules
from marc_strategies import CODES, clean_records, marked_records, odd_records
from pymarc import Field, Indicators, Leader, Record, Subfield

from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.private import CREDENTIALS
from migration.marc.conversion.trace import EMPTY, SubfieldFate, Tally, Trace
from migration.marc.features.carrier import FORMATS
from migration.marc.features.record import features
from migration.marc.folding import fold
from migration.marc.formats import Verdict, verdict
from migration.marc.stored import parse_stored, to_stored
from migration.marc.validation import validate

NORMARC = Verdict("normarc", ())
MARC21 = Verdict("marc21", ())


@settings(max_examples=150, deadline=None)
@given(odd_records, st.sampled_from(["auto", "normarc", "marc21"]))
def test_nothing_raises_and_the_source_is_untouched(record: Record, declared: str) -> None:
    before = str(record.leader), record.as_dict()
    result = convert(record, rules(), verdict(record, declared))
    assert (str(record.leader), record.as_dict()) == before
    assert len(str(result.record.leader)) == 24
    assert str(result.record.leader)[9] == "a"
    assert features(result.record).format_class in FORMATS
    validate(result.record, rules())


@settings(max_examples=100, deadline=None)
@given(odd_records)
def test_normarc_always_gets_one_008_of_40_characters(record: Record) -> None:
    result = convert(record, rules(), NORMARC)
    assert [len(f.data or "") for f in result.record.fields if f.tag == "008"] == [40]


@settings(max_examples=100, deadline=None)
@given(odd_records)
def test_converting_marc_21_twice_is_converting_it_once(record: Record) -> None:
    once = convert(record, rules(), MARC21).record
    twice = convert(once, rules(), MARC21)
    assert to_stored(twice.record) == to_stored(once)
    assert twice.issues == ()


@settings(max_examples=200, deadline=None)
@given(st.one_of(marked_records(), odd_records))
def test_what_comes_out_is_marc_21_and_converting_it_again_changes_nothing(record: Record) -> None:
    once = convert(record, rules(), NORMARC).record
    asked = verdict(once)
    assert asked.format == "marc21", asked.evidence
    assert to_stored(convert(once, rules(), asked).record) == to_stored(once)


@settings(max_examples=200, deadline=None)
@given(clean_records())
def test_marc_21_comes_out_as_it_went_in(record: Record) -> None:
    """But for what ``local_fields.csv`` decides, here 099, whose items stand in a file of their own; and passwords."""
    record.remove_fields("099")
    for field in record.get_fields("856"):
        field.subfields = [subfield for subfield in field.subfields if subfield.code != "k"]
    record.fields = [field for field in record.fields if field.tag != "856" or field.subfields]
    result = convert(record, rules(), MARC21)
    assert parse_stored(to_stored(result.record)) == parse_stored(to_stored(record))


@settings(max_examples=400, deadline=None)
@given(marked_records())
def test_no_value_vanishes(record: Record) -> None:
    _assert_all_accounted(record)


@pytest.mark.parametrize("hundred", range(10))
def test_no_value_of_any_tag_and_code_vanishes(hundred: int) -> None:
    for tag in (f"{n:03}" for n in range(max(10, hundred * 100), hundred * 100 + 100)):
        fields = [
            Field(tag, Indicators(" ", " "), [Subfield("a", f"zqa{n:c}xy"), Subfield(code, f"zqb{n:c}xy")])
            for n, code in enumerate(CODES, 0x4E00)
        ]
        record = Record()
        record.leader = Leader("     nam         1      ")
        record.fields = fields
        _assert_all_accounted(record)


@settings(max_examples=100, deadline=None)
@given(odd_records, st.sampled_from([NORMARC, MARC21, Verdict("mixed", ())]))
def test_every_unit_has_one_fate(record: Record, found: Verdict) -> None:
    tally = Tally()
    convert(record, rules(), found, tally=tally)
    units = sum(1 if f.control_field else len(f.subfields) for f in record.fields)
    assert sum(tally.fates().values()) == units


def _assert_all_accounted(record: Record) -> None:
    """Every word is delivered, kept aside, in the references, for ``items.csv``, or dropped by a named rule."""
    trace = Trace()
    result = convert(record, rules(), NORMARC, trace=trace)
    there = _everything(result)
    for step in trace.steps:
        if step.claim.fate is SubfieldFate.DROPPED:
            assert step.claim.rule in (EMPTY, CREDENTIALS) or step.claim.rule in rules().notes, step
        elif step.claim.target != "items.csv":
            lost = [word for word in re.findall(r"zq\w+", step.value) if word not in there]
            assert not lost, f"{step}: {lost}"
    assert len(trace.steps) == sum(len(f.subfields) for f in record.fields)


def _everything(result: Converted) -> set[str]:
    """The marked words of all that was not dropped."""
    texts = [f.data or "" for f in result.record.fields]
    texts += [s.value for f in result.record.fields for s in f.subfields]
    texts += [kept.value for kept in result.kept]
    texts += [f"{ref.heading} {ref.target} {ref.text}" for ref in result.references]
    return set(re.findall(r"zq\w+", " ".join(texts)))


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
