"""``left_out.csv`` and ``renamed.csv``: which rows of the generic delivery are not as they were, and why."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from migration.export.csvlines import csv_writer
from migration.export.files import DeliveredFile, describe
from migration.export.profiles.left_out import LEFT_OUT, RENAMED, SAME, LeftOut


class Told:
    """The two files, written as rows come. ``left_out`` and ``same``: how many there are so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts = {LEFT_OUT.name: Counter[str](), RENAMED.name: Counter[str]()}
        self._stack = ExitStack()
        self.left_out = self.same = 0

    def __enter__(self) -> "Told":
        self._left_out_rows = csv_writer(self._open(LEFT_OUT.name))
        self._left_out_rows.writerow(LEFT_OUT.columns)
        self._renamed_rows = csv_writer(self._open(RENAMED.name))
        self._renamed_rows.writerow(RENAMED.columns)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self, name: str) -> IO[str]:
        return self._stack.enter_context((self._folder / name).open("w", encoding="utf-8", newline=""))

    def leave_out(self, row: LeftOut) -> None:
        if row.why == SAME:
            self.same += 1
        else:
            self.left_out += 1
        self._counts[LEFT_OUT.name][row.source] += 1
        self._left_out_rows.writerow(row.cells())

    def rename(self, file: str, source: str, row_id: str, before: str) -> None:
        self._counts[RENAMED.name][source] += 1
        self._renamed_rows.writerow((file, source, row_id, before))

    def described(self) -> Sequence[DeliveredFile]:
        """Once they are closed."""
        return [describe(self._folder, name, counts.total(), counts) for name, counts in self._counts.items()]
