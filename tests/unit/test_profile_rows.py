"""A profile's rows: what a cell holds, which rows are left out and why, and that every row is accounted for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_deliveries import exported, reasons, rows_of, write_delivery, write_yaml

from migration.export.database import NoDeliveryError
from migration.export.profiles.verifying import verify_profile

PATRON = {"patron_id": "p1", "person_id": "x1", "library": "NO-1", "card_number": "77", "surname": "Hætta"}
CARDS = """
title: Vendor
files:
  people.csv:
    form: csv
    rows: patrons
    key: [card]
    fold: {on: card, by: person_id, newest: last_active_on}
    columns:
      card: {from: card_number, prefix_if_shared: library|source, required: true, max: 12, unique: true}
      name: {from: surname, required: true}
      id: {from: patron_id}
  lent.csv:
    form: csv
    rows: loans
    columns:
      card: {written: people.csv/card, required: true}
      person: {from: patron.person_id}
"""


def one_column(tmp_path: Path, column: str, maps: str = "{}", table: dict[str, str] | None = None) -> str:
    """What a column makes of one patron; ``-`` where the row is left out."""
    columns = f"{{c: {column}, id: {{from: patron_id}}}}"
    text = f"title: V\nmaps: {maps}\nfiles: {{f.csv: {{form: csv, rows: patrons, columns: {columns}}}}}"
    delivery = write_delivery(tmp_path / "d", patrons=[PATRON | (table or {})])
    folder, _ = exported(delivery, write_yaml(tmp_path / "y", text, words="a,A"))
    rows = rows_of(folder, "f.csv")
    return rows[0]["c"] if rows else "-"


@pytest.mark.parametrize(
    ("column", "cells", "expected"),
    [
        ("{from: surname}", {}, "Hætta"),
        ("{from: [email, phone]}", {"phone": "+4778000000"}, "+4778000000"),
        ("{from: [email, phone]}", {"phone": "+4778000000", "email": "a@example.no"}, "a@example.no"),
        ("{value: x}", {}, "x"),
        ('{from: surname, wrap: "<{}>"}', {}, "<Hætta>"),
        ('{from: email, wrap: "<{}>"}', {}, ""),
        ("{from: email, otherwise: none}", {}, "none"),
        ("{from: expires_on, as: date}", {"expires_on": "2027-01-31"}, "2027-01-31"),
        ("{from: expires_on, as: end_of_day}", {"expires_on": "2027-01-31"}, "2027-01-31 23:59:00"),
        ("{from: expires_on, as: end_of_day}", {"expires_on": "2027-01-31T10:00:00+01:00"}, "2027-01-31 10:00:00"),
        ("{from: expires_on, as: local_time}", {"expires_on": "2027-01-31T10:00:00+01:00"}, "2027-01-31 10:00:00"),
        ("{from: blocked, as: zero_one}", {"blocked": "true"}, "1"),
        ("{from: blocked, as: zero_one}", {"blocked": "false"}, "0"),
        ("{from: blocked, as: zero_one}", {}, ""),
        ("{from: other_cards, as: first}", {"other_cards": '["5", "6"]'}, "5"),
        ('{from: other_cards, as: joined, part: "C:{}", separator: ","}', {"other_cards": '["5", "6"]'}, "C:5,C:6"),
        ("{from: surname, as: first}", {}, "Hætta"),
        ("{from: surname, as: joined}", {}, "Hætta"),
        ("{from: category, type: integer}", {"category": "-12"}, "-12"),
        ("{from: category, type: integer}", {"category": "1.5"}, "-"),
        ("{from: category, type: number}", {"category": "1.5"}, "1.5"),
        ("{from: surname, type: number}", {}, "-"),
        ("{from: surname, type: list}", {}, "-"),
        ("{from: email, type: list}", {}, ""),
        ("{from: category, when: {path: kind, in: [system, temporary], then: S}}", {"kind": "system"}, "S"),
        ("{from: category, when: {path: kind, in: system, then: S}}", {"kind": "person", "category": "A"}, "A"),
        (
            "{from: category, when: [{path: kind, in: system}, {path: kind, in: [system], then: S}]}",
            {"kind": "system"},
            "",
        ),
        ("{from: surname, max: 5}", {}, "Hætta"),
        ("{from: surname, max: 4}", {}, "-"),
        ("{from: email, required: true}", {}, "-"),
    ],
)
def test_a_cell(tmp_path: Path, column: str, cells: dict[str, str], expected: str) -> None:
    assert one_column(tmp_path, column, table=cells) == expected


@pytest.mark.parametrize(
    ("unlisted", "category", "expected"),
    [
        ("keep", "a", "A"),
        ("keep", "b", "b"),
        ("refuse", "b", "-"),
        ("refuse", "", ""),
        ("Z", "b", "Z"),
        ('""', "b", ""),
    ],
)
def test_a_word_of_theirs(tmp_path: Path, unlisted: str, category: str, expected: str) -> None:
    maps = f"{{words: {{file: words.csv, unlisted: {unlisted}}}}}"
    assert one_column(tmp_path, "{from: category, map: words}", maps, {"category": category}) == expected


@pytest.mark.parametrize(
    ("class_", "category", "expected"), [("a", "b", "A"), ("c", "a", "A"), ("c", "b", "b"), ("", "a", "A")]
)
def test_what_is_not_listed_gives_way_to_another_column(
    tmp_path: Path, class_: str, category: str, expected: str
) -> None:
    cells = {"class": class_, "category": category}
    column = "{from: class, map: words, or_from: category}"
    assert one_column(tmp_path, column, "{words: {file: words.csv}}", cells) == expected


@pytest.mark.parametrize(
    ("unlisted", "class_", "category", "expected"),
    [
        ("refuse", "c", "a", "A"),
        ("refuse", "a", "b", "A"),
        ("refuse", "c", "b", "-"),
        ("refuse", "c", "", "-"),
        ("refuse", "", "b", "-"),
        ("refuse", "", "", ""),
        ("Z", "c", "a", "A"),
        ("Z", "c", "b", "Z"),
    ],
)
def test_what_is_listed_in_neither_column_is_as_any_that_is_not_listed(
    tmp_path: Path, unlisted: str, class_: str, category: str, expected: str
) -> None:
    maps = f"{{words: {{file: words.csv, unlisted: {unlisted}}}}}"
    column = "{from: class, map: words, or_from: category}"
    assert one_column(tmp_path, column, maps, {"class": class_, "category": category}) == expected


def test_an_id_is_a_uuid_of_its_values(tmp_path: Path) -> None:
    """uuid5(URL, "grenselos:shelf:NO-1<US>Hætta"), where US is the unit separator."""
    assert one_column(tmp_path, "{id_of: [library, surname], of: shelf}") == "db3905f9-3c1b-54b9-b238-cb6a7a62977d"


def cards(
    tmp_path: Path, patrons: list[dict[str, str]], loans: list[dict[str, str]]
) -> tuple[Path, dict[str, dict[str, int]]]:
    delivery = write_delivery(tmp_path / "d", patrons=patrons, loans=loans)
    folder, accounts = exported(delivery, write_yaml(tmp_path / "y", CARDS))
    return folder, accounts


def patron(n: int, card: str, person: str, library: str = "NO-1", seen: str = "", name: str = "N") -> dict[str, str]:
    return {"patron_id": f"p{n}", "card_number": card, "person_id": person, "library": library,
            "last_active_on": seen, "surname": name}  # fmt: skip


def loan(n: int, patron: str) -> dict[str, str]:
    return {"loan_id": f"l{n}", "patron_id": patron}


def test_a_person_with_one_card_at_two_libraries_is_one_row_the_newest(tmp_path: Path) -> None:
    folder, accounts = cards(
        tmp_path,
        [patron(1, "77", "x", seen="2025-01-01"), patron(2, "77", "x", "NO-2", seen="2026-01-01")],
        [loan(1, "p1"), loan(2, "p2")],
    )
    assert [(row["card"], row["id"]) for row in rows_of(folder, "people.csv")] == [("77", "p2")]
    assert [row["card"] for row in rows_of(folder, "lent.csv")] == ["77", "77"]
    assert reasons(folder) == [("people.csv", "p1", "same", "")]
    assert accounts == {"people.csv": {"of": 2, "same": 1, "rows": 1}, "lent.csv": {"of": 2, "rows": 2}}


def test_a_card_of_two_persons_gets_the_library_before_it_at_both(tmp_path: Path) -> None:
    folder, _ = cards(tmp_path, [patron(1, "77", "x"), patron(2, "77", "y", "NO-2")], [loan(1, "p1"), loan(2, "p2")])
    assert [row["card"] for row in rows_of(folder, "people.csv")] == ["NO-1-77", "NO-2-77"]
    assert [(r["card"], r["person"]) for r in rows_of(folder, "lent.csv")] == [("NO-1-77", "x"), ("NO-2-77", "y")]
    assert [(row["id"], row["before"]) for row in rows_of(folder, "renamed.csv")] == [("p1", "77"), ("p2", "77")]


def test_a_shared_card_of_who_belongs_to_no_library_does_not_stay_as_it_is(tmp_path: Path) -> None:
    """Else a scan of the other's card would open this account."""
    folder, _ = cards(tmp_path, [patron(1, "77", "x", ""), patron(2, "77", "y", "NO-2")], [loan(1, "p1")])
    assert [row["card"] for row in rows_of(folder, "people.csv")] == ["NO-2-77", "s-77"]
    assert [(r["card"], r["person"]) for r in rows_of(folder, "lent.csv")] == [("s-77", "x")]


