"""What becomes of every subfield, and that nothing has no fate: the frame's own rules, whatever a handler does."""

import pytest
from marc_records import converted, field, lines_of, record, rules
from pymarc import Field, Subfield

from migration.marc.conversion.convert import convert
from migration.marc.conversion.fates import FateLedger
from migration.marc.conversion.trace import EMPTY, SubfieldFate, Tally, Trace
from migration.marc.conversion.work import Work
from migration.marc.formats import Format, Verdict


def _settle(source: str, *made: str, claim: tuple[str, str] | None = None) -> tuple[list[tuple[str, str]], Work]:
    """(code, fate) of each subfield of the source, given what a handler made of the field and what it claimed."""
    work, trace = Work(rules()), Trace()
    if claim:
        work.dropped(Subfield(*claim), "subfields/245$w")
    FateLedger(work, Tally(), trace).settle(0, field(source), [field(line) for line in made], "fields/245")
    return [(step.code, step.claim.fate.value) for step in trace.steps], work


@pytest.mark.parametrize(
    ("source", "made", "fates"),
    [
        ("500 ## $aEn note", ("500 ## $aEn note",), [("a", "moved")]),
        ("500 ## $aEn note", ("520 ## $bEn note",), [("a", "moved")]),
        ("440 ## $aSerien :$pDel A", ("490 ## $aSerien. Del A",), [("a", "merged"), ("p", "merged")]),
        ("440 ## $aSerien$v1", ("490 ## $aSerien 1984",), [("a", "merged"), ("v", "unknown")]),
        ("440 ## $aSerien$v1", ("490 ## $aSerien ; 1",), [("a", "merged"), ("v", "merged")]),
        ("500 ## $aEn note$b ", ("500 ## $aEn note",), [("a", "moved"), ("b", "dropped")]),
        ("500 ## $aEn note", (), [("a", "unknown")]),
        ("500 ## $aEn note", ("500 ## $aEn nota",), [("a", "unknown")]),
        ("007 tu", ("007 ta",), []),
    ],
)
def test_a_value_is_moved_merged_or_unknown_by_what_was_made(
    source: str, made: tuple[str, ...], fates: list[tuple[str, str]]
) -> None:
    assert _settle(source, *made)[0] == fates


def test_a_handler_that_loses_a_value_is_found_out() -> None:
    _, work = _settle("700 1# $aHansen, Per$eillustr.", "700 1# $aHansen, Per")
    assert [(kept.code, kept.value) for kept in work.kept] == [("e", "illustr.")]
    assert [(issue.code, issue.field) for issue in work.issues] == [("field_not_converted", "700$e")]


def test_a_claim_holds_for_one_field_only() -> None:
    fates, work = _settle("245 ## $aBok$wbok", "245 ## $aBok", claim=("w", "bok"))
    assert fates == [("a", "moved"), ("w", "dropped")]
    assert work.claims == {}


def test_texts_without_any_letter_are_dropped_as_empty() -> None:
    tally = Tally()
    FateLedger(Work(rules()), tally, None).settle(
        0, field("260 ## $aOslo$b :$c"), [field("260 ## $aOslo")], "fields/260"
    )
    assert tally.fates() == {
        ("260", "a", SubfieldFate.MOVED, "fields/260"): 1,
        ("260", "b", SubfieldFate.DROPPED, EMPTY): 1,
        ("260", "c", SubfieldFate.DROPPED, EMPTY): 1,
    }


@pytest.mark.parametrize("form", ["normarc", "marc21", "mixed"])
def test_the_fates_sum_up_to_the_subfields_that_came_in(form: Format) -> None:
    source = record(
        "001 12", "003 NO-1", "007 tu", "009 x", "019 ## $bl$dR", "100 2# $aA, B$jn.$eill.$eill.", "245 10 $aX$wx$q?",
        "591 ## $aIntern", "650 ## $aFiske$2BS$2BS", "990 ## $aY", "099 ## $k1$iEx. 1",
    )  # fmt: skip
    source.add_field(Field("500", indicators=None, subfields=[]))
    tally, trace = Tally(), Trace()
    convert(source, rules(), Verdict(form, ()), tally=tally, trace=trace)
    units = sum(max(1, len(f.subfields)) if f.control_field else len(f.subfields) for f in source.fields)
    assert tally.fates().total() == units
    assert [(step.place, step.code, step.value) for step in trace.steps if step.tag != "500"] == [
        (place, code, value)
        for place, f in enumerate(source.fields)
        for code, value in (f.subfields or ([("", f.data)] if f.control_field else []))
    ]


