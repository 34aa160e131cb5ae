"""What a borrower is, if not a person; the shipped rules on names and groups as libraries use them."""

from pathlib import Path

import pytest
from projects import write
from transforming import EXCLUSIONS, codes, context, row

from migration.issues import Result
from migration.model import Patron
from migration.patron_kinds import PatronKindsError, load_patron_kinds
from migration.transform.context import Card
from migration.transform.patrons import patron

HEADER = "source,field,match,value,kind,note,decided_by\n"


def made(group: str = "Voksen", *own: Card, **cells: str) -> Result[Patron]:
    filled = {"Id": "7", "Name": "Hætta, Ánte", "BorrowerGroupId": "3", **cells}
    return patron(context(groups={"3": group}, cards={"7": own}), "7", row(**filled))


def record(group: str = "Voksen", *own: Card, **cells: str) -> Patron:
    found = made(group, *own, **cells).record
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("group", "name", "kind"),
    [
        ("Voksen", "Hætta, Ánte", "person"),
        ("Voksen", "Kari Nordmann", "person"),
        ("Voksen", "Alta folkebibliotek", "ill_library"),
        ("Fjernlån", "Alta", "ill_library"),
        ("Bibliotek", "Alta", "ill_library"),
        ("Voksen", "Vadsø ungdomsskole", "institution"),
        ("Voksen", "Bjørkelia sykehjem", "institution"),
        ("Barnehager", "Solstua", "institution"),
        ("Midlertidige lånere med begrenset tilgang", "Hætta, Ánte", "temporary"),
        ("Voksen", "bibliotekbruker", "system"),
        ("Voksen", "Selvbetjentbruker", "system"),
        ("Automater", "Inngang", "system"),
    ],
)
def test_kinds(group: str, name: str, kind: str) -> None:
    assert record(group, Name=name).kind == kind


def test_an_isil_as_card_is_a_library() -> None:
    assert record("Voksen", Card("NO-2030100", None, None), Name="Vadsø").kind == "ill_library"


@pytest.mark.parametrize("name", ["Skole, Anne", "Automat, Ole", "Bibliotek, Per"])
def test_a_person_is_never_something_else_by_name(name: str) -> None:
    assert record(Name=name).kind == "person"


def test_who_was_born_is_no_institution_by_name_and_no_system_user_by_group() -> None:
    assert record(Name="Anne Skole", BirthDate="1990-05-17").kind == "person"
    result = made("Automater", Name="Ole Automat", BirthDate="1990-05-17")
    assert result.record is not None
    assert (result.record.kind, "system_user_has_birth_date" in codes(result.issues)) == ("person", True)


def test_what_sounds_like_no_person_is_not_taken_apart() -> None:
    found = record(Name="Bygdekvinnelaget Nordvik", BirthDate="1963-05-05")
    assert (found.kind, found.surname, found.given_name) == ("person", "Bygdekvinnelaget Nordvik", "")


def test_an_institution_s_name_stays_whole_without_a_word() -> None:
    result = made("Fjernlån", Name="Alta, biblioteket")
    assert result.record is not None
    assert (result.record.surname, "name_without_comma" in codes(result.issues)) == ("Alta, biblioteket", False)


@pytest.mark.parametrize(
    ("group", "is_parked"), [("Sluttet", True), ("Sluttet 2024", True), ("Avgångna", True), ("Barn", False)]
)
def test_parking_groups(group: str, is_parked: bool) -> None:
    assert record(group).is_parked is is_parked


def test_a_borrower_marked_as_deleted_is_parked() -> None:
    assert record(Name="!!Hætta, Ánte").is_parked


def test_a_system_user_is_left_out_by_a_written_rule() -> None:
    found = EXCLUSIONS.apply("nordvik", "patron", made(Name="SIP2"))
    assert (found.fate, found.reason) == ("excluded", "patron_system_user")
    assert EXCLUSIONS.apply("nordvik", "patron", made()).record is not None


@pytest.mark.parametrize(
    ("group", "class_", "expected"),
    [
        ("SB_1A", "", "1A"),
        ("Voksen", "SB_10B", "10B"),
        ("Barn", "3STA", "3STA"),
        ("NY_GRUPPE", "", ""),
        ("Barn", "", ""),
    ],
)
def test_a_class_that_stayed_a_group(group: str, class_: str, expected: str) -> None:
    assert record(group, Class=class_).class_ == expected


def test_the_source_s_own_rules_come_first(tmp_path: Path) -> None:
    rows = "*,group,equals,Depot,institution,,x\nbakken,group,equals,depot,system,,x\n"
    kinds = load_patron_kinds(write(tmp_path / "patron_kinds.csv", HEADER + rows), ["bakken"])
    assert kinds.told("bakken", "Depot", "", (), "").kind == "system"
    assert kinds.told("dalen", "Depot", "", (), "").kind == "institution"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("oslo,group,equals,X,system,,x", "oslo"),
        ("*,shoe,equals,X,system,,x", "shoe"),
        ("*,group,like,X,system,,x", "like"),
        ("*,group,equals,,system,,x", "value is empty"),
        ("*,group,equals,X,robot,,x", "robot"),
        ("*,name,contains,X,system,,x", "never become"),
        ("*,group,equals,a,system,,x", "stands twice"),
        ("*,group,equals", "7 cells"),
    ],
)
def test_a_faulty_row_is_told_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    path = write(tmp_path / "patron_kinds.csv", f"{HEADER}*,group,equals,A,system,,x\n{row}\n")
    with pytest.raises(PatronKindsError) as error:
        load_patron_kinds(path, [])
    (found,) = error.value.problems
    assert found.startswith(f"{path}:3:")
    assert problem in found


@pytest.mark.parametrize(
    ("match", "value", "text", "holds"),
    [
        ("equals", "Depot", "depot", True),
        ("equals", "Depot", "depot 2", False),
        ("starts", "Slutt", "Sluttet", True),
        ("contains", "lån", "fjernlån", True),
        ("word", "lån", "fjernlån", False),
        ("word", "SFO", "Vadsø SFO 1", True),
        ("ending", "skole", "Vadsø barneskole 3B", True),
        ("ending", "skole", "Skolebakken", False),
        ("form", "NO-###", "no-123", True),
        ("form", "NO-###", "NO-1234", False),
    ],
)
def test_how_values_are_compared(tmp_path: Path, match: str, value: str, text: str, holds: bool) -> None:
    path = write(tmp_path / "patron_kinds.csv", f"{HEADER}*,group,{match},{value},institution,,x\n")
    assert bool(load_patron_kinds(path, []).say("dalen", "group", text)) is holds