def test_two_persons_of_one_library_with_one_card_cannot_both_be_there(tmp_path: Path) -> None:
    folder, accounts = cards(tmp_path, [patron(1, "77", "x"), patron(2, "77", "y")], [loan(1, "p1"), loan(2, "p2")])
    assert reasons(folder) == [("people.csv", "p2", "not_unique", "card"), ("lent.csv", "l2", "not_written", "card")]
    assert accounts["lent.csv"] == {"of": 2, "left_out": 1, "rows": 1}


def test_a_row_that_is_left_out_does_not_stand_in_the_way_of_another(tmp_path: Path) -> None:
    folder, _ = cards(tmp_path, [patron(1, "77", "x", name=""), patron(2, "77", "y")], [])
    assert [(row["card"], row["id"]) for row in rows_of(folder, "people.csv")] == [("77", "p2")]
    assert reasons(folder) == [("people.csv", "p1", "required", "name")]


LOOSE = CARDS.replace("unique: true", "unique: true, compare: loosely")


@pytest.mark.parametrize(("one", "other"), [("n77", "N77"), ("kål", "KAL"), ("N77", "N77")])
def test_a_receiver_that_ignores_capitals_and_accents_gets_no_two_such_cards(
    tmp_path: Path, one: str, other: str
) -> None:
    patrons = [patron(1, one, "x"), patron(2, other, "y", "NO-2")]
    delivery = write_delivery(tmp_path / "d", patrons=patrons, loans=[loan(1, "p1")])
    folder, _ = exported(delivery, write_yaml(tmp_path / "y", LOOSE))
    assert [row["card"] for row in rows_of(folder, "people.csv")] == [f"NO-1-{one}", f"NO-2-{other}"]
    assert [row["card"] for row in rows_of(folder, "lent.csv")] == [f"NO-1-{one}"]


