"""Corrections put on the rows of an export: whom they mean, what they may change, and what is told."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic

from migration.pipeline.corrections import Plan, apply, plan
from migration.pipeline.landed import LandedFile, LandedRow, landed_row
from migration.rows import column_index

NUMBER = synthetic(3, 85)
COPY = "Id;MarcRecordId;Barcode;reason;message;message_en;source;legacy_id;file;row"


def file_of(name: str, header: str, table: str = "raw_item") -> LandedFile:
    columns = tuple(header.split(";"))
    return LandedFile(name, table, "csv", "", ";", columns, column_index(columns))


def rows_of(name: str, text: str, table: str = "raw_item") -> list[LandedRow]:
    header, *lines = text.splitlines()
    file = file_of(name, header, table)
    return [landed_row(n, n + 1, file, line.encode(), "", "utf-8") for n, line in enumerate(lines, 1)]


EXPORT = "Id;MarcRecordId;Barcode\n11;1;5001\n12;;5002\n12;2;5003\n;2;5004"


def settle(corrections: Sequence[str], export: str = EXPORT, table: str = "raw_item") -> tuple[list[list[str]], Plan]:
    """The export's cells after the corrections (each a file: a.csv, b.csv, …), and the plan."""
    handed = [row for n, text in enumerate(corrections) for row in rows_of(f"corrections/{'abc'[n]}.csv", text, table)]
    export_rows = rows_of("CatalogueItems.csv", export, table)
    made = plan("bakken", table, handed, export_rows)
    return [list(row.cells) for row in apply(iter(export_rows), made)], made


def told(made: Plan) -> list[tuple[str, str, str, str]]:
    return [(legacy_id, issue.code, issue.field, issue.value) for legacy_id, issue in made.found]


def test_the_columns_of_a_correction_replace_the_row_s_and_the_others_stay() -> None:
    cells, made = settle(["Id;MarcRecordId\n12;7"])
    assert cells == [["11", "1", "5001"], ["12", "7", "5002"], ["12", "2", "5003"], ["", "2", "5004"]]
    assert told(made) == [("12", "corrected", "corrections/a.csv:2", "MarcRecordId")]
    assert {n: row.correction for n, row in made.rows.items()} == {2: "corrections/a.csv:2"}


def test_an_empty_cell_empties_the_field() -> None:
    cells, made = settle(["Id;Barcode\n11;"])
    assert cells[0] == ["11", "1", ""]
    assert told(made) == [("11", "corrected", "corrections/a.csv:2", "Barcode")]


def test_names_of_columns_are_told_apart_neither_by_case_nor_by_order() -> None:
    cells, _ = settle(["BARCODE;id\n5009;11"])
    assert cells[0] == ["11", "1", "5009"]


def test_an_id_that_the_export_does_not_hold_makes_no_row() -> None:
    cells, made = settle(["Id;Barcode\n99;5099"])
    assert len(cells) == 4
    assert told(made) == [("99", "correction_unmatched", "corrections/a.csv:2", "99")]


def test_a_cell_that_went_astray_is_not_told_in_clear() -> None:
    _, made = settle(["Id;Name\nHætta, Máret;7"], "Id;Name\n7;Hætta, Máret", "raw_patron")
    assert told(made) == [("Aaaaa, Aaaaa", "correction_unmatched", "corrections/a.csv:2", "Aaaaa, Aaaaa")]


def test_a_correction_that_says_what_the_export_says_is_told() -> None:
    _, made = settle(["Id;MarcRecordId;Barcode\n11;1;5001"])
    assert told(made) == [("11", "correction_superfluous", "corrections/a.csv:2", "")]
    assert made.rows == {}


def test_the_last_correction_of_a_row_counts() -> None:
    cells, made = settle(["Id;Barcode\n11;5011\n11;5012", "Id;Barcode\n11;5013"])
    assert cells[0] == ["11", "1", "5013"]
    assert told(made) == [
        ("11", "corrected", "corrections/a.csv:2", "Barcode"),
        ("11", "correction_repeated", "corrections/a.csv:3", "corrections/a.csv:2"),
        ("11", "corrected", "corrections/a.csv:3", "Barcode"),
        ("11", "correction_repeated", "corrections/b.csv:2", "corrections/a.csv:3"),
        ("11", "corrected", "corrections/b.csv:2", "Barcode"),
    ]


def test_an_old_copy_does_not_undo_an_earlier_correction() -> None:
    cells, _ = settle(["Id;MarcRecordId;Barcode\n12;7;5002", "Id;MarcRecordId;Barcode\n12;;5102"])
    assert cells[1] == ["12", "7", "5102"]


def test_a_copy_of_the_rejects_names_rows_by_their_legacy_id() -> None:
    cells, made = settle([f"{COPY}\n12;2;5103;duplicate_id;x;x;bakken;12#2;CatalogueItems.csv;4"])
    assert cells[2] == ["12", "2", "5103"]
    assert told(made) == [("12#2", "corrected", "corrections/a.csv:2", "Barcode")]


