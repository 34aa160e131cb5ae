"""What kind of thing a record describes, as one word, from leader/06-07, 007, 008, 33X, 300, 245 $h and 019 $b."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pymarc import Field

from migration.marc.features.subfields import values

FORMATS = (
    "book", "ebook", "largeprint", "braille", "audiobook_cd", "audiobook_mp3", "audiobook_file", "music_cd", "lp",
    "cassette", "dvd", "bluray", "vhs", "video", "game", "score", "map", "serial", "component", "picture", "kit",
    "object", "manuscript", "electronic", "microform", "other", "board_book", "bluray_4k", "daisy", "board_game",
    "score_parts",
)  # fmt: skip
"""New ones go to the end."""
_FORM_AT = {"e": 29, "f": 29, "g": 29, "k": 29, "o": 29, "r": 29}
_ONLINE = r"nettressurs|online|strømm|nedlast|lydfil|digibok|digital lydbok|e-?bok|epub|\bpdf\b"
_BOARD = r"pappbok|pappsider|papp-?sider|kartongbok|kartongsider|board ?book|board pages|pahvikirja|pahvisivut"
_PARTS = r"(?<!\w)(?:stemmer|stemmehefter?|stemmesett|parts|delar|osaa|orkesterstemmer)(?!\w)"
_WHOLE_SCORE = r"partitur|score|\bnoter\b|pianouttog|klaveruttog|\bs\.|sider|\bp\."
_GAME = re.compile(r"spill|playstation|\bps ?[2345]\b|xbox|nintendo|\bwii\b|switch")


_PAGED = r"\d\s*(?:s\.|s\b|sid|p\.|p\b|pages|sivu|siid)"
"""An extent in pages: a lone code for microform is a slip then."""


class Evidence(NamedTuple):
    """``form``: 008/23 or 29; ``carriers``: 338 $b; ``types``: 019 $b; ``text``: 300 and 245 $h in small letters."""

    kind: str
    level: str
    form: str
    fields_007: tuple[str, ...]
    carriers: frozenset[str]
    types: frozenset[str]
    data: str
    text: str

    def has_007(self, *beginnings: str) -> bool:
        return any(data.startswith(beginnings) for data in self.fields_007)

    def says(self, pattern: str) -> bool:
        return _says(pattern, self.text)


@lru_cache(maxsize=65_536)
def _says(pattern: str, text: str) -> bool:
    """Remembered: extents recur, and each is asked for several things."""
    return re.search(pattern, text) is not None


def format_class(leader: str, fields: Mapping[str, Sequence[Field]]) -> str:
    """One of FORMATS. ``fields``: the record's fields by tag."""
    found = _evidence(leader, fields)
    if found.kind == "a" and found.level == "s":
        return "serial"
    if found.level in "ab":
        return "component"
    return _BY_KIND.get(found.kind, _other)(found)


def _evidence(leader: str, fields: Mapping[str, Sequence[Field]]) -> Evidence:
    kind = leader[6]
    data = next((f.data or "" for f in fields.get("008", ())), "").ljust(40)
    texts = [value for tag, codes in _SAID_IN for value in values(fields, tag, codes)]
    return Evidence(
        kind=kind,
        level=leader[7],
        form=data[_FORM_AT.get(kind, 23)],
        fields_007=tuple([f.data or "" for f in fields.get("007", ())]),
        carriers=frozenset(values(fields, "338", "b")),
        types=frozenset([word for value in values(fields, "019", "b") for word in re.split(r"[,;\s|]+", value)]),
        data=data,
        text=" ".join(texts).casefold(),
    )


_SAID_IN = (("300", "abe"), ("245", "h"), ("250", "a"), ("347", "b"))


def _is_online(found: Evidence) -> bool:
    return (
        found.form in "oqs"
        or found.has_007("cr")
        or "cr" in found.carriers
        or bool(found.types & {"la", "na", "nb", "nc", "ga", "ge"})
        or found.says(_ONLINE)
    )


def _text(found: Evidence) -> str:
    if found.has_007("h") or found.says("mikro|micro") or (found.form in "abc" and not found.says(_PAGED)):
        return "microform"
    if found.form == "f" or found.has_007("tc") or found.says("punktskrift|braille"):
        return "braille"
    if found.form == "d" or found.has_007("tb") or found.says(r"storskrift|large print|stor skrift|storstil|isotekst"):
        return "largeprint"
    if _is_online(found):
        return "ebook"
    if found.has_007("co") and not found.has_007("ta") and "nc" not in found.carriers:
        return "electronic"
    if found.kind == "t":
        return "manuscript"
    return "board_book" if found.says(_BOARD) else "book"


def _spoken(found: Evidence) -> str:
    if "gt" in found.types or found.says("daisy"):
        return "daisy"
    if "dz" in found.types or found.says("mp3"):
        return "audiobook_mp3"
    if _is_online(found) or found.has_007("sz", "sr") or found.types & {"dd", "de"}:
        return "audiobook_file"
    if found.has_007("ss") or found.says("kassett"):
        return "cassette"
    if found.has_007("sd") or found.says(r"\bcd\b|cd-plate|lydplate|kompaktplate|plater?\b"):
        return "audiobook_cd"
    return "other"


def _music(found: Evidence) -> str:
    if _is_online(found):
        return "electronic"
    if found.has_007("ss") or found.says("kassett"):
        return "cassette"
    if any(data[:2] == "sd" and data[3:4] in ("a", "b", "c", "d", "e") for data in found.fields_007):
        return "lp"
    if "da" in found.types or found.says(r"\blp\b|grammofon|vinyl|33 o"):
        return "lp"
    if any(data[:2] == "sd" and data[3:4] == "f" for data in found.fields_007) or "dc" in found.types:
        return "music_cd"
    return "music_cd" if found.says(r"\bcd|kompaktplate") else "lp" if found.has_007("sd |") else "other"


def _projected(found: Evidence) -> str:
    codes = {data[4:5] for data in found.fields_007 if data[:2] == "vd"}
    if found.says(r"4k|ultra ?hd|\buhd\b"):
        return "bluray_4k"
    if "s" in codes or "ef" in found.types or found.says("blu-?ray"):
        return "bluray"
    if "v" in codes or "ee" in found.types or found.says(r"\bdvd"):
        return "dvd"
    if found.has_007("vf") or "ed" in found.types or found.says("vhs|videokassett"):
        return "vhs"
    return "picture" if found.has_007("g") and not found.has_007("v", "m") else "video"


def _computer(found: Evidence) -> str:
    is_game = found.data[26] == "g" or _GAME.search(found.text) or any(t.startswith("m") for t in found.types)
    return "game" if is_game else "electronic"


def _object(found: Evidence) -> str:
    return "board_game" if found.data[33] == "g" or found.says(r"brettspill|kortspill|\bspill\b|game") else "object"


def _notated(found: Evidence) -> str:
    """Parts without a score are another thing than the score."""
    return "score_parts" if found.says(_PARTS) and not found.says(_WHOLE_SCORE) else "score"


def _other(found: Evidence) -> str:
    return "other"


_BY_KIND = {
    "a": _text,
    "t": _text,
    "c": _notated,
    "d": _notated,
    "e": lambda found: "map",
    "f": lambda found: "map",
    "g": _projected,
    "i": _spoken,
    "j": _music,
    "k": lambda found: "picture",
    "m": _computer,
    "o": lambda found: "kit",
    "p": lambda found: "kit",
    "r": _object,
}
