"""Pieces of files that lie on disk: which bytes of a delivery's file a part has, without a copy of them."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = 1 << 20


@dataclass(slots=True)
class Spans:
    """Rows of the file ``path`` in its order, with what must stand before and after them (a header, say).

    What ``add`` was given is counted, and summed up to ``sha256``, so that nothing is read twice to be described.
    Neighbours are kept as one span: memory holds 16 bytes for each gap.
    """

    path: Path
    rows: int = 0
    size: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    _starts: "array[int]" = field(default_factory=lambda: array("Q"))
    _ends: "array[int]" = field(default_factory=lambda: array("Q"))
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, start: int, content: bytes, source: str | None = None) -> None:
        """A piece that begins at byte ``start``; ``source``: of the row that it is, None where it is no row."""
        self._digest.update(content)
        self.size += len(content)
        if source is not None:
            self.rows += 1
            self.counts[source] += 1
        if self._ends and self._ends[-1] == start:
            self._ends[-1] += len(content)
        else:
            self._starts.append(start)
            self._ends.append(start + len(content))

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        """The bytes, in blocks of a mebibyte at most; ``sha256`` proves that they are still those that were added."""
        with self.path.open("rb") as file:
            for start, end in zip(self._starts, self._ends, strict=True):
                file.seek(start)
                while start < end:
                    block = file.read(min(_BLOCK, end - start))
                    if not block:
                        return  # the file became shorter; whoever proves the sum will tell
                    start += len(block)
                    yield block
