"""What holds for the fixed fields and 01X-08X, 3XX of every record: valid MARC 21, judged as it, and stable."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from marc_records import converted, f008, record, rules, show

from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.trace import Trace
from migration.marc.formats import verdict
from migration.marc.schema import FixedPosition

LAYOUTS = {"a": "BK", "t": "BK", "m": "CF", "e": "MP", "f": "MP", "c": "MU", "d": "MU", "i": "MU", "j": "MU",
           "g": "VM", "k": "VM", "o": "VM", "r": "VM", "p": "MX"}  # fmt: skip
CHARACTERS = " |#-0123456789abcdefghijklmnopqrstuvwxyz"
VALUES = (
    "nobsme", "nob", "norsk", "ib. : kr 98", "978-82-8169-269-5 (h.)", "82-00-42442-1 (ib.) ; 82-00-42442-5", "1880-85",
    "tate", "NA", "l,dc", "di|qq", "h", "a", "0029-2001 trykt", "M230003995", "7038010000010", "5", "23/nor", "no,se",
    "010203", "1:20:30", "BIBBI", "LC", "15", " ", "Måned",
)  # fmt: skip

leaders = st.builds(
    lambda status, kind, level, coding, encoding: f"     {status}{kind}{level} {coding}       {encoding}      ",
    st.sampled_from("cdnp x"), st.sampled_from("abcdefgijkmoprtx "), st.sampled_from("abcmpsix "),
    st.sampled_from(" a"), st.sampled_from("0125 x"),
)  # fmt: skip
fixed = st.one_of(
    st.text(CHARACTERS, min_size=40, max_size=40),
    st.text(CHARACTERS, max_size=45),
    st.builds(lambda at, char: " " * at + char + " " * (39 - at), st.integers(0, 39), st.sampled_from(CHARACTERS)),
).map("008 ".__add__)
types = st.lists(st.sampled_from([*rules().document_types]), min_size=1, max_size=3).map(
    lambda codes: "019 ## $b" + ",".join(codes)
)
physical = st.builds(
    lambda category, rest: f"007 {category}{rest}",
    st.sampled_from("acdfghkmoqrstuvzx"),
    st.text(CHARACTERS.replace("#", ""), max_size=24),
)
TAGS = sorted(tag for tag in rules().fields if "010" <= tag < "090" or tag[0] == "3")
coded = st.builds(
    lambda tag, indicators, pairs: f"{tag} {indicators} " + "".join(f"${code}{value}" for code, value in pairs),
    st.sampled_from(TAGS),
    st.text("#0123479", min_size=2, max_size=2),
    st.lists(st.tuples(st.sampled_from("aaabcegh2zx7"), st.sampled_from(VALUES)), min_size=1, max_size=5),
)
records = st.tuples(fixed, st.lists(st.one_of(types, physical, coded), max_size=8), leaders)


def _convert(given_record: tuple[str, list[str], str]) -> Converted:
    data, lines, leader = given_record
    return converted(data, *lines, leader=leader)


def _layout(leader: str) -> str:
    return "CR" if leader[6] in "at" and leader[7] in "bis" else LAYOUTS[leader[6]]


def _wrong(positions: tuple[FixedPosition, ...], data: str) -> Iterator[tuple[str, str]]:
    for position in positions:
        for start in range(position.start, position.stop, position.width):
            code = data[start : start + position.width]
            if not position.values.fullmatch(code):
                yield position.name, code


@settings(max_examples=300, deadline=None)
@given(records)
def test_leader_007_and_008_hold_marc_21s_codes_only(given_record: tuple[str, list[str], str]) -> None:
    result = _convert(given_record)
    leader, schema = str(result.record.leader), rules().schema.fixed
    assert list(_wrong(schema["LDR"], leader)) == []
    data = f008(result)
    assert list(_wrong((*schema["008"], *schema[f"008/{_layout(leader)}"]), data)) == []
    for field in result.record.fields:
        if field.tag == "007":
            assert list(_wrong(schema[f"007/{(field.data or '')[0]}"], field.data or "")) == []


@settings(max_examples=300, deadline=None)
@given(records)
def test_tags_indicators_and_subfields_are_marc_21s(given_record: tuple[str, list[str], str]) -> None:
    for field in _convert(given_record).record.fields:
        definition = rules().schema.fields[field.tag]
        if field.control_field:
            continue
        for indicator, allowed in zip(field.indicators or (), definition.indicators, strict=True):
            assert allowed is None or indicator in allowed, show(field)
        codes = [code for code, _ in field.subfields]
        assert codes, field.tag
        for code in codes:
            assert definition.repeated is None or code in definition.repeated | definition.once, show(field)
            assert code not in definition.once or codes.count(code) == 1, show(field)


@settings(max_examples=200, deadline=None)
@given(records)
def test_the_outcome_is_judged_as_marc_21_and_stays(given_record: tuple[str, list[str], str]) -> None:
    once = _convert(given_record).record
    found = verdict(once)
    assert found.format == "marc21", found.evidence
    assert str(convert(once, rules(), found).record) == str(once)


@settings(max_examples=200, deadline=None)
@given(records)
def test_every_fate_names_a_row_of_the_tables(given_record: tuple[str, list[str], str]) -> None:
    data, lines, leader = given_record
    trace = Trace()
    source = record(data, *lines, leader=leader)
    result = convert(source, rules(), verdict(source, "normarc"), trace=trace)
    named = {step.claim.rule for step in trace.steps} - {"", "empty"}
    assert named <= set(rules().notes)
    unknown = [step.value for step in trace.steps if step.claim.fate == "unknown"]
    assert sorted(unknown) == sorted(kept.value for kept in result.kept)
