"""Whatever a server does with $skip, $top, links and counts: all rows once, or an error; never fewer in silence."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.extract.odata_page import Page
from migration.extract.odata_paging import Habits, PagingError, Walk

Row = dict[str, Any]


def rows(count: int) -> list[Row]:
    return [{"Id": str(n), "Name": f"rad {n}"} for n in range(count)]


def server(
    held: list[Row], *, cap: int = 10, skip: bool = True, top: bool = True, links: str = "", count: str = ""
) -> Callable[[str], Page]:
    """A server as a function. ``links``: ``good``, ``stuck`` or ``ring``; ``count``: ``good`` or ``page``."""

    def ask(query: str) -> Page:
        asked = {key: int(values[0]) for key, values in parse_qs(query).items() if values[0].isdigit()}
        start = asked.get("$token", asked.get("$skip", 0) if skip else 0)
        page = held[start : start + min(asked.get("$top", cap) if top else cap, cap)]
        following = {"good": start + len(page), "stuck": start, "ring": (start + len(page)) % max(len(held), 1)}
        link = f"%24token={following[links]}" if links and (links != "good" or following[links] < len(held)) else ""
        return Page(page, link, {"good": len(held), "page": len(page)}.get(count))

    return ask


def read(ask: Callable[[str], Page], size: int = 5) -> tuple[list[Row], Walk]:
    walk = Walk(ask, ("$orderby=Id",), size)
    found = [row for new in walk.pages() for n, row in enumerate(new.page.rows) if n not in new.doubles]
    return found, walk


def test_an_empty_set() -> None:
    assert read(server([]))[0] == []


def test_the_end_is_an_empty_page_and_not_a_short_one() -> None:
    asked: list[str] = []
    held = server(rows(7), cap=3)
    found, walk = read(lambda query: (asked.append(query), held(query))[1])
    assert found == rows(7)
    assert asked == [f"$orderby=Id&$skip={n}&$top=5" for n in (0, 3, 6, 7)]
    assert (walk.repeated, walk.proved, walk.counts) == (0, True, [])


@pytest.mark.parametrize("links", ["", "good", "stuck", "ring"])
def test_links_do_no_harm(links: str) -> None:
    assert read(server(rows(23), links=links))[0] == rows(23)


def test_links_are_followed_where_skip_is_ignored() -> None:
    found, walk = read(server(rows(23), skip=False, links="good"))
    assert found == rows(23)
    assert walk.proved


def test_a_short_page_without_a_link_is_all_where_links_are_known_to_end() -> None:
    habits = Habits()
    with pytest.raises(PagingError):
        list(Walk(server(rows(4), skip=False, links="good"), (), 50, habits).pages())
    list(Walk(server(rows(23), skip=False, links="good"), (), 50, habits).pages())
    (page,) = Walk(server(rows(4), skip=False, links="good"), (), 50, habits).pages()
    assert page.page.rows == rows(4)


def test_links_in_a_ring_end_with_the_count_or_with_an_error() -> None:
    assert read(server(rows(23), skip=False, links="ring", count="good"))[0] == rows(23)
    with pytest.raises(PagingError):
        read(server(rows(23), skip=False, links="ring"))


@pytest.mark.parametrize("links", ["", "stuck"])
@pytest.mark.parametrize(
    ("count", "cap"), [("", 3), ("", 5), ("", 10), ("good", 3), ("good", 5), ("good", 10), ("page", 5), ("page", 10)]
)
def test_a_page_that_is_all_that_comes_is_no_set(links: str, count: str, cap: int) -> None:
    with pytest.raises(PagingError, match="the same rows again"):
        read(server(rows(23), cap=cap, skip=False, links=links, count=count))


def test_a_short_list_from_a_server_that_heeds_nothing() -> None:
    found, walk = read(server(rows(4), skip=False, top=False))
    assert found == rows(4)
    assert not walk.proved
    found, walk = read(server(rows(4), skip=False, top=False, count="good"))
    assert found == rows(4)
    assert walk.proved


def test_the_same_id_with_another_content_is_another_row() -> None:
    first, second = {"Id": "1", "Name": "a"}, {"Id": "1", "Name": "b"}
    found, walk = read(server([first, second, first, second]))
    assert found == [first, second]
    assert walk.repeated == 2


def test_rows_without_an_id_are_told_apart_by_content() -> None:
    cards = [{"BorrowerId": "1", "Barcode": "a"}, {"BorrowerId": "1", "Barcode": "b"}]
    assert read(server([*cards, cards[0]]))[0] == cards


def test_an_id_that_is_none() -> None:
    odd: list[Row] = [{"Id": ["1"]}, {"Id": None}, {"Id": {}}]
    assert read(server([*odd, *odd]))[0] == odd


def test_a_row_that_pushed_the_others_back_is_counted() -> None:
    held = rows(20)

    def ask(query: str) -> Page:
        if "$skip=10" in query and len(held) == 20:
            held.insert(0, {"Id": "ny"})
        return server(held, count="good")(query)

    found, walk = read(ask)
    assert found == rows(20)
    assert (walk.rows, walk.counts, walk.repeated) == (20, [20, 21], 1)


@given(
    st.integers(0, 40),
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from(["", "good", "stuck", "ring"]),
    st.sampled_from(["", "good"]),
    st.integers(1, 12),
)
def test_all_rows_once_or_an_error(held: int, cap: int, skip: bool, links: str, count: str, size: int) -> None:
    try:
        found, _ = read(server(rows(held), cap=cap, skip=skip, links=links, count=count), size)
    except PagingError:
        assert not skip
    else:
        assert found == rows(held)
