"""What a new matching changed: titles that are no more and where their records are now, and who moved where.

A title is named by its ``bib_id``, and delivered under it. Where two titles become one, the id that is gone leaves a
redirect; where one is split, the id stays with the part that keeps it (``migration.match.clusters.identity``) and each
record that left is told of. Titles that hold the same records under the same id in both runs may be left out of what is
passed, all of their records together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Key = tuple[str, str]
"""(source, legacy_id)"""

Membership = Mapping[Key, str]
"""The bib_id of each record, those that stand alone as well."""

JOINED = "joined"
SOURCE_WITHDRAWN = "source_withdrawn"


class Redirect(NamedTuple):
    """A row of matched_redirect. ``joined``: its records went to another title that there was; ``source_withdrawn``:
    those by which it had its id are gone, and what is left has an id of its own."""

    old_bib_id: str
    bib_id: str
    reason: str


class Kind(StrEnum):
    """``merge``: all that is left of a title joined another; ``split``: some of its records became a title of
    their own; ``moved``: some of them joined another title, or all of them are the same title under another id."""

    MERGE = "merge"
    SPLIT = "split"
    MOVED = "moved"


class Event(NamedTuple):
    """Records, in order, that went from one title to another."""

    kind: Kind
    bib_id: str
    former_bib_id: str
    records: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """``redirects``: all that hold now, older ones too, by the old id. ``events``: by kind, new id and former id."""

    redirects: tuple[Redirect, ...]
    events: tuple[Event, ...]


def changes(
    former: Membership,
    current: Membership,
    redirects: Iterable[Redirect] = (),
    founders: Mapping[str, Sequence[Key]] | None = None,
) -> Changes:
    """Compare two runs. ``redirects``: those of the former run.

    ``founders``: of ids in ``redirects``, the records by which they had been given; should any of them move, an old
    redirect leads to the title that most of them are in. While they stay it stays, or follows its title into another.
    """
    titles = _titles(former)
    gone = titles.keys() - set(current.values())
    new = {old: at for old in gone if (at := _where(titles[old], current))}
    found = [Redirect(old, at, JOINED if at in titles else SOURCE_WITHDRAWN) for old, at in new.items()]
    alive = set(current.values())
    old = (r for r in redirects if r.old_bib_id not in alive and r.old_bib_id not in new)
    moved = {key for key in former.keys() | current.keys() if former.get(key) != current.get(key)}
    found.extend(_follow(old, gone, new, current, founders or {}, moved))
    return Changes(tuple(sorted(found)), tuple(sorted(_events(former, current))))


def _titles(membership: Membership) -> dict[str, list[Key]]:
    titles: dict[str, list[Key]] = {}
    for key, bib_id in membership.items():
        titles.setdefault(bib_id, []).append(key)
    return titles


def _where(records: Iterable[Key], current: Membership) -> str | None:
    """The title that most of the records are in, the smallest id of several; None: none of them is there any more."""
    found = Counter(current[key] for key in records if key in current)
    return min(found, key=lambda bib_id: (-found[bib_id], bib_id), default=None)


def _follow(
    old: Iterable[Redirect],
    gone: Set[str],
    new: Mapping[str, str],
    current: Membership,
    founders: Mapping[str, Sequence[Key]],
    moved: Set[Key],
) -> Iterator[Redirect]:
    """The redirects of former runs, to where they lead now; without those that lead nowhere any more."""
    for redirect in old:
        founded_by = founders.get(redirect.old_bib_id, ())
        if redirect.bib_id not in gone and moved.isdisjoint(founded_by):
            yield redirect
            continue
        at = _where(founded_by, current) or new.get(redirect.bib_id)
        if at or redirect.bib_id not in gone:
            yield redirect._replace(bib_id=at or redirect.bib_id)


def _events(former: Membership, current: Membership) -> Iterator[Event]:
    flows: dict[tuple[str, str], list[Key]] = {}
    for key, old in former.items():
        if key in current:
            flows.setdefault((old, current[key]), []).append(key)
    left = Counter(old for old, _ in flows)
    came = Counter(new for _, new in flows)
    for (old, new), records in flows.items():
        if old != new:
            yield Event(_kind(left[old] == 1, came[new] == 1), new, old, tuple(sorted(records)))


def _kind(whole: bool, alone: bool) -> Kind:
    """``whole``: none of the title's records went elsewhere; ``alone``: nothing of another title came along."""
    if whole and not alone:
        return Kind.MERGE
    return Kind.SPLIT if alone and not whole else Kind.MOVED
