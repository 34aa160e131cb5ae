"""Landed bytes to a record in MARC 21, or to the reason why not."""

import pickle

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic
from marc_bytes import data, record
from pymarc import Record

from migration.issues import Fate
from migration.marc.rules import load_rules
from migration.settings import SHIPPED
from migration.transform.bibs import (
    BibSettings,
    LandedRecord,
    PreparedBib,
    _mask_persons,
    control_number_hint,
    count_holdings,
    prepare,
    prepare_one,
    prepare_packed,
    tell,
)

SETTINGS = BibSettings(
    source="nordvik",
    isil="NO-2549900",
    charset="auto",
    marc_format="auto",
    with_holdings=True,
    rules=load_rules(lambda name: SHIPPED / "mappings" / name),
)
LEADER = b"00000nam a2200000 c 4500"


def landed(payload: bytes, form: str = "iso2709", problem: str = "") -> LandedRecord:
    return LandedRecord(1, payload, form, "", problem)


def made(*fields: tuple[bytes, bytes], leader: bytes = LEADER) -> PreparedBib:
    return prepare_one(SETTINGS, landed(record(list(fields), leader)))


def marc_of(prepared: PreparedBib) -> list[list[str]]:
    assert prepared.bib is not None
    fields: list[list[str]] = orjson.loads(prepared.bib.marc)[1]
    return fields


ID, TITLE = (b"001", b"517490"), (b"245", data(b"10", b"aReinen og vidda"))


def test_a_sound_record_is_loaded_under_its_001() -> None:
    found = made(ID, TITLE)
    assert (found.control_number, found.fate, found.reason) == ("517490", Fate.LOADED, "")
    assert found.bib is not None
    assert found.bib.title == "Reinen og vidda"


def test_001_and_003_are_left_to_the_delivery_and_another_agency_s_number_is_kept() -> None:
    fields = marc_of(made(ID, (b"003", b"NO-TrBIB"), TITLE))
    assert [f for f in fields if f[0] in ("001", "003")] == []
    assert ["035", "  ", "a", "(NO-TrBIB)517490"] in fields


def test_the_source_s_own_003_needs_no_035() -> None:
    assert [f for f in marc_of(made(ID, (b"003", b"NO-2549900"), TITLE)) if f[0] == "035"] == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([TITLE], "record_id_missing"),
        ([(b"001", b"  "), TITLE], "record_id_missing"),
        ([ID], "title_missing"),
        ([ID, (b"245", data(b"10", b"a /"))], "title_missing"),
        ([ID, (b"245", data(b"10", b"bbare undertittel"))], "title_missing"),
    ],
)
def test_what_cannot_be_loaded(fields: list[tuple[bytes, bytes]], reason: str) -> None:
    found = made(*fields)
    assert (found.bib, found.fate, found.reason) == (None, Fate.REJECTED, reason)


def test_a_deleted_record_without_title_is_left_to_the_rule_on_deleted_ones() -> None:
    found = made(ID, leader=LEADER[:5] + b"d" + LEADER[6:])
    assert (found.record_status, found.fate) == ("d", Fate.LOADED)


def test_a_truncated_record_is_rejected_under_the_001_that_it_shows() -> None:
    found = prepare_one(SETTINGS, landed(record([ID, TITLE])[:-10], problem="record_truncated"))
    assert (found.control_number, found.reason) == ("517490", "record_truncated")


def test_items_come_with_the_record_and_099_stays_behind() -> None:
    found = made(ID, TITLE, (b"099", data(b"  ", b"k5001")), (b"099", data(b"  ", b"k5002")))
    assert (found.held, [cells[1] for cells in found.holdings]) == (2, ["5001", "5002"])
    assert [f for f in marc_of(found) if f[0] == "099"] == []


def test_an_identity_number_in_a_note_is_masked_and_one_in_an_identifier_is_chance() -> None:
    number = synthetic(9, 84).encode()
    found = made(ID, (b"035", data(b"  ", b"a" + number)), TITLE, (b"500", data(b"  ", b"alaant av " + number)))
    fields = marc_of(found)
    assert ["500", "  ", "a", "laant av ***********"] in fields
    assert ["035", "  ", "a", number.decode()] in fields
    assert "identity_number_masked" in [i.code for i in found.issues]


