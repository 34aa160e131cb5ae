"""A librarian's verdict on two records: one title (*must*), or two (*cannot*)."""

from dataclasses import dataclass
from enum import StrEnum

from migration.ids import target_id
from migration.model import Entity

Key = tuple[str, str]
"""(source, legacy_id)"""


class Answer(StrEnum):
    MUST = "must"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Named:
    """A record as a verdict names it. ``source`` and ``legacy_id`` are empty where only the target id is written."""

    target_id: str
    source: str = ""
    legacy_id: str = ""

    def __str__(self) -> str:
        return f"{self.source} {self.legacy_id}" if self.source else self.target_id


def named(source: str, legacy_id: str) -> Named:
    """The record with this key; its target id follows from it."""
    return Named(target_id(source, Entity.BIB, legacy_id), source, legacy_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``who``: initials; ``decided_on``: ISO 8601; ``file`` and ``row``: where it stands, the header being row 1."""

    answer: Answer
    one: Named
    other: Named
    who: str
    decided_on: str
    why: str = ""
    file: str = ""
    row: int = 0

    @property
    def pair(self) -> tuple[str, str]:
        """The two target ids, the smaller first: the same pair whichever record is named first, and however."""
        one, other = self.one.target_id, self.other.target_id
        return (one, other) if one <= other else (other, one)

    @property
    def where(self) -> str:
        return f"{self.file}:{self.row}"

    def __str__(self) -> str:
        sign = "=" if self.answer is Answer.MUST else "≠"
        return f"{self.one} {sign} {self.other} ({self.where})"
