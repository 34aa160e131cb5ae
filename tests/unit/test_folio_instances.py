"""A MARC 21 record as a FOLIO instance: each member from the field that FOLIO's own import takes it from."""

from pathlib import Path

import pytest

from migration.export.folio.instances import NEEDED, instance
from migration.export.folio.reference import ReferenceDataError, load_reference

SHIPPED = Path(__file__).parents[2] / "mappings" / "exports" / "folio" / "reference.csv"
LEADER = "00000nam a2200000 i 4500"
BIB = "7d0f3f5e-6c1b-5e0a-9a55-0d6a3b1c2d3e"


@pytest.fixture(scope="module")
def reference():
    return load_reference(SHIPPED, NEEDED)


def made(reference, *rows, leader=LEADER):
    return instance(BIB, [leader, [list(row) for row in rows]], reference)


def test_the_three_required_members_are_always_there(reference):
    assert made(reference) == {
        "id": BIB,
        "source": "MARC",
        "title": "[uten tittel]",
        "instanceTypeId": reference["instance_type", "txt"],
        "modeOfIssuanceId": reference["mode_of_issuance", "single unit"],
    }


def test_a_title_is_whole_and_its_index_form_lacks_article_and_author(reference):
    found = made(reference, ["245", "14", "a", "Den lille reinen :", "b", "eventyr /", "c", "Ánte Hætta"])
    assert found["title"] == "Den lille reinen : eventyr / Ánte Hætta"
    assert found["indexTitle"] == "lille reinen : eventyr"


def test_persons_bodies_and_meetings_keep_their_parts_and_roles(reference):
    found = made(
        reference,
        ["100", "1 ", "a", "Hætta, Ánte,", "d", "1950-", "e", "forfatter.", "4", "aut", "0", "(NO-TrBIB)90"],
        ["710", "2 ", "a", "Sámediggi.", "b", "Oahppoossodat"],
        ["711", "2 ", "a", "Riddu Riđđu", "n", "(5 :", "d", "1996)"],
    )["contributors"]  # fmt: skip
    assert [(c["name"], c.get("contributorTypeText"), c["primary"]) for c in found] == [
        ("Hætta, Ánte, 1950-", "forfatter", True),
        ("Sámediggi. Oahppoossodat", None, False),
        ("Riddu Riđđu (5 : 1996)", None, False),
    ]
    assert len({c["contributorNameTypeId"] for c in found}) == 3


def test_numbers_come_with_their_type_and_wrong_ones_as_wrong(reference):
    found = made(
        reference,
        ["020", "  ", "a", "9788202000011", "q", "ib.", "z", "8202000010"],
        ["022", "  ", "a", "1234-5679"],
        ["024", "2 ", "a", "9790260000438"],
        ["024", "3 ", "a", "7020000000017"],
        ["035", "  ", "a", "(NO-2549901)17"],
    )["identifiers"]
    names = {uuid: name for (_, name), uuid in reference.items()}
    assert [(names[one["identifierTypeId"]], one["value"]) for one in found] == [
        ("ISBN", "9788202000011"),
        ("Invalid ISBN", "8202000010"),
        ("ISSN", "1234-5679"),
        ("ISMN", "9790260000438"),
        ("Other Standard Identifier", "7020000000017"),
        ("System control number", "(NO-2549901)17"),
    ]


def test_the_content_type_is_the_records_own_or_follows_from_the_leader(reference):
    names = {uuid: name for (which, name), uuid in reference.items() if which == "instance_type"}
    sound = "00000nim a2200000 i 4500"
    assert names[made(reference, leader=sound)["instanceTypeId"]] == "spw"
    assert names[made(reference, ["336", "  ", "b", "prm", "2", "rdacontent"], leader=sound)["instanceTypeId"]] == "prm"
    assert (
        names[made(reference, ["336", "  ", "b", "tull"], leader="00000n?m a2200000 i 4500")["instanceTypeId"]] == "zzz"
    )


@pytest.mark.parametrize(
    ("seventh", "nineteenth", "name"),
    [("m", " ", "single unit"), ("m", "a", "multipart monograph"), ("s", " ", "serial"), ("a", " ", "unspecified")],
)
def test_the_mode_of_issuance_follows_the_leader(reference, seventh, nineteenth, name):
    leader = f"00000na{seventh} a2200000 i{nineteenth}4500"
    assert made(reference, leader=leader)["modeOfIssuanceId"] == reference["mode_of_issuance", name]


def test_subjects_are_joined_at_their_subdivisions_and_stand_once(reference):
    found = made(
        reference,
        ["600", "10", "a", "Hætta, Ánte,", "d", "1950-"],
        ["650", " 7", "a", "Rein", "x", "Historie", "z", "Finnmark", "2", "bokbas"],
        ["650", " 7", "a", "Rein", "x", "Historie", "z", "Finnmark", "2", "tekord"],
        ["655", " 7", "a", "Eventyr", "9", "nob"],
    )["subjects"]
    assert [one["value"] for one in found] == ["Hætta, Ánte, 1950-", "Rein--Historie--Finnmark", "Eventyr"]


def test_languages_are_codes_and_each_stands_once(reference):
    fixed = ["008", "111122s2011    no |||||||||||000 | sme||"]
    assert fixed[1][35:38] == "sme"
    found = made(reference, fixed, ["041", "1 ", "a", "sme", "a", "nob", "a", "norsk", "h", "fin"])
    assert found["languages"] == ["sme", "nob"]


def test_publication_extent_notes_and_links(reference):
    found = made(
        reference,
        ["250", "  ", "a", "2. utg."],
        ["264", " 1", "a", "Kárášjohka :", "b", "Davvi Girji,", "c", "2011."],
        ["300", "  ", "a", "120 s. :", "b", "ill."],
        ["490", "1 ", "a", "Sámi girjjit ;", "v", "3"],
        ["520", "  ", "a", "Om reinen."],
        ["856", "40", "u", "https://example.org/1", "y", "Les boka"],
    )
    assert found["editions"] == ["2. utg."]
    assert found["publication"] == [
        {"publisher": "Davvi Girji", "place": "Kárášjohka", "dateOfPublication": "2011", "role": "Publication"}
    ]
    assert found["physicalDescriptions"] == ["120 s. : ill."]
    assert found["series"] == [{"value": "Sámi girjjit ; 3"}]
    assert [(note["note"], note["staffOnly"]) for note in found["notes"]] == [("Om reinen.", False)]
    assert [(link["uri"], link["linkText"]) for link in found["electronicAccess"]] == [
        ("https://example.org/1", "Les boka")
    ]


@pytest.mark.parametrize(
    ("indicators", "name"),
    [("40", "Resource"), ("41", "Version of resource"), ("42", "Related resource"), ("4 ", "No information provided")],
)
def test_a_picture_of_the_cover_is_not_the_book(reference, indicators, name):
    [link] = made(reference, ["856", indicators, "u", "https://example.org/1.jpg"])["electronicAccess"]
    assert link["relationshipId"] == reference["electronic_access_relationship", name]


def test_every_problem_of_the_reference_data_is_told_at_once(tmp_path):
    path = tmp_path / "reference.csv"
    path.write_text("list,name,id\nnote_type,Summary,tull\nnote_type,Summary,10e2e11b-450f-45c8-b09b-0f819999966e\n")
    with pytest.raises(ReferenceDataError) as error:
        load_reference(path, [("note_type", "General note")])
    assert [problem.removeprefix(str(path)) for problem in error.value.problems] == [
        ":2: 'tull' is no UUID", ": 'General note' of the list note_type is missing",
    ]  # fmt: skip
