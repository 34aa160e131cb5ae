"""What a merged record is made of: the best record as it stands, and what ``survivorship.yaml`` lets others add.

Works on records as they are stored: ``[leader, [[tag, data] | [tag, indicators, code, value, code, value, …], …]]``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from migration.marc.folding import fold
from migration.marc.isbn import isbn13
from migration.match.rulefile import read_rules

StoredField = list[str]
StoredRecord = list[Any]

NEVER = frozenset({"041", "240", "245", "250", "254", "255", "256", "260", "264", "300", "310", "362", "880"})
"""These describe the edition: mixed from two records they would describe a book that does not exist."""

_LINKS = frozenset("68")
"""$6 and $8 link to fields that stay behind in the other record."""


class Ranked(Protocol):
    """A record that may become the base."""

    @property
    def source(self) -> str: ...
    @property
    def legacy_id(self) -> str: ...
    @property
    def quality(self) -> int: ...


R = TypeVar("R", bound=Ranked)


def choose_base(members: Sequence[R]) -> R:
    """The record of highest quality, equals by (source, legacy_id)."""
    return min(members, key=lambda m: (-m.quality, m.source, m.legacy_id))


def _addable(tag: str) -> str:
    if tag.startswith(("00", "1")) or tag in NEVER:
        raise ValueError(f"{tag} is never taken from another record")
    return tag


Tag = Annotated[str, Field(pattern=r"^\d{3}$")]


class Rule(BaseModel):
    """One row of the table. ``by``: subfields that tell two fields apart, empty for all letters.

    ``compare``: by folded text, as ISBN (hyphens, ISBN-10), or letter by letter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    tags: tuple[Annotated[Tag, AfterValidator(_addable)], ...]
    add: Literal["new", "if_none"]
    by: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]$")], ...] = ()
    compare: Literal["folded", "isbn", "exact"] = "folded"
    among: tuple[Tag, ...] = ()


class SurvivorshipRules(BaseModel):
    """All rows; each tag once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _each_tag_once(self) -> "SurvivorshipRules":
        tags = [tag for rule in self.rules for tag in rule.tags]
        twice = sorted({tag for tag in tags if tags.count(tag) > 1})
        if twice:
            raise ValueError(f"more than one rule for {', '.join(twice)}")
        return self


def load_survivorship_rules(path: Path) -> SurvivorshipRules:
    """Read and check ``survivorship.yaml``. Raises RuleFileError with every problem at once."""
    return read_rules(path, SurvivorshipRules)


class Taken(NamedTuple):
    """A field of a merged record that isn't its base's. ``position``: from 0; ``other``: place of the record that it is
    from, from 0; ``rule``: the tag's row in the table, as its tags."""

    position: int
    tag: str
    other: int
    rule: str


@dataclass(frozen=True, slots=True)
class Merged:
    """``taken``: where every field comes from that is not the base's, by position."""

    record: StoredRecord
    taken: tuple[Taken, ...]


def merge(base: StoredRecord, others: Sequence[StoredRecord], rules: SurvivorshipRules) -> StoredRecord:
    """The base with what it lacks, in the order of ``others``. Nothing given is changed; merging again adds nothing."""
    return merge_told(base, others, rules).record


def merge_told(base: StoredRecord, others: Sequence[StoredRecord], rules: SurvivorshipRules) -> Merged:
    """The same, with the origin of each field."""
    leader, fields = base
    merged = [list(f) for f in fields]
    origins: list[tuple[int, str] | None] = [None] * len(merged)
    for rule in rules.rules:
        additions = _new if rule.add == "new" else _if_none
        for other, addition in list(additions(rule, merged, [other[1] for other in others])):
            place = _place(merged, addition)
            merged.insert(place, addition)
            origins.insert(place, (other, " ".join(rule.tags)))
    taken = (Taken(n, merged[n][0], *origin) for n, origin in enumerate(origins) if origin)
    return Merged([leader, merged], tuple(taken))


Addition = tuple[int, StoredField]
"""Which of the others a field is from, and the field."""


def _new(rule: Rule, fields: Sequence[StoredField], others: Sequence[Sequence[StoredField]]) -> Iterator[Addition]:
    """Fields of the rule's tags whose content is not there yet. A field that says nothing by this rule is left."""
    among = {*rule.tags, *rule.among}
    seen = {_content(rule, f) for f in fields if f[0] in among}
    for n, candidate in ((n, f) for n, other in enumerate(others) for f in other if f[0] in rule.tags):
        content = _content(rule, candidate)
        if any(content[1:]) and content not in seen:
            seen.add(content)
            yield n, _without_links(candidate)


def _if_none(rule: Rule, fields: Sequence[StoredField], others: Sequence[Sequence[StoredField]]) -> Iterable[Addition]:
    """The fields of the first other record that has any."""
    if any(f[0] in rule.tags for f in fields):
        return ()
    found = ([(n, f) for f in other if f[0] in rule.tags] for n, other in enumerate(others))
    return ((n, _without_links(f)) for n, f in next(filter(None, found), []))


def _content(rule: Rule, field: StoredField) -> tuple[str, ...]:
    """What tells the field apart."""
    values = [v for code, v in _subfields(field) if (code in rule.by if rule.by else code.isalpha())]
    # A rule that looks in other tags compares across them.
    return ("" if rule.among else field[0], *(_COMPARE[rule.compare](v) for v in values))


def _isbn13(text: str) -> str:
    return isbn13(text.split("(")[0]) or fold(text)


_COMPARE: Mapping[str, Callable[[str], str]] = {"folded": fold, "isbn": _isbn13, "exact": str.strip}


def _subfields(field: StoredField) -> Iterator[tuple[str, str]]:
    return zip(field[2::2], field[3::2], strict=False)


def _without_links(field: StoredField) -> StoredField:
    kept = (pair for pair in _subfields(field) if pair[0] not in _LINKS)
    return [*field[:2], *(part for pair in kept for part in pair)]


def _place(fields: Sequence[StoredField], addition: StoredField) -> int:
    """After the last field whose tag is not higher. The order of the others is the cataloguer's."""
    return next((n for n in range(len(fields), 0, -1) if fields[n - 1][0] <= addition[0]), 0)
