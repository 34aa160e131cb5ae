"""Tables of labelled pairs, as people and other projects write them."""

import pytest

from migration.match.evaluation.pairs import PairsError, pairs_of


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id1,id2,label", "x,y,1"),
        ("a;b;match", "x;y;1"),
        ("\ufeffID1,ID2,Label", " x , y ,1"),
        ("label,extra,id2,id1", "1,?,y,x"),
        ("left,right,same", "x,y,ja"),
    ],
)
def test_headers_by_any_name(header: str, row: str) -> None:
    (pair,) = pairs_of([header, row], "pairs.csv")
    assert (pair.id1, pair.id2, pair.label) == ("x", "y", True)


@pytest.mark.parametrize(("label", "meaning"), [("1", True), ("0", False), ("nei", False), ("", None), ("True", True)])
def test_labels(label: str, meaning: bool | None) -> None:
    (pair,) = pairs_of(["id1,id2,label", f"x,y,{label}"], "pairs.csv")
    assert pair.label is meaning


def test_what_a_pair_may_say_besides() -> None:
    rows = ["id1,id2,label,class,expect,veto,why,source1,source2", "x,y,0,volumes,apart,part edition,bind 1 og 2,n,m"]
    (pair,) = pairs_of(rows, "pairs.csv")
    assert (pair.case, pair.expect, pair.veto, pair.why) == ("volumes", "apart", ("part", "edition"), "bind 1 og 2")
    assert (pair.source1, pair.source2) == ("n", "m")


def test_a_column_that_is_missing() -> None:
    with pytest.raises(PairsError) as error:
        pairs_of(["id1,other", "x,y"], "pairs.csv")
    assert error.value.problems == [
        "pairs.csv:1: has no column id2, label (also known: b, id_b, idb, right, record2, id_2, match, same, is_match, "
        "duplicate)"
    ]


def test_every_problem_is_told_with_its_line() -> None:
    rows = ["id1,id2,label,expect", "x,,1,auto", "x,y,maybe,", "x,y,0,never"]
    with pytest.raises(PairsError) as error:
        pairs_of(rows, "pairs.csv")
    assert error.value.problems == [
        "pairs.csv:2: needs two ids",
        "pairs.csv:3: the label must be 1 (one title), 0 (two) or empty, not 'maybe'",
        "pairs.csv:4: expect must be one of auto, review, apart, not_auto or empty, not 'never'",
    ]
