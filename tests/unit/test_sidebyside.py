"""One record before and after, line by line, as people see it."""

from identity_numbers import synthetic
from marc_records import MARC21_LEADER, NORMARC_LEADER, record, rules
from pymarc import Field

from migration.marc.conversion.convert import convert
from migration.marc.conversion.sidebyside import HIDDEN, Line, Made, SideBySide, in_words, side_by_side
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Format, Verdict
from migration.marc.stored import control_field


def shown(*lines: str, form: Format = "normarc", lang: str = "nb", leader: str = NORMARC_LEADER) -> SideBySide:
    source, trace = record(*lines, leader=leader), Trace()
    new = convert(source, rules(), Verdict(form, ()), trace=trace).record
    return side_by_side(source, trace, new.fields, str(new.leader), rules().notes, lang)


def line(found: SideBySide, tag: str) -> Line:
    return next(one for one in found.lines if one.tag == tag)


def test_every_field_of_the_source_has_its_line_in_its_order() -> None:
    found = shown("001 7", "245 10 $aSult", "300 ## $a210 s.", "500 ## $aNote")
    assert [one.tag for one in found.lines] == ["001", "245", "300", "500"]


def test_a_field_that_passes_is_the_same() -> None:
    found = line(shown("245 10 $aSult", "300 ## $a210 s."), "300")
    assert found.same
    assert found.made == (Made("300", "  ", (("a", "210 s."),)),)
    assert [unit.fate for unit in found.units] == [SubfieldFate.MOVED]


def test_a_field_with_another_indicator_is_not_the_same() -> None:
    found = line(shown("245 10 $aSult", "440 #0 $aSerien$v3"), "440")
    assert not found.same
    assert {made.tag for made in found.made} == {"490", "830"}


def test_the_rule_stands_beside_a_subfield_in_words_with_source_and_status() -> None:
    (unit,) = line(shown("245 10 $aSult", "300 ## $a210 s."), "300").units
    note = rules().notes["fields/300"]
    assert (unit.rule, unit.note, unit.rule_source, unit.status) == (
        "fields/300", note.note_nb, note.source, note.status,
    )  # fmt: skip


def test_what_no_rule_knows_is_said_to_be_unknown_and_makes_nothing() -> None:
    found = line(shown("245 10 $aSult", "591 ## $aKjeller"), "591")
    assert [(unit.fate, unit.rule, unit.value) for unit in found.units] == [("unknown", "", "Kjeller")]
    assert found.made == ()
    assert "tatt vare på" in found.units[0].note
    english = line(shown("245 10 $aSult", "591 ## $aKjeller", lang="en"), "591")
    assert "kept in the database" in english.units[0].note


def test_008_stands_beside_that_of_the_source_and_not_among_the_derived() -> None:
    found = shown("008 " + " " * 35 + "nob 2", "245 10 $aSult")
    assert [made.tag for made in line(found, "008").made] == ["008"]
    assert "008" not in [derived.made.tag for derived in found.derived]


def test_008_of_a_record_without_one_is_derived_and_says_from_what() -> None:
    derived = {one.made.tag: one for one in shown("245 10 $aSult").derived}
    assert derived["008"].note == "fra 008, 019, språk, utgivelsessted og år"


def test_a_derived_field_names_the_subfields_that_it_comes_from() -> None:
    found = shown("019 ## $abu$bl", "245 10 $aSult")
    target_group = next(derived for derived in found.derived if derived.made.tag == "385")
    assert "019$a" in target_group.origins
    assert line(found, "019").made == ()


def test_a_marc_21_record_stays_and_says_so() -> None:
    found = shown("245 10 $aSult", "591 ## $aKjeller", form="marc21", leader=MARC21_LEADER)
    assert all(one.same for one in found.lines)
    assert {unit.note for one in found.lines for unit in one.units} == {in_words("marc21")}
    assert found.derived == ()


def test_an_identity_number_is_masked_on_both_sides() -> None:
    number = synthetic(9, 84)
    found = line(shown("245 10 $aSult", f"500 ## $aLånt av {number}"), "500")
    assert found.units[0].value == "Lånt av ***********"
    assert found.made[0].subfields == (("a", "Lånt av ***********"),)


def test_an_address_with_a_password_is_never_shown() -> None:
    found = line(shown("245 10 $aSult", "856 4# $uhttps://bruker:hemmelig@eksempel.no/x$zLes"), "856")
    assert [(unit.value, unit.fate) for unit in found.units] == [(HIDDEN, "dropped"), ("Les", "moved")]
    assert found.made == (Made("856", "4 ", (("z", "Les"),)),)


def test_a_note_on_a_borrower_is_never_shown() -> None:
    found = line(shown("245 10 $aSult", "500 ## $aLånt ut til Kari Nordmann, tlf 78000000"), "500")
    assert [unit.value for unit in found.units] == [HIDDEN]
    assert found.made == ()


def test_a_field_that_the_delivery_leaves_out_is_not_shown_as_made() -> None:
    source, trace = record("001 7", "245 10 $aSult"), Trace()
    new = convert(source, rules(), Verdict("normarc", ()), trace=trace).record
    after: list[Field] = [field for field in new.fields if field.tag != "001"]
    found = side_by_side(source, trace, [control_field("001", "ny"), *after], str(new.leader), rules().notes)
    assert line(found, "001").made == ()
    assert [one.made.subfields for one in found.derived if one.made.tag == "001"] == [(("", "ny"),)]


def test_the_rules_of_a_record_stand_once_each() -> None:
    used = shown("245 10 $aSult", "300 ## $a1 s.$bill.", "300 ## $a2 s.").rules
    assert used.count("fields/300") == 1