def test_an_authority_record_is_refused_as_one() -> None:
    """A record with a title is a bib, whatever its leader says."""
    leader = LEADER[:6] + b"z" + LEADER[7:]
    name = (b"100", data(b"1 ", b"aHansen, Kari"))
    found = made(ID, name, leader=leader)
    assert (found.fate, found.reason, [i.code for i in found.issues]) == (
        Fate.REJECTED,
        "record_is_authority",
        ["record_is_authority"],
    )
    assert made(ID, name).reason == "title_missing"
    assert made(ID, TITLE, leader=leader).fate is Fate.LOADED


@pytest.mark.parametrize(
    ("payload", "form", "number"),
    [
        (b'<record><controlfield tag="001">77</controlfield><x', "xml", "77"),
        (b"<r><c001>77</c001><x", "xml", "77"),
        (b"*000 nam\r\n*00177\r\n*245", "line", "77"),
        (b"*000 nam\r*00177\r*245", "line", "77"),
        (b"*00177", "line", "77"),
        ('<record><controlfield tag="001">77</controlfield><x'.encode("utf-16-le"), "xml", "77"),
        ('<record><controlfield tag="001">77</controlfield><x'.encode("utf-16-be"), "xml", "77"),
        (b"00000nam a2200000   450000100030000024500\x1e77\x1e", "iso2709", "77"),
        (b"no record at all", "iso2709", ""),
    ],
)
def test_the_001_that_the_bytes_of_an_unreadable_record_still_show(payload: bytes, form: str, number: str) -> None:
    assert control_number_hint(landed(payload, form)) == number


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        (b'<record><datafield tag="099"/><datafield tag="99"><datafield tag="999"><x', "xml"),
        ('<record><datafield tag="099"/><datafield tag="99"><datafield tag="999"><x'.encode("utf-16-le"), "xml"),
        (b"*0011\r\n*099  $k1\r\n*245  $a*099\r\n*099  $k2\r\n", "line"),
        (b"*0011\r*099  $k1\r*245  $a*099\r*099  $k2\r", "line"),
        (LEADER + b"001000200000099000200002099000200004\x1eno fields", "iso2709"),
    ],
)
def test_an_unreadable_record_s_items_are_counted_on_its_bytes(payload: bytes, form: str) -> None:
    assert count_holdings(landed(payload, form)) == 2


def test_an_unreadable_record_s_items_go_with_it() -> None:
    broken = b'<record><controlfield tag="001">7</controlfield><datafield tag="099"><subfield code="k">1</x></record>'
    found = prepare_one(SETTINGS, landed(broken, "xml"))
    assert (found.control_number, found.reason, found.held, len(found.holdings)) == ("7", "xml_invalid", 1, 1)


@given(st.binary(max_size=300), st.sampled_from(["iso2709", "line", "xml"]))
def test_no_bytes_whatever_raise(payload: bytes, form: str) -> None:
    (found,) = prepare(SETTINGS, [landed(payload, form)]).bibs
    assert (found.bib is None) == (found.fate is Fate.REJECTED)


NORMARC = b"00000nam          1     "
LOCAL = (b"591", data(b"  ", b"aKjeller"))


def test_every_unit_of_a_batch_has_a_fate_and_the_first_record_that_has_it() -> None:
    first, second = record([ID, TITLE], NORMARC), record([ID, TITLE, LOCAL, LOCAL], NORMARC)
    batch = [LandedRecord(n, payload, "iso2709", "", "") for n, payload in enumerate([first, second], 7)]
    found = prepare(SETTINGS, batch)
    assert [bib.units for bib in found.bibs] == [2, 4]
    assert sum(found.uses.values()) == 6
    assert found.uses["245", "a", "moved", "fields/245"] == 2
    assert found.examples["245", "a", "moved", "fields/245"] == 7
    assert found.uses["591", "a", "unknown", ""] == 2
    assert found.examples["591", "a", "unknown", ""] == 8
    assert found.uses.keys() == found.examples.keys()


