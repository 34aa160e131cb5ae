"""Ids of the county's bibliographic records: a cluster keeps its id while any of its founding members stays in it.

Who must be passed: every component of two records or more, and a record that stands alone but once founded a cluster.
Any other record that stands alone has its own target id, which nobody else can have: a cluster's id is always the
target id of one of its founders.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

Key = tuple[str, str]
Member = tuple[str, str, str]
"""(source, legacy_id, target_id)"""

Founded = Mapping[str, Sequence[Member]]
"""The ids that a component's members founded, each with those members."""


@dataclass(frozen=True, slots=True)
class Identities:
    """``ids``: one per component, in the order given. ``founders``: (id, source, legacy_id) that must be remembered."""

    ids: tuple[str, ...]
    founders: tuple[tuple[str, str, str], ...]


class _Claim(NamedTuple):
    """A component's claim on an id. The smallest claim comes first."""

    minus_founders: int
    minus_holders: int
    first: Member
    id: str
    component: int


def assign(
    components: Iterable[Sequence[Member]],
    founders: Mapping[Key, frozenset[str]],
    current: Mapping[Key, str],
) -> Identities:
    """Give each component an id; no id is given twice.

    ``founders``: the ids that a record founded in earlier runs; ``current``: a record's id in the last run (a record
    whose id was its own target id founded it, even alone). A component with founders takes the id with most of them.
    Where a cluster was split, the part with most founders keeps the id; then the one with most records that have the id
    now, then the one with the smallest member. A new cluster's id is the target id of its first free member.
    """
    parts = [tuple(sorted(members)) for members in components]
    founded = [_founded(members, founders, current) for members in parts]
    ids = _settle(parts, founded, current)
    taken = set(ids.values())
    for number, members in enumerate(parts):
        if number not in ids:
            ids[number] = _new_id(members, taken)
            taken.add(ids[number])
    remembered = (row for n, members in enumerate(parts) for row in _remember(ids[n], members, founded[n]))
    return Identities(tuple(ids[n] for n in range(len(parts))), tuple(sorted(remembered)))


def _founded(members: Sequence[Member], founders: Mapping[Key, frozenset[str]], current: Mapping[Key, str]) -> Founded:
    found: dict[str, list[Member]] = {}
    for member in members:
        source, legacy_id, own = member
        alone = {own} if current.get((source, legacy_id)) == own else set()
        for id_ in founders.get((source, legacy_id), frozenset()) | alone:
            found.setdefault(id_, []).append(member)
    return found


def _settle(
    parts: Sequence[Sequence[Member]], founded: Sequence[Founded], current: Mapping[Key, str]
) -> dict[int, str]:
    """The ids that are kept, by the component's number: the strongest claim first."""
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for claim in sorted(c for n, members in enumerate(parts) for c in _claims(n, members, founded[n], current)):
        if claim.component not in ids and claim.id not in taken:
            ids[claim.component] = claim.id
            taken.add(claim.id)
    return ids


def _claims(number: int, members: Sequence[Member], founded: Founded, current: Mapping[Key, str]) -> Iterable[_Claim]:
    held = Counter(current.get((source, legacy_id)) for source, legacy_id, _ in members)
    return (_Claim(-len(by), -held[id_], members[0], id_, number) for id_, by in founded.items())


def _new_id(members: Sequence[Member], taken: set[str]) -> str:
    """The first member's target id that is free, else an id made from the first one's."""
    free = next((own for _, _, own in members if own not in taken), None)
    if free is not None:
        return free
    made = (str(uuid5(NAMESPACE_URL, f"grenselos:split:{members[0][2]}:{n}")) for n in count(1))
    return next(id_ for id_ in made if id_ not in taken)


def _remember(id_: str, members: Sequence[Member], founded: Founded) -> Iterable[tuple[str, str, str]]:
    """A new cluster's founders are its members, a kept one's those who founded it. A lone record's own id is a rule."""
    if len(members) == 1 and id_ == members[0][2]:
        return ()
    return ((id_, source, legacy_id) for source, legacy_id, _ in founded.get(id_, members))
