"""Golden records: an ugly catalogue file named for its defect, beside what is to become of it.

A file without an expectation fails and prints its outcome: review that, line by line, before it is put beside the file.
"""

from pathlib import Path

import pytest
from golden_records import EXPECTED, FOLDER, expectation_of, inputs, outcome


@pytest.mark.parametrize("path", inputs(), ids=lambda path: path.stem)
def test_outcome(path: Path) -> None:
    found, expected = outcome(path), expectation_of(path)
    if not expected.exists():
        pytest.fail(f"{expected.name} is missing. Review this outcome and save it there:\n\n{found}")
    assert found.splitlines() == expected.read_text(encoding="utf-8").splitlines()


def test_every_expectation_has_its_file() -> None:
    assert {path.name for path in FOLDER.glob(f"*{EXPECTED}")} == {expectation_of(path).name for path in inputs()}


def test_no_two_files_share_a_name() -> None:
    """``a.mrc`` and ``a.txt`` would have one expectation."""
    assert len({path.stem for path in inputs()}) == len(inputs())
