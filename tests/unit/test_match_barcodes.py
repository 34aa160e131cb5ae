"""Barcodes that are unique in the county."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migration.match.barcodes import unique_barcodes


def renamed(item_id: str, barcode: str) -> str:
    return next(u.barcode for u in unique_barcodes([("x", "a", "0", barcode), (item_id, "b", "1", barcode)])
                if u.item_id == item_id)  # fmt: skip


def test_a_barcode_that_nobody_else_has_is_kept():
    assert [tuple(u) for u in unique_barcodes([("i1", "a", "1", "0301")])] == [
        ("i1", "0301", "", "a", "1", False, "0301")
    ]


def test_the_first_keeps_its_barcode_and_both_are_marked():
    first, second = unique_barcodes([("i9", "a", "1", "0301"), ("i1", "b", "1", "0301")])

    assert (first.barcode, first.rule, first.shared) == ("0301", "", True)
    assert second.barcode.startswith("0301-")
    assert len(second.barcode) == len("0301-") + 6
    assert (second.rule, second.shared, second.source, second.legacy_id) == ("duplicate_renamed", True, "b", "1")


def test_a_new_barcode_stays_whoever_else_comes():
    three = unique_barcodes([(i, s, "1", "0301") for i, s in (("i0", "a"), ("i5", "b"), ("i1", "c"))])

    assert [u.barcode for u in three] == ["0301", renamed("i5", "0301"), renamed("i1", "0301")]


def test_an_item_without_a_barcode_gets_one_of_at_most_twenty_characters():
    (found,) = unique_barcodes([("i1", "a", "1", "")])

    assert found.rule == "generated"
    assert found.barcode.isalnum()
    assert 10 < len(found.barcode) <= 20
    assert not found.shared


def test_a_barcode_that_looks_like_a_new_one_makes_way():
    taken = renamed("i2", "0301")
    found = list(unique_barcodes([("i1", "a", "1", "0301"), ("i2", "b", "1", "0301"), ("i3", "a", "2", taken)]))

    assert [u.barcode for u in found[:2]] == ["0301", taken]
    assert found[2].barcode.startswith(f"{taken}-")
    assert (found[2].rule, found[2].shared) == ("duplicate_renamed", True)


def test_items_out_of_order_are_refused():
    with pytest.raises(ValueError, match="not sorted"):
        list(unique_barcodes([("i1", "a", "1", "2"), ("i2", "a", "2", "1")]))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=3) | st.sampled_from(["", "", "1"]))))
@example([("a", "1"), ("b", "1"), ("b", f"1-{renamed('2', '1')[2:]}")])
def test_barcodes_are_unique_for_any_input(items):
    numbered = [(str(n), source, str(n), barcode) for n, (source, barcode) in enumerate(items, 1)]
    found = list(unique_barcodes(sorted(numbered, key=lambda i: (i[3], i[1], i[2]))))

    assert len({u.barcode for u in found}) == len(found) == len(items)
    assert all(u.barcode for u in found)
    originals = {i[0]: i[3] for i in numbered}
    assert all((u.barcode == originals[u.item_id]) is (u.rule == "") for u in found)