def test_a_row_of_another_source_is_left_alone_and_told() -> None:
    cells, made = settle([f"{COPY}\n11;1;9;r;m;m;dalen;11;CatalogueItems.csv;2\n11;1;9;r;m;m;dalen;11;x.csv;2"])
    assert cells[0] == ["11", "1", "5001"]
    assert told(made) == [("", "correction_of_other_source", "corrections/a.csv", "2")]


def test_a_row_without_an_id_may_be_given_a_free_one_and_stands_under_it() -> None:
    cells, made = settle([f"{COPY}\n40;2;5004;id_missing;m;m;bakken;@4;CatalogueItems.csv;5"])
    assert cells[3] == ["40", "2", "5004"]
    assert made.rows[4].numbered_as == "@4"
    assert told(made) == [("40", "corrected", "corrections/a.csv:2", "Id")]


def test_so_may_a_row_whose_id_was_taken_and_the_next_one_keeps_its_number() -> None:
    export = EXPORT + "\n12;2;5005"
    cells, made = settle([f"{COPY}\n41;2;5003;duplicate_id;m;m;bakken;12#2;CatalogueItems.csv;4"], export)
    assert cells[2] == ["41", "2", "5003"]
    assert made.rows[3].numbered_as == "12"


def test_an_id_given_by_one_correction_names_the_row_in_the_next() -> None:
    cells, made = settle(
        [f"{COPY}\n40;2;5004;id_missing;m;m;bakken;@4;CatalogueItems.csv;5", "Id;Barcode\n40;5040"],
    )
    assert cells[3] == ["40", "2", "5040"]
    assert made.rows[4].correction == "corrections/b.csv:2"
    assert told(made)[-1] == ("40", "corrected", "corrections/b.csv:2", "Barcode")


def test_an_id_that_the_export_has_or_that_tells_who_somebody_is_is_refused() -> None:
    text = f"{COPY}\n{{}};2;5004;id_missing;m;m;bakken;@4;CatalogueItems.csv;5"
    for new in ("11", "12", NUMBER):
        cells, made = settle([text.format(new)], table="raw_item")
        assert cells[3] == ["", "2", "5004"]
        assert [issue.code for _, issue in made.found] == ["correction_id_refused"]


def test_two_corrections_cannot_give_the_same_id() -> None:
    cells, made = settle(
        [
            f"{COPY}\n40;2;5004;id_missing;m;m;bakken;@4;CatalogueItems.csv;5\n"
            "40;2;5003;duplicate_id;m;m;bakken;12#2;CatalogueItems.csv;4"
        ]
    )
    assert (cells[3][0], cells[2][0]) == ("40", "12")
    assert [issue.code for _, issue in made.found] == ["corrected", "correction_id_refused"]


def test_a_row_keeps_the_id_that_others_refer_to() -> None:
    cells, made = settle([f"{COPY}\n50;1;5011;r;m;m;bakken;11;CatalogueItems.csv;2"])
    assert cells[0] == ["11", "1", "5011"]
    assert told(made) == [
        ("11", "correction_id_kept", "corrections/a.csv:2", "11"),
        ("11", "corrected", "corrections/a.csv:2", "Barcode"),
    ]


def test_a_row_known_by_its_place_alone_is_not_taken_for_another_when_the_export_is_a_new_one() -> None:
    cells, made = settle([f"{COPY}\n40;2;5004;id_missing;m;m;bakken;@4;CatalogueItems.csv;9"])
    assert cells[3] == ["", "2", "5004"]
    assert told(made) == [("@4", "correction_unmatched", "corrections/a.csv:2", "@4")]


def test_a_correction_that_names_no_row_or_cannot_be_read() -> None:
    _, made = settle(["Id;MarcRecordId;Barcode\n;1;5\n11;1\n11;1;5;6"])
    assert told(made) == [
        ("", "correction_without_id", "corrections/a.csv:2", ""),
        ("", "correction_unreadable", "corrections/a.csv:3", "2/3"),
        ("", "correction_unreadable", "corrections/a.csv:4", "4/3"),
    ]


def test_a_row_that_was_too_short_is_mended_by_all_its_columns_and_by_nothing_less() -> None:
    export = "Id;MarcRecordId;Barcode\n11;1"
    cells, made = settle(["Id;Barcode\n11;5001"], export)
    assert cells == [["11", "1"]]
    assert told(made) == [("11", "correction_incomplete", "corrections/a.csv:2", "row_too_short")]
    cells, made = settle(["Id;MarcRecordId;Barcode\n11;1;5001"], export)
    assert cells == [["11", "1", "5001"]]
    assert made.rows[1].problem == ""


def test_a_row_that_was_too_long_is_mended_when_nothing_is_left_beyond_the_header() -> None:
    export = "Id;MarcRecordId;Barcode\n11;1;50;01"
    header = COPY.replace(";reason", ";+;reason")
    rest = "row_too_long;m;m;bakken;11;CatalogueItems.csv;2"
    mended, made = settle([f"{header}\n11;1;5001;;{rest}"], export)
    assert (mended, made.rows[1].problem) == ([["11", "1", "5001"]], "")
    still, made = settle([f'{header}\n11;1;5001;["01"];{rest}'], export)
    assert (still, made.rows[1].problem) == ([["11", "1", "5001", "01"]], "row_too_long")
    _, made = settle([f'{header}\n11;1;50;["01"];{rest}'], export)
    assert [issue.code for _, issue in made.found] == ["correction_superfluous"]


