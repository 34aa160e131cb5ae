"""Answers of an OData service as rows: exact numbers, any encoding, and what is no page."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.extract.odata_page import DamagedPageError, Page, as_text, page_text, parse_page


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        ('{"value": []}', []),
        ('{"value": [{"Id": 7, "Amount": 10.50}]}', [{"Id": "7", "Amount": "10.50"}]),
        ('[{"Id": 007}]'.replace("007", "7"), [{"Id": "7"}]),
        ('{"value": [{"@odata.etag": "x", "Id": 1, "Name@odata.type": "y"}]}', [{"Id": "1"}]),
    ],
)
def test_rows(answer: str, rows: list[dict[str, object]]) -> None:
    assert parse_page(answer).rows == rows


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("https://host/base/6471/odata/Borrowers?$skip=500", "$skip=500"),
        ("http://other/x?$skiptoken=a%20b", "$skiptoken=a%20b"),
        ("Borrowers?$skip=5", "$skip=5"),
        ("https://host/odata/Borrowers", ""),
        ("http://[::bad?x=1", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_of_a_link_only_the_query_is_believed(link: object, query: str) -> None:
    assert parse_page(json.dumps({"value": [], "@odata.nextLink": link})).link == query


@pytest.mark.parametrize(("count", "number"), [("7", 7), ('"7"', 7), ("-1", None), ("null", None), ('"²"', None)])
def test_count(count: str, number: int | None) -> None:
    assert parse_page(f'{{"value": [], "@odata.count": {count}}}').count == number


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        ("<html>", "text/html; charset=utf-8", "a web page or XML, not JSON (text/html, 6 characters)"),
        ('{"value": [{"Name": "Hemm', "application/json", "only the beginning of it (application/json, 25 characters)"),
        ("", "", "no content type, 0 characters"),
        ('{"error": {}}', "", "no list of rows"),
        ('{"value": [1]}', "", "no list of rows"),
        ("7", "", "no list of rows"),
        ("[" * 100_000, "", "100000 characters"),
    ],
)
def test_what_is_no_page_is_told_without_quoting_it(answer: str, kind: str, told: str) -> None:
    with pytest.raises(DamagedPageError) as error:
        parse_page(answer, kind)
    assert told in str(error.value)
    assert "Hemm" not in str(error.value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Čáŋŧe ø".encode(), ""),
        ("Čáŋŧe ø".encode("utf-8-sig"), ""),
        ("Čáŋŧe ø".encode(), "application/json; charset=iso-8859-1"),
        ("Čáŋŧe ø".encode("utf-16"), ""),
    ],
)
def test_text_in_unicode(body: bytes, kind: str) -> None:
    assert page_text(body, kind) == "Čáŋŧe ø"


def test_text_in_another_charset() -> None:
    assert page_text("Bøker på hylla".encode("windows-1252"), 'text/plain; charset="windows-1252"') == "Bøker på hylla"
    assert page_text("Bøker på hylla".encode("windows-1252"), "text/plain; charset=x-ukjent") == "Bøker på hylla"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), (True, "true"), (False, "false"), ("", ""), ("12.50", "12.50"), ("\ud800", "?"), (["ø"], '["ø"]')],
)
def test_values(value: object, text: str | None) -> None:
    assert as_text(value) == text


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(
    st.text(), v), max_leaves=8)  # fmt: skip


@given(st.binary() | JSON.map(lambda value: json.dumps({"value": value}).encode()) | st.just(b"\xff\xfe["), st.text())
def test_any_bytes_are_a_page_or_a_damaged_one(body: bytes, kind: str) -> None:
    try:
        page = parse_page(page_text(body, kind), kind)
    except DamagedPageError:
        return
    assert isinstance(page, Page)
    assert all(isinstance(as_text(v), str | None) for row in page.rows for v in row.values())


@given(st.lists(st.dictionaries(st.sampled_from(["Id", "Name"]), st.integers() | st.text() | st.none())))
def test_what_was_sent_is_what_is_read(sent: list[dict[str, object]]) -> None:
    rows = parse_page(page_text(json.dumps({"value": sent}).encode())).rows
    assert rows == [{k: str(v) if isinstance(v, int) else v for k, v in row.items()} for row in sent]
