"""Passwords in addresses, connection strings and notes: which texts hold one for certain, and which perhaps."""

import re
from functools import cache

_LABELS = "mailto|e-?post|e-?mail|kontakt|contact|adresse|svar|sip|xmpp|acct|skype|via|fra|til|from|to|isbn|issn|doi"
_NONE_TOLD = (
    "får?s?|hent(?:es)?|kontakt|ved|hos|i|på|kreves|krevst|må|og|eller|se|spør|oppgi(?:s|tt)?|utleveres|treng(?:s|er)|kan|"
    "for|til|gis|deles|fra|frå|is|are|required|needed|from|available|ask|see|contact|at|in|and|or|påkrev\\w+|nødvendig|"
    "beskytt\\w+|verna?|protect\\w+|ikke|ikkje|not|ligger|ligg|står|send\\w+|mangl\\w+|endr\\w+|byttet|bytta|gløymt|"
    "glemt|utløpt|utgått|fjern\\w+|slett\\w+|er|var|som|med|med\\w+|du|vi|de|av|fins|finn\\w+|denne|dette|det|den"
)
"""What follows a word for password where none is told: ``passord fås i skranken``."""
_WORD_FOR_IT = "(?:passord(?:et)?|password|passwd|pwd|pin-?kode|lösenord)"
_USER = "(?:brukernavn|brukarnamn|bruker|brukar|username|user|login)"
_ODD = r"(?=[^\s,;]{0,40}\d)(?!\d{1,3}\b)[^\s,;/]{3,}"
"""A token with a digit, such as no sentence goes on with after the word password."""
_IN_ADDRESS = re.compile(
    r"://[^/?#\s:]{0,200}+:[^/?#\s]{0,200}@"  # https://user:password@host
    rf"|(?:^|[\s\"'(<\[])(?!(?:{_LABELS}):)[\w.+-]+:[^\s/@:]{{3,}}@[\w-]+(?:\.[\w-]+)+"  # user:password@host.no
    r"|\b(?:jdbc:[^\s/@]{1,200}|sqlplus\s+[^\s/@]{1,100})/[^\s/@]{1,200}@"  # scott/tiger@host of a database
    r"|(?:passwo?r?d|passord|pwd)=[^&;\s]|\bpwd\s{1,3}=\s*[^&;\s]"  # of an address, or of a connection string
    r"|;\s{0,3}(?:passwo?r?d|passord)\s{0,3}=\s{0,3}[^&;\s]"
    r"|(?:^|[?&;\s_-]|user|login|db)(?:pass|pw|pin)=[^&;\s]"
    r"|(?:api|access|auth|client|account|sharedaccess)[_-]?(?:key|token|secret)=[^&;\s]{4,}"
    r"|[?&;](?:token|secret)=[\w.-]{16,}|[?&;](?:sig|signature)=[\w%+/=-]{20,}"
    r"|[?&;](?:user(?:name|id)?|uid|bruker(?:navn|id)?|login|konto)=[^&;\s]{1,200}+[&;]"
    r"(?:[^&;\s]{0,200}+[&;]){0,20}?(?:kode|code)=[^&;\s]",
    re.IGNORECASE,
)
_IN_NOTE = re.compile(
    rf"\b{_WORD_FOR_IT}[ \t]*+(?:(?:er|is)[ \t]*+)?+[:=][ \t]*+(?!(?:{_NONE_TOLD})\b)[^\s&;]"
    rf"|\b(?:{_WORD_FOR_IT}|pass\b[ \t]*+[:=])[ \t]*+(?:(?:er|is)\b[ \t]*+)?+[:=]?[ \t]*+{_ODD}"  # passord Sommer2019
    rf"|\bpwd[ \t]++(?!(?:{_NONE_TOLD})\b)\w"
    rf"|^[^\w\n]*(?:passord|password)[ \t]++(?!(?:{_NONE_TOLD})\b)\S++[^\w\n]*$"  # nothing but: passord hemmelig
    rf"|\b{_USER}\b.{{1,60}}?\b(?:passord|password|pass|pwd)\b[ \t]*+(?:er\b|is\b)?+\W*+(?!(?:{_NONE_TOLD})\b)\w"
    rf"|\b{_USER}\s{{0,3}}:\s{{0,3}}[\w.@-]{{2,60}}\s{{0,3}}/\s{{0,3}}[\w!#%&?*+-]{{3}}"  # bruker: alta/hemmelig
    r"|\bpin(?:-?kode)?\s{0,3}[:=]?\s{0,3}\d{4,6}\b",
    re.IGNORECASE | re.MULTILINE,
)
_PERHAPS = re.compile(
    r"\b(?:passord(?:et)?|password|lösenord|pass(?=[ \t]*[:=]))"
    rf"(?:[ \t]*+[:=][ \t]*+|[ \t]++)(?!(?:{_NONE_TOLD})\b)\w",
    re.IGNORECASE,
)
_WORDS = (
    "@", "pass", "pwd", "kode", "pin:", "pin ", "lösenord", "bruker", "user:", "login",
)  # fmt: skip
_KEYS = (
    "pw=", "pin=", "token=", "key=", "secret=", "kode=", "code=", "sig=", "signature=",
)  # fmt: skip
"""One of these, or of the words, stands in small letters in every text that the patterns find."""
_TELLS_HOW = re.compile(r"5(?!05|20)..|85.|9..|.9.")
"""Tags of notes, addresses and local fields, where ``Passord: x`` is no title."""


@cache
def tells_how(tag: str) -> bool:
    """Whether the field may tell how to log in to something in words."""
    return tag != "490" and _TELLS_HOW.fullmatch(tag) is not None


def may_hold_secret(text: str) -> bool:
    """Whether a text has any sign without which it holds no password: most have none, and need no closer look."""
    lowered = text.lower()
    return has_one(_WORDS, lowered) or ("=" in lowered and has_one(_KEYS, lowered))


def has_one(words: tuple[str, ...], lowered: str) -> bool:
    """Whether one of the words is part of the text."""
    for word in words:  # noqa: SIM110 (a plain loop: half the time of any() with a generator)
        if word in lowered:
            return True
    return False


def holds_password(text: str) -> bool:
    """Whether a text holds a password, or perhaps does, wherever it stands."""
    return bool(may_hold_secret(text) and (_IN_ADDRESS.search(text) or _IN_NOTE.search(text) or _PERHAPS.search(text)))


def is_secret(tag: str, value: str) -> bool:
    """Whether a subfield holds a password: in an address or a connection string, in notes also in words."""
    if not may_hold_secret(value):
        return False
    return _IN_ADDRESS.search(value) is not None or (tells_how(tag) and _IN_NOTE.search(value) is not None)


def may_be_secret(tag: str, value: str) -> bool:
    """Whether a subfield that ``is_secret`` doesn't find tells of a password in words that may mean one."""
    return tells_how(tag) and may_hold_secret(value) and _PERHAPS.search(value) is not None
