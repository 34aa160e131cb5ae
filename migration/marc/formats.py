"""NORMARC or MARC 21? A weighted vote over what the record itself shows, per record, never per library.

The features and their frequencies were counted on Norwegian NORMARC and MARC 21 records. 019 alone proves nothing
when the record is plainly MARC 21: Biblioteksentralen's MARC 21 keeps it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pymarc import Field, Record

from migration.marc.fields import indicators_of

Format = Literal["normarc", "marc21", "mixed"]
NORMARC_NOTES = frozenset(("503", "512", "531", "532", "533", "539", "571", "572", "573", "574"))
_MIXED = 3
"""Votes that each side must have for a record to count as mixed."""
_RUN_TOGETHER = re.compile(r"([a-z]{3}){2,}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``evidence``: what spoke for what, as ``normarc 3: 020 $b``."""

    format: Format
    evidence: tuple[str, ...]


def verdict(record: Record, declared: str = "auto") -> Verdict:
    """The record's format. ``declared`` (``marc_format`` of the source) decides unless it is auto.

    Both sides with three strong votes or more: mixed, but MARC 21 where nothing but 019 and 9XX speaks for NORMARC.
    Else the side with more votes. A tie, or no evidence at all, is decided by the leader alone: a Unicode mark (09) or
    a form of description (18) is MARC 21, else NORMARC, whose leader has neither; so are Mikromarc's own records.
    """
    if declared == "normarc":
        return Verdict("normarc", ("declared: normarc",))
    if declared == "marc21":
        return Verdict("marc21", ("declared: marc21",))
    votes = list(_votes(record))
    normarc = sum(weight for side, weight, _ in votes if side == "normarc")
    marc21 = sum(weight for side, weight, _ in votes if side == "marc21")
    evidence = tuple(f"{side} {weight}: {what}" for side, weight, what in votes)
    if _strong(votes, "normarc") >= _MIXED and _strong(votes, "marc21") >= _MIXED:
        return Verdict("marc21" if _only_kept_fields(votes) else "mixed", evidence)
    if normarc != marc21:
        return Verdict("normarc" if normarc > marc21 else "marc21", evidence)
    leader = str(record.leader)
    return Verdict("marc21" if leader[9:10] == "a" or leader[18:19] in ("a", "c", "i") else "normarc", evidence)


Vote = tuple[str, int, str]


def _strong(votes: list[Vote], wanted: str) -> int:
    """The side's votes without the weak ones (weight 1), which any export program can produce."""
    return sum(weight for side, weight, _ in votes if side == wanted and weight > 1)


def _only_kept_fields(votes: list[Vote]) -> bool:
    """Nothing but 019 and 9XX speaks for NORMARC: Biblioteksentralen's MARC 21 keeps both."""
    return all(what.startswith(("019", "references")) for side, weight, what in votes if side == "normarc")


def _votes(record: Record) -> list[Vote]:
    found: dict[str, Vote] = {}
    for field in record.fields:
        for vote in _FIELD_VOTES.get(field.tag, _none)(field):
            found.setdefault(vote[2], vote)
        if field.tag in NORMARC_NOTES:
            found.setdefault("NORMARC note", ("normarc", 2, "NORMARC note"))
    return [*_leader_votes(str(record.leader)), *found.values()]


def _leader_votes(leader: str) -> list[Vote]:
    votes: list[Vote] = []
    if leader[18:19] in ("a", "c", "i"):
        votes.append(("marc21", 2, "leader/18"))
    if leader[9:10] == "a":
        votes.append(("marc21", 1, "leader/09"))
    if leader[17:18] == "0" or leader[7:8] == "p":
        votes.append(("normarc", 1, "leader/07 or 17"))
    return votes


def _none(field: Field) -> list[Vote]:
    return []


def _codes(field: Field) -> set[str]:
    return {s.code for s in field.subfields}


