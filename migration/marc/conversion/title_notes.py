"""572 (variant titles) and 574 (original title): notes in NORMARC, titles that can be searched, 246, in MARC 21."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from pymarc import Field, Subfield

from migration.marc.conversion.work import Work
from migration.marc.rules import Pattern
from migration.marc.stored import data_field, new_subfield, two_indicators

_ORIGINAL = "Originaltittel:"
_SPELT = ("originaltittel", "originaltitel", "originalenstittel", "originaltitler", "originaltitlar")
_LIKE = 0.8
"""How much of a misspelt ``Originaltittel`` must be right."""
_LONGEST = 24
_BEGINNING = 300
"""Characters in which a beginning is looked for: patterns with several repetitions take long on endless blanks."""
_NO_LETTERS = re.compile(r"[\W\d_]+")
_QUOTED = re.compile(r"[«\"“](.*)[»\"”]")
_BLANKS = two_indicators("  ")
_VARIANT = two_indicators("1 ")


def title_note(field: Field, source: Field, work: Work) -> list[Field]:
    """246 1# with the kind of title in $i for each title, or an ordinary note, by title_notes.csv.

    A bare prefix says that 240 is to be shown under it: it is left out, since 240 stands for itself.
    """
    made: list[Field] = []
    for subfield in field.subfields:
        made += _titles(subfield, source.tag, work)
    return made


def _titles(subfield: Subfield, tag: str, work: Work) -> list[Field]:
    pattern, text, display = _read(subfield.value.strip(), tag, work)
    if pattern is None or pattern.target != "246":
        return [data_field("500", _BLANKS, [subfield])]
    if not text.strip(" .:;=-"):
        work.dropped(subfield, pattern.rule)
        return []
    work.moved(subfield, pattern.rule, "246$a")
    titles = [title for title in text.split(" ; ") if title.strip(" .:;=-")]
    kind = new_subfield(Subfield, ("i", display))
    return [data_field("246", _VARIANT, [kind, *_title_parts(title)]) for title in titles]


def _read(text: str, tag: str, work: Work) -> tuple[Pattern | None, str, str]:
    """The first pattern of the tag that the text begins with, the text after it, and what to show before it.

    ``=`` as display is the beginning itself. Where no beginning was known a misspelt one still may be there.
    """
    for pattern in work.rules.title_notes.get(tag, ()):
        match = pattern.regex.match(text, 0, _BEGINNING)
        if match is None:
            continue
        if not match.end() and (misspelt := _misspelt(text)):
            return _original(tag, pattern, work), text[len(misspelt) + 1 :].strip(), _ORIGINAL
        if pattern.display == "=" and _is_almost_original(match[0][:_LONGEST]):
            return _original(tag, pattern, work), text[match.end() :].strip(), _ORIGINAL
        display = f"{match[0].strip(' :;=')}:" if pattern.display == "=" else pattern.display
        return pattern, text[match.end() :].strip(), display
    return None, text, ""


def _original(tag: str, found: Pattern, work: Work) -> Pattern:
    """The row for original titles, for a tag whose last row makes notes of what it doesn't know."""
    return next((p for p in work.rules.title_notes.get(tag, ()) if p.display == _ORIGINAL), found)


def _misspelt(text: str) -> str:
    """What stands before the colon, if it is almost ``Originaltittel``; else empty."""
    prefix, colon, _ = text.partition(":")
    return prefix if colon and len(prefix) <= _LONGEST and _is_almost_original(prefix) else ""


@lru_cache(maxsize=1024)
def _is_almost_original(prefix: str) -> bool:
    word = _NO_LETTERS.sub("", prefix).casefold()
    return any(SequenceMatcher(None, word, spelt).ratio() >= _LIKE for spelt in _SPELT)


def _title_parts(text: str) -> list[Subfield]:
    """``The hobbit : or there and back again.`` to $a and $b."""
    bare = _without_stop(text.strip(" ;=:"))
    quoted = _QUOTED.fullmatch(bare)
    title, _, rest = (quoted[1].strip() if quoted and quoted[1].strip() else bare).partition(" : ")
    return [new_subfield(Subfield, pair) for pair in (("a", title.strip()), ("b", rest.strip())) if pair[1]]


def _without_stop(text: str) -> str:
    """Without the note's full stop; that of an abbreviation or of an ellipsis belongs to the title."""
    last = text.rstrip(".").rpartition(" ")[2]
    return text[:-1] if text.endswith(".") and not text.endswith("..") and len(last) > 3 else text
