"""Which verdicts stand, and where they contradict each other.

The last verdict on a pair stands. *Must* reaches through others: A is B and B is C, so A is C. Where a *cannot* denies
that, one of them is wrong, and nobody knows which: the cannot wins, and none of the musts of that chain is applied
until a librarian has said which is wrong. Which ones these are depends on the verdicts alone, not on their order.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from migration.issues import Issue
from migration.match.verdicts.verdict import Answer, Key, Named, Verdict

Pair = tuple[Key, Key]


class State(StrEnum):
    """What became of a verdict. ``replaced``: a later one on the same pair says otherwise."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    UNKNOWN_RECORD = "unknown_record"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Conflict:
    """``chain``: musts that lead from one record of the ``cannot`` to the other."""

    cannot: Verdict
    chain: tuple[Verdict, ...]

    def __str__(self) -> str:
        return f"{self.cannot}, but {', '.join(map(str, self.chain))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Verdicts against the records that are there.

    ``must`` and ``cannot``: pairs of (source, legacy_id), sorted, free of contradictions. ``states``: every verdict in
    its order, and what became of it. ``missing``: records that are not there, each with its verdict.
    """

    must: tuple[Pair, ...]
    cannot: tuple[Pair, ...]
    conflicts: tuple[Conflict, ...]
    states: tuple[tuple[Verdict, State], ...]
    missing: tuple[tuple[Named, Verdict], ...]
    replaced: tuple[tuple[Verdict, Verdict], ...]


def standing(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The last verdict on each pair, in their order."""
    last: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        last.pop(verdict.pair, None)
        last[verdict.pair] = verdict
    return tuple(last.values())


def replaced(verdicts: Iterable[Verdict]) -> Iterator[tuple[Verdict, Verdict]]:
    """Each verdict that the next one on its pair turned around, with that one."""
    last: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        former = last.get(verdict.pair)
        if former and former.answer is not verdict.answer:
            yield former, verdict
        last[verdict.pair] = verdict


def conflicts(verdicts: Iterable[Verdict]) -> tuple[Conflict, ...]:
    """Every *cannot* that musts contradict, with the shortest chain of them; several where there are several chains."""
    now = sorted(standing(verdicts), key=lambda v: v.pair)
    graph = _Graph(v for v in now if v.answer is Answer.MUST)
    return tuple(conflict for v in now if v.answer is Answer.CANNOT for conflict in graph.conflicts(v))


class _Graph:
    """The musts as a graph of records. A must that is found in a conflict leads nowhere any more."""

    def __init__(self, musts: Iterable[Verdict]) -> None:
        self._next: dict[str, dict[str, Verdict]] = defaultdict(dict)
        for must in musts:
            one, other = must.pair
            self._next[one][other] = self._next[other][one] = must

    def conflicts(self, cannot: Verdict) -> Iterator[Conflict]:
        while chain := self._chain(*cannot.pair):
            yield Conflict(cannot, chain)
            for must in chain:
                one, other = must.pair
                del self._next[one][other], self._next[other][one]

    def _chain(self, start: str, end: str) -> tuple[Verdict, ...]:
        """The shortest way between two records, the first of equally long ones; empty where there is none."""
        if start not in self._next or end not in self._next:
            return ()
        ways: dict[str, tuple[str, Verdict] | None] = {start: None}
        waiting = deque([start])
        while waiting and end not in ways:
            here = waiting.popleft()
            for there, must in sorted(self._next[here].items(), key=lambda item: item[0]):
                if there not in ways:
                    ways[there] = here, must
                    waiting.append(there)
        return _way_back(ways, end)


def _way_back(ways: Mapping[str, tuple[str, Verdict] | None], end: str) -> tuple[Verdict, ...]:
    found: list[Verdict] = []
    step = ways.get(end)
    while step:
        found.append(step[1])
        step = ways[step[0]]
    return tuple(reversed(found))


def settle(verdicts: Sequence[Verdict], records: Mapping[str, Key]) -> Settled:
    """``records``: target id to key of the records that are there; of those that no verdict names none is needed."""
    now = standing(verdicts)
    missing = [(record, v) for v in now for record in (v.one, v.other) if record.target_id not in records]
    unknown = {v.pair for _, v in missing}
    known = [v for v in now if v.pair not in unknown]
    found = conflicts(known)
    suspended = {must.pair for conflict in found for must in conflict.chain}
    states = {v.pair: _state(v, unknown, suspended) for v in now}
    last = {id(v) for v in now}
    return Settled(
        must=_pairs((v for v in known if v.answer is Answer.MUST and v.pair not in suspended), records),
        cannot=_pairs((v for v in known if v.answer is Answer.CANNOT), records),
        conflicts=found,
        states=tuple((v, states[v.pair] if id(v) in last else State.REPLACED) for v in verdicts),
        missing=tuple(missing),
        replaced=tuple(replaced(verdicts)),
    )


def _state(verdict: Verdict, unknown: Collection[tuple[str, str]], suspended: Collection[tuple[str, str]]) -> State:
    if verdict.pair in unknown:
        return State.UNKNOWN_RECORD
    return State.CONFLICT if verdict.pair in suspended else State.APPLIED


def _pairs(verdicts: Iterable[Verdict], records: Mapping[str, Key]) -> tuple[Pair, ...]:
    """Each pair by its keys, the smaller first."""
    keys = (sorted((records[v.one.target_id], records[v.other.target_id])) for v in verdicts)
    return tuple(sorted((one, other) for one, other in keys))


def verdict_rows(settled: Settled, records: Mapping[str, Key]) -> Iterator[tuple[int | str, ...]]:
    """Rows of ``matched_verdict``. A record that is not there and is named by its target id stands under that."""
    for n, (v, state) in enumerate(settled.states, start=1):
        keys = (*_key(v.one, records), *_key(v.other, records))
        yield n, v.file, v.row, v.answer.value, *keys, v.who, v.decided_on, v.why, state.value


def _key(record: Named, records: Mapping[str, Key]) -> Key:
    return records.get(record.target_id) or (record.source, record.legacy_id or record.target_id)


def verdict_issues(settled: Settled, records: Mapping[str, Key]) -> Iterator[tuple[str, str, Issue]]:
    """(source, legacy id, issue) of all that is to be told about the verdicts."""
    for conflict in settled.conflicts:
        found = Issue("verdict_conflict", conflict.cannot.where, ", ".join(map(str, conflict.chain)))
        yield *_key(conflict.cannot.one, records), found
    for record, verdict in settled.missing:
        yield *_key(record, records), Issue("verdict_unknown_record", verdict.where, str(record))
    for former, verdict in settled.replaced:
        yield *_key(verdict.one, records), Issue("verdict_replaced", verdict.where, former.where)
