"""What speaks for NORMARC and for MARC 21 in a record: the features that ``formats`` counts, with their weights."""

from collections.abc import Callable
from typing import Literal

from pymarc import Field

from migration.marc.fields import indicators_of

Vote = tuple[Literal["normarc", "marc21"], int, str]
"""For what, with which weight, and what speaks for it. 1 is weak: any export program can produce it."""
Votes = dict[Vote, None]

NORMARC_NOTES = frozenset(("503", "512", "531", "532", "533", "539", "571", "572", "573", "574"))


def vote_by_leader(leader: str, votes: Votes) -> None:
    """Adds what the leader (24 characters) says."""
    if leader[18] in "aci":
        votes["marc21", 2, "leader/18"] = None
    if leader[9] == "a":
        votes["marc21", 1, "leader/09"] = None
    if leader[17] == "0" or leader[7] == "p":
        votes["normarc", 1, "leader/07 or 17"] = None


def _f008(field: Field, leader: str, votes: Votes) -> None:
    data = (field.data or "").ljust(40)
    if data[39] in "0123459":
        votes["normarc", 2, "008/39"] = None
    if data[6:15].isspace():
        votes["normarc", 2, "008/06-14 blank"] = None
    elif data[6] in "axo":
        votes["normarc", 1, "008/06"] = None
    elif data[6] in "bdeikmqt":
        votes["marc21", 1, "008/06"] = None
    if leader[7] in "bis":
        return
    if leader[6] in "at" and data[33] in "rnlta":
        votes["normarc", 2, "008/33"] = None
    if data[22] in "aklmnopqrsvwxyz":
        votes["normarc", 1, "008/22"] = None
    elif data[22] == "e":
        votes["marc21", 1, "008/22"] = None


def _f041(field: Field, leader: str, votes: Votes) -> None:
    for code, value in field.subfields:
        if len(value) > 3 and len(value) % 3 == 0 and code.isalpha() and value.isascii() and value.islower():
            votes["normarc", 3, "041 run together"] = None


def _f082(field: Field, leader: str, votes: Votes) -> None:
    ind1, ind2 = indicators_of(field)
    if ind1 in "34" or any(code == "z" for code, _ in field.subfields):
        votes["normarc", 3, "082"] = None
    elif ind2 == "4":
        votes["marc21", 2, "082 ind2"] = None


def _f245(field: Field, leader: str, votes: Votes) -> None:
    for code, value in field.subfields:
        if code == "h":
            side: Vote = ("marc21", 1, "245 $h") if "[" in value else ("normarc", 1, "245 $h")
            votes[side] = None
        elif code == "a" and value.endswith((" :", " /", " =")):
            votes["marc21", 1, "245 ISBD"] = None


def _person(field: Field, leader: str, votes: Votes) -> None:
    """Blank and 2 are no kinds of name in MARC 21; 0, 1 and 3 no kinds of added entry, non-filing in NORMARC."""
    ind1, ind2 = indicators_of(field)
    if ind1 not in "013":
        votes["normarc", 2, "ind1 of names"] = None
    if ind2 not in " 2":
        votes["normarc", 1, "ind2 of names"] = None


def _corporate(field: Field, leader: str, votes: Votes) -> None:
    if indicators_of(field)[0] not in "012":
        votes["normarc", 1, "ind1 of names"] = None


def _subject(field: Field, leader: str, votes: Votes) -> None:
    if indicators_of(field)[1] == "7":
        votes["marc21", 3, "6XX ind2 7"] = None
    elif any(code == "2" for code, _ in field.subfields):
        votes["normarc", 1, "6XX $2 without ind2 7"] = None


Judge = Callable[[Field, str, Votes], None]
Voters = tuple[Vote | None, dict[str, Vote] | None, Judge | None]
"""What a tag says by being there, by its subfield codes, and by what a function sees in it."""


def _codes(*pairs: tuple[str, Vote]) -> dict[str, Vote]:
    return {code: vote for codes, vote in pairs for code in codes}


_NAME: dict[str, Vote] = _codes(("jw", ("normarc", 3, "name $j $w")), ("40", ("marc21", 2, "name $4 $0")))
_SORT_FORM: dict[str, Vote] = _codes(("w", ("normarc", 2, "title $w")))
_PRESENT: dict[str, Vote] = {
    **dict.fromkeys(sorted(NORMARC_NOTES - {"532", "533"}), ("normarc", 2, "NORMARC note")),
    **dict.fromkeys(("532", "533"), ("normarc", 1, "532 533")),
    **dict.fromkeys(("025", "350", "440", "640", "652"), ("normarc", 1, "440 and the like")),
    **dict.fromkeys(("900", "910", "911", "930", "940"), ("normarc", 2, "references in 9XX")),
    **dict.fromkeys(("336", "337", "338"), ("marc21", 3, "33X")),
    **dict.fromkeys(("344", "345", "346", "347"), ("marc21", 2, "34X")),
    **dict.fromkeys(("385", "386"), ("marc21", 2, "385 386")),
    "035": ("marc21", 1, "035"),
    "264": ("marc21", 2, "264"),
    "588": ("marc21", 1, "588"),
    "850": ("normarc", 2, "850"),
    "852": ("marc21", 1, "852"),
    "880": ("marc21", 2, "880"),
}
_CODES: dict[str, dict[str, Vote]] = {
    "015": _codes(("b", ("normarc", 3, "015 $b")), ("2", ("marc21", 2, "015 $2"))),
    "019": _codes(("bd", ("normarc", 3, "019 $b $d"))),
    "020": _codes(("bg", ("normarc", 3, "020 $b")), ("q", ("marc21", 2, "020 $q"))),
    "040": _codes(("be", ("marc21", 3, "040 $b $e"))),
    **dict.fromkeys(("100", "700", "110", "710"), _NAME),
    **dict.fromkeys(("130", "240", "245", "730", "740"), _SORT_FORM),
    "800": _codes(("j", ("normarc", 3, "name $j $w"))),
}
_JUDGES: dict[str, Judge] = {
    "008": _f008,
    "041": _f041,
    "082": _f082,
    "245": _f245,
    **dict.fromkeys(("100", "700"), _person),
    **dict.fromkeys(("110", "710", "111", "711"), _corporate),
    **dict.fromkeys(("600", "610", "611", "630", "650", "651", "655"), _subject),
}
VOTERS: dict[str, Voters] = {
    tag: (_PRESENT.get(tag), _CODES.get(tag), _JUDGES.get(tag)) for tag in {*_PRESENT, *_CODES, *_JUDGES}
}
