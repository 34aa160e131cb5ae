"""The verdict on each pair of records that share one ISBN."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from migration.match.compare import Candidate, Comparison, agree
from migration.match.evidence import PROOF, disputed, unproved
from migration.match.rules import MatchRules

Verdict = tuple[Candidate, Candidate, Comparison]


def in_order(records: Sequence[Candidate]) -> list[Candidate]:
    """By (source, legacy_id), each once."""
    unique = {(r.source, r.legacy_id): r for r in records}
    return [unique[key] for key in sorted(unique)]


def judge(records: Sequence[Candidate], rules: MatchRules) -> Iterator[Verdict]:
    """Every pair of the records of one ISBN, in order, and whether they are one book."""
    bench = _Bench(records, rules)
    unsure = _twice_in_one_source(bench)
    for i, j in combinations(range(len(records)), 2):
        found = bench.compare(i, j, strict=i in unsure or j in unsure)
        if records[i].source == records[j].source:
            found = Comparison(False, found.score, ("same_source", *found.failed))
        yield records[i], records[j], found


def is_near_miss(found: Comparison) -> bool:
    """Whether a librarian may want to see it: one thing contradicts, or nothing does and too little is known."""
    return len(found.failed) == 1 or all(code.endswith("_unsure") for code in found.failed)


def _twice_in_one_source(bench: "_Bench") -> set[int]:
    """Records that a source has twice without saying what tells them apart: volumes, perhaps, that lost their numbers.

    Nobody can tell which of the two another library's record is, so these need proof.
    """
    by_source: dict[str, list[int]] = {}
    for position, record in enumerate(bench.records):
        by_source.setdefault(record.source, []).append(position)
    pairs = (pair for own in by_source.values() for pair in combinations(own, 2))
    return {position for pair in pairs if bench.may_be_either(*pair) for position in pair}


class _Bench:
    """Compares the records of one ISBN by position; copies of the same description are compared once."""

    def __init__(self, records: Sequence[Candidate], rules: MatchRules) -> None:
        self.records = records
        self._rules = rules
        self._disputed = disputed(records, rules)
        numbers: dict[tuple[object, ...], int] = {}
        self._said = [numbers.setdefault(_description(r), len(numbers)) for r in records]
        self._seen: dict[tuple[int, int, bool], Comparison] = {}

    def compare(self, i: int, j: int, *, strict: bool) -> Comparison:
        """``strict``: everything that tells books apart must be known and equal."""
        key = (self._said[i], self._said[j], strict)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._compare(self.records[i], self.records[j], strict=strict)
        return found

    def _compare(self, a: Candidate, b: Candidate, *, strict: bool) -> Comparison:
        found = agree(a, b, self._rules)
        if not found.ok:
            return found
        lacking = unproved(a, b, self._disputed | PROOF if strict else self._disputed, self._rules)
        return Comparison(not lacking, found.score, lacking)

    def may_be_either(self, i: int, j: int) -> bool:
        """Whether nothing tells the two apart, nor proves that they are one."""
        return agree(self.records[i], self.records[j], self._rules).ok and not self.compare(i, j, strict=True).ok


def _description(record: Candidate) -> tuple[object, ...]:
    """All that is compared."""
    return (
        record.title_key, record.author_key, record.volume_key, record.edition_key,
        record.format_class, record.language, record.year, record.pages,
    )  # fmt: skip