def test_a_person_whose_card_was_typed_in_small_letters_elsewhere_is_one_row(tmp_path: Path) -> None:
    patrons = [patron(1, "n77", "x"), patron(2, "N77", "x", "NO-2", seen="2026-01-01")]
    delivery = write_delivery(tmp_path / "d", patrons=patrons, loans=[loan(1, "p1")])
    folder, _ = exported(delivery, write_yaml(tmp_path / "y", LOOSE))
    assert [(row["card"], row["id"]) for row in rows_of(folder, "people.csv")] == [("N77", "p2")]
    assert [row["card"] for row in rows_of(folder, "lent.csv")] == ["N77"]


def test_rows_that_a_map_makes_one_are_one(tmp_path: Path) -> None:
    text = """
title: Vendor
maps: {words: {file: words.csv}}
files:
  kinds.csv:
    form: csv
    rows: patrons
    one_per: [category]
    key: [id]
    fold: {on: id}
    columns: {id: {from: category, map: words, unique: true}, name: {from: category}}
"""
    patrons = [patron(n, f"{n}", "x") | {"category": category} for n, category in enumerate("abcb", 1)]
    folder, accounts = exported(
        write_delivery(tmp_path / "d", patrons=patrons), write_yaml(tmp_path / "y", text, words="a,A b,A")
    )
    assert [(row["id"], row["name"]) for row in rows_of(folder, "kinds.csv")] == [("A", "a"), ("c", "c")]
    assert accounts == {"kinds.csv": {"of": 4, "repeated": 1, "same": 1, "rows": 2}}


