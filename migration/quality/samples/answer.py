"""What a librarian found when looking at a row of the sample."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """``unsure``: looked at, and could not tell."""

    OK = "ok"
    FAULT = "fault"
    UNSURE = "unsure"


RowKey = tuple[str, str]
"""(entity, legacy id) within a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``shown``: the imprint of what the workbook showed of the row; ``decided_on``: ISO 8601."""

    source: str
    entity: str
    legacy_id: str
    verdict: Verdict
    wrong: str
    who: str
    decided_on: str
    shown: str

    @property
    def key(self) -> RowKey:
        return self.entity, self.legacy_id


Answers = Mapping[RowKey, Answer]
"""The answers of one source that stand."""
