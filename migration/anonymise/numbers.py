"""Invented card numbers, pupils' numbers and ids: of the original's form, each original its own, none an original.

Digits are drawn anew; leading zeros, blanks, hyphens and a prefix of up to three letters (``N``, ``SB``) stay, since
receivers and reports look at them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from migration.anonymise.draw import LETTERS, Draw

_PARTS = re.compile(r"(?P<zeros>(?<!\d)0+)|(?P<digits>\d+)|(?P<letters>[^\W\d_]{4,})")
_NATIONAL = re.compile(r"([Nn][ -]?)(\d{9})")
"""The national card is one card with and without its N."""
_ATTEMPTS = 200
"""After so many draws that are taken, the numbers of this length are too few: one digit more."""


@dataclass(slots=True)
class Numbers:
    """``originals`` must be known before the first draw, so that none is drawn."""

    draw: Draw
    kind: str
    originals: set[str] = field(default_factory=set)
    _drawn: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def avoid(self, values: Iterable[str]) -> None:
        self.originals.update(values)

    def settle(self) -> None:
        """Draw for all originals, in an order that the key alone decides, whatever stands first in a file."""
        order = sorted(self.originals, key=lambda value: self.draw.number(f"{self.kind} order", value, 1 << 62))
        for value in order:
            self.invent(value)

    def invent(self, value: str) -> str:
        """The number that stands for this one. A value without digits or letters stays."""
        if card := _NATIONAL.fullmatch(value):
            return card[1] + self._invent(card[2])
        return self._invent(value)

    def _invent(self, value: str) -> str:
        if value not in self._drawn:
            self._drawn[value] = self._draw(value)
            self._taken.add(self._drawn[value])
        return self._drawn[value]

    def _draw(self, value: str) -> str:
        if not any(part.lastgroup != "zeros" for part in _PARTS.finditer(value)):
            return value
        for attempt in count():
            drawn = _PARTS.sub(partial(self._part, value, attempt), value)
            if drawn not in self.originals and drawn not in self._taken:
                return drawn
        raise AssertionError("count() does not end")

    def _part(self, value: str, attempt: int, part: re.Match[str]) -> str:
        if part.lastgroup == "zeros":
            return part[0]
        seed = f"{value}:{part.start()}:{attempt}"
        if part.lastgroup == "letters":
            return "".join(self.draw.pick("letter", f"{seed}:{n}", LETTERS) for n in range(len(part[0])))
        size = len(part[0]) + attempt // _ATTEMPTS
        first = 10 ** (size - 1)
        return str(first + self.draw.number(self.kind, seed, 9 * first))
