"""Where the rows of delimited text begin and end: one faulty row never costs another."""

from hypothesis import given
from hypothesis import strategies as st

from migration.extract.delimited import find_delimiter, is_open, split_rows

ITEM = ("Id", "MarcRecordId", "Barcode", "Notes")


def rows(text: str, width: int = 3) -> list[tuple[int, str, str]]:
    lines = iter(text.encode().splitlines(keepends=True))
    return [(r.line, r.payload.decode(), r.problem) for r in split_rows(lines, ";", width)]


def test_the_delimiter_is_the_one_that_yields_known_columns() -> None:
    assert find_delimiter("Id;MarcRecordId;Barcode", ITEM) == ";"
    assert find_delimiter("Id,MarcRecordId,Barcode", ITEM) == ","
    assert find_delimiter("Id\tMarcRecordId\tBarcode", ITEM) == "\t"
    assert find_delimiter('"Id";"Notes, and more";"Barcode"', ITEM) == ";"


def test_rows_are_numbered_by_their_first_line() -> None:
    assert rows("1;a;b\n\n2;c;d\r\n") == [(2, "1;a;b\n", ""), (4, "2;c;d\r\n", "")]


def test_a_quoted_cell_may_hold_line_breaks_delimiters_and_quotes() -> None:
    text = '1;"to\nlinjer; og ""sitat""";b\n2;c;d\n'
    assert rows(text) == [(2, '1;"to\nlinjer; og ""sitat""";b\n', ""), (4, "2;c;d\n", "")]


def test_a_quote_inside_a_cell_is_only_a_character() -> None:
    assert rows('1;Ola "Kompis Hansen;b\n2;5" skjerm;d\n') == [
        (2, '1;Ola "Kompis Hansen;b\n', ""),
        (3, '2;5" skjerm;d\n', ""),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    assert rows('1;"åpen;b\n2;c;d\n3;e;f\n') == [
        (2, '1;"åpen;b\n', "row_quote_not_closed"),
        (3, "2;c;d\n", ""),
        (4, "3;e;f\n", ""),
    ]


def test_a_stray_quote_does_not_swallow_rows_up_to_the_next_quote() -> None:
    text = '1;"åpen;b\n2;c;d\n3;"e";f\n'
    assert [(line, problem) for line, _, problem in rows(text)] == [(2, "row_quote_not_closed"), (3, ""), (4, "")]


def test_rows_of_delimiters_alone_are_none() -> None:
    assert rows("1;a;b\n;;\n ; ;\r\n2;c;d\n") == [(2, "1;a;b\n", ""), (5, "2;c;d\n", "")]


def test_the_last_row_needs_no_line_end() -> None:
    assert rows("1;a;b") == [(2, "1;a;b", "")]


def test_open_and_closed_rows() -> None:
    assert is_open(b'1;"a', ";")
    assert not is_open(b'1;"a"', ";")
    assert not is_open(b'1;"a""b";"";c', ";")
    assert is_open(b'5";"abc', ";")


@given(st.binary(max_size=400))
def test_every_byte_stays_in_some_row(data: bytes) -> None:
    lines = [line + b"\n" for line in data.split(b"\n")]
    found = b"".join(row.payload for row in split_rows(iter(lines), ";", 3))
    assert found == b"".join(line for line in lines if line.replace(b";", b"").strip())
