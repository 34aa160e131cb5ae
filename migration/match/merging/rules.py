"""``survivorship.yaml`` as typed rules: which record of a title is its base, and what others may add to it."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from migration.match.rulefile import read_rules

NEVER = frozenset(
    {"041", "240", "245", "250", "254", "255", "256", "257", "258", "260", "263", "264", "300", "306", "310", "321"}
    | {"336", "337", "338", "340", "344", "345", "346", "347", "348", "362", "880"}
)
"""These describe the edition: mixed from two records they would describe a book that does not exist."""

_DIGITS = "0123456789"


def tags_of(pattern: str) -> frozenset[str]:
    """``59X`` is 590 to 599."""
    found = [""]
    for sign in pattern:
        found = [begun + digit for begun in found for digit in (_DIGITS if sign == "X" else sign)]
    return frozenset(found)


def _addable(pattern: str) -> str:
    if any(tag.startswith("00") or tag in NEVER for tag in tags_of(pattern)):
        raise ValueError(f"{pattern} is never taken from another record")
    return pattern


def _not_main(tag: str) -> str:
    if tag.startswith("1"):
        raise ValueError(f"{tag} is a main entry: a title has but its base's")
    return tag


Tag = Annotated[str, Field(pattern=r"^\d{3}$")]
Pattern = Annotated[str, Field(pattern=r"^\d(\d\d|\dX|XX)$")]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberOf(_Strict):
    """Records that one of these agencies has numbered or made: 003, 015 $2, 035 $a, 040 $a, 042 $a."""

    prefer: Literal["number_of"]
    agencies: Annotated[tuple[str, ...], Field(min_length=1)]

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(agency.casefold() for agency in self.agencies)


class Complete(_Strict):
    """Records that have most of these; each counts once, however many fields of it there are."""

    prefer: Literal["complete"]
    of: Annotated[tuple[Pattern, ...], Field(min_length=1)]

    @cached_property
    def tags(self) -> tuple[frozenset[str], ...]:
        return tuple(tags_of(pattern) for pattern in self.of)


class Level(_Strict):
    """Encoding levels (leader/17, ``#`` for a blank), the best first. What isn't there comes after them."""

    prefer: Literal["level"]
    order: Annotated[tuple[Annotated[str, Field(pattern=r"^[#0-9a-zA-Z]$")], ...], Field(min_length=1)]

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {level.replace("#", " "): place for place, level in enumerate(self.order)}


class Newest(_Strict):
    """Records that were changed last: 005, else the date entered of 008."""

    prefer: Literal["newest"]


Criterion = Annotated[NumberOf | Complete | Level | Newest, Field(discriminator="prefer")]


class Rule(_Strict):
    """One row of what may be added; the file says what each word means."""

    tags: tuple[Annotated[Pattern, AfterValidator(_addable)], ...]
    add: Literal["new", "if_none"]
    by: tuple[Code, ...] = ()
    compare: Literal["folded", "number", "isbn", "exact"] = "folded"
    among: tuple[Tag, ...] = ()
    each: bool = False
    schemes: bool = False
    roles: bool = False
    local: bool = False
    to: Annotated[Tag, AfterValidator(_addable), AfterValidator(_not_main)] | None = Field(default=None, alias="as")

    @model_validator(mode="after")
    def _one_way_to_tell_apart(self) -> "Rule":
        if sum((self.each, self.schemes, self.roles, self.local)) > 1:
            raise ValueError("each, schemes, roles and local exclude one another")
        if self.to is None and any(tag.startswith("1") for tag in self.tags):
            raise ValueError("a main entry (1XX) is only taken as another tag; say which in `as`")
        return self

    @cached_property
    def taken(self) -> frozenset[str]:
        """The tags of the rule."""
        return frozenset(tag for pattern in self.tags for tag in tags_of(pattern))

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """The tags in which what is there already may stand."""
        return frozenset(self.among) | ({self.to} if self.to else self.taken)

    @cached_property
    def name(self) -> str:
        return " ".join(self.tags)


class SurvivorshipRules(_Strict):
    """``base``: criteria in order. ``rules``: each tag once. ``main_entry``: what a 1XX without a role may mean."""

    base: tuple[Criterion, ...] = ()
    main_entry: frozenset[str] = frozenset()
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _each_tag_once(self) -> "SurvivorshipRules":
        uses = Counter(tag for rule in self.rules for pattern in rule.tags for tag in tags_of(pattern))
        if twice := sorted(tag for tag, count in uses.items() if count > 1):
            raise ValueError(f"more than one rule for {', '.join(twice)}")
        return self

    @cached_property
    def of_tag(self) -> Mapping[str, int]:
        """The place of each tag's rule."""
        return {tag: place for place, rule in enumerate(self.rules) for tag in rule.taken}

    @cached_property
    def local(self) -> frozenset[str]:
        """Tags of fields that are one library's own."""
        return frozenset(tag for rule in self.rules if rule.local for tag in rule.taken)


def load_survivorship_rules(path: Path) -> SurvivorshipRules:
    """Read and check ``survivorship.yaml``. Raises RuleFileError with every problem at once."""
    return read_rules(path, SurvivorshipRules)
