"""What must not leave the library: addresses with passwords, and notes about borrowers. The issue never shows them.

What is certain is left out; what is doubtful is delivered, and an issue asks somebody to look at it.
"""

import re
from functools import cache

from pymarc import Field, Record, Subfield

from migration.marc.conversion.borrower_names import capitalised
from migration.marc.conversion.credentials import (
    has_one,
    holds_password,
    is_secret,
    may_be_secret,
    may_hold_secret,
    tells_how,
)
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept
from migration.marc.rules import PrivateNote, Rules, shipped_rules
from migration.marc.stored import data_field

__all__ = [
    "CREDENTIALS", "about_borrower", "borrower_rule", "has_secret", "is_of_items", "is_secret", "looks_private",
    "may_hold_secret", "may_name_borrowers", "may_tell_of_borrowers", "must_not_be_shown", "note_of", "private_rule",
    "tells_how", "without_secrets",
]  # fmt: skip

CREDENTIALS = "credentials"
"""The rule by which an address with a password is left out."""

PRIVATE = "private_notes/"
"""How the rules begin by which notes about borrowers are left out."""

_LOCAL_NOTE = re.compile(r"50\d|541|561|583|[0-8]9\d|85\d|86\d|87[0-8]|9\d\d")
_OF_ITEMS = re.compile(r"583|85\d|86\d|87[0-8]")
"""Fields on items and actions: what staff write stands in $n, $x and $z; the rest says where the item is."""
_NOTES_OF_ITEMS = "nxz"
_LIBRARY_S_OWN = re.compile(r"[0-8]9\d|9\d\d")
_WEAK = frozenset(f"{PRIVATE}{name}" for name in ("levert av", "ønske fra", "reservert for"))
"""Rules whose words stand in ordinary notes too: in MARC's own fields they count only at the note's beginning."""
_WINDOW, _STEP = 2000, 1800
"""A long note is looked through in parts that overlap."""
_LONGEST_NAME = 60
_PLACES = re.compile(
    r"(?<=\b(?:til|for) )[A-ZÆØÅÁČĐŊŠŦŽ]\w+(?=\W*(?:\d|$))|(?<=\båt )[A-ZÆØÅÁČĐŊŠŦŽ]\w+(?=\W*(?:\d|$))"
)
"""A capitalised word to which something goes, with nothing behind it but a date: ``Utlånt til Tromsø 2010``."""


@cache
def may_tell_of_borrowers(tag: str) -> bool:
    """Whether staff write notes of their own in the field: notes, what is on items, and what is left to local use."""
    return tag != "490" and _LOCAL_NOTE.fullmatch(tag) is not None


@cache
def is_of_items(tag: str) -> bool:
    """Whether only some subfields of the field are notes, so that it isn't left out as a whole."""
    return _OF_ITEMS.fullmatch(tag) is not None


def has_secret(record: Record) -> bool:
    """Whether any text of the record might hold a password, or there are notes on items: a cheap look at all of it."""
    if holds_password("\n".join([value for field in record.fields for _, value in field.subfields])):
        return True
    for field in record.fields:
        if field.tag > "582" and is_of_items(field.tag):
            for code, _ in field.subfields:
                if code in _NOTES_OF_ITEMS or (code == "k" and field.tag == "856"):
                    return True
    return False


def must_not_be_shown(value: str, rules: Rules) -> bool:
    """Whether a text that no rule knows holds a password or names a borrower, whatever field it stands in."""
    return is_secret("590", value) or bool(borrower_rule(value, rules))


def looks_private(text: str, rules: Rules | None = None) -> bool:
    """Whether a text that should be a code or a status names a person or holds a password: ``Utlånt til Kari``.

    A known given name with another name, and nothing else, counts as well. Without ``rules`` the shipped ones are used.
    """
    rules = rules or shipped_rules()
    return bool(text) and (must_not_be_shown(text, rules) or _is_name(text, rules))


def _is_name(text: str, rules: Rules) -> bool:
    """A person's name alone, or with a date: ``Kari Nordmann``, ``nordmann, kari 12.3.``"""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    if not 2 <= len(words) <= 4 or len(text) > _LONGEST_NAME:
        return False
    return words[0].lower() in rules.given_names.names or ("," in text and words[1].lower() in rules.given_names.names)


def without_secrets(field: Field, work: Work) -> Field | None:
    """The field without the subfields that hold a password, as 856 $k does, or a note on an item about a borrower.

    None: nothing is left of it.
    """
    of_items = is_of_items(field.tag)
    private = _private_of_items(field, work.rules) if of_items else {}
    if not private and field.tag != "856" and not may_hold_secret("\n".join([value for _, value in field.subfields])):
        return field
    rest = []
    for subfield in field.subfields:
        rule = private.get(subfield, "") or _secret_rule(field.tag, subfield)
        if rule:
            code = "credentials_removed" if rule == CREDENTIALS else "private_note_removed"
            work.note(code, f"{field.tag}${subfield.code}")
            work.dropped(subfield, rule)
            continue
        if may_be_secret(field.tag, subfield.value):
            work.note("credentials_suspected", f"{field.tag}${subfield.code}")
        rest.append(subfield)
    if len(rest) == len(field.subfields):
        return field
    return data_field(field.tag, indicators_kept(field), rest) if rest else None


