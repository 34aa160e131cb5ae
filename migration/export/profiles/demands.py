"""What a profile's manifest demands of rows, held against them one by one."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import combining, normalize

from migration.export.profiles.reading import Row
from migration.export.verification.problems import Problems


@dataclass(slots=True)
class Values:
    """What a column has. Numbers take less room than texts: 64 bits of a digest, so that two are as good as never taken
    for one. ``loosely``: capitals and accents make no difference."""

    loosely: bool
    digests: set[int] = field(default_factory=set)

    def of(self, values: Iterable[str]) -> set[int]:
        forms = map(_loose, values) if self.loosely else values
        return {int.from_bytes(hashlib.blake2b(form.encode(), digest_size=8).digest()) for form in forms}

    def again(self, values: Iterable[str]) -> bool:
        """Whether one of them was there before; they are from now on."""
        own = self.of(values)
        known = bool(own & self.digests)
        self.digests |= own
        return known


Seen = dict[str, Values]
"""By ``<entry>/<column>``."""


class Demands:
    """Those of the rows of one entry of a profile, which may stand in several files. ``layout``: see ``layout_of``.

    ``seen``: what other entries have in the columns of ``referred_to``; this one's are added.
    """

    def __init__(self, problems: Problems, layout: Mapping[str, Any], seen: Seen, referred_to: frozenset[str]) -> None:
        self._problems, self._seen, self._referred_to = problems, seen, referred_to
        self._entry, self._key, self._order = layout["entry"], layout.get("key", ()), layout.get("order", "")
        self._last: tuple[str, ...] | None = None
        columns: Mapping[str, Mapping[str, Any]] = layout["columns"]
        self._columns = {column: wanted for column, wanted in columns.items() if wanted or self._is_kept(column)}
        self._own = {name for name, wanted in columns.items() if self._is_kept(name) or self._may_repeat(name, wanted)}
        seen |= {self._path(name): Values(columns[name].get("compare") == "loosely") for name in self._own}

    def _path(self, column: str) -> str:
        return f"{self._entry}/{column}"

    def _is_kept(self, column: str) -> bool:
        return self._path(column) in self._referred_to

    def _may_repeat(self, column: str, wanted: Mapping[str, Any]) -> bool:
        """Whether a unique column must be looked for in all rows before; where it is the key, the order may tell."""
        is_told = self._order == "unique" and tuple(self._key) == (column,) and "compare" not in wanted
        return bool(wanted.get("unique")) and not is_told

    def end(self) -> None:
        """Forget what no other entry refers to."""
        for column in self._own:
            if not self._is_kept(column):
                del self._seen[self._path(column)]

    def check(self, name: str, number: int, row: Row) -> None:
        """Texts name the row by its number, never by what is in it."""
        for column, wanted in self._columns.items():
            values = [value for value in row.get(column, ()) if value]
            if wanted.get("required") and not values and not any(step.isdigit() for step in column.split(".")):
                self._note(name, f"{column} is empty", number)
            if wanted.get("max") and any(len(value) > wanted["max"] for value in values):
                self._note(name, f"{column} is longer than {wanted['max']} characters", number)
            if column in self._own and self._seen[self._path(column)].again(values) and wanted.get("unique"):
                self._note(name, f"{column} is in an earlier row, too", number)
            target = self._seen.get(wanted.get("written", ""))
            if target is not None and not target.of(values) <= target.digests:
                what = f"{column} leads nowhere: {wanted['written']} has no such value"
                self._note(name, what, number, "reference")

    def check_order(self, name: str, number: int, row: Row) -> None:
        """Rows stand in the order of their keys; where the profile makes sure of it, each once."""
        if not self._order:
            return
        key = tuple(next(iter(row.get(column, ())), "") for column in self._key)
        if self._last is not None:
            if key < self._last:
                self._note(name, "stands after one with a greater key", number, "order")
            elif key == self._last and self._order == "unique":
                self._note(name, "has the key of the row before", number, "order")
        self._last = key

    def _note(self, name: str, what: str, number: int, kind: str = "value") -> None:
        self._problems.note(kind, name, f"row {number}: {what}")


def _loose(value: str) -> str:
    small = value.lower()
    return small if small.isascii() else "".join(c for c in normalize("NFD", small) if not combining(c))