def test_a_record_that_is_refused_is_not_converted_and_has_no_units() -> None:
    found = prepare(SETTINGS, [landed(record([ID], NORMARC)), landed(b"no record")])
    assert [bib.units for bib in found.bibs] == [0, 0]
    assert found.uses == {}


def test_an_unknown_subfield_is_kept_apart_with_identity_numbers_masked() -> None:
    number = synthetic(9, 84).encode()
    found = made(ID, TITLE, (b"591", data(b"1 ", b"aHos " + number)), leader=NORMARC)
    assert [(kept.tag, kept.indicators, kept.code, kept.value) for kept in found.kept] == [
        ("591", "1 ", "a", "Hos ***********")
    ]
    assert [field for field in marc_of(found) if field[0] == "591"] == []


def test_masking_leaves_the_source_s_record_as_it_is() -> None:
    number = synthetic(9, 84)
    payload = record([ID, TITLE, (b"500", data(b"  ", b"aGave fra " + number.encode()))])
    told = tell(SETTINGS, landed(payload))
    assert prepare_one(SETTINGS, landed(payload)).bib is not None
    note = told.converted.record.get_fields("500")[0]
    assert note is told.decoded.record.get_fields("500")[0]
    assert str(_masked(told.converted.record).get_fields("500")[0]["a"]) == "Gave fra ***********"
    assert note["a"] == f"Gave fra {number}"


def _masked(found: Record) -> Record:
    _mask_persons(found)
    return found


def test_packed_settings_give_the_same() -> None:
    batch = [landed(record([ID, TITLE, LOCAL], NORMARC))]
    assert prepare_packed(pickle.dumps(SETTINGS), batch) == prepare(SETTINGS, batch)


def test_099_goes_by_decision_and_a_marc_21_record_keeps_its_850() -> None:
    holdings = ((b"099", data(b"  ", b"k1")), (b"850", data(b"  ", b"aNO-2549900")))
    assert {field[0] for field in marc_of(made(ID, TITLE, *holdings))} & {"099", "850"} == {"850"}
    assert {field[0] for field in marc_of(made(ID, TITLE, *holdings, leader=NORMARC))} & {"099", "850"} == set()


SECRETS = (
    (b"856", data(b"4 ", b"uhttps://kari:hemmelig9@host.no/x?a=1&amp;b=2")),
    (b"590", data(b"  ", "aLånt ut til BjÃ¸rnhilde HÃ¥konsen".encode())),
)


@pytest.mark.parametrize("title", [TITLE, (b"246", data(b"1 ", b"aX"))])
def test_what_is_repaired_and_then_removed_stands_in_no_issue(title: tuple[bytes, bytes]) -> None:
    found = made(ID, title, *SECRETS, leader=LEADER[:9] + b"a" + LEADER[10:])
    assert {i.field[:3] for i in found.issues} >= {"856", "590"}
    assert not [i for i in found.issues if i.field[:3] in ("856", "590") and i.value]


def test_a_secret_that_no_rule_knows_is_kept_without_its_value() -> None:
    texts = (b"hPassord: hemmelig", "jLånt ut til Kari Nordmann".encode(), b"kYtre")
    fields = [(b"591", data(b"  ", text)) for text in (b"aKjeller",)] + [(b"300", data(b"  ", t)) for t in texts]
    found = made(ID, TITLE, *fields, leader=NORMARC)
    values = [kept.value for kept in found.kept if kept.tag == "300"]
    assert values
    assert not [value for value in values if "hemmelig" in value or "Nordmann" in value]


@pytest.mark.parametrize(
    ("tag", "code", "masked"),
    [(b"500", b"x", True), (b"852", b"z", True), (b"590", b"w", True), (b"773", b"w", False), (b"856", b"u", False)],
)
def test_only_what_is_an_identifier_by_tag_and_code_keeps_eleven_digits(tag: bytes, code: bytes, masked: bool) -> None:
    found = made(ID, TITLE, (tag, data(b"  ", code + synthetic(9, 84).encode())))
    assert ("identity_number_masked" in [i.code for i in found.issues]) is masked
