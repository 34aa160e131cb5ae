"""Addresses against Norway's list of postal codes: 9730 is Karasjok, 9800 Vadsø, 0560 Oslo."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import write
from transforming import POSTAL_CODES, codes, context, row

from migration.postal_codes import PostalCodes, PostalCodesError, load_postal_codes
from migration.transform.addresses import Address, main_address, temporary_address
from migration.transform.protection import without_whereabouts


def made(**cells: str) -> tuple[Address, list[str]]:
    reader = row(**cells)
    return main_address(context(), reader), codes(reader.issues)


@pytest.mark.parametrize(
    ("zip_code", "place", "code", "city", "country", "issues"),
    [
        ("9730", "Karasjok", "9730", "Karasjok", "NO", []),
        ("9730", "KARASJOK", "9730", "KARASJOK", "NO", []),
        ("9730", "Kárášjohka", "9730", "Kárášjohka", "NO", []),
        ("9730", "Kárášjohka/Karasjok", "9730", "Kárášjohka/Karasjok", "NO", []),
        ("560", "Oslo", "0560", "Oslo", "NO", ["postal_code_padded"]),
        ("NO-9800", "Vadsø", "9800", "Vadsø", "NO", []),
        ("N-9800", "Vadsø", "9800", "Vadsø", "NO", []),
        ("9800 VADSØ", "", "9800", "VADSØ", "NO", ["postal_code_with_place"]),
        ("9800 VADSØ", "Vadsø", "9800", "VADSØ", "NO", ["postal_code_with_place"]),
        ("", "9800 Vadsø", "9800", "Vadsø", "NO", ["postal_code_with_place"]),
        ("800", "9800 Vadsø", "9800", "Vadsø", "NO", ["postal_code_with_place"]),
        ("Vadsø", "9800", "9800", "Vadsø", "NO", ["postal_code_and_place_swapped"]),
        ("9800", "", "9800", "VADSØ", "NO", ["postal_place_derived"]),
        ("9800", "Karasjok", "9800", "Karasjok", "", ["postal_place_differs"]),
        ("9999", "Vadsø", "9999", "Vadsø", "", ["postal_code_unlisted"]),
        ("FI-99800", "Ivalo", "99800", "Ivalo", "FI", []),
        ("S-981 92", "Kiruna", "981 92", "Kiruna", "SE", []),
        ("99800", "Ivalo", "99800", "Ivalo", "", ["postal_code_foreign"]),
        ("ukjent", "Vadsø", "ukjent", "Vadsø", "", ["postal_code_unusual"]),
        ("", "", "", "", "", []),
    ],
)
def test_code_and_place(zip_code: str, place: str, code: str, city: str, country: str, issues: list[str]) -> None:
    assert made(MainZip=zip_code, MainPlace=place) == (Address(postal_code=code, city=city, country=country), issues)


def test_the_country_column() -> None:
    assert made(MainZip="2100", MainPlace="København", MainCountry="Danmark")[0].country == "DK"
    assert made(MainZip="9800", MainPlace="Vadsø", MainCountry="Norge")[0].country == "NO"
    assert made(MainCountry="Atlantis") == (Address(), ["code_unknown"])


def test_lines_are_joined_and_not_repeated() -> None:
    assert made(MainAddrLine1="Storgata 1", MainAddrLine2="c/o Sara")[0].lines == "Storgata 1, c/o Sara"
    assert made(MainAddrLine1="Storgata 1", MainAddrLine2="Storgata 1")[0].lines == "Storgata 1"


def test_postal_code_and_place_in_the_last_line() -> None:
    found, issues = made(MainAddrLine1="Storgata 1", MainAddrLine2="9800 Vadsø")
    assert found == Address(lines="Storgata 1", postal_code="9800", city="Vadsø", country="NO")
    assert issues == ["postal_place_in_line"]


def test_a_temporary_address_is_one_text() -> None:
    cells = row(TempAddrLine1="Hybelveien 2", TempZip="9730", TempPlace="Karasjok")
    assert temporary_address(context(), cells) == "Hybelveien 2, 9730 Karasjok, NO"
    assert temporary_address(context(), row()) == ""


def test_without_a_list_only_the_form_is_checked() -> None:
    cells = row(MainZip="9999", MainPlace="Vadsø")
    assert main_address(context(postal_codes=PostalCodes()), cells).country == ""
    assert cells.issues == []


def test_the_shipped_list_is_norway_s() -> None:
    places = POSTAL_CODES.places
    assert (len(places), places["0001"], places["9990"], places["9170"]) == (5132, "OSLO", "BÅTSFJORD", "LONGYEARBYEN")


def test_all_problems_of_the_lists_are_told_at_once(tmp_path: Path) -> None:
    listed = write(tmp_path / "postal_codes.csv", "code,place\n9800,VADSØ\n9800,VADSØ\n98,X\n9801\n")
    names = write(tmp_path / "place_names.csv", "place,also_called,note\nVADSØ,Čáhcesuolu,\nNOWHERE,X,\n")
    with pytest.raises(PostalCodesError) as error:
        load_postal_codes(listed, names)
    assert [p.rsplit("/", 1)[1].split(": ")[0] for p in error.value.problems] == [
        "postal_codes.csv:3", "postal_codes.csv:4", "postal_codes.csv:5", "place_names.csv:3",
    ]  # fmt: skip


@given(st.text(), st.text(), st.text())
def test_no_text_makes_it_raise(line: str, zip_code: str, place: str) -> None:
    made(MainAddrLine1=line, MainZip=zip_code, MainPlace=place)


def test_of_a_protected_person_the_rejects_show_the_id_alone() -> None:
    row = {"Id": "7", "Name": "Hansen, Kari", "MainAddrLine1": "Kode 6", "MainPlace": "Vadsø", "+": '["Storgata 1"]'}
    assert without_whereabouts(row) == {"Id": "7", "Name": "", "MainAddrLine1": "", "MainPlace": "", "+": ""}
    assert without_whereabouts(open_row := {"Id": "8", "MainAddrLine1": "Storgata 1"}) == open_row
