"""Barcodes that are unique in the county."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migration.match.items.barcodes import unique_barcodes


def renamed(item_id: str, barcode: str) -> str:
    return next(u.barcode for u in unique_barcodes([("x", "a", "0", barcode), (item_id, "b", "1", barcode)])
                if u.item_id == item_id)  # fmt: skip


def test_a_barcode_that_nobody_else_has_is_kept():
    (found,) = unique_barcodes([("i1", "a", "1", "0301")])

    assert (found.item_id, found.barcode, found.rule, found.original, found.shared) == ("i1", "0301", "", "0301", 0)


def test_the_first_keeps_its_barcode_and_each_names_the_other():
    first, second = unique_barcodes([("i9", "a", "1", "0301"), ("i1", "b", "1", "0301")])

    assert (first.barcode, first.rule, first.told) == ("0301", "", "0301 = b 1")
    assert second.barcode.startswith("0301-")
    assert len(second.barcode) == len("0301-") + 6
    assert (second.rule, second.source, second.legacy_id, second.told) == ("duplicate_renamed", "b", "1", "0301 = a 1")


def test_of_many_items_with_one_barcode_five_are_named():
    found = list(unique_barcodes([(f"i{n}", "a", str(n), "0") for n in range(9)]))

    assert found[0].told == "0 = a 1, a 2, a 3, a 4, a 5, … (8)"
    assert found[8].told == "0 = a 0, a 1, a 2, a 3, a 4, … (8)"


def test_a_new_barcode_for_a_long_one_has_twenty_characters_at_most():
    _, second = unique_barcodes([("i1", "a", "1", "03010123456001"), ("i2", "b", "1", "03010123456001")])

    assert second.barcode.startswith("GL")
    assert len(second.barcode) <= 20
    assert (second.rule, second.original) == ("duplicate_renamed", "03010123456001")


@pytest.mark.parametrize("masked", ["***********", "****** *****", "******-*****"])
def test_a_masked_identity_number_is_no_barcode_and_two_of_them_are_not_one(masked):
    found = list(unique_barcodes([("i1", "a", "1", masked), ("i2", "b", "1", masked)]))

    assert {u.rule for u in found} == {"identity_number_like"}
    assert len({u.barcode for u in found}) == 2
    assert all(u.barcode.startswith("GL") and u.original == masked and not u.shared for u in found)


def test_asterisks_that_code_39_puts_around_a_barcode_are_its_own():
    (found,) = unique_barcodes([("i1", "a", "1", "*12345*")])

    assert (found.barcode, found.rule) == ("*12345*", "")


def test_what_is_made_has_no_digit_but_those_of_the_barcode():
    made = [u.barcode for u in unique_barcodes([(f"i{n}", "a", str(n), b) for b in ("", "7") for n in range(50)])]

    assert not any(c.isdigit() for b in made[:50] for c in b)
    assert all(b == "7" or not any(c.isdigit() for c in b.removeprefix("7")) for b in made[50:])


def test_a_new_barcode_stays_whoever_else_comes():
    three = unique_barcodes([(i, s, "1", "0301") for i, s in (("i0", "a"), ("i5", "b"), ("i1", "c"))])

    assert [u.barcode for u in three] == ["0301", renamed("i5", "0301"), renamed("i1", "0301")]


def test_an_item_without_a_barcode_gets_one_of_at_most_twenty_characters():
    (found,) = unique_barcodes([("i1", "a", "1", "")])

    assert found.rule == "generated"
    assert found.barcode.isalnum()
    assert 10 < len(found.barcode) <= 20
    assert found.shared == 0


def test_a_barcode_that_looks_like_a_new_one_makes_way():
    taken = renamed("i2", "0301")
    found = list(unique_barcodes([("i1", "a", "1", "0301"), ("i2", "b", "1", "0301"), ("i3", "a", "2", taken)]))

    assert [u.barcode for u in found[:2]] == ["0301", taken]
    assert found[2].barcode.startswith(f"{taken}-")
    assert (found[2].rule, found[2].told) == ("duplicate_renamed", f"{taken} = b 1")


def test_a_barcode_that_looks_like_one_made_for_a_long_one_makes_way():
    long = "9" * 20
    made = [u.barcode for u in unique_barcodes([("i1", "a", "1", long), ("i2", "b", "1", long)])][1]
    found = list(unique_barcodes([("i0", "a", "0", long), ("i2", "b", "1", long), ("i3", "c", "1", made)]))
    before = list(unique_barcodes([("i3", "c", "1", "GLBB"), ("i4", "d", "1", "GLBB")]))

    assert len({u.barcode for u in found}) == 3
    assert [u.barcode == "GLBB" for u in before] == [True, False]


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
    assert all(len(u.others) == min(u.shared, 5) for u in found)
