"""No false word: what a rule says it moved or merged stands where the rule says.

Codes that a table translates are looked for by their place alone, for there the value is another one.
"""

import re
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_records import NORMARC_LEADER, converted, lines_of, record, rules
from marc_strategies import KNOWN_VALUES, control_fields
from pymarc import Field, Indicators, Leader, Record, Subfield

from migration.marc.conversion.convert import Converted, convert
from migration.marc.conversion.trace import Step, SubfieldFate, Trace
from migration.marc.formats import Verdict

TABLES = (
    "age_limits/", "audience/", "bindings/", "control_numbers/", "countries/", "dewey_editions/", "document_types/",
    "languages/", "literary_forms/", "material_terms/", "relators/", "subject_sources/",
)  # fmt: skip
"""Rules whose targets are other values than the source's."""
RECKONED = frozenset(("045$b", "306$a", "263$a", "082$m", "083"))
"""Targets whose values are worked out: years as d1880, times as 012030, a kind of number as b or as a field."""
ELSEWHERE = frozenset(("items.csv", "core_bib_reference"))

VALUES = st.sampled_from([
    *KNOWN_VALUES, "1880-85", "42:15", "1:20:30", "82-00-42442-1 (ib.) ; 82-00-42442-5", "82-00-42442-9", "M230003995",
    "979-0-2600-0043-8", "no,se", "NO-OsBA", "0029-2001", "0029-2001 trykt", "0029-2002", "010203", "7038010000010",
    "7038010000011", "Ibsen, Henrik: Vildanden", "forf.", "DDK 5", "19", "1905-1980", "Oslo universitet. Institutt",
    "humord", "ntsf", "15 år", "DFB", "NO-TrBIB", "Hansen, Kari, overs.", "[Hansen, Kari: Dikt]", "(NO-OsBA)123456",
])  # fmt: skip
CODES = st.one_of(st.sampled_from("aab"), st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"))
SUBFIELDS = st.lists(st.builds(Subfield, CODES, VALUES), min_size=1, max_size=5)
INDICATORS = st.builds(Indicators, st.sampled_from(" 012347"), st.sampled_from(" 012347"))
FORMATS = st.sampled_from([Verdict("normarc", ()), Verdict("mixed", ())])
BY_HANDLER = {
    handler: sorted(tag for tag, rule in rules().fields.items() if rule.handler == handler and tag >= "010")
    for handler in sorted({rule.handler for rule in rules().fields.values()} - {"drop", ""})
}

ALL_TAGS = sorted(chain.from_iterable(BY_HANDLER.values()))


@pytest.mark.parametrize("handler", [handler for handler, tags in BY_HANDLER.items() if tags])
@settings(max_examples=30, deadline=None)
@given(data=st.data(), found=FORMATS)
def test_what_is_said_to_be_moved_is_where_it_is_said_to_be(handler: str, data: st.DataObject, found: Verdict) -> None:
    """Two fields of one handler, beside any other two and 00X."""
    own = st.builds(Field, st.sampled_from(BY_HANDLER[handler]), INDICATORS, SUBFIELDS)
    other = st.one_of(st.builds(Field, st.sampled_from(ALL_TAGS), INDICATORS, SUBFIELDS),
                      control_fields)  # fmt: skip
    source = Record()
    source.leader = Leader(NORMARC_LEADER)
    source.fields = [data.draw(own), *data.draw(st.lists(own, max_size=1)), *data.draw(st.lists(other, max_size=2))]
    _assert_no_false_claim(source, found)


def _assert_no_false_claim(source: Record, found: Verdict) -> None:
    trace = Trace()
    result = convert(source, rules(), found, isil="NO-2549900", trace=trace)
    for step in trace.steps:
        if step.value.strip() and step.claim.fate in (SubfieldFate.MOVED, SubfieldFate.MERGED):
            assert _is_there(step, trace, result), f"{step} in {[str(field) for _, field in trace.made]}"


def _is_there(step: Step, trace: Trace, result: Converted) -> bool:
    """Whether a field of the target's tag has the value; some value, by a table.

    ``$4`` is in a field made of the step's, unless that was left out since the record has an equal one.
    """
    target = step.claim.target
    if not target or target in ELSEWHERE:
        return target != "core_bib_reference" or bool(result.references)
    tag, _, code = target.partition("$")
    tag = tag.partition("/")[0]
    if tag == "LDR":
        return True
    pattern = re.compile(tag.replace("X", ".") or "...")
    own = [field for place, field in trace.made if place == step.place]
    among = [field for _, field in trace.made] if tag or not own else own
    fields = [field for field in among if pattern.fullmatch(field.tag)]
    values = [value for field in fields for found, value in field.subfields if code in ("", found)]
    if target in RECKONED or step.claim.rule.startswith(TABLES) or step.tag < "010":
        return bool(fields) and (not code or bool(values))
    return any(_agree(step.value, value) for value in values)


def _agree(old: str, new: str) -> bool:
    """Whether one of the texts has a word of the other, or all its letters and digits; M of an ISMN is 9790."""
    if not set(re.findall(r"\w{3,}", old.casefold())).isdisjoint(re.findall(r"\w{3,}", new.casefold())):
        return True
    first, second = (re.sub(r"[\W_]", "", text.casefold()) for text in (old, new))
    return first.removeprefix("m") in second or (bool(second) and second in first)


def _fates(*lines: str) -> list[tuple[str, str, str]]:
    """Code, fate and target of every subfield."""
    trace = Trace()
    convert(record(*lines), rules(), Verdict("normarc", ()), trace=trace)
    return [(step.code, step.claim.fate.value, step.claim.target) for step in trace.steps]


def _kept(*lines: str) -> list[tuple[str, str, str]]:
    return [(kept.tag, kept.code, kept.value) for kept in converted(*lines).kept]


def test_the_kind_of_a_dewey_number_is_told_or_kept_aside() -> None:
    assert _fates("082 3# $a839.82$25$za")[2] == ("z", "moved", "083")
    assert _fates("082 3# $a839.82$25$zb")[2] == ("z", "moved", "082$m")
    assert _kept("082 3# $a839.82$25$zh") == []
    assert _kept("082 3# $a839.82$25$zab") == [("082", "z", "ab")]
    assert _kept("082 3# $zb") == [("082", "z", "b")]
    assert _kept("082 3# $a839.82$za$zb") == [("082", "z", "a")]


def test_084_cannot_tell_the_kind_of_arnesens_number() -> None:
    for kind in ("a", "b"):
        assert lines_of(converted(f"082 4# $aDd 81$z{kind}"), "082", "083", "084") == ["084 ## $aDd 81$2z"]
        assert _kept(f"082 4# $aDd 81$z{kind}") == [("082", "z", kind)]


def test_the_edition_of_a_part_is_in_083() -> None:
    assert _fates("082 3# $a839.82$2DDK 5$za")[1] == ("2", "moved", "083$2")


def test_a_wrong_isbn_is_said_to_be_in_z() -> None:
    assert lines_of(converted("020 ## $a82-00-42442-9"), "020") == ["020 ## $z8200424429"]
    assert _fates("020 ## $a82-00-42442-9") == [("a", "moved", "020$z")]
    assert _fates("020 ## $a979-0-2600-0043-8") == [("a", "moved", "024$a")]


def test_a_second_language_of_cataloguing_is_kept_aside_and_the_same_again_is_not() -> None:
    assert _kept("040 ## $aNO-OsBA$bnob$bnno") == [("040", "b", "nno")]
    assert _kept("040 ## $aNO-OsBA$bnob$bnob") == []
    assert _fates("040 ## $aNO-OsBA$bnob$bnob")[1:] == [("b", "moved", ""), ("b", "moved", "")]
    assert _fates("040 ## $aNO-OsBA$aNO-TrBIB")[1] == ("a", "moved", "040$d")


def test_007_without_data_is_empty() -> None:
    assert _fates("007 ") == [("", "dropped", "")]


def test_of_two_equal_entries_nothing_is_said_to_be_there_that_is_not() -> None:
    assert _fates("700 1# $aHansen, Kari", "700 1# $aHansen, Kari,$8kvinne")[1:] == [
        ("a", "merged", "X00"),
        ("8", "moved", ""),
    ]
    assert _kept("130 ## $aVetr", "130 ## $aVetr$aHaust") == [("130", "a", "Haust")]


def test_units_and_roles_without_a_name_are_kept_aside() -> None:
    assert _kept("710 2# $bAvdeling for musikk. Biblioteket") == [("710", "b", "Avdeling for musikk. Biblioteket")]
    assert _kept("711 2# $eovers.") == [("711", "e", "overs.")]


def test_a_second_uniform_title_in_a_field_is_kept_aside_with_its_qualifier() -> None:
    line = "$aVetr$a[Haust]$qroman"
    for tag in ("130", "240"):
        assert _kept(f"{tag} ## {line}") == [(tag, "a", "[Haust]"), (tag, "q", "roman")]


def test_countries_are_said_to_be_in_the_subfield_where_they_are() -> None:
    assert _fates("044 ## $ano,se")[0] == ("a", "moved", "044$c")
    assert _fates("044 ## $anik")[0][1:] == ("moved", "")


def test_every_occupation_of_a_field_becomes_a_subject() -> None:
    assert lines_of(converted("656 ## $aLege$aSmed$0hov"), "650", "656") == ["650 #4 $aLege", "650 #4 $aSmed (hov)"]


@pytest.mark.parametrize(
    ("types", "term", "is_said_already"),
    [
        ("la", "elektronisk ressurs", True),
        ("l", "elektronisk ressurs", False),
        ("la", "cd-rom", False),
        ("dc", "lydopptak", True),
        ("dk", "lydopptak", False),
        ("dk", "kombidokument", True),
        ("ib", "mikrofilm", True),
        ("l", "plansje", False),
        ("l", "ukjent ord", False),
    ],
)
def test_a_material_designation_is_used_up_only_where_the_document_types_say_as_much(
    types: str, term: str, is_said_already: bool
) -> None:
    notes = lines_of(converted(f"019 ## $b{types}", f"245 10 $aBok$h{term}"), "500")
    assert notes == ([] if is_said_already else [f"500 ## $aMaterialbetegnelse: {term}"])


@pytest.mark.parametrize("term", ["mikrofilm", "mikrokort", "[Mikrofiche]", "mikroform"])
def test_microforms_are_known_by_their_designation(term: str) -> None:
    assert "$bh$2rdamedia" in lines_of(converted(f"245 10 $aBok$h{term}"), "337")[0]
