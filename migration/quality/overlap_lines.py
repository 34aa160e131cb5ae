"""What is told of the libraries' overlap: a line per library, source, rule and language, and every two libraries."""

from collections.abc import Mapping
from dataclasses import dataclass

from migration.quality.holdings import MinorityTitle

Step = tuple[int, int | None]
"""First and last number of libraries that hold a title."""

SPREAD: tuple[Step, ...] = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, None))
"""How many libraries hold a title."""
LANGUAGE_SPREAD: tuple[Step, ...] = ((1, 1), (2, 2), (3, 5), (6, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryLine:
    """A library's titles: ``unique`` ones no other library holds, ``shared`` ones some other does.

    ``key``: ISIL, or (not ``is_library``) a source's key, for titles of which it does not say whose they are.
    ``reach``: the number of libraries that hold one of its titles, on average. ``languages``: titles by minority
    language; ``language_items``: the library's items of them.
    """

    key: str
    name: str
    municipality: str
    is_library: bool
    titles: int
    unique: int
    shared: int
    reach: float
    items: int
    languages: Mapping[str, int]
    language_items: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A database's records, and how many of them now stand in another record's title."""

    source: str
    title: str
    records: int
    merged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """What one rule joined: titles with records that it decided of, and those records, in one class of format."""

    rule: str
    format_class: str
    titles: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLine:
    """Titles and items in a minority language; ``spread``: titles by LANGUAGE_SPREAD."""

    code: str
    name: str
    name_en: str
    titles: int
    items: int
    libraries: int
    spread: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Titles that two libraries have in common; ``share``: of the smaller one's titles, 0 to 1."""

    a: str
    b: str
    common: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """All that is told. ``spread``: titles by SPREAD; ``pairs``: every two libraries in the order of ``libraries``.

    ``rare``: titles in minority languages that one library alone holds.
    """

    titles: int
    libraries: tuple[LibraryLine, ...]
    sources: tuple[SourceLine, ...]
    spread: tuple[int, ...]
    pairs: tuple[Pair, ...]
    rules: tuple[RuleLine, ...]
    languages: tuple[LanguageLine, ...]
    minority: tuple[MinorityTitle, ...]

    @property
    def names(self) -> dict[str, str]:
        """The libraries' names by key."""
        return {line.key: line.name for line in self.libraries}

    @property
    def steps(self) -> list[tuple[str, int]]:
        """``spread`` with the steps' names."""
        return [(step_name(step), count) for step, count in zip(SPREAD, self.spread, strict=True)]

    @property
    def rare(self) -> tuple[MinorityTitle, ...]:
        return tuple(title for title in self.minority if len(title.items) == 1)


def step_name(step: Step) -> str:
    """``1``, ``3–5``, ``21+``."""
    first, last = step
    if last is None:
        return f"{first}+"
    return str(first) if first == last else f"{first}–{last}"
