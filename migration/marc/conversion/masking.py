"""Passwords and notes about borrowers masked in the bytes of a record that was refused: its length and framing stay.

The record may be damaged, and in any charset: it is taken apart by the marks of its form alone, and each text is read
in every way in which Norwegian records are written. A text that must not leave the library becomes asterisks.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from migration.marc.conversion.credentials import is_secret
from migration.marc.conversion.private import borrower_rule, is_of_items, may_tell_of_borrowers
from migration.marc.rules import Rules, shipped_rules

Span = tuple[int, int]

_UNKNOWN = "590"
"""The tag of a field whose own isn't known: one in which anything may stand."""
_CHARSETS = ("cp1252", "cp865", "mac_roman")
_MARC_8 = (("\xeaa", "å"), ("\xeaA", "Å"), ("\xb2", "ø"), ("\xa2", "Ø"), ("\xb5", "æ"), ("\xa5", "Æ"))
_VISIBLE = re.compile(r"[^\r\n\x00]")
_LEADER = 24
_ENTRY = 12


@dataclass(frozen=True, slots=True)
class _Form:
    """How fields begin, where a field's tag stands (None: in the directory), and its texts (group 1 of each)."""

    begin: re.Pattern[str]
    tag: re.Pattern[str] | None
    texts: re.Pattern[str]
    read: Callable[[str], str] = str


_ISO_2709 = _Form(re.compile(r"[\x1d\x1e]"), None, re.compile(r"(?:\x1f.|[\x1d\x1e])([^\x1d\x1e\x1f]*)", re.DOTALL))
_XML = _Form(
    re.compile(r"<(?=(?:[\w-]+:)?(?:datafield|controlfield|[cd]\d{3})\b)"),
    re.compile(r"""<(?:[\w-]+:)?(?:[cd](\d{3})|[^>]*?\btag\s*=\s*["'](\d{3}))"""),
    re.compile(r">([^<]*)"),
    unescape,
)
_LINES = _Form(
    re.compile(r"(?:\A|(?<=[\r\n]))(?=\*\d{3})"),
    re.compile(r"\*(\d{3})"),
    re.compile(r"\$[0-9a-zæøå](.*?)(?=\$[0-9a-zæøå]|\s*\^?\s*\Z)", re.DOTALL),
)


def mask_private(payload: bytes, rules: Rules | None = None) -> bytes:
    """The payload with what must not leave the library as asterisks, and of the same length. Never raises.

    Without ``rules`` the shipped ones tell which notes are about borrowers.
    """
    charset = _utf_16(payload)
    text = payload[: len(payload) // 2 * 2].decode(charset, "surrogatepass") if charset else payload.decode("latin-1")
    parts, at = [], 0
    for begin, end in _private(text, rules or shipped_rules(), bool(charset)):
        parts += [text[at:begin], _VISIBLE.sub("*", text[begin:end])]
        at = end
    masked = "".join([*parts, text[at:]]).encode(charset or "latin-1", "surrogatepass")
    return masked + payload[len(masked) :]


def _utf_16(payload: bytes) -> str:
    """The charset of a payload of which every other byte is zero, or empty."""
    half = len(payload) // 2
    for first, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half > 2 and payload[first::2].count(0) * 10 > half * 7:
            try:
                payload[: half * 2].decode(charset, "surrogatepass")
            except UnicodeDecodeError:
                continue
            return charset
    return ""


def _private(text: str, rules: Rules, is_read: bool) -> Iterator[Span]:
    """Where the texts stand that must not leave the library."""
    form = _ISO_2709 if "\x1e" in text else _XML if _XML.begin.search(text) else _LINES
    for tag, begin, end in _fields(text, form):
        spans = [match.span(1) for match in form.texts.finditer(text, begin, end) if match[1].strip()]
        spans = spans or ([(begin, end)] if tag == _UNKNOWN else [])
        readings = [[form.read(own) for own in _readings(text[slice(*span)], is_read)] for span in spans]
        named = not is_of_items(tag) and _names_borrower(readings, tag, rules)
        for span, ways in zip(spans, readings, strict=True):
            if named or _is_private(tag, ways, rules):
                yield span


def _is_private(tag: str, ways: list[str], rules: Rules) -> bool:
    """Whether one text by itself must not leave the library, in one of the ways to read it."""
    if any(is_secret(tag, way.replace("\n", "").replace("\r", "")) for way in ways):
        return True
    return is_of_items(tag) and _names_borrower([ways], tag, rules)


def _fields(text: str, form: _Form) -> Iterator[tuple[str, int, int]]:
    """Each field's tag, where it is known, and where it stands."""
    starts = [match.start() for match in form.begin.finditer(text)] or [0]
    tags = _directory(text) if form.tag is None else []
    for n, (begin, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        found = form.tag.match(text, begin) if form.tag else None
        own = next(filter(None, found.groups()), "") if found else tags[n] if n < len(tags) else ""
        yield own or _UNKNOWN, begin, end


def _directory(text: str) -> list[str]:
    """The tags in the directory, where there is one for every field; else nothing is known of them."""
    entries = text[_LEADER : text.index("\x1e")]
    tags = [entries[at : at + 3] for at in range(0, len(entries), _ENTRY)]
    is_whole = len(entries) % _ENTRY == 0 and len(tags) == text.count("\x1e") - 1
    return tags if is_whole and all(map(str.isdigit, tags)) else []


def _names_borrower(readings: list[list[str]], tag: str, rules: Rules) -> bool:
    """Whether the texts together tell of a borrower, in one of the ways to read them all."""
    if not may_tell_of_borrowers(tag):
        return False
    ways = max(map(len, readings), default=0)
    texts = (" ".join([own[min(way, len(own) - 1)] for own in readings]) for way in range(ways))
    return any(borrower_rule(text, rules, tag) for text in texts)


def _readings(text: str, is_read: bool) -> list[str]:
    """What the bytes of a text (as Latin-1) may say."""
    if is_read or text.isascii():
        return [text]
    raw = text.encode("latin-1")
    try:
        return [unicodedata.normalize("NFC", raw.decode("utf-8"))]
    except UnicodeDecodeError:
        pass
    marc_8 = text
    for old, new in _MARC_8:
        marc_8 = marc_8.replace(old, new)
    return [*(raw.decode(charset, "replace") for charset in _CHARSETS), marc_8]