def test_a_row_that_could_not_be_cut_is_written_anew() -> None:
    file = file_of("CatalogueItems.csv", "Id;MarcRecordId;Barcode")
    export = [landed_row(1, 2, file, b'11;"1;5001', "row_quote_not_closed", "utf-8")]
    text = f"{COPY}\n11;1;5001;row_quote_not_closed;m;m;bakken;@1;CatalogueItems.csv;2"
    made = plan("bakken", "raw_item", rows_of("corrections/a.csv", text), export)
    assert (list(made.rows[1].cells), made.rows[1].problem) == (["11", "1", "5001"], "")


def test_a_column_that_the_export_lacks_is_added_where_the_contract_knows_it() -> None:
    cells, made = settle(["Id;Shelf;Farge\n11;A 1;blå"])
    assert cells[0] == ["11", "1", "5001", "A 1"]
    assert made.rows[1].reader().take("Shelf") == "A 1"
    assert told(made) == [("11", "corrected", "corrections/a.csv:2", "Shelf")]


def test_columns_added_by_two_files_do_not_get_into_each_other_s_way() -> None:
    cells, made = settle(["Id;Shelf\n11;A 1", "Id;Notes;Shelf\n11;skadet;A 2"])
    assert cells[0] == ["11", "1", "5001", "A 2", "skadet"]
    assert (made.rows[1].reader().take("Shelf"), made.rows[1].reader().take("Notes")) == ("A 2", "skadet")


def test_an_own_column_called_as_one_of_the_rejects_comes_back_under_its_name() -> None:
    export = "Id;MarcRecordId;Source\n11;1;gave"
    copy = "Id;MarcRecordId;Source.1;reason;message;message_en;source;legacy_id;file;row"
    cells, _ = settle([f"{copy}\n11;1;kjøp;r;m;m;bakken;11;CatalogueItems.csv;2"], export)
    assert cells == [["11", "1", "kjøp"]]
    cells, _ = settle(["Id;Source\n11;arv"], export)
    assert cells == [["11", "1", "arv"]]


def test_a_masked_identity_number_leaves_the_cell_as_it_was_and_is_told() -> None:
    export = f"Id;Name;Notes\n7;Hætta, Máret;fnr {NUMBER}"
    cells, made = settle(["Id;Name;Notes\n7;Hætta, Máret Elle;fnr *********** sjekket"], export, "raw_patron")
    assert cells == [["7", "Hætta, Máret Elle", f"fnr {NUMBER}"]]
    assert told(made) == [
        ("7", "corrected", "corrections/a.csv:2", "Name"),
        ("7", "correction_masked", "corrections/a.csv:2", "Notes"),
    ]


def test_a_copy_of_the_rejects_does_not_empty_what_they_hide_of_a_protected_address() -> None:
    export = "Id;Name;MainAddrLine1;MainAddrLine2\n7;Hætta, Máret;Fortrolig adresse;Vei 1"
    copy = "Id;Name;MainAddrLine1;MainAddrLine2;reason;legacy_id"
    cells, made = settle([f"{copy}\n7;;;;value_missing;7"], export, "raw_patron")
    assert cells == [["7", "Hætta, Máret", "Fortrolig adresse", "Vei 1"]]
    assert [issue.code for _, issue in made.found] == ["correction_superfluous"]


def test_the_small_tables_are_corrected_by_id_too() -> None:
    cells, made = settle(["Id;Name\n1;Hovedbibliotek"], "Id;Name\n1;Hovudbib\n2;Buss", "raw_unit")
    assert cells == [["1", "Hovedbibliotek"], ["2", "Buss"]]
    assert told(made) == [("1", "corrected", "corrections/a.csv:2", "Name")]


ids = st.sampled_from(["", "1", "2", "3", "1#2", "@2", "@3"])
cell = st.text("ab1", max_size=3)


@given(st.lists(st.tuples(ids, cell), max_size=8), st.lists(st.tuples(ids, ids, cell), max_size=8))
def test_rows_stay_as_many_and_every_correction_is_told(
    export: list[tuple[str, str]], corrections: list[tuple[str, str, str]]
) -> None:
    held = rows_of("CatalogueItems.csv", "\n".join(["Id;Barcode", *(f"{i};{b}" for i, b in export)]))
    text = "\n".join(["Id;Barcode;legacy_id", *(f"{i};{b};{k}" for k, i, b in corrections)])
    made = plan("bakken", "raw_item", rows_of("corrections/a.csv", text), held)
    assert [row.ordinal for row in apply(iter(held), made)] == [row.ordinal for row in held]
    assert {issue.field for _, issue in made.found} == {f"corrections/a.csv:{n + 2}" for n in range(len(corrections))}
    for ordinal, row in made.rows.items():
        assert list(row.cells) != list(held[ordinal - 1].cells)
