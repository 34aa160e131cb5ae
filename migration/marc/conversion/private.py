"""What must not leave the library: addresses with passwords, and notes about borrowers. The issue never shows them."""

import re
from functools import cache, lru_cache

from pymarc import Field, Record

from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept
from migration.marc.rules import Rules
from migration.marc.stored import data_field

CREDENTIALS = "credentials"
"""The rule by which an address with a password is left out."""

_LABELS = "mailto|e-?post|e-?mail|kontakt|contact|adresse|svar|sip|xmpp|acct|skype|via|fra|til|from|to|isbn|issn|doi"
_NONE_TOLD = (
    "får?s?|hent(?:es)?|kontakt|ved|hos|i|på|kreves|krevst|må|og|eller|se|spør|oppgi(?:s|tt)?|utleveres|treng(?:s|er)|kan|"
    "for|til|gis|deles|fra|frå|is|are|required|needed|from|available|ask|see|contact|at|in|and|or"
)
"""What follows a word for password where none is told: ``passord fås i skranken``."""
_IN_ADDRESS = re.compile(
    r"://[^/?#\s]*:[^/?#\s]*@"  # https://user:password@host
    rf"|(?:^|[\s\"'(<\[])(?!(?:{_LABELS}):)[\w.+-]+:[^\s/@:]{{3,}}@[\w-]+(?:\.[\w-]+)+"  # user:password@host.no
    r"|(?:passwo?r?d|passord|pwd)=[^&;\s]"  # of an address, or of an ODBC connection string
    r"|(?:^|[?&;\s_-]|user|login|db)(?:pass|pw|pin)=[^&;\s]"
    r"|(?:api|access|auth|client)[_-]?(?:key|token|secret)=[^&;\s]{4,}|[?&;](?:token|secret)=[\w.-]{16,}"
    r"|[?&;](?:user(?:name|id)?|uid|bruker(?:navn|id)?|login|konto)=[^&;\s]+[&;](?:[^&;\s]*[&;])*?(?:kode|code)=[^&;\s]",
    re.IGNORECASE,
)
_IN_NOTE = re.compile(
    rf"\b(?:passord|password|passwd|pwd|pin-?kode|lösenord)[ \t]*(?:er[ \t]*)?[:=][ \t]*(?!(?:{_NONE_TOLD})\b)[^\s&;]"
    r"|\b(?:brukernavn|brukarnamn|bruker|brukar|username|user|login)\b.{1,60}?"
    rf"\b(?:passord|password)\b[ \t]*(?:er\b|is\b)?\W*(?!(?:{_NONE_TOLD})\b)\w",
    re.IGNORECASE,
)
_WORDS = ("@", "passo", "passw", "pwd", "pinkode", "pin-kode", "lösenord")
_PARTS = ("@", "=", "ass", "wd", "kode", "enord", "ASS", "Ass", "WD", "KODE", "ENORD")
"""One of these stands in every text that has one of the words or an address: making all letters small takes long."""
_KEYS = ("pass=", "pw=", "pin=", "token=", "key=", "secret=", "kode=", "code=")
"""One of these stands, in small letters, in every text that the two patterns find."""
_TELLS_HOW = re.compile(r"5(?!05|20)..|85.|9..|.9.")
"""Tags of notes, addresses and local fields, where ``Passord: x`` is no title."""
_LOCAL_NOTE = re.compile(r"50\d|[0-8]9\d|9\d\d")


@cache
def may_tell_of_borrowers(tag: str) -> bool:
    """Whether staff write notes of their own in the field: 50X, and what MARC leaves to local use."""
    return tag != "490" and _LOCAL_NOTE.fullmatch(tag) is not None


@cache
def tells_how(tag: str) -> bool:
    """Whether the field may tell how to log in to something in words."""
    return tag != "490" and _TELLS_HOW.fullmatch(tag) is not None


def has_secret(record: Record) -> bool:
    """Whether any text of the record might hold a password: one cheap look at all of it."""
    text = "\n".join([value for field in record.fields for _, value in field.subfields])
    if (
        _has_one(_PARTS, text)
        and _may_hold_secret(text.lower())
        and (_IN_ADDRESS.search(text) or _IN_NOTE.search(text))
    ):
        return True
    addresses = [field for field in record.fields if field.tag == "856"]
    return any(code == "k" for field in addresses for code, _ in field.subfields)


def _may_hold_secret(lowered: str) -> bool:
    return _has_one(_WORDS, lowered) or ("=" in lowered and _has_one(_KEYS, lowered))


def _has_one(words: tuple[str, ...], lowered: str) -> bool:
    for word in words:  # noqa: SIM110 (a plain loop: half the time of any() with a generator)
        if word in lowered:
            return True
    return False


def is_secret(tag: str, value: str) -> bool:
    """Whether a subfield holds a password: in an address or a connection string, in notes also in words."""
    return _IN_ADDRESS.search(value) is not None or (tells_how(tag) and _IN_NOTE.search(value) is not None)


def without_secrets(field: Field, work: Work) -> Field | None:
    """The field without the subfields that hold a password, as 856 $k does. None: nothing is left of it."""
    rest = []
    for subfield in field.subfields:
        if is_secret(field.tag, subfield.value) or (field.tag == "856" and subfield.code == "k"):
            work.note("credentials_removed", f"{field.tag}${subfield.code}")
            work.dropped(subfield, CREDENTIALS)
        else:
            rest.append(subfield)
    if len(rest) == len(field.subfields):
        return field
    return data_field(field.tag, indicators_kept(field), rest) if rest else None


def may_name_borrowers(record: Record, rules: Rules) -> bool:
    """Whether any note of the record has a word that notes about borrowers have: one cheap look at all of them."""
    notes = [v for field in record.fields if may_tell_of_borrowers(field.tag) for _, v in field.subfields]
    return bool(notes) and _has_one(_borrower_words(rules), "\n".join(notes).lower())


@lru_cache(maxsize=8)
def _borrower_words(rules: Rules) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in rules.private_words for word in words))


def borrower_rule(text: str, rules: Rules) -> str:
    """The rule (private_notes.csv) by which a note names a borrower; empty where none does."""
    lowered = text.lower()
    for (rule, pattern), words in zip(rules.private_notes, rules.private_words, strict=True):
        if _has_one(words, lowered) and pattern.search(text):
            return rule
    return ""


def about_borrower(field: Field, work: Work) -> bool:
    """Whether a note names a borrower: then the whole field is left out."""
    rule = borrower_rule(" ".join([value for _, value in field.subfields]), work.rules)
    if not rule:
        return False
    work.note("private_note_removed", field.tag)
    for subfield in field.subfields:
        work.dropped(subfield, rule)
    return True
