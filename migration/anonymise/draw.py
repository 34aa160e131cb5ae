"""Draws that depend on a key and a value alone: the same in every run and on every machine."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
LETTERS = "abdeghiklmnorstuv"
"""What stands for a letter of a text that is no name."""


@dataclass(frozen=True, slots=True)
class Draw:
    """``key``: the project's hash key. Without it nobody can tell which original a draw belongs to."""

    key: bytes

    def number(self, kind: str, value: str, below: int) -> int:
        """A number from 0 to ``below`` - 1; ``kind`` keeps draws for different ends apart."""
        digest = hmac.new(self.key, f"anonymise:{kind}:{value}".encode(), hashlib.sha256).digest()
        return int.from_bytes(digest, "big") % below

    def pick(self, kind: str, value: str, choices: Sequence[T]) -> T:
        return choices[self.number(kind, value, len(choices))]

    def digits(self, kind: str, value: str, count: int) -> str:
        return str(self.number(kind, value, 10**count)).zfill(count)
