"""What notes and address lines say besides: protected addresses, guardians, reasons of a block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic
from transforming import codes, context, row

from migration.issues import Result
from migration.model import Patron
from migration.privacy import identity_numbers
from migration.transform.context import Card
from migration.transform.guardians import guardian_of_notes
from migration.transform.patrons import patron
from migration.transform.protection import is_protected_line, says_protected, without_protection

NUMBER = synthetic(17, 85)
SECRET = {
    "MainAddrLine1": "Storgata 1", "MainZip": "9800", "MainPlace": "Vadsø", "TempAddrLine1": "Hybelveien 2",
    "TempPlace": "Alta", "MainPhone": "78950000", "Mobile": "99887766", "MainEmail": "kari@example.no",
}  # fmt: skip


def made(**cells: str) -> Result[Patron]:
    filled = {"Id": "7", "Name": "Hætta, Ánte", **cells}
    return patron(context(cards={"7": (Card("1", None, None),)}), "7", row(**filled))


def record(**cells: str) -> Patron:
    found = made(**cells).record
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Fortrolig adresse", "Strengt fortrolig adresse", "strengt fortrolig", "kode 6", "Kode 7!", "sperret adresse",
        "hemmelig adresse", "skjermet adr.", "Adressen er hemmelig", "adressesperre", "Klientadresse", "Sperra adresse",
        "Adresse: fortrolig",
    ],
)  # fmt: skip
def test_words_that_protect_an_address(text: str) -> None:
    assert says_protected(f"NB: {text}, ring først")
    assert not says_protected(without_protection(f"NB: {text}, ring først"))


@pytest.mark.parametrize(
    "text",
    ["fortrolig samtale", 'Sa: "takk";', "dørkode 67", "kode 65", "ny adresse", "Sperregata 6", "sperret kort", ""],
)
def test_words_that_do_not(text: str) -> None:
    assert not says_protected(text)
    assert without_protection(text) == text


@pytest.mark.parametrize("line", ["Fortrolig", "*** SPERRET ***", "(hemmelig)", "Skjermet", "Fortrolig adresse"])
def test_an_address_line_needs_one_word_only(line: str) -> None:
    assert is_protected_line(line)


@pytest.mark.parametrize(
    "where", [{"MainAddrLine2": "Fortrolig"}, {"Notes": "Sperret adresse."}, {"MainPlace": "Kode 6"}]
)
def test_a_protected_address_is_withheld_everywhere(where: dict[str, str]) -> None:
    result = made(**{**SECRET, **where})
    found = result.record
    assert found is not None
    assert found.address_protected
    assert (found.address, found.postal_code, found.city, found.country, found.temporary_address, found.phone) == (
        "", "", "", "", "", "",
    )  # fmt: skip
    assert (found.mobile, found.email, found.notes) == ("+4799887766", "kari@example.no", "")
    assert "address_protected" in codes(result.issues)
    assert not any(word in repr(result) for word in ("Storgata", "9800", "Hybelveien", "78950000"))


def test_any_other_address_is_delivered() -> None:
    found = record(**SECRET)
    assert (found.address_protected, found.address, found.temporary_address) == (
        False, "Storgata 1", "Hybelveien 2, Alta",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("note", "rest", "guardian"),
    [
        ("Foresatt: Kari Hætta tlf. 99887766", [], "Foresatt: Kari Hætta tlf. 99887766"),
        ("mor: Kari; liker bøker", ["liker bøker"], "mor: Kari"),
        ("Mor: Kari, far: Ola", [], "Mor: Kari; far: Ola"),
        ("Kort mistet. Foresatt: Kari E. Hætta. Nytt kort", ["Kort mistet. Nytt kort"], "Foresatt: Kari E. Hætta"),
        ("v/Ina Hætta", [], "v/Ina Hætta"),
        ("Ring mor før henting", ["Ring mor før henting"], ""),
        ("Farmor henter: onsdag", ["Farmor henter: onsdag"], ""),
        ("Liker bøker; har nøkkel;", ["Liker bøker; har nøkkel;"], ""),
    ],
)
def test_guardians_in_notes(note: str, rest: list[str], guardian: str) -> None:
    assert guardian_of_notes([note]) == (rest, guardian)


def test_a_guardian_has_a_field_of_its_own() -> None:
    result = made(GuardianName="Kari Hætta", Notes="far: Ola\nLiker bøker")
    found = result.record
    assert found is not None
    assert (found.guardian, found.notes) == ("Kari Hætta; far: Ola", "Liker bøker")
    assert "guardian_from_notes" in codes(result.issues)


def test_an_institution_has_no_guardian() -> None:
    found = record(Name="Vadsø barneskole", Notes="v/Ina Hætta")
    assert (found.guardian, found.notes) == ("", "v/Ina Hætta")


def test_the_reason_of_a_block() -> None:
    found = record(Defaulted="1", Notes="Sperret: tre bøker tapt\nFlyttet i mai")
    assert (found.blocked, found.block_reason, found.notes) == (True, "Sperret: tre bøker tapt", "Flyttet i mai")
    free = record(Defaulted="0", Notes="Sperret: tre bøker tapt")
    assert (free.block_reason, free.notes) == ("", "Sperret: tre bøker tapt")


def test_notification_choices() -> None:
    found = record(
        LettersByEmail="1", LettersBySMS="0", RefuseReminderMessages="true", ReceiptMessageFormat="Email",
        MainEmail="kari@example.no",
    )  # fmt: skip
    assert (found.notify_by_email, found.notify_by_sms, found.refuses_reminders, found.receipt_format) == (
        True, False, True, "email",
    )  # fmt: skip
    nobody = made(LettersByEmail="1", LettersBySMS="1")
    assert {"notice_without_email", "notice_without_mobile"} <= set(codes(nobody.issues))


def test_choices_that_the_source_does_not_tell_stay_unknown() -> None:
    found = record()
    assert (found.notify_by_email, found.notify_by_sms, found.refuses_reminders, found.receipt_format) == (
        None, None, None, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expires", "code"),
    [
        ("2027-12-31", "2027-12-31", ""),
        ("31.12.27", "2027-12-31", ""),
        ("9999-12-31", "", "expiry_unlimited"),
        ("2099-01-01", "", "expiry_unlimited"),
        ("1899-12-30", "", "date_placeholder"),
    ],
)
def test_expiry(text: str, expires: str, code: str) -> None:
    result = made(Expires=text)
    assert result.record is not None
    assert result.record.expires_on == expires
    assert codes(result.issues) == ([code] if code else [])


COLUMNS = (
    "Name", "MainEmail", "MainPhone", "Mobile", "MainAddrLine1", "MainAddrLine2", "MainZip", "MainPlace", "MainCountry",
    "TempAddrLine1", "PreferredLanguage", "Expires", "BirthDate", "Gender", "Class", "LocalKey", "LastActive", "Notes",
    "BlockReason", "GuardianName", "ReceiptMessageFormat", "BorrowerGroupId", "HomeUnitId", "Defaulted",
)  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("form", ["{a}{b}", "{a} {b}", "{a}-{b}", "se {a}{b}.", "{a}{b}@example.no"])
def test_an_identity_number_gets_out_of_no_field(column: str, form: str) -> None:
    result = made(**{"Name": "Hætta, Ánte", column: form.format(a=NUMBER[:6], b=NUMBER[6:])})
    assert identity_numbers(repr(result)) == frozenset()


CELL = st.text(max_size=30) | st.sampled_from([NUMBER, "9800", "17.05.20", "Sperret adresse", "mor: Kari", "99887766"])


@given(st.fixed_dictionaries({column: CELL for column in COLUMNS if column != "Name"}), CELL.filter(str.strip))
def test_no_row_makes_the_transform_raise_or_tell_an_identity_number(cells: dict[str, str], name: str) -> None:
    result = made(**{**cells, "Name": f"x{name}"})
    assert result.record is not None
    assert identity_numbers(repr(result)) == frozenset()


@pytest.mark.parametrize(
    "note",
    ["Kode: 6", "Ikke oppgi adresse til noen", "Har hemmelig telefonnummer og adresse", "Čihkkojuvvon čujuhus"],
)
def test_other_ways_to_say_that_an_address_is_protected(note: str) -> None:
    assert is_protected_line(note)


def test_the_code_of_a_door_protects_nobody() -> None:
    assert not says_protected("Kode 6 på døra, ring på")
