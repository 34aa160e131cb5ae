"""What must not leave the library: addresses with passwords, and notes about borrowers. The issue never shows them."""

import re
from functools import cache, lru_cache

from pymarc import Field, Record, Subfield

from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept
from migration.marc.rules import Rules
from migration.marc.stored import data_field

CREDENTIALS = "credentials"
"""The rule by which an address with a password is left out."""

PRIVATE = "private_notes/"
"""How the rules begin by which notes about borrowers are left out."""

_LABELS = "mailto|e-?post|e-?mail|kontakt|contact|adresse|svar|sip|xmpp|acct|skype|via|fra|til|from|to|isbn|issn|doi"
_NONE_TOLD = (
    "får?s?|hent(?:es)?|kontakt|ved|hos|i|på|kreves|krevst|må|og|eller|se|spør|oppgi(?:s|tt)?|utleveres|treng(?:s|er)|kan|"
    "for|til|gis|deles|fra|frå|is|are|required|needed|from|available|ask|see|contact|at|in|and|or"
)
"""What follows a word for password where none is told: ``passord fås i skranken``."""
_IN_ADDRESS = re.compile(
    r"://[^/?#\s:]{0,200}+:[^/?#\s]{0,200}@"  # https://user:password@host
    rf"|(?:^|[\s\"'(<\[])(?!(?:{_LABELS}):)[\w.+-]+:[^\s/@:]{{3,}}@[\w-]+(?:\.[\w-]+)+"  # user:password@host.no
    r"|(?:passwo?r?d|passord|pwd)=[^&;\s]"  # of an address, or of an ODBC connection string
    r"|(?:^|[?&;\s_-]|user|login|db)(?:pass|pw|pin)=[^&;\s]"
    r"|(?:api|access|auth|client)[_-]?(?:key|token|secret)=[^&;\s]{4,}|[?&;](?:token|secret)=[\w.-]{16,}"
    r"|[?&;](?:user(?:name|id)?|uid|bruker(?:navn|id)?|login|konto)=[^&;\s]{1,200}+[&;]"
    r"(?:[^&;\s]{0,200}+[&;]){0,20}?(?:kode|code)=[^&;\s]",
    re.IGNORECASE,
)
_IN_NOTE = re.compile(
    rf"\b(?:passord|password|passwd|pwd|pin-?kode|lösenord)[ \t]*+(?:er[ \t]*+)?+[:=][ \t]*+"
    rf"(?!(?:{_NONE_TOLD})\b)[^\s&;]"
    r"|\b(?:brukernavn|brukarnamn|bruker|brukar|username|user|login)\b.{1,60}?"
    rf"\b(?:passord|password)\b[ \t]*+(?:er\b|is\b)?+\W*+(?!(?:{_NONE_TOLD})\b)\w",
    re.IGNORECASE,
)
_WORDS = ("@", "passo", "passw", "pwd", "pinkode", "pin-kode", "lösenord")
_KEYS = ("pass=", "pw=", "pin=", "token=", "key=", "secret=", "kode=", "code=")
"""One of these, or of the words, stands in small letters in every text that the two patterns find."""
_TELLS_HOW = re.compile(r"5(?!05|20)..|85.|9..|.9.")
"""Tags of notes, addresses and local fields, where ``Passord: x`` is no title."""
_LOCAL_NOTE = re.compile(r"50\d|541|561|583|[0-8]9\d|85\d|86\d|87[0-8]|9\d\d")
_OF_ITEMS = re.compile(r"583|85\d|86\d|87[0-8]")
"""Fields on items and actions: what staff write stands in $n, $x and $z; the rest says where the item is."""
_NOTES_OF_ITEMS = "nxz"
_LIBRARY_S_OWN = re.compile(r"[0-8]9\d|9\d\d")
_WEAK = frozenset(f"{PRIVATE}{name}" for name in ("levert av", "ønske fra", "reservert for"))
"""Rules whose words stand in ordinary notes too: in MARC's own fields they count only at the note's beginning."""
_WINDOW, _STEP = 2000, 1800
"""A long note is looked through in parts that overlap."""


@cache
def may_tell_of_borrowers(tag: str) -> bool:
    """Whether staff write notes of their own in the field: notes, what is on items, and what is left to local use."""
    return tag != "490" and _LOCAL_NOTE.fullmatch(tag) is not None