def test_asking_for_the_trace_changes_nothing() -> None:
    source = record("019 ## $bl", "100 2# $aA, B$jn.$eill.", "245 10 $aX$wx$q?", "500 ## $aNote", "591 ## $aIntern")
    silent, told = Tally(), Tally()
    one = convert(source, rules(), Verdict("normarc", ()), tally=silent)
    other = convert(source, rules(), Verdict("normarc", ()), tally=told, trace=Trace())
    assert str(one.record) == str(other.record)
    assert (one.issues, one.kept) == (other.issues, other.kept)
    assert silent.fates() == told.fates()


@pytest.mark.parametrize("form", ["normarc", "mixed"])
def test_a_second_008_is_kept_aside(form: Format) -> None:
    first, second = "130305s2013    no ||||||e   |000 f nob  ", "990101s1999    sw ||||||e   |000 0 swe  "
    source = record(f"008 {first}", "245 10 $aBok", f"008 {second}", leader="00000nam a2200000 c 4500")
    result = convert(source, rules(), Verdict(form, ()))
    assert [(f.data or "")[7:11] for f in result.record.fields if f.tag == "008"] == ["2013"]
    assert [(kept.tag, kept.value) for kept in result.kept] == [("008", second)]


def test_of_a_repeated_holding_one_is_used_and_the_others_are_kept_aside() -> None:
    result = converted("850 ## $a2030001$c82$c83$e82")
    assert lines_of(result, "852") == ["852 ## $aNO-2030001$h82$xAntall eksemplarer: 82"]
    assert [(kept.code, kept.value) for kept in result.kept] == [("c", "83")]


def test_an_occurrence_number_that_is_used_up_costs_only_the_link() -> None:
    result = converted("245 10 $6880-99$aVojna i mir", "245 10 $aВойна и мир")
    assert [f.tag for f in result.record.fields if f.tag in ("245", "880")] == ["245", "880"]


def test_a_subject_title_is_filed_by_the_record_s_own_language_in_every_record() -> None:
    for language, line in (("eng", "630 44 $aThe Bible"), ("nob", "630 04 $aThe Bible"), ("eng", "630 44 $aThe Bible")):
        data = "008 " + " " * 35 + language + "  "
        assert lines_of(converted(data, "245 10 $aBok", "630 ## $aThe Bible"), "630") == [line]


DOUBLED = (
    "100 1# $aTolstoj", "100 1# $aТолстой", "245 10 $aVojna", "245 10 $aВойна", "250 ## $aTretje", "250 ## $aТретье",
    "260 ## $aMoskva", "260 ## $aМосква", "490 ## $aSerija", "490 ## $aСерия",
)  # fmt: skip


def test_links_between_scripts_are_numbered_in_the_order_of_the_tags() -> None:
    linked = [f for f in converted(*DOUBLED).record.fields if f.tag != "880" and f.get("6")]
    assert [(f.tag, f["6"]) for f in linked] == [
        ("100", "880-02"), ("245", "880-01"), ("250", "880-03"), ("260", "880-04"), ("490", "880-05")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ("15", "Aldersgrense: 15 år"), ("fra 7 år", "Aldersgrense: 7 år"), ("12+", "Aldersgrense: 12 år"),
        ("Ingen grense, 2. opplag", "Aldersgrense: Ingen grense, 2. opplag"),
        ("Frarådes barn under 7 år", "Aldersgrense: Frarådes barn under 7 år"),
    ],
)  # fmt: skip
def test_an_age_limit_in_words_keeps_its_words(limit: str, text: str) -> None:
    assert lines_of(converted(f"019 ## $bee$s{limit}"), "521") == [f"521 8# $a{text}"]