ENCODED = CARDS.replace("form: csv\n    rows: patrons", "form: csv\n    encoding: cp1252\n    rows: patrons")


def encoded(tmp_path: Path, patrons: list[dict[str, str]], loans: list[dict[str, str]]) -> Path:
    """``people.csv`` in Windows-1252, which has no ``đ``."""
    delivery = write_delivery(tmp_path / "d", patrons=patrons, loans=loans)
    return exported(delivery, write_yaml(tmp_path / "y", ENCODED))[0]


def test_a_row_with_a_letter_that_the_file_lacks_stands_for_no_other(tmp_path: Path) -> None:
    patrons = [patron(1, "77", "x", seen="2026-01-01", name="đ"), patron(2, "77", "x", "NO-2")]
    folder = encoded(tmp_path, patrons, [loan(1, "p1"), loan(2, "p2")])
    assert [(row["card"], row["id"]) for row in rows_of(folder, "people.csv", encoding="cp1252")] == [("77", "p2")]
    assert reasons(folder) == [("people.csv", "p1", "letter", "name"), ("lent.csv", "l1", "not_written", "card")]


def test_a_row_with_a_letter_that_the_file_lacks_does_not_stand_in_the_way_of_another(tmp_path: Path) -> None:
    folder = encoded(tmp_path, [patron(1, "77", "x", name="đ"), patron(2, "77", "y")], [loan(2, "p2")])
    assert [(row["card"], row["id"]) for row in rows_of(folder, "people.csv", encoding="cp1252")] == [("77", "p2")]
    assert [row["card"] for row in rows_of(folder, "lent.csv")] == ["77"]


def test_what_one_file_cannot_hold_another_has(tmp_path: Path) -> None:
    """The loan refers to the second file, which has the patron."""
    people = "rows: patrons, columns: {id: {from: patron_id, unique: true}, name: {from: surname}}"
    text = f"""
title: Vendor
files:
  old.csv: {{form: csv, encoding: cp1252, {people}}}
  new.csv: {{form: csv, {people}}}
  lent.csv: {{form: csv, rows: loans, columns: {{id: {{written: new.csv/id, required: true}}}}}}
"""
    delivery = write_delivery(tmp_path / "d", patrons=[patron(1, "77", "x", name="đ")], loans=[loan(1, "p1")])
    folder, _ = exported(delivery, write_yaml(tmp_path / "y", text))
    assert rows_of(folder, "lent.csv") == [{"id": "p1"}]
    assert reasons(folder) == [("old.csv", "p1", "letter", "name")]