def _secret_rule(tag: str, subfield: Subfield) -> str:
    is_password = (tag == "856" and subfield.code == "k") or is_secret(tag, subfield.value)
    return CREDENTIALS if is_password else ""


def may_name_borrowers(record: Record, rules: Rules) -> bool:
    """Whether any note of the record has a word that notes about borrowers have: one cheap look at all of them."""
    notes = [v for field in record.fields if may_tell_of_borrowers(field.tag) for v in note_of(field)]
    return bool(notes) and has_one(rules.private_words, _in_one_line("\n".join(notes)).lower())


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def note_of(field: Field) -> list[str]:
    """The texts of a field in which staff may name a borrower: all, but in fields on items."""
    if is_of_items(field.tag):
        return [value for code, value in field.subfields if code in _NOTES_OF_ITEMS]
    return [value for _, value in field.subfields]


def _private_of_items(field: Field, rules: Rules) -> dict[Subfield, str]:
    """The notes on an item that name a borrower, with the rule: each by itself, or all where only together they do."""
    notes = [subfield for subfield in field.subfields if subfield.code in _NOTES_OF_ITEMS]
    found = {note: rule for note in notes if (rule := borrower_rule(note.value, rules))}
    if not found and len(notes) > 1 and (rule := borrower_rule(" ".join([note.value for note in notes]), rules)):
        return dict.fromkeys(notes, rule)
    return found


def borrower_rule(text: str, rules: Rules, tag: str = "") -> str:
    """The rule (private_notes.csv) by which a note names a borrower; empty where none does.

    ``tag``: a field of MARC's own, where some rules hold for less.
    """
    return _first_rule(text, rules, tag, is_certain=True)


def doubtful_rule(text: str, rules: Rules, tag: str = "") -> str:
    """The rule by which a note may name a borrower, or may not."""
    return _first_rule(text, rules, tag, is_certain=False)


def _first_rule(text: str, rules: Rules, tag: str, *, is_certain: bool) -> str:
    text = _in_one_line(text)
    lowered = text.lower()
    if not has_one(rules.private_words, lowered):
        return ""
    text = _prepared(text, rules)
    strict_tag = bool(tag) and not _LIBRARY_S_OWN.fullmatch(tag) and not is_of_items(tag)
    for note in rules.private_notes:
        at_beginning = strict_tag and note.rule in _WEAK
        if note.is_certain is is_certain and has_one(note.words, lowered) and _holds(note, text, at_beginning):
            return note.rule
    return ""


def _prepared(text: str, rules: Rules) -> str:
    """The note with names written as names are, and without the places that something was lent to."""

    def without_place(match: re.Match[str]) -> str:
        word = match[0].casefold()
        is_place = word in rules.places or word in rules.jurisdictions
        return "–" if is_place and word not in rules.given_names.names else match[0]

    return _PLACES.sub(without_place, capitalised(text, rules.given_names))


def _holds(note: PrivateNote, text: str, at_beginning: bool) -> bool:
    if at_beginning:
        found = note.regex.search(text, 0, _WINDOW)
        return found is not None and not any(map(str.isalnum, text[: found.start()]))
    return any(note.regex.search(text, at, at + _WINDOW) for at in range(0, max(len(text) - _WINDOW + _STEP, 1), _STEP))


def private_rule(field: Field, rules: Rules) -> str:
    """The rule by which a field is left out as a whole, since it names a borrower; empty where none does.

    (Of fields on items only the notes are left out.)
    """
    if not may_tell_of_borrowers(field.tag) or is_of_items(field.tag):
        return ""
    return borrower_rule(" ".join([value for _, value in field.subfields]), rules, field.tag)


def is_left_out(field: Field, subfield: Subfield, rules: Rules) -> bool:
    """Whether a subfield must not leave the library, by itself or with its field."""
    if is_of_items(field.tag) and subfield in _private_of_items(field, rules):
        return True
    return bool(_secret_rule(field.tag, subfield) or private_rule(field, rules))


def about_borrower(field: Field, work: Work) -> bool:
    """Whether a note names a borrower: then the whole field is left out. Where it only may, somebody is asked."""
    rule = private_rule(field, work.rules)
    if not rule:
        if doubtful_rule(" ".join(note_of(field)), work.rules, field.tag):
            work.note("private_note_suspected", field.tag)
        return False
    work.note("private_note_removed", field.tag)
    for subfield in field.subfields:
        work.dropped(subfield, rule)
    return True
