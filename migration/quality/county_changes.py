"""What has changed in the county since the run before, in words: for the county by kind, and a row per source."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migration.quality.checks import COUNTY
from migration.quality.facts import FailedCheck, described, named
from migration.quality.history import KINDS, Change
from migration.quality.words import CODE_LISTS, ENTITIES, FATES, both

MOST_SHOWN = 12
"""Changes of each kind on the page; the list beside it has them all."""
MEASURES = ("rows", "loaded", "merged", "rejected", "excluded", "issue", "check", "code")
"""What a source's changes are summed to: kinds of counts, the fates each by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A count of the county that is another than it was. ``label``: in both languages; ``before``: None if new."""

    kind: str
    name: str
    label: str
    before: int | None
    now: int

    @property
    def difference(self) -> int:
        return self.now - (self.before or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """``sums``: now less before, by ``MEASURES``. ``is_new``: no run before this one had the source."""

    source: str
    is_new: bool
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyChanges:
    """``former``: the run that is compared with; empty where there is none. ``lines``: the greatest of each kind."""

    former: str
    lines: tuple[ChangeLine, ...]
    sources: tuple[SourceChange, ...]


def changes_in_words(former: str, changes: Sequence[Change], failed: Sequence[FailedCheck]) -> CountyChanges:
    """``changes``: of ``history.county_changes``. ``failed``: the checks that have words for what they demand."""
    demands = {f"{check.table_name}.{check.check_name}": both(check.message, check.message_en) for check in failed}
    county = [_line(one, demands) for one in changes if one.source == COUNTY]
    sources = sorted({one.source for one in changes} - {COUNTY})
    return CountyChanges(
        former=former,
        lines=tuple(line for kind in KINDS for line in _greatest(county, kind)),
        sources=tuple(_summed(source, [one for one in changes if one.source == source]) for source in sources),
    )


def _greatest(lines: Sequence[ChangeLine], kind: str) -> list[ChangeLine]:
    own = (line for line in lines if line.kind == kind)
    return sorted(own, key=lambda line: (-abs(line.difference), line.name))[:MOST_SHOWN]


def _line(one: Change, demands: Mapping[str, str]) -> ChangeLine:
    label = _label(one.kind, one.name, demands)
    return ChangeLine(kind=one.kind, name=one.name, label=label, before=one.before, now=one.now)


def _label(kind: str, name: str, demands: Mapping[str, str]) -> str:
    if kind == "rows":
        return named(name, ENTITIES)
    if kind == "fate":
        entity, _, fate = name.partition(" ")
        return named(entity, ENTITIES) + ": " + named(fate, FATES)
    if kind == "issue":
        words = described(name, "", 0, ())
        return both(words.text, words.text_en)
    return named(name, demands if kind == "check" else CODE_LISTS)


def _summed(source: str, changes: Sequence[Change]) -> SourceChange:
    sums: Counter[str] = Counter()
    for one in changes:
        measure = one.name.rpartition(" ")[2] if one.kind == "fate" else one.kind
        sums[measure] += one.now - (one.before or 0)
    return SourceChange(
        source=source,
        is_new=any(one.before is None for one in changes),
        sums={measure: sums[measure] for measure in MEASURES},
    )


def change_list(changes: Sequence[Change]) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """Header and rows of ``endret.csv``: every count that is another than it was; the county is ``*``."""
    header = ("kilde", "hva", "navn", "før", "nå")
    return header, ((c.source, c.kind, c.name, "" if c.before is None else str(c.before), str(c.now)) for c in changes)
