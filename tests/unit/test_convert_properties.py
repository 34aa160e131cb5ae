"""What holds for every record, however odd: nothing raises, MARC 21 is left alone, no value vanishes in silence."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_records import rules
from pymarc import Field, Indicators, Leader, Record, Subfield

from migration.marc.carrier import FORMATS
from migration.marc.convert import Converted, convert
from migration.marc.features import features
from migration.marc.folding import fold
from migration.marc.formats import Verdict, verdict
from migration.marc.validation import validate

TAGS = sorted(tag for tag in rules().fields if tag >= "010")
CODES = string.ascii_lowercase + string.digits
known_tags = st.sampled_from(TAGS)
any_tags = st.one_of(known_tags, st.text(string.digits + "ABX", min_size=3, max_size=3))
any_text = st.one_of(
    st.text(max_size=20), st.sampled_from(["nobsme", "ib.", "978-82-8169-269-5", "l,dc", "2. utg.", "NA"])
)


def _subfields(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[Subfield]]:
    return st.lists(st.builds(Subfield, st.sampled_from(CODES), values), max_size=5)


def _data_fields(tags: st.SearchStrategy[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[Field]:
    indicator = st.sampled_from(" 0123479#x")
    return st.builds(Field, tags, st.builds(Indicators, indicator, indicator), _subfields(values))


control_fields = st.builds(
    lambda tag, data: Field(tag, data=data),
    st.sampled_from(["001", "003", "005", "006", "007", "008", "009"]),
    st.one_of(st.none(), st.text(max_size=45), st.text("0123456789 abcnors|", min_size=40, max_size=40)),
)


@st.composite
def _records(draw: st.DrawFn, fields: st.SearchStrategy[Field]) -> Record:
    record = Record()
    record.leader = Leader(draw(st.one_of(st.text(min_size=24, max_size=24), st.just("     nam         1      "))))
    record.fields = draw(st.lists(fields, max_size=8))
    return record


odd_records = _records(st.one_of(_data_fields(any_tags, any_text), control_fields))
words = st.text("abcdegikæøåčšñ0123456789", min_size=1, max_size=6).map(lambda text: "zq" + text)
plain_values = st.lists(words, min_size=1, max_size=3).map(" ".join)
plain_records = _records(_data_fields(st.sampled_from([tag for tag in TAGS if tag != "019"]), plain_values))


def _same(one: Record, other: Record) -> bool:
    return str(one) == str(other)


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
    result = convert(record, rules(), Verdict("normarc", ()))
    assert [len(f.data or "") for f in result.record.fields if f.tag == "008"] == [40]


@settings(max_examples=100, deadline=None)
@given(odd_records)
def test_converting_marc_21_twice_is_converting_it_once(record: Record) -> None:
    once = convert(record, rules(), Verdict("marc21", ())).record
    twice = convert(once, rules(), Verdict("marc21", ()))
    assert _same(once, twice.record)
    assert twice.issues == ()


@settings(max_examples=300, deadline=None)
@given(plain_records)
def test_no_value_vanishes_without_a_rule_or_an_issue(record: Record) -> None:
    result = convert(record, rules(), Verdict("normarc", ()))
    for field in record.fields:
        for subfield in field.subfields:
            assert _accounted(field.tag, subfield, result), f"{field.tag}${subfield.code} {subfield.value}"


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag != "019"])
def test_every_subfield_of_every_tag_is_accounted_for(tag: str) -> None:
    for code in CODES:
        record = Record()
        record.leader = Leader("     nam         1      ")
        subfields = [Subfield("a", "zqfirst"), Subfield(code, "zqsecond")]
        record.fields = [Field(tag, Indicators(" ", " "), subfields)]
        result = convert(record, rules(), Verdict("normarc", ()))
        assert all(_accounted(tag, subfield, result) for subfield in subfields), f"{tag}${code}"


def _accounted(tag: str, subfield: Subfield, result: Converted) -> bool:
    """In the output, or taken by a rule of its own; what a rule takes silently is only what says nothing new."""
    rule = rules().fields[tag]
    action = rule.subfields[subfield.code].action if subfield.code in rule.subfields else ""
    named = {(issue.code, issue.field) for issue in result.issues}
    if rule.handler == "drop":
        return ("local_field_dropped", tag) in named
    if action == "report" or (tag == "082" and subfield.code in "z2"):
        return ("subfield_dropped", f"{tag}${subfield.code}") in named or _in_output(subfield.value, result)
    return action == "drop" or _in_output(subfield.value, result)


def _in_output(value: str, result: Converted) -> bool:
    text = " ".join(s.value for field in result.record.fields for s in field.subfields)
    return all(_letters(word) in _letters(text) for word in value.split())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
