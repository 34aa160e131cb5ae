"""NORMARC or MARC 21? A weighted vote over what the record itself shows, per record, never per library.

The features and their frequencies were counted on Norwegian NORMARC and MARC 21 records. 019 and 9XX alone prove
nothing when the record is plainly MARC 21: Biblioteksentralen's MARC 21 (marc21nor) keeps them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pymarc import Record

from migration.marc.format_votes import VOTERS, Vote, Votes, vote_by_leader

Format = Literal["normarc", "marc21", "mixed"]
SUMMARY_LENGTH = 80
_MIXED = 3
"""Strong votes that each side must have for a record to count as mixed."""
_KEPT = ("019", "references")
"""How the names of the features begin that MARC 21 of Biblioteksentralen keeps."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``evidence``: what spoke for what, as ``normarc 3: 020 $b``, the heaviest first."""

    format: Format
    evidence: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The evidence in at most 80 characters: ``normarc 6, marc21 2: 015 $b; 019 $b $d; leader/18``."""
        return _summary(self.evidence)


def verdict(record: Record, declared: str = "auto") -> Verdict:
    """The record's format. ``declared`` (``marc_format`` of the source) decides unless it is auto.

    Both sides with three strong votes or more: mixed, but MARC 21 where nothing but 019 and 9XX speaks strongly for
    NORMARC, and the leader or more votes for MARC 21. Else the side with more votes. A tie, or no evidence at all, is
    decided by the leader alone: a Unicode mark (09) or a form of description (18) is MARC 21, else NORMARC, whose
    leader has neither: so with Mikromarc's own.
    """
    if declared == "normarc":
        return Verdict("normarc", ("declared: normarc",))
    if declared == "marc21":
        return Verdict("marc21", ("declared: marc21",))
    votes: Votes = {}
    leader = str(record.leader).ljust(24)
    vote_by_leader(leader, votes)
    for field in record.fields:
        voters = VOTERS.get(field.tag)
        if voters is None:
            continue
        present, codes, judge = voters
        if present is not None:
            votes[present] = None
        if codes is not None:
            for code, _ in field.subfields:
                if code in codes:
                    votes[codes[code]] = None
        if judge is not None:
            judge(field, leader, votes)
    return _judged(tuple(votes), leader[9] == "a" or leader[18] in "aci")


@lru_cache(maxsize=4096)
def _judged(votes: tuple[Vote, ...], leader_is_marc21: bool) -> Verdict:
    """The outcome of a vote; libraries have the same few again and again."""
    ordered = sorted(votes, key=lambda vote: (-vote[1], vote[0] == "marc21", vote[2]))
    evidence = tuple(f"{side} {weight}: {what}" for side, weight, what in ordered)
    normarc, marc21 = (sum(weight for of, weight, _ in votes if of == side) for side in ("normarc", "marc21"))
    if _strong(votes, "normarc") >= _MIXED and _strong(votes, "marc21") >= _MIXED:
        is_marc21nor = _only_kept_fields(votes) and (leader_is_marc21 or marc21 > normarc)
        return Verdict("marc21" if is_marc21nor else "mixed", evidence)
    if normarc != marc21:
        return Verdict("normarc" if normarc > marc21 else "marc21", evidence)
    return Verdict("marc21" if leader_is_marc21 else "normarc", evidence)


def _strong(votes: tuple[Vote, ...], wanted: str) -> int:
    return sum(weight for side, weight, _ in votes if side == wanted and weight > 1)


def _only_kept_fields(votes: tuple[Vote, ...]) -> bool:
    return all(what.startswith(_KEPT) for side, weight, what in votes if side == "normarc" and weight > 1)


@lru_cache(maxsize=4096)
def _summary(evidence: tuple[str, ...]) -> str:
    """Sums of the votes, then what fits of their names."""
    pairs = [(head.split(" "), what) for head, _, what in (text.partition(": ") for text in evidence)]
    if not all(len(head) == 2 for head, _ in pairs):
        return "; ".join(evidence)[:SUMMARY_LENGTH]
    sums = {side: sum(int(head[1]) for head, _ in pairs if head[0] == side) for side in ("normarc", "marc21")}
    text = f"normarc {sums['normarc']}, marc21 {sums['marc21']}"
    for position, (_, what) in enumerate(pairs):
        longer = text + (": " if position == 0 else "; ") + what
        room = SUMMARY_LENGTH if position == len(pairs) - 1 else SUMMARY_LENGTH - len("; …")
        if len(longer) > room:
            return text + "; …"
        text = longer
    return text