@cache
def is_of_items(tag: str) -> bool:
    """Whether only some subfields of the field are notes, so that it isn't left out as a whole."""
    return _OF_ITEMS.fullmatch(tag) is not None


@cache
def tells_how(tag: str) -> bool:
    """Whether the field may tell how to log in to something in words."""
    return tag != "490" and _TELLS_HOW.fullmatch(tag) is not None


def has_secret(record: Record) -> bool:
    """Whether any text of the record might hold a password, or there are notes on items: a cheap look at all of it."""
    text = "\n".join([value for field in record.fields for _, value in field.subfields])
    if may_hold_secret(text) and (_IN_ADDRESS.search(text) or _IN_NOTE.search(text)):
        return True
    for field in record.fields:
        if field.tag > "582" and is_of_items(field.tag):
            for code, _ in field.subfields:
                if code in _NOTES_OF_ITEMS or (code == "k" and field.tag == "856"):
                    return True
    return False


def may_hold_secret(text: str) -> bool:
    """Whether a text has any sign without which it holds no password: most have none, and need no closer look."""
    folded = text.casefold()
    return _has_one(_WORDS, folded) or ("=" in folded and _has_one(_KEYS, folded))


def _has_one(words: tuple[str, ...], lowered: str) -> bool:
    for word in words:  # noqa: SIM110 (a plain loop: half the time of any() with a generator)
        if word in lowered:
            return True
    return False


def is_secret(tag: str, value: str) -> bool:
    """Whether a subfield holds a password: in an address or a connection string, in notes also in words."""
    if not may_hold_secret(value):
        return False
    return _IN_ADDRESS.search(value) is not None or (tells_how(tag) and _IN_NOTE.search(value) is not None)


def must_not_be_shown(value: str, rules: Rules) -> bool:
    """Whether a text that no rule knows holds a password or names a borrower, whatever field it stands in."""
    return is_secret("590", value) or bool(borrower_rule(value, rules))


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
        if subfield in private:
            work.note("private_note_removed", f"{field.tag}${subfield.code}")
            work.dropped(subfield, private[subfield])
        elif is_secret(field.tag, subfield.value) or (field.tag == "856" and subfield.code == "k"):
            work.note("credentials_removed", f"{field.tag}${subfield.code}")
            work.dropped(subfield, CREDENTIALS)
        else:
            rest.append(subfield)
    if len(rest) == len(field.subfields):
        return field
    return data_field(field.tag, indicators_kept(field), rest) if rest else None


def may_name_borrowers(record: Record, rules: Rules) -> bool:
    """Whether any note of the record has a word that notes about borrowers have: one cheap look at all of them."""
    notes = [v for field in record.fields if may_tell_of_borrowers(field.tag) for v in note_of(field)]
    return bool(notes) and _has_one(_borrower_words(rules), _in_one_line("\n".join(notes)).lower())


@lru_cache(maxsize=8)
def _borrower_words(rules: Rules) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in rules.private_words for word in words))


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
    text = _in_one_line(text)
    lowered = text.lower()
    strict_tag = bool(tag) and not _LIBRARY_S_OWN.fullmatch(tag) and not is_of_items(tag)
    for (rule, pattern), words in zip(rules.private_notes, rules.private_words, strict=True):
        if _has_one(words, lowered) and _holds(pattern, text, at_beginning=strict_tag and rule in _WEAK):
            return rule
    return ""


def _holds(pattern: re.Pattern[str], text: str, *, at_beginning: bool) -> bool:
    if at_beginning:
        found = pattern.search(text, 0, _WINDOW)
        return found is not None and not any(map(str.isalnum, text[: found.start()]))
    return any(pattern.search(text, at, at + _WINDOW) for at in range(0, max(len(text) - _WINDOW + _STEP, 1), _STEP))


def about_borrower(field: Field, work: Work) -> bool:
    """Whether a note names a borrower: then the whole field is left out. (Of fields on items only the notes are.)"""
    if is_of_items(field.tag):
        return False
    rule = borrower_rule(" ".join([value for _, value in field.subfields]), work.rules, field.tag)
    if not rule:
        return False
    work.note("private_note_removed", field.tag)
    for subfield in field.subfields:
        work.dropped(subfield, rule)
    return True
