"""Validation never raises, never repeats itself, never names an unknown code, and leaves the record alone."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st
from marc_records import rules
from pymarc import Field, Indicators, Leader, Record, Subfield

from migration.issues import catalogue
from migration.marc.validation import compare, validate

text = st.text(max_size=25)
tags = st.one_of(
    st.sampled_from(sorted(rules().schema.fields)), st.text(string.digits + "AX é", min_size=3, max_size=3)
)
values = st.one_of(
    text, st.sampled_from(["880-01", "245-01/(N", "9788281692695", "mul", "rdacontent", "1920-", "?á", "¤¦"])
)
codes = st.one_of(st.sampled_from(string.ascii_lowercase + string.digits), st.text(max_size=2))
indicators = st.builds(Indicators, st.text(max_size=1), st.text(max_size=1))
data_fields = st.builds(
    lambda tag, ind, subfields: Field(tag if tag > "010" else "500", ind, subfields),
    tags,
    indicators,
    st.lists(st.builds(Subfield, codes, values), max_size=5),
)
control_fields = st.builds(
    lambda tag, data: Field(tag, data=data),
    st.sampled_from(["001", "003", "005", "006", "007", "008", "009"]),
    st.one_of(st.none(), st.text(max_size=45), st.text("0123456789 abcnorsu|", min_size=40, max_size=40)),
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    record = Record()
    record.leader = Leader(draw(st.one_of(st.text(min_size=24, max_size=24), st.just("00000nam a2200000 c 4500"))))
    record.fields = draw(st.lists(st.one_of(data_fields, control_fields), max_size=8))
    return record


@settings(max_examples=300, deadline=None)
@given(records(), st.sampled_from(["marc21", "normarc", "mixed"]))
def test_validation_never_raises(record: Record, marc_format: str) -> None:
    before = str(record.leader), record.as_dict()
    issues = validate(record, rules(), marc_format)
    assert len(set(issues)) == len(issues)
    assert {issue.code for issue in issues} <= set(catalogue())
    assert validate(record, rules(), marc_format) == issues
    assert (str(record.leader), record.as_dict()) == before


@settings(max_examples=200, deadline=None)
@given(records(), records(), st.sampled_from(["marc21", "normarc", "mixed"]))
def test_comparison_never_raises(source: Record, record: Record, marc_format: str) -> None:
    assert {issue.code for issue in compare(source, record, rules(), marc_format)} <= set(catalogue())


@settings(max_examples=100, deadline=None)
@given(records())
def test_nothing_is_lost_by_doing_nothing(record: Record) -> None:
    assert compare(record, record, rules(), "marc21") == ()