def _f008(field: Field) -> list[Vote]:
    data = field.data or ""
    votes: list[Vote] = []
    if len(data) >= 40 and data[39] in "012345":
        votes.append(("normarc", 2, "008/39"))
    if len(data) >= 15 and data[6:15].isspace():
        votes.append(("normarc", 2, "008/06-14 blank"))
    elif len(data) >= 15 and data[6] in "bdeikmqt" and data[7:11].isdigit():
        votes.append(("marc21", 1, "008/06"))
    if len(data) >= 34 and data[33] in "rnl":
        votes.append(("normarc", 1, "008/33"))
    if len(data) >= 23 and data[22] in "eklmnopvwxyz":
        votes.append(("marc21", 1, "008/22") if data[22] == "e" else ("normarc", 1, "008/22"))
    return votes


def _f019(field: Field) -> list[Vote]:
    return [("normarc", 3, "019 $b $d")] if _codes(field) & {"b", "d"} else []


def _has(side: str, weight: int, tag: str, *codes: str) -> Callable[[Field], list[Vote]]:
    """A vote when the field has any of the subfields."""
    wanted = set(codes)
    vote = (side, weight, f"{tag} ${' $'.join(codes)}")
    return lambda field: [vote] if any(s.code in wanted for s in field.subfields) else []


def _present(side: str, weight: int, what: str) -> Callable[[Field], list[Vote]]:
    return lambda field: [(side, weight, what)]


def _f020(field: Field) -> list[Vote]:
    codes = _codes(field)
    votes: list[Vote] = [("normarc", 3, "020 $b")] if codes & {"b", "g"} else []
    return [*votes, ("marc21", 2, "020 $q")] if "q" in codes else votes


def _f041(field: Field) -> list[Vote]:
    values = [s.value for s in field.subfields if s.code.isalpha()]
    return [("normarc", 3, "041 run together")] if any(_RUN_TOGETHER.fullmatch(v) for v in values) else []


def _f082(field: Field) -> list[Vote]:
    ind1, ind2 = indicators_of(field)
    if ind1 in "34" or "z" in _codes(field):
        return [("normarc", 3, "082")]
    return [("marc21", 2, "082 ind2")] if ind2 == "4" else []


def _name(field: Field) -> list[Vote]:
    codes = _codes(field)
    votes: list[Vote] = [("normarc", 3, "name $j $w")] if codes & {"j", "w"} and field.tag != "711" else []
    return [*votes, ("marc21", 2, "name $4 $0")] if codes & {"4", "0"} else votes


def _subject(field: Field) -> list[Vote]:
    ind2 = indicators_of(field)[1]
    if ind2 == "7":
        return [("marc21", 3, "6XX ind2 7")]
    has_source = any(s.code == "2" for s in field.subfields)
    return [("normarc", 1, "6XX $2 without ind2 7")] if has_source else []


_FIELD_VOTES: dict[str, Callable[[Field], list[Vote]]] = {
    "008": _f008,
    "015": _has("normarc", 3, "015", "b"),
    "019": _f019,
    "020": _f020,
    "035": _present("marc21", 1, "035"),
    "040": _has("marc21", 3, "040", "b", "e"),
    "041": _f041,
    "082": _f082,
    "245": _has("normarc", 2, "245", "w"),
    "264": _present("marc21", 2, "264"),
    "440": _present("normarc", 1, "440"),
    "850": _present("normarc", 1, "850"),
    "852": _present("marc21", 1, "852"),
    **{tag: _present("marc21", 3, "33X") for tag in ("336", "337", "338")},
    **dict.fromkeys(("100", "700", "110", "710"), _name),
    **dict.fromkeys(("600", "610", "611", "630", "650", "651", "655"), _subject),
    **{tag: _present("normarc", 2, "references in 9XX") for tag in ("900", "910", "911", "930", "940")},
    **{tag: _present("marc21", 2, "385 386") for tag in ("385", "386")},
}
