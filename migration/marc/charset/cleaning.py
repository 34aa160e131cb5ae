"""Mends what earlier systems did to a record's texts, where there is no doubt, and names what can't be mended.

In this order, again until nothing more is found: control characters; written-out characters (``references``); UTF-8
read as another charset (``mojibake``); C1 controls that were signs of Windows-1252; invisible characters; c with
U+0326, a comma, for a cedilla (s and t with it are Romanian and stay); NFC. Then, on the record as a whole, old Sami
charsets (``sami``), and others (``misread``), that were read as Windows-1252. Every repair is an issue with a word
before and after; what is damaged beyond repair is named and left.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unicodedata import is_normalized, normalize

from migration.issues import Issue
from migration.marc.charset import misread, mojibake, references, sami
from migration.marc.charset.chance import CHANCE
from migration.marc.charset.changes import change, shown

Field = tuple[str, str]
"""Tag and text; the text of 010-999 is ``ii`` 0x1F code value 0x1F code value …."""

_Step = tuple[str, Callable[[str], str]]
_MOST_PASSES = 8
_LAYOUT = re.compile(r"(?<! ) *[\t\r\n][ \t\r\n]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]|(?<=[A-Za-zÀ-ɏ])[\u200c\u200d](?=[A-Za-zÀ-ɏ])")
_DAMAGED = re.compile(r"[\x80-\x9f\ufffd]")

_C1_KEPT = {0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x88, 0x89, 0x98, 0x9C}
"""No characters of Windows-1252, and four that mark words which sorting leaves out: which one is meant is a guess."""

_C1 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in _C1_KEPT}
_BASIC = "\x00-\x1e\x7f-\x9f\xad\u0326\u200b-\u200d\u2060\ufdd0-\ufdef\ufeff\ufffd-\uffff"
_LEADS = "&@" + mojibake.LATIN_LEADS + mojibake.OTHER_LEADS + misread.LEADS + sami.HINTS + CHANCE
_HINT = re.compile(  # the letters of Norwegian and Swedish names among them only where something odd follows
    f"[{_BASIC}{re.escape(''.join(sorted(set(_LEADS))))}](?:(?<![ÃâÅÄÂê])|(?={mojibake.TRAIL})|(?<=ê)(?=[aouAO]))"
)
_SIMPLE = re.compile(f"[{_BASIC}&@]")


@dataclass(slots=True)
class _Found:
    """What is known of a record while it is mended: repairs by code and path, each as value before and after."""

    repairs: dict[tuple[str, str], tuple[str, str]]
    suspected: dict[str, str]

    def note(self, code: str, path: str, before: str, after: str) -> None:
        old = self.repairs.get((code, path))
        if not old:
            self.repairs[code, path] = (before, after)
        elif old[1] == before:
            self.repairs[code, path] = (old[0], after)


def has_hint(text: str) -> bool:
    """Whether a text has any character that might be a fault: most have none, and need no closer look."""
    return _HINT.search(text) is not None


def clean(fields: list[Field]) -> tuple[list[Field], list[Issue]]:
    """Fields with mended texts, and one issue per fault and subfield (``245$a``)."""
    text = "\x1f".join([text for _, text in fields])
    hints = set(_HINT.findall(text))
    if (not hints or not _has_fault(text, hints, fields)) and is_normalized("NFC", text):
        return fields, []
    found = _Found({}, {})
    for _ in range(_MOST_PASSES):
        before = fields
        for stage in (_mend_sure, _mend_sami, _mend_misread):
            fields = stage(fields, found)
            if fields != before:
                break
        else:
            break
    return fields, list(dict.fromkeys((*_repairs(found), *_reports(fields, found))))


def _has_fault(text: str, hints: set[str], fields: list[Field]) -> bool:
    return bool(
        _SIMPLE.search(text)
        or mojibake.is_doubled(text, hints, "\xa0" in text and sami.is_coded_sami(fields))
        or (not hints.isdisjoint(misread.LEADS) and misread.may_be_misread(text))
        or (not hints.isdisjoint(sami.HINTS + CHANCE) and sami.may_hide(text, sami.is_coded_sami(fields)))
    )


def _mapped(fields: list[Field], mend: Callable[[str, str, str], str]) -> list[Field]:
    """Fields with each value made anew by a function of value, tag and path. Sound ones of ASCII are passed over."""
    return [
        (tag, _field(tag, text, mend) if not text.isascii() or _SIMPLE.search(text) else text) for tag, text in fields
    ]


def _field(tag: str, text: str, mend: Callable[[str, str, str], str]) -> str:
    head, *subfields = text.split("\x1f")
    parts = [mend(head, tag, tag)]
    for subfield in subfields:
        code = subfield[:1]
        parts.append(code + mend(subfield[1:], tag, f"{tag}${code}" if code.isalnum() else tag))
    return "\x1f".join(parts)


def _mend_sure(fields: list[Field], found: _Found) -> list[Field]:
    """What needs one value only, but for the knowledge that the record holds misread UTF-8 or is from BIBSYS."""
    text, coded = _joined(fields), sami.is_coded_sami(fields)
    doubled = mojibake.is_doubled(text, set(_HINT.findall(text)), coded)
    bibsys = "@" in text and references.is_from_bibsys(text)

    def mend(value: str, tag: str, path: str) -> str:
        for code, step in _FIRST_STEPS:
            mended = step(value)
            if mended != value:
                found.note(code, path, value, mended)
                return mended
        if doubled and (mended := mojibake.repaired(value, coded)) != value:
            found.note("double_utf8_repaired", path, value, mended)
            return mended
        if bibsys and (mended := references.unescaped(value, tag)) != value:
            found.note("bibsys_escape_resolved", path, value, mended)
            return mended
        for code, step in _LAST_STEPS:
            mended = step(value)
            if mended != value:
                found.note(code, path, value, mended)
                return mended
        return normalize("NFC", value)

    return _mapped(fields, mend)


def _without_controls(value: str) -> str:
    return _CONTROL.sub("", _LAYOUT.sub(" ", value)) if _CONTROL.search(value) else value


def _without_invisible(value: str) -> str:
    """Without soft hyphens, zero-width spaces and byte order marks, which hide a word from a search."""
    return _INVISIBLE.sub("", value)


_FIRST_STEPS: tuple[_Step, ...] = (
    ("control_characters_removed", _without_controls),
    ("character_reference_resolved", references.resolved),
)
_LAST_STEPS: tuple[_Step, ...] = (
    ("c1_characters_repaired", lambda value: value.translate(_C1)),
    ("invisible_characters_removed", _without_invisible),
    ("cedilla_repaired", lambda value: value.replace("c\u0326", "ç").replace("C\u0326", "Ç")),
)


def _mend_misread(fields: list[Field], found: _Found) -> list[Field]:
    text = _joined(fields)
    charset = misread.misread_from(text) if misread.may_be_misread(text) else ""
    if not charset:
        return fields

    def mend(value: str, _: str, path: str) -> str:
        mended = normalize("NFC", misread.reread(value, charset))
        if mended != value:
            found.note("misread_charset_repaired", path, value, mended)
        return mended

    return _mapped(fields, mend)


def _mend_sami(fields: list[Field], found: _Found) -> list[Field]:
    """Old Sami charsets. What looks like one, but not surely enough, is noted as suspected."""
    found.suspected.clear()
    text, coded = _joined(fields), sami.is_coded_sami(fields)
    if not sami.may_hide(text, coded):
        return fields
    verdict = sami.judge(sami.plain(text), coded)
    if not (verdict.sure or verdict.suspected):
        return fields

    def mend(value: str, tag: str, path: str) -> str:
        mended = normalize("NFC", sami.mend(value, verdict.index, coded and tag[1:] != "00"))
        if mended == value:
            return value
        if verdict.sure:
            found.note("sami_encoding_repaired", path, value, mended)
            return mended
        found.suspected.setdefault(path, change(value, mended))
        return value

    return _mapped(fields, mend)


def _joined(fields: list[Field]) -> str:
    return "\x1f".join([text for _, text in fields])


def _repairs(found: _Found) -> Iterator[Issue]:
    for (code, path), (before, after) in found.repairs.items():
        yield Issue(code, path, change(before, after))


def _reports(fields: list[Field], found: _Found) -> Iterator[Issue]:
    """What is left of damage in the mended fields."""
    for path, guess in found.suspected.items():
        yield Issue("sami_encoding_suspected", path, guess)
    reports: dict[str, Issue] = {}

    def look(value: str, _: str, path: str) -> str:
        match = _DAMAGED.search(value)
        if match and path not in reports:
            reports[path] = Issue("characters_damaged", path, shown(_word_at(value, match.start())))
        return value

    _mapped(fields, look)
    yield from reports.values()


def _word_at(value: str, place: int) -> str:
    return value[value.rfind(" ", 0, place) + 1 :].split(" ", 1)[0]