def test_a_prefix_that_the_file_cannot_hold_leaves_the_row_out(tmp_path: Path) -> None:
    folder = encoded(tmp_path, [patron(1, "77", "x", "đ"), patron(2, "77", "y", "NO-2")], [])
    assert [row["card"] for row in rows_of(folder, "people.csv", encoding="cp1252")] == ["NO-2-77"]
    assert reasons(folder) == [("people.csv", "p1", "letter", "card")]


def test_a_word_of_a_map_that_the_file_cannot_hold_leaves_the_row_out(tmp_path: Path) -> None:
    text = """
title: Vendor
maps: {words: {file: words.csv}}
files:
  f.csv: {form: csv, encoding: cp1252, rows: patrons, columns: {id: {from: patron_id}, c: {from: category, map: words}}}
"""
    delivery = write_delivery(tmp_path / "d", patrons=[patron(1, "77", "x") | {"category": "a"}])
    folder, _ = exported(delivery, write_yaml(tmp_path / "y", text, words="a,đ"))
    assert reasons(folder) == [("f.csv", "p1", "letter", "c")]


def test_a_prefix_can_make_a_card_too_long(tmp_path: Path) -> None:
    folder, _ = cards(tmp_path, [patron(1, "12345678", "x"), patron(2, "12345678", "y", "NO-2")], [])
    assert reasons(folder) == [("people.csv", "p1", "too_long", "card"), ("people.csv", "p2", "too_long", "card")]


def test_no_reason_tells_what_stood_in_a_patrons_row(tmp_path: Path) -> None:
    folder, _ = cards(tmp_path, [patron(1, "998877665544332211", "x", name="Hemmelig")], [])
    text = (folder / "left_out.csv").read_text(encoding="utf-8")
    assert "too_long" in text
    assert "9988" not in text
    assert "Hemmelig" not in text


cells = st.tuples(
    st.sampled_from(["", "1", "2", "3"]),
    st.sampled_from(["x", "y", "z"]),
    st.sampled_from(["NO-1", "NO-2", ""]),
    st.sampled_from(["", "2025-01-01", "2026-01-01"]),
    st.sampled_from(["N", ""]),
)


@settings(max_examples=40, deadline=None)
@given(drawn=st.lists(cells, max_size=7))
def test_no_loan_comes_to_another_person_and_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, str, str, str, str]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("cards")
    patrons = [patron(n, *one) for n, one in enumerate(drawn)]
    folder, accounts = cards(tmp_path, patrons, [loan(n, row["patron_id"]) for n, row in enumerate(patrons)])
    person_of = {row["patron_id"]: row["person_id"] for row in patrons}
    people = {row["card"]: row["id"] for row in rows_of(folder, "people.csv")}
    assert len(people) == accounts["people.csv"].get("rows", 0)
    for row in rows_of(folder, "lent.csv"):
        assert person_of[people[row["card"]]] == row["person"]
    told = {(file, row_id) for file, row_id, _, _ in reasons(folder)}
    assert {("people.csv", row["patron_id"]) for row in patrons} == {
        *(("people.csv", row_id) for row_id in people.values()),
        *((file, row_id) for file, row_id in told if file == "people.csv"),
    }
    assert verify_profile(folder).problems == ()


def test_a_delivery_of_another_version_is_refused_with_the_columns_that_it_lacks(tmp_path: Path) -> None:
    delivery = write_delivery(tmp_path / "d")
    (delivery / "loans.csv").write_text("loan_id,source,patron_id\n", encoding="utf-8")
    with pytest.raises(
        NoDeliveryError, match=r"another version: it has no loans.legacy_id, .*loans.due_at.*make the delivery again"
    ):
        exported(delivery, write_yaml(tmp_path / "y", CARDS))
