"""Whatever stands in subjects, links, holdings, references and local fields: no error, and nothing without a fate."""

from hypothesis import given
from hypothesis import strategies as st
from marc_records import MARC21_LEADER, record, rules
from pymarc import Field, Indicators, Subfield

from migration.marc.conversion.convert import convert
from migration.marc.conversion.private import borrower_rule, is_secret
from migration.marc.conversion.reshape import DEWEY, is_identifier
from migration.marc.conversion.trace import EMPTY, SubfieldFate, Trace
from migration.marc.formats import Verdict

TAGS = (
    "090", "096", "600", "610", "611", "630", "640", "648", "650", "651", "652", "653", "655", "656", "658", "690",
    "699", "760", "765", "773", "775", "780", "785", "787", "850", "856", "900", "910", "930", "950", "590", "901",
)  # fmt: skip
CODES = "abcdefghijklmnopqrstuvwxyz0123456789"
VALUES = st.sampled_from(["BS", "humord", "2005", "639.2", "k", "Ola", "12345", "(NO-OsBA)1", "eng", "gb", "fisk (2)"])
SUBFIELDS = st.builds(Subfield, st.sampled_from(CODES), st.one_of(VALUES, st.text(max_size=12)))
INDICATORS = st.builds(Indicators, st.sampled_from(" 012347x"), st.sampled_from(" 012347x"))
FIELDS = st.builds(Field, st.sampled_from(TAGS), INDICATORS, st.lists(SUBFIELDS, min_size=1, max_size=6))


@given(fields=st.lists(FIELDS, max_size=4), isil=st.sampled_from(["", "NO-2030000"]))
def test_every_subfield_has_a_fate_and_every_rule_a_row(fields: list[Field], isil: str) -> None:
    source = record("245 10 $aX")
    source.fields += fields
    trace = Trace()
    result = convert(source, rules(), Verdict("normarc", ()), isil=isil, trace=trace)
    steps = [step for step in trace.steps if step.place > 0]
    assert len(steps) == sum(len(field.subfields) for field in fields)
    unknown = [(s.place, s.code, s.value) for s in steps if s.claim.fate is SubfieldFate.UNKNOWN]
    assert unknown == [(kept.place, kept.code, kept.value) for kept in result.kept]
    known = rules().notes.keys() | {EMPTY, "credentials"}
    assert {s.claim.rule for s in steps if s.claim.fate is not SubfieldFate.UNKNOWN} <= known


@given(fields=st.lists(FIELDS, max_size=4))
def test_the_outcome_is_not_converted_again(fields: list[Field]) -> None:
    source = record("245 10 $aX")
    source.fields += fields
    once = convert(source, rules(), Verdict("normarc", ()), isil="NO-2030000").record
    once.leader = record(leader=MARC21_LEADER).leader
    assert str(convert(once, rules(), Verdict("marc21", ())).record) == str(once)


@given(text=st.text(max_size=80), tag=st.sampled_from(TAGS))
def test_looking_for_secrets_never_raises(text: str, tag: str) -> None:
    assert is_secret(tag, text) in (True, False)
    assert borrower_rule(text, rules()) in ("", *rules().notes)


@given(number=st.from_regex(r"\d{3}\.\d{1,4}", fullmatch=True))
def test_a_dewey_number_is_no_identifier(number: str) -> None:
    assert DEWEY.fullmatch(number)
    assert not is_identifier(number)
