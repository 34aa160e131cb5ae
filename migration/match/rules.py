"""``mappings/match.yaml``: what must agree, beside the ISBN, for two records to be one."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from migration.marc.folding import fold
from migration.match.rulefile import read_rules

Words = tuple[tuple[str, ...], ...]


class MatchRules(BaseModel):
    """``languages``: a general code and the codes that it may stand for. Likeness is from 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title_likeness: Annotated[float, Field(ge=0.85, le=1)]
    pages_apart: Annotated[int, Field(ge=0)]
    pages_close: Annotated[int, Field(ge=0)]
    years_apart: Annotated[int, Field(ge=0)]
    languages: dict[str, tuple[str, ...]]
    never_formats: frozenset[str]
    small_words: frozenset[str]
    number_words: Words
    part_words: Words

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """Words that say which one of several, folded: number words and part words."""
        return frozenset(fold(word) for words in (*self.number_words, *self.part_words) for word in words)

    @cached_property
    def language_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of different codes that agree, in both orders."""
        pairs = [(general, code) for general, codes in self.languages.items() for code in codes]
        return frozenset(pairs + [(b, a) for a, b in pairs])


def load_match_rules(path: Path) -> MatchRules:
    """Read and check ``match.yaml``. Raises RuleFileError with every problem at once."""
    return read_rules(path, MatchRules)
