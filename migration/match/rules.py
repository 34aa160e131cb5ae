"""``mappings/match.yaml``: what must agree, beside the ISBN, for two records to be one."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from migration.marc.folding import fold
from migration.match.comparing.grades import GRADES
from migration.match.rulefile import read_rules

Words = tuple[tuple[str, ...], ...]
_PARTS_OF_NUMBERS = frozenset({"og", "och", "und", "en", "ein", "ett", "kymmenta", "toista", "logi", "nuppelogi"})
"""What number words are joined with, folded."""


def _known(cells: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    wrong = [f"{name} is no feature (known: {', '.join(GRADES)})" for name in cells if name not in GRADES]
    for name, grades in cells.items():
        wrong += [
            f"{name} is never {g} (but {', '.join(GRADES[name])})" for g in grades if g not in GRADES.get(name, [g])
        ]
    if wrong:
        raise ValueError("; ".join(wrong))
    return cells


Cells = Annotated[dict[str, tuple[str, ...]], AfterValidator(_known)]
"""A feature and the grades of it that are accepted."""


class Support(BaseModel):
    """``at_least`` so many ``of`` these cells."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: Annotated[int, Field(ge=1)]
    of: Cells


class Row(BaseModel):
    """A row of the decision table. ``proof``: strong enough even where a library has two records that may be meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    decision: Literal["auto", "review"]
    proof: bool = False
    nb: str
    en: str
    when: Cells
    support: Support | None = None


class MatchRules(BaseModel):
    """``languages``: a general code and the codes that it may stand for; ``language_families``: the same, for codes of
    several languages. Likeness is from 0 to 1. ``vetoes``: grades
    that forbid a merge, whatever else agrees. ``defaults``: cells that every row has unless it says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title_likeness: Annotated[float, Field(ge=0.85, le=1)]
    title_similar: Annotated[float, Field(ge=0.6, le=1)]
    pages_telling: Annotated[int, Field(ge=0)]
    pages_share: Annotated[float, Field(ge=0, le=0.2)]
    generic_titles: Words
    vetoes: Cells
    defaults: Cells
    decisions: tuple[Row, ...]
    pages_apart: Annotated[int, Field(ge=0)]
    pages_close: Annotated[int, Field(ge=0)]
    languages: dict[str, tuple[str, ...]]
    language_families: dict[str, tuple[str, ...]]
    never_formats: frozenset[str]
    small_words: frozenset[str]
    number_words: Words
    part_words: Words
    form_words: Words

    def __hash__(self) -> int:
        """By what it is: rules are read once and never changed."""
        return id(self)

    @model_validator(mode="after")
    def _each_rule_once(self) -> "MatchRules":
        names = [row.rule for row in self.decisions]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"more than one row is called {', '.join(twice)}")
        return self

    @cached_property
    def generic(self) -> frozenset[str]:
        """Titles that many works have, folded."""
        return frozenset(fold(title) for titles in self.generic_titles for title in titles)

    @cached_property
    def generic_vocabulary(self) -> frozenset[str]:
        """Words of which titles that say little are made, folded."""
        words = {word for title in self.generic for word in title.split()}
        return frozenset(words | self.explaining_words | {fold(word) for word in self.small_words})

    @cached_property
    def compound_number(self) -> "re.Pattern[str]":
        """A number in one word: ``tjueto``, ``enogtyve``, ``kaksikymmentä``."""
        numbers = {fold(word) for words in self.number_words for word in words} | _PARTS_OF_NUMBERS
        return re.compile(f"(?:{'|'.join(sorted(numbers, key=len, reverse=True))}){{2,}}")

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """Words that say which one of several, folded: number words and part words."""
        return frozenset(fold(word) for words in (*self.number_words, *self.part_words) for word in words)

    @cached_property
    def explaining_words(self) -> frozenset[str]:
        """Words of a subtitle that says what kind of book it is, folded."""
        return frozenset(fold(word) for words in self.form_words for word in words)

    @cached_property
    def language_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of a general code and one behind it, in both orders."""
        return _pairs(self.languages)

    @cached_property
    def family_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of a code of several languages and one of these, in both orders."""
        return _pairs(self.language_families)


def _pairs(codes: Mapping[str, Sequence[str]]) -> frozenset[tuple[str, str]]:
    pairs = [(general, code) for general, behind in codes.items() for code in behind]
    return frozenset(pairs + [(b, a) for a, b in pairs])


def load_match_rules(path: Path) -> MatchRules:
    """Read and check ``match.yaml``. Raises RuleFileError with every problem at once."""
    return read_rules(path, MatchRules)
