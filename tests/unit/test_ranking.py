"""What is most useful to mend: rows times severity, of what the library itself can mend."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.issues import Mender
from migration.quality.facts import IssueKind
from migration.quality.ranking import MOST_USEFUL, most_useful, points

KIND = IssueKind(
    code="title_missing", severity="error", count=3, text="", advice="", text_en="", advice_en="",
    mend=Mender.LIBRARY, rows=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "mend", "rows", "whole_files", "expected"),
    [
        ("error", Mender.LIBRARY, 3, 0, 30),
        ("warning", Mender.LIBRARY, 40, 0, 80),
        ("info", Mender.LIBRARY, 9000, 0, 0),
        ("error", Mender.PROJECT, 9000, 0, 0),
        ("warning", Mender.NOBODY, 9000, 0, 0),
        ("error", Mender.LIBRARY, 0, 1, 1000),
        ("warning", Mender.LIBRARY, 5, 2, 410),
        ("of an older version", Mender.LIBRARY, 5, 0, 0),
    ],
)
def test_points_are_rows_times_severity_if_the_library_can_mend_it(
    severity: str, mend: Mender, rows: int, whole_files: int, expected: int
) -> None:
    kind = replace(KIND, severity=severity, mend=mend, rows=rows, whole_files=whole_files)
    assert points(kind) == expected


def test_a_row_with_an_issue_several_times_counts_once() -> None:
    assert points(replace(KIND, count=50, rows=3)) == points(KIND)


def test_many_warnings_outweigh_few_errors() -> None:
    few, many = replace(KIND, code="few", rows=2), replace(KIND, code="many", severity="warning", rows=11)
    assert most_useful([few, many]) == [many, few]


kinds = st.lists(
    st.builds(
        replace,
        st.just(KIND),
        code=st.text("abc", min_size=1, max_size=3),
        severity=st.sampled_from(["error", "warning", "info"]),
        mend=st.sampled_from(list(Mender)),
        rows=st.integers(0, 50),
    ),
    unique_by=lambda kind: kind.code,
    max_size=20,
)


@given(kinds)
def test_the_list_is_short_and_the_same_in_whatever_order_the_kinds_come(found: list[IssueKind]) -> None:
    listed = most_useful(found)
    assert most_useful(found[::-1]) == listed
    assert len(listed) <= MOST_USEFUL
    assert all(points(kind) for kind in listed)
    assert [points(kind) for kind in listed] == sorted(map(points, listed), reverse=True)
