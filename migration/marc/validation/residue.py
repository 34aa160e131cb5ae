"""What only NORMARC has (rule A5): if it is left, a conversion did not do its work."""

from collections.abc import Iterator

from migration.issues import Issue

_TAGS = frozenset(("350", "440", "503", "512", "531", "539", "571", "572", "573", "574", "640", "652"))
_CONVERTED_TAGS = frozenset(
    ("019", "900", "910", "911", "930", "940", "950", *(f"99{digit}" for digit in "0123456789"))
)
"""Norwegian MARC 21 keeps these; a record that was NORMARC has them moved or put aside."""
_MAIN = ("100", "110", "111", "130", "245")
_SUBFIELDS = frozenset([("020", "b"), ("020", "g"), ("082", "z"), *((tag, "w") for tag in _MAIN)])
_REPRODUCTION = frozenset("bcdefmn37")


def is_residue(tag: str, converted: bool, code: str = "") -> bool:
    """Whether a tag, or a subfield of it, exists in NORMARC only."""
    if code:
        return (tag, code) in _SUBFIELDS
    return tag in _TAGS or (converted and tag in _CONVERTED_TAGS)


def residue_issues(tag: str, codes: tuple[str, ...]) -> Iterator[Issue]:
    """By the codes of a field that MARC 21 has with another content."""
    for code in codes:
        if (tag, code) in _SUBFIELDS or (tag == "850" and code not in "a8"):
            yield Issue("normarc_residue", f"{tag}${code}")
    if tag == "658" and "2" not in codes and "b" in codes:
        yield Issue("normarc_residue", tag)


def is_plain_note(tag: str, codes: tuple[str, ...]) -> bool:
    """533 without anything that a note on a reproduction has: maybe NORMARC's note on the physical description."""
    return tag == "533" and not _REPRODUCTION & set(codes)
