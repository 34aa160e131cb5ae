"""What holds for the features of every record, however odd."""

from hypothesis import given, settings
from hypothesis import strategies as st
from marc_records import MARC21_LEADER, field, record
from marc_strategies import odd_records
from pymarc import Field, Indicators, Record, Subfield

from migration.features import IDENTIFIER_KINDS, SCOPES, BibFeatures
from migration.marc.features.carrier import FORMATS
from migration.marc.features.forms import comparison_form, folded
from migration.marc.features.numbering import statement_in, volume_in_designation
from migration.marc.features.record import features
from migration.marc.features.scripts import library_of_congress, norwegian, skeleton

READ = (
    "008",
    "015",
    "020",
    "022",
    "024",
    "028",
    "034",
    "035",
    "041",
    "100",
    "110",
    "240",
    "245",
    "250",
    "255",
    "260",
    "264",
    "300",
    "306",
    "490",
    "500",
    "538",
    "700",
    "753",
    "765",
    "773",
    "830",
    "880",
)
pieces = st.sampled_from(
    [
        "bind",
        "del",
        "2",
        "IV",
        ". ",
        " : ",
        " = ",
        "[",
        "]",
        "/",
        "1:50 000",
        "s.",
        "©",
        "2001",
        "99999999999",
        "٣",
        "²",
        "b.",
        "-",
        "oassi",
        "том",
        "é",
        "\u0301",
        "\ud800",
        "\x00",
        "?",
        "min",
        "cm",
        "t",
        "isbn",
        "9788200424420",
        "8.",
        "trinn",
        "utg",
        "oppl",
        ",",
    ]
)
texts = st.one_of(
    st.text(max_size=40), st.lists(pieces, max_size=12).map("".join), st.lists(pieces, max_size=8).map(" ".join)
)
subfields = st.lists(st.builds(Subfield, st.sampled_from("abcdghlnpqtvwz26"), texts), max_size=5)


@st.composite
def nonsense(draw: st.DrawFn) -> Record:
    """Records whose fields that are read have nonsense in them."""
    made = Record()
    made.leader = MARC21_LEADER.replace("nam", draw(st.sampled_from(["nam", "nim", "ngm", "nem", "nmm", "naa", "nas"])))
    for tag in draw(st.lists(st.sampled_from(READ), max_size=8)):
        if tag == "008":
            made.add_field(Field(tag, data=draw(texts)))
        else:
            indicators = Indicators(draw(st.sampled_from(" 0123²")), draw(st.sampled_from(" 0123459²")))
            made.add_field(Field(tag, indicators, draw(subfields)))
    return made


@settings(max_examples=300, deadline=None)
@given(st.one_of(nonsense(), odd_records))
def test_nothing_raises_and_the_values_are_what_they_may_be(one: Record) -> None:
    found = features(one)
    assert found.format_class in FORMATS
    assert all(i.kind in IDENTIFIER_KINDS and i.scope in SCOPES and i.value for i in found.identifiers)
    assert all(year.isdecimal() and len(year) == 4 for year in (found.year, *found.other_years) if year)
    assert found.year not in found.other_years
    assert all(size is None or size >= 0 for size in (found.pages, found.front_pages, found.volumes, found.minutes))
    assert list(found.version) == sorted(set(found.version))
    lists = (found.names, found.other_titles, found.publishers, found.places, found.series, found.identifiers)
    assert all(len(values) == len(set(values)) and all(values) for values in lists)


@settings(max_examples=100, deadline=None)
@given(nonsense())
def test_features_are_the_same_each_time_and_leave_the_record_alone(one: Record) -> None:
    before = one.as_dict()
    assert features(one) == features(one)
    assert one.as_dict() == before


@given(texts)
def test_forms_of_text_are_stable(text: str) -> None:
    for form in (comparison_form, folded, norwegian, library_of_congress, skeleton):
        assert form(form(text)) == form(text)


@given(texts)
def test_a_statement_of_a_volume_has_a_number_and_takes_nothing_else_away(text: str) -> None:
    if found := statement_in(text):
        assert found.number
        assert text.startswith(found.before)
        assert text.endswith(found.after)


@given(st.integers(1, 999))
def test_a_number_of_a_volume_is_that_number(number: int) -> None:
    assert {
        volume_in_designation(f"{unit} {number}") for unit in ("Bind", "Del", "osa", "oassi", "том", "vol.", "")
    } == {str(number)}


@given(
    st.permutations(
        ["020 ## $a8200424421", "250 ## $a2. utg.", "300 ## $a312 s.", "260 ## $aOslo$bOktober$c2001", "041 0# $anob"]
    )
)
def test_the_order_of_fields_of_different_tags_does_not_matter(lines: list[str]) -> None:
    made = record("245 10 $aSult", *lines, leader=MARC21_LEADER)
    assert features(made) == features(record("245 10 $aSult", *sorted(lines), leader=MARC21_LEADER))


def test_an_empty_record_has_no_features_but_its_format() -> None:
    empty = features(record(leader=MARC21_LEADER))
    assert empty == BibFeatures(format_class="book")
    assert features(record(leader=MARC21_LEADER)) == empty
    assert field("245 10 $aSult").tag == "245"
