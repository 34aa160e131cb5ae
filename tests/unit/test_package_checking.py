"""What stands inside a part, held against its manifest as it streams by."""

import hashlib
import io
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migration.export.delta.folders import ListedFile
from migration.export.trust import checking


def problems(name: str, content: bytes, rows: int) -> list[str]:
    listed = ListedFile(name=name, rows=rows, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    return list(checking._member(io.BytesIO(content), listed, {name: rows}))


@pytest.mark.parametrize("block", [1, 2, 7, 1 << 20])
def test_rows_are_counted_wherever_a_block_ends(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(checking, "_BLOCK", block)
    content = b'id,note\n1,"two\nlines, and a ""quote"""\n2,\n'
    assert problems("patrons.csv", content, 2) == []
    assert problems("patrons.csv", content, 3) == [
        "patrons.csv has 2 rows, its manifest says 3, the package's 3",
    ]


@given(st.lists(st.text('ab\n",', max_size=5), max_size=9), st.integers(1, 9))
@example(['"', "\n"], 1)
def test_a_table_s_rows_are_those_that_were_written(notes: list[str], block: int) -> None:
    rows = ['"' + note.replace('"', '""') + '"\n' for note in notes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "_BLOCK", block)
        assert problems("a.csv", "".join(["note\n", *rows]).encode(), len(notes)) == []


def test_a_file_without_lines_is_not_held_in_memory() -> None:
    """Records in ISO 2709 have none; 64 MiB of them."""

    class Records(io.RawIOBase):
        left = 1 << 26

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    digest = hashlib.sha256(b"x" * (1 << 26)).hexdigest()
    listed = ListedFile(name="bibs.mrc", rows=1, bytes=1 << 26, sha256=digest)
    tracemalloc.start()
    found = list(checking._member(io.BufferedReader(Records()), listed, {}))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == []
    assert most < 1 << 24
