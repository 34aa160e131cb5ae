"""What is found when two records are compared, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from migration.features import Identifier


class Decision(StrEnum):
    """``auto``: one title, merged without being asked; ``review``: a librarian decides; ``apart``: two titles."""

    AUTO = "auto"
    REVIEW = "review"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``rule``: the row of the decision table that held (empty for ``apart`` without one). ``grades``: each feature's
    grade (``title: alike``). ``title``: the titles' likeness, 0 to 1. ``shared``: identifiers in common that prove
    something. ``vetoes``: what forbids a merge. ``failed``: what kept the nearest ``auto`` row from holding.
    """

    decision: Decision
    rule: str
    grades: Mapping[str, str]
    title: float
    shared: tuple[Identifier, ...] = ()
    vetoes: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
